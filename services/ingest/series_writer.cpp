// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ingest/series_writer.h"

#include "model/core/await_answer.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "services/exchange/await.h"

#include <QCoreApplication>

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace tidemark::ingest {
namespace {

struct WriterText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::ingest::SeriesWriter)
};

constexpr std::size_t kOpenAtOnce = 64; // few, so that other writers come in between

template <class T>
Result<T> answerOf(QFuture<Result<T>> future, const SeriesWriter::Until &until)
{
    if (const auto *const stop = std::get_if<std::stop_token>(&until))
        return exchange::awaitAnswer(std::move(future), *stop);
    auto answer = awaitUntil(std::move(future), std::get<SeriesWriter::Deadline>(until));
    if (answer)
        return *std::move(answer);
    return failure(ErrorCode::Timeout,
                   WriterText::tr("The store did not answer in time. The metrics are kept and "
                                  "stored later."));
}

} // namespace

std::size_t SeriesWriter::KeyHash::operator()(const Key &key) const noexcept
{
    std::size_t seed = std::hash<const WriterMetric *>()(key.metric);
    for (auto tag = key.tags.begin(); tag != key.tags.end(); ++tag)
        seed = qHashMulti(seed, tag.key(), tag.value());
    return seed;
}

SeriesWriter::SeriesWriter(const DataPorts &ports, SeriesWriterOptions options)
    : m_ports(ports)
    , m_options(std::move(options))
    , m_quota(m_options.limits)
{}

tl::expected<WriterSeriesPointer, SeriesRefusal>
SeriesWriter::find(const QString &metric, const TagMap &tags,
                   const std::function<NewDefinition()> &define)
{
    const auto describe = [&](WriterMetric &described) {
        described.definition = define();
        described.definition.name = metric;
    };
    const auto known = m_metrics.find(metric);
    if (known != m_metrics.end()) {
        if (!known->second.id.isValid()) // it is to be made as it is said now
            describe(known->second);
        if (const auto series = m_series.find({&known->second, tags}); series != m_series.end())
            return series->second;
    }
    if (const auto refusal = makeRoom(metric))
        return tl::unexpected(*refusal);
    WriterMetric &owner = m_metrics[metric];
    if (owner.definition.name.isEmpty())
        describe(owner);
    auto series = std::make_shared<WriterSeries>();
    series->m_metric = &owner;
    series->m_tags = tags;
    m_series.emplace(Key{&owner, tags}, series);
    return series;
}

std::optional<SeriesRefusal> SeriesWriter::makeRoom(const QString &metric)
{
    auto refusal = m_quota.take(metric);
    if (!refusal || m_roomMade == m_round)
        return refusal;
    m_roomMade = m_round; // once a round, since it looks at all
    forgetIdle();
    return m_quota.take(metric);
}

void SeriesWriter::want(WriterSeries &series)
{
    if (series.isOpen() || series.m_isWanted)
        return;
    series.m_isWanted = true;
    m_wanted.push_back(&series);
}

Result<void> SeriesWriter::open(const Until &until)
{
    if (m_wanted.empty())
        return {};
    auto done = ensureMetrics(until);
    if (done)
        done = openWanted(until);
    for (WriterSeries *const series : m_wanted)
        series->m_isWanted = false;
    m_wanted.clear();
    return done;
}

// Those that are new to the store are made in one step, so that one undo takes them back.
Result<void> SeriesWriter::ensureMetrics(const Until &until)
{
    std::vector<WriterMetric *> asked;
    std::unordered_set<const WriterMetric *> seen;
    std::vector<NewDefinition> definitions;
    for (const WriterSeries *const series : m_wanted) {
        WriterMetric *const metric = series->m_metric;
        if (metric->id.isValid() || !seen.insert(metric).second)
            continue;
        asked.push_back(metric);
        definitions.push_back(metric->definition);
    }
    if (asked.empty())
        return {};
    const auto ensured = answerOf(m_ports.catalog->ensure(std::move(definitions)), until);
    if (!ensured)
        return failure(ensured.error());
    for (std::size_t i = 0; i < asked.size(); ++i) {
        const Definition &definition = ensured->definitions[i];
        if (m_options.onMetric) {
            if (auto done = m_options.onMetric(definition); !done)
                return done;
        }
        asked[i]->id = definition.id;
    }
    return {};
}

