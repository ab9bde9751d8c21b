// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of files of every format: what cannot be taken, what is told, how exact and how large.
#include "services/exchange/import_inspection.h"
#include "services/exchange/import_survey.h"

#include "tests/services/exchange/format_imports.h"
#include "tests/support/files.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <bit>
#include <cmath>
#include <random>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::exchange;
using tidemark::test::content;
using tidemark::test::importText;
using tidemark::test::MemoryStore;
using tidemark::test::planFor;

class ImportFormatRowsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void rejectsWhatIsNoValue_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("reason");
        const QByteArray good = "{\"time\":\"2026-03-01\",\"value\":1}\n";
        QTest::newRow("list") << QByteArray(good + "{\"time\":\"2026-03-01\",\"value\":[1]}")
                              << u"value"_s << u"list"_s;
        QTest::newRow("object") << QByteArray(good +
                                              "{\"time\":\"2026-03-01\",\"value\":{\"x\":1}}")
                                << u"value"_s << u"object"_s;
        QTest::newRow("too large") << QByteArray(good + "{\"time\":\"2026-03-01\",\"value\":1e400}")
                                   << u"value"_s << u"large"_s;
        QTest::newRow("word") << QByteArray(good + "{\"time\":\"2026-03-01\",\"value\":true}")
                              << u"value"_s << u"number"_s;
        QTest::newRow("no time") << QByteArray(good + "{\"value\":2}") << QString()
                                 << u"neither a time"_s;
        QTest::newRow("no object") << QByteArray(good + "2") << QString() << u"no object"_s;
        QTest::newRow("infinity") << QByteArray("# TYPE a gauge\na 1 1000\na +Inf 2000\n")
                                  << u"value"_s << u"Infinity"_s;
    }
    void rejectsWhatIsNoValue() // I5, I8
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QString, column);
        QFETCH(const QString, reason);
        MemoryStore store;
        ImportPlan plan = planFor(text);
        plan.target = ImportTarget::Records;
        const auto report = importText(store, text, {plan});
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QVERIFY(!report->isCommitted);
        QVERIFY(store.records().empty() && store.allDefinitions().empty());
        QCOMPARE(report->summary.rejectedCount, 1);
        const RejectedRow &bad = report->summary.rejected.at(0);
        QCOMPARE(bad.line, plan.format == ImportFormat::Prometheus ? 3 : 2);
        QCOMPARE(bad.column, column);
        QVERIFY2(bad.reason.contains(reason), qPrintable(bad.reason));
        ImportRun skipping{plan};
        skipping.skipBadRows = true;
        QVERIFY(importText(store, text, skipping)->isCommitted);
        QCOMPARE(store.records().size(), std::size_t{1});
    }

    void savesRejectedRowsAsATable()
    {
        QTemporaryDir folder;
        MemoryStore store;
        const QByteArray text = "{\"time\":\"2026-03-01\",\"value\":1}\n"
                                "{\"time\":\"2026-03-02\",\"value\":\"x\"}\n";
        ImportRun run{planFor(text)};
        run.skipBadRows = true;
        run.rejectedPath = folder.filePath(u"bad.csv"_s);
        QVERIFY(importText(store, text, run)->isCommitted);
        QByteArray saved = test::contentOf(run.rejectedPath);
        QVERIFY2(saved.contains("2026-03-02,x,2,value,"), saved.constData());
        saved.replace(",x,", ",2,");
        QVERIFY(importText(store, saved, {planFor(saved)})->isCommitted);
        QCOMPARE(store.records().size(), std::size_t{2});
    }

    void tellsOfMembersThatNoColumnHas()
    {
        QByteArray text = "{\"time\":\"2026-03-01\",\"value\":1}\n";
        for (int i = 0; i < 20'000; ++i)
            text += "{\"time\":\"2026-03-01T10:00:00Z\",\"value\":1}\n";
        text += "{\"time\":\"2026-03-02\",\"value\":1,\"humidity\":40}\n";
        const ImportPlan plan = planFor(text);
        QCOMPARE(plan.columns.size(), std::size_t{2});
        const auto survey = surveyImport(content(text), plan, {}, {}, {});
        QVERIFY(survey);
        QCOMPARE(survey->unknown, (std::vector<UnknownField>{{u"humidity"_s, 1}}));
    }

    void aBareNumberHasAPointWhateverIsChosen()
    {
        MemoryStore store;
        const QByteArray text = "{\"time\":\"2026-03-01\",\"value\":1.234}\n"
                                "{\"time\":\"2026-03-02\",\"value\":\"1,5\"}\n";
        const ImportPlan plan = planFor(text);
        QCOMPARE(plan.decimal, DecimalSign::Comma); // of the text
        QVERIFY(importText(store, text, {plan})->isCommitted);
        QCOMPARE(store.records().at(0).value, 1.234);
        QCOMPARE(store.records().at(1).value, 1.5);
    }

    void roundTripOfRecordsAsJsonLines() // V1: the same bits
    {
        std::mt19937_64 random(20'260'301);
        MemoryStore store;
        QByteArray text;
        for (int i = 0; i < 2'000; ++i) {
            double value = 0;
            do {
                value = std::bit_cast<double>(random());
            } while (!std::isfinite(value));
            const auto end = static_cast<std::int64_t>(random());
            Record record;
            record.metricName = u"m\"%1\u00e9\\"_s.arg(random() % 9);
            record.value = value;
            record.sessionUid = u"ss_%1"_s.arg(i);
            record.sessionEnd = record.sessionStart = Timestamp(end);
            record.note = u"a\n\U0001f600"_s;
            store.addRecord(record);
            QJsonObject object{{u"metric"_s, record.metricName},
                               {u"session"_s, record.sessionUid},
                               {u"note"_s, record.note},
                               {u"end_ns"_s, qint64{end}},
                               {u"start_ns"_s, qint64{end}}};
            QByteArray line = QJsonDocument(object).toJson(QJsonDocument::Compact);
            line.chop(1);
            text += line + ",\"value\":" + QByteArray::number(value, 'g', 17) + "}\n";
        }
        MemoryStore other;
        const auto report = importText(other, text, {planFor(text)});
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QVERIFY(report->isCommitted);
        const auto before = store.records();
        const auto after = other.records();
        QCOMPARE(after.size(), before.size());
        for (std::size_t i = 0; i < before.size(); ++i) {
            QCOMPARE(std::bit_cast<std::uint64_t>(after[i].value),
                     std::bit_cast<std::uint64_t>(before[i].value));
            QCOMPARE(after[i].sessionEnd, before[i].sessionEnd);
            QCOMPARE(after[i].sessionStart, before[i].sessionStart);
            QCOMPARE(after[i].metricName, before[i].metricName);
            QCOMPARE(after[i].sessionUid, before[i].sessionUid);
            QCOMPARE(after[i].note, before[i].note);
        }
    }

    void showsTheLastRowsOfALargeFile()
    {
        QByteArray text;
        for (int i = 0; text.size() < 9 * 1024 * 1024; ++i)
            text += "{\"time_s\":" + QByteArray::number(1'750'000'000 + i) + ",\"value\":1}\n";
        text += "{\"time_s\":1760000000,\"value\":7}\n";
        const auto lines = inspectImport(content(text), {}, {});
        QCOMPARE(lines->preview.tail.size(), std::size_t{20});
        QCOMPARE(lines->preview.tail.back().cells.at(1).raw, u"7"_s);
        text.chop(1);
        text.replace('\n', ',');
        const auto list = inspectImport(content('[' + text + ']'), {}, {});
        QVERIFY(list->preview.tail.empty());
        const auto survey = surveyImport(content('[' + text + ']'), list->plan, {}, {}, {});
        QCOMPARE(survey->tail.back().cells.at(1).raw, u"7"_s);
    }

    void stopsSoon() // C9
    {
        QByteArray text = "[";
        while (text.size() < 60 * 1024 * 1024)
            text +=
                "{\"time_s\":1750000000,\"value\":1,\"text\":\"" + QByteArray(200, 'x') + "\"},";
        text += "{}]";
        const ImportPlan plan = planFor(text);
        MemoryStore store;
        CsvImporter importer(store.ports());
        std::stop_source stop;
        auto survey = importer.survey(content(text), plan, stop.get_token(), {});
        QTest::qWait(50);
        QElapsedTimer timer;
        timer.start();
        stop.request_stop();
        const auto stopped = survey.takeResult();
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
    }
};

TIDEMARK_TEST(ImportFormatRowsTest)
#include "import_format_rows_test.moc"
