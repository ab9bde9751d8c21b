// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/import_rows.h"
#include "model/ports/record_store.h"
#include "model/store/catalog_writer.h"
#include "model/store/entry_lookup.h"
#include "model/store/import_sessions.h"
#include "model/store/import_tally.h"
#include "model/store/name_rows.h"
#include "model/store/record_rows.h"
#include "model/store/session_rows.h"

#include <QHash>

#include <optional>
#include <stop_token>
#include <unordered_map>
#include <vector>

namespace tidemark::store {

class ChangeScope;

/// Takes the rows of one import into one change. On the writer's thread.
class ImportWriter
{
public:
    ImportWriter(ChangeScope &scope, UidSource &uids, const ImportOptions &options);

    /// Reads the source to its end. Errors: those of ImportTally::read().
    [[nodiscard]] Result<ImportSummary> run(RowSource &source, const std::stop_token &stop,
                                            const ProgressCallback &progress);

private:
    /// Times between which this metric may have entries, stored or of this import.
    struct MetricState
    {
        ResolvedMetric metric;
        std::optional<Timestamp> first;
        std::optional<Timestamp> last;
        void extend(Timestamp at);
    };

    [[nodiscard]] Taken take(const ImportRow &row);
    [[nodiscard]] Taken takeEntry(const ImportRow &row, MetricState &metric, RecordRow record);
    [[nodiscard]] Taken takeInSession(const ImportRow &row, MetricState &metric, RecordRow record);
    [[nodiscard]] Taken addEntry(const ImportRow &row, MetricState &metric, RecordRow record);
    [[nodiscard]] Taken add(const ImportRow &row, RecordRow record, const Session &session);
    [[nodiscard]] Taken replace(const ImportRow &row, RecordRow record);
    [[nodiscard]] Taken nameIds(const ImportRow &row, RecordRow &record);
    [[nodiscard]] Taken conflict(const ImportRow &row) const;
    [[nodiscard]] tl::expected<MetricState *, Refusal> metricOf(const ImportRow &row);
    [[nodiscard]] Result<std::optional<RecordKey>> entryInPlace(const ImportRow &row,
                                                                MetricId metric);
    [[nodiscard]] Result<void> loadBounds();

    ChangeScope &m_scope;
    const ImportOptions &m_options;
    CatalogWriter m_catalog;
    RecordRows m_records;
    EntryLookup m_entries;
    ImportSessions m_sessions;
    NameRows m_names;
    ImportTally m_tally;
    std::optional<Timestamp> m_storedFirst; // of all sessions before this import
    std::optional<Timestamp> m_storedLast;
    std::unordered_map<MetricId, MetricState> m_metrics;
    QHash<QString, MetricState *> m_metricNames; // as the file spells them; loans of m_metrics
};

} // namespace tidemark::store