Result<void> SeriesWriter::openWanted(const Until &until)
{
    for (std::size_t begin = 0; begin < m_wanted.size(); begin += kOpenAtOnce) {
        const std::size_t end = std::min(begin + kOpenAtOnce, m_wanted.size());
        std::vector<SeriesKey> keys;
        for (std::size_t i = begin; i < end; ++i)
            keys.push_back({m_wanted[i]->m_metric->id, m_wanted[i]->m_tags});
        const auto opened = answerOf(m_ports.series->openAll(std::move(keys)), until);
        if (!opened)
            return failure(opened.error());
        for (std::size_t i = begin; i < end; ++i) {
            WriterSeries &series = *m_wanted[i];
            series.m_id = (*opened)[i - begin].id;
            series.m_lastBefore = (*opened)[i - begin].lastAt;
            ++series.m_openings;
        }
    }
    return {};
}

SampleBatch &SeriesWriter::batchOf(WriterSeries &series)
{
    if (series.m_round != m_round) {
        series.m_round = m_round;
        series.m_batch = m_batches.size();
        m_batches.emplace_back();
        m_receiving.push_back(&series);
    }
    return m_batches[series.m_batch];
}

void SeriesWriter::add(WriterSeries &series, Timestamp at, double value)
{
    SampleBatch &batch = batchOf(series);
    batch.times.push_back(at.posixNs());
    batch.values.push_back(value);
    ++m_samples;
}

void SeriesWriter::addCounted(WriterSeries &series, Timestamp at, double value)
{
    SampleBatch &batch = batchOf(series);
    if (!batch.times.empty() && batch.times.back() == at.posixNs())
        batch.values.back() += value;
    else
        add(series, at, value);
}

void SeriesWriter::discard()
{
    m_batches.clear();
    m_receiving.clear();
    m_samples = 0;
    ++m_round;
}

Result<SampleOutcome> SeriesWriter::append(const Until &until)
{
    m_wasHandedOver = false;
    auto stored = appendAll(until);
    discard();
    return stored;
}

Result<SampleOutcome> SeriesWriter::write(const Until &until)
{
    m_wasHandedOver = false;
    const auto attempt = [&]() -> Result<SampleOutcome> {
        for (WriterSeries *const series : m_receiving)
            want(*series);
        if (auto opened = open(until); !opened)
            return failure(opened.error());
        return appendAll(until);
    };
    auto stored = attempt();
    if (!stored && stored.error().code == ErrorCode::NotFound) { // removed meanwhile
        forgetIds();
        stored = attempt();
    }
    discard();
    return stored;
}

Result<SampleOutcome> SeriesWriter::appendAll(const Until &until)
{
    SampleOutcome all;
    for (std::size_t i = 0; i < m_batches.size();) {
        const std::size_t begin = i;
        std::size_t samples = 0;
        std::vector<SampleBatch> piece; // copies: they are appended again after a removal
        for (; i < m_batches.size() && samples < m_options.samplesAtOnce; ++i) {
            samples += m_batches[i].times.size();
            piece.push_back(m_batches[i]);
            piece.back().series = m_receiving[i]->m_id;
        }
        m_wasHandedOver = true;
        const auto stored = answerOf(m_ports.series->append(std::move(piece)), until);
        if (!stored)
            return stored;
        for (std::size_t done = begin; done < i; ++done)
            m_receiving[done]->m_lastStored = Timestamp(m_batches[done].times.back());
        all += *stored;
    }
    return all;
}

void SeriesWriter::forgetIds()
{
    for (auto &[name, metric] : m_metrics)
        metric.id = MetricId();
    for (auto &[key, series] : m_series)
        series->m_id = SeriesId();
}

void SeriesWriter::forgetIdle()
{
    std::erase_if(m_series, [this](const auto &each) {
        const WriterSeriesPointer &series = each.second;
        if (series.use_count() > 1 || series->m_isWanted || series->m_round == m_round)
            return false;
        const QString name = series->m_metric->definition.name;
        if (m_quota.release(name))
            m_metrics.erase(name);
        return true;
    });
}

} // namespace tidemark::ingest
