// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/record_batch.h"

#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/selection_sql.h"

#include <QString>

#include <array>
#include <vector>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

// Rows of one statement. Of each size a text is kept ready; what is left over takes a smaller one.
constexpr std::array<std::size_t, 3> kRowsAtOnce{50, 10, 1};
constexpr int kColumns = 8;
constexpr int kOwnColumns = 6; // of them, the first that differs between the rows

constexpr Sql kSelectWithHistory{
    "select_have_history"_L1,
    "SELECT j.value FROM json_each(?) j WHERE EXISTS (SELECT 1 FROM record_revision v "
    "JOIN change c ON c.id = v.step_id WHERE v.session_id = ? AND v.metric_id = j.value "
    "AND v.op = 1 AND c.undone = 0) OR EXISTS (SELECT 1 FROM record_revision v "
    "WHERE v.step_id = ? AND v.op = 0 AND v.metric_id = j.value AND v.session_id = ?)"_L1};

constexpr Sql kIsSessionUsed{
    "is_session_used"_L1,
    "SELECT EXISTS (SELECT 1 FROM record WHERE session_id = ?), EXISTS (SELECT 1 "
    "FROM record_revision WHERE session_id = ? AND op = 1)"_L1};

QString upsertText(std::size_t rows)
{
    QString text = u"INSERT INTO record (published_ns, publisher_id, change_id, session_id, "
                   "device_id, invocation_id, metric_id, value) VALUES "_s;
    for (std::size_t row = 0; row < rows; ++row)
        text += row == 0 ? "(?, ?, ?, ?, ?, ?, ?, ?)"_L1 : ", (?, ?, ?, ?, ?, ?, ?, ?)"_L1;
    return text % " ON CONFLICT (metric_id, session_id) DO UPDATE SET "
                  "device_id = excluded.device_id, invocation_id = excluded.invocation_id, "
                  "published_ns = excluded.published_ns, publisher_id = excluded.publisher_id, "
                  "value = excluded.value, change_id = excluded.change_id"_L1;
}

const QString &upsertOf(std::size_t size)
{
    static const auto kTexts = [] {
        std::array<QString, kRowsAtOnce.size()> texts;
        for (std::size_t i = 0; i < texts.size(); ++i)
            texts.at(i) = upsertText(kRowsAtOnce.at(i));
        return texts;
    }();
    return kTexts.at(size);
}

std::vector<std::int64_t> numbersOf(const std::vector<MetricId> &metrics)
{
    std::vector<std::int64_t> numbers;
    numbers.reserve(metrics.size());
    for (const MetricId metric : metrics)
        numbers.push_back(metric.value());
    return numbers;
}

} // namespace

Result<std::set<MetricId>> RecordBatch::put(const Values &values, const RecordRow &pattern,
                                            const Session &session)
{
    if (values.empty())
        return std::set<MetricId>();
    std::vector<MetricId> metrics;
    metrics.reserve(values.size());
    for (const auto &[metric, value] : values) {
        metrics.push_back(metric);
        m_scope.touched().touchRecords(metric, session.start, session.end);
    }
    m_scope.usesSession(session.id);
    const auto isNew = isNewSession(session.id);
    if (!isNew)
        return failure(isNew.error());
    if (*isNew) {
        if (auto done = insertAll(values, pattern); !done)
            return failure(done.error());
        return std::set<MetricId>();
    }
    auto found = keep(metrics, session.id);
    if (!found)
        return found;
    if (auto done = write(std::vector<Value>(values.begin(), values.end()), pattern); !done)
        return failure(done.error());
    if (auto done = addWithHistory(*found, metrics, session.id); !done)
        return failure(done.error());
    return found;
}

// It has no values, nor had any: there is nothing to keep, and no history.
Result<bool> RecordBatch::isNewSession(SessionId session)
{
    Statement select = m_scope.connection().prepare(kIsSessionUsed);
    if (auto done = select.run(session, session); !done)
        return failure(done.error());
    return select.next().transform(
        [&select](bool) { return !select.boolean(0) && !select.boolean(1); });
}

Result<void> RecordBatch::insertAll(const Values &values, const RecordRow &pattern)
{
    for (const auto &[metric, value] : values) {
        auto noted =
            m_scope.willInsert(JournalTable::Record, metric.value(), pattern.key.session.value());
        if (!noted)
            return noted;
    }
    return write(std::vector<Value>(values.begin(), values.end()), pattern);
}

Result<std::set<MetricId>> RecordBatch::keep(const std::vector<MetricId> &metrics,
                                             SessionId session)
{
    const auto kept =
        m_scope.willPutMany(JournalTable::Record, numbersOf(metrics), session.value());
    if (!kept)
        return failure(kept.error());
    std::set<MetricId> replaced;
    for (const std::int64_t metric : *kept)
        replaced.insert(MetricId(metric));
    return replaced;
}

// What was kept just now needs no look. Of the others a removal may have kept a value, or this
// change itself, when it wrote them before.
Result<void> RecordBatch::addWithHistory(std::set<MetricId> &found,
                                         const std::vector<MetricId> &metrics, SessionId session)
{
    std::vector<std::int64_t> others;
    for (const MetricId metric : metrics) {
        if (!found.contains(metric))
            others.push_back(metric.value());
    }
    if (others.empty())
        return {};
    Statement select = m_scope.connection().prepare(kSelectWithHistory);
    if (auto done = select.run(jsonArray(others), session, m_scope.id(), session); !done)
        return done;
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return {};
        found.insert(select.id<MetricId>(0));
    }
}

// Few statements of many rows: to run one costs about as much as a row.
Result<void> RecordBatch::write(std::span<const Value> values, const RecordRow &pattern)
{
    for (std::size_t size = 0; size < kRowsAtOnce.size() && !values.empty(); ++size) {
        const std::size_t rows = kRowsAtOnce.at(size);
        if (values.size() < rows)
            continue;
        Statement upsert = m_scope.connection().prepare("upsert_records"_L1, upsertOf(size));
        for (int row = 0; row < static_cast<int>(rows); ++row)
            upsert.bindFrom(row * kColumns, m_scope.at(), m_scope.actorId(), m_scope.id(),
                            pattern.key.session, pattern.device, pattern.invocation);
        for (; values.size() >= rows; values = values.subspan(rows)) {
            int position = kOwnColumns;
            for (const auto &[metric, value] : values.first(rows)) {
                upsert.bindFrom(position, metric, value);
                position += kColumns;
            }
            if (auto done = upsert.execute(); !done)
                return done;
        }
    }
    return {};
}

} // namespace tidemark::store
