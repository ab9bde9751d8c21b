// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/series.h"
#include "model/store/catalog_writer.h"
#include "model/store/import_tally.h"
#include "model/store/series/sample_journal.h"

#include <QHash>
#include <QString>

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

namespace tidemark::store {

/// Takes the rows of one import into series, as one change: a series of each metric and set of
/// tags. Rows may come in any order. Of two rows of the import with one time the later one counts;
/// what ImportOptions::conflicts says is for samples that were there before. On the writer's
/// thread.
class SampleImport
{
public:
    /// All are loans.
    SampleImport(ChangeScope &scope, UidSource &uids, ChunkWorkspace &workspace,
                 const ImportOptions &options);

    /// Reads the source to its end. Errors: InvalidArgument (ConflictPolicy::KeepBoth), and those
    /// of ImportTally::read().
    [[nodiscard]] Result<ImportSummary> run(RowSource &source, const std::stop_token &stop,
                                            const ProgressCallback &progress);

private:
    struct Row
    {
        std::int64_t time = 0;
        double value = 0;
        std::int64_t line = 0;
    };
    struct Series
    {
        SeriesId id;
        QString metric;
        std::vector<Row> rows; ///< that wait to be written
    };

    [[nodiscard]] Taken take(const ImportRow &row);
    [[nodiscard]] tl::expected<Series *, Refusal> seriesOf(const ImportRow &row);
    [[nodiscard]] Result<void> writeMany();
    [[nodiscard]] Result<void> writeAll();
    [[nodiscard]] Result<void> write(Series &series);
    [[nodiscard]] Result<void> writeSlice(SeriesWriter &writer, const Series &series,
                                          std::span<const Row> rows);
    [[nodiscard]] Result<bool> mayReplace(const Series &series, const Row &row);
    void dropRepeats(std::vector<Row> &rows);

    ChangeScope &m_scope;
    ChunkWorkspace &m_workspace;
    const ImportOptions &m_options;
    CatalogWriter m_catalog;
    SampleJournal m_journal;
    ImportTally m_tally;
    /// By the metric and the tags as the rows spell them.
    std::map<std::pair<QString, QString>, Series *> m_bySpelling;
    std::map<SeriesId, Series> m_series;
    std::set<MetricId> m_created;
    QString m_lastMetric; // rows of one series mostly follow each other
    TagMap m_lastTags;
    Series *m_last = nullptr;
    std::size_t m_waiting = 0; // rows
};

} // namespace tidemark::store
