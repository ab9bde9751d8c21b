// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <cstdint>
#include <optional>

namespace tidemark::collect {

/// The machine's memory of /proc/meminfo in bytes.
struct MemoryUse
{
    std::uint64_t total = 0;                ///< more than 0
    std::optional<std::uint64_t> available; ///< what programs may still take; at most `total`
    std::optional<std::uint64_t> swapUsed = {};
    std::optional<std::uint64_t> free = {};    ///< used for nothing
    std::optional<std::uint64_t> buffers = {}; ///< of block devices
    std::optional<std::uint64_t> cached =
        {}; ///< of files, and of the kernel as far as it gives it back
    std::optional<std::uint64_t> shared = {};
    std::optional<std::uint64_t> active = {};
    std::optional<std::uint64_t> inactive = {};
    std::optional<std::uint64_t> slab = {}; ///< of the kernel's own structures
    std::optional<std::uint64_t> swapTotal = {};

    [[nodiscard]] std::optional<std::uint64_t> used() const;
    [[nodiscard]] std::optional<double> usedPercent() const; ///< 0 to 100
    friend bool operator==(const MemoryUse &, const MemoryUse &) = default;
};

/// Where MemAvailable is missing, 0 or more than there is, as in some containers, it is what is
/// free or cached (Cached and SReclaimable), at most the total. Nothing without a total. Any
/// thread.
[[nodiscard]] std::optional<MemoryUse> parseMemoryUse(QByteArrayView meminfo);

} // namespace tidemark::collect
