// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/sample_collector.h"

#include "model/ports/series_store.h"
#include "services/exchange/await.h"
#include "services/otlp/otlp_quantiles.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

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

/// 0: not told, or beyond what a time can be.
std::uint64_t startOf(const OtlpPoint &point)
{
    return std::in_range<std::int64_t>(point.start_ns) ? point.start_ns : 0;
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

PointTime SampleCollector::whenOf(const OtlpPoint &point) const noexcept
{
    return {timeOf(point), m_now_ns};
}

bool SampleCollector::isAhead(const OtlpStream &stream, const OtlpPoint &point) const noexcept
{
    const bool hasTotals =
        stream.kind == StreamClass::Total || stream.kind == StreamClass::Distribution;
    return hasTotals && !point.isGap() && whenOf(point).isAhead();
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
        const bool isShared = part.total != nullptr && part.total.use_count() > 1;
        if (part.series->isOpen() && !isShared)
            put(part, time_ns, std::numeric_limits<double>::quiet_NaN());
    }
}

Result<SeriesTotal *> SampleCollector::touch(SharedTotal &total)
{
    const ingest::WriterSeries &series = *total.series;
    if (!total.hasBegun && (series.lastBefore() || series.lastStored())) {
        const auto last = await(m_store.lastValues({series.id()}));
        if (!last)
            return failure(last.error());
        if (const auto &sample = last->front()) {
            if (const auto begun = begin(total, *sample); !begun)
                return failure(begun.error());
        }
    }
    total.hasBegun = true;
    return &m_touched.touch(total);
}

// A clock was wrong, ours or one that was trusted, where the last one is ahead of now. What came
// since lies before it and, as totals grow, is greater; else nobody knows when that one came.
Result<void> SampleCollector::begin(SharedTotal &total, Sample last)
{
    const PointTime now{m_now_ns, m_now_ns};
    if (now.isAhead(last.at.posixNs())) {
        const auto before = totalAt(*total.series, m_now_ns + PointTime::kTrusted_ns);
        if (!before)
            return failure(before.error());
        if (*before && (*before)->value >= last.value)
            last = **before;
    }
    total.state.begin(last.value, last.at.posixNs(), now);
    return {};
}

Result<std::optional<Sample>> SampleCollector::totalAt(const ingest::WriterSeries &series,
                                                       std::int64_t time_ns)
{
    constexpr int kAtOnce = 16;
    constexpr int kMost = 10'000; // gaps may be many
    Timestamp end = Timestamp(time_ns) + Timedelta(1);
    for (int limit = kAtOnce;; limit = kMost) {
        const auto page = await(m_store.latestSamples(series.id(), {Timestamp::min(), end}, limit));
        if (!page)
            return failure(page.error());
        for (const Sample &sample : page->samples) {
            if (!std::isnan(sample.value))
                return sample;
        }
        if (page->samples.size() < static_cast<std::size_t>(limit))
            return std::nullopt;
        end = page->samples.back().at;
    }
}

// Of what is stored only the totals now and at the start of the sender's run count: they are the
// same whenever this is asked, so nothing else has to be kept from one run of a receiver to the
// next.
Result<std::optional<TotalStep>> SampleCollector::advance(OtlpPart &part, RunningTotal &sender,
                                                          Temporality temporality,
                                                          const OtlpPoint &point, double value)
{
    const auto total = touch(*part.total);
    if (!total)
        return failure(total.error());
    const PointTime time = whenOf(point);
    if (temporality == Temporality::Delta) {
        const auto sample = sender.addDelta(**total, time, value);
        if (!sample)
            return std::nullopt;
        put(part, sample->time_ns, sample->value);
        return TotalStep::Next;
    }
    double atStart = 0;
    const std::uint64_t start_ns = startOf(point);
    if (sender.needsStart(**total, start_ns, time)) {
        const auto before = totalAt(*part.series, time.ours(static_cast<std::int64_t>(start_ns)));
        if (!before)
            return failure(before.error());
        atStart = *before ? (*before)->value : 0.0;
    }
    const TotalAdvance done = sender.setCumulative(**total, start_ns, time, value, atStart);
    if (done.sample)
        put(part, done.sample->time_ns, done.sample->value);
    return done.step;
}

