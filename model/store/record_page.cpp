// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/record_page.h"

#include "model/store/connection.h"
#include "model/store/page_limit.h"
#include "model/store/record_columns.h"
#include "model/store/record_plan.h"
#include "model/store/store_lanes.h"

#include <algorithm>
#include <utility>

namespace tidemark::store {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kPieceRows = 2'000;

// Of one metric, time and uid are an order of all rows, and that of the index. With the metric
// named too, SQLite puts each row through a sorter, a fifth of what it takes for a page.
QString orderSql(const SelectionCondition &condition, SortOrder order)
{
    const QString direction = order == SortOrder::Ascending ? u""_s : u" DESC"_s;
    const QString metric =
        condition.metrics.size() == 1 ? QString() : QString(u", r.metric_id"_s % direction);
    return u" ORDER BY %1%2, s.uid%2%3 LIMIT :limit"_s.arg(timeColumn(condition.timeFilter),
                                                           direction, metric);
}

QString firstPageSql(QLatin1StringView columns, RecordPlan plan,
                     const SelectionCondition &condition, SortOrder order)
{
    return u"SELECT "_s % columns % planSql(plan, condition) % orderSql(condition, order);
}

// Later pages go on strictly after the last row. The row value of time and uid is a place in the
// index of times, so that the rows before it at the same time are not walked again; the one over
// both tables lets SQLite do without a sort.
QString laterPageSql(QLatin1StringView columns, RecordPlan plan,
                     const SelectionCondition &condition, SortOrder order)
{
    const bool isAscending = order == SortOrder::Ascending;
    const LeadingBounds bounds = isAscending ? LeadingBounds::Last : LeadingBounds::First;
    return u"SELECT "_s % columns % planSql(plan, condition, bounds) %
           u" AND (%1, s.uid) %2= (:after_ns, :after_uid) AND (%1 %2 :after_ns OR "_s
           u"(s.uid, r.metric_id) %2 (:after_uid, :after_metric))"_s.arg(
               timeColumn(condition.timeFilter), isAscending ? u">"_s : u"<"_s) %
           orderSql(condition, order);
}

// The key also narrows the range of times, so that the walk starts where the last page ended.
void continueAfter(SelectionCondition &condition, SortOrder order, const RecordPageKey &key)
{
    if (order == SortOrder::Ascending)
        condition.first_ns = std::max(condition.first_ns, key.time.posixNs());
    else
        condition.last_ns = std::min(condition.last_ns, key.time.posixNs());
}

RecordPageKey keyOf(const Record &record, TimeFilter filter)
{
    const auto &time = filter == TimeFilter::SessionStart ? record.sessionStart : record.sessionEnd;
    return RecordPageKey{time.value_or(Timestamp()), record.sessionUid, record.key.metric};
}

/// Reads one page and hands its records on, or gathers them.
class PageReader
{
public:
    PageReader(Connection &connection, const PageReading &reading, const std::stop_token &stop,
               RecordCounts *counts)
        : m_connection(connection)
        , m_reading(reading)
        , m_stop(stop)
        , m_counts(counts)
    {}

    /// Looks for one row more than `limit`, which tells whether another page follows.
    [[nodiscard]] Result<RecordPage> read(const SelectionCondition &condition, SortOrder order,
                                          const std::optional<RecordPageKey> &after, int limit);

private:
    [[nodiscard]] Result<void> readRows(Statement &statement, TimeFilter filter, std::size_t limit);
    /// Names are looked up anew for each piece, so that no two share them: two threads would wait
    /// for each other at every count of their texts.
    void handOn();

    Connection &m_connection;
    const PageReading &m_reading;
    const std::stop_token &m_stop;
    RecordCounts *const m_counts;
    std::optional<RecordColumns> m_columns;
    RecordPage m_page;
};

Result<RecordPage> PageReader::read(const SelectionCondition &condition, SortOrder order,
                                    const std::optional<RecordPageKey> &after, int limit)
{
    const auto plan = choosePlan(m_connection, condition, std::int64_t{limit} + 1, m_counts);
    if (!plan)
        return failure(plan.error());
    const QLatin1StringView columns =
        m_reading.tellsHistory ? kRecordColumns : kRecordColumnsWithoutHistory;
    Statement statement = m_connection.prepare(
        "record_page"_L1, after ? laterPageSql(columns, *plan, condition, order)
                                : firstPageSql(columns, *plan, condition, order));
    bindPlan(statement, *plan, condition);
    statement.set(":limit"_L1, limit + 1);
    if (after)
        statement.set(":after_uid"_L1, after->sessionUid)
            .set(":after_ns"_L1, after->time)
            .set(":after_metric"_L1, after->metric);
    auto done = statement.execute();
    if (done)
        done = readRows(statement, condition.timeFilter, static_cast<std::size_t>(limit));
    if (!done)
        return failure(done.error());
    return std::move(m_page);
}

Result<void> PageReader::readRows(Statement &statement, TimeFilter filter, std::size_t limit)
{
    std::optional<RecordPageKey> last;
    for (std::size_t rows = 0;; ++rows) {
        const auto hasRow = statement.next();
        if (!hasRow)
            return failure(hasRow.error());
        if (!*hasRow)
            break;
        if (m_stop.stop_requested())
            return failure(cancelledError());
        if (rows == limit) {
            m_page.next = std::move(last);
            break;
        }
        if (!m_columns)
            m_columns.emplace(m_connection);
        auto record = m_columns->read(statement);
        if (!record)
            return failure(record.error());
        if (rows + 1 == limit)
            last = keyOf(*record, filter);
        m_page.records.push_back(*std::move(record));
        if (m_reading.onPiece && m_page.records.size() == kPieceRows)
            handOn();
    }
    if (m_reading.onPiece && !m_page.records.empty())
        handOn();
    return {};
}

void PageReader::handOn()
{
    m_reading.onPiece(std::exchange(m_page.records, {}));
    m_page.records.reserve(kPieceRows);
    m_columns.reset();
}

} // namespace

Result<RecordPage> readPage(Connection &connection, OrgId org, const Selection &selection,
                            SortOrder order, const std::optional<RecordPageKey> &after, int limit,
                            const std::stop_token &stop, const PageReading &reading,
                            RecordCounts *counts)
{
    if (auto valid = checkPageLimit(limit); !valid)
        return failure(valid.error());
    auto condition = resolve(connection, org, selection);
    if (!condition)
        return failure(condition.error());
    if (condition->matchesNothing)
        return RecordPage{};
    if (after)
        continueAfter(*condition, order, *after);
    return PageReader(connection, reading, stop, counts).read(*condition, order, after, limit);
}

} // namespace tidemark::store
