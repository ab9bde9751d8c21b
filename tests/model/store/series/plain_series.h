// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/series.h"

#include <cmath>
#include <cstdint>
#include <map>
#include <optional>

namespace tidemark::test {

/// A series as a plain list of samples, and its aggregates reckoned from their definition, sample
/// by sample.
class PlainSeries
{
public:
    /// True when there was none with that stamp.
    bool put(std::int64_t time, double value)
    {
        return m_samples.insert_or_assign(time, value).second;
    }
    std::int64_t remove(std::int64_t begin, std::int64_t end)
    {
        const auto first = m_samples.lower_bound(begin);
        const auto last = m_samples.lower_bound(end);
        const auto count = std::distance(first, last);
        m_samples.erase(first, last);
        return count;
    }
    [[nodiscard]] const std::map<std::int64_t, double> &samples() const noexcept
    {
        return m_samples;
    }

    struct Expected
    {
        Aggregate aggregate;
        double sumOfMagnitudes = 0;
        double integralOfMagnitudes = 0;
    };

    /// Of [begin, end).
    [[nodiscard]] Expected aggregate(std::int64_t begin, std::int64_t end, Extremes extremes) const
    {
        Expected expected;
        Aggregate &all = expected.aggregate;
        std::optional<std::int64_t> before;
        bool isAfter = false;
        for (const auto &[time, value] : m_samples) {
            const bool isGap = std::isnan(value);
            if (before && !isGap) {
                const std::int64_t from = std::max(*before, begin);
                const std::int64_t until = std::min(time, end);
                if (from < until) {
                    const auto held = static_cast<double>(until - from);
                    all.integral_ns += value * held;
                    all.active += Timedelta(until - from);
                    expected.integralOfMagnitudes += std::abs(value) * held;
                }
            }
            if (begin <= time && time < end && !isGap) {
                all.add(Timestamp(time), value);
                expected.sumOfMagnitudes += std::abs(value);
            }
            const bool reaches = extremes == Extremes::Reach && before && time >= end && !isAfter;
            if (reaches && !isGap) {
                all.min = std::min(all.min, value);
                all.max = std::max(all.max, value);
            }
            isAfter = isAfter || time >= end;
            before = time;
        }
        return expected;
    }

private:
    std::map<std::int64_t, double> m_samples;
};

} // namespace tidemark::test
