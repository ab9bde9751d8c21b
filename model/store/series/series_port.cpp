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
#include "model/store/series/series_periods.h"
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

tl::unexpected<Error> refused(const QString &message)
{
    return failure(Error{ErrorCode::InvalidArgument, message, {}});
}

Result<std::vector<std::int64_t>> checkedBorders(const std::vector<Timestamp> &borders)
{
    std::vector<std::int64_t> all;
    all.reserve(borders.size());
    for (const Timestamp border : borders)
        all.push_back(border.posixNs());
    const bool doRise =
        std::adjacent_find(all.begin(), all.end(), std::greater_equal()) == all.end();
    if (all.size() < 2 || all.size() > SeriesStore::kMaxPeriods + 1 || !doRise)
        return refused(PortText::tr("The borders of the stretches must rise, and be 2 to %1.")
                           .arg(SeriesStore::kMaxPeriods + 1));
    return all;
}

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

template <class T, class Ask>
QFuture<Result<std::vector<T>>> SeriesPort::readEach(std::vector<SeriesId> series, Ask ask,
                                                     const std::stop_token &stop)
{
    return m_tools.read<std::vector<T>>(
        [cache = m_cache, series = std::move(series), ask = std::move(ask),
         stop](Connection &connection, OrgId org) -> Result<std::vector<T>> {
            const auto snapshot = Transaction::beginRead(connection);
            if (!snapshot)
                return failure(snapshot.error());
            const BorrowedWorkspace workspace(*cache);
            std::vector<T> all;
            all.reserve(series.size());
            for (const SeriesId each : series) {
                const auto row = findSeries(connection, org, each);
                if (!row)
                    return failure(row.error());
                SeriesReader reader(connection, *row, *cache, *workspace, stop);
                Result<T> answer = ask(reader, *row);
                if (!answer)
                    return failure(answer.error());
                all.push_back(*std::move(answer));
            }
            return all;
        },
        stop);
}

template <class T, class Ask>
QFuture<Result<T>> SeriesPort::readOne(SeriesId series, Ask ask, const std::stop_token &stop)
{
    return m_tools.read<T>(
        [cache = m_cache, series, ask = std::move(ask), stop](Connection &connection,
                                                              OrgId org) -> Result<T> {
            const auto snapshot = Transaction::beginRead(connection);
            if (!snapshot)
                return failure(snapshot.error());
            const auto row = findSeries(connection, org, series);
            if (!row)
                return failure(row.error());
            const BorrowedWorkspace workspace(*cache);
            SeriesReader reader(connection, *row, *cache, *workspace, stop);
            return ask(reader, *row);
        },
        stop);
}

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

QFuture<Result<std::vector<Timeline>>>
SeriesPort::timelines(std::vector<SeriesId> series, TimelineQuery query, std::stop_token stop)
{
    return readEach<Timeline>(
        std::move(series),
        [query](SeriesReader &reader, const SeriesRow &) { return reader.timeline(query); }, stop);
}

QFuture<Result<SeriesBuckets>> SeriesPort::aggregate(SeriesId series,
                                                     std::vector<Timestamp> borders,
                                                     Extremes extremes, std::stop_token stop)
{
    return readOne<SeriesBuckets>(
        series,
        [borders = std::move(borders), extremes](SeriesReader &reader,
                                                 const SeriesRow &) -> Result<SeriesBuckets> {
            const auto all = checkedBorders(borders);
            if (!all)
                return failure(all.error());
            return reader.buckets(*all, extremes).transform([&](std::vector<Aggregate> buckets) {
                return SeriesBuckets{std::move(buckets), reader.damaged()};
            });
        },
        stop);
}

QFuture<Result<SeriesPeriods>> SeriesPort::calendar(SeriesId series, TimeWindow window,
                                                    Period period, Calendar calendar,
                                                    Extremes extremes, std::stop_token stop)
{
    return readOne<SeriesPeriods>(
        series,
        [window, period, calendar, extremes](SeriesReader &reader,
                                             const SeriesRow &row) -> Result<SeriesPeriods> {
            TimeWindow asked = window;
            if (asked.begin == Timestamp::min())
                asked.begin = Timestamp(row.first.value_or(0));
            if (asked.end == Timestamp::max())
                asked.end = Timestamp(row.last ? *row.last + 1 : 0);
            SeriesPeriods answer;
            if (asked.isEmpty())
                return answer;
            const auto periods = periodsOver(asked, period, calendar);
            if (!periods)
                return failure(periods.error());
            auto buckets = reader.buckets(bordersOf(*periods), extremes);
            if (!buckets)
                return failure(buckets.error());
            answer.buckets.reserve(periods->size());
            for (std::size_t i = 0; i < periods->size(); ++i)
                answer.buckets.push_back({(*periods)[i], (*buckets)[i]});
            answer.damaged = reader.damaged();
            return answer;
        },
        stop);
}

QFuture<Result<SamplePage>> SeriesPort::samples(SeriesId series, TimeWindow window, int limit,
                                                std::stop_token stop)
{
    return readPage(series, window, limit, &SeriesReader::samples, stop);
}

QFuture<Result<SamplePage>> SeriesPort::latestSamples(SeriesId series, TimeWindow window, int limit,
                                                      std::stop_token stop)
{
    return readPage(series, window, limit, &SeriesReader::latestSamples, stop);
}

QFuture<Result<SamplePage>> SeriesPort::readPage(SeriesId series, TimeWindow window, int limit,
                                                 PageOf pageOf, const std::stop_token &stop)
{
    return readOne<SamplePage>(
        series,
        [window, limit, pageOf](SeriesReader &reader, const SeriesRow &) -> Result<SamplePage> {
            if (limit < 1)
                return refused(PortText::tr("A page has at least one sample."));
            auto samples = (reader.*pageOf)(window, static_cast<std::size_t>(limit));
            if (!samples)
                return failure(samples.error());
            return SamplePage{*std::move(samples), reader.damaged()};
        },
        stop);
}

QFuture<Result<std::vector<std::optional<Sample>>>>
SeriesPort::lastValues(std::vector<SeriesId> series, std::stop_token stop)
{
    return readEach<std::optional<Sample>>(
        std::move(series),
        [](SeriesReader &reader, const SeriesRow &) { return reader.lastValue(); }, stop);
}

QFuture<Result<std::vector<std::optional<Sample>>>>
SeriesPort::lastSamples(std::vector<SeriesId> series, TimeWindow window, std::stop_token stop)
{
    return readEach<std::optional<Sample>>(
        std::move(series),
        [window](SeriesReader &reader, const SeriesRow &) -> Result<std::optional<Sample>> {
            return reader.latestSamples(window, 1).map([](const std::vector<Sample> &samples) {
                return samples.empty() ? std::nullopt : std::optional(samples.front());
            });
        },
        stop);
}

} // namespace tidemark::store
