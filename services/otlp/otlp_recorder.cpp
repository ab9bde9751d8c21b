// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_recorder.h"

#include "model/ports/clock.h"
#include "model/ports/series_store.h"
#include "services/otlp/otlp_quantiles.h"
#include "services/otlp/sample_collector.h"

#include <algorithm>
#include <utility>

namespace tidemark::otlp {

namespace {

/// Metrics of one stream: count, sum and the quantiles that a point may have, which stay the same.
constexpr std::size_t kMostParts = 40;
/// How far ahead of our clock a sender's may be.
constexpr std::int64_t kAhead_ns = 24 * 3'600 * kNsPerSecond;

/// Calls `visit(metric, data, point)` for each point, and `enter` before a metric's.
template <class Enter, class Visit>
void forEachPoint(const OtlpMetrics &metrics, const Enter &enter, const Visit &visit)
{
    for (const OtlpResourceMetrics &resource : metrics.resources) {
        for (const OtlpScopeMetrics &scope : resource.scopes) {
            for (const OtlpMetric &metric : scope.metrics) {
                enter(resource, scope, metric);
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
{
    m_streams.onRelease([this](OtlpStream &stream) { released(stream); });
}

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
    const Timestamp now = m_clock.now();
    m_now = now;
    m_latest_ns = (now + Timedelta(kAhead_ns)).posixNs();
    m_streams.beginRound(now);
    m_placed.clear();
    for (const OtlpExport &each : exports)
        place(each.metrics);
    if (std::exchange(m_hasReleased, false)) {
        std::erase_if(m_totals, [](const auto &each) { return each.second.expired(); });
        m_writer.forgetIdle();
    }
    auto done = m_writer.open(std::stop_token());
    std::vector<OtlpRefusals> refusals(exports.size());
    if (done)
        done = writeSamples(exports, refusals);
    m_touched.finish(done.has_value());
    if (!done)
        return done;
    for (std::size_t i = 0; i < exports.size(); ++i) {
        exports[i].refusals += refusals[i];
        m_summary.points -= static_cast<std::int64_t>(refusals[i].total());
    }
    m_summary.points += static_cast<std::int64_t>(m_placed.size());
    return {};
}

void OtlpRecorder::released(OtlpStream &stream)
{
    m_hasReleased = true;
    m_touched.forget(stream);
    for (OtlpPart &part : stream.parts) {
        if (part.total != nullptr)
            part.total->state.forgetSenders(); // it may come back
    }
}

void OtlpRecorder::place(const OtlpMetrics &metrics)
{
    const OtlpResourceMetrics *resourceNow = nullptr;
    const OtlpScopeMetrics *scopeNow = nullptr;
    forEachPoint(
        metrics,
        [&](const OtlpResourceMetrics &resource, const OtlpScopeMetrics &scope,
            const OtlpMetric &metric) {
            if (std::exchange(resourceNow, &resource) != &resource)
                m_streams.enterResource(resource.resource);
            if (std::exchange(scopeNow, &scope) != &scope)
                m_streams.enterScope(scope.scope);
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
    placed.stream = m_streams.find(point, point.isGap(), placed.reason);
    if (placed.stream == nullptr || point.isGap() || needParts(*placed.stream, point))
        return;
    const bool isFull = placed.stream->parts.size() >= kMostParts;
    placed.reason = isFull ? OtlpRefusal::Names : OtlpRefusal::OtherKind;
    placed.stream = nullptr;
}

std::shared_ptr<SharedTotal> OtlpRecorder::totalOf(const ingest::WriterSeriesPointer &series)
{
    std::weak_ptr<SharedTotal> &known = m_totals[series.get()];
    auto total = known.lock();
    if (total == nullptr) {
        total = std::make_shared<SharedTotal>(SharedTotal{series});
        known = total;
    }
    return total;
}

bool OtlpRecorder::need(OtlpStream &stream, PartKind kind, double quantile)
{
    OtlpPart *part = findPart(stream, kind, quantile);
    if (part == nullptr) {
        if (stream.parts.size() >= kMostParts)
            return false;
        OtlpPart made{kind, quantile};
        if (!m_streams.takeName(stream, made))
            return false;
        const bool isShared = isTotal(stream, kind);
        made.series =
            *m_writer.find(nameOf(stream, made), isShared ? stream.tags : stream.place->tags,
                           [&] { return definitionOf(stream, made); });
        if (isShared)
            made.total = totalOf(made.series);
        part = &stream.parts.emplace_back(std::move(made));
    }
    m_writer.want(*part->series);
    return true;
}

bool OtlpRecorder::needParts(OtlpStream &stream, const OtlpNumberPoint & /*point*/)
{
    return need(stream, PartKind::Value);
}

template <class Point>
bool OtlpRecorder::needDistribution(OtlpStream &stream, const Point &point, bool hasQuantiles)
{
    bool isDone = need(stream, PartKind::Count);
    if (point.sum)
        isDone = isDone && need(stream, PartKind::Sum);
    if (point.min)
        isDone = isDone && need(stream, PartKind::Quantile, 0);
    if (point.max)
        isDone = isDone && need(stream, PartKind::Quantile, 1);
    return isDone && (!hasQuantiles ||
                      std::all_of(kQuantiles.begin(), kQuantiles.end(), [&](double quantile) {
                          return need(stream, PartKind::Quantile, quantile);
                      }));
}

bool OtlpRecorder::needParts(OtlpStream &stream, const OtlpHistogramPoint &point)
{
    return needDistribution(stream, point, !point.bounds.empty());
}

bool OtlpRecorder::needParts(OtlpStream &stream, const OtlpExponentialPoint &point)
{
    return needDistribution(stream, point, true);
}

bool OtlpRecorder::needParts(OtlpStream &stream, const OtlpSummaryPoint &point)
{
    return std::all_of(point.quantiles.begin(), point.quantiles.end(),
                       [&](const OtlpQuantile &each) {
                           return need(stream, PartKind::Quantile, each.quantile);
                       }) &&
           need(stream, PartKind::Count) && need(stream, PartKind::Sum);
}

Result<void> OtlpRecorder::writeSamples(std::span<OtlpExport> exports,
                                        std::vector<OtlpRefusals> &refusals)
{
    SampleCollector collector(*m_ports.series, m_writer, m_touched, m_now);
    Result<void> done;
    auto placed = m_placed.begin();
    for (std::size_t i = 0; i < exports.size(); ++i) {
        forEachPoint(
            exports[i].metrics,
            [](const auto & /*resource*/, const auto & /*scope*/, const auto & /*metric*/) {},
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
                else if (collector.isAhead(*here.stream, point))
                    refusals[i].addAhead();
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
