// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/ladder.h"
#include "model/series/sample_aggregate.h"

#include <QByteArray>

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark::series {

/// The aggregates of 256 neighbouring slots of one rung, as one row of the store. Only the slots
/// from the first to the last with a sample take room, and of those hardly more than the ones that
/// have some. One thread at a time.
///
/// Stored little endian: u32 checksum (the lower half of XXH3-64 of all that follows, with the
/// block's number times 9 plus its rung as the seed), u8 version (1, or 2 where pauses lie
/// between), u8 first slot, u16 count of slots, with version 2 a bit for each of the 256 slots from
/// the first one on that tells whether it is among them (the lowest bit of the first byte first),
/// then the numbers of all slots side by side: counts, minima, maxima, sums, integrals, active
/// times, first and last values, their times, first and last stamps.
class SlotBlock
{
public:
    /// An empty one.
    SlotBlock() = default;

    /// The aggregate of a slot, at a place of 0 to 255; the empty one where there is no sample.
    [[nodiscard]] const SampleAggregate &at(std::size_t place) const noexcept;
    /// Appends what is later than all of that slot so far.
    void append(std::size_t place, const SampleAggregate &later);
    /// In place of what was there.
    void set(std::size_t place, const SampleAggregate &aggregate);
    [[nodiscard]] bool isEmpty() const noexcept { return m_slots.empty(); }

    /// As it is stored under its rung and number; not for an empty one.
    [[nodiscard]] QByteArray toBytes(Rung rung, std::int64_t block) const;
    /// Nothing when the bytes are not what was written under that rung and number.
    [[nodiscard]] static std::optional<SlotBlock> fromBytes(QByteArrayView bytes, Rung rung,
                                                            std::int64_t block);

    friend bool operator==(const SlotBlock &, const SlotBlock &) = default;

private:
    SampleAggregate &room(std::size_t place);
    void trim();
    [[nodiscard]] std::size_t used() const noexcept;

    std::size_t m_first = 0;
    std::vector<SampleAggregate> m_slots; ///< from m_first on
};

} // namespace tidemark::series
