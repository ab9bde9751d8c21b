// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as an answer of /monitor/users, twice in a row: not understood, or, written again, read
// as the same; and what is new in it is never less than nothing.
#include "services/monitor/monitor_json.h"
#include "services/monitor/user_tracker.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace tidemark;
using namespace tidemark::monitor;

namespace {

constexpr Timestamp kReceived{1'766'000'000'000'000'000};

// Times are written with microseconds and a zone, so that only the second writing is exact.
void checkRoundTrip(const MonitorReading &reading)
{
    const QByteArray written = writeMonitorResponse(reading.response);
    ServerOffset offset;
    const auto again = readMonitorResponse(written, kReceived, offset);
    if (!again || !again->hasZone || writeMonitorResponse(again->response) != written)
        std::abort();
}

void checkTracking(MonitorReading reading)
{
    UserTracker tracker;
    (void)tracker.follow(reading);
    tracker.takeBack();
    (void)tracker.follow(reading);
    reading.receivedAt = reading.receivedAt + Timedelta(1);
    const TrackedReading tracked = tracker.follow(reading);
    if (tracked.users.size() != reading.response.users.size() || !tracked.vanished.empty())
        std::abort();
    for (const TrackedUser &user : tracked.users) {
        if (user.isReset || user.newRequests != 0 || user.newErrors != 0 || user.latency)
            std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView body(data, static_cast<qsizetype>(size));
    ServerOffset offset;
    const auto reading = readMonitorResponse(body, kReceived, offset);
    if (!reading) {
        if (reading.error().code != ErrorCode::Network || reading.error().message.isEmpty())
            std::abort();
        return 0;
    }
    checkRoundTrip(*reading);
    checkTracking(*reading);
    return 0;
}
