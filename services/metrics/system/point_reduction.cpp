// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/point_reduction.h"

#include <algorithm>
#include <span>

namespace tidemark::metrics {
namespace {

void appendExtremes(std::vector<PanelPoint> &kept, std::span<const PanelPoint> stretch)
{
    const PanelPoint *least = nullptr;
    const PanelPoint *largest = nullptr;
    for (const PanelPoint &point : stretch) {
        if (!point.value)
            continue;
        if (least == nullptr || *point.value < *least->value)
            least = &point;
        if (largest == nullptr || *point.value > *largest->value)
            largest = &point;
    }
    if (least == nullptr) {
        kept.push_back(stretch.front());
        return;
    }
    kept.push_back(*std::min(least, largest));
    if (least != largest)
        kept.push_back(*std::max(least, largest));
}

} // namespace

std::vector<PanelPoint> reducedTo(std::size_t most, std::vector<PanelPoint> points)
{
    if (points.size() <= most)
        return points;
    const std::size_t stretches = std::max<std::size_t>(1, most / 2);
    std::vector<PanelPoint> kept;
    kept.reserve(2 * stretches);
    const std::span<const PanelPoint> all(points);
    for (std::size_t i = 0; i < stretches; ++i) {
        const std::size_t begin = i * all.size() / stretches;
        const std::size_t end = (i + 1) * all.size() / stretches;
        appendExtremes(kept, all.subspan(begin, end - begin));
    }
    return kept;
}

} // namespace tidemark::metrics
