// SPDX-License-Identifier: GPL-3.0-or-later
// Odd files as they come: what is detected, and what is left to the person (I3, I4).
#include "model/time/time_format.h"
#include "services/exchange/import_preview.h"
#include "services/exchange/import_survey.h"
#include "tests/services/exchange/import_inputs.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QStringEncoder>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::exchange;
using tidemark::test::content;

namespace {

// `delimiter header skip roles decimal group notation order`
QString shown(const ImportPlan &plan)
{
    QStringList roles;
    for (const ImportColumn &column : plan.columns)
        roles.append(columnRoleKey(column.role));
    const QStringList decimals{u"?"_s, u"."_s, u","_s};
    const QStringList notations{u"iso"_s, u"calendar"_s, u"s"_s, u"ms"_s, u"us"_s, u"ns"_s};
    const QStringList orders{u"?"_s, u"dmy"_s, u"mdy"_s};
    QString text = QString::fromLatin1(&plan.dialect.delimiter, 1).replace(u'\t', u"tab"_s) +
                   (plan.dialect.hasHeader ? u" header "_s : u" none "_s) +
                   QString::number(plan.skippedLines) + u' ' + roles.join(u',') + u' ' +
                   decimals.at(static_cast<int>(plan.decimal));
    if (plan.groupSign)
        text += u"g"_s + QChar(*plan.groupSign);
    text += u' ' + notations.at(static_cast<int>(plan.notation));
    if (plan.notation == TimeNotation::Calendar)
        text += u' ' + orders.at(static_cast<int>(plan.dateOrder));
    return text;
}

} // namespace

class ImportDetectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void understandsOddFiles_data();
    void understandsOddFiles();
    void decidesTheOrderOfDayAndMonthByAllRows();
    void leavesAnUndecidedOrderToThePerson();
    void namesTheMetricOfAFileWithoutOne_data();
    void namesTheMetricOfAFileWithoutOne();
    void refusesWhatIsNoText_data();
    void refusesWhatIsNoText();
    void tellsWhereOtherEncodingsBegin();
    void showsRawAndParsedCellsSideBySide();
    void showsTheLastRowsOfALargeFileQuickly();
    void takesARecipeWhoseHeaderMatches();
};

void ImportDetectionTest::understandsOddFiles_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("plan");
    const auto row = [](const char *name, const QByteArray &text, const QString &plan) {
        QTest::newRow(name) << text << plan;
    };
    row("time and value", "timestamp,value\n2014-07-01 00:00:00,10844\n2014-07-01 00:30:00,8127\n",
        u", header 0 time,value . iso"_s);
    row("no final line end, one row", "timestamp,value\n2014-07-01 00:00:00,1.5",
        u", header 0 time,value . iso"_s);
    row("no header", "2014-07-01T00:00:00Z,1.5\n2014-07-01T00:00:01Z,2.5\n",
        u", none 0 time,value . iso"_s);
    row("byte-order mark and CRLF",
        "\xef\xbb\xbf"
        "time,value\r\n2026-03-01,1\r\n",
        u", header 0 time,value . iso"_s);
    row("german",
        "Datum;Uhrzeit;Temperatur (\xc2\xb0"
        "C)\n13.03.2026;09:30;21,5\n14.03.2026;09:30;1.021,25\n",
        u"; header 0 date,time_of_day,value ,g. calendar dmy"_s);
    row("american", "Date\tValue\n03/14/2026 9:30 PM\t1,234.5\n",
        u"tab header 0 time,value .g, calendar mdy"_s);
    row("month names", "time,value\n1 Mar 2026 10:00,1\n2 Mar 2026 10:00,2\n",
        u", header 0 time,value . calendar dmy"_s);
    row("wide", "time,cpu,mem,disk\n2026-03-01T00:00:00Z,1,2,\n2026-03-01T00:01:00Z,,4,5\n",
        u", header 0 time,series,series,series . iso"_s);
    row("long with tags", "metric|time|value|unit|tags|note\ncpu|2026-03-01|1|%|a=b|x\n",
        u"| header 0 metric,time,value,unit,tags,note . iso"_s);
    row("epoch seconds", "ts,value\n1750000000,1\n1750000060,2\n", u", header 0 time,value . s"_s);
    row("compact days", "date,value\n20260101,5\n20260102,6\n", u", header 0 time,value . iso"_s);
    row("eight digits by the name", "time_ms,value\n20260101,5\n20260102,6\n",
        u", header 0 time,value . ms"_s);
    row("epoch milliseconds", "ts,value\n1750000000123,1\n", u", header 0 time,value . ms"_s);
    row("epoch by the name", "start_ns,end_ns,session,value\n1,2,a,3\n",
        u", header 0 start,end,session,value . ns"_s);
    row("title lines", "Report of March\n\ntime;value\n2026-03-01;1,5\n2026-03-02;2,5\n",
        u"; header 2 time,value , iso"_s);
    row("comments", "# made by a logger, version 2\n# place: attic\ntime,value\n2026-03-01,1\n",
        u", header 2 time,value . iso"_s);
    row("header behind a hash", "#time,value\n2026-03-01,1\n2026-03-02,2\n",
        u", header 0 time,value . iso"_s);
    row("aligned by spaces",
        "date       time     value\n2026-03-01 10:00:00   1.5\n"
        "2026-03-01 10:01:00  12.5\n",
        u"  header 0 date,time_of_day,value . iso"_s);
    row("apostrophes as quotes", "'time','value'\n'2026-03-01','1'\n'2026-03-02','2'\n",
        u", header 0 time,value . iso"_s);
    row("groups by spaces", "time;value\n2026-03-01;1 234,5\n2026-03-02;12 345 678,25\n",
        u"; header 0 time,value ,g  iso"_s);
    row("doubtful thousands", "time;value\n2026-03-01;1.234\n2026-03-02;5.678\n",
        u"; header 0 time,value ? iso"_s);
    row("point among commas", "time,value\n2026-03-01,1.234\n", u", header 0 time,value . iso"_s);
    row("doubtful day and month", "time,value\n01/02/2026,1\n03/04/2026,2\n",
        u", header 0 time,value . calendar ?"_s);
    row("contradicting days and months", "time,value\n13/02/2026,1\n02/13/2026,2\n",
        u", header 0 time,value . calendar ?"_s);
    row("empty", "", u", header 0  . iso"_s);
    row("only a header", "time,value\n", u", header 0 time,value . iso"_s);
    QStringEncoder utf16(QStringEncoder::Utf16LE);
    const QByteArray wideText = utf16(u"time;value\r\n2026-03-01;1,5\r\n"_s);
    row("UTF-16 without mark", wideText, u"; header 0 time,value , iso"_s);
}

