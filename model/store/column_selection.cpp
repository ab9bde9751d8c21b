// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/column_selection.h"

#include "model/store/store_lanes.h"

#include <utility>

namespace tidemark::store {

namespace {

constexpr std::size_t kRowsPerStopCheck = 65'536;

} // namespace

bool RowFilter::Ids::contains(std::int64_t id) const
{
    switch (mode) {
    case IdFilter::Mode::Any:
        return true;
    case IdFilter::Mode::NullOnly:
        return id == 0;
    case IdFilter::Mode::OneOf:
        return id != 0 && ids.contains(id);
    }
    return false;
}

RowFilter::RowFilter(const SelectionCondition &condition, std::shared_ptr<const IdSet> tagged)
    : m_devices{condition.devices.mode, IdSet(condition.devices.ids)}
    , m_invocations{condition.invocations.mode, IdSet(condition.invocations.ids)}
    , m_sessions{condition.sessions.mode, IdSet(condition.sessions.ids)}
    , m_tagged(std::move(tagged))
    , m_isActive(m_devices.mode != IdFilter::Mode::Any ||
                 m_invocations.mode != IdFilter::Mode::Any ||
                 m_sessions.mode != IdFilter::Mode::Any || m_tagged != nullptr)
{}

bool RowFilter::passes(const MetricColumns &columns, std::size_t row) const
{
    const std::int64_t session = columns.sessions[row];
    return m_devices.contains(columns.device(row)) &&
           m_invocations.contains(columns.invocation(row)) && m_sessions.contains(session) &&
           (!m_tagged || m_tagged->contains(session));
}

Result<SelectedRows> SelectedRows::of(std::shared_ptr<const MetricColumns> columns,
                                      IndexRange range, const RowFilter &filter,
                                      const std::stop_token &stop)
{
    SelectedRows rows;
    if (!filter.isActive()) {
        rows.m_columns = std::move(columns);
        rows.m_range = range;
        return rows;
    }
    for (std::size_t i = range.first; i < range.last; ++i) {
        if (i % kRowsPerStopCheck == 0 && stop.stop_requested())
            return failure(cancelledError());
        if (!filter.passes(*columns, i))
            continue;
        rows.m_times_ns.push_back(columns->times_ns[i]);
        rows.m_values.push_back(columns->values[i]);
    }
    return rows;
}

std::span<const std::int64_t> SelectedRows::times_ns() const
{
    if (!m_columns)
        return m_times_ns;
    return std::span(m_columns->times_ns).subspan(m_range.first, m_range.last - m_range.first);
}

std::span<const double> SelectedRows::values() const
{
    if (!m_columns)
        return m_values;
    return std::span(m_columns->values).subspan(m_range.first, m_range.last - m_range.first);
}

} // namespace tidemark::store
