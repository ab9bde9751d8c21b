// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/distribution.h"

#include <algorithm>
#include <cmath>

namespace tidemark::metrics {

using buckets::Index;

std::uint64_t Distribution::count() const noexcept
{
    std::uint64_t total = 0;
    for (const auto &[index, number] : counts)
        total += number;
    return total;
}

std::optional<double> Distribution::mean() const noexcept
{
    if (isEmpty())
        return std::nullopt;
    return sum / static_cast<double>(count());
}

std::optional<double> Distribution::quantile(double share) const noexcept
{
    if (isEmpty() || !(share >= 0 && share <= 1))
        return std::nullopt;
    if (share == 0)
        return min;
    if (share == 1)
        return max;
    const auto rank =
        static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count() - 1)));
    std::uint64_t passed = 0;
    for (const auto &[index, number] : counts) {
        passed += number;
        if (passed > rank)
            return std::clamp(buckets::middleOf(index), min, max);
    }
    return max;
}

std::optional<double> Distribution::deviation() const noexcept
{
    const auto center = mean();
    if (!center)
        return std::nullopt;
    double squares = 0;
    for (const auto &[index, number] : counts) {
        const double away = std::clamp(buckets::middleOf(index), min, max) - *center;
        squares += static_cast<double>(number) * away * away;
    }
    return std::sqrt(squares / static_cast<double>(count()));
}

std::uint64_t Distribution::countUpTo(double bound) const noexcept
{
    if (std::isnan(bound))
        return 0;
    const Index last = buckets::indexOf(bound);
    std::uint64_t total = 0;
    for (const auto &[index, number] : counts) {
        if (index > last ||
            (index == last && std::clamp(buckets::middleOf(index), min, max) > bound))
            break;
        total += number;
    }
    return total;
}

void Distribution::add(double value, std::uint64_t times)
{
    if (times == 0)
        return;
    const Index index = buckets::indexOf(value);
    const auto at =
        std::lower_bound(counts.begin(), counts.end(), index,
                         [](const Bucket &one, Index other) { return one.first < other; });
    if (at != counts.end() && at->first == index)
        at->second += times;
    else
        counts.emplace(at, index, times);
    sum += value * static_cast<double>(times);
    min = std::min(min, value);
    max = std::max(max, value);
}

Distribution &Distribution::operator+=(const Distribution &other)
{
    if (other.isEmpty())
        return *this;
    std::vector<Bucket> joined;
    joined.reserve(counts.size() + other.counts.size());
    auto mine = counts.begin();
    for (const Bucket &theirs : other.counts) {
        while (mine != counts.end() && mine->first < theirs.first)
            joined.push_back(*mine++);
        if (mine != counts.end() && mine->first == theirs.first)
            joined.emplace_back(theirs.first, mine++->second + theirs.second);
        else
            joined.push_back(theirs);
    }
    joined.insert(joined.end(), mine, counts.end());
    counts = std::move(joined);
    sum += other.sum;
    min = std::min(min, other.min);
    max = std::max(max, other.max);
    return *this;
}

Distribution Distribution::times(double factor) const
{
    Distribution scaled;
    for (const auto &[index, number] : counts)
        scaled.add(std::clamp(buckets::middleOf(index), min, max) * factor, number);
    if (isEmpty())
        return scaled;
    scaled.sum = sum * factor;
    scaled.min = min * factor;
    scaled.max = max * factor;
    return scaled;
}

Distribution Distribution::since(const Distribution &earlier) const
{
    Distribution later;
    auto before = earlier.counts.begin();
    for (const auto &[index, number] : counts) {
        while (before != earlier.counts.end() && before->first < index)
            ++before;
        const bool wasThere = before != earlier.counts.end() && before->first == index;
        const std::uint64_t grown = number - (wasThere ? before->second : 0);
        if (grown > 0)
            later.counts.emplace_back(index, grown);
    }
    if (later.isEmpty())
        return later;
    later.sum = sum - earlier.sum;
    const auto within = [this](Index index) {
        return std::clamp(buckets::middleOf(index), min, max);
    };
    // A new extreme is exact: it came since.
    later.min = min < earlier.min ? min : within(later.counts.front().first);
    later.max = max > earlier.max ? max : within(later.counts.back().first);
    return later;
}

} // namespace tidemark::metrics