void ImportDetectionTest::understandsOddFiles()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, plan);
    const auto inspection = inspectImport(content(text), {}, {});
    QVERIFY2(inspection, inspection ? "" : qPrintable(inspection.error().message));
    const ImportPlan &found = inspection->plan;
    // An empty file has no header either way.
    QCOMPARE(found.columns.empty() ? plan : shown(found), plan);
    const bool isOpen = plan.contains(u'?');
    const bool asks = std::any_of(inspection->findings.begin(), inspection->findings.end(),
                                  [](const ImportFinding &f) { return f.needsChoice; });
    QCOMPARE(asks, isOpen);
    if (!isOpen && !found.columns.empty())
        QVERIFY2(validate(found), qPrintable(shown(found)));
}

void ImportDetectionTest::decidesTheOrderOfDayAndMonthByAllRows()
{
    QByteArray text = "time,value\n";
    while (text.size() < qsizetype{2} * 1024 * 1024)
        text += "01/02/2026 10:00:00,1\n";
    text += "02/28/2026 10:00:00,1\n"; // far behind the sample
    const auto inspection = inspectImport(content(text), {}, {});
    QVERIFY(inspection);
    QCOMPARE(inspection->plan.dateOrder, DateOrder::MonthFirst);
}

void ImportDetectionTest::leavesAnUndecidedOrderToThePerson()
{
    const auto inspection = inspectImport(content("time,value\n01/02/2026,1\n"), {}, {});
    QVERIFY(inspection);
    const auto refused =
        surveyImport(content("time,value\n01/02/2026,1\n"), inspection->plan, {}, {}, {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().detail, u"plan.dateOrder"_s);
    QVERIFY(inspection->preview.problem);
}

void ImportDetectionTest::namesTheMetricOfAFileWithoutOne_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("metric");
    QTest::addColumn<QString>("unit");
    QTest::newRow("by the file") << QByteArray("timestamp,value\n2026-03-01,1\n") << u"file"_s
                                 << u""_s;
    QTest::newRow("by the column") << QByteArray("time,outdoor temperature [\xc2\xb0"
                                                 "C]\n2026-03-01,1\n")
                                   << u"outdoor temperature"_s << u"\u00b0C"_s;
    QTest::newRow("without header") << QByteArray("2026-03-01,1\n") << u"file"_s << u""_s;
}

void ImportDetectionTest::namesTheMetricOfAFileWithoutOne()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, metric);
    QFETCH(const QString, unit);
    const auto inspection = inspectImport(content(text), {}, {});
    QVERIFY(inspection);
    QCOMPARE(inspection->plan.metric, metric);
    QCOMPARE(inspection->plan.unit, unit);
    const auto survey = surveyImport(content(text), inspection->plan, {}, {}, {});
    QVERIFY(survey);
    QCOMPARE(survey->metrics.size(), std::size_t{1});
    QCOMPARE(survey->metrics.front().target, metric);
    QCOMPARE(survey->metrics.front().unit, unit);
}

void ImportDetectionTest::refusesWhatIsNoText_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("zip named .csv") << QByteArray("PK\x03\x04rest");
    QTest::newRow("SQLite") << QByteArray("SQLite format 3\0", 16);
    QTest::newRow("PDF") << QByteArray("%PDF-1.7\n");
    QTest::newRow("zstd") << QByteArray("\x28\xb5\x2f\xfd");
    QTest::newRow("zeros") << QByteArray(1000, '\0');
    QTest::newRow("cut off gzip") << QByteArray("\x1f\x8b\x08\0\0\0\0\0\0\3", 10);
}

