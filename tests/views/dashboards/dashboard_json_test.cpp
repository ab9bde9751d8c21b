// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"
#include "views/dashboards/automatic_dashboard.h"
#include "views/dashboards/canonical_json.h"
#include "views/dashboards/dashboard_file.h"
#include "views/dashboards/dashboard_json.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

Dashboard example()
{
    Dashboard dashboard;
    dashboard.uid = u"db_1"_s;
    dashboard.title = u"Fleet \"KPIs\" – Übersicht"_s;
    PanelSpec chart;
    chart.id = u"p1"_s;
    chart.type = PanelType::Chart;
    chart.metrics = {{u"mt_1"_s, u"drive.distance_km"_s, {}}, {{}, u"api.latency"_s, {}}};
    chart.style = ChartStyle::Bars;
    chart.period = Period::Monthly;
    chart.function = AggregateFunction::Sum;
    chart.gap = {GapMode::UpTo, 172'800};
    chart.detail = PanelDetail::Values;
    chart.values.max = 12.5;
    chart.values.isLogarithmic = true;
    chart.place = {0, 2, 12, 7, {}};
    PanelSpec text;
    text.id = u"p2"_s;
    text.type = PanelType::Text;
    text.text = u"# Note\n\tline"_s;
    text.place = {6, 9, 6, 3, {}};
    dashboard.panels = {chart, text};
    dashboard.range = TimeRange::relative(TimeExpression::parse(u"now-15m").value(), {});
    dashboard.isLive = true;
    return dashboard;
}

QList<QByteArray> linesOf(const QByteArray &text)
{
    return text.split('\n');
}

MetricSummary summary(int id, const QString &name, std::int64_t records)
{
    MetricSummary made;
    made.definition.id = MetricId(id);
    made.definition.uid = u"mt_%1"_s.arg(id);
    made.definition.name = name;
    made.recordCount = records;
    return made;
}

} // namespace

class DashboardJsonTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void savingTwiceGivesTheSameBytes()
    {
        const QByteArray once = toFileText(example());
        QCOMPARE(toFileText(example()), once);
        const auto read = dashboardFromText(once);
        QVERIFY(read.has_value());
        QCOMPARE(toFileText(*read), once);
    }

    void writesUtf8WithSortedKeysTwoSpacesAndLf()
    {
        const QByteArray text = toFileText(example());
        QVERIFY(text.contains("Übersicht"));
        QVERIFY(!text.contains('\r'));
        QVERIFY(text.endsWith("}\n"));
        QVERIFY(text.startsWith("{\n  \"format\": \"tidemark.dashboard\",\n  \"live\": true,\n  "
                                "\"panels\": [\n    {\n"));
        const QByteArrayList order{"\n  \"format\"", "\n  \"panels\"", "\n  \"range\"",
                                   "\n  \"schema\"", "\n  \"title\"",  "\n  \"uid\""};
        qsizetype before = 0;
        for (const QByteArray &key : order) {
            const qsizetype place = text.indexOf(key);
            QVERIFY2(place >= before, key.constData());
            before = place;
        }
    }

    void readsBackEverything()
    {
        Dashboard read = dashboardFromText(toFileText(example())).value();
        for (PanelSpec &panel : read.panels)
            panel.typeName.clear(); // the word of the type, as it stood in the file
        QCOMPARE(read, example());
    }

    void movingOnePanelChangesOnlyItsLines()
    {
        Dashboard moved = example();
        moved.panels[1].place.row = 12;
        const QList<QByteArray> before = linesOf(toFileText(example()));
        const QList<QByteArray> after = linesOf(toFileText(moved));
        QCOMPARE(before.size(), after.size());
        int changed = 0;
        for (qsizetype i = 0; i < before.size(); ++i)
            changed += before[i] == after[i] ? 0 : 1;
        QCOMPARE(changed, 1);
    }

    void keepsUnknownKeysAtEveryLevel()
    {
        const QByteArray text =
            R"({"format":"tidemark.dashboard","schema":1,"title":"T","uid":"u","theme":{"a":[1,2.5,null]},)"
            R"("panels":[{"id":"p1","type":"chart","glow":true,"period":"fortnightly",)"
            R"("style":"ribbon","gap":"sometimes","values":{"min":1,"steps":4},)"
            R"("place":{"column":0,"row":0,"columns":6,"rows":4,"depth":3},)"
            R"("metrics":[{"name":"m","axis":"right"}]}]})";
        const auto read = dashboardFromText(text);
        QVERIFY(read.has_value());
        const QJsonObject written = QJsonDocument::fromJson(toFileText(*read)).object();
        QCOMPARE(written[u"theme"][u"a"].toArray().size(), 3);
        const QJsonValue panel = written[u"panels"][0];
        QCOMPARE(panel[u"glow"].toBool(), true);
        QCOMPARE(panel[u"period"].toString(), u"fortnightly"_s);
        QCOMPARE(panel[u"style"].toString(), u"ribbon"_s);
        QCOMPARE(panel[u"gap"].toString(), u"sometimes"_s);
        QCOMPARE(panel[u"values"][u"steps"].toInt(), 4);
        QCOMPARE(panel[u"values"][u"min"].toInt(), 1);
        QCOMPARE(panel[u"place"][u"depth"].toInt(), 3);
        QCOMPARE(panel[u"metrics"][0][u"axis"].toString(), u"right"_s);
    }

    void keepsPanelsOfAnUnknownType()
    {
        const QByteArray text =
            R"({"format":"tidemark.dashboard","schema":1,"panels":[{"id":"p1","type":"globe","spin":2}]})";
        const Dashboard read = dashboardFromText(text).value();
        QCOMPARE(read.panels[0].type, PanelType::Unknown);
        const QJsonObject written = QJsonDocument::fromJson(toFileText(read)).object();
        QCOMPARE(written[u"panels"][0][u"type"].toString(), u"globe"_s);
        QCOMPARE(written[u"panels"][0][u"spin"].toInt(), 2);
    }

    void openNewerSchemasReadOnly()
    {
        QTemporaryDir folder;
        const QByteArray text =
            R"({"format":"tidemark.dashboard","schema":2,"title":"T","panels":[]})";
        const Dashboard read = dashboardFromText(text).value();
        QVERIFY(read.isReadOnly());
        const auto written = test::await(writeDashboard(folder.filePath(u"a.json"_s), read));
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::ReadOnly);
        QVERIFY(!QFile::exists(folder.filePath(u"a.json"_s)));
    }

    void refusesWhatIsNoDashboard_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no JSON") << QByteArray("{\"a\":");
        QTest::newRow("an array") << QByteArray("[]");
        QTest::newRow("another format") << QByteArray(R"({"format":"other","panels":[]})");
    }
    void refusesWhatIsNoDashboard()
    {
        QFETCH(QByteArray, text);
        const auto read = dashboardFromText(text);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::InvalidArgument);
        QVERIFY(!read.error().message.isEmpty());
    }

    void holdsPanelsWithinTheGrid()
    {
        const QByteArray text =
            R"({"format":"tidemark.dashboard","schema":1,"panels":[)"
            R"({"type":"chart","place":{"column":99,"row":-5,"columns":99,"rows":0}},)"
            R"({"type":"chart","place":{"column":1e300,"row":1e300,"columns":-1,"rows":1e300}}]})";
        const Dashboard read = dashboardFromText(text).value();
        for (const PanelSpec &panel : read.panels) {
            QVERIFY(panel.place.column >= 0 && panel.place.columns >= 1);
            QVERIFY(panel.place.column + panel.place.columns <= kGridColumns);
            QVERIFY(panel.place.row >= 0 && panel.place.rows >= 1);
        }
        QVERIFY(read.panels[0].id != read.panels[1].id);
    }

    void writesNumbersStablyAndExactly()
    {
        const QJsonObject object{{u"a"_s, 0.1},
                                 {u"b"_s, 1e21},
                                 {u"c"_s, QJsonValue(qint64(9'007'199'254'740'993))},
                                 {u"d"_s, -2.0}};
        QCOMPARE(canonicalJson(object),
                 QByteArray("{\n  \"a\": 0.1,\n  \"b\": 1e+21,\n  \"c\": 9007199254740993,\n"
                            "  \"d\": -2\n}\n"));
    }

    void fileIsWrittenWholeAndReadBack()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"sub/fleet.json"_s);
        QVERIFY(test::await(writeDashboard(path, example())).has_value());
        const auto read = test::await(readDashboard(path));
        QVERIFY(read.has_value());
        QCOMPARE(toFileText(*read), toFileText(example()));
        QCOMPARE(QDir(folder.filePath(u"sub"_s)).entryList(QDir::Files),
                 QStringList{u"fleet.json"_s});
    }

    void readingNamesWhatIsWrong()
    {
        QTemporaryDir folder;
        const auto missing = test::await(readDashboard(folder.filePath(u"no.json"_s)));
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        QFile large(folder.filePath(u"large.json"_s));
        QVERIFY(large.open(QIODevice::WriteOnly) && large.resize(kDashboardMaxBytes + 1));
        large.close();
        const auto refused = test::await(readDashboard(large.fileName()));
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    }

    void automaticDashboardIsMadeOfWhatTheStoreHolds()
    {
        std::vector<MetricSummary> metrics{summary(1, u"few"_s, 3), summary(2, u"none"_s, 0),
                                           summary(3, u"many"_s, 900), summary(4, u"old"_s, 5000)};
        metrics[3].definition.isArchived = true;
        const Dashboard made = automaticDashboard(metrics);
        QCOMPARE(made, automaticDashboard(metrics));
        QCOMPARE(made.panels.size(), std::size_t(5)); // two values, the large chart, two small ones
        QCOMPARE(made.panels[0].metrics[0].name, u"many"_s);
        QCOMPARE(made.panels[1].metrics[0].name, u"few"_s);
        QVERIFY(made.panel(u"main"_s)->followsSelection);
        QCOMPARE(made.panel(u"main"_s)->detail, PanelDetail::Automatic);
        metrics[0].sampleCount = 100'000; // dense series are shown as they are
        const Dashboard dense = automaticDashboard(metrics);
        QCOMPARE(dense.panel(u"main"_s)->metrics[0].name, u"few"_s);
        QCOMPARE(dense.panel(u"main"_s)->detail, PanelDetail::Values);
        QCOMPARE(dense.panel(u"right"_s)->detail, PanelDetail::Automatic);
        QVERIFY(dashboardFromText(toFileText(made)).has_value());
        QVERIFY(automaticDashboard({summary(2, u"none"_s, 0)}).panels.empty());
    }
};

TIDEMARK_TEST(DashboardJsonTest)
#include "dashboard_json_test.moc"
