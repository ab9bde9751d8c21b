// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"
#include "services/collect/disk_room.h"
#include "services/collect/kernel_files.h"
#include "services/collect/machine_counters.h"
#include "services/collect/machine_reading.h"

#include <memory>
#include <optional>
#include <vector>

namespace tidemark::collect {

/// Reads the state of this machine. What cannot be read is missing, never zero.
///
/// Shares of processor time and rates need a reading before: the first one has none, nor has the
/// first of a core, disk or interface that appeared, nor one whose counter started anew. One thread
/// at a time, not the window's (see KernelFiles).
class MachineProbe
{
public:
    /// `readSpace`: empty: as the files have it.
    explicit MachineProbe(KernelFiles files, DiskRoom::Read readSpace = {});

    /// The machine's state now; `at`, of whatever clock, is the time that rates are computed with.
    /// A time that is not after the last one gives no rates per second. The room of a file system
    /// that does not answer within DiskRoom::kTimeout is missing.
    [[nodiscard]] std::vector<MachineReading> read(Timestamp at);

private:
    KernelFiles m_files;
    std::unique_ptr<DiskRoom> m_room;
    std::optional<MachineCounters> m_last;
};

} // namespace tidemark::collect
