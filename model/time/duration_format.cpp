// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/duration_format.h"

#include "model/time/civil.h"

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::DurationFormat)
};

constexpr QChar kNoBreakSpace(0x00a0);
constexpr QChar kMinus(0x2212);

using Magnitude = std::uint64_t; // of any int64, its minimum included

constexpr Magnitude magnitudeOf(Timedelta duration)
{
    const auto bits = static_cast<Magnitude>(duration.ns());
    return duration.ns() < 0 ? Magnitude{0} - bits : bits;
}

constexpr Magnitude rounded(Magnitude value, Magnitude multiple)
{
    return (value + multiple / 2) / multiple * multiple;
}

struct Unit
{
    Magnitude ns;
    Magnitude next; ///< the next unit's length
    QStringView symbol;
};

constexpr std::array kFineUnits{
    Unit{1'000, 1'000'000, u"µs"},
    Unit{1'000'000, kNsPerSecond, u"ms"},
    Unit{kNsPerSecond, kNsPerMinute, u"s"},
};

/// Three significant digits of a fine unit; empty when rounding reaches the next unit.
QString fineText(Magnitude ns, const Unit &unit, const QLocale &locale)
{
    for (int decimals = 2; decimals >= 0; --decimals) {
        const Magnitude scale = decimals == 2 ? 100 : decimals == 1 ? 10 : 1;
        const Magnitude value = rounded(ns, unit.ns / scale);
        if (decimals > 0 && value >= unit.ns * 1000 / scale)
            continue; // a digit more before the point
        if (value >= unit.next)
            break;
        return locale.toString(static_cast<double>(value) / static_cast<double>(unit.ns), 'f',
                               decimals) +
               kNoBreakSpace + unit.symbol;
    }
    return {};
}

QString twoUnits(Magnitude big, QStringView bigSymbol, Magnitude small, QStringView smallSymbol,
                 int width, const QLocale &locale)
{
    QString text = locale.toString(qulonglong{big}) + kNoBreakSpace + bigSymbol;
    const QString rest = locale.toString(qulonglong{small}).rightJustified(width, u'0');
    return text + u' ' + rest + kNoBreakSpace + smallSymbol;
}

QString magnitudeText(Magnitude ns, const QLocale &locale)
{
    if (ns == 0)
        return u'0' + QString(kNoBreakSpace) + u's';
    if (ns < 1'000)
        return locale.toString(qulonglong{ns}) + kNoBreakSpace + u"ns";
    for (const Unit &unit : kFineUnits) {
        if (ns >= unit.next)
            continue;
        if (QString text = fineText(ns, unit, locale); !text.isEmpty())
            return text;
    }
    constexpr Magnitude kSecond = kNsPerSecond;
    constexpr Magnitude kMinute = kNsPerMinute;
    constexpr Magnitude kHour = kNsPerHour;
    if (const Magnitude value = rounded(ns, kSecond); value < kHour)
        return twoUnits(value / kMinute, u"min", value / kSecond % 60, u"s", 2, locale);
    if (const Magnitude value = rounded(ns, kMinute); value < Magnitude{kNsPerDay})
        return twoUnits(value / kHour, u"h", value / kMinute % 60, u"min", 2, locale);
    const Magnitude value = rounded(ns, kHour);
    return twoUnits(value / kNsPerDay, u"d", value / kHour % 24, u"h", 1, locale);
}

/// One unit, rounded down.
QString wholeUnits(Magnitude ns, const QLocale &locale)
{
    constexpr Magnitude kDay = kNsPerDay;
    const auto text = [&locale](Magnitude count, QStringView symbol) {
        return QString(locale.toString(qulonglong{count}) + kNoBreakSpace + symbol);
    };
    if (ns < Magnitude{kNsPerMinute})
        return text(ns / kNsPerSecond, u"s");
    if (ns < Magnitude{kNsPerHour})
        return text(ns / kNsPerMinute, u"min");
    if (ns < kDay)
        return text(ns / kNsPerHour, u"h");
    if (ns < 60 * kDay)
        return text(ns / kDay, u"d");
    if (ns < 730 * kDay)
        return Text::tr("%n month(s)", nullptr, static_cast<int>(ns / (kDay / 1000000 * 30436875)));
    return Text::tr("%n year(s)", nullptr, static_cast<int>(ns / (kDay / 10000 * 3652425)));
}

} // namespace

QString formatDuration(Timedelta duration, const QLocale &locale)
{
    const QString text = magnitudeText(magnitudeOf(duration), locale);
    return duration.ns() < 0 ? kMinus + text : text;
}

QString formatAge(Timestamp t, Timestamp now, const QLocale &locale)
{
    const Timedelta age = now - t;
    const Magnitude ns = magnitudeOf(age);
    if (ns < Magnitude{kNsPerSecond})
        return Text::tr("just now");
    const QString length = wholeUnits(ns, locale);
    return age.ns() > 0 ? Text::tr("%1 ago").arg(length) : Text::tr("in %1").arg(length);
}

} // namespace tidemark
