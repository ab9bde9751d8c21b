// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/time_cell.h"

#include "model/core/utf8_text.h"
#include "model/time/time_format.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct TimeCellText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::TimeCellText)
};

constexpr std::size_t kMaxTimeBytes = 200;

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

} // namespace

Result<Timestamp> parseEpoch(std::string_view cell, std::int64_t unit_ns)
{
    const bool isNegative = !cell.empty() && cell.front() == '-';
    if (isNegative)
        cell.remove_prefix(1);
    if (cell.empty() || cell.size() > kMaxTimeBytes)
        return notAnEpoch();
    std::int64_t ns = 0; // counted downwards, where int64 reaches one further
    std::int64_t unit = unit_ns;
    bool hasDigits = false;
    bool isFraction = false;
    for (const char c : cell) {
        if (c == '.' && !isFraction) {
            isFraction = true;
            continue;
        }
        if (c < '0' || c > '9')
            return notAnEpoch();
        hasDigits = true;
        const std::int64_t digit = c - '0';
        if (isFraction) {
            unit /= 10;
            if (unit == 0 && digit != 0)
                return failure(ErrorCode::InvalidArgument,
                               TimeCellText::tr("The time is finer than nanoseconds."),
                               u"time.digits"_s);
            if (__builtin_sub_overflow(ns, digit * unit, &ns))
                return outOfRange();
        } else if (__builtin_mul_overflow(ns, std::int64_t{10}, &ns) ||
                   __builtin_sub_overflow(ns, digit * unit_ns, &ns)) {
            return outOfRange();
        }
    }
    if (!hasDigits)
        return notAnEpoch();
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
