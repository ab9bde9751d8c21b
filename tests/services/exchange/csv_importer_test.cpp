// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/csv_importer.h"

#include "tests/services/exchange/import_inputs.h"
#include "tests/services/exchange/memory_store.h"
#include "tests/support/files.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::exchange;
using tidemark::test::content;
using tidemark::test::contentOf;
using tidemark::test::MemoryStore;
using tidemark::test::planFor;

class CsvImporterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void importsTimeAndValueAsEntriesInUtc();
    void importsAWideTableCellByCell();
    void importsSessionsWithTheirParts();
    void reportsEveryBadRowAndStoresNothing();
    void skipsBadRowsWhenToldAndSavesThem();
    void listsNewDefinitionsBeforeAnythingIsStored();
    void renamesAndLeavesOutMetrics();
    void refusesAnotherUnitThanTheStored();
    void repeatedStampsFollowTheConflictPolicy_data();
    void repeatedStampsFollowTheConflictPolicy();
    void stopsAndLeavesTheStoreAsItWas();
    void reportsProgressAndReadsGzip();
    void importsTheTaxiFile();

private:
    [[nodiscard]] Result<ImportReport> run(const QByteArray &text, ImportRun run)
    {
        return m_importer->run(content(text), std::move(run), {}, {}).takeResult();
    }
    [[nodiscard]] QStringList stored() const
    {
        QStringList lines;
        for (const Record &r : m_store->records())
            lines.append(u"%1 %2 %3"_s.arg(r.metricName)
                             .arg(r.value)
                             .arg(r.sessionEnd ? r.sessionEnd->posixNs() / 1'000'000'000 : -1));
        return lines;
    }

    std::unique_ptr<MemoryStore> m_store;
    std::unique_ptr<CsvImporter> m_importer;
};

void CsvImporterTest::init()
{
    tidemark::test::failOnUnexpectedWarnings();
    m_importer.reset();
    m_store = std::make_unique<MemoryStore>();
    m_importer = std::make_unique<CsvImporter>(m_store->ports());
}

void CsvImporterTest::importsTimeAndValueAsEntriesInUtc()
{
    const QByteArray text =
        "timestamp,value\n1970-01-01 00:00:10,10844\n1970-01-01 00:00:20,-1.5\n";
    const auto report = run(text, {planFor(text)});
    QVERIFY(report);
    QVERIFY(report->isCommitted);
    QCOMPARE(report->summary.added, 2);
    QCOMPARE(stored(), (QStringList{u"file 10844 10"_s, u"file -1.5 20"_s}));
    QVERIFY(m_store->records().front().isEntry);
    QCOMPARE(m_store->records().front().sessionStart, m_store->records().front().sessionEnd);
}

void CsvImporterTest::importsAWideTableCellByCell()
{
    const QByteArray text = "time,cpu,mem [GB]\n1970-01-01T00:00:01Z,1,\n"
                            "1970-01-01T00:00:02Z,NA,5\n1970-01-01T00:00:03Z,7,8\n";
    const auto report = run(text, {planFor(text)});
    QVERIFY(report);
    QCOMPARE(report->summary.added, 4);
    QCOMPARE(report->rowsMissing, 2);
    QCOMPARE(stored(), (QStringList{u"cpu 1 1"_s, u"mem 5 2"_s, u"cpu 7 3"_s, u"mem 8 3"_s}));
    QCOMPARE(m_store->allDefinitions().at(1).unit, u"GB"_s);
}

void CsvImporterTest::importsSessionsWithTheirParts()
{
    const QByteArray text =
        "metric,value,session,session_name,start,end,device,tags,note\n"
        "loss,0.5,run-1,First,1970-01-01T00:00:01Z,1970-01-01T00:00:09Z,gpu0,env=prod,a note\n"
        "loss,0.25,run-2,,,,,,\n";
    const auto report = run(text, {planFor(text)});
    QVERIFY2(report, report ? "" : qPrintable(report.error().message));
    QVERIFY2(report->isCommitted,
             qPrintable(report->summary.rejected.empty() ? QString()
                                                         : report->summary.rejected[0].reason));
    const std::vector<Record> records = m_store->records();
    QCOMPARE(records.size(), std::size_t{2});
    QVERIFY(!records[0].sessionEnd); // run-2 knows no times
    QCOMPARE(records[1].sessionUid, u"run-1"_s);
    QCOMPARE(records[1].sessionName, std::optional(u"First"_s));
    QCOMPARE(records[1].sessionStart, std::optional(Timestamp(1'000'000'000)));
    QCOMPARE(records[1].sessionEnd, std::optional(Timestamp(9'000'000'000)));
    QCOMPARE(records[1].device, std::optional(u"gpu0"_s));
    QCOMPARE(records[1].tags, (TagMap{{u"env"_s, u"prod"_s}}));
    QCOMPARE(records[1].note, u"a note"_s);
    QVERIFY(!records[1].isEntry);
}

void CsvImporterTest::reportsEveryBadRowAndStoresNothing()
{
    const QByteArray text = "time,value\n1970-01-01T00:00:01Z,1\nyesterday,2\n"
                            "1970-01-01T00:00:03Z,x\n1970-01-01T00:00:04Z\n"
                            "1970-01-01T00:00:05Z,1e400\n1970-01-01T00:00:06Z,nan\n,7\n"
                            "\"1970-01-01T00:00:08Z\"x,8\n";
    ImportPlan plan = planFor("time,value\n1970-01-01T00:00:01Z,1\n");
    const auto report = run(text, {plan});
    QVERIFY(report);
    QVERIFY(!report->isCommitted);
    QVERIFY(m_store->records().empty());
    QCOMPARE(report->summary.rejectedCount, 7);
    QStringList listed;
    for (const RejectedRow &row : report->summary.rejected) {
        QVERIFY(!row.reason.isEmpty());
        listed.append(u"%1 %2 %3"_s.arg(row.line).arg(row.column, row.text));
    }
    QCOMPARE(listed, (QStringList{u"3 time yesterday"_s, u"4 value x"_s,
                                  u"5  1970-01-01T00:00:04Z"_s, u"6 value 1e400"_s,
                                  u"7 value nan"_s, u"8  "_s, u"9  1970-01-01T00:00:08Zx"_s}));
}

void CsvImporterTest::skipsBadRowsWhenToldAndSavesThem()
{
    QTemporaryDir folder;
    const QByteArray text = "time;value\n1970-01-01T00:00:01Z;1\n1970-01-01T00:00:02Z;=x\n"
                            "1970-01-01T00:00:03Z;3\n1970-01-01T00:00:04Z;4\n";
    m_store->refusedLines[4] = u"the store says no"_s;
    ImportRun job{planFor("time;value\n1970-01-01T00:00:01Z;1\n")};
    job.skipBadRows = true;
    job.rejectedPath = folder.filePath(u"bad.csv"_s);
    const auto report = run(text, job);
    QVERIFY(report);
    QVERIFY(report->isCommitted);
    QCOMPARE(stored(), (QStringList{u"file 1 1"_s, u"file 4 4"_s}));
    QCOMPARE(report->summary.rejectedCount, 2);
    QCOMPARE(report->summary.rejected.at(0).line, 3);
    QCOMPARE(report->summary.rejected.at(1).line, 4);
    QCOMPARE(report->rejectedPath, job.rejectedPath);
    const QByteArray saved = contentOf(job.rejectedPath);
    QVERIFY2(saved.startsWith("\"time\";value;rejected_line;rejected_column;rejected_reason\r\n"
                              "1970-01-01T00:00:02Z;=x;3;value;"),
             saved.constData());
    QVERIFY(saved.contains("1970-01-01T00:00:03Z;3;4;value;the store says no\r\n"));
    // Mended, it goes in by the same columns.
    m_store->refusedLines.clear();
    QByteArray mended = saved;
    mended.replace("=x", "2");
    const auto second = run(mended, {planFor(mended)});
    QVERIFY(second);
    QCOMPARE(second->summary.added, 2);
    QCOMPARE(m_store->records().size(), std::size_t{4});
}

void CsvImporterTest::listsNewDefinitionsBeforeAnythingIsStored()
{
    m_store->addMetric({u"cpu"_s, {}, u"%"_s});
    const QByteArray text = "time,metric,unit,kind,value\n1970-01-01,cpu,%,gauge,1\n"
                            "1970-01-01,trips,,counter,2\n1970-01-02,trips,,counter,3\n";
    const ImportPlan plan = planFor(text);
    const auto survey = m_importer->survey(content(text), plan, {}, {}).takeResult();
    QVERIFY(survey);
    QVERIFY(m_store->records().empty());
    QCOMPARE(survey->rowsReady, 3);
    QCOMPARE(survey->metrics.size(), std::size_t{2});
    QVERIFY(survey->metrics[0].exists);
    QVERIFY(!survey->metrics[1].exists);
    QCOMPARE(survey->metrics[1].rows, 2);
    QCOMPARE(survey->metrics[1].kind, std::optional(MetricKind::Counter));
    QVERIFY(run(text, {plan})->isCommitted);
    QCOMPARE(m_store->allDefinitions().at(1).kind, MetricKind::Counter);
}

void CsvImporterTest::renamesAndLeavesOutMetrics()
{
    const QByteArray text = "time,a,b\n1970-01-01T00:00:01Z,1,2\n";
    ImportPlan plan = planFor(text);
    plan.metrics = {{u"a"_s, u"alpha"_s, u"s"_s, MetricKind::Timer, false},
                    {u"b"_s, {}, {}, {}, true}};
    QVERIFY(run(text, {plan})->isCommitted);
    QCOMPARE(stored(), QStringList{u"alpha 1 1"_s});
    QCOMPARE(m_store->allDefinitions().at(0).unit, u"s"_s);
    QCOMPARE(m_store->allDefinitions().at(0).kind, MetricKind::Timer);
}

void CsvImporterTest::refusesAnotherUnitThanTheStored()
{
    m_store->addMetric({u"wait"_s, {}, u"ms"_s});
    const QByteArray text = "time,metric,unit,value\n1970-01-01,wait,s,1\n";
    const auto refused = run(text, {planFor(text)});
    QVERIFY(!refused);
    QCOMPARE(refused.error().detail, u"import.unit"_s);
    QVERIFY(m_store->records().empty());
}

void CsvImporterTest::repeatedStampsFollowTheConflictPolicy_data()
{
    QTest::addColumn<ConflictPolicy>("policy");
    QTest::addColumn<QStringList>("records");
    QTest::newRow("fail") << ConflictPolicy::Fail << QStringList{};
    QTest::newRow("skip") << ConflictPolicy::Skip << QStringList{u"file 1 1"_s};
    QTest::newRow("replace") << ConflictPolicy::Replace << QStringList{u"file 2 1"_s};
    QTest::newRow("keep both") << ConflictPolicy::KeepBoth
                               << QStringList{u"file 1 1"_s, u"file 2 1"_s};
}

void CsvImporterTest::repeatedStampsFollowTheConflictPolicy()
{
    QFETCH(const ConflictPolicy, policy);
    QFETCH(const QStringList, records);
    const QByteArray text = "time,value\n1970-01-01T00:00:01Z,1\n1970-01-01T00:00:01Z,2\n";
    ImportRun job{planFor(text)};
    job.conflicts = policy;
    QCOMPARE(run(text, job).has_value(), policy != ConflictPolicy::Fail);
    QCOMPARE(stored(), records);
}

void CsvImporterTest::stopsAndLeavesTheStoreAsItWas()
{
    QByteArray text = "time_s,value\n";
    for (int i = 0; i < 30'000; ++i)
        text += QByteArray::number(1'750'000'000 + i) + ",1\n";
    ImportRun job{planFor(text)};
    job.conflicts = ConflictPolicy::KeepBoth;
    std::stop_source stop;
    const auto stopped = m_importer
                             ->run(content(text), job, stop.get_token(),
                                   [&stop](TaskProgress done) {
                                       if (done.done > 5'000)
                                           stop.request_stop();
                                   })
                             .takeResult();
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QVERIFY(m_store->records().empty());
    QVERIFY(m_store->allDefinitions().empty());
}

void CsvImporterTest::reportsProgressAndReadsGzip()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"pulse.csv"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("time_s,value\n");
    for (int i = 0; i < 10'000; ++i)
        file.write(QByteArray::number(1'750'000'000 + i) + ",1\n");
    file.close();
    if (QProcess::execute(u"gzip"_s, {path}) != 0)
        QSKIP("This system has no gzip.");
    const ImportInput input{path + u".gz"_s};
    const auto inspection = m_importer->inspect(input, {}, {}).takeResult();
    QVERIFY2(inspection, inspection ? "" : qPrintable(inspection.error().message));
    QCOMPARE(inspection->plan.metric, u"pulse"_s);
    QCOMPARE(inspection->preview.tail.size(), std::size_t{20});
    QCOMPARE(inspection->preview.tail.back().line, 10'001);
    ImportRun job{inspection->plan};
    job.conflicts = ConflictPolicy::KeepBoth;
    TaskProgress last;
    const auto report =
        m_importer->run(input, job, {}, [&last](TaskProgress done) { last = done; }).takeResult();
    QVERIFY(report);
    QCOMPARE(report->summary.added, 10'000);
    QCOMPARE(last.done, 10'000);
    QCOMPARE(last.total, 10'000);
}

void CsvImporterTest::importsTheTaxiFile()
{
    const QString path = qEnvironmentVariable("TIDEMARK_SHARED_DATA") + u"/nab/nyc_taxi.csv"_s;
    if (!QFile::exists(path))
        QSKIP("The folder of real series is absent.");
    const ImportInput input{path};
    const auto inspection = m_importer->inspect(input, {}, {}).takeResult();
    QVERIFY(inspection);
    QCOMPARE(inspection->plan.metric, u"nyc_taxi"_s);
    ImportRun job{inspection->plan};
    job.conflicts = ConflictPolicy::KeepBoth;
    const auto report = m_importer->run(input, job, {}, {}).takeResult();
    QVERIFY(report);
    QVERIFY(report->isCommitted);
    QCOMPARE(report->summary.added, contentOf(path).trimmed().count('\n'));
    QCOMPARE(m_store->records().front().value, 10844.0);
    QCOMPARE(m_store->records().front().sessionEnd,
             std::optional(Timestamp(1'404'172'800'000'000'000)));
}

TIDEMARK_TEST(CsvImporterTest)
#include "csv_importer_test.moc"
