// SPDX-License-Identifier: GPL-3.0-or-later
// Requests of the metrics API: the tables of roboto-api 2.2 to 2.7 and the rows of
// section 6 that are about shapes; their numbers stand in the row names.
#include "tests/services/roboto/wire_bodies.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::roboto;
using namespace tidemark::test;

namespace {

QByteArray queryBody(const QByteArray &more)
{
    return R"({"name":"cpu.usage_max")" + (more.isEmpty() ? more : "," + more) + "}";
}

QByteArray aggregateBody(const QByteArray &period, const QByteArray &aggregation,
                         const QByteArray &start, const QByteArray &end)
{
    return R"({"name":"m","period":)" + period + R"(,"aggregation":)" + aggregation +
           R"(,"start_time_ns":)" + start + R"(,"end_time_ns":)" + end + "}";
}

using MaybeTexts = MaybeSet<QStringList>;

} // namespace

Q_DECLARE_METATYPE(MaybeTexts)

class WireMetricsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void readsIdFilters_data();
    void readsIdFilters();
    void refusesIdFilters_data();
    void refusesIdFilters();
    void readsQueries();
    void refusesQueries_data();
    void refusesQueries();
    void readsAggregates();
    void refusesAggregates_data();
    void refusesAggregates();
    void readsDefinitionRequests();
    void checksNamesOfDefinitions_data();
    void checksNamesOfDefinitions();
    void ignoresUnknownFieldsAndTakesTheLastOfTwo();
    void refusesBodiesThatAreNoObjects();
    void keepsTheLimits();
};

void WireMetricsTest::readsIdFilters_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<MaybeTexts>("ids");
    QTest::newRow("22: absent") << QByteArray() << MaybeTexts();
    QTest::newRow("22: {}") << QByteArray("{}") << MaybeTexts();
    QTest::newRow("23: null") << QByteArray("null") << MaybeTexts::null();
    QTest::newRow("24: empty") << QByteArray("[]") << MaybeTexts(QStringList());
    QTest::newRow("25: ids") << QByteArray(R"(["dv_1","b b/+x"])")
                             << MaybeTexts({u"dv_1"_s, u"b b/+x"_s});
}

void WireMetricsTest::readsIdFilters()
{
    QFETCH(const QByteArray, json);
    QFETCH(const MaybeTexts, ids);
    const auto member = [&json](const char *name) -> QByteArray {
        return json.isEmpty() ? QByteArray() : "\"" + QByteArray(name) + "\":" + json;
    };
    const auto byDevice = readRequest<QueryMetricsRequest>(queryBody(member("include_device_ids")));
    QVERIFY(byDevice);
    QCOMPARE(byDevice->includeDeviceIds, ids);
    const auto byInvocation =
        readRequest<QueryMetricsRequest>(queryBody(member("include_invocation_ids")));
    QVERIFY(byInvocation);
    QCOMPARE(byInvocation->includeInvocationIds, ids);
    const auto bySession =
        readRequest<QueryMetricsRequest>(queryBody(member("include_session_ids")));
    QCOMPARE(bySession.has_value(), json != "null"); // row 26
    if (bySession)
        QCOMPARE(bySession->includeSessionIds, ids.value());
}

void WireMetricsTest::refusesIdFilters_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const char *bad :
         {"\"dv_1\"", "5", "true", R"({"a":1})", "[5]", R"(["a",null])", "[{}]", R"(["a\u0000"])"})
        QTest::addRow("27: %s", bad) << QByteArray(bad);
}

void WireMetricsTest::refusesIdFilters()
{
    QFETCH(const QByteArray, json);
    for (const QByteArray name :
         {"include_device_ids", "include_session_ids", "include_invocation_ids"}) {
        const QByteArray member = "\"" + name + "\":" + json;
        const QString field = u"wire.field "_s + QString::fromLatin1(name);
        QVERIFY(fieldRefused<QueryMetricsRequest>(queryBody(member)).startsWith(field));
        QVERIFY(fieldRefused<AggregateMetricsRequest>(
                    R"({"name":"m","period":"daily","aggregation":"sum","start_time_ns":0,)"
                    R"("end_time_ns":1,)" +
                    member + "}")
                    .startsWith(field));
    }
}

