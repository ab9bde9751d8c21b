// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/system/dashboard_data.h"

#include <cstddef>
#include <vector>

namespace tidemark::metrics {

/// At most `most` of the points, of 4 or more, in their order: of each of equal stretches the least
/// and the largest, so that no extreme is lost, or a gap where there is nothing but gaps. As they
/// are when they are no more than that. Any thread.
[[nodiscard]] std::vector<PanelPoint> reducedTo(std::size_t most, std::vector<PanelPoint> points);

} // namespace tidemark::metrics
