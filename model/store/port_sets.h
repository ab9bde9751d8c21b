// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/store_scopes.h"
#include "model/store/aggregate_store.h"
#include "model/store/events_board.h"
#include "model/store/line_store.h"
#include "model/store/series/retention_keeper.h"
#include "model/store/series/series_cache.h"
#include "model/store/store_lanes.h"
#include "model/store/summaries.h"
#include "model/store/write_desk.h"

#include <map>
#include <memory>
#include <mutex>
#include <tuple>

namespace tidemark::store {

/// The ports of each scope that was asked for, made once. What is worth keeping in memory is
/// shared: summaries by all of an organisation, columns and series by all of the store. Any
/// thread.
class PortSets
{
public:
    PortSets(StoreLanes &lanes, WriteDesk &desk, EventsBoard &events);
    ~PortSets();

    [[nodiscard]] DataPorts portsFor(const StoreScope &scope);
    [[nodiscard]] RetentionKeeper &retention() noexcept { return m_retention; }

private:
    struct Set;

    StoreLanes &m_lanes;
    WriteDesk &m_desk;
    EventsBoard &m_events;
    std::shared_ptr<SeriesCache> m_series;
    std::shared_ptr<AggregateStore> m_aggregates;
    std::shared_ptr<LineStore> m_lines;
    RetentionKeeper m_retention;
    std::mutex m_mutex;
    std::map<QString, std::shared_ptr<SummaryReader>> m_summaries; // under m_mutex
    using Key = std::tuple<QString, QString, SourceId>;
    std::map<Key, std::unique_ptr<Set>> m_sets; // likewise
};

} // namespace tidemark::store
