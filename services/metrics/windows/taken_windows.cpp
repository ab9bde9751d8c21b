// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/taken_windows.h"

#include <algorithm>

namespace tidemark::metrics {
std::vector<MetricSnapshot> TakenWindows::rest(std::span<const MetricSnapshot> all) const
{
    std::vector<MetricSnapshot> left;
    left.reserve(all.size());
    for (const MetricSnapshot &snapshot : all) {
        const auto found = m_taken.find({snapshot.name, snapshot.dimensions});
        const bool isContinued = found != m_taken.end() && found->second.count <= snapshot.count &&
                                 found->second.steadyStart_ns == snapshot.steadyStart_ns;
        if (!isContinued) {
            left.push_back(snapshot);
            continue;
        }
        MetricSnapshot part = snapshot;
        part.count -= found->second.count;
        part.sum -= found->second.sum;
        if (part.count == 0)
            continue;
        if (part.count == 1) {
            part.sum = std::clamp(part.sum, part.min, part.max);
            part.min = part.max = part.sum;
        }
        left.push_back(std::move(part));
    }
    return left;
}

void TakenWindows::take(const MetricSnapshot &part)
{
    Taken &taken = m_taken[{part.name, part.dimensions}];
    if (taken.steadyStart_ns != part.steadyStart_ns)
        taken = {};
    taken.count += part.count;
    taken.sum += part.sum;
    taken.steadyStart_ns = part.steadyStart_ns;
}

} // namespace tidemark::metrics
