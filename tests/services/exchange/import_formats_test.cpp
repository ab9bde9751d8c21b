// SPDX-License-Identifier: GPL-3.0-or-later
// Files of every format into a store: detection, columns, values.
#include "services/exchange/import_inspection.h"
#include "services/exchange/import_survey.h"

#include "tests/services/exchange/format_imports.h"
#include "tests/support/files.h"
#include "tests/support/test_registry.h"

#include <QDateTime>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::exchange;
using tidemark::test::content;
using tidemark::test::importText;
using tidemark::test::MemoryStore;
using tidemark::test::planFor;
using tidemark::test::storedIn;

namespace {

// `name:role` of each column that has a meaning.
QStringList rolesOf(const ImportPlan &plan)
{
    QStringList roles;
    for (const ImportColumn &column : plan.columns) {
        if (column.role != ColumnRole::Ignore)
            roles.append(column.header % u':' % columnRoleKey(column.role));
    }
    return roles;
}

} // namespace

class ImportFormatsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void knowsFormatsByTheirText_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("name");
        QTest::addColumn<ImportFormat>("format");
        const QByteArray object = "{\"time\":\"2026-03-01T10:00:00Z\",\"value\":1}";
        QTest::newRow("list") << QByteArray("[" + object + "]") << u"x"_s << ImportFormat::Json;
        QTest::newRow("list over lines")
            << QByteArray(" [\n  " + object + "\n]\n") << u"x"_s << ImportFormat::Json;
        QTest::newRow("list in an object")
            << QByteArray("{\"data\":[" + object + "]}\n") << u"x"_s << ImportFormat::Json;
        QTest::newRow("object over lines")
            << QByteArray("{\n\"time\":[1],\n\"value\":[2]\n}\n") << u"x"_s << ImportFormat::Json;
        QTest::newRow("lines") << QByteArray(object + "\n" + object + "\n") << u"x"_s
                               << ImportFormat::JsonLines;
        QTest::newRow("one line by its name")
            << QByteArray(object) << u"x.ndjson.gz"_s << ImportFormat::JsonLines;
        QTest::newRow("lines with mark") << QByteArray("\xef\xbb\xbf" + object + "\r\n" + object)
                                         << u"x"_s << ImportFormat::JsonLines;
        QTest::newRow("cut off, by its name")
            << QByteArray("{\"a\":") << u"x.json"_s << ImportFormat::Json;
        QTest::newRow("comments of Prometheus")
            << QByteArray("# TYPE up gauge\nup 1\n") << u"x"_s << ImportFormat::Prometheus;
        QTest::newRow("labels") << QByteArray("up{a=\"b\"} 1\n") << u"x"_s
                                << ImportFormat::Prometheus;
        QTest::newRow("names in quotes")
            << QByteArray("{\"a.b\",c=\"d\"} 1\n") << u"x"_s << ImportFormat::Prometheus;
        QTest::newRow("bare samples by the name")
            << QByteArray("up 1\ndown 2\n") << u"x.prom"_s << ImportFormat::Prometheus;
        QTest::newRow("a table between spaces")
            << QByteArray("cpu 1\nmem 2\n") << u"x"_s << ImportFormat::Csv;
        QTest::newRow("a table with a comment")
            << QByteArray("# time value\n1 2\n") << u"x"_s << ImportFormat::Csv;
        QTest::newRow("a table in brackets")
            << QByteArray("[time],[value]\n1,2\n") << u"x"_s << ImportFormat::Csv;
        QTest::newRow("a table in braces")
            << QByteArray("{time},{value}\n1,2\n") << u"x"_s << ImportFormat::Csv;
    }
    void knowsFormatsByTheirText()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QString, name);
        QFETCH(const ImportFormat, format);
        const auto inspection = inspectImport({{}, text, name}, {}, {});
        QVERIFY2(inspection, inspection ? "" : qPrintable(inspection.error().message));
        QCOMPARE(inspection->plan.format, format);
        const bool isTold =
            std::any_of(inspection->findings.begin(), inspection->findings.end(),
                        [](const ImportFinding &finding) {
                            return finding.subject == ImportFinding::Subject::Format &&
                                   finding.confidence > 0.5;
                        });
        QCOMPARE(isTold, format != ImportFormat::Csv);
        const auto recipe = importPlanFromJson(toJson(inspection->plan));
        QVERIFY(recipe);
        QCOMPARE(recipe->format, format);
    }

    void anOldRecipeIsOfCsv()
    {
        QJsonObject old = toJson(planFor("time,value\n2026-03-01,1\n"));
        old.remove(u"format"_s);
        old.remove(u"table"_s);
        old.remove(u"row_time"_s);
        QCOMPARE(importPlanFromJson(old)->format, ImportFormat::Csv);
        old[u"format"_s] = u"xlsx"_s;
        QCOMPARE(importPlanFromJson(old).error().detail, u"recipe.format"_s);
    }

    void importsJsonLinesWithTagsAndSessions()
    {
        MemoryStore store;
        const QByteArray text =
            "{\"ts_ns\":1000000000000000001,\"metric\":\"cpu\",\"value\":0.1,\"tags\":{\"host\":"
            "\"a\","
            "\"n\":1}}"
            "\n"
            "{\"value\":2,\"metric\":\"cpu\",\"ts_ns\":1000000000000000002,\"tags\":{}}"
            "\n"
            "{\"ts_ns\":1000000000000000003,\"metric\":\"mem\",\"value\":null}"
            "\n";
        const ImportPlan plan = planFor(text);
        QCOMPARE(rolesOf(plan), (QStringList{u"ts_ns:time"_s, u"metric:metric"_s, u"value:value"_s,
                                             u"tags:tags"_s}));
        const auto report = importText(store, text, {plan});
        QVERIFY2(report && report->isCommitted, report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->rowsMissing, 1);
        QCOMPARE(storedIn(store), (QStringList{u"cpu=0.1@1000000000000000001 host=a;n=1"_s,
                                               u"cpu=2@1000000000000000002"_s}));
    }

    void importsAListOfAnswerAsAWideTable()
    {
        MemoryStore store;
        const QByteArray text =
            "{\"status\":\"ok\",\"rows\":[\n"
            "{\"at\":\"2001-09-09T01:46:40Z\",\"env\":{\"temp (\u00b0C)\":20.5,\"hum\":40}},\n"
            "{\"at\":\"2001-09-09T01:46:41Z\",\"env\":{\"hum\":\"41\"}}]}";
        const auto inspection = inspectImport(content(text), {}, {});
        QVERIFY(inspection);
        const bool isTold = std::any_of(
            inspection->findings.begin(), inspection->findings.end(),
            [](const ImportFinding &finding) { return finding.text.contains(u"\"rows\""_s); });
        QVERIFY(isTold);
        QCOMPARE(inspection->preview.head.size(), std::size_t{2});
        QCOMPARE(inspection->preview.head[1].line, 2);
        QVERIFY(importText(store, text, {inspection->plan})->isCommitted);
        QCOMPARE(storedIn(store), (QStringList{u"env.temp=20.5@1000000000000000000"_s,
                                               u"env.hum=40@1000000000000000000"_s,
                                               u"env.hum=41@1000000001000000000"_s}));
    }

    void importsListsAsColumns()
    {
        MemoryStore store;
        const QByteArray text =
            "{\"metric\":\"cpu\",\"time\":[1000000000,1000000001],\"value\":[1,2.5]}";
        QVERIFY(importText(store, text, {planFor(text)})->isCommitted);
        QCOMPARE(storedIn(store),
                 (QStringList{u"cpu=1@1000000000000000000"_s, u"cpu=2.5@1000000001000000000"_s}));
    }

    void importsPrometheusText()
    {
        MemoryStore store;
        const QByteArray text =
            "# TYPE req_total counter\nreq_total{code=\"200\"} 3 1000000000000\n"
            "# TYPE t_seconds gauge\nt_seconds 0.5 1000000001000\n";
        ImportPlan plan = planFor(text);
        QCOMPARE(plan.target, ImportTarget::Samples);
        QCOMPARE(plan.notation, TimeNotation::EpochMilliseconds);
        plan.target = ImportTarget::Records; // what the store in memory holds
        QVERIFY(importText(store, text, {plan})->isCommitted);
        QCOMPARE(storedIn(store), (QStringList{u"req_total=3@1000000000000000000 code=200"_s,
                                               u"t_seconds=0.5@1000000001000000000"_s}));
        QCOMPARE(store.allDefinitions().at(0).kind, MetricKind::Counter);
        QCOMPARE(store.allDefinitions().at(1).unit, u"s"_s);
    }

    void tellsSecondsOfOpenMetrics()
    {
        const ImportPlan plan = planFor("# TYPE a gauge\na 1 1520879607.789\n# EOF\n");
        QCOMPARE(plan.notation, TimeNotation::EpochSeconds);
    }

    void valuesWithoutTimeNeedOne()
    {
        MemoryStore store;
        const QByteArray text = "# TYPE up gauge\nup 1\n";
        ImportPlan plan = planFor(text); // bytes have no date
        QVERIFY(!plan.rowTime);
        plan.target = ImportTarget::Records;
        const auto refused = importText(store, text, {plan});
        QVERIFY(refused && !refused->isCommitted);
        QVERIFY(refused->summary.rejected.at(0).reason.contains(u"neither a time"_s));
        plan.rowTime = Timestamp(42);
        QVERIFY(importText(store, text, {plan})->isCommitted);
        QCOMPARE(storedIn(store), QStringList{u"up=1@42"_s});
    }

    void proposesTheTimeOfTheFile()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"node.prom"_s);
        test::writeFile(path, "# TYPE up gauge\nup 1\n");
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const QDateTime then = QDateTime::fromMSecsSinceEpoch(1'000'000'000'000, Qt::UTC);
        QVERIFY(file.setFileTime(then, QFileDevice::FileModificationTime));
        file.close();
        const auto inspection = inspectImport({path}, {}, {});
        QVERIFY(inspection);
        QCOMPARE(inspection->plan.rowTime, std::optional(Timestamp(1'000'000'000'000'000'000)));
        const auto told = std::find_if(
            inspection->findings.begin(), inspection->findings.end(),
            [](const ImportFinding &finding) { return finding.text.contains(u"last change"_s); });
        QVERIFY(told != inspection->findings.end() && told->text.contains(u"2001-09-09"_s));
        ImportInput copy{path};
        copy.isCopy = true;
        QVERIFY(!inspectImport(copy, {}, {})->plan.rowTime);
    }

    void changesTheFormat()
    {
        const QByteArray text = "{\"time\":\"2026-03-01\",\"value\":1}\n"
                                "{\"time\":\"2026-03-02\",\"value\":2}\n";
        ImportPlan plan = planFor(text);
        plan.format = ImportFormat::Json;
        auto other = inspectImportAs(content(text), plan, {});
        QVERIFY(other && other->preview.problem);
        QVERIFY2(other->preview.problem->message.contains(u"JSON Lines"_s),
                 qPrintable(other->preview.problem->message));
        plan = other->plan;
        plan.format = ImportFormat::JsonLines;
        other = inspectImportAs(content(text), plan, {});
        QVERIFY(other && !other->preview.problem);
        QCOMPARE(rolesOf(other->plan), (QStringList{u"time:time"_s, u"value:value"_s}));
    }

    void takesARecipeOfTheSameFormatOnly() // I10
    {
        const QByteArray lines = "{\"time\":\"2026-03-01\",\"value\":1}\n"
                                 "{\"time\":\"2026-03-02\",\"value\":2}\n";
        ImportPlan recipe = planFor(lines);
        recipe.metric = u"weight"_s;
        QCOMPARE(inspectImport(content(lines), {recipe}, {})->plan.metric, u"weight"_s);
        QVERIFY(!inspectImport(content("time,value\n2026-03-01,1\n"), {recipe}, {})->recipe);
    }

    void readsGzip()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"pulse.jsonl"_s);
        QByteArray text;
        for (int i = 0; i < 500; ++i)
            text += "{\"time_s\":" + QByteArray::number(1'750'000'000 + i) + ",\"value\":1}\n";
        test::writeFile(path, text);
        if (QProcess::execute(u"gzip"_s, {path}) != 0)
            QSKIP("This system has no gzip.");
        const auto inspection = inspectImport({path + u".gz"_s}, {}, {});
        QVERIFY(inspection);
        QCOMPARE(inspection->plan.format, ImportFormat::JsonLines);
        QCOMPARE(inspection->plan.metric, u"pulse"_s);
        const auto survey = surveyImport({path + u".gz"_s}, inspection->plan, {}, {}, {});
        QCOMPARE(survey->rowsReady, 500);
    }
};

TIDEMARK_TEST(ImportFormatsTest)
#include "import_formats_test.moc"
