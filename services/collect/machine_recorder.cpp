// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/machine_recorder.h"

#include "model/ports/clock.h"
#include "services/collect/machine_metrics.h"

#include <QCoreApplication>

#include <condition_variable>
#include <mutex>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::collect {

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

NewDefinition definitionOf(const MachineReading &reading)
{
    NewDefinition definition;
    definition.unit = reading.unit;
    definition.description = machineMetricDescription(reading.metric);
    return definition;
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
    : m_clock(clock)
    , m_probe(std::move(probe))
    , m_writer(ports, {ingest::SeriesLimits::none()}) // there are as many as the machine has parts
{}

Result<void> MachineRecorder::run(const RecordingPlan &plan, const std::stop_token &stop)
{
    if (auto checked = check(plan); !checked)
        return checked;
    (void)m_probe.read(steadyNow());
    sleepUntil(std::chrono::steady_clock::now() + kFirstRates, stop);
    auto next = std::chrono::steady_clock::now();
    while (!stop.stop_requested() && wantsMore(plan)) {
        if (auto done = recordOnce(); !done)
            return done;
        next += plan.interval;
        for (const auto now = std::chrono::steady_clock::now(); next < now; next += plan.interval)
            ++m_summary.missed;
        if (wantsMore(plan))
            sleepUntil(next, stop);
    }
    return m_lock ? failure(*m_lock) : Result<void>();
}

bool MachineRecorder::wantsMore(const RecordingPlan &plan) const
{
    const std::int64_t readings = m_summary.readings + static_cast<std::int64_t>(m_kept.size());
    return !plan.readings || readings < *plan.readings;
}

Result<void> MachineRecorder::recordOnce()
{
    if (m_kept.size() == kMostKept) {
        m_kept.pop_front();
        ++m_summary.missed;
    }
    m_kept.push_back({m_clock.now(), m_probe.read(steadyNow())});
    auto stored = storeKept();
    if (stored || stored.error().code != ErrorCode::Locked)
        return stored;
    const bool isNews = !m_lock;
    m_lock = stored.error();
    if (isNews && m_lockListener)
        m_lockListener(*m_lock);
    return {}; // tried again with the next reading
}

Result<void> MachineRecorder::storeKept()
{
    for (const Kept &kept : m_kept) {
        for (const MachineReading &reading : kept.readings) {
            const auto series = m_writer.find(reading.metric, reading.tags,
                                              [&reading] { return definitionOf(reading); });
            m_writer.add(**series, kept.at, reading.value);
        }
    }
    const auto samples = static_cast<std::int64_t>(m_writer.waitingSamples());
    if (const auto stored = m_writer.write(std::stop_token()); !stored)
        return failure(stored.error());
    m_summary.readings += static_cast<std::int64_t>(m_kept.size());
    m_summary.samples += samples;
    m_summary.series = m_writer.size();
    m_kept.clear();
    m_lock.reset();
    if (m_listener)
        m_listener(m_summary);
    return {};
}

} // namespace tidemark::collect
