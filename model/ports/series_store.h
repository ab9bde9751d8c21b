// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/aggregate_query.h"
#include "model/domain/import_rows.h"
#include "model/domain/retention.h"
#include "model/domain/series.h"
#include "model/ports/record_store.h"

#include <QFuture>

#include <QString>

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

namespace tidemark {

/// A series by calendar period.
struct SeriesPeriods
{
    std::vector<AggregateBucket> buckets; ///< all of the window's, ascending, empty ones too
    std::vector<TimeWindow> damaged = {}; ///< as Timeline's
};

struct SampleRemoval
{
    std::int64_t removed = 0;
    ChangeId change;                         ///< invalid when nothing was there
    std::vector<std::int64_t> ofSeries = {}; ///< how many of each, in the order of asking
};

/// Samples of metrics, at any density. Any thread may call; answers come from the store's lanes:
/// reading never waits for writing. Errors of all that name a series: NotFound; of all that read:
/// Cancelled once `stop` fired.
class SeriesStore
{
public:
    /// Most periods of one answer.
    static constexpr std::size_t kMaxPeriods = 200'000;

    virtual ~SeriesStore() = default;

    /// The series of the metric with these tags, which is made when there is none. Errors: NotFound
    /// (metric), InvalidArgument (tags).
    [[nodiscard]] virtual QFuture<Result<SeriesInfo>> open(SeriesKey key) = 0;
    /// Those of the keys, in their order: all or, with an error, none is made. One change of the
    /// file, so that many cost little more than one. Errors: as open().
    [[nodiscard]] virtual QFuture<Result<std::vector<SeriesInfo>>>
    openAll(std::vector<SeriesKey> keys) = 0;
    /// Those of the metrics, or all; by metric, the one without tags first.
    [[nodiscard]] virtual QFuture<Result<std::vector<SeriesInfo>>>
    list(std::vector<MetricId> metrics = {}) = 0;

    /// All of the batches or, with an error, nothing; durable when answered. Samples with equal
    /// stamps replace those that there are. It is no step of the undo stack.
    /// Errors: InvalidArgument (not as many values as times).
    [[nodiscard]] virtual QFuture<Result<SampleOutcome>>
    append(std::vector<SampleBatch> batches) = 0;
    /// Rows as samples, in any order: all or nothing, one undo step; `stop` ends it within 200 ms
    /// and leaves the store as it was. Of two rows with one time the later one counts; conflicts
    /// are with samples that were there before. Rows with a session, device, invocation, note, or
    /// another end than start are refused. Errors: those of RecordStore::importRows(), and
    /// InvalidArgument (ConflictPolicy::KeepBoth).
    [[nodiscard]] virtual QFuture<Result<ImportSummary>>
    importRows(std::shared_ptr<RowSource> source, ImportOptions options, std::stop_token stop,
               ProgressCallback progress) = 0;
    /// Removes the samples of a window from all of the series or, with an error, from none, as one
    /// undo step; those that are damaged do not come back. A series that is named twice counts
    /// once. Errors: Damaged when the window ends within samples that cannot be read; Cancelled.
    [[nodiscard]] virtual QFuture<Result<SampleRemoval>> remove(std::vector<SeriesId> series,
                                                                TimeWindow window, QString label,
                                                                std::stop_token stop = {}) = 0;
    [[nodiscard]] QFuture<Result<SampleRemoval>> remove(SeriesId series, TimeWindow window,
                                                        QString label, std::stop_token stop = {})
    {
        return remove(std::vector{series}, window, std::move(label), std::move(stop));
    }
    /// How many samples of each a removal of the window would take, gaps included, all of the same
    /// state of the store. Costs some milliseconds, however many there are. Errors: as remove().
    [[nodiscard]] virtual QFuture<Result<std::vector<std::int64_t>>>
    count(std::vector<SeriesId> series, TimeWindow window, std::stop_token stop = {}) = 0;

    /// Removes now what metrics do not keep any longer (Definition::keepSamples), as no undo step.
    /// The store does so by itself after it was opened for writing, and at most once an hour while
    /// samples are appended. It is done in small pieces, between which others write; what was
    /// removed stays so when it is stopped. Errors: ReadOnly, Cancelled, those of writing.
    [[nodiscard]] virtual QFuture<Result<RetentionReport>>
    applyRetention(std::stop_token stop = {}) = 0;
    /// How many samples that would remove at once if the metric kept its samples for `keep`; none
    /// where the clock cannot be believed. Damaged ones count when all of them are too old.
    [[nodiscard]] virtual QFuture<Result<std::int64_t>> countAged(MetricId metric,
                                                                  Timedelta keep) = 0;
    /// The metrics whose samples are not kept for ever, by name.
    [[nodiscard]] virtual QFuture<Result<std::vector<RetentionState>>> retention() = 0;

    /// One for each series, all of the same state of the store. An open border of the window means
    /// the series' first or last sample. Errors: InvalidArgument (columns, a window at the end of
    /// time).
    [[nodiscard]] virtual QFuture<Result<std::vector<Timeline>>>
    timelines(std::vector<SeriesId> series, TimelineQuery query, std::stop_token stop = {}) = 0;
    /// Of the stretches between borders that rise strictly, at least two and at most kMaxPeriods
    /// + 1. Errors: InvalidArgument (borders).
    [[nodiscard]] virtual QFuture<Result<SeriesBuckets>>
    aggregate(SeriesId series, std::vector<Timestamp> borders, Extremes extremes = Extremes::Inside,
              std::stop_token stop = {}) = 0;
    /// The window of each as one stretch, all of the same state of the store. Errors:
    /// InvalidArgument (an empty window).
    [[nodiscard]] virtual QFuture<Result<std::vector<Aggregate>>>
    aggregates(std::vector<SeriesId> series, TimeWindow window, std::stop_token stop = {}) = 0;
    /// By whole periods; an open border of the window means the first or last sample. Errors:
    /// InvalidArgument (more than kMaxPeriods).
    [[nodiscard]] virtual QFuture<Result<SeriesPeriods>>
    calendar(SeriesId series, TimeWindow window, Period period, Calendar calendar,
             Extremes extremes = Extremes::Inside, std::stop_token stop = {}) = 0;
    /// Up to `limit` samples of the window in the order of time; the next page begins 1 ns after
    /// the last one. Errors: InvalidArgument (limit less than 1).
    [[nodiscard]] virtual QFuture<Result<SamplePage>>
    samples(SeriesId series, TimeWindow window, int limit, std::stop_token stop = {}) = 0;
    /// The last `limit` samples of the window, the latest first; the next page is of the window
    /// that ends at the last one's time. Errors: InvalidArgument (limit less than 1).
    [[nodiscard]] virtual QFuture<Result<SamplePage>>
    latestSamples(SeriesId series, TimeWindow window, int limit, std::stop_token stop = {}) = 0;
    /// The latest value of each, gaps passed over; nothing where there is none.
    [[nodiscard]] virtual QFuture<Result<std::vector<std::optional<Sample>>>>
    lastValues(std::vector<SeriesId> series, std::stop_token stop = {}) = 0;
    /// The last sample of each within the window, also where that is a gap: what was true at its
    /// end. Nothing where the window holds none.
    [[nodiscard]] virtual QFuture<Result<std::vector<std::optional<Sample>>>>
    lastSamples(std::vector<SeriesId> series, TimeWindow window, std::stop_token stop = {}) = 0;
};

} // namespace tidemark
