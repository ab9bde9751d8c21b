// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/server_time.h"

#include "model/time/iso8601.h"
#include "model/time/zone.h"

#include <QCoreApplication>

#include <cstdlib>

using namespace Qt::StringLiterals;

namespace tidemark::monitor {

namespace {

struct TimeText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::monitor::ServerTime)
};

constexpr std::int64_t kStep_ns = 15 * kNsPerMinute;
constexpr std::int64_t kKept_ns = 8 * kNsPerMinute + kNsPerMinute / 2;

tl::unexpected<Error> noTime()
{
    return failure(ErrorCode::InvalidArgument,
                   TimeText::tr("A time looks like 2025-12-17T10:30:00.076274."), u"time.form"_s);
}

std::int64_t nsOf(std::chrono::seconds length)
{
    return std::chrono::nanoseconds(length).count();
}

/// To the nearest step; halves away from zero.
std::chrono::seconds rounded(Timedelta difference)
{
    const std::int64_t half = difference.ns() < 0 ? -kStep_ns / 2 : kStep_ns / 2;
    const std::int64_t steps = saturatingAdd(difference.ns(), half) / kStep_ns;
    return std::chrono::seconds(steps * (kStep_ns / kNsPerSecond));
}

} // namespace

Timestamp ServerTime::utc(std::chrono::seconds fallback) const
{
    return reading - Timedelta(nsOf(offset.value_or(fallback)));
}

Result<ServerTime> parseServerTime(QStringView text)
{
    ascii::Cursor cursor(text);
    const Result<IsoDate> date = takeIsoDate(cursor);
    if (!date || date->form != IsoDate::Form::Day)
        return noTime();
    if (!cursor.take(u'T') && !cursor.take(u't') && !cursor.take(u' '))
        return noTime();
    const Result<IsoTime> time = takeIsoTime(cursor, IsoFraction::Nine);
    if (!time)
        return failure(time.error());
    if (!cursor.atEnd())
        return noTime();
    const auto reading = instantAt(civilTimeOf(date->first, *time), std::chrono::seconds(0));
    if (!reading)
        return failure(reading.error());
    return ServerTime{*reading, time->offset};
}

Result<std::chrono::seconds> parseOffset(QStringView text)
{
    ascii::Cursor cursor(text);
    const auto offset = takeIsoOffset(cursor);
    if (offset && *offset && cursor.atEnd())
        return **offset;
    return failure(
        ErrorCode::InvalidArgument,
        TimeText::tr("\"%1\" is no offset from UTC. Write it like +02:00 or -05:30.").arg(text),
        u"time.offset"_s);
}

std::chrono::seconds ServerOffset::update(Timestamp reading, Timestamp receivedAt)
{
    if (m_override)
        return *m_override;
    const Timedelta ahead = reading - receivedAt;
    const bool isKept =
        m_estimate && std::abs((ahead - Timedelta(nsOf(*m_estimate))).ns()) <= kKept_ns;
    if (!isKept)
        m_estimate = rounded(ahead);
    return *m_estimate;
}

} // namespace tidemark::monitor
