// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/port_sets.h"

#include "model/store/aggregate_sql.h"
#include "model/store/line_port.h"
#include "model/store/merge_port.h"
#include "model/store/mirror_port.h"
#include "model/store/publishing_ports.h"
#include "model/store/series/series_port.h"
#include "model/store/store_ports.h"

namespace tidemark::store {

struct PortSets::Set
{
    Set(const PortTools &tools, std::shared_ptr<SummaryReader> summaries,
        std::shared_ptr<AggregateStore> columns, std::shared_ptr<LineStore> lineStore,
        std::shared_ptr<SeriesCache> seriesCache, RetentionKeeper &retention)
        : catalog(tools, std::move(summaries))
        , merger(tools, seriesCache)
        , sessions(tools)
        , devices(tools)
        , files(tools)
        , records(tools)
        , aggregates(tools.lanes, tools.scope, std::move(columns))
        , lines(tools.lanes, tools.scope, std::move(lineStore))
        , series(tools, std::move(seriesCache), retention)
        , journal(tools)
        , sources(tools)
        , outbox(tools)
        , mirror(tools)
        , admin(tools)
    {}

    CatalogPort catalog;
    MergePort merger;
    SessionPort sessions;
    DevicePort devices;
    FilesPort files;
    RecordPort records;
    LaneAggregateReader aggregates;
    LinePort lines;
    SeriesPort series;
    JournalPort journal;
    SourcePort sources;
    OutboxPort outbox;
    MirrorPort mirror;
    AdminPort admin;
};

PortSets::PortSets(StoreLanes &lanes, WriteDesk &desk, EventsBoard &events)
    : m_lanes(lanes)
    , m_desk(desk)
    , m_events(events)
    , m_series(std::make_shared<SeriesCache>())
    , m_aggregates(std::make_shared<AggregateStore>(ColumnCacheLimits{}, m_series))
    , m_lines(std::make_shared<LineStore>(m_aggregates, m_series))
    , m_retention(lanes, desk, m_series)
{}

PortSets::~PortSets() = default; // Set is complete here only

DataPorts PortSets::portsFor(const StoreScope &scope)
{
    const std::lock_guard lock(m_mutex);
    std::unique_ptr<Set> &set =
        m_sets[{scope.organisation, scope.author, scope.mirrorOf.value_or(SourceId())}];
    if (!set) {
        std::shared_ptr<SummaryReader> &summaries = m_summaries[scope.organisation];
        if (!summaries)
            summaries = std::make_shared<SummaryReader>(m_series);
        const PortTools tools{
            m_lanes, m_desk,
            std::make_shared<const OrgScope>(scope.organisation, scope.author, scope.mirrorOf)};
        set = std::make_unique<Set>(tools, summaries, m_aggregates, m_lines, m_series, m_retention);
    }
    DataPorts ports;
    ports.catalog = &set->catalog;
    ports.merger = &set->merger;
    ports.sessions = &set->sessions;
    ports.devices = &set->devices;
    ports.files = &set->files;
    ports.records = &set->records;
    ports.aggregates = &set->aggregates;
    ports.lines = &set->lines;
    ports.series = &set->series;
    ports.journal = &set->journal;
    ports.sources = &set->sources;
    ports.outbox = &set->outbox;
    ports.mirror = &set->mirror;
    ports.admin = &set->admin;
    ports.events = &m_events.hub(scope.organisation);
    return ports;
}

} // namespace tidemark::store
