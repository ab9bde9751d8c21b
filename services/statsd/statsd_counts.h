// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/statsd/statsd_line.h"

#include <QString>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tidemark::statsd {

/// Why a line that reads well was not taken.
enum class StatsdDrop
{
    Names,     ///< there are kMostNames already
    TagSets,   ///< a gauge of a name that has as many as it may have
    ManyTags,  ///< more than a series may have
    LongTag,   ///< a key or a value
    LongName,  ///< a timing's, which leaves no room for what is added to it
    OtherType, ///< the name has another type, or is made from a timer's
    Memory,    ///< quantiles and sets have taken all that they may
    TooLarge,  ///< the sum would be no finite number
    Points,    ///< more values with a time than one interval may bring
    Future,    ///< its time is more than a day ahead
    Count
};

/// What came and what became of it. `used` and the sums of faults and drops are `lines`.
struct StatsdCounts
{
    std::int64_t packets = 0;
    std::int64_t bytes = 0;
    std::int64_t cutPackets = 0; ///< longer than what is taken; their last line is no line
    std::int64_t lines = 0;      ///< that are not empty
    std::int64_t used = 0;
    std::int64_t folded = 0; ///< of those used: into the name's overflow series
    std::array<std::int64_t, static_cast<std::size_t>(StatsdFault::Count)> faults{};
    std::array<std::int64_t, static_cast<std::size_t>(StatsdDrop::Count)> drops{};

    [[nodiscard]] std::int64_t of(StatsdFault fault) const noexcept
    {
        return faults[static_cast<std::size_t>(fault)];
    }
    [[nodiscard]] std::int64_t of(StatsdDrop drop) const noexcept
    {
        return drops[static_cast<std::size_t>(drop)];
    }
    /// Lines that say nothing usable; events and service checks are none of them.
    [[nodiscard]] std::int64_t malformed() const noexcept;
    [[nodiscard]] std::int64_t events() const noexcept
    {
        return of(StatsdFault::Event) + of(StatsdFault::ServiceCheck);
    }
    [[nodiscard]] std::int64_t dropped() const noexcept;
};

/// For people: `malformed value`, `too many names`.
[[nodiscard]] QString faultText(StatsdFault fault);
[[nodiscard]] QString dropText(StatsdDrop drop);

/// Lines that were not used, for one reason.
struct StatsdReason
{
    QString text; ///< for people
    std::int64_t lines = 0;
};
/// Of lines that were not used, how many for which reason; reasons without lines are left out.
[[nodiscard]] std::vector<StatsdReason> reasonsOf(const StatsdCounts &counts);

} // namespace tidemark::statsd
