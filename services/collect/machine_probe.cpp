// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/machine_probe.h"

#include "services/collect/load_average.h"
#include "services/collect/memory_use.h"
#include "services/collect/reading_list.h"
#include "services/collect/temperatures.h"

#include <utility>

namespace tidemark::collect {

using namespace Qt::StringLiterals;

namespace {

std::optional<double> asDouble(std::optional<std::uint64_t> value)
{
    return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
}

void addLoad(const KernelFiles &files, ReadingList &readings)
{
    const auto text = files.read(u"proc/loadavg"_s);
    const auto load = text ? parseLoadAverage(*text) : std::nullopt;
    if (!load)
        return;
    readings.add(u"machine.load.1m"_s, load->oneMinute);
    readings.add(u"machine.load.5m"_s, load->fiveMinutes);
    readings.add(u"machine.load.15m"_s, load->fifteenMinutes);
}

void addMemory(const KernelFiles &files, ReadingList &readings)
{
    const auto text = files.read(u"proc/meminfo"_s);
    const auto use = text ? parseMemoryUse(*text) : std::nullopt;
    if (!use)
        return;
    readings.add(u"machine.memory.used"_s, asDouble(use->used()));
    readings.add(u"machine.memory.available"_s, asDouble(use->available));
    readings.add(u"machine.memory.percent"_s, use->usedPercent());
    readings.add(u"machine.swap.used"_s, asDouble(use->swapUsed));
}

void addSpace(DiskRoom &room, ReadingList &readings)
{
    const QString mount = u"/"_s;
    const auto space = room.of(mount);
    const auto percent = space ? usedPercent(*space) : std::nullopt;
    if (!percent)
        return;
    readings.add(u"machine.disk.space.percent"_s, percent, {{u"mount"_s, mount}});
    readings.add(u"machine.disk.space.free"_s, asDouble(space->free), {{u"mount"_s, mount}});
}

void addTemperatures(const KernelFiles &files, ReadingList &readings)
{
    for (const Temperature &temperature : readTemperatures(files))
        readings.add(u"machine.temperature"_s, temperature.value,
                     {{u"sensor"_s, temperature.sensor}});
}

void addContainerMemory(const ContainerUse &use, ReadingList &readings)
{
    const auto used = asDouble(use.memoryUsed);
    readings.add(u"machine.container.memory.used"_s, used);
    if (used && use.memoryLimit.value_or(0) > 0)
        readings.add(u"machine.container.memory.percent"_s,
                     100 * *used / static_cast<double>(*use.memoryLimit));
}

} // namespace

MachineProbe::MachineProbe(KernelFiles files, DiskRoom::Read readSpace)
    : m_files(std::move(files))
    , m_room(std::make_unique<DiskRoom>(readSpace ? std::move(readSpace) : spaceBy(m_files)))
{}

std::vector<MachineReading> MachineProbe::read(Timestamp at)
{
    MachineCounters now = readMachineCounters(m_files, at);
    ReadingList readings;
    if (m_last)
        addDifferences(*m_last, now, readings);
    addLoad(m_files, readings);
    addMemory(m_files, readings);
    addSpace(*m_room, readings);
    addTemperatures(m_files, readings);
    addContainerMemory(now.container, readings);
    m_last = std::move(now);
    return readings.take();
}

} // namespace tidemark::collect
