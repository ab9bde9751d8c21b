// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/series/block_table.h"
#include "model/time/time_window.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace tidemark::store {

/// Compares the ladder of a series with what its samples come to, block by block as they pass by.
/// Errors: those of sqlError(). On the connection's thread, in its transaction.
class LadderCheck
{
public:
    /// Called with where a block lies that is not what it should be.
    using Report = std::function<void(const TimeWindow &window, const QString &detail)>;

    LadderCheck(Connection &connection, SeriesId series, series::Rung finest, Report report);

    /// The samples of the next chunk, in the order of time.
    [[nodiscard]] Result<void> pass(std::span<const std::int64_t> times,
                                    std::span<const double> values);
    /// Samples that cannot be read: nothing is said of what covers them.
    void passUnknown(const TimeWindow &window) { m_unknown.push_back(window); }
    /// After the last chunk. How many blocks there are.
    [[nodiscard]] Result<std::int64_t> finish();

private:
    struct Expected
    {
        std::int64_t block = 0;
        series::SlotBlock content;
    };

    [[nodiscard]] Result<void> passRun(std::int64_t time, const series::SampleAggregate &run);
    [[nodiscard]] Result<void> compare(series::Rung rung);
    [[nodiscard]] bool isUnknown(const TimeWindow &window) const;

    Connection &m_connection;
    SeriesId m_series;
    BlockTable m_table;
    series::Rung m_finest;
    Report m_report;
    std::array<Expected, series::kRungs> m_expected;
    std::vector<TimeWindow> m_unknown;
    std::int64_t m_blocks = 0; ///< that samples come to
};

} // namespace tidemark::store
