// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/store_check.h"

#include "model/core/text.h"
#include "model/store/connection.h"
#include "model/store/journal_tables.h"
#include "model/store/series/fault_words.h"
#include "model/store/series/series_check.h"
#include "model/store/store_lanes.h"
#include "model/store/transaction.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <array>
#include <memory>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct CheckText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::StoreCheck)
};

constexpr std::size_t kMaxFindings = 1000;

// Each text answers with what is wrong: the row's id.
struct Rule
{
    Sql sql;
    QLatin1StringView table;
    const char *problem;
};
constexpr std::array kRules{
    Rule{{"check_times"_L1, "SELECT uid FROM session WHERE end_ns < start_ns"_L1},
         "session"_L1,
         QT_TRANSLATE_NOOP("tidemark::store::StoreCheck", "The session ends before it starts.")},
    Rule{{"check_entries"_L1,
          "SELECT uid FROM session WHERE is_entry = 1 AND start_ns IS NOT end_ns"_L1},
         "session"_L1,
         QT_TRANSLATE_NOOP("tidemark::store::StoreCheck",
                           "An entered value has two different times.")},
    Rule{{"check_values"_L1, "SELECT metric_id || '/' || session_id FROM record "
                             "WHERE NOT (abs(value) <= 1.7976931348623157e308)"_L1},
         "record"_L1,
         QT_TRANSLATE_NOOP("tidemark::store::StoreCheck", "The value is not a finite number.")},
    Rule{{"check_changes"_L1,
          "SELECT r.metric_id || '/' || r.session_id FROM record r WHERE r.change_id <> 0 "
          "AND NOT EXISTS (SELECT 1 FROM change c WHERE c.id = r.change_id AND c.undone = 0)"_L1},
         "record"_L1,
         QT_TRANSLATE_NOOP("tidemark::store::StoreCheck",
                           "The change that wrote the record is not in the history.")},
    Rule{{"check_ranges"_L1,
          "SELECT session_id || '/' || file_id FROM session_file "
          "WHERE (first_ns IS NULL) <> (last_ns IS NULL) OR first_ns > last_ns"_L1},
         "session_file"_L1,
         QT_TRANSLATE_NOOP("tidemark::store::StoreCheck",
                           "The range of the file is incomplete or ends before it begins.")},
    Rule{
        {"check_bounds"_L1,
         "SELECT s.uid FROM (SELECT session_id, min(first_ns) AS first_ns, max(last_ns) AS last_ns "
         "FROM session_file WHERE first_ns IS NOT NULL GROUP BY session_id) f "
         "JOIN session s ON s.id = f.session_id "
         "WHERE s.start_ns IS NOT f.first_ns OR s.end_ns IS NOT f.last_ns"_L1},
        "session"_L1,
        QT_TRANSLATE_NOOP("tidemark::store::StoreCheck",
                          "The session's times are not those of its files.")},
    Rule{{"check_entry_files"_L1,
          "SELECT DISTINCT s.uid FROM session_file f JOIN session s ON s.id = f.session_id "
          "WHERE s.is_entry = 1"_L1},
         "session"_L1,
         QT_TRANSLATE_NOOP("tidemark::store::StoreCheck", "An entered value has files.")},
    // Every reference between the rows of two organisations.
    Rule{{"check_organisations"_L1,
          "SELECT r.metric_id || '/' || r.session_id FROM record r "
          "JOIN metric m ON m.id = r.metric_id JOIN session s ON s.id = r.session_id "
          "LEFT JOIN device d ON d.id = r.device_id "
          "LEFT JOIN invocation i ON i.id = r.invocation_id "
          "WHERE (SELECT count(*) FROM org) > 1 AND (m.org_id <> s.org_id "
          "OR d.org_id <> s.org_id OR i.org_id <> s.org_id) UNION ALL "
          "SELECT 'session ' || sd.session_id FROM session_device sd "
          "JOIN session s ON s.id = sd.session_id JOIN device d ON d.id = sd.device_id "
          "WHERE d.org_id <> s.org_id UNION ALL "
          "SELECT 'session ' || sf.session_id FROM session_file sf "
          "JOIN session s ON s.id = sf.session_id JOIN file f ON f.id = sf.file_id "
          "WHERE f.org_id <> s.org_id"_L1},
         "record"_L1,
         QT_TRANSLATE_NOOP("tidemark::store::StoreCheck",
                           "Rows of two organisations refer to each other.")},
    Rule{{"check_tokens"_L1, "SELECT id FROM token WHERE length(hash) <> 64"_L1},
         "token"_L1,
         QT_TRANSLATE_NOOP("tidemark::store::StoreCheck",
                           "The token lets nobody in: its hash is not one.")},
    Rule{{"check_ids"_L1, "SELECT s.name FROM id_sequence s WHERE s.next <= (CASE s.name "
                          "WHEN 'metric' THEN (SELECT max(id) FROM metric) "
                          "WHEN 'session' THEN (SELECT max(id) FROM session) "
                          "WHEN 'device' THEN (SELECT max(id) FROM device) "
                          "WHEN 'file' THEN (SELECT max(id) FROM file) "
                          "WHEN 'outbox' THEN (SELECT max(id) FROM outbox) "
                          "WHEN 'change' THEN (SELECT max(id) FROM change) ELSE NULL END)"_L1},
         "id_sequence"_L1,
         QT_TRANSLATE_NOOP("tidemark::store::StoreCheck",
                           "The next id of this kind is in use already.")},
};

