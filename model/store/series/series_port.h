// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/series_store.h"
#include "model/store/series/series_cache.h"
#include "model/store/store_ports.h"

#include <memory>

namespace tidemark::store {

class RetentionKeeper;
class SeriesReader;

/// Series as a store on lanes answers for them.
class SeriesPort final : public SeriesStore
{
public:
    /// `cache` is shared by all of the store, as is `retention`, a loan.
    SeriesPort(PortTools tools, std::shared_ptr<SeriesCache> cache, RetentionKeeper &retention)
        : m_tools(std::move(tools))
        , m_cache(std::move(cache))
        , m_retention(retention)
    {}

    [[nodiscard]] QFuture<Result<SeriesInfo>> open(SeriesKey key) override;
    [[nodiscard]] QFuture<Result<std::vector<SeriesInfo>>>
    openAll(std::vector<SeriesKey> keys) override;
    [[nodiscard]] QFuture<Result<std::vector<SeriesInfo>>>
    list(std::vector<MetricId> metrics) override;
    [[nodiscard]] QFuture<Result<SampleOutcome>> append(std::vector<SampleBatch> batches) override;
    [[nodiscard]] QFuture<Result<ImportSummary>> importRows(std::shared_ptr<RowSource> source,
                                                            ImportOptions options,
                                                            std::stop_token stop,
                                                            ProgressCallback progress) override;
    using SeriesStore::remove; // of one series
    [[nodiscard]] QFuture<Result<SampleRemoval>> remove(std::vector<SeriesId> series,
                                                        TimeWindow window, QString label,
                                                        std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<std::vector<std::int64_t>>>
    count(std::vector<SeriesId> series, TimeWindow window, std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<RetentionReport>> applyRetention(std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<std::int64_t>> countAged(MetricId metric, Timedelta keep) override;
    [[nodiscard]] QFuture<Result<std::vector<RetentionState>>> retention() override;
    [[nodiscard]] QFuture<Result<std::vector<Timeline>>>
    timelines(std::vector<SeriesId> series, TimelineQuery query, std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<SeriesBuckets>> aggregate(SeriesId series,
                                                           std::vector<Timestamp> borders,
                                                           Extremes extremes,
                                                           std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<std::vector<Aggregate>>>
    aggregates(std::vector<SeriesId> series, TimeWindow window, std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<SeriesPeriods>> calendar(SeriesId series, TimeWindow window,
                                                          Period period, Calendar calendar,
                                                          Extremes extremes,
                                                          std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<SamplePage>> samples(SeriesId series, TimeWindow window, int limit,
                                                      std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<SamplePage>>
    latestSamples(SeriesId series, TimeWindow window, int limit, std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<std::vector<std::optional<Sample>>>>
    lastValues(std::vector<SeriesId> series, std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<std::vector<std::optional<Sample>>>>
    lastSamples(std::vector<SeriesId> series, TimeWindow window, std::stop_token stop) override;

private:
    /// `ask`: Result<T>(SeriesReader &) for each of the series, in one snapshot.
    template <class T, class Ask>
    [[nodiscard]] QFuture<Result<std::vector<T>>> readEach(std::vector<SeriesId> series, Ask ask,
                                                           const std::stop_token &stop);
    /// The same for one.
    template <class T, class Ask>
    [[nodiscard]] QFuture<Result<T>> readOne(SeriesId series, Ask ask, const std::stop_token &stop);
    using PageOf = Result<std::vector<Sample>> (SeriesReader::*)(const TimeWindow &, std::size_t);
    [[nodiscard]] QFuture<Result<SamplePage>> readPage(SeriesId series, TimeWindow window,
                                                       int limit, PageOf pageOf,
                                                       const std::stop_token &stop);
    /// `work`: Result<T>(Connection &, OrgId, ChunkWorkspace &, StoreChange &), one transaction.
    template <class T, class Work>
    [[nodiscard]] QFuture<Result<T>> write(Work work);

    PortTools m_tools;
    std::shared_ptr<SeriesCache> m_cache; // shared with the work that waits in the lanes
    RetentionKeeper &m_retention;
};

} // namespace tidemark::store
