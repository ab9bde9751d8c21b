// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/data_ports.h"
#include "services/ingest/series_writer.h"
#include "services/monitor/user_tracker.h"

#include <QString>

#include <cstdint>

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
/// before the new values, at `created_at` where that lies between two answers.
///
/// Works on the caller's thread, which is no window's.
class UserRecorder
{
public:
    /// The ports outlive it.
    UserRecorder(const DataPorts &ports, QString target);

    /// All of the answer or, with an error, nothing; durable when it comes back. Metrics are made
    /// when they are needed first, and anew when they were removed meanwhile. Errors: those of the
    /// store.
    [[nodiscard]] Result<void> record(const TrackedReading &tracked);
    [[nodiscard]] const UserRecordingSummary &summary() const noexcept { return m_summary; }

private:
    void addAll(const TrackedReading &tracked, UserRecordingSummary &summary);
    void add(const QString &metric, const TagMap &tags, Timestamp at, double value,
             UserRecordingSummary &summary);
    [[nodiscard]] TagMap tagsOf(const QString &userId, int ordinal) const;

    ingest::SeriesWriter m_writer;
    QString m_target;
    Timestamp m_lastAt = Timestamp::min(); ///< of the answer that was recorded last
    UserRecordingSummary m_summary;
};

} // namespace tidemark::monitor