class Checker
{
public:
    Checker(Connection &connection, const std::stop_token &stop, const ProgressCallback &progress)
        : m_connection(connection)
        , m_stop(stop)
        , m_progress(progress)
    {}

    [[nodiscard]] Result<CheckReport> run();

private:
    [[nodiscard]] Result<void> integrity();
    [[nodiscard]] Result<void> references();
    [[nodiscard]] Result<void> rules();
    [[nodiscard]] Result<void> names();
    [[nodiscard]] Result<void> jsonTexts();
    [[nodiscard]] Result<void> samples();
    [[nodiscard]] Result<void> countRows();
    [[nodiscard]] Result<void> step(Result<void> (Checker::*part)());
    template <class RowCallback>
    [[nodiscard]] Result<void> forRows(QLatin1StringView name, const QString &text,
                                       RowCallback callback);
    void find(const QString &where, const QString &problem);

    Connection &m_connection;
    const std::stop_token &m_stop;
    const ProgressCallback &m_progress;
    CheckReport m_report;
    std::int64_t m_stepsDone = 0;
};

constexpr std::int64_t kSteps = 7;

Result<CheckReport> Checker::run()
{
    for (const auto part :
         {&Checker::integrity, &Checker::references, &Checker::rules, &Checker::names,
          &Checker::jsonTexts, &Checker::samples, &Checker::countRows}) {
        if (auto done = step(part); !done)
            return failure(done.error());
    }
    return m_report;
}

// Damage that stops a part is a finding of its own, not a failure of the check.
Result<void> Checker::step(Result<void> (Checker::*part)())
{
    if (m_stop.stop_requested())
        return failure(cancelledError());
    auto done = (this->*part)();
    if (!done && done.error().code == ErrorCode::Damaged) {
        m_report.isDamaged = true;
        find(m_connection.storeName(), done.error().message);
        done = {};
    }
    ++m_stepsDone;
    if (m_progress)
        m_progress({m_stepsDone, kSteps});
    return done;
}

void Checker::find(const QString &where, const QString &problem)
{
    if (m_report.findings.size() < kMaxFindings)
        m_report.findings.push_back({where, problem});
}

template <class RowCallback>
Result<void> Checker::forRows(QLatin1StringView name, const QString &text, RowCallback callback)
{
    Statement select = m_connection.prepare(name, text);
    if (auto done = select.run(); !done)
        return done;
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return {};
        callback(select);
    }
}

Result<void> Checker::integrity()
{
    return forRows("integrity_check"_L1, u"PRAGMA integrity_check"_s, [this](Statement &row) {
        if (row.text(0) == "ok"_L1)
            return;
        m_report.isDamaged = true;
        find(m_connection.storeName(), row.text(0));
    });
}

