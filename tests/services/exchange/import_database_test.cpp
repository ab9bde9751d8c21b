// SPDX-License-Identifier: GPL-3.0-or-later
// A table of a database into a store.
#include "model/store/foreign_tables.h"
#include "services/exchange/csv_importer.h"

#include "tests/services/exchange/memory_store.h"
#include "tests/support/files.h"
#include "tests/support/sqlite_file.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::exchange;
using tidemark::test::MemoryStore;
using tidemark::test::SqliteFile;

class ImportDatabaseTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MemoryStore> m_store;
    std::unique_ptr<CsvImporter> m_importer;

    [[nodiscard]] ImportInput input() const { return {m_folder->filePath(u"lab.db"_s)}; }

private Q_SLOTS:
    void init()
    {
        test::failOnUnexpectedWarnings();
        m_importer.reset();
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<MemoryStore>();
        m_importer = std::make_unique<CsvImporter>(m_store->ports(),
                                                   std::make_unique<store::ForeignTables>());
    }

    void theOneTableIsTakenByItself()
    {
        SqliteFile(input().path)
            .run("CREATE TABLE readings(at_ns INTEGER, temp REAL, hum INTEGER, raw BLOB);"
                 "INSERT INTO readings VALUES(1000000000000000001, 0.30000000000000004, 40, x'00'),"
                 "(1000000000000000002, NULL, 41, NULL)");
        const QByteArray before = test::contentOf(input().path);
        const auto inspection = m_importer->inspect(input(), {}, {}).takeResult();
        QVERIFY2(inspection, inspection ? "" : qPrintable(inspection.error().message));
        QCOMPARE(inspection->plan.format, ImportFormat::Sqlite);
        QCOMPARE(inspection->plan.table, u"readings"_s);
        QCOMPARE(inspection->preview.head.size(), std::size_t{2});
        const auto report = m_importer->run(input(), {inspection->plan}, {}, {}).takeResult();
        QVERIFY2(report && report->isCommitted, report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->rowsMissing, 1);
        const auto records = m_store->records();
        QCOMPARE(records.size(), std::size_t{3});
        const auto temp = std::find_if(records.begin(), records.end(), [](const Record &record) {
            return record.metricName == u"temp"_s;
        });
        QVERIFY(temp != records.end());
        QCOMPARE(temp->value, 0.1 + 0.2);
        QCOMPARE(temp->sessionEnd, std::optional(Timestamp(1'000'000'000'000'000'001)));
        QCOMPARE(test::contentOf(input().path), before);
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{u"lab.db"_s});
    }

    void oneOfSeveralTablesIsChosen()
    {
        SqliteFile(input().path)
            .run("CREATE TABLE a(time TEXT, value); CREATE TABLE b(t TEXT, x);"
                 "INSERT INTO a VALUES('2026-03-01', 1), ('2026-03-02', 2)");
        auto inspection = m_importer->inspect(input(), {}, {}).takeResult();
        QVERIFY(inspection);
        QCOMPARE(inspection->tables, (QStringList{u"a"_s, u"b"_s}));
        QVERIFY(inspection->plan.table.isEmpty());
        QCOMPARE(validate(inspection->plan).error().detail, u"plan.table"_s);
        const bool mustChoose = std::any_of(
            inspection->findings.begin(), inspection->findings.end(),
            [](const ImportFinding &f) { return f.needsChoice && f.text.contains(u"a, b"_s); });
        QVERIFY(mustChoose);
        ImportPlan plan = inspection->plan;
        plan.table = u"a"_s;
        inspection = m_importer->inspectAs(input(), plan, {}).takeResult();
        QVERIFY(inspection);
        QCOMPARE(inspection->plan.columns.at(0).role, ColumnRole::Time);
        QVERIFY(m_importer->run(input(), {inspection->plan}, {}, {}).takeResult()->isCommitted);
        QCOMPARE(m_store->records().size(), std::size_t{2});
        // The recipe finds its table next time (I10).
        const auto again = m_importer->inspect(input(), {inspection->plan}, {}).takeResult();
        QVERIFY(again && again->recipe);
        QCOMPARE(again->plan.table, u"a"_s);
    }

    void bytesAreRejectedWithTheRow()
    {
        SqliteFile(input().path)
            .run("CREATE TABLE a(time TEXT, value);"
                 "INSERT INTO a VALUES('2026-03-01', 1), ('2026-03-02', x'00ff')");
        const auto inspection = m_importer->inspect(input(), {}, {}).takeResult();
        QVERIFY(inspection);
        const auto report = m_importer->run(input(), {inspection->plan}, {}, {}).takeResult();
        QVERIFY(report && !report->isCommitted);
        QVERIFY(m_store->records().empty());
        QCOMPARE(report->summary.rejected.at(0).line, 2);
        QCOMPARE(report->summary.rejected.at(0).column, u"value"_s);
        QVERIFY(report->summary.rejected.at(0).reason.contains(u"BLOB"_s));
    }

    void anEmptyDatabaseSaysSo()
    {
        SqliteFile(input().path).run("PRAGMA user_version = 1");
        const auto refused = m_importer->inspect(input(), {}, {}).takeResult();
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.contains(u"no tables"_s),
                 qPrintable(refused.error().message));
    }

    void aColumnThatWentIsNamed()
    {
        SqliteFile(input().path).run("CREATE TABLE a(time, value); INSERT INTO a VALUES(1, 2)");
        ImportPlan plan = m_importer->inspect(input(), {}, {}).takeResult()->plan;
        plan.columns.push_back({u"gone"_s, ColumnRole::Note});
        const auto refused = m_importer->survey(input(), plan, {}, {}).takeResult();
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.contains(u"\"gone\""_s),
                 qPrintable(refused.error().message));
    }
};

TIDEMARK_TEST(ImportDatabaseTest)
#include "import_database_test.moc"
