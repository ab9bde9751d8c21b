// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/record.h"

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

namespace tidemark::store {

class ChangeScope;
class RecordRows;

/// Finds for an import which entry stands at a metric, time and device. Files often hold many
/// metrics of one time, so from the second question about a time on, all entries of that time are
/// at hand; and many rows of one metric, so after some questions about a metric, as many as make it
/// worth a pass over its records, all its entries are: at most a million, of about 60 bytes each.
/// One per change; on the writer's thread.
class EntryLookup
{
public:
    EntryLookup(ChangeScope &scope, RecordRows &records)
        : m_scope(scope)
        , m_records(records)
    {}

    /// The newest entry there. A record without a device is only found without one.
    [[nodiscard]] Result<std::optional<RecordKey>> find(MetricId metric, Timestamp at,
                                                        std::optional<std::int64_t> device);
    /// Tells of an entry that this change has made.
    void add(RecordKey key, Timestamp at, std::optional<std::int64_t> device);
    /// Tells that entries were written in any other way.
    void forget();

private:
    using Place = std::pair<MetricId, std::optional<std::int64_t>>;      // metric and device
    using Moment = std::pair<std::int64_t, std::optional<std::int64_t>>; // time in ns and device

    struct MomentHash
    {
        std::size_t operator()(const Moment &moment) const noexcept;
    };

    struct MetricEntries
    {
        std::int64_t questions = 0;
        bool isLoaded = false;
        std::unordered_map<Moment, SessionId, MomentHash> sessions;
    };

    [[nodiscard]] Result<void> load(Timestamp at);
    [[nodiscard]] Result<void> loadWhenWorthIt(MetricId metric, MetricEntries &entries);
    [[nodiscard]] Result<std::optional<RecordKey>> findAt(MetricId metric, Timestamp at,
                                                          std::optional<std::int64_t> device);

    ChangeScope &m_scope;
    RecordRows &m_records;
    std::optional<Timestamp> m_time; // that was asked for last
    bool m_isLoaded = false;         // m_entries are those of m_time
    std::map<Place, SessionId> m_entries;
    std::unordered_map<MetricId, MetricEntries> m_metrics;
    std::int64_t m_loadedCount = 0; // entries of all loaded metrics
};

} // namespace tidemark::store
