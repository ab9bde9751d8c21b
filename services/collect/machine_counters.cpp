// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/machine_counters.h"

#include "services/collect/counter_rate.h"
#include "services/collect/reading_list.h"

namespace tidemark::collect {

using namespace Qt::StringLiterals;

namespace {

template <class Table>
const typename Table::mapped_type *find(const Table &table, const typename Table::key_type &key)
{
    const auto found = table.find(key);
    return found == table.end() ? nullptr : &found->second;
}

void addProcessors(const ProcessorTable &before, const ProcessorTable &now, ReadingList &readings)
{
    if (before.machine && now.machine) {
        if (const auto share = processorShare(*before.machine, *now.machine)) {
            readings.add(u"machine.cpu.percent"_s, share->busy_pct);
            readings.add(u"machine.cpu.iowait.percent"_s, share->wait_pct);
        }
    }
    for (const auto &[core, times] : now.cores) {
        const ProcessorTimes *had = find(before.cores, core);
        const auto share = had == nullptr ? std::nullopt : processorShare(*had, times);
        if (share)
            readings.add(u"machine.cpu.core.percent"_s, share->busy_pct,
                         {{u"core"_s, QString::number(core)}});
    }
}

void addDisks(const DiskTable &before, const DiskTable &now, double seconds, ReadingList &readings)
{
    for (const auto &[name, counters] : now) {
        const DiskCounters *had = find(before, name);
        if (had == nullptr)
            continue;
        const auto read = counterIncrease(had->bytesRead, counters.bytesRead);
        const auto written = counterIncrease(had->bytesWritten, counters.bytesWritten);
        readings.addNamed(u"machine.disk.read"_s, perSecond(read, seconds), u"device"_s, name);
        readings.addNamed(u"machine.disk.written"_s, perSecond(written, seconds), u"device"_s,
                          name);
    }
}

void addNetworks(const NetworkTable &before, const NetworkTable &now, double seconds,
                 ReadingList &readings)
{
    for (const auto &[name, counters] : now) {
        const NetworkCounters *had = find(before, name);
        if (had == nullptr || isLoopback(name))
            continue;
        const auto received = wrappingIncrease(had->received.bytes, counters.received.bytes);
        const auto sent = wrappingIncrease(had->sent.bytes, counters.sent.bytes);
        readings.addNamed(u"machine.network.received"_s, perSecond(received, seconds),
                          u"interface"_s, name);
        readings.addNamed(u"machine.network.sent"_s, perSecond(sent, seconds), u"interface"_s,
                          name);
    }
}

} // namespace

MachineCounters readMachineCounters(const KernelFiles &files, Timestamp at)
{
    MachineCounters counters;
    counters.at = at;
    if (const auto text = files.read(u"proc/stat"_s))
        counters.processors = parseProcessorTimes(*text);
    if (const auto text = files.read(u"proc/diskstats"_s))
        counters.disks = parseDiskCounters(*text, files.entries(u"sys/block"_s));
    if (const auto text = files.read(u"proc/net/dev"_s))
        counters.networks = parseNetworkCounters(*text);
    counters.container = readContainerUse(files);
    return counters;
}

void addDifferences(const MachineCounters &before, const MachineCounters &now,
                    ReadingList &readings)
{
    const double seconds = static_cast<double>((now.at - before.at).ns()) / 1e9;
    addProcessors(before.processors, now.processors, readings);
    addDisks(before.disks, now.disks, seconds, readings);
    addNetworks(before.networks, now.networks, seconds, readings);
    readings.add(u"machine.container.cpu.percent"_s,
                 containerProcessorPercent(before.container, now.container, seconds));
}

} // namespace tidemark::collect
