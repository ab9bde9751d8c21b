// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/compensated_sum.h"
#include "model/core/result.h"
#include "model/time/time_window.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace tidemark::store {

class Connection;

/// What the browser shows of one metric's records.
struct MetricNumbers
{
    std::int64_t recordCount = 0; ///< also of sessions without an end
    std::optional<double> lastValue;
    std::optional<Timestamp> lastAt;
    std::optional<Timestamp> firstAt;
    std::vector<std::optional<double>> sparkline;
};

/// Gathers MetricNumbers from one metric's records in any order; then the next metric's.
class SummaryPass
{
public:
    /// A sparkline of `points` equal parts of the window; none of an empty window.
    SummaryPass(TimeWindow window, int points);

    void add(std::int64_t session, std::optional<Timestamp> end, double value);
    /// The numbers; starts anew. Among records that end at the same last instant the one whose
    /// session's uid is the last in byte order counts; the connection is asked for those uids.
    [[nodiscard]] Result<MetricNumbers> take(Connection &connection);

private:
    struct Part
    {
        CompensatedSum sum;
        std::int64_t count = 0;
    };

    [[nodiscard]] Part *partOf(Timestamp at);
    [[nodiscard]] Result<double> lastValue(Connection &connection) const;

    TimeWindow m_window;
    MetricNumbers m_numbers;
    std::vector<Part> m_parts;
    std::vector<std::pair<std::int64_t, double>> m_last; ///< session and value of those at lastAt
};

} // namespace tidemark::store
