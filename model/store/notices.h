// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/store_events.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <set>

namespace tidemark::store {

class Connection;

/// Gathers what one write transaction touches.
class ChangeCollector
{
public:
    /// Records of `metric` in a session with these times; for a moved session call it twice.
    void touchRecords(MetricId metric, std::optional<Timestamp> start,
                      std::optional<Timestamp> end);
    /// Every metric, at times that are not known.
    void touchAll();
    void touchDefinitions() { m_definitions = true; }
    void touchSessions() { m_sessions = true; }
    void touchPublishing() { m_publishing = true; }
    void touchSamples(SeriesId series, MetricId metric);

    /// Adds what another change of the same transaction touches.
    void add(const ChangeCollector &other);

    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] StoreChange change() const;

private:
    void extend(Timestamp at);

    std::set<MetricId> m_metrics;
    std::set<SeriesId> m_series;
    std::set<MetricId> m_sampled;
    bool m_isAllSeries = false;
    bool m_isAll = false;
    bool m_definitions = false;
    bool m_sessions = false;
    bool m_publishing = false;
    std::optional<Timestamp> m_first;
    std::optional<Timestamp> m_last; // included
};

/// More metrics than this are told of as "all".
inline constexpr std::size_t kMaxNoticeMetrics = 1000;
/// And more series: live ones are told of each second.
inline constexpr std::size_t kMaxNoticeSeries = 64;
/// Older notices than this many are dropped.
inline constexpr std::int64_t kNoticesKept = 2000;

/// Numbers the write transaction (store_info.write_seq) and leaves a notice of it for other
/// processes and caches: one for each organisation that it touches. Call within the transaction.
/// Returns the number.
[[nodiscard]] Result<std::int64_t> writeNotice(Connection &connection, const QString &origin,
                                               OrgId org, const StoreChange &change);

/// What was written after notice `after` in an organisation by others than `origin`.
struct NoticesRead
{
    std::int64_t last = 0; ///< number of the newest one, of whichever organisation
    std::optional<StoreChange> change;
};
/// When some notices were dropped already, everything counts as changed.
[[nodiscard]] Result<NoticesRead> readNotices(Connection &connection, OrgId org, std::int64_t after,
                                              const QString &origin);
/// The number of the newest write transaction; 0 in a store without any.
[[nodiscard]] Result<std::int64_t> lastWriteSeq(Connection &connection);

} // namespace tidemark::store
