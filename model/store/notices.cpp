// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/notices.h"

#include "model/store/connection.h"
#include "model/store/migrations.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kInsertNotice{
    "insert_notice"_L1,
    "INSERT INTO notice (seq, origin, metrics, all_metrics, begin_ns, end_ns, definitions, "
    "sessions, org_id, publishing, series, all_series, sampled) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_L1};
constexpr Sql kPruneNotices{"prune_notices"_L1, "DELETE FROM notice WHERE seq <= ?"_L1};
constexpr Sql kSelectNotices{
    "select_notices"_L1,
    "SELECT seq, origin, metrics, all_metrics, begin_ns, end_ns, definitions, sessions, org_id, "
    "publishing, series, all_series, sampled FROM notice WHERE seq > ? ORDER BY seq"_L1};

template <class Tag>
QString idsText(const std::vector<Id<Tag>> &ids)
{
    QJsonArray numbers;
    for (const Id<Tag> id : ids)
        numbers.append(static_cast<qint64>(id.value()));
    return QString::fromUtf8(QJsonDocument(numbers).toJson(QJsonDocument::Compact));
}

template <class IdType>
std::vector<IdType> idsFromText(const QString &text)
{
    std::vector<IdType> ids;
    const QJsonArray numbers = QJsonDocument::fromJson(text.toUtf8()).array();
    ids.reserve(static_cast<std::size_t>(numbers.size()));
    for (const QJsonValue number : numbers)
        ids.emplace_back(number.toInteger());
    std::sort(ids.begin(), ids.end());
    return ids;
}

StoreChange changeOfRow(const Statement &row)
{
    StoreChange change;
    change.metrics = idsFromText<MetricId>(row.text(2));
    change.allMetrics = row.boolean(3);
    if (!row.isNull(4) && !row.isNull(5))
        change.window = TimeWindow{row.timestamp(4), row.timestamp(5)};
    change.definitions = row.boolean(6);
    change.sessions = row.boolean(7);
    change.publishing = row.boolean(9);
    change.series = idsFromText<SeriesId>(row.text(10));
    change.allSeries = row.boolean(11);
    change.sampled = idsFromText<MetricId>(row.text(12));
    return change;
}

StoreChange everything()
{
    StoreChange change;
    change.allMetrics = true;
    change.definitions = true;
    change.sessions = true;
    change.publishing = true;
    change.allSeries = true;
    return change;
}

} // namespace

void ChangeCollector::touchRecords(MetricId metric, std::optional<Timestamp> start,
                                   std::optional<Timestamp> end)
{
    if (m_metrics.size() <= kMaxNoticeMetrics)
        m_metrics.insert(metric);
    m_isAll = m_isAll || m_metrics.size() > kMaxNoticeMetrics;
    if (start)
        extend(*start);
    if (end)
        extend(*end);
}

void ChangeCollector::touchSamples(SeriesId series, MetricId metric)
{
    if (m_isAllSeries)
        return;
    m_series.insert(series);
    m_sampled.insert(metric);
    if (m_series.size() > kMaxNoticeSeries) {
        m_isAllSeries = true;
        m_series.clear();
        m_sampled.clear();
    }
}

void ChangeCollector::touchAll()
{
    m_isAll = true;
    extend(Timestamp::min());
    extend(Timestamp::max());
}

void ChangeCollector::extend(Timestamp at)
{
    m_first = std::min(m_first.value_or(at), at);
    m_last = std::max(m_last.value_or(at), at);
}

void ChangeCollector::add(const ChangeCollector &other)
{
    for (const MetricId metric : other.m_metrics)
        touchRecords(metric, other.m_first, other.m_last);
    m_isAll = m_isAll || other.m_isAll;
    m_isAllSeries = m_isAllSeries || other.m_isAllSeries;
    m_series.insert(other.m_series.begin(), other.m_series.end());
    m_sampled.insert(other.m_sampled.begin(), other.m_sampled.end());
    m_definitions = m_definitions || other.m_definitions;
    m_sessions = m_sessions || other.m_sessions;
    m_publishing = m_publishing || other.m_publishing;
    if (other.m_first && other.m_last) {
        extend(*other.m_first);
        extend(*other.m_last);
    }
}

bool ChangeCollector::isEmpty() const
{
    return m_metrics.empty() && !m_isAll && !m_definitions && !m_sessions && !m_publishing &&
           m_series.empty() && !m_isAllSeries;
}

StoreChange ChangeCollector::change() const
{
    StoreChange change;
    change.allMetrics = m_isAll;
    if (!m_isAll)
        change.metrics.assign(m_metrics.begin(), m_metrics.end());
    if (m_first && m_last)
        change.window = TimeWindow{*m_first, *m_last + Timedelta(1)};
    change.definitions = m_definitions;
    change.sessions = m_sessions;
    change.publishing = m_publishing;
    change.allSeries = m_isAllSeries;
    if (!m_isAllSeries) {
        change.series.assign(m_series.begin(), m_series.end());
        change.sampled.assign(m_sampled.begin(), m_sampled.end());
    }
    return change;
}

Result<std::int64_t> lastWriteSeq(Connection &connection)
{
    return storeInfo(connection, info_key::kWriteSeq)
        .transform([](const std::optional<QString> &text) {
            return text ? static_cast<std::int64_t>(text->toLongLong()) : 0;
        });
}

Result<std::int64_t> writeNotice(Connection &connection, const QString &origin, OrgId org,
                                 const StoreChange &change)
{
    const auto last = lastWriteSeq(connection);
    if (!last)
        return failure(last.error());
    const std::int64_t seq = *last + 1;
    std::optional<Timestamp> begin;
    std::optional<Timestamp> end;
    if (change.window) {
        begin = change.window->begin;
        end = change.window->end;
    }
    auto inserted = connection.prepare(kInsertNotice)
                        .run(seq, origin, idsText(change.metrics), change.allMetrics, begin, end,
                             change.definitions, change.sessions, org, change.publishing,
                             idsText(change.series), change.allSeries, idsText(change.sampled));
    if (!inserted)
        return failure(inserted.error());
    if (auto pruned = connection.prepare(kPruneNotices).run(seq - kNoticesKept); !pruned)
        return failure(pruned.error());
    if (auto set = setStoreInfo(connection, info_key::kWriteSeq, QString::number(seq)); !set)
        return failure(set.error());
    return seq;
}

Result<NoticesRead> readNotices(Connection &connection, OrgId org, std::int64_t after,
                                const QString &origin)
{
    NoticesRead read;
    read.last = after;
    Statement select = connection.prepare(kSelectNotices);
    if (auto done = select.run(after); !done)
        return failure(done.error());
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return read;
        const std::int64_t seq = select.integer(0);
        if (seq != read.last + 1)
            read.change = everything();
        read.last = seq;
        if (select.integer(8) != org.value() || select.text(1) == origin)
            continue;
        if (read.change)
            read.change->merge(changeOfRow(select));
        else
            read.change = changeOfRow(select);
    }
}

} // namespace tidemark::store
