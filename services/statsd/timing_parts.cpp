// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/timing_parts.h"

#include <algorithm>
#include <span>
#include <utility>

namespace tidemark::statsd {
namespace {

using metrics::Distribution;

TimingPart single(double value, metrics::buckets::Index bucket)
{
    return {value, {value, value, value, {{bucket, 1}}}};
}

/// The values of some buckets, in parts that a line can say.
class PartMaker
{
public:
    PartMaker(const Distribution &whole, std::uint64_t mostObservations)
        : m_whole(whole)
        , m_most(mostObservations)
    {}

    void add(std::vector<TimingPart> &parts, std::span<const Distribution::Bucket> buckets) const
    {
        double sum = 0;
        std::uint64_t count = 0;
        for (const auto &[index, number] : buckets) {
            sum += static_cast<double>(number) * valueOf(index);
            count += number;
        }
        if (count == 0)
            return;
        const double mean = sum / static_cast<double>(count);
        TimingPart part{mean, {}};
        std::uint64_t held = 0;
        for (auto [index, left] : buckets) {
            while (left > 0) {
                const std::uint64_t now = std::min(left, m_most - held);
                take(part.observations, index, now);
                left -= now;
                held += now;
                if (held == m_most) {
                    parts.push_back(std::exchange(part, {mean, {}}));
                    held = 0;
                }
            }
        }
        if (held > 0)
            parts.push_back(std::move(part));
    }

private:
    [[nodiscard]] double valueOf(metrics::buckets::Index index) const
    {
        return std::clamp(metrics::buckets::middleOf(index), m_whole.min, m_whole.max);
    }
    void take(Distribution &part, metrics::buckets::Index index, std::uint64_t number) const
    {
        const double value = valueOf(index);
        part.counts.emplace_back(index, number);
        part.sum += value * static_cast<double>(number);
        part.min = std::min(part.min, value);
        part.max = std::max(part.max, value);
    }

    const Distribution &m_whole;
    std::uint64_t m_most;
};

} // namespace

std::vector<TimingPart> timingPartsOf(const Distribution &values, std::size_t most,
                                      std::uint64_t mostObservations)
{
    if (values.isEmpty())
        return {};
    std::vector<Distribution::Bucket> left = values.counts;
    std::vector<TimingPart> parts{single(values.min, left.front().first)};
    --left.front().second;
    const bool hasMax = values.count() > 1;
    if (hasMax)
        --left.back().second;
    const PartMaker maker(values, mostObservations);
    const std::size_t step = (left.size() + most - 1) / std::max<std::size_t>(most, 1);
    for (std::size_t i = 0; i < left.size(); i += step)
        maker.add(parts, std::span(left).subspan(i, std::min(step, left.size() - i)));
    if (hasMax)
        parts.push_back(single(values.max, left.back().first));
    return parts;
}

} // namespace tidemark::statsd
