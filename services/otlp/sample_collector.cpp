// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/sample_collector.h"

#include "model/ports/series_store.h"
#include "services/exchange/await.h"
#include "services/otlp/otlp_quantiles.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tidemark::otlp {

using exchange::await;

namespace {

std::int64_t timeOf(const OtlpPoint &point)
{
    return static_cast<std::int64_t>(point.time_ns); // valid points are within int64
}

double numberOf(const OtlpNumberPoint &point)
{
    const auto *const integer = std::get_if<std::int64_t>(&point.value);
    return integer != nullptr ? static_cast<double>(*integer) : std::get<double>(point.value);
}

std::optional<double> advance(RunningTotal &total, Temporality temporality, const OtlpPoint &point,
                              double value)
{
    return temporality == Temporality::Delta
               ? total.addDelta(timeOf(point), value)
               : total.setCumulative(point.start_ns, timeOf(point), value);
}

/// What a cumulative point's buckets hold more than those before it; of a new run, all.
/// Nothing of a point that is late, since what it counted was told.
template <class Buckets>
std::optional<Buckets> sinceBefore(std::optional<Buckets> &before, OtlpStreamState &state,
                                   Buckets now, const OtlpPoint &point)
{
    if (timeOf(point) <= state.latest_ns)
        return std::nullopt;
    state.latest_ns = timeOf(point);
    std::optional<Buckets> since;
    if (before && state.before_ns == point.start_ns)
        since = now.since(*before);
    before = now;
    state.before_ns = point.start_ns;
    return since ? std::move(since) : std::optional(std::move(now));
}

} // namespace

OtlpPart *findPart(OtlpStream &stream, PartKind kind, double quantile)
{
    for (OtlpPart &part : stream.parts) {
        if (part.kind == kind && (kind != PartKind::Quantile || part.quantile == quantile))
            return &part;
    }
    return nullptr;
}

void SampleCollector::put(OtlpPart &part, std::int64_t time_ns, double value)
{
    m_writer.add(*part.series, Timestamp(time_ns), value);
}

void SampleCollector::put(OtlpStream &stream, PartKind kind, double quantile, std::int64_t time_ns,
                          double value)
{
    OtlpPart *const part = findPart(stream, kind, quantile);
    if (part != nullptr && std::isfinite(value))
        put(*part, time_ns, value);
}

void SampleCollector::addGap(OtlpStream &stream, std::int64_t time_ns)
{
    for (OtlpPart &part : stream.parts) {
        if (part.series->isOpen())
            put(part, time_ns, std::numeric_limits<double>::quiet_NaN());
    }
}

// Of what is stored only the total at the start of the sender's run counts: it is the same
// whenever this is asked, so nothing else has to be kept from one run of a receiver to the next.
Result<void> SampleCollector::begin(RunningTotal &total, const OtlpPart *part,
                                    Temporality temporality, std::uint64_t start_ns)
{
    constexpr int kLast = 16; // gaps among them are passed over
    const bool hasStart = temporality == Temporality::Cumulative && start_ns != 0 &&
                          std::in_range<std::int64_t>(start_ns);
    std::optional<Sample> last;
    if (part != nullptr && part->series->lastBefore()) {
        const Timestamp end = hasStart
                                  ? Timestamp(static_cast<std::int64_t>(start_ns)) + Timedelta(1)
                                  : Timestamp::max();
        const auto page =
            await(m_store.latestSamples(part->series->id(), {Timestamp::min(), end}, kLast));
        if (!page)
            return failure(page.error());
        for (const Sample &sample : page->samples) {
            if (!last && !std::isnan(sample.value))
                last = sample;
        }
    }
    if (hasStart)
        total.beginRun(start_ns, last ? last->value : 0);
    else if (last)
        total.begin(last->value, last->at.posixNs());
    return {};
}

