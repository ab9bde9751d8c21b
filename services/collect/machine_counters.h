// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"
#include "services/collect/container_use.h"
#include "services/collect/disk_counters.h"
#include "services/collect/kernel_files.h"
#include "services/collect/network_counters.h"
#include "services/collect/processor_times.h"

namespace tidemark::collect {

class ReadingList;

/// What only tells something by how it grew; empty where it could not be read.
struct MachineCounters
{
    Timestamp at;
    ProcessorTable processors;
    DiskTable disks;
    NetworkTable networks;
    ContainerUse container;
};

/// Not on the window's thread.
[[nodiscard]] MachineCounters readMachineCounters(const KernelFiles &files, Timestamp at);
/// Adds the shares of processor time between both and the rates per second, these only when `now`
/// is later. What is not in both, or fell, adds nothing. Any thread.
void addDifferences(const MachineCounters &before, const MachineCounters &now,
                    ReadingList &readings);

} // namespace tidemark::collect
