// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/data_ports.h"
#include "services/ingest/series_writer.h"
#include "services/otlp/otlp_sink.h"
#include "services/otlp/otlp_streams.h"
#include "services/otlp/touched_streams.h"

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace tidemark {
class Clock;
}

namespace tidemark::otlp {

struct OtlpRecorderSummary
{
    std::int64_t points = 0;  ///< that were taken
    std::int64_t samples = 0; ///< new in the store; of equal stamps of a series the last one counts
    std::size_t streams = 0;  ///< that are known, as OtlpStreams tells them apart
};

/// Puts OTLP's points into series of a store, by the metric's name and OtlpStreams' tags.
///
/// Gauges, and cumulative sums that may fall, are stored as they are. Other sums become running
/// totals (RunningTotal): what all senders of a series counted is added up, and where a sender
/// begins anew the total goes on. After another start of ours it goes on from what is stored: that
/// is exact where one sender that tells its start counted alone. Histograms and summaries become
/// `.count` and `.sum` (running totals), `.min`, `.max` and quantiles: `.p50 .p90 .p95 .p99` of
/// what came since the point before, estimated as ExplicitBuckets and ExponentialBuckets say, and
/// none where that is not known; a summary's are its own. Of a sender whose clock is ahead
/// (PointTime) totals have samples as of when they came, and values stay at its times. A point
/// without a value is a gap in all its series but totals that others add to. Metrics that are new
/// are made in one step, with the description and unit that came.
class OtlpRecorder final : public OtlpSink
{
public:
    /// The ports and the clock outlive it.
    OtlpRecorder(const DataPorts &ports, const Clock &clock, const OtlpLimits &limits = {});

    /// Errors: those of the store. Metrics that were removed meanwhile are made anew.
    [[nodiscard]] Result<void> record(std::span<OtlpExport> exports) override;
    /// Of the thread that records.
    [[nodiscard]] const OtlpRecorderSummary &summary() const noexcept { return m_summary; }

private:
    struct Placed
    {
        OtlpStream *stream = nullptr; ///< null for a point that is refused
        OtlpRefusal reason = OtlpRefusal::Name;
    };

    [[nodiscard]] Result<void> attempt(std::span<OtlpExport> exports);
    void place(const OtlpMetrics &metrics);
    template <class Point>
    void placePoint(const Point &point);
    /// False when a part's name is another metric's.
    [[nodiscard]] bool need(OtlpStream &stream, PartKind kind, double quantile = 0);
    [[nodiscard]] bool needParts(OtlpStream &stream, const OtlpNumberPoint &point);
    template <class Point>
    [[nodiscard]] bool needDistribution(OtlpStream &stream, const Point &point, bool hasQuantiles);
    [[nodiscard]] bool needParts(OtlpStream &stream, const OtlpHistogramPoint &point);
    [[nodiscard]] bool needParts(OtlpStream &stream, const OtlpExponentialPoint &point);
    [[nodiscard]] bool needParts(OtlpStream &stream, const OtlpSummaryPoint &point);
    [[nodiscard]] Result<void> writeSamples(std::span<OtlpExport> exports,
                                            std::vector<OtlpRefusals> &refusals);
    [[nodiscard]] std::shared_ptr<SharedTotal> totalOf(const ingest::WriterSeriesPointer &series);
    void released(OtlpStream &stream);

    DataPorts m_ports;
    const Clock &m_clock;
    OtlpStreams m_streams;
    ingest::SeriesWriter m_writer;
    std::vector<Placed> m_placed; ///< of all points in their order
    TouchedStreams m_touched;
    /// The totals of all series that any stream has.
    std::unordered_map<const ingest::WriterSeries *, std::weak_ptr<SharedTotal>> m_totals;
    bool m_hasReleased = false;
    Timestamp m_now;              ///< of the round
    std::int64_t m_latest_ns = 0; ///< later points are refused
    OtlpRecorderSummary m_summary;
};

} // namespace tidemark::otlp
