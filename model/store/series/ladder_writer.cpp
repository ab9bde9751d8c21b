// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/ladder_writer.h"

#include "model/core/logging.h"
#include "model/series/slot_runs.h"
#include "model/series/vector_state.h"

#include <algorithm>

namespace tidemark::store {

using namespace series;

namespace {

// As many blocks as are kept before they are written: 24 KiB each.
constexpr std::size_t kMostHeld = 256;

std::vector<std::int64_t> slotsOf(std::span<const std::int64_t> stamps, Rung rung)
{
    std::vector<std::int64_t> found;
    for (const std::int64_t stamp : stamps) {
        if (const std::int64_t slot = slotAt(stamp, rung); found.empty() || found.back() != slot)
            found.push_back(slot);
    }
    return found;
}

// Of neighbouring rungs.
std::vector<std::int64_t> parentsOf(const std::vector<std::int64_t> &slots, Rung rung)
{
    const std::int64_t ratio = widthOf(rung + 1) / widthOf(rung);
    std::vector<std::int64_t> found;
    for (const std::int64_t slot : slots) {
        if (const std::int64_t parent = floorDivide(slot, ratio);
            found.empty() || found.back() != parent)
            found.push_back(parent);
    }
    return found;
}

} // namespace

Result<LadderWriter::Held *> LadderWriter::hold(Rung rung, std::int64_t block)
{
    const Current &current = m_current[static_cast<std::size_t>(rung)];
    if (current.held && current.block == block)
        return current.held;
    const auto key = std::pair(rung, block);
    auto found = m_held.find(key);
    if (found == m_held.end()) {
        auto stored = read(rung, block);
        if (!stored)
            return failure(stored.error());
        if (m_held.size() >= kMostHeld) {
            if (auto flushed = flush(); !flushed)
                return failure(flushed.error());
        }
        found = m_held.emplace(key, *std::move(stored)).first;
    }
    m_current[static_cast<std::size_t>(rung)] = {block, &found->second};
    return &found->second;
}

Result<LadderWriter::Held> LadderWriter::read(Rung rung, std::int64_t block)
{
    auto stored = m_table.read(rung, block);
    if (!stored)
        return failure(stored.error());
    return stored->isDamaged ? mended(rung, block) : Held{std::move(stored->content)};
}

// Nothing may be added to what cannot be read: it is reckoned from what lies below.
Result<LadderWriter::Held> LadderWriter::mended(Rung rung, std::int64_t block)
{
    qCWarning(lcStore) << "aggregates are damaged and are reckoned anew: rung" << rung << "block"
                       << block;
    Held held;
    held.isChanged = true;
    for (std::int64_t place = 0; place < kBlockSlots; ++place) {
        const auto whole = reckoned(rung, block * kBlockSlots + place);
        if (!whole)
            return failure(whole.error());
        held.content.set(static_cast<std::size_t>(place), *whole);
    }
    return held;
}

Result<void> LadderWriter::flush()
{
    for (const auto &[key, held] : m_held) {
        if (!held.isChanged)
            continue;
        if (auto written = m_table.write(key.first, key.second, held.content); !written)
            return written;
    }
    m_held.clear();
    m_current = {};
    return {};
}

Result<void> LadderWriter::append(std::span<const std::int64_t> times,
                                  std::span<const double> values)
{
    clearWideRegisters();
    return forEachRun(
        times, values, m_finest,
        [this](std::int64_t time, const SampleAggregate &run) { return appendRun(time, run); });
}

// The widest first: where a block has to be reckoned anew, what lies below does not hold the run
// yet.
Result<void> LadderWriter::appendRun(std::int64_t time, const SampleAggregate &run)
{
    for (Rung rung = kRungs; rung-- > m_finest;) {
        const std::int64_t slot = slotAt(time, rung);
        const auto held = hold(rung, blockOf(slot));
        if (!held)
            return failure(held.error());
        (*held)->content.append(placeOf(slot), run);
        (*held)->isChanged = true;
    }
    return {};
}

Result<void> LadderWriter::set(Rung rung, std::int64_t slot, const SampleAggregate &aggregate)
{
    const auto held = hold(rung, blockOf(slot));
    if (!held)
        return failure(held.error());
    (*held)->content.set(placeOf(slot), aggregate);
    (*held)->isChanged = true;
    return {};
}

Result<void> LadderWriter::rebuild(std::span<const std::int64_t> stamps)
{
    std::vector<std::int64_t> changed = slotsOf(stamps, m_finest);
    for (Rung rung = m_finest; rung < kRungs; ++rung) {
        if (rung > m_finest)
            changed = parentsOf(changed, rung - 1);
        for (const std::int64_t slot : changed) {
            if (auto done = reckon(rung, slot); !done)
                return done;
        }
    }
    return {};
}

Result<void> LadderWriter::reckon(Rung rung, std::int64_t slot)
{
    const auto whole = reckoned(rung, slot);
    return whole ? set(rung, slot, *whole) : failure(whole.error());
}

Result<SampleAggregate> LadderWriter::reckoned(Rung rung, std::int64_t slot)
{
    return rung == m_finest ? ofSamples(slot) : ofFinerSlots(rung, slot);
}

// One chunk usually reaches over several slots, and is decoded once for all of them.
Result<SampleAggregate> LadderWriter::ofSamples(std::int64_t slot)
{
    const std::int64_t first = firstOf(slot, m_finest);
    const std::int64_t last = lastOf(slot, m_finest);
    const auto heads = m_loader.table().overlapping(first, last);
    if (!heads)
        return failure(heads.error());
    SampleAggregate whole;
    for (const ChunkHead &head : *heads) {
        const auto points = m_loader.load(head);
        if (!points)
            return failure(points.error());
        if (!*points)
            continue;
        whole += aggregateBetween((*points)->times(), (*points)->values(), first, last);
    }
    return whole;
}

Result<SampleAggregate> LadderWriter::ofFinerSlots(Rung rung, std::int64_t slot)
{
    const std::int64_t ratio = widthOf(rung) / widthOf(rung - 1);
    SampleAggregate whole;
    for (std::int64_t child = slot * ratio; child < (slot + 1) * ratio; ++child) {
        const auto held = hold(rung - 1, blockOf(child));
        if (!held)
            return failure(held.error());
        whole += (*held)->content.at(placeOf(child));
    }
    return whole;
}

Result<void> LadderWriter::clear(std::int64_t first, std::int64_t last)
{
    for (Rung rung = m_finest; rung < kRungs; ++rung) {
        if (auto done = empty(rung, slotAt(first, rung), slotAt(last, rung)); !done)
            return done;
    }
    return rebuild(std::array{first, last});
}

// The outer two are emptied too; whoever removed a part of them only reckons them anew.
Result<void> LadderWriter::empty(Rung rung, std::int64_t firstSlot, std::int64_t lastSlot)
{
    const std::int64_t firstBlock = blockOf(firstSlot);
    const std::int64_t lastBlock = blockOf(lastSlot);
    if (auto flushed = flush(); !flushed)
        return flushed;
    if (auto removed = m_table.removeBetween(rung, firstBlock, lastBlock); !removed)
        return removed;
    for (const std::int64_t block : {firstBlock, lastBlock}) {
        const std::int64_t begin = std::max(firstSlot, block * kBlockSlots);
        const std::int64_t end = std::min(lastSlot, block * kBlockSlots + kBlockSlots - 1);
        for (std::int64_t slot = begin; slot <= end; ++slot) {
            if (auto done = set(rung, slot, {}); !done)
                return done;
        }
    }
    return {};
}

} // namespace tidemark::store