void WireMetricsTest::readsQueries()
{
    const QueryMetricsRequest defaults = readRequest<QueryMetricsRequest>(queryBody({})).value();
    QCOMPARE(defaults.name, u"cpu.usage_max"_s);
    QCOMPARE(defaults.timeFilter, MetricTimeFilter::SessionEnd);
    QVERIFY(!defaults.startTime && !defaults.endTime);
    QCOMPARE(defaults.maxResults, 10'000);

    const auto full = readRequest<QueryMetricsRequest>(
        R"({"name": "cpu.usage_max", "time_filter": "start_time",
            "start_time_ns": 1777593600000000000, "end_time_ns": 1777680000000000000, "max_results": 2,
            "include_device_ids": ["dv_robot01"], "include_session_ids": {}, "include_invocation_ids": {}})");
    QVERIFY(full);
    QCOMPARE(full->timeFilter, MetricTimeFilter::SessionStart);
    QCOMPARE(full->startTime, Timestamp(1777593600000000000));
    QCOMPARE(full->endTime, Timestamp(1777680000000000000));
    QCOMPARE(full->maxResults, 2);

    // Rows 29, 34 and 36: an empty window, negative times, the largest page.
    QVERIFY(readRequest<QueryMetricsRequest>(queryBody(R"("start_time_ns":5,"end_time_ns":5)")));
    QVERIFY(readRequest<QueryMetricsRequest>(queryBody(R"("start_time_ns":-5,"end_time_ns":-2)")));
    QVERIFY(readRequest<QueryMetricsRequest>(
        queryBody(R"("start_time_ns":null,"end_time_ns":null,"max_results":10000)")));
}

void WireMetricsTest::refusesQueries_data()
{
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<QString>("detail");
    const auto row = [](const char *name, const QByteArray &more, const char *field) {
        QTest::newRow(name) << more << u"wire.field "_s + QString::fromLatin1(field);
    };
    row("30: reversed", R"("start_time_ns":6,"end_time_ns":5)", "end_time_ns");
    row("35: fraction", R"("end_time_ns":5.5)", "end_time_ns");
    row("35: text", R"("start_time_ns":"5")", "start_time_ns");
    row("35: boolean", R"("start_time_ns":true)", "start_time_ns");
    row("35: beyond int64", R"("start_time_ns":9223372036854775808)", "start_time_ns");
    for (const char *bad : {"0", "-1", "10001", "\"5\"", "true", "1.0", "9223372036854775808"})
        row(qPrintable(u"36: "_s + QString::fromLatin1(bad)), R"("max_results":)" + QByteArray(bad),
            "max_results");
    row("37: null", R"("max_results":null)", "max_results");
    row("time filter unknown", R"("time_filter":"middle")", "time_filter");
    row("time filter in capitals", R"("time_filter":"END_TIME")", "time_filter");
    row("time filter null", R"("time_filter":null)", "time_filter");
    row("name null", R"("name":null)", "name"); // row 66: the later one counts
}

void WireMetricsTest::refusesQueries()
{
    QFETCH(const QByteArray, more);
    QFETCH(const QString, detail);
    QCOMPARE(fieldRefused<QueryMetricsRequest>(queryBody(more)), detail);
}

