// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_system/processor_figures.h"

#include "services/collect/container_events.h"
#include "services/collect/counter_rate.h"
#include "services/collect/kernel_text.h"
#include "services/collect/load_average.h"

#include <string>
#include <utility>

#include <unistd.h>

namespace tidemark::metrics_system {

using namespace Qt::StringLiterals;
using namespace tidemark::collect;

namespace {

constexpr double kNsPerS = 1e9;
constexpr double kUsPerS = 1e6;

double ticksPerSecond()
{
    const long ticks = ::sysconf(_SC_CLK_TCK);
    return ticks > 0 ? static_cast<double>(ticks) : 100;
}

} // namespace

void addPressure(metrics::ResourceMonitor::Figures &figures, const KernelFiles &files,
                 const char *resource)
{
    const Pressure machine = readPressure(files, resource);
    addKnown(figures, "pressure_some", machine.some_pct);
    addKnown(figures, "pressure_full", machine.full_pct);
    const Pressure container = readContainerPressure(files, resource);
    addKnown(figures, "container_pressure_some", container.some_pct);
    addKnown(figures, "container_pressure_full", container.full_pct);
}

ProcessorFigures::Reading ProcessorFigures::readingOf(const KernelFiles &files, std::int64_t now_ns)
{
    Reading reading;
    reading.at_ns = now_ns;
    if (const auto stat = files.read(u"proc/stat"_s)) {
        reading.processors = parseProcessorTimes(*stat);
        reading.switches = numberOf(*stat, "ctxt");
    }
    if (const auto stat = files.read(u"proc/self/stat"_s))
        reading.process = parseProcessTimes(*stat);
    reading.container = readContainerUse(files);
    return reading;
}

void ProcessorFigures::addStanding(const KernelFiles &files, const Reading &now, Figures &figures)
{
    const std::size_t cores = now.processors.cores.size();
    if (cores > 0)
        addKnown(figures, "cores_logical", std::optional(cores));
    const auto text = files.read(u"proc/loadavg"_s);
    if (const auto load = text ? parseLoadAverage(*text) : std::nullopt) {
        figures.emplace("load_1", load->oneMinute);
        figures.emplace("load_5", load->fiveMinutes);
        figures.emplace("load_15", load->fifteenMinutes);
        if (cores > 0)
            figures.emplace("load_per_core", load->oneMinute / static_cast<double>(cores));
    }
    if (now.process)
        addKnown(figures, "threads", std::optional(now.process->threads));
    addKnown(figures, "container_limit_cores", now.container.processorLimit);
    const ContainerEvents events = readContainerEvents(files);
    addKnown(figures, "container_tasks", events.tasks);
    addKnown(figures, "container_periods", events.periods);
    addKnown(figures, "container_throttled_periods", events.throttledPeriods);
    if (events.throttled_us)
        figures.emplace("container_throttled_seconds",
                        static_cast<double>(*events.throttled_us) / kUsPerS);
    addPressure(figures, files, "cpu");
}

void ProcessorFigures::addDifferences(const Reading &before, const Reading &now, Figures &figures)
{
    const double seconds = static_cast<double>(now.at_ns - before.at_ns) / kNsPerS;
    if (before.processors.machine && now.processors.machine) {
        if (const auto share =
                processorShare(*before.processors.machine, *now.processors.machine)) {
            figures.emplace("percent", share->busy_pct);
            figures.emplace("user", share->user_pct);
            figures.emplace("system", share->system_pct);
            addKnown(figures, "iowait", share->wait_pct);
            addKnown(figures, "steal", share->steal_pct);
        }
    }
    for (const auto &[number, times] : now.processors.cores) {
        const auto had = before.processors.cores.find(number);
        if (had == before.processors.cores.end())
            continue;
        if (const auto share = processorShare(had->second, times))
            figures.emplace("core_" + std::to_string(number), share->busy_pct);
    }
    if (before.switches && now.switches)
        addKnown(figures, "ctx_switches_per_s",
                 perSecond(counterIncrease(*before.switches, *now.switches), seconds));
    if (before.process && now.process) {
        const auto ticks =
            perSecond(counterIncrease(before.process->ticks, now.process->ticks), seconds);
        if (ticks)
            figures.emplace("process_percent", 100 * *ticks / ticksPerSecond());
    }
    addKnown(figures, "container_percent",
             containerProcessorPercent(before.container, now.container, seconds));
}

ProcessorFigures::Figures ProcessorFigures::read(const KernelFiles &files, std::int64_t now_ns)
{
    if (m_last && std::chrono::nanoseconds(now_ns - m_last->at_ns) < kSame)
        return m_figures;
    Reading now = readingOf(files, now_ns);
    m_figures.clear();
    addStanding(files, now, m_figures);
    if (m_last)
        addDifferences(*m_last, now, m_figures);
    m_last = std::move(now);
    return m_figures;
}

} // namespace tidemark::metrics_system
