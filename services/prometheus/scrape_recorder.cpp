// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/scrape_recorder.h"

#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "services/exchange/await.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace tidemark::prometheus {

using exchange::awaitAnswer;

namespace {

struct RecorderText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::prometheus::ScrapeRecorder)
};

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();
constexpr Timedelta kInstant(1);
constexpr std::size_t kOpenAtOnce = 64; // few, so that other writers come in between
// How far ahead of our clock a target's times may be. Source: Prometheus, which refuses the same.
constexpr Timedelta kAhead(std::int64_t{10} * 60 * 1'000'000'000);

NewDefinition ownMetric(QLatin1StringView name, const QString &description, const QString &unit)
{
    NewDefinition definition;
    definition.name = name;
    definition.description = description;
    definition.unit = unit;
    return definition;
}

} // namespace

ScrapeRecorder::ScrapeRecorder(const DataPorts &ports, const TagMap &target,
                               std::chrono::milliseconds interval, const ScrapeLimits &limits)
    : m_ports(ports)
    , m_interval(std::chrono::nanoseconds(interval).count())
    , m_table(target, limits)
{}

Result<void> ScrapeRecorder::record(const ScrapeOutcome &outcome, const std::stop_token &stop)
{
    ++m_round;
    m_summary.series = 0;
    m_table.forgetEnded();
    if (outcome.told) {
        for (const ExpositionSample &sample : outcome.told->samples) {
            const Timestamp at = sample.at_ns ? Timestamp(*sample.at_ns) : outcome.at;
            ScrapeSeries *const series = m_table.find(*outcome.told, sample);
            if (series == nullptr || at > outcome.at + kAhead)
                ++m_summary.refused;
            else
                take(*series, at, sample.value, sample.at_ns.has_value());
        }
    }
    takeOwn(outcome);
    endMissing(outcome.at);
    auto stored = store(stop);
    if (!stored && stored.error().code == ErrorCode::NotFound) { // removed meanwhile
        m_metrics.clear();
        m_table.forEach([](ScrapeSeries &series) { series.id = SeriesId(); });
        stored = store(stop);
    }
    finish(stored.has_value());
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
        series.isLive = false;
        if (series.last && !std::isnan(series.last->value)) {
            series.pending.push_back({std::max(at, series.last->at + kInstant), kGap});
            m_touched.push_back(&series);
        }
    });
}

void ScrapeRecorder::takeOwn(const ScrapeOutcome &outcome)
{
    const auto put = [&](const NewDefinition &definition, double value) {
        ScrapeSeries &series = m_table.own(definition);
        series.round = m_round;
        series.pending.push_back({outcome.at, value});
        m_touched.push_back(&series);
    };
    const std::size_t told = outcome.told ? outcome.told->samples.size() : 0;
    put(ownMetric("up"_L1, RecorderText::tr("Whether the target could be scraped: 1 or 0."), {}),
        outcome.told ? 1 : 0);
    put(ownMetric("scrape_duration_seconds"_L1, RecorderText::tr("How long the scrape took."),
                  u"s"_s),
        std::chrono::duration<double>(outcome.length).count());
    put(ownMetric("scrape_samples_scraped"_L1,
                  RecorderText::tr("How many samples the target told of."), {}),
        static_cast<double>(told));
}

void ScrapeRecorder::finish(bool isStored)
{
    for (ScrapeSeries *const series : m_touched) {
        if (isStored && !series->pending.empty()) {
            for (const Sample &sample : series->pending)
                ++(std::isnan(sample.value) ? m_summary.gaps : m_summary.samples);
            series->last = series->pending.back();
        }
        series->pending.clear();
    }
    m_touched.clear();
    m_table.forEach([this](ScrapeSeries &series) { series.isLive = series.round == m_round; });
}

Result<void> ScrapeRecorder::store(const std::stop_token &stop)
{
    if (auto ensured = ensureMetrics(stop); !ensured)
        return ensured;
    if (auto opened = openSeries(stop); !opened)
        return opened;
    return append(stop);
}

// All in one step, so that one undo takes them back.
Result<void> ScrapeRecorder::ensureMetrics(const std::stop_token &stop)
{
    std::vector<NewDefinition> wanted;
    QSet<QString> names;
    for (const ScrapeSeries *const series : m_touched) {
        if (m_metrics.contains(series->metric) || names.contains(series->metric))
            continue;
        names.insert(series->metric);
        wanted.push_back(m_table.definitionOf(series->metric));
    }
    if (wanted.empty())
        return {};
    const auto ensured = awaitAnswer(m_ports.catalog->ensure(std::move(wanted)), stop);
    if (!ensured)
        return failure(ensured.error());
    for (const Definition &definition : ensured->definitions)
        m_metrics.insert(definition.name, definition.id);
    return {};
}

Result<void> ScrapeRecorder::openSeries(const std::stop_token &stop)
{
    std::vector<ScrapeSeries *> wanted;
    for (ScrapeSeries *const series : m_touched) {
        if (!series->id.isValid())
            wanted.push_back(series);
    }
    for (std::size_t begin = 0; begin < wanted.size(); begin += kOpenAtOnce) {
        const std::size_t end = std::min(begin + kOpenAtOnce, wanted.size());
        std::vector<SeriesKey> keys;
        for (std::size_t i = begin; i < end; ++i)
            keys.push_back({m_metrics.value(wanted[i]->metric), wanted[i]->tags});
        const auto opened = awaitAnswer(m_ports.series->openAll(std::move(keys)), stop);
        if (!opened)
            return failure(opened.error());
        for (std::size_t i = begin; i < end; ++i) {
            const SeriesInfo &info = (*opened)[i - begin];
            ScrapeSeries &series = *wanted[i];
            series.id = info.id;
            const Timestamp first = series.pending.front().at;
            if (info.lastAt && *info.lastAt + kInstant < first)
                series.pending.insert(
                    series.pending.begin(),
                    {std::min(*info.lastAt + m_interval, first - kInstant), kGap});
        }
    }
    return {};
}

Result<void> ScrapeRecorder::append(const std::stop_token &stop)
{
    std::vector<SampleBatch> batches;
    batches.reserve(m_touched.size());
    for (const ScrapeSeries *const series : m_touched) {
        SampleBatch &batch = batches.emplace_back(SampleBatch{series->id, {}, {}});
        for (const Sample &sample : series->pending) {
            batch.times.push_back(sample.at.posixNs());
            batch.values.push_back(sample.value);
        }
    }
    const auto stored = awaitAnswer(m_ports.series->append(std::move(batches)), stop);
    return stored ? Result<void>() : failure(stored.error());
}

} // namespace tidemark::prometheus
