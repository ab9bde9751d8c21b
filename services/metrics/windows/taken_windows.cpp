// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/taken_windows.h"

#include <algorithm>

namespace tidemark::metrics {
namespace {

// The start of a window is reckoned anew for each export, by clocks that drift.
constexpr std::int64_t kSameStart_ns = 1'000'000'000;

} // namespace

std::vector<MetricSnapshot> TakenWindows::rest(std::span<const MetricSnapshot> all) const
{
    std::vector<MetricSnapshot> left;
    left.reserve(all.size());
    for (const MetricSnapshot &snapshot : all) {
        const auto found = m_taken.find({snapshot.name, snapshot.dimensions});
        const bool isContinued =
            found != m_taken.end() && found->second.count <= snapshot.count &&
            std::abs(found->second.windowStart_ns - snapshot.windowStart_ns) < kSameStart_ns;
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
    if (std::abs(taken.windowStart_ns - part.windowStart_ns) >= kSameStart_ns)
        taken = {};
    taken.count += part.count;
    taken.sum += part.sum;
    taken.windowStart_ns = part.windowStart_ns;
}

} // namespace tidemark::metrics
