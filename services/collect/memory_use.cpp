// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/memory_use.h"

#include "services/collect/kernel_text.h"

#include <algorithm>
#include <array>
#include <limits>

namespace tidemark::collect {
namespace {

enum Entry : std::size_t
{
    Total,
    Free,
    Available,
    Cached,
    Reclaimable,
    SwapTotal,
    SwapFree,
    Buffers,
    Shared,
    Active,
    Inactive,
    Slab,
    Count
};

using Entries = std::array<std::optional<std::uint64_t>, Count>;

constexpr std::array<const char *, Count> kNames = {
    "MemTotal:", "MemFree:", "MemAvailable:", "Cached:", "SReclaimable:", "SwapTotal:",
    "SwapFree:", "Buffers:", "Shmem:",        "Active:", "Inactive:",     "Slab:"};
constexpr std::uint64_t kUnitBytes = 1024; // "kB" in this file

Entries entriesOf(QByteArrayView meminfo)
{
    Entries entries;
    for (const QByteArrayView line : completeLines(meminfo)) {
        const auto words = wordsOf(line, 4);
        if (words.size() != 3 || words[2] != QByteArrayView("kB"))
            continue;
        const auto name = std::find(kNames.begin(), kNames.end(), words[0]);
        if (name == kNames.end())
            continue;
        auto &entry = entries[static_cast<std::size_t>(name - kNames.begin())];
        const auto amount = wholeNumber(words[1]);
        if (amount && !entry)
            entry = product(*amount, kUnitBytes);
    }
    return entries;
}

std::uint64_t saturatingSum(std::uint64_t a, std::uint64_t b)
{
    return a > std::numeric_limits<std::uint64_t>::max() - b
               ? std::numeric_limits<std::uint64_t>::max()
               : a + b;
}

// SReclaimable is younger than the others.
std::optional<std::uint64_t> cachedOf(const Entries &entries)
{
    if (!entries[Cached])
        return std::nullopt;
    return saturatingSum(*entries[Cached], entries[Reclaimable].value_or(0));
}

std::optional<std::uint64_t> availableOf(const Entries &entries)
{
    const std::uint64_t total = *entries[Total];
    const auto told = entries[Available];
    if (told && *told > 0 && *told <= total)
        return told;
    const auto cached = cachedOf(entries);
    if (!entries[Free] || !cached)
        return std::nullopt;
    return std::min(total, saturatingSum(*entries[Free], *cached));
}

} // namespace

std::optional<std::uint64_t> MemoryUse::used() const
{
    return available ? std::optional(total - *available) : std::nullopt;
}

std::optional<double> MemoryUse::usedPercent() const
{
    const auto bytes = used();
    if (!bytes || total == 0)
        return std::nullopt;
    return 100 * static_cast<double>(*bytes) / static_cast<double>(total);
}

std::optional<MemoryUse> parseMemoryUse(QByteArrayView meminfo)
{
    const Entries entries = entriesOf(meminfo);
    if (entries[Total].value_or(0) == 0)
        return std::nullopt;
    MemoryUse use;
    use.total = *entries[Total];
    use.available = availableOf(entries);
    const auto swapTotal = entries[SwapTotal];
    const auto swapFree = entries[SwapFree];
    if (swapTotal && swapFree && *swapFree <= *swapTotal)
        use.swapUsed = *swapTotal - *swapFree;
    use.free = entries[Free];
    use.buffers = entries[Buffers];
    use.cached = cachedOf(entries);
    use.shared = entries[Shared];
    use.active = entries[Active];
    use.inactive = entries[Inactive];
    use.slab = entries[Slab];
    use.swapTotal = swapTotal;
    return use;
}

} // namespace tidemark::collect
