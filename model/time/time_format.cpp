// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/time_format.h"

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::TimeFormat)
};

QString padded(std::int64_t value, int width)
{
    return QString::number(value).rightJustified(width, u'0');
}

/// The exact fraction without trailing zeros: 0 to 9 digits.
int exactFractionDigits(int nanosecond)
{
    if (nanosecond == 0)
        return 0;
    int digits = 9;
    for (; nanosecond % 10 == 0; nanosecond /= 10)
        --digits;
    return digits;
}

int nanosecondOf(Timestamp t)
{
    return Zone().civilAt(t).nanosecond();
}

} // namespace

int fractionDigitsOf(Timestamp t)
{
    return (exactFractionDigits(nanosecondOf(t)) + 2) / 3 * 3;
}

int fractionDigitsFor(std::span<const Timestamp> times)
{
    static constexpr std::array<std::int64_t, 3> kUnits{1'000, 1'000'000, kNsPerSecond};
    int digits = 0;
    for (std::size_t i = 1; i < times.size(); ++i) {
        const std::int64_t a = times[i - 1].posixNs();
        const std::int64_t b = times[i].posixNs();
        int needed = 9;
        for (const std::int64_t unit : kUnits) {
            const auto floored = [unit](std::int64_t ns) {
                return ns / unit - (ns % unit < 0 ? 1 : 0);
            };
            if (a != b && floored(a) == floored(b))
                break;
            needed -= 3;
        }
        digits = std::max(digits, needed);
    }
    return digits;
}

QString offsetText(std::chrono::seconds offset)
{
    const std::int64_t total = offset.count() < 0 ? -offset.count() : offset.count();
    QString text = (offset.count() < 0 ? u"-"_s : u"+"_s) + padded(total / 3600, 2) + u':' +
                   padded(total / 60 % 60, 2);
    if (total % 60 != 0)
        text += u':' + padded(total % 60, 2);
    return text;
}

QString dateText(const CivilDate &date)
{
    return padded(date.year, 4) + u'-' + padded(date.month, 2) + u'-' + padded(date.day, 2);
}

QString clockText(const CivilTime &time, int fractionDigits)
{
    QString text =
        padded(time.hour(), 2) + u':' + padded(time.minute(), 2) + u':' + padded(time.second(), 2);
    if (fractionDigits > 0)
        text += u'.' + padded(time.nanosecond(), 9).left(fractionDigits);
    return text;
}

QString fullTime(Timestamp t, const Zone &zone, std::optional<int> fractionDigits)
{
    const CivilTime civil = zone.civilAt(t);
    return dateText(civil.date) + u' ' +
           clockText(civil, fractionDigits.value_or(fractionDigitsOf(t))) + u' ' +
           offsetText(zone.offsetAt(t));
}

QString isoTime(Timestamp t, const Zone &zone)
{
    const std::chrono::seconds offset = zone.offsetAt(t);
    if (!zone.isUtc() && offset.count() % 60 != 0)
        return isoTime(t, Zone());
    const CivilTime civil = zone.civilAt(t);
    return dateText(civil.date) + u'T' + clockText(civil, exactFractionDigits(civil.nanosecond())) +
           (zone.isUtc() ? u"Z"_s : offsetText(offset));
}

QString metricqString(Timestamp t, const Zone &zone)
{
    const CivilTime civil = zone.civilAt(t);
    const int digits = civil.nanosecond() < 1000 ? 0 : 6;
    return u'[' + QString::number(t.posixNs()) + u"] "_s + dateText(civil.date) + u' ' +
           clockText(civil, digits) + offsetText(zone.offsetAt(t));
}

QString skippedTimeMessage(const CivilTime &civil, const LocalInstant &gap, const Zone &zone)
{
    return Text::tr("%1 does not exist in %2: the clock was set forward. The nearest times are %3 "
                    "and %4.")
        .arg(dateText(civil.date) + u' ' + clockText(civil, 0), zone.id(),
             fullTime(gap.first, zone), fullTime(gap.second, zone));
}

QString repeatedTimeMessage(const CivilTime &civil, const LocalInstant &repeated, const Zone &zone)
{
    return Text::tr("%1 occurs twice in %2: the clock was set back. Choose the first (%3) or the "
                    "second (%4).")
        .arg(dateText(civil.date) + u' ' + clockText(civil, 0), zone.id(),
             fullTime(repeated.first, zone), fullTime(repeated.second, zone));
}

} // namespace tidemark
