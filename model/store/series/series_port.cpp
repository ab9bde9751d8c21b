// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/series_port.h"

#include "model/store/change_scope.h"
#include "model/store/notices.h"
#include "model/store/series/retention_keeper.h"
#include "model/store/series/sample_append.h"
#include "model/store/series/sample_count.h"
#include "model/store/series/sample_import.h"
#include "model/store/series/sample_journal.h"
#include "model/store/series/series_catalog.h"
#include "model/store/series/series_reader.h"
#include "model/store/transaction.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct PortText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::SeriesPort)
};

template <class IdType>
void insertInto(std::vector<IdType> &ids, IdType id)
{
    const auto at = std::lower_bound(ids.begin(), ids.end(), id);
    if (at == ids.end() || *at != id)
        ids.insert(at, id);
}

void touch(StoreChange &change, SeriesId series, MetricId metric)
{
    if (change.allSeries)
        return;
    insertInto(change.series, series);
    insertInto(change.sampled, metric);
    if (change.series.size() > kMaxNoticeSeries) {
        change.allSeries = true;
        change.series.clear();
        change.sampled.clear();
    }
}

Result<std::int64_t> removeSamples(ChangeScope &scope, SeriesId series, const TimeWindow &window,
                                   ChunkWorkspace &workspace, const std::stop_token &stop)
{
    if (auto found = findSeries(scope.connection(), scope.org(), series); !found)
        return failure(found.error());
    const auto writer = SeriesWriter::begin(scope.connection(), series, workspace);
    if (!writer)
        return failure(writer.error());
    auto removed = SampleJournal(scope, workspace).remove(**writer, window, stop);
    if (!removed)
        return removed;
    return (*writer)->finish().transform([&] { return *removed; });
}

} // namespace

template <class T, class Work>
QFuture<Result<T>> SeriesPort::write(Work work)
{
    return m_tools.desk.tellingWrite<T>(
        m_tools.scope,
        [cache = m_cache, origin = m_tools.desk.origin(), work = std::move(work)](
            Connection &connection, OrgId org, StoreChange &touched) mutable -> Result<T> {
            auto transaction = Transaction::begin(connection);
            if (!transaction)
                return failure(transaction.error());
            const BorrowedWorkspace workspace(*cache);
            Result<T> answer = work(connection, org, *workspace, touched);
            if (!answer)
                return answer;
            if (auto noted = writeNotice(connection, origin, org, touched); !noted)
                return failure(noted.error());
            if (auto committed = transaction->commit(); !committed)
                return failure(committed.error());
            return answer;
        });
}

QFuture<Result<SeriesInfo>> SeriesPort::open(SeriesKey key)
{
    return write<SeriesInfo>([key = std::move(key)](Connection &connection, OrgId org,
                                                    ChunkWorkspace &, StoreChange &touched) {
        auto info = openSeries(connection, org, key);
        if (info)
            touch(touched, info->id, key.metric);
        return info;
    });
}

QFuture<Result<std::vector<SeriesInfo>>> SeriesPort::openAll(std::vector<SeriesKey> keys)
{
    return write<std::vector<SeriesInfo>>(
        [keys = std::move(keys)](Connection &connection, OrgId org, ChunkWorkspace &,
                                 StoreChange &touched) -> Result<std::vector<SeriesInfo>> {
            std::vector<SeriesInfo> all;
            for (const SeriesKey &key : keys) {
                auto info = openSeries(connection, org, key);
                if (!info)
                    return failure(info.error());
                touch(touched, info->id, key.metric);
                all.push_back(*std::move(info));
            }
            return all;
        });
}

QFuture<Result<std::vector<SeriesInfo>>> SeriesPort::list(std::vector<MetricId> metrics)
{
    return m_tools.read<std::vector<SeriesInfo>>(
        [metrics = std::move(metrics)](Connection &connection, OrgId org) {
            return listSeries(connection, org, metrics);
        });
}

