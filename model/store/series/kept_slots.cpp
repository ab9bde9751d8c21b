// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/kept_slots.h"

#include <algorithm>
#include <set>

namespace tidemark::store {

using namespace series;

Result<KeptSlots> KeptSlots::read(const BlockTable &table, Rung finest,
                                  std::span<const TimeWindow> unreadable)
{
    KeptSlots kept;
    for (Rung rung = finest; rung < kRungs; ++rung) {
        for (const TimeWindow &window : unreadable) {
            if (auto done = kept.keep(table, rung, window); !done)
                return failure(done.error());
        }
    }
    return kept;
}

Result<void> KeptSlots::keep(const BlockTable &table, Rung rung, const TimeWindow &unreadable)
{
    const std::int64_t first = slotAt(unreadable.begin.posixNs(), rung);
    const std::int64_t last = slotAt(unreadable.end.posixNs() - 1, rung);
    const auto blocks = table.numbers(rung, blockOf(first), blockOf(last));
    if (!blocks)
        return failure(blocks.error());
    Slots &slots = m_slots[static_cast<std::size_t>(rung)];
    for (const std::int64_t block : *blocks) {
        const auto stored = table.read(rung, block);
        if (!stored)
            return failure(stored.error());
        const std::int64_t begin = std::max(first, block * kBlockSlots);
        const std::int64_t end = std::min(last, block * kBlockSlots + kBlockSlots - 1);
        for (std::int64_t slot = begin; slot <= end && !stored->isDamaged; ++slot) {
            if (const SampleAggregate &whole = stored->content.at(placeOf(slot)); !whole.isEmpty())
                slots.insert_or_assign(slot, whole);
        }
    }
    return {};
}

Result<void> KeptSlots::putBack(LadderWriter &ladder) const
{
    std::set<std::int64_t> changed;
    for (Rung rung = ladder.finest(); rung < kRungs; ++rung) {
        const Slots &kept = m_slots[static_cast<std::size_t>(rung)];
        std::set<std::int64_t> parents;
        for (const std::int64_t slot : changed)
            parents.insert(floorDivide(slot, widthOf(rung) / widthOf(rung - 1)));
        for (const std::int64_t slot : parents) {
            if (kept.contains(slot))
                continue;
            if (auto done = ladder.reckon(rung, slot); !done)
                return done;
        }
        for (const auto &[slot, whole] : kept) {
            if (auto done = ladder.set(rung, slot, whole); !done)
                return done;
            parents.insert(slot);
        }
        changed = std::move(parents);
    }
    return {};
}

} // namespace tidemark::store