void ImportDetectionTest::refusesWhatIsNoText()
{
    QFETCH(const QByteArray, bytes);
    const auto inspection = inspectImport(content(bytes), {}, {});
    if (inspection) { // a packed file shows its damage where it is read
        QVERIFY(inspection->preview.problem);
        QCOMPARE(inspection->preview.problem->code, ErrorCode::Io);
    } else {
        QCOMPARE(inspection.error().code, ErrorCode::Unsupported);
    }
}

void ImportDetectionTest::tellsWhereOtherEncodingsBegin()
{
    const auto inspection = inspectImport(
        content("time,note,value\n2026-03-01,ok,1\n2026-03-02,gr\xfc\xdf,2\n"), {}, {});
    QVERIFY(inspection);
    QVERIFY(inspection->findings.front().text.contains(u"line 3"_s));
    QCOMPARE(inspection->preview.head.size(), std::size_t{2});
    QVERIFY(inspection->preview.head[0].problem.isEmpty());
    QVERIFY(!inspection->preview.head[1].problem.isEmpty());
    ImportPlan plan = inspection->plan;
    plan.encoding = TextEncoding::Windows1252;
    const auto survey =
        surveyImport(content("time,note,value\n2026-03-02,gr\xfc\xdf,2\n"), plan, {}, {}, {});
    QVERIFY(survey);
    QCOMPARE(survey->rowsReady, 1);
}

void ImportDetectionTest::showsRawAndParsedCellsSideBySide()
{
    auto inspection = inspectImport(
        content("time;value\n29.03.2026 02:30;1,5\n29.03.2026 03:30;x\n1;2;3\n"), {}, {});
    QVERIFY(inspection);
    inspection->plan.zone = Zone::fromId(u"Europe/Berlin").value();
    QCOMPARE(inspection->plan.dateOrder, DateOrder::DayFirst);
    const auto preview = inspection->preview;
    QCOMPARE(preview.head.size(), std::size_t{3});
    QVERIFY(preview.isComplete);
    QCOMPARE(preview.head[0].cells[0].raw, u"29.03.2026 02:30"_s);
    QCOMPARE(preview.head[0].cells[0].parsed, u"2026-03-29T02:30:00Z"_s);
    QCOMPARE(preview.head[0].cells[1].parsed, u"1.5"_s);
    QVERIFY(!preview.head[1].cells[1].problem.isEmpty());
    QVERIFY(!preview.head[2].problem.isEmpty());
}

void ImportDetectionTest::showsTheLastRowsOfALargeFileQuickly()
{
    QByteArray text = "time,value\n";
    int rows = 0;
    while (text.size() < qsizetype{12} * 1024 * 1024) {
        text += "2026-03-01T00:00:00Z," + QByteArray::number(rows) + '\n';
        ++rows;
    }
    const auto inspection = inspectImport(content(text), {}, {});
    QVERIFY(inspection);
    QElapsedTimer timer;
    timer.start();
    const auto again = previewImport(content(text), inspection->plan, {});
    qInfo("preview of 12 MiB in %lld ms", timer.elapsed());
    QVERIFY(again);
    const ImportPreview &preview = *again;
    QCOMPARE(preview.head.size(), std::size_t{100});
    QCOMPARE(preview.tail.size(), std::size_t{20});
    QVERIFY(!preview.isComplete);
    QCOMPARE(preview.tail.back().cells[1].raw, QString::number(rows - 1));
    QCOMPARE(preview.tail.back().line, 0);
}

void ImportDetectionTest::takesARecipeWhoseHeaderMatches()
{
    const QByteArray text = "when,what,how much\n01/02/2026,a,1\n";
    auto plan = inspectImport(content(text), {}, {}).value().plan;
    plan.columns[0].role = ColumnRole::Time;
    plan.columns[1].role = ColumnRole::Metric;
    plan.columns[2].role = ColumnRole::Value;
    plan.dateOrder = DateOrder::DayFirst;
    plan.metrics = {{u"a"_s, u"area"_s, u"m\u00b2"_s, MetricKind::Counter, false}};
    plan.tags.insert(u"from"_s, u"file"_s);
    plan.groupSign = u'\'';
    const auto recipe = importPlanFromJson(toJson(plan));
    QVERIFY(recipe);
    QCOMPARE(*recipe, plan);
    const auto matched = inspectImport(content(text), {*recipe}, {});
    QVERIFY(matched);
    QCOMPARE(matched->plan, plan);
    const auto other = inspectImport(content("a,b\n2026-03-01,2\n"), {*recipe}, {});
    QVERIFY(other);
    QVERIFY(other->plan != plan);
    QJsonObject broken = toJson(plan);
    broken[u"decimal"_s] = u"maybe"_s;
    const auto refused = importPlanFromJson(broken);
    QVERIFY(!refused);
    QVERIFY(refused.error().message.contains(u"decimal"_s));
}

TIDEMARK_TEST(ImportDetectionTest)
#include "import_detection_test.moc"
