// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/collect/kernel_files.h"

#include <QByteArrayView>

#include <cstdint>
#include <optional>

namespace tidemark::collect {

/// What /proc/self/stat tells of this process.
struct ProcessTimes
{
    std::uint64_t ticks = 0; ///< of processor time, its own and the kernel's for it
    std::uint64_t threads = 0;

    friend bool operator==(const ProcessTimes &, const ProcessTimes &) = default;
};

/// The memory of this process, in bytes.
struct ProcessMemory
{
    std::optional<std::uint64_t> virtualSize;
    std::optional<std::uint64_t> resident;

    friend bool operator==(const ProcessMemory &, const ProcessMemory &) = default;
};

/// Of a text as /proc/self/stat (proc_pid_stat(5)). The command's name, which may hold anything,
/// ends at the last `)`. Any thread.
[[nodiscard]] std::optional<ProcessTimes> parseProcessTimes(QByteArrayView stat);
/// From /proc/self/statm, whose pages have `pageBytes`. Not on the window's thread.
[[nodiscard]] ProcessMemory readProcessMemory(const KernelFiles &files, std::uint64_t pageBytes);
/// From /proc/self/smaps_rollup, for which the kernel walks all pages: milliseconds in a large
/// process. Not on the window's thread.
[[nodiscard]] std::optional<std::uint64_t> readProportionalMemory(const KernelFiles &files);

} // namespace tidemark::collect
