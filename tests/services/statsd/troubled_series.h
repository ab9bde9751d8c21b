// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/series_store.h"

#include <QPromise>

#include <atomic>
#include <mutex>

namespace tidemark::test {

/// A series store whose appends fail, or are not answered, as long as they are told to.
class TroubledSeries final : public SeriesStore
{
public:
    enum class Trouble
    {
        None,
        Fails,
        Refuses,
        HangsOn,
        HangsAtOpen ///< several are not opened; appends work
    };

    explicit TroubledSeries(SeriesStore &real)
        : m_real(real)
    {}
    void set(Trouble trouble) { m_trouble = trouble; }
    [[nodiscard]] int appends() const { return m_appends; }
    [[nodiscard]] int opens() const { return m_opens; } ///< how often several were opened

    QFuture<Result<SampleOutcome>> append(std::vector<SampleBatch> batches) override
    {
        ++m_appends;
        if (m_trouble == Trouble::None || m_trouble == Trouble::HangsAtOpen)
            return m_real.append(std::move(batches));
        const std::lock_guard lock(m_mutex);
        auto &promise = m_unanswered.emplace_back();
        promise.start();
        auto future = promise.future();
        if (m_trouble != Trouble::HangsOn) {
            const bool isRefusal = m_trouble == Trouble::Refuses;
            promise.addResult(Result<SampleOutcome>(
                failure(isRefusal ? ErrorCode::InvalidArgument : ErrorCode::DiskFull,
                        QStringLiteral("The disk is full."))));
            promise.finish();
        }
        return future;
    }

    QFuture<Result<SeriesInfo>> open(SeriesKey key) override { return m_real.open(key); }
    QFuture<Result<std::vector<SeriesInfo>>> openAll(std::vector<SeriesKey> keys) override
    {
        ++m_opens;
        if (m_trouble != Trouble::HangsAtOpen)
            return m_real.openAll(keys);
        const std::lock_guard lock(m_mutex);
        auto &promise = m_unopened.emplace_back();
        promise.start();
        return promise.future();
    }
    QFuture<Result<std::vector<SeriesInfo>>> list(std::vector<MetricId> metrics) override
    {
        return m_real.list(metrics);
    }
    QFuture<Result<ImportSummary>> importRows(std::shared_ptr<RowSource> source,
                                              ImportOptions options, std::stop_token stop,
                                              ProgressCallback progress) override
    {
        return m_real.importRows(source, options, stop, progress);
    }
    QFuture<Result<SampleRemoval>> remove(std::vector<SeriesId> series, TimeWindow window,
                                          QString label, std::stop_token stop) override
    {
        return m_real.remove(series, window, label, stop);
    }
    QFuture<Result<std::vector<std::int64_t>>>
    count(std::vector<SeriesId> series, TimeWindow window, std::stop_token stop) override
    {
        return m_real.count(series, window, stop);
    }
    QFuture<Result<RetentionReport>> applyRetention(std::stop_token stop) override
    {
        return m_real.applyRetention(stop);
    }
    QFuture<Result<std::int64_t>> countAged(MetricId metric, Timedelta keep) override
    {
        return m_real.countAged(metric, keep);
    }
    QFuture<Result<std::vector<RetentionState>>> retention() override { return m_real.retention(); }
    QFuture<Result<std::vector<Timeline>>>
    timelines(std::vector<SeriesId> series, TimelineQuery query, std::stop_token stop) override
    {
        return m_real.timelines(series, query, stop);
    }
    QFuture<Result<SeriesBuckets>> aggregate(SeriesId series, std::vector<Timestamp> borders,
                                             Extremes extremes, std::stop_token stop) override
    {
        return m_real.aggregate(series, borders, extremes, stop);
    }
    QFuture<Result<SeriesPeriods>> calendar(SeriesId series, TimeWindow window, Period period,
                                            Calendar zone, Extremes extremes,
                                            std::stop_token stop) override
    {
        return m_real.calendar(series, window, period, zone, extremes, stop);
    }
    QFuture<Result<SamplePage>> samples(SeriesId series, TimeWindow window, int limit,
                                        std::stop_token stop) override
    {
        return m_real.samples(series, window, limit, stop);
    }
    QFuture<Result<SamplePage>> latestSamples(SeriesId series, TimeWindow window, int limit,
                                              std::stop_token stop) override
    {
        return m_real.latestSamples(series, window, limit, stop);
    }
    QFuture<Result<std::vector<std::optional<Sample>>>> lastValues(std::vector<SeriesId> series,
                                                                   std::stop_token stop) override
    {
        return m_real.lastValues(series, stop);
    }
    QFuture<Result<std::vector<Aggregate>>>
    aggregates(std::vector<SeriesId> series, TimeWindow window, std::stop_token stop) override
    {
        return m_real.aggregates(series, window, stop);
    }
    QFuture<Result<std::vector<std::optional<Sample>>>>
    lastSamples(std::vector<SeriesId> series, TimeWindow window, std::stop_token stop) override
    {
        return m_real.lastSamples(series, window, stop);
    }

private:
    SeriesStore &m_real;
    std::atomic<Trouble> m_trouble = Trouble::None;
    std::atomic<int> m_appends = 0;
    std::atomic<int> m_opens = 0;
    std::mutex m_mutex;
    std::vector<QPromise<Result<SampleOutcome>>> m_unanswered;
    std::vector<QPromise<Result<std::vector<SeriesInfo>>>> m_unopened;
};

} // namespace tidemark::test
