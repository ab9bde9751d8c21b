// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/monitor/monitor_json.h"

#include <QHash>
#include <QString>

#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

namespace tidemark::monitor {

/// A mean latency of the requests between two polls.
struct WindowedLatency
{
    double mean_ms = 0;
    double error_ms = 0; ///< at most so far off, because the means are told to 0.01 ms
};

/// The mean latency of the requests between two counts of one user (collectors 2.5); nothing when
/// there were none, or when the rounding may have moved it by more than a tenth.
[[nodiscard]] std::optional<WindowedLatency> windowedLatency(const PerUserRequestMetrics &before,
                                                             const PerUserRequestMetrics &after);

/// One entry of an answer and what is new in it.
struct TrackedUser
{
    PerUserResourceUsage usage;
    int ordinal = 0; ///< among entries of this user in the answer, from 0
    /// The counters began anew since the last poll, so that a line through both would lie.
    bool isReset = false;
    /// Since the last poll that showed these counters, from zero for new ones; nothing on the first
    /// poll, which cannot tell when what it finds was counted.
    std::optional<std::int64_t> newRequests;
    std::optional<std::int64_t> newErrors;
    std::optional<WindowedLatency> latency = {}; ///< of the new requests
    /// How long the new requests took together. By the rounding of means it may be off, also below
    /// zero, but over several answers no more than over one.
    std::optional<double> newTime_ms = {};
};

/// An entry that the last answer had and this one has not.
struct VanishedUser
{
    QString userId;
    int ordinal = 0;
};

/// All entries of one user together.
struct UserTotal
{
    QString userId;
    int entries = 1;                ///< more than one: a sum, which wants a mark
    PerUserRequestMetrics requests; ///< the latency is the mean of all requests
    PerUserMemoryMetrics memory;
    bool isActive = false;

    [[nodiscard]] bool isSum() const noexcept { return entries > 1; }
};

/// An answer compared with those before.
struct TrackedReading
{
    MonitorReading reading;
    std::vector<TrackedUser> users; ///< in the order of the answer
    std::vector<VanishedUser> vanished;
    std::vector<UserTotal> totals; ///< in the order in which they come first
};

/// Follows the users of one target from answer to answer. Counters are told apart by the user and
/// `created_at` as the server wrote it, so that neither a reset nor a server of several processes
/// that answer in turn makes requests out of nothing; what was not seen for an hour is forgotten.
/// One thread.
class UserTracker
{
public:
    [[nodiscard]] TrackedReading follow(MonitorReading reading);
    /// The last answer could not be kept: what was new in it is new in the next one again, and who
    /// had gone by it goes with the next one. Once for each answer.
    void takeBack();

private:
    /// User, `created_at`, and which of equal ones.
    using Counters = std::tuple<QString, std::int64_t, int>;
    using Entry = std::pair<QString, int>; ///< user and ordinal
    struct Seen
    {
        PerUserRequestMetrics requests;
        Timestamp at;
    };

    /// What follow() replaced last.
    struct Before
    {
        std::map<Entry, Counters> last;
        std::vector<std::pair<Counters, std::optional<Seen>>> seen;
        bool hasAnswer = false;
    };

    [[nodiscard]] TrackedUser followed(const PerUserResourceUsage &usage, int ordinal,
                                       const Counters &counters) const;
    void forgetOld(Timestamp now);

    std::map<Counters, Seen> m_seen;
    std::map<Entry, Counters> m_last; ///< entries of the last answer
    bool m_hasAnswer = false;
    Before m_before;
};

} // namespace tidemark::monitor
