// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/timestamp.h"

#include "model/time/checked_double.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::Timestamp)
};

tl::unexpected<Error> outOfRange()
{
    return failure(ErrorCode::Overflow,
                   Text::tr("The time does not fit: times reach from 1677 to 2262."));
}

} // namespace

Timestamp Timestamp::now()
{
    const auto time =
        std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    return Timestamp(std::chrono::nanoseconds(time.time_since_epoch()).count());
}

Timestamp Timestamp::ago(Timedelta delta)
{
    return now() - delta;
}

Timestamp Timestamp::fromNow(Timedelta delta)
{
    return now() + delta;
}

Result<Timestamp> Timestamp::fromPosixSeconds(double seconds)
{
    return truncatedToInt64(seconds * 1e9).transform([](std::int64_t ns) { return Timestamp(ns); });
}

Result<Timestamp> Timestamp::fromSystemTime(std::chrono::sys_time<std::chrono::microseconds> time)
{
    const Result<Timedelta> sinceEpoch = Timedelta::fromDuration(time.time_since_epoch());
    if (!sinceEpoch)
        return outOfRange();
    return Timestamp(sinceEpoch->ns());
}

QString Timestamp::debugString() const
{
    return u"Timestamp(%1)"_s.arg(m_ns);
}

Result<Timestamp> checkedAdd(Timestamp t, Timedelta d)
{
    std::int64_t ns = 0;
    if (__builtin_add_overflow(t.posixNs(), d.ns(), &ns))
        return outOfRange();
    return Timestamp(ns);
}

Result<Timestamp> checkedSubtract(Timestamp t, Timedelta d)
{
    std::int64_t ns = 0;
    if (__builtin_sub_overflow(t.posixNs(), d.ns(), &ns))
        return outOfRange();
    return Timestamp(ns);
}

Result<Timedelta> checkedSubtract(Timestamp a, Timestamp b)
{
    return checkedSubtract(Timedelta(a.posixNs()), Timedelta(b.posixNs()));
}

Result<Timedelta> floorModulo(Timestamp t, Timedelta d)
{
    return floorModulo(Timedelta(t.posixNs()), d);
}

} // namespace tidemark
