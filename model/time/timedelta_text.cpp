// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/ascii.h"
#include "model/time/checked_double.h"
#include "model/time/civil.h"
#include "model/time/timedelta.h"

#include <QCoreApplication>

#include <fast_float/fast_float.h>

#include <array>
#include <charconv>
#include <string>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::Timedelta)
};

struct UnitName
{
    QStringView name;
    std::int64_t ns;
};

constexpr std::array kUnitNames{
    UnitName{u"", kNsPerSecond},
    UnitName{u"s", kNsPerSecond},
    UnitName{u"second", kNsPerSecond},
    UnitName{u"seconds", kNsPerSecond},
    UnitName{u"ms", 1'000'000},
    UnitName{u"millisecond", 1'000'000},
    UnitName{u"milliseconds", 1'000'000},
    UnitName{u"us", 1'000},
    UnitName{u"\u03bcs", 1'000},
    UnitName{u"microsecond", 1'000},
    UnitName{u"microseconds", 1'000},
    UnitName{u"ns", 1},
    UnitName{u"nanosecond", 1},
    UnitName{u"nanoseconds", 1},
    UnitName{u"min", kNsPerMinute},
    UnitName{u"minute", kNsPerMinute},
    UnitName{u"minutes", kNsPerMinute},
    UnitName{u"h", kNsPerHour},
    UnitName{u"hour", kNsPerHour},
    UnitName{u"hours", kNsPerHour},
    UnitName{u"d", kNsPerDay},
    UnitName{u"day", kNsPerDay},
    UnitName{u"days", kNsPerDay},
};

/// The parts of `<number> <unit>`.
struct Parts
{
    bool isNegative = false;
    QStringView digits;
    bool hasFraction = false;
    QStringView fraction; ///< digits after the sign
    QStringView unit;
};

tl::unexpected<Error> malformed(QStringView text)
{
    return failure(
        ErrorCode::InvalidArgument,
        Text::tr("\"%1\" is not a duration. Enter a number and a unit, for example 1.5 s.")
            .arg(text),
        u"duration.form"_s);
}

tl::unexpected<Error> tooLong(QStringView text)
{
    return failure(
        ErrorCode::Overflow,
        Text::tr("The duration \"%1\" does not fit: durations reach about 292 years.").arg(text));
}

Result<Parts> split(QStringView text)
{
    ascii::Cursor cursor(text);
    Parts parts;
    cursor.skipSpaces();
    parts.isNegative = cursor.peek() == u'-';
    if (parts.isNegative || cursor.peek() == u'+')
        cursor.advance();
    parts.digits = cursor.takeDigits();
    parts.hasFraction = cursor.take(u'.') || cursor.take(u',');
    if (parts.hasFraction)
        parts.fraction = cursor.takeDigits();
    cursor.skipSpaces();
    parts.unit = cursor.rest();
    if (parts.digits.isEmpty() || (parts.hasFraction && parts.fraction.isEmpty()))
        return malformed(text);
    for (const QChar c : parts.unit) {
        if (ascii::isDigit(c))
            return malformed(text);
    }
    return parts;
}

/// Empty when the digits exceed the magnitude of int64's minimum.
std::optional<std::uint64_t> magnitude(QStringView digits)
{
    constexpr std::uint64_t kLimit = std::uint64_t{1} << 63;
    std::uint64_t value = 0;
    for (const QChar c : digits) {
        const auto digit = static_cast<std::uint64_t>(c.unicode() - u'0');
        if (value > (kLimit - digit) / 10)
            return std::nullopt;
        value = value * 10 + digit;
    }
    return value;
}

/// Without a fraction: exact, sign first so that the minimum of int64 is reached.
Result<Timedelta> wholeUnits(const Parts &parts, std::int64_t unitNs, QStringView text)
{
    const std::optional<std::uint64_t> count = magnitude(parts.digits);
    if (!count)
        return tooLong(text);
    std::int64_t ns = 0;
    const bool tooBig = parts.isNegative ? __builtin_mul_overflow(*count, -unitNs, &ns)
                                         : __builtin_mul_overflow(*count, unitNs, &ns);
    if (tooBig)
        return tooLong(text);
    return Timedelta(ns);
}

double toDouble(const std::string &number)
{
    double value = 0;
    (void)fast_float::from_chars(number.data(), number.data() + number.size(), value);
    return value;
}

/// With a fraction: integer and fraction are read apart and added in double, as MetricQ does.
Result<Timedelta> fractionalUnits(const Parts &parts, std::int64_t unitNs, QStringView text)
{
    const double whole = toDouble(parts.digits.toLatin1().toStdString());
    const double fraction = toDouble("0." + parts.fraction.toLatin1().toStdString());
    double ns = whole + fraction;
    const std::int64_t seconds = unitNs / kNsPerSecond; // 0 for units below a second
    if (seconds > 1)
        ns = ns * 1e9 * static_cast<double>(seconds);
    else
        ns *= static_cast<double>(unitNs);
    const auto truncated = truncatedToInt64(parts.isNegative ? -ns : ns);
    if (!truncated)
        return tooLong(text);
    return Timedelta(*truncated);
}

/// Lays shortest digits out as Python's repr does: plain between 1e-4 and 1e16, else an exponent of
/// at least two digits.
QString pythonRepr(double value)
{
    std::array<char, 32> buffer{};
    const double size = value < 0 ? -value : value;
    const bool isPlain = size == 0 || (size >= 1e-4 && size < 1e16);
    const auto format = isPlain ? std::chars_format::fixed : std::chars_format::scientific;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format).ptr;
    QString text = QString::fromLatin1(buffer.data(), end - buffer.data());
    if (isPlain && !text.contains(u'.'))
        text += u".0"_s;
    return text;
}

} // namespace

Result<Timedelta> Timedelta::fromString(QStringView text)
{
    const Result<Parts> parts = split(text);
    if (!parts)
        return failure(parts.error());
    for (const UnitName &unit : kUnitNames) {
        if (unit.name != parts->unit)
            continue;
        return parts->hasFraction ? fractionalUnits(*parts, unit.ns, text)
                                  : wholeUnits(*parts, unit.ns, text);
    }
    return failure(
        ErrorCode::InvalidArgument,
        Text::tr("\"%1\" is not a unit of time. Use ns, us, ms, s, min, h or d.").arg(parts->unit),
        u"duration.unit"_s);
}

QString Timedelta::preciseString() const
{
    struct Step
    {
        std::int64_t ns; ///< of the unit printed when the next coarser does not divide the length
        std::int64_t coarser;
        QStringView name;
    };
    static constexpr std::array kSteps{
        Step{1, 1'000, u"ns"},
        Step{1'000, 1'000'000, u"\u03bcs"},
        Step{1'000'000, kNsPerSecond, u"ms"},
        Step{kNsPerSecond, kNsPerMinute, u"s"},
        Step{kNsPerMinute, kNsPerHour, u"min"},
        Step{kNsPerHour, kNsPerDay, u"h"},
    };
    for (const Step &step : kSteps) {
        if (m_ns % step.coarser != 0)
            return QString::number(m_ns / step.ns) + step.name;
    }
    return QString::number(m_ns / kNsPerDay) + u'd';
}

QString Timedelta::toString() const
{
    return pythonRepr(s()) + u's';
}

QString Timedelta::debugString() const
{
    return u"Timedelta(%1)"_s.arg(m_ns);
}

} // namespace tidemark
