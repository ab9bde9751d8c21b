// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/series/ladder_writer.h"
#include "model/time/time_window.h"

#include <array>
#include <cstdint>
#include <map>
#include <span>

namespace tidemark::store {

/// What a ladder knows of samples that cannot be read any more, while it is laid anew from those
/// that can: the slots in which they lie. Errors of all: those of sqlError(). On the connection's
/// thread, in its transaction.
class KeptSlots
{
public:
    /// Of a ladder as it is, as far as it can be read. `unreadable`: where chunks lie that cannot.
    [[nodiscard]] static Result<KeptSlots> read(const BlockTable &table, series::Rung finest,
                                                std::span<const TimeWindow> unreadable);
    /// Puts them into the new one, and into what is wider and was not kept.
    [[nodiscard]] Result<void> putBack(LadderWriter &ladder) const;

private:
    using Slots = std::map<std::int64_t, series::SampleAggregate>;

    [[nodiscard]] Result<void> keep(const BlockTable &table, series::Rung rung,
                                    const TimeWindow &unreadable);

    std::array<Slots, series::kRungs> m_slots;
};

} // namespace tidemark::store