void WireMetricsTest::readsAggregates()
{
    const auto request = readRequest<AggregateMetricsRequest>(
        R"({"name": "cpu.usage_max", "period": "monthly", "aggregation": "mean", "time_filter": "end_time",
            "start_time_ns": 1768435200000000000, "end_time_ns": 1773532800000000000,
            "include_device_ids": {}, "include_session_ids": {}, "include_invocation_ids": {}})");
    QVERIFY(request);
    QCOMPARE(request->period, AggregationPeriod::Monthly);
    QCOMPARE(request->aggregation, NumericAggregation::Mean);
    QCOMPARE(request->startTime, Timestamp(1768435200000000000));
    for (const QByteArray period : {"daily", "weekly", "monthly", "quarterly", "yearly"}) {
        for (const QByteArray function : {"sum", "mean", "max", "min", "count"}) {
            const auto read = readRequest<AggregateMetricsRequest>(
                aggregateBody('"' + period + '"', '"' + function + '"', "-5", "-5")); // row 32
            QVERIFY(read);
            const QByteArray written = writeRequest(*read);
            QVERIFY(written.contains(QByteArray("\"period\":\"" + period + '"')));
            QVERIFY(written.contains(QByteArray("\"aggregation\":\"" + function + '"')));
        }
    }
}

void WireMetricsTest::refusesAggregates_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *name, const QByteArray &body, const QString &field) {
        QTest::newRow(name) << body << u"wire.field "_s + field;
    };
    row("33: reversed", aggregateBody(R"("daily")", R"("sum")", "2", "1"), u"end_time_ns"_s);
    row("unknown period", aggregateBody(R"("hourly")", R"("sum")", "1", "2"), u"period"_s);
    row("period in capitals", aggregateBody(R"("Daily")", R"("sum")", "1", "2"), u"period"_s);
    row("period null", aggregateBody("null", R"("sum")", "1", "2"), u"period"_s);
    row("unknown function", aggregateBody(R"("daily")", R"("median")", "1", "2"), u"aggregation"_s);
    row("start null", aggregateBody(R"("daily")", R"("sum")", "null", "2"), u"start_time_ns"_s);
    row("35: end fraction", aggregateBody(R"("daily")", R"("sum")", "1", "2.0"), u"end_time_ns"_s);
    row("nothing", "{}", u"name"_s);
    row("without end", R"({"name":"m","period":"daily","aggregation":"sum","start_time_ns":1})",
        u"end_time_ns"_s);
}

void WireMetricsTest::refusesAggregates()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QString, field);
    QCOMPARE(fieldRefused<AggregateMetricsRequest>(body), field);
}

void WireMetricsTest::readsDefinitionRequests()
{
    const auto create = readRequest<CreateMetricDefinitionRequest>(
        R"({"name":"cpu","description":"Load, in percent"})");
    QCOMPARE(create->description, u"Load, in percent"_s);
    QVERIFY(!readRequest<CreateMetricDefinitionRequest>(R"({"name":"cpu","description":null})")
                 ->description);
    QVERIFY(!readRequest<CreateMetricDefinitionRequest>(R"({"name":"cpu"})")->description);
    QCOMPARE(fieldRefused<CreateMetricDefinitionRequest>(R"({"name":"cpu","description":5})"),
             u"wire.field description"_s);

    const auto update = [](const QByteArray &body) {
        return readRequest<UpdateMetricDefinitionRequest>(body).value().description;
    };
    QCOMPARE(update("{}"), MaybeSet<QString>()); // row 52
    QCOMPARE(update(R"({"description":{}})"), MaybeSet<QString>());
    QCOMPARE(update(R"({"description":null})"), MaybeSet<QString>::null()); // row 53
    QCOMPARE(update(R"({"description":"x"})"), MaybeSet<QString>(u"x"_s));
    QCOMPARE(update(R"({"description":""})"), MaybeSet<QString>(u""_s));
    QCOMPARE(fieldRefused<UpdateMetricDefinitionRequest>(R"({"description":{"a":1}})"),
             u"wire.field description"_s);
}

