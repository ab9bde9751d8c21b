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
    std::optional<std::uint64_t> swapUsed;

    [[nodiscard]] std::optional<std::uint64_t> used() const;
    [[nodiscard]] std::optional<double> usedPercent() const; ///< 0 to 100
    friend bool operator==(const MemoryUse &, const MemoryUse &) = default;
};

/// Where MemAvailable is missing, 0 or more than there is, as in some containers, it is what is
/// free or cached (Cached and SReclaimable), at most the total. Nothing without a total. Any
/// thread.
[[nodiscard]] std::optional<MemoryUse> parseMemoryUse(QByteArrayView meminfo);

} // namespace tidemark::collect
