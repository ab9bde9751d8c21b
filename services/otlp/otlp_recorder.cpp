// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_recorder.h"

#include "model/ports/clock.h"
#include "model/ports/series_store.h"
#include "services/otlp/otlp_quantiles.h"
#include "services/otlp/sample_collector.h"

namespace tidemark::otlp {

namespace {

/// How far ahead of our clock a sender's may be.
constexpr std::int64_t kAhead_ns = 24 * 3'600 * kNsPerSecond;

/// Calls `visit(metric, data, point)` for each point, and `enter` before a metric's.
template <class Enter, class Visit>
void forEachPoint(const OtlpMetrics &metrics, const Enter &enter, const Visit &visit)
{
    for (const OtlpResourceMetrics &resource : metrics.resources) {
        for (const OtlpScopeMetrics &scope : resource.scopes) {
            for (const OtlpMetric &metric : scope.metrics) {
                enter(resource, metric);
                std::visit(
                    [&visit](const auto &data) {
                        if constexpr (requires { data.points; }) {
                            for (const auto &point : data.points)
                                visit(data, point);
                        }
                    },
                    metric.data);
            }
        }
    }
}

} // namespace

OtlpRecorder::OtlpRecorder(const DataPorts &ports, const Clock &clock, const OtlpLimits &limits)
    : m_ports(ports)
    , m_clock(clock)
    , m_streams(limits)
    , m_writer(ports, {ingest::SeriesLimits::none()})
{}

Result<void> OtlpRecorder::record(std::span<OtlpExport> exports)
{
    auto done = attempt(exports);
    if (!done && done.error().code == ErrorCode::NotFound) {
        m_writer.forgetIds();
        done = attempt(exports);
    }
    m_summary.streams = m_streams.size();
    return done;
}

Result<void> OtlpRecorder::attempt(std::span<OtlpExport> exports)
{
    m_latest_ns = (m_clock.now() + Timedelta(kAhead_ns)).posixNs();
    m_placed.clear();
    for (const OtlpExport &each : exports)
        place(each.metrics);
    auto done = m_writer.open(std::stop_token());
    std::vector<OtlpRefusals> refusals(exports.size());
    if (done)
        done = writeSamples(exports, refusals);
    finish(done.has_value());
    if (!done)
        return done;
    for (std::size_t i = 0; i < exports.size(); ++i) {
        exports[i].refusals += refusals[i];
        m_summary.points -= static_cast<std::int64_t>(refusals[i].total());
    }
    m_summary.points += static_cast<std::int64_t>(m_placed.size());
    return {};
}

// What was counted on the way holds only if it was stored.
void OtlpRecorder::finish(bool isStored)
{
    for (OtlpStream *const stream : m_touched) {
        if (isStored)
            std::swap(stream->state, stream->pending);
        stream->isTouched = false;
    }
    m_touched.clear();
}

void OtlpRecorder::place(const OtlpMetrics &metrics)
{
    const OtlpResourceMetrics *entered = nullptr;
    forEachPoint(
        metrics,
        [&](const OtlpResourceMetrics &resource, const OtlpMetric &metric) {
            if (entered != &resource)
                m_streams.enterResource(resource.resource);
            entered = &resource;
            m_streams.enterMetric(metric);
        },
        [this](const auto & /*data*/, const auto &point) { placePoint(point); });
}

template <class Point>
void OtlpRecorder::placePoint(const Point &point)
{
    Placed &placed = m_placed.emplace_back();
    if (static_cast<std::int64_t>(point.time_ns) > m_latest_ns) {
        placed.reason = OtlpRefusal::Future;
        return;
    }
    placed.stream = m_streams.find(point.attributes, placed.reason);
    if (placed.stream != nullptr && !point.isGap())
        needParts(*placed.stream, point);
}

void OtlpRecorder::need(OtlpStream &stream, PartKind kind, double quantile)
{
    OtlpPart *part = findPart(stream, kind, quantile);
    if (part == nullptr) {
        part = &stream.parts.emplace_back(OtlpPart{kind, quantile});
        part->series = *m_writer.find(nameOf(stream, *part), stream.tags,
                                      [&] { return definitionOf(stream, *part); });
    }
    m_writer.want(*part->series);
}

void OtlpRecorder::needParts(OtlpStream &stream, const OtlpNumberPoint & /*point*/)
{
    need(stream, PartKind::Value);
}

void OtlpRecorder::needParts(OtlpStream &stream, const OtlpHistogramPoint &point)
{
    need(stream, PartKind::Count);
    if (point.sum)
        need(stream, PartKind::Sum);
    if (point.min)
        need(stream, PartKind::Quantile, 0);
    if (point.max)
        need(stream, PartKind::Quantile, 1);
    if (point.bounds.empty())
        return;
    for (const double quantile : kQuantiles)
        need(stream, PartKind::Quantile, quantile);
}

void OtlpRecorder::needParts(OtlpStream &stream, const OtlpExponentialPoint &point)
{
    need(stream, PartKind::Count);
    if (point.sum)
        need(stream, PartKind::Sum);
    if (point.min)
        need(stream, PartKind::Quantile, 0);
    if (point.max)
        need(stream, PartKind::Quantile, 1);
    for (const double quantile : kQuantiles)
        need(stream, PartKind::Quantile, quantile);
}

void OtlpRecorder::needParts(OtlpStream &stream, const OtlpSummaryPoint &point)
{
    need(stream, PartKind::Count);
    need(stream, PartKind::Sum);
    for (const OtlpQuantile &each : point.quantiles)
        need(stream, PartKind::Quantile, each.quantile);
}

Result<void> OtlpRecorder::writeSamples(std::span<OtlpExport> exports,
                                        std::vector<OtlpRefusals> &refusals)
{
    SampleCollector collector(*m_ports.series, m_writer, m_touched);
    Result<void> done;
    auto placed = m_placed.begin();
    for (std::size_t i = 0; i < exports.size(); ++i) {
        forEachPoint(
            exports[i].metrics, [](const auto & /*resource*/, const auto & /*metric*/) {},
            [&](const auto &data, const auto &point) {
                const Placed &here = *placed++;
                if (!done)
                    return;
                if (here.stream == nullptr)
                    return refusals[i].add(here.reason);
                if (point.isGap())
                    return collector.addGap(*here.stream, static_cast<std::int64_t>(point.time_ns));
                const auto isTaken = collector.add(*here.stream, data, point);
                if (!isTaken)
                    done = failure(isTaken.error());
                else if (!*isTaken)
                    refusals[i].add(OtlpRefusal::Order);
            });
    }
    if (!done) {
        m_writer.discard();
        return done;
    }
    return m_writer.append(std::stop_token()).transform([&](const SampleOutcome &stored) {
        m_summary.samples += stored.added;
    });
}

} // namespace tidemark::otlp