QFuture<Result<SampleOutcome>> SeriesPort::append(std::vector<SampleBatch> batches)
{
    return write<SampleOutcome>([batches = std::move(batches), &retention = m_retention](
                                    Connection &connection, OrgId org, ChunkWorkspace &workspace,
                                    StoreChange &touched) -> Result<SampleOutcome> {
        SampleOutcome all;
        for (const SampleBatch &batch : batches) {
            const auto row = findSeries(connection, org, batch.series);
            if (!row)
                return failure(row.error());
            auto outcome = appendSamples(connection, *row, batch, workspace);
            if (!outcome)
                return outcome;
            all += *outcome;
            touch(touched, batch.series, row->metric);
        }
        retention.note();
        return all;
    });
}

QFuture<Result<ImportSummary>> SeriesPort::importRows(std::shared_ptr<RowSource> source,
                                                      ImportOptions options, std::stop_token stop,
                                                      ProgressCallback progress)
{
    const QString label = options.label.isEmpty() ? PortText::tr("import samples") : options.label;
    return m_tools.desk.changeAlone<ImportSummary>(
        m_tools.scope, label,
        [cache = m_cache, source, options, stop, progress](ChangeScope &scope, UidSource &uids) {
            const BorrowedWorkspace workspace(*cache);
            return SampleImport(scope, uids, *workspace, options).run(*source, stop, progress);
        },
        stop);
}

QFuture<Result<SampleRemoval>> SeriesPort::remove(std::vector<SeriesId> series, TimeWindow window,
                                                  QString label, std::stop_token stop)
{
    return m_tools.desk.changeAlone<SampleRemoval>(
        m_tools.scope, label.isEmpty() ? PortText::tr("remove samples") : std::move(label),
        [cache = m_cache, series = std::move(series), window,
         stop](ChangeScope &scope, UidSource &) -> Result<SampleRemoval> {
            const BorrowedWorkspace workspace(*cache);
            SampleRemoval removal;
            for (const SeriesId each : series) {
                const auto removed = removeSamples(scope, each, window, *workspace, stop);
                if (!removed)
                    return failure(removed.error());
                removal.ofSeries.push_back(*removed);
                removal.removed += *removed;
            }
            return removal;
        },
        stop);
}

QFuture<Result<std::vector<std::int64_t>>>
SeriesPort::count(std::vector<SeriesId> series, TimeWindow window, std::stop_token stop)
{
    return m_tools.read<std::vector<std::int64_t>>(
        [cache = m_cache, series = std::move(series),
         window](Connection &connection, OrgId org) -> Result<std::vector<std::int64_t>> {
            const auto snapshot = Transaction::beginRead(connection);
            if (!snapshot)
                return failure(snapshot.error());
            const BorrowedWorkspace workspace(*cache);
            std::vector<std::int64_t> counts;
            for (const SeriesId each : series) {
                const auto row = findSeries(connection, org, each);
                if (!row)
                    return failure(row.error());
                const auto count = countSamples(connection, *row, window, *workspace);
                if (!count)
                    return failure(count.error());
                counts.push_back(*count);
            }
            return counts;
        },
        stop);
}

QFuture<Result<RetentionReport>> SeriesPort::applyRetention(std::stop_token stop)
{
    return m_retention.apply(m_tools.scope, std::move(stop));
}

QFuture<Result<std::int64_t>> SeriesPort::countAged(MetricId metric, Timedelta keep)
{
    return m_tools.read<std::int64_t>([cache = m_cache, metric, keep, now = m_tools.desk.now()](
                                          Connection &connection, OrgId org) {
        const BorrowedWorkspace workspace(*cache);
        return tidemark::store::countAged(connection, org, {metric, {}, keep}, now, *workspace);
    });
}

QFuture<Result<std::vector<RetentionState>>> SeriesPort::retention()
{
    return m_tools.read<std::vector<RetentionState>>(
        [now = m_tools.desk.now()](Connection &connection, OrgId org) {
            return readRetention(connection, org, now);
        });
}

} // namespace tidemark::store
