// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/scrape_recorder.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace tidemark::prometheus {

namespace {

struct RecorderText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::prometheus::ScrapeRecorder)
};

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();
constexpr Timedelta kInstant(1);

enum OwnMetric : std::size_t
{
    Up,
    Duration,
    Scraped,
    Count
};

NewDefinition ownMetric(QLatin1StringView name, const QString &description, const QString &unit)
{
    NewDefinition definition;
    definition.name = name;
    definition.description = description;
    definition.unit = unit;
    return definition;
}

std::array<NewDefinition, OwnMetric::Count> ownMetrics()
{
    return {
        ownMetric("up"_L1, RecorderText::tr("Whether the target could be scraped: 1 or 0."), {}),
        ownMetric("scrape_duration_seconds"_L1, RecorderText::tr("How long the scrape took."),
                  u"s"_s),
        ownMetric("scrape_samples_scraped"_L1,
                  RecorderText::tr("How many samples the target told of."), {}),
    };
}

/// The target's, and room for ours.
ingest::SeriesLimits writerLimits(const ScrapeLimits &limits)
{
    auto all = ingest::SeriesLimits::ofSeries(limits.series + OwnMetric::Count);
    all.names = limits.names + OwnMetric::Count;
    return all;
}

} // namespace

ScrapeRecorder::ScrapeRecorder(const DataPorts &ports, const TagMap &target,
                               std::chrono::milliseconds interval, const ScrapeLimits &limits)
    : m_interval(std::chrono::nanoseconds(interval).count())
    , m_writer(ports, {writerLimits(limits)})
    , m_table(m_writer, target, limits.series)
{
    for (const NewDefinition &definition : ownMetrics())
        (void)m_table.own(definition); // before a target takes all room
}

Result<void> ScrapeRecorder::record(const ScrapeOutcome &outcome, const std::stop_token &stop)
{
    const ScrapeRecordingSummary before = m_summary;
    ++m_round;
    m_summary.series = 0;
    m_table.forgetEnded();
    if (outcome.told) {
        for (const ExpositionSample &sample : outcome.told->samples) {
            const Timestamp at = sample.at_ns ? Timestamp(*sample.at_ns) : outcome.at;
            ScrapeSeries *const series = m_table.find(*outcome.told, sample);
            if (series == nullptr || at > outcome.at + kFarthestAhead)
                ++m_summary.refused;
            else
                take(*series, at, sample.value, sample.at_ns.has_value());
        }
    }
    takeOwn(outcome);
    endMissing(outcome.at);
    auto stored = store(stop);
    if (!stored && stored.error().code == ErrorCode::NotFound) { // removed meanwhile
        m_writer.forgetIds();
        stored = store(stop);
    }
    if (stored)
        finish();
    else
        takeBack(before);
    return stored;
}

void ScrapeRecorder::take(ScrapeSeries &series, Timestamp at, double value, bool hasOwnTime)
{
    if (series.round != m_round)
        ++m_summary.series;
    series.round = m_round;
    const Sample *const before =
        series.pending.empty() ? (series.last ? &*series.last : nullptr) : &series.pending.back();
    if (before != nullptr && hasOwnTime && before->at == at)
        return; // the target has nothing newer
    if (series.pending.empty())
        m_touched.push_back(&series);
    const bool isReset = series.isTotal && before != nullptr && value < before->value;
    if (isReset) {
        ++m_summary.resets;
        if (before->at < at - kInstant)
            series.pending.push_back({at - kInstant, kGap});
    }
    series.pending.push_back({at, std::isfinite(value) ? value : kGap});
}

void ScrapeRecorder::endMissing(Timestamp at)
{
    m_table.forEach([&](ScrapeSeries &series) {
        if (!series.isLive || series.round == m_round)
            return;
        if (series.last && !std::isnan(series.last->value)) {
            series.pending.push_back({std::max(at, series.last->at + kInstant), kGap});
            m_touched.push_back(&series);
        }
    });
}

void ScrapeRecorder::takeOwn(const ScrapeOutcome &outcome)
{
    const std::size_t told = outcome.told ? outcome.told->samples.size() : 0;
    const std::array<double, OwnMetric::Count> values{
        outcome.told ? 1.0 : 0.0, std::chrono::duration<double>(outcome.length).count(),
        static_cast<double>(told)};
    const auto metrics = ownMetrics();
    for (std::size_t i = 0; i < OwnMetric::Count; ++i) {
        ScrapeSeries &series = m_table.own(metrics[i]);
        series.round = m_round;
        series.pending.push_back({outcome.at, values[i]});
        m_touched.push_back(&series);
    }
}

void ScrapeRecorder::finish()
{
    for (ScrapeSeries *const series : m_touched) {
        if (series->pending.empty())
            continue;
        for (const Sample &sample : series->pending)
            ++(std::isnan(sample.value) ? m_summary.gaps : m_summary.samples);
        series->last = series->pending.back();
        series->pending.clear();
    }
    m_touched.clear();
    m_table.forEach([this](ScrapeSeries &series) { series.isLive = series.round == m_round; });
}

// So that the same scrape, when it comes again, has the same gaps.
void ScrapeRecorder::takeBack(const ScrapeRecordingSummary &before)
{
    for (ScrapeSeries *const series : m_touched) {
        series->pending.clear();
        series->openings = 0; // looked at again: what is of this run has no gap
    }
    m_touched.clear();
    m_summary = before;
}

Result<void> ScrapeRecorder::store(const std::stop_token &stop)
{
    for (const ScrapeSeries *const series : m_touched)
        m_writer.want(*series->written);
    if (auto opened = m_writer.open(stop); !opened)
        return opened;
    noteOpenings();
    for (const ScrapeSeries *const series : m_touched) {
        for (const Sample &sample : series->pending)
            m_writer.add(*series->written, sample.at, sample.value);
    }
    const auto stored = m_writer.append(stop);
    return stored ? Result<void>() : failure(stored.error());
}

// What is there from an earlier run is believed for one interval: nobody looked since. A series
// that is only opened again goes on where this run left it.
void ScrapeRecorder::noteOpenings()
{
    for (ScrapeSeries *const series : m_touched) {
        if (series->openings == series->written->openings())
            continue;
        series->openings = series->written->openings();
        const Timestamp first = series->pending.front().at;
        const auto last = series->written->lastBefore();
        const bool isOurs = series->last && last && *last <= series->last->at;
        if (last && !isOurs && *last + kInstant < first)
            series->pending.insert(series->pending.begin(),
                                   {std::min(*last + m_interval, first - kInstant), kGap});
    }
}

} // namespace tidemark::prometheus