void WireMetricsTest::checksNamesOfDefinitions_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("isTaken");
    const auto row = [](const char *title, const QByteArray &name, bool isTaken) {
        QTest::newRow(title) << name << isTaken;
    };
    row("every sign", "A-z.0_9~", true);
    row("255 bytes", QByteArray(255, 'a'), true);
    row("dots inside", "...", true);
    row("256 bytes", QByteArray(256, 'a'), false);
    row("50: empty", "", false);
    row("50: dot", ".", false);
    row("50: dots", "..", false);
    for (const char *bad :
         {"a b", "a/b", "a%20", "a:b", "a+b", R"(a\nb)", "\xc3\xa9", R"(a\u0000)"})
        row(bad, bad, false);
}

void WireMetricsTest::checksNamesOfDefinitions()
{
    QFETCH(const QByteArray, name);
    QFETCH(const bool, isTaken);
    QCOMPARE(fieldRefused<CreateMetricDefinitionRequest>("{\"name\":\"" + name + "\"}"),
             isTaken ? u"accepted"_s : u"wire.field name"_s);
}

void WireMetricsTest::ignoresUnknownFieldsAndTakesTheLastOfTwo()
{
    const auto request = readRequest<QueryMetricsRequest>(
        R"({"extra":{"a":[1,2,"\u0000"]},"name":5,"name":"m","start_time_ns":"x",)"
        R"("start_time_ns":7,"max_results":0,"max_results":9})");
    QVERIFY(request); // rows 57 and 66
    QCOMPARE(request->name, u"m"_s);
    QCOMPARE(request->startTime, Timestamp(7));
    QCOMPARE(request->maxResults, 9);
}

void WireMetricsTest::refusesBodiesThatAreNoObjects()
{
    for (const char *body : {"", "[]", "null", "5", "\"a\"", "{", "name=m"}) // row 60
        QVERIFY2(!readRequest<QueryMetricsRequest>(QByteArray(body)), body);
    QCOMPARE(fieldRefused<QueryMetricsRequest>("[]"), u"wire.body"_s);
    // A half body, after all that a query wants.
    QCOMPARE(fieldRefused<QueryMetricsRequest>(R"({"name":"m","x":[1,})"), u"json.syntax"_s);
}

void WireMetricsTest::keepsTheLimits()
{
    const auto items = [](std::size_t count) -> QByteArray {
        QByteArray list = "[";
        for (std::size_t i = 0; i < count; ++i)
            list += QByteArray(i == 0 ? "" : ",") + R"({"name":"m","value":1})";
        return list + ']';
    };
    QCOMPARE(
        readRequest<PublishMetricsRequest>(publishBody(items(kPublishMaxItems)))->metrics.size(),
        kPublishMaxItems);
    const auto tooMany =
        readRequest<PublishMetricsRequest>(publishBody(items(kPublishMaxItems + 1)));
    QVERIFY(tooMany.error().message.contains(u"10000"));
    QCOMPARE(tooMany.error().detail, u"wire.field metrics"_s);

    const auto ids = [](std::size_t count) {
        QByteArray list = R"("include_session_ids":[)";
        for (std::size_t i = 0; i < count; ++i)
            list += i == 0 ? "\"s\"" : ",\"s\"";
        return queryBody(list + ']');
    };
    QVERIFY(readRequest<QueryMetricsRequest>(ids(kListMaxItems)));
    const auto tooManyIds = readRequest<QueryMetricsRequest>(ids(kListMaxItems + 1));
    QVERIFY(tooManyIds.error().message.contains(u"10000"));

    const QByteArray small = R"({"name":"m"})";
    const QByteArray largest = QByteArray(kRequestMaxBytes - small.size(), ' ') + small;
    QVERIFY(readRequest<QueryMetricsRequest>(largest));
    const auto tooBig = readRequest<QueryMetricsRequest>(QByteArray(' ' + largest));
    QCOMPARE(tooBig.error().detail, u"json.size"_s);
}

TIDEMARK_TEST(WireMetricsTest)
#include "wire_metrics_test.moc"
