// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/data_ports.h"
#include "services/ingest/series_writer.h"
#include "services/monitor/user_tracker.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <unordered_map>
#include <vector>

namespace tidemark::monitor {

struct UserRecordingSummary
{
    std::int64_t answers = 0;
    std::int64_t samples = 0; ///< gaps not counted
    std::int64_t gaps = 0;
    std::int64_t unnamed = 0; ///< entries whose user has an id that no tag can hold; left out
    std::int64_t refused = 0; ///< samples of series beyond ingest::SeriesLimits; left out
    std::size_t series = 0;
};

/// Records the users of one target into series of a store (collectors 2.5): the metrics of
/// userMetricDefinitions(), tagged `target` and `user`. A further entry of a user in one answer has
/// a series of its own, tagged `entry` with its number, from 2.
///
/// Samples are stamped with the time of receipt, so that series of several servers share one clock.
/// A user who is gone ends the series with a gap, and one whose counters began anew has a gap
/// before the new values, at `created_at` where that lies between two answers. What an earlier run
/// left goes on behind a gap, since nobody looked meanwhile, or ends where the user has gone.
///
/// Works on the caller's thread, which is no window's.
class UserRecorder
{
public:
    /// The ports outlive it. `interval`: for how long a value that an earlier run stored last is
    /// believed.
    UserRecorder(const DataPorts &ports, QString target,
                 std::chrono::milliseconds interval = std::chrono::milliseconds(30'000));

    /// All of the answer or, with an error, nothing, and then the tracker is to take the answer
    /// back; durable when it comes back. Metrics are made when they are needed first, and anew when
    /// they were removed meanwhile. Errors: Cancelled, and those of the store.
    [[nodiscard]] Result<void> record(const TrackedReading &tracked,
                                      const std::stop_token &stop = {});
    /// The target was asked and did not answer; nothing before its first answer. Errors: as
    /// record().
    [[nodiscard]] Result<void> recordFailure(Timestamp at, const std::stop_token &stop = {});
    [[nodiscard]] const UserRecordingSummary &summary() const noexcept { return m_summary; }

private:
    /// What one write brings to a series.
    struct Waiting
    {
        ingest::WriterSeriesPointer series;
        std::vector<Sample> samples;
        bool isLeft = false; ///< by an earlier run; it only ends
    };

    [[nodiscard]] Result<void> endLeft(const std::stop_token &stop);
    void addAll(const TrackedReading &tracked);
    void addUser(const TrackedUser &user, const TagMap &tags, Timestamp now);
    void addEnd(const TagMap &tags, Timestamp now);
    void addOfTarget(QLatin1StringView metric, Timestamp at, double value);
    [[nodiscard]] Waiting *waitingFor(const QString &metric, const TagMap &tags);
    [[nodiscard]] Result<void> store(Timestamp now, const std::stop_token &stop);
    [[nodiscard]] Result<void> storeOnce(Timestamp now, const std::stop_token &stop);
    [[nodiscard]] TagMap tagsOf(const QString &userId, int ordinal) const;

    ingest::SeriesWriter m_writer;
    DataPorts m_ports;
    QString m_target;
    Timedelta m_interval;
    Timestamp m_lastAt = Timestamp::min(); ///< of the answer that was recorded last
    bool m_hasEndedLeft = false;           ///< what an earlier run left was looked at
    std::vector<Waiting> m_waiting;
    std::unordered_map<const ingest::WriterSeries *, std::size_t> m_places; ///< in m_waiting
    UserRecordingSummary m_next;                                            ///< once it is stored
    UserRecordingSummary m_summary;
};

} // namespace tidemark::monitor
