// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/time_cell.h"

#include "model/core/utf8_text.h"
#include "model/time/time_format.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct TimeCellText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::TimeCellText)
};

constexpr std::size_t kMaxTimeBytes = 200;
// Beyond it no digits of a cell reach back into the range of times.
constexpr std::int64_t kFarExponent = 1'000;

tl::unexpected<Error> notAnEpoch()
{
    return failure(ErrorCode::InvalidArgument,
                   TimeCellText::tr("This is not a number of seconds or parts of them."),
                   u"time.epoch"_s);
}

tl::unexpected<Error> outOfRange()
{
    return failure(ErrorCode::Overflow,
                   TimeCellText::tr("The time is outside the years 1677 to 2262."),
                   u"time.overflow"_s);
}

std::int64_t unitOf(TimeNotation notation)
{
    switch (notation) {
    case TimeNotation::EpochSeconds:
        return kNsPerSecond;
    case TimeNotation::EpochMilliseconds:
        return 1'000'000;
    case TimeNotation::EpochMicroseconds:
        return 1'000;
    case TimeNotation::EpochNanoseconds:
        return 1;
    case TimeNotation::Iso8601:
    case TimeNotation::Calendar:
        break;
    }
    return 0;
}

QString decoded(std::string_view cell)
{
    return utf8Text(cell.substr(0, kMaxTimeBytes));
}

bool areDigits(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool isDecimal(std::string_view whole, std::string_view fraction)
{
    return !(whole.empty() && fraction.empty()) && areDigits(whole) && areDigits(fraction);
}

// To a number that is counted downwards; false when it gets too small.
bool appendDigit(std::int64_t &number, std::int64_t digit)
{
    return !__builtin_mul_overflow(number, std::int64_t{10}, &number) &&
           !__builtin_sub_overflow(number, digit, &number);
}

// Taken off the end of a number; 0 where there is none, nothing where what follows the sign is
// none.
std::optional<std::int64_t> takeExponent(std::string_view &cell)
{
    const std::size_t mark = cell.find_first_of("eE");
    if (mark == std::string_view::npos)
        return 0;
    std::string_view digits = cell.substr(mark + 1);
    cell = cell.substr(0, mark);
    const bool isNegative = !digits.empty() && digits.front() == '-';
    if (isNegative || (!digits.empty() && digits.front() == '+'))
        digits.remove_prefix(1);
    if (digits.empty() || !areDigits(digits))
        return std::nullopt;
    std::int64_t exponent = 0;
    for (const char c : digits)
        exponent = std::min(exponent * 10 + (c - '0'), kFarExponent);
    return isNegative ? -exponent : exponent;
}

} // namespace

Result<Timestamp> parseEpoch(std::string_view cell, std::int64_t unit_ns)
{
    const bool isNegative = !cell.empty() && cell.front() == '-';
    if (isNegative)
        cell.remove_prefix(1);
    if (cell.size() > kMaxTimeBytes)
        return notAnEpoch();
    const auto exponent = takeExponent(cell);
    const std::size_t point = std::min(cell.find('.'), cell.size());
    if (!exponent ||
        !isDecimal(cell.substr(0, point), cell.substr(std::min(point + 1, cell.size()))))
        return notAnEpoch();
    // How many digits stand before the point when the number is one of nanoseconds.
    std::int64_t whole = static_cast<std::int64_t>(point) + *exponent;
    for (std::int64_t unit = unit_ns; unit > 1; unit /= 10)
        ++whole;
    std::int64_t ns = 0; // counted downwards, where int64 reaches one further
    for (const char c : cell) {
        if (c == '.')
            continue;
        const std::int64_t digit = c - '0';
        if (--whole >= 0) {
            if (!appendDigit(ns, digit))
                return outOfRange();
        } else if (digit != 0) {
            return failure(ErrorCode::InvalidArgument,
                           TimeCellText::tr("The time is finer than nanoseconds."),
                           u"time.digits"_s);
        }
    }
    for (; whole > 0 && ns != 0; --whole) {
        if (!appendDigit(ns, 0))
            return outOfRange();
    }
    if (!isNegative && __builtin_sub_overflow(std::int64_t{0}, ns, &ns))
        return outOfRange();
    return Timestamp(ns);
}

TimeCellParser::TimeCellParser(const ImportPlan &plan)
    : m_notation(plan.notation)
    , m_order(plan.dateOrder)
    , m_zone(plan.zone)
    , m_repeated(plan.repeatedTime)
{}

Result<Timestamp> TimeCellParser::parse(std::string_view cell) const
{
    if (const std::int64_t unit_ns = unitOf(m_notation); unit_ns != 0)
        return parseEpoch(cell, unit_ns);
    auto wall = parseWallText(decoded(cell), m_notation, m_order);
    if (!wall)
        return failure(wall.error());
    return instantOf(*wall);
}

Result<Timestamp> TimeCellParser::parse(std::string_view date, std::string_view timeOfDay) const
{
    if (unitOf(m_notation) != 0 || timeOfDay.empty())
        return parse(date);
    auto wall = parseWallText(decoded(date), m_notation, m_order);
    if (!wall)
        return failure(wall.error());
    auto time = parseTimeOfDay(decoded(timeOfDay));
    if (!time)
        return failure(time.error());
    // 24:00 has become the day after the one that an empty date stands for.
    const std::int64_t days = daysFromCivil(time->civil.date) - daysFromCivil(CivilDate{});
    wall->civil.date = civilFromDays(daysFromCivil(wall->civil.date) + days);
    wall->civil.nsOfDay = time->civil.nsOfDay;
    wall->offset = time->offset;
    wall->hasTimeOfDay = true;
    return instantOf(*wall);
}

Result<Timestamp> TimeCellParser::instantOf(const WallText &wall) const
{
    if (wall.offset || m_zone.isUtc())
        return instantAt(wall.civil, wall.offset.value_or(std::chrono::seconds(0)));
    const LocalInstant local = m_zone.resolve(wall.civil);
    switch (local.kind) {
    case LocalInstant::Kind::Unique:
        return local.first;
    case LocalInstant::Kind::Gap:
        if (!wall.hasTimeOfDay)
            return local.second; // a day that begins after its midnight
        return failure(ErrorCode::InvalidArgument, skippedTimeMessage(wall.civil, local, m_zone),
                       u"time.skipped"_s);
    case LocalInstant::Kind::Repeated:
        if (m_repeated == RepeatedTime::Reject && wall.hasTimeOfDay)
            return failure(ErrorCode::InvalidArgument,
                           repeatedTimeMessage(wall.civil, local, m_zone), u"time.repeated"_s);
        return m_repeated == RepeatedTime::Second ? local.second : local.first;
    case LocalInstant::Kind::OutOfRange:
        return outOfRange();
    }
    Q_UNREACHABLE();
}

} // namespace tidemark::exchange