Result<OtlpStreamState *> SampleCollector::touch(OtlpStream &stream, Temporality temporality,
                                                 std::uint64_t start_ns)
{
    if (stream.isTouched)
        return stream.pending.get();
    if (!stream.state) {
        auto state = std::make_unique<OtlpStreamState>();
        const OtlpPart *const value = findPart(stream, PartKind::Value);
        const OtlpPart *const sum = value != nullptr ? value : findPart(stream, PartKind::Sum);
        if (auto begun = begin(state->sum, sum, temporality, start_ns); !begun)
            return failure(begun.error());
        const OtlpPart *const count = findPart(stream, PartKind::Count);
        if (auto begun = begin(state->count, count, temporality, start_ns); !begun)
            return failure(begun.error());
        stream.state = std::move(state);
        stream.pending = std::make_unique<OtlpStreamState>();
    }
    *stream.pending = *stream.state;
    stream.isTouched = true;
    m_touched.push_back(&stream);
    return stream.pending.get();
}

bool SampleCollector::putTotals(OtlpStream &stream, OtlpStreamState &state, Temporality temporality,
                                const OtlpPoint &point, std::uint64_t count,
                                std::optional<double> sum)
{
    const auto all = advance(state.count, temporality, point, static_cast<double>(count));
    if (!all)
        return false;
    put(stream, PartKind::Count, 0, timeOf(point), *all);
    if (!sum || !std::isfinite(*sum))
        return true;
    if (const auto total = advance(state.sum, temporality, point, *sum))
        put(stream, PartKind::Sum, 0, timeOf(point), *total);
    return true;
}

Result<bool> SampleCollector::add(OtlpStream &stream, const OtlpGauge & /*of*/,
                                  const OtlpNumberPoint &point)
{
    put(stream.parts.front(), timeOf(point), numberOf(point));
    return true;
}

Result<bool> SampleCollector::add(OtlpStream &stream, const OtlpSum &of,
                                  const OtlpNumberPoint &point)
{
    if (!stream.isTotal) {
        put(stream.parts.front(), timeOf(point), numberOf(point));
        return true;
    }
    const auto state = touch(stream, of.temporality, point.start_ns);
    if (!state)
        return failure(state.error());
    const auto total = advance((*state)->sum, of.temporality, point, numberOf(point));
    if (total)
        put(stream, PartKind::Value, 0, timeOf(point), *total);
    return total.has_value();
}

template <class Buckets, class Point>
Result<bool> SampleCollector::addDistribution(OtlpStream &stream, Temporality temporality,
                                              const Point &point,
                                              std::optional<Buckets> OtlpStreamState::*before)
{
    const auto state = touch(stream, temporality, point.start_ns);
    if (!state)
        return failure(state.error());
    if (!putTotals(stream, **state, temporality, point, point.count, point.sum))
        return false;
    const std::int64_t time_ns = timeOf(point);
    put(stream, PartKind::Quantile, 0, time_ns, point.min.value_or(NAN));
    put(stream, PartKind::Quantile, 1, time_ns, point.max.value_or(NAN));
    std::optional buckets = Buckets::of(point);
    if (temporality == Temporality::Cumulative)
        buckets = sinceBefore((*state)->*before, **state, *std::move(buckets), point);
    if (!buckets)
        return true;
    for (const double quantile : kQuantiles) {
        if (const std::optional<double> value = buckets->quantile(quantile, point.min, point.max))
            put(stream, PartKind::Quantile, quantile, time_ns, *value);
    }
    return true;
}

Result<bool> SampleCollector::add(OtlpStream &stream, const OtlpHistogram &of,
                                  const OtlpHistogramPoint &point)
{
    return addDistribution(stream, of.temporality, point, &OtlpStreamState::explicitBefore);
}

Result<bool> SampleCollector::add(OtlpStream &stream, const OtlpExponentialHistogram &of,
                                  const OtlpExponentialPoint &point)
{
    return addDistribution(stream, of.temporality, point, &OtlpStreamState::exponentialBefore);
}

Result<bool> SampleCollector::add(OtlpStream &stream, const OtlpSummary & /*of*/,
                                  const OtlpSummaryPoint &point)
{
    const auto state = touch(stream, Temporality::Cumulative, point.start_ns);
    if (!state)
        return failure(state.error());
    if (!putTotals(stream, **state, Temporality::Cumulative, point, point.count, point.sum))
        return false;
    for (const OtlpQuantile &each : point.quantiles)
        put(stream, PartKind::Quantile, each.quantile, timeOf(point), each.value);
    return true;
}

} // namespace tidemark::otlp
