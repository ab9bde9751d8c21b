// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/slot_use.h"

#include <algorithm>

namespace tidemark::series {

void SlotUse::add(std::span<const std::int64_t> times)
{
    m_samples += times.size();
    for (Rung rung = 0; rung < kRungs; ++rung) {
        std::size_t slots = 0;
        for (auto at = times.begin(); at != times.end(); ++slots)
            at = std::upper_bound(at, times.end(), lastOf(slotAt(*at, rung), rung));
        m_slots[static_cast<std::size_t>(rung)] += slots;
    }
}

std::optional<Rung> SlotUse::finestRung(std::size_t samples, std::int64_t length_ns,
                                        double worthwhile) const
{
    const double scale =
        static_cast<double>(samples) / static_cast<double>(std::max<std::size_t>(m_samples, 1));
    for (Rung rung = 0; rung < kRungs; ++rung) {
        const double all = static_cast<double>(length_ns) / static_cast<double>(widthOf(rung));
        const double used = static_cast<double>(m_slots[static_cast<std::size_t>(rung)]);
        const double slots = m_samples > 0 ? std::min(all, used * scale) : all;
        if (static_cast<double>(samples) >= worthwhile * slots)
            return rung;
    }
    return std::nullopt;
}

} // namespace tidemark::series
