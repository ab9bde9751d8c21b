// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/metric_columns.h"

#include "model/store/connection.h"
#include "model/store/selection_sql.h"
#include "model/store/store_lanes.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace tidemark::store {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kRowsPerStopCheck = 4096;

struct Row
{
    std::int64_t time_ns = 0;
    std::int64_t session = 0;
    double value = 0;
    std::int64_t device = 0;
    std::int64_t invocation = 0;
    std::size_t uidBegin = 0; // in Rows::uids
    std::size_t uidSize = 0;
};

// The uids stand in one text, which is needed for sorting only.
struct Rows
{
    std::vector<Row> rows;
    std::string uids;

    [[nodiscard]] std::string_view uid(const Row &row) const
    {
        return std::string_view(uids).substr(row.uidBegin, row.uidSize);
    }
    void append(const Statement &row)
    {
        const QByteArray uid = row.text(2).toUtf8();
        rows.push_back(Row{row.integer(0), row.integer(1), row.real(3), row.integer(4),
                           row.integer(5), uids.size(), static_cast<std::size_t>(uid.size())});
        uids.append(uid.constData(), static_cast<std::size_t>(uid.size()));
    }
    void sort()
    {
        const auto isBefore = [this](const Row &a, const Row &b) {
            return a.time_ns != b.time_ns ? a.time_ns < b.time_ns : uid(a) < uid(b);
        };
        if (!std::is_sorted(rows.begin(), rows.end(), isBefore))
            std::sort(rows.begin(), rows.end(), isBefore);
    }
};

MetricColumns columnsOf(const Rows &source)
{
    MetricColumns columns;
    columns.times_ns.reserve(source.rows.size());
    columns.values.reserve(source.rows.size());
    columns.sessions.reserve(source.rows.size());
    bool hasDevice = false;
    bool hasInvocation = false;
    for (const Row &row : source.rows) {
        columns.times_ns.push_back(row.time_ns);
        columns.values.push_back(row.value);
        columns.sessions.push_back(row.session);
        hasDevice = hasDevice || row.device != 0;
        hasInvocation = hasInvocation || row.invocation != 0;
    }
    const auto fill = [&source](std::vector<std::int64_t> &column, std::int64_t Row::*member) {
        column.reserve(source.rows.size());
        for (const Row &row : source.rows)
            column.push_back(row.*member);
    };
    if (hasDevice)
        fill(columns.devices, &Row::device);
    if (hasInvocation)
        fill(columns.invocations, &Row::invocation);
    return columns;
}

Result<MetricColumns> columnsOf(Statement &statement, const std::stop_token &stop)
{
    Rows rows;
    for (;;) {
        const auto hasRow = statement.next();
        if (!hasRow)
            return failure(hasRow.error());
        if (!*hasRow)
            break;
        if (rows.rows.size() % kRowsPerStopCheck == 0 && stop.stop_requested())
            return failure(cancelledError());
        rows.append(statement);
    }
    rows.sort();
    return columnsOf(rows);
}

QString columnsSql(TimeFilter filter, QLatin1StringView tables, QLatin1StringView condition)
{
    return u"SELECT %1, r.session_id, s.uid, r.value, r.device_id, r.invocation_id FROM %2 WHERE %3"_s
        .arg(timeColumn(filter), tables, condition.toString().arg(timeColumn(filter)));
}

// Room for some more rows; doubling, as a vector does by itself, would waste half of the memory.
template <class T>
void makeRoom(std::vector<T> &column, std::size_t size)
{
    if (size > column.capacity())
        column.reserve(size + size / 16);
}

// Replaces a part of a column that is empty while every row of it would be 0.
void replacePart(std::vector<std::int64_t> &column, const std::vector<std::int64_t> &part,
                 std::size_t size, IndexRange range, std::size_t partSize)
{
    if (column.empty() && part.empty())
        return;
    column.resize(size);
    const auto first = column.begin() + static_cast<std::ptrdiff_t>(range.first);
    const auto last = column.begin() + static_cast<std::ptrdiff_t>(range.last);
    if (range.last - range.first == partSize) {
        if (part.empty())
            std::fill(first, last, 0);
        else
            std::copy(part.begin(), part.end(), first);
        return;
    }
    column.erase(first, last);
    makeRoom(column, column.size() + partSize);
    const auto at = column.begin() + static_cast<std::ptrdiff_t>(range.first);
    if (part.empty())
        column.insert(at, partSize, 0);
    else
        column.insert(at, part.begin(), part.end());
}

template <class T>
void replacePart(std::vector<T> &column, const std::vector<T> &part, IndexRange range)
{
    const auto first = column.begin() + static_cast<std::ptrdiff_t>(range.first);
    const auto last = column.begin() + static_cast<std::ptrdiff_t>(range.last);
    if (range.last - range.first == part.size()) {
        std::copy(part.begin(), part.end(), first); // a correction moves nothing
        return;
    }
    column.erase(first, last);
    makeRoom(column, column.size() + part.size());
    column.insert(column.begin() + static_cast<std::ptrdiff_t>(range.first), part.begin(),
                  part.end());
}

} // namespace

std::size_t MetricColumns::size_bytes() const noexcept
{
    return times_ns.capacity() * sizeof(std::int64_t) + values.capacity() * sizeof(double) +
           (sessions.capacity() + devices.capacity() + invocations.capacity()) *
               sizeof(std::int64_t);
}

void MetricColumns::replace(IndexRange range, const MetricColumns &part)
{
    replacePart(devices, part.devices, size(), range, part.size());
    replacePart(invocations, part.invocations, size(), range, part.size());
    replacePart(times_ns, part.times_ns, range);
    replacePart(values, part.values, range);
    replacePart(sessions, part.sessions, range);
}

Result<MetricColumns> loadColumns(Connection &connection, MetricId metric, TimeFilter filter,
                                  const std::stop_token &stop)
{
    Statement statement = connection.prepare(
        "load_columns"_L1,
        columnsSql(filter, "record r CROSS JOIN session s ON s.id = r.session_id"_L1,
                   "r.metric_id = ? AND %1 IS NOT NULL"_L1));
    if (auto done = statement.run(metric); !done)
        return failure(done.error());
    return columnsOf(statement, stop);
}

Result<MetricColumns> loadColumns(Connection &connection, MetricId metric, TimeFilter filter,
                                  const TimeSpan &span, const std::stop_token &stop)
{
    Statement statement = connection.prepare(
        "load_columns_span"_L1,
        columnsSql(filter,
                   "session s CROSS JOIN record r ON r.session_id = s.id AND r.metric_id = ?"_L1,
                   "s.org_id = (SELECT org_id FROM metric WHERE id = ?) AND "
                   "%1 BETWEEN ? AND ?"_L1));
    if (auto done = statement.run(metric, metric, span.first_ns, span.last_ns); !done)
        return failure(done.error());
    return columnsOf(statement, stop);
}

} // namespace tidemark::store
