// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/disk_space.h"

#include "services/collect/kernel_text.h"

namespace tidemark::collect {

std::optional<DiskSpace> diskSpaceOf(std::uint64_t blocks, std::uint64_t freeBlocks,
                                     std::uint64_t availableBlocks, std::uint64_t blockSize)
{
    if (freeBlocks > blocks)
        return std::nullopt;
    const auto total = product(blocks, blockSize);
    const auto used = product(blocks - freeBlocks, blockSize);
    const auto free = product(availableBlocks, blockSize);
    if (!total || !used || !free)
        return std::nullopt;
    return DiskSpace{*total, *used, *free, 0, 0};
}

std::optional<double> usedPercent(const DiskSpace &space)
{
    // In double: the sum may not fit 64 bits.
    const auto used = static_cast<double>(space.used);
    const double room = used + static_cast<double>(space.free);
    if (!(room > 0))
        return std::nullopt;
    return 100 * used / room;
}

} // namespace tidemark::collect
