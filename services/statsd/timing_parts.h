// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/distribution.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tidemark::statsd {

/// Most values of one distribution and one export; neighbouring ones share a line beyond.
inline constexpr std::size_t kTimingLines = 64;

/// What one line of a timing says.
struct TimingPart
{
    double value = 0;
    metrics::Distribution observations; ///< those that it stands for
};

/// All observations of a distribution in rising order, of `most` values and its least and largest,
/// which are exact. No part has more than `mostObservations` of them: 1 / StatsdLine::kLeastRate.
[[nodiscard]] std::vector<TimingPart> timingPartsOf(const metrics::Distribution &values,
                                                    std::size_t most = kTimingLines,
                                                    std::uint64_t mostObservations = 1'000'000);

} // namespace tidemark::statsd
