// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/ladder.h"

#include <span>

namespace tidemark::series {

/// In how many slots of each rung some samples lie: pauses between them fill none. Any thread.
class SlotUse
{
public:
    /// Samples more, rising; where they begin in a slot in which earlier ones lie, it counts twice.
    void add(std::span<const std::int64_t> times);

    /// The finest rung that is worth keeping for `samples` over `length_ns` of which those that
    /// were added are a part: whose slots hold `worthwhile` on average, or those in which there are
    /// any. Nothing when even those of the widest would hold fewer.
    [[nodiscard]] std::optional<Rung> finestRung(std::size_t samples, std::int64_t length_ns,
                                                 double worthwhile = kWorthwhileSamples) const;

private:
    std::size_t m_samples = 0;
    std::array<std::size_t, kRungWidths_ns.size()> m_slots{};
};

} // namespace tidemark::series