Result<std::optional<TotalStep>>
SampleCollector::putTotals(OtlpStream &stream, OtlpStreamState &state, Temporality temporality,
                           const OtlpPoint &point, std::uint64_t count, std::optional<double> sum)
{
    auto step = advance(*findPart(stream, PartKind::Count), state.count, temporality, point,
                        static_cast<double>(count));
    if (!step || !*step || !sum || !std::isfinite(*sum))
        return step;
    if (const auto done =
            advance(*findPart(stream, PartKind::Sum), state.sum, temporality, point, *sum);
        !done)
        return failure(done.error());
    return step;
}

/// What a cumulative point's buckets hold more than those before it, and all of a run that nothing
/// was told of. Nothing of any other: what is not known to be new is not told as such.
template <class Buckets>
std::optional<Buckets> SampleCollector::sinceBefore(std::optional<Buckets> &before,
                                                    OtlpStreamState &state, Buckets now,
                                                    const OtlpPoint &point, TotalStep step)
{
    if (step == TotalStep::Outdated)
        return std::nullopt;
    std::optional<Buckets> since;
    if (step == TotalStep::First)
        since = now;
    else if (step == TotalStep::Next && before && state.before_ns == point.start_ns)
        since = now.since(*before);
    m_touched.removeBuckets(bucketBytes(state));
    before = std::move(now);
    state.before_ns = point.start_ns;
    if (const std::size_t bytes = bucketBytes(state); m_touched.hasRoom(bytes))
        m_touched.addBuckets(bytes);
    else
        before.reset();
    return since;
}

Result<bool> SampleCollector::add(OtlpStream &stream, const OtlpGauge & /*of*/,
                                  const OtlpNumberPoint &point)
{
    OtlpPart *const part = findPart(stream, PartKind::Value);
    if (part != nullptr) // else its place went to another sender meanwhile
        put(*part, timeOf(point), numberOf(point));
    return part != nullptr;
}

Result<bool> SampleCollector::add(OtlpStream &stream, const OtlpSum &of,
                                  const OtlpNumberPoint &point)
{
    if (stream.kind != StreamClass::Total)
        return add(stream, OtlpGauge(), point);
    const auto step = advance(stream.parts.front(), m_touched.touch(stream).sum, of.temporality,
                              point, numberOf(point));
    return step.transform([](const std::optional<TotalStep> &taken) { return taken.has_value(); });
}

template <class Buckets, class Point>
Result<bool> SampleCollector::addDistribution(OtlpStream &stream, Temporality temporality,
                                              const Point &point,
                                              std::optional<Buckets> OtlpStreamState::*before)
{
    OtlpStreamState &state = m_touched.touch(stream);
    const auto step = putTotals(stream, state, temporality, point, point.count, point.sum);
    if (!step)
        return failure(step.error());
    if (!*step)
        return false;
    const std::int64_t time_ns = timeOf(point);
    put(stream, PartKind::Quantile, 0, time_ns, point.min.value_or(NAN));
    put(stream, PartKind::Quantile, 1, time_ns, point.max.value_or(NAN));
    std::optional buckets = Buckets::of(point);
    if (temporality == Temporality::Cumulative)
        buckets = sinceBefore(state.*before, state, *std::move(buckets), point, **step);
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
    const auto step = putTotals(stream, m_touched.touch(stream), Temporality::Cumulative, point,
                                point.count, point.sum);
    if (!step)
        return failure(step.error());
    for (const OtlpQuantile &each : point.quantiles)
        put(stream, PartKind::Quantile, each.quantile, timeOf(point), each.value);
    return true;
}

} // namespace tidemark::otlp
