// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/time_writer.h"

#include "model/time/civil.h"

#include <QDate>

#include <array>
#include <charconv>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;

struct Split
{
    std::int64_t quotient = 0;
    std::int64_t rest = 0; ///< 0 to divisor - 1
};

Split floorDivide(std::int64_t value, std::int64_t divisor)
{
    Split split{value / divisor, value % divisor};
    if (split.rest < 0) {
        --split.quotient;
        split.rest += divisor;
    }
    return split;
}

void appendDigits(QByteArray &out, std::int64_t value, int width)
{
    std::array<char, 20> digits{};
    for (int i = width; i-- > 0; value /= 10)
        digits.at(static_cast<std::size_t>(i)) = static_cast<char>('0' + value % 10);
    out.append(digits.data(), width);
}

void appendInteger(QByteArray &out, std::int64_t value)
{
    std::array<char, 20> digits{};
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    out.append(digits.data(), written.ptr - digits.data());
}

void appendFraction(QByteArray &out, std::int64_t ns)
{
    if (ns == 0)
        return;
    out.append('.');
    appendDigits(out, ns, 9);
    while (out.endsWith('0'))
        out.chop(1);
}

void appendClock(QByteArray &out, std::int64_t secondOfDay, std::int64_t ns)
{
    appendDigits(out, secondOfDay / 3600, 2);
    out.append(':');
    appendDigits(out, secondOfDay / 60 % 60, 2);
    out.append(':');
    appendDigits(out, secondOfDay % 60, 2);
    appendFraction(out, ns);
}

void appendOffset(QByteArray &out, std::int64_t offset_s)
{
    const std::int64_t minutes = (offset_s < 0 ? -offset_s : offset_s) / 60;
    out.append(offset_s < 0 ? '-' : '+');
    appendDigits(out, minutes / 60, 2);
    out.append(':');
    appendDigits(out, minutes % 60, 2);
}

// The locale's short date with all digits of the year.
QString fullYearFormat(const QLocale &locale)
{
    QString format = locale.dateFormat(QLocale::ShortFormat);
    if (!format.contains("yyyy"_L1))
        format.replace("yy"_L1, "yyyy"_L1);
    return format;
}

} // namespace

TimeWriter::TimeWriter(TimeForm form, Zone zone, const QLocale &locale)
    : m_form(form)
    , m_zone(std::move(zone))
    , m_locale(locale)
    , m_dateFormat(fullYearFormat(m_locale))
{}

void TimeWriter::append(QByteArray &out, Timestamp time)
{
    const std::int64_t ns = time.posixNs();
    switch (m_form) {
    case TimeForm::IsoOffset:
        appendIso(out, time, m_zone.offsetAt(time).count());
        break;
    case TimeForm::IsoUtc:
        appendIso(out, time, 0);
        break;
    case TimeForm::EpochSeconds:
        appendInteger(out, floorDivide(ns, 1'000'000'000).quotient);
        break;
    case TimeForm::EpochMilliseconds:
        appendInteger(out, floorDivide(ns, 1'000'000).quotient);
        break;
    case TimeForm::EpochMicroseconds:
        appendInteger(out, floorDivide(ns, 1'000).quotient);
        break;
    case TimeForm::EpochNanoseconds:
        appendInteger(out, ns);
        break;
    case TimeForm::LocaleText:
        appendLocale(out, time);
        break;
    }
}

QString TimeWriter::columnSuffix() const
{
    switch (m_form) {
    case TimeForm::EpochSeconds:
        return u"_s"_s;
    case TimeForm::EpochMilliseconds:
        return u"_ms"_s;
    case TimeForm::EpochMicroseconds:
        return u"_us"_s;
    case TimeForm::EpochNanoseconds:
        return u"_ns"_s;
    case TimeForm::IsoOffset:
    case TimeForm::IsoUtc:
    case TimeForm::LocaleText:
        break;
    }
    return {};
}

void TimeWriter::appendIso(QByteArray &out, Timestamp time, std::int64_t offset_s) const
{
    const bool writesZ = m_form == TimeForm::IsoUtc || m_zone.isUtc() || offset_s % 60 != 0;
    if (writesZ)
        offset_s = 0;
    const Split second = floorDivide(time.posixNs(), 1'000'000'000);
    const Split day = floorDivide(second.quotient + offset_s, kSecondsPerDay);
    const CivilDate date = civilFromDays(day.quotient);
    appendDigits(out, date.year, 4);
    out.append('-');
    appendDigits(out, date.month, 2);
    out.append('-');
    appendDigits(out, date.day, 2);
    out.append('T');
    appendClock(out, day.rest, second.rest);
    if (writesZ)
        out.append('Z');
    else
        appendOffset(out, offset_s);
}

void TimeWriter::appendLocale(QByteArray &out, Timestamp time)
{
    std::int64_t offset_s = m_zone.offsetAt(time).count();
    offset_s -= offset_s % 60;
    const Split second = floorDivide(time.posixNs(), 1'000'000'000);
    const Split day = floorDivide(second.quotient + offset_s, kSecondsPerDay);
    const CivilDate date = civilFromDays(day.quotient);
    if (m_lastDate != date) {
        m_lastDate = date;
        m_lastDateText = m_locale.toString(toQDate(date), m_dateFormat).toUtf8();
    }
    out.append(m_lastDateText);
    out.append(' ');
    appendClock(out, day.rest, second.rest);
    out.append(' ');
    appendOffset(out, offset_s);
}

} // namespace tidemark::exchange