Result<void> Checker::references()
{
    return forRows("foreign_key_check"_L1, u"PRAGMA foreign_key_check"_s, [this](Statement &row) {
        find(row.text(0),
             CheckText::tr("A row refers to a missing row of the table %1.").arg(row.text(2)));
    });
}

Result<void> Checker::rules()
{
    for (const Rule &rule : kRules) {
        auto done = forRows(rule.sql.name, QString(rule.sql.text), [&](Statement &row) {
            find(rule.table % ' '_L1 % row.text(0), CheckText::tr(rule.problem));
        });
        if (!done)
            return done;
    }
    return {};
}

Result<void> Checker::names()
{
    for (const QLatin1StringView table : {"metric"_L1, "device"_L1, "org"_L1}) {
        const QString text = "SELECT name FROM "_L1 % table;
        auto done = forRows("check_names"_L1, text, [&](Statement &row) {
            const QString name = row.text(0);
            if (normalisedName(name) != Result<QString>(name))
                find(table % ' '_L1 % name, CheckText::tr("The name is not in its normal form."));
        });
        if (!done)
            return done;
    }
    return {};
}

Result<void> Checker::jsonTexts()
{
    static constexpr std::array kObjects{
        std::pair("metric"_L1, "SELECT name, tags FROM metric UNION ALL "
                               "SELECT name, settings FROM metric"_L1),
        std::pair("session"_L1, "SELECT uid, tags FROM session WHERE tags <> '{}' UNION ALL "
                                "SELECT uid, metadata FROM session WHERE metadata IS NOT NULL "
                                "UNION ALL SELECT uid, custom_fields FROM session "
                                "WHERE custom_fields IS NOT NULL"_L1),
        std::pair("device"_L1, "SELECT name, metadata FROM device WHERE metadata IS NOT NULL "
                               "UNION ALL SELECT name, custom_fields FROM device "
                               "WHERE custom_fields IS NOT NULL"_L1)};
    static constexpr std::array kLists{
        std::pair("session"_L1, "SELECT uid, labels FROM session WHERE labels IS NOT NULL"_L1),
        std::pair("device"_L1, "SELECT name, labels FROM device WHERE labels IS NOT NULL"_L1)};
    const auto look = [this](QLatin1StringView table, QLatin1StringView text, bool isList) {
        return forRows("check_json"_L1, QString(text), [&](Statement &row) {
            const auto json = QJsonDocument::fromJson(row.text(1).toUtf8());
            if (isList ? !json.isArray() : !json.isObject())
                find(table % ' '_L1 % row.text(0), CheckText::tr("The tags cannot be read."));
        });
    };
    for (const auto &[table, text] : kObjects) {
        if (auto done = look(table, text, false); !done)
            return done;
    }
    for (const auto &[table, text] : kLists) {
        if (auto done = look(table, text, true); !done)
            return done;
    }
    return {};
}

// A damaged stretch of samples is passed over by whoever reads, and does not spread.
Result<void> Checker::samples()
{
    const auto workspace = std::make_unique<ChunkWorkspace>();
    const auto checked = checkSeries(m_connection, *workspace, m_stop);
    if (!checked)
        return failure(checked.error());
    m_report.rowsChecked += checked->series + checked->samples;
    for (const SeriesFault &fault : checked->faults) {
        const CheckFinding finding = findingOf(fault);
        find(finding.where, finding.problem);
    }
    return {};
}

Result<void> Checker::countRows()
{
    for (const JournalTable table : kJournalTables) {
        const auto count =
            m_connection.scalar("SELECT count(*) FROM "_L1 % tableName(table), "count_rows"_L1);
        if (!count)
            return failure(count.error());
        m_report.rowsChecked += count->toLongLong();
    }
    return {};
}

} // namespace

Result<CheckReport> checkStore(Connection &connection, const std::stop_token &stop,
                               const ProgressCallback &progress)
{
    auto snapshot = Transaction::beginRead(connection);
    if (!snapshot)
        return failure(snapshot.error());
    return Checker(connection, stop, progress).run();
}

} // namespace tidemark::store
