// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/outbox_keys.h"

#include "model/store/selection_sql.h"

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr QLatin1StringView
    kAllRecords("SELECT metric_id AS key1, session_id AS key2 FROM record "
                "WHERE session_id BETWEEN :first AND :last AND change_id = :change "
                "UNION SELECT metric_id, session_id FROM record_revision WHERE step_id = :change");
constexpr QLatin1StringView
    kNamedRecords("SELECT json_extract(value, '$[1]') AS key1, json_extract(value, '$[0]') AS key2 "
                  "FROM json_each(:keys)");
constexpr QLatin1StringView
    kAllSessions("SELECT id AS key1, 0 AS key2 FROM session "
                 "WHERE id BETWEEN :first AND :last AND change_id = :change "
                 "UNION SELECT session_id, 0 FROM session_device "
                 "WHERE session_id BETWEEN :first AND :last AND change_id = :change "
                 "UNION SELECT session_id, 0 FROM session_file "
                 "WHERE session_id BETWEEN :first AND :last AND change_id = :change "
                 "UNION SELECT id, 0 FROM session_revision WHERE step_id = :change "
                 "UNION SELECT session_id, 0 FROM session_device_revision WHERE step_id = :change "
                 "UNION SELECT session_id, 0 FROM session_file_revision WHERE step_id = :change");
constexpr QLatin1StringView
    kAllMetrics("SELECT id AS key1, 0 AS key2 FROM metric WHERE change_id = :change "
                "UNION SELECT id, 0 FROM metric_revision WHERE step_id = :change");
constexpr QLatin1StringView
    kAllDevices("SELECT id AS key1, 0 AS key2 FROM device WHERE change_id = :change "
                "UNION SELECT id, 0 FROM device_revision WHERE step_id = :change");
constexpr QLatin1StringView kNamed("SELECT value AS key1, 0 AS key2 FROM json_each(:keys)");

QString jsonOf(const std::set<std::int64_t> &ids)
{
    return jsonArray({ids.begin(), ids.end()});
}

QString jsonOf(const std::set<std::pair<std::int64_t, std::int64_t>> &keys)
{
    QString text(u'[');
    for (const auto &[first, second] : keys) {
        if (text.size() > 1)
            text += u',';
        text += u'[' % QString::number(first) % u',' % QString::number(second) % u']';
    }
    return text + u']';
}

} // namespace

void OutboxKeys::note(JournalTable table, std::int64_t key, std::optional<std::int64_t> secondKey)
{
    if (m_isAll)
        return;
    switch (table) {
    case JournalTable::Metric:
        m_metrics.insert(key);
        break;
    case JournalTable::Device:
        m_devices.insert(key);
        break;
    case JournalTable::Session:
    case JournalTable::SessionDevice:
    case JournalTable::SessionFile:
        m_sessions.insert(key);
        break;
    case JournalTable::Record:
        m_records.insert({secondKey.value_or(0), key});
        break;
    case JournalTable::Invocation:
    case JournalTable::File:
        break; // nothing is said about them by themselves
    }
    if (m_records.size() + m_sessions.size() > kMaxNamed)
        noteAll();
}

void OutboxKeys::noteAll()
{
    m_isAll = true;
    m_metrics.clear();
    m_devices.clear();
    m_sessions.clear();
    m_records.clear();
}

bool OutboxKeys::has(OutboxKind kind) const
{
    if (m_isAll)
        return true;
    switch (kind) {
    case OutboxKind::Device:
        return !m_devices.empty();
    case OutboxKind::Definition:
        return !m_metrics.empty();
    case OutboxKind::Session:
        return !m_sessions.empty();
    case OutboxKind::Record:
        return !m_records.empty();
    }
    return false;
}

QString OutboxKeys::rowsSql(OutboxKind kind) const
{
    switch (kind) {
    case OutboxKind::Device:
        return m_isAll ? kAllDevices : kNamed;
    case OutboxKind::Definition:
        return m_isAll ? kAllMetrics : kNamed;
    case OutboxKind::Session:
        return m_isAll ? kAllSessions : kNamed;
    case OutboxKind::Record:
        return m_isAll ? kAllRecords : kNamedRecords;
    }
    return {};
}

QString OutboxKeys::json(OutboxKind kind) const
{
    switch (kind) {
    case OutboxKind::Device:
        return jsonOf(m_devices);
    case OutboxKind::Definition:
        return jsonOf(m_metrics);
    case OutboxKind::Session:
        return jsonOf(m_sessions);
    case OutboxKind::Record:
        return jsonOf(m_records);
    }
    return {};
}

} // namespace tidemark::store
