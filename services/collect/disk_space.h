// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace tidemark::collect {

/// The room of a file system in bytes. `free` is what a user may still take; the share kept for the
/// administrator belongs to neither `used` nor `free`.
struct DiskSpace
{
    std::uint64_t total = 0;
    std::uint64_t used = 0;
    std::uint64_t free = 0;
    /// How many files there can be, and still can; both 0 where that is not limited.
    std::uint64_t inodesTotal = 0;
    std::uint64_t inodesFree = 0;

    friend bool operator==(const DiskSpace &, const DiskSpace &) = default;
};

/// From the block counts of statvfs(3): blocks of `blockSize` bytes, those free and those available
/// to a user. Nothing where more are free than there are, or where bytes do not fit. Any thread.
[[nodiscard]] std::optional<DiskSpace> diskSpaceOf(std::uint64_t blocks, std::uint64_t freeBlocks,
                                                   std::uint64_t availableBlocks,
                                                   std::uint64_t blockSize);
/// 100 · used / (used + free), 0 to 100, as df(1) shows it; nothing for a file system without room.
[[nodiscard]] std::optional<double> usedPercent(const DiskSpace &space);

} // namespace tidemark::collect
