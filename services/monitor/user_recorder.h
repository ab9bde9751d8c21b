// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/series.h"
#include "model/ports/data_ports.h"
#include "services/monitor/user_tracker.h"

#include <QHash>
#include <QString>

#include <cstdint>
#include <vector>

namespace tidemark::monitor {

struct UserRecordingSummary
{
    std::int64_t answers = 0;
    std::int64_t samples = 0; ///< gaps not counted
    std::int64_t gaps = 0;
    std::int64_t unnamed = 0; ///< entries whose user has an id that no tag can hold; left out
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
    struct Points ///< of one series
    {
        QString metric;
        TagMap tags;
        std::vector<Sample> samples;
    };

    [[nodiscard]] Result<void> ensureMetrics();
    [[nodiscard]] std::vector<Points> pointsOf(const TrackedReading &tracked,
                                               UserRecordingSummary &summary) const;
    [[nodiscard]] TagMap tagsOf(const QString &userId, int ordinal) const;
    [[nodiscard]] Result<void> store(const std::vector<Points> &points);
    [[nodiscard]] Result<SeriesId> seriesOf(const Points &points);

    DataPorts m_ports;
    QString m_target;
    QHash<QString, MetricId> m_metrics;    ///< by name
    QHash<QString, SeriesId> m_series;     ///< by name and tags
    Timestamp m_lastAt = Timestamp::min(); ///< of the answer that was recorded last
    UserRecordingSummary m_summary;
};

} // namespace tidemark::monitor
