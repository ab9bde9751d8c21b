// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

namespace tidemark::otlp {

/// A sum that goes on where its sender begins anew, so that what it grew by is never lost. Times
/// are ns since 1970 UTC. Plain value.
class RunningTotal
{
public:
    [[nodiscard]] bool hasBegun() const noexcept { return m_hasBegun; }
    /// Goes on from what was stored: the last total and its time.
    void begin(double total, std::int64_t time_ns);
    /// Goes on in a run of the sender that began at `start_ns` from `offset`, the total then.
    void beginRun(std::uint64_t start_ns, double offset);

    /// The total after what was counted since the point before. Nothing for a point that is not
    /// after that one, for then it was counted already.
    [[nodiscard]] std::optional<double> addDelta(std::int64_t time_ns, double delta);
    /// The total at a point that counts since `start_ns`, or, when that is 0, since it last fell.
    /// Nothing for a point of an earlier run.
    [[nodiscard]] std::optional<double> setCumulative(std::uint64_t start_ns, std::int64_t time_ns,
                                                      double value);

private:
    bool m_hasBegun = false;
    std::uint64_t m_start_ns = 0;
    std::int64_t m_time_ns = std::numeric_limits<std::int64_t>::min(); ///< of the latest point
    double m_offset = 0; ///< the total when this run of the sender began
    double m_value = 0;  ///< of the latest point, since then
    double m_total = 0;
};

} // namespace tidemark::otlp
