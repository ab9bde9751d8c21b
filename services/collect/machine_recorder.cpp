// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/machine_recorder.h"

#include "model/ports/clock.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "services/collect/machine_metrics.h"
#include "services/exchange/await.h"

#include <QCoreApplication>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::collect {

using exchange::await;

namespace {

struct RecorderText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::collect::MachineRecorder)
};

Result<void> check(const RecordingPlan &plan)
{
    if (plan.interval >= RecordingPlan::kShortest && plan.interval <= RecordingPlan::kLongest)
        return {};
    return failure(ErrorCode::InvalidArgument,
                   RecorderText::tr("The machine is read every 0.1 seconds at the most and every "
                                    "hour at the least. Choose an interval between them."));
}

constexpr std::chrono::milliseconds kFirstRates{100};

/// Rates are by a clock that nobody sets, and that stands still, as the counters do, while the
/// machine sleeps.
Timestamp steadyNow()
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return Timestamp(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

QString keyOf(const MachineReading &reading)
{
    QString key = reading.metric;
    for (auto tag = reading.tags.begin(); tag != reading.tags.end(); ++tag)
        key += u'\n' % tag.key() % u'=' % tag.value();
    return key;
}

} // namespace

void sleepUntil(std::chrono::steady_clock::time_point moment, const std::stop_token &stop)
{
    std::mutex mutex;
    std::condition_variable_any woken;
    std::unique_lock lock(mutex);
    (void)woken.wait_until(lock, stop, moment, [] { return false; });
}

MachineRecorder::MachineRecorder(const DataPorts &ports, const Clock &clock, MachineProbe probe)
    : m_ports(ports)
    , m_clock(clock)
    , m_probe(std::move(probe))
{}

Result<void> MachineRecorder::run(const RecordingPlan &plan, const std::stop_token &stop)
{
    if (auto checked = check(plan); !checked)
        return checked;
    (void)m_probe.read(steadyNow());
    sleepUntil(std::chrono::steady_clock::now() + kFirstRates, stop);
    auto next = std::chrono::steady_clock::now();
    while (!stop.stop_requested() && (!plan.readings || m_summary.readings < *plan.readings)) {
        if (auto done = recordOnce(); !done)
            return done;
        next += plan.interval;
        for (const auto now = std::chrono::steady_clock::now(); next < now; next += plan.interval)
            ++m_summary.missed;
        if (!plan.readings || m_summary.readings < *plan.readings)
            sleepUntil(next, stop);
    }
    return {};
}

// A metric that was removed meanwhile is made anew, for the recording goes on.
Result<void> MachineRecorder::recordOnce()
{
    const Timestamp at = m_clock.now();
    const std::vector<MachineReading> readings = m_probe.read(steadyNow());
    auto stored = store(readings, at);
    if (!stored && stored.error().code == ErrorCode::NotFound) {
        m_metrics.clear();
        m_series.clear();
        stored = store(readings, at);
    }
    if (!stored)
        return failure(stored.error());
    ++m_summary.readings;
    m_summary.samples += *stored;
    m_summary.series = static_cast<std::size_t>(m_series.size());
    if (m_listener)
        m_listener(m_summary);
    return {};
}

Result<std::int64_t> MachineRecorder::store(const std::vector<MachineReading> &readings,
                                            Timestamp at)
{
    if (auto ensured = ensureMetrics(readings); !ensured)
        return failure(ensured.error());
    std::vector<SampleBatch> batches;
    batches.reserve(readings.size());
    for (const MachineReading &reading : readings) {
        const auto series = seriesOf(reading);
        if (!series)
            return failure(series.error());
        batches.push_back({*series, {at.posixNs()}, {reading.value}});
    }
    const auto count = static_cast<std::int64_t>(batches.size());
    return await(m_ports.series->append(std::move(batches))).transform([count](SampleOutcome) {
        return count;
    });
}

Result<SeriesId> MachineRecorder::seriesOf(const MachineReading &reading)
{
    const QString key = keyOf(reading);
    if (const auto known = m_series.constFind(key); known != m_series.cend())
        return *known;
    const auto opened =
        await(m_ports.series->open({m_metrics.value(reading.metric), reading.tags}));
    if (!opened)
        return failure(opened.error());
    m_series.insert(key, opened->id);
    return opened->id;
}

// Those that are new to the store are made in one step.
Result<void> MachineRecorder::ensureMetrics(const std::vector<MachineReading> &readings)
{
    std::vector<NewDefinition> wanted;
    for (const MachineReading &reading : readings) {
        const bool isListed =
            std::any_of(wanted.begin(), wanted.end(), [&](const NewDefinition &definition) {
                return definition.name == reading.metric;
            });
        if (isListed || m_metrics.contains(reading.metric))
            continue;
        NewDefinition definition;
        definition.name = reading.metric;
        definition.unit = reading.unit;
        definition.description = machineMetricDescription(reading.metric);
        wanted.push_back(std::move(definition));
    }
    if (wanted.empty())
        return {};
    const auto ensured = await(m_ports.catalog->ensure(std::move(wanted)));
    if (!ensured)
        return failure(ensured.error());
    for (const Definition &definition : ensured->definitions)
        m_metrics.insert(definition.name, definition.id);
    return {};
}

} // namespace tidemark::collect
