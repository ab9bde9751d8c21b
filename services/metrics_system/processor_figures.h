// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/collect/container_use.h"
#include "services/collect/kernel_files.h"
#include "services/collect/process_use.h"
#include "services/collect/processor_times.h"
#include "services/metrics/system/resource_monitor.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace tidemark::metrics_system {

/// What the processors do. One thread at a time, not the window's.
class ProcessorFigures
{
public:
    using Figures = metrics::ResourceMonitor::Figures;

    /// Readings that are nearer to each other are the same one.
    static constexpr std::chrono::milliseconds kSame{100};

    /// cores_logical, load_1, load_5, load_15, load_per_core, threads (of this process);
    /// container_limit_cores, container_tasks, container_periods, container_throttled_periods,
    /// container_throttled_seconds; pressure_some, pressure_full and the same with `container_`.
    /// From the second reading on also percent, user, system, iowait, steal, `core_<n>`,
    /// ctx_switches_per_s, process_percent (100: one core), container_percent (of its limit or,
    /// without one, of one core). Within kSame of the reading before, that one.
    /// `now_ns`: of the steady clock.
    [[nodiscard]] Figures read(const collect::KernelFiles &files, std::int64_t now_ns);

private:
    struct Reading
    {
        std::int64_t at_ns = 0;
        collect::ProcessorTable processors;
        std::optional<std::uint64_t> switches;
        std::optional<collect::ProcessTimes> process;
        collect::ContainerUse container;
    };

    [[nodiscard]] static Reading readingOf(const collect::KernelFiles &files, std::int64_t now_ns);
    static void addStanding(const collect::KernelFiles &files, const Reading &now,
                            Figures &figures);
    static void addDifferences(const Reading &before, const Reading &now, Figures &figures);

    std::optional<Reading> m_last;
    Figures m_figures;
};

/// `pressure_some` and `pressure_full` behind a prefix, as far as they are known.
void addPressure(metrics::ResourceMonitor::Figures &figures, const collect::KernelFiles &files,
                 const char *resource);
/// As far as it is known.
template <class Value>
void addKnown(metrics::ResourceMonitor::Figures &figures, const char *key,
              std::optional<Value> value)
{
    if (value)
        figures.insert_or_assign(key, static_cast<double>(*value));
}

} // namespace tidemark::metrics_system
