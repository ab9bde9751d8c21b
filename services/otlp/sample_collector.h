// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/ingest/series_writer.h"
#include "services/otlp/otlp_metrics.h"
#include "services/otlp/otlp_stream.h"
#include "services/otlp/touched_streams.h"

#include <cstdint>
#include <optional>

namespace tidemark {
class SeriesStore;
}

namespace tidemark::otlp {

/// Turns the points of streams whose series are open into samples that a writer is given. One
/// thread, which waits for the store where a running total is met for the first time, or a run of a
/// sender that began before.
class SampleCollector
{
public:
    /// All outlive it. `now`: when the points came.
    SampleCollector(SeriesStore &store, ingest::SeriesWriter &writer, TouchedStreams &touched,
                    Timestamp now)
        : m_store(store)
        , m_writer(writer)
        , m_touched(touched)
        , m_now_ns(now.posixNs())
    {}

    /// False for a delta that was counted already. Errors: those of the store.
    [[nodiscard]] Result<bool> add(OtlpStream &stream, const OtlpGauge &of,
                                   const OtlpNumberPoint &point);
    [[nodiscard]] Result<bool> add(OtlpStream &stream, const OtlpSum &of,
                                   const OtlpNumberPoint &point);
    [[nodiscard]] Result<bool> add(OtlpStream &stream, const OtlpHistogram &of,
                                   const OtlpHistogramPoint &point);
    [[nodiscard]] Result<bool> add(OtlpStream &stream, const OtlpExponentialHistogram &of,
                                   const OtlpExponentialPoint &point);
    [[nodiscard]] Result<bool> add(OtlpStream &stream, const OtlpSummary &of,
                                   const OtlpSummaryPoint &point);
    /// A gap in each of the stream's series.
    void addGap(OtlpStream &stream, std::int64_t time_ns);
    /// Whether what a point adds to totals is told as of when it came, since its time is too far
    /// ahead.
    [[nodiscard]] bool isAhead(const OtlpStream &stream, const OtlpPoint &point) const noexcept;

private:
    [[nodiscard]] PointTime whenOf(const OtlpPoint &point) const noexcept;
    void put(OtlpPart &part, std::int64_t time_ns, double value);
    void put(OtlpStream &stream, PartKind kind, double quantile, std::int64_t time_ns,
             double value);
    /// `before`: where the buckets of the point before are kept.
    template <class Buckets, class Point>
    [[nodiscard]] Result<bool> addDistribution(OtlpStream &stream, Temporality temporality,
                                               const Point &point,
                                               std::optional<Buckets> OtlpStreamState::*before);
    template <class Buckets>
    [[nodiscard]] std::optional<Buckets> sinceBefore(std::optional<Buckets> &before,
                                                     OtlpStreamState &state, Buckets now,
                                                     const OtlpPoint &point, TotalStep step);
    /// The total to change, begun from what is stored. Errors: those of the store.
    [[nodiscard]] Result<SeriesTotal *> touch(SharedTotal &total);
    /// Goes on from what is stored, at last `last`. Errors: those of the store.
    [[nodiscard]] Result<void> begin(SharedTotal &total, Sample last);
    /// The last total that a series had at a time; none before the first one. Errors: those of the
    /// store.
    [[nodiscard]] Result<std::optional<Sample>> totalAt(const ingest::WriterSeries &series,
                                                        std::int64_t time_ns);
    /// Adds to a part's total and puts the sample. Nothing for a delta that was counted already.
    [[nodiscard]] Result<std::optional<TotalStep>> advance(OtlpPart &part, RunningTotal &sender,
                                                           Temporality temporality,
                                                           const OtlpPoint &point, double value);
    /// Count and sum; as advance(), of the count.
    [[nodiscard]] Result<std::optional<TotalStep>>
    putTotals(OtlpStream &stream, OtlpStreamState &state, Temporality temporality,
              const OtlpPoint &point, std::uint64_t count, std::optional<double> sum);

    SeriesStore &m_store;
    ingest::SeriesWriter &m_writer;
    TouchedStreams &m_touched;
    const std::int64_t m_now_ns;
};

/// The part of a stream; null when it has none.
[[nodiscard]] OtlpPart *findPart(OtlpStream &stream, PartKind kind, double quantile = 0);

} // namespace tidemark::otlp
