// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/id_set.h"
#include "model/store/metric_columns.h"
#include "model/store/selection_sql.h"

#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace tidemark::store {

/// A selection's filters over the rows of columns; those on times are not among them.
class RowFilter
{
public:
    /// `tagged`: the sessions with the wanted tags; null when no tags are asked for.
    RowFilter(const SelectionCondition &condition, std::shared_ptr<const IdSet> tagged);

    /// False when every row passes.
    [[nodiscard]] bool isActive() const noexcept { return m_isActive; }
    [[nodiscard]] bool passes(const MetricColumns &columns, std::size_t row) const;

private:
    struct Ids
    {
        IdFilter::Mode mode;
        IdSet ids;
        [[nodiscard]] bool contains(std::int64_t id) const;
    };

    Ids m_devices;
    Ids m_invocations;
    Ids m_sessions;
    std::shared_ptr<const IdSet> m_tagged;
    bool m_isActive;
};

/// The rows that a selection means: a part of shared columns, or copies of those that pass its
/// filters.
class SelectedRows
{
public:
    SelectedRows() = default; // none
    /// Errors: Cancelled.
    [[nodiscard]] static Result<SelectedRows> of(std::shared_ptr<const MetricColumns> columns,
                                                 IndexRange range, const RowFilter &filter,
                                                 const std::stop_token &stop);

    [[nodiscard]] std::span<const std::int64_t> times_ns() const;
    [[nodiscard]] std::span<const double> values() const;

private:
    std::shared_ptr<const MetricColumns> m_columns; // null: the copies hold the rows
    IndexRange m_range;
    std::vector<std::int64_t> m_times_ns;
    std::vector<double> m_values;
};

} // namespace tidemark::store
