// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/taken_readings.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <type_traits>

namespace tidemark::metrics {
namespace {

/// Whether a total is none that began anew.
bool hasGrown(const Number &now, const Number &before)
{
    return std::visit(
        [](auto later, auto earlier) {
            if constexpr (std::is_same_v<decltype(later), decltype(earlier)>)
                return later >= earlier;
            else
                return static_cast<double>(later) >= static_cast<double>(earlier);
        },
        now, before);
}

/// Exact for whole numbers, up to the rounding of the result.
double growth(const Number &now, const Number &before)
{
    return std::visit(
        [](auto later, auto earlier) {
            if constexpr (std::is_same_v<decltype(later), decltype(earlier)>)
                return static_cast<double>(later - earlier);
            else
                return static_cast<double>(later) - static_cast<double>(earlier);
        },
        now, before);
}

bool hasGrown(const Distribution &now, const Distribution &before)
{
    return std::all_of(before.counts.begin(), before.counts.end(), [&](const auto &bucket) {
        const auto found = std::lower_bound(now.counts.begin(), now.counts.end(),
                                            Distribution::Bucket{bucket.first, 0});
        return found != now.counts.end() && found->first == bucket.first &&
               found->second >= bucket.second;
    });
}

/// Of so many buckets each. The sum of each is reckoned from its buckets but for the last one's,
/// which is what is missing to the whole.
std::vector<Distribution> cut(const Distribution &whole, std::size_t mostBuckets)
{
    if (whole.counts.size() <= mostBuckets)
        return {whole};
    std::vector<Distribution> parts;
    double sum = whole.sum;
    for (std::size_t begin = 0; begin < whole.counts.size(); begin += mostBuckets) {
        const std::size_t end = std::min(begin + mostBuckets, whole.counts.size());
        Distribution part;
        part.counts.assign(whole.counts.begin() + static_cast<std::ptrdiff_t>(begin),
                           whole.counts.begin() + static_cast<std::ptrdiff_t>(end));
        const auto valueOf = [&](const Distribution::Bucket &bucket) {
            return std::clamp(buckets::middleOf(bucket.first), whole.min, whole.max);
        };
        part.min = begin == 0 ? whole.min : valueOf(part.counts.front());
        part.max = end == whole.counts.size() ? whole.max : valueOf(part.counts.back());
        for (const auto &bucket : part.counts)
            part.sum += valueOf(bucket) * static_cast<double>(bucket.second);
        if (end == whole.counts.size())
            part.sum = sum;
        sum -= part.sum;
        parts.push_back(std::move(part));
    }
    return parts;
}

} // namespace

template <class T>
const T *TakenReadings::takenOf(const Series &series, const T &now)
{
    const auto found = m_taken.find({series.family->name, series.tags});
    if (found == m_taken.end())
        return nullptr;
    const auto *before = std::get_if<T>(&found->second);
    if (before && hasGrown(now, *before))
        return before;
    m_taken.erase(found);
    return nullptr;
}

std::vector<ReadingPart> TakenReadings::rest(const MetricsSnapshot &snapshot,
                                             std::size_t mostBuckets)
{
    std::vector<ReadingPart> parts;
    const auto addCounter = [&](const Series *series, const Number &total) {
        const Number *before = takenOf(*series, total);
        const double more = before ? growth(total, *before) : toReal(total);
        if (more > 0 || !before) // a new one is told also at 0
            parts.push_back({series, more, total});
    };
    const auto addDistribution = [&](const Series *series, const Distribution &all) {
        const Distribution *before = takenOf(*series, all);
        const Distribution more = before ? all.since(*before) : all;
        if (more.isEmpty())
            return;
        for (Distribution &part : cut(more, mostBuckets))
            parts.push_back({series, std::move(part), {}});
    };
    for (const MetricsSnapshot::Family &family : snapshot.families) {
        for (const Reading &reading : family.readings) {
            if (const auto *total = std::get_if<Number>(&reading.value))
                addCounter(reading.series, *total);
            else if (const auto *all = std::get_if<Distribution>(&reading.value))
                addDistribution(reading.series, *all);
            else if (const auto &gauge = std::get<GaugeState>(reading.value);
                     !std::isnan(gauge.value))
                parts.push_back({reading.series, gauge, {}});
        }
    }
    return parts;
}

void TakenReadings::take(const ReadingPart &part)
{
    if (std::holds_alternative<GaugeState>(part.value))
        return;
    Key key{part.series->family->name, part.series->tags};
    if (const auto *more = std::get_if<Distribution>(&part.value)) {
        Taken &taken = m_taken.try_emplace(std::move(key), Distribution()).first->second;
        std::get<Distribution>(taken) += *more; // rest() has forgotten what is of another type
    } else {
        m_taken.insert_or_assign(std::move(key), part.total);
    }
}

} // namespace tidemark::metrics
