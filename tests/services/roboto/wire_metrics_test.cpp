// SPDX-License-Identifier: GPL-3.0-or-later
// Requests and records of the metrics API: the tables of roboto-api 2.2 to 2.7 and the rows of
// section 6 that are about shapes; their numbers stand in the row names.
#include "services/roboto/wire/bodies.h"
#include "services/roboto/wire/metrics.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::roboto;

namespace {

QByteArray publishBody(const QByteArray &items, const QByteArray &device = {})
{
    return R"({"session_id":"ss_7f3k9w2p",)" +
           (device.isEmpty() ? QByteArray() : R"("device_id":)" + device + ",") + R"("metrics":)" +
           items + "}";
}

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

template <class Request>
QString fieldRefused(const QByteArray &body)
{
    const auto request = readRequest<Request>(body);
    if (request)
        return u"accepted"_s;
    if (request.error().code != ErrorCode::InvalidArgument)
        return u"another code"_s;
    return request.error().detail;
}

using MaybeTexts = MaybeSet<QStringList>;

} // namespace

Q_DECLARE_METATYPE(MaybeTexts)

class WireMetricsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void readsTheDeviceOfAPublishCall();
    void putsBadItemsOfAPublishCallAside_data();
    void putsBadItemsOfAPublishCallAside();
    void keepsTheOrderOfAMixedBatch();
    void refusesAPublishCallAsAWhole_data();
    void refusesAPublishCallAsAWhole();
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
    void leavesOutWhatIsNotSet();
    void readsAndWritesTheAnswersOfTheReference();
    void namesTheFieldOfABadAnswer();
    void readsPages();
};

void WireMetricsTest::readsTheDeviceOfAPublishCall()
{
    const auto device = [](const QByteArray &json) {
        return readRequest<PublishMetricsRequest>(publishBody("[]", json)).value().deviceId;
    };
    QCOMPARE(device({}), MaybeSet<QString>());   // row 4
    QCOMPARE(device("{}"), MaybeSet<QString>()); // row 4
    QCOMPARE(device("null"), MaybeSet<QString>::null());
    QCOMPARE(device("\"dv_1\""), MaybeSet<QString>(u"dv_1"_s));
    for (const char *bad : {R"({"a":1})", "5", "[]", "true"}) // row 10
        QCOMPARE(fieldRefused<PublishMetricsRequest>(publishBody("[]", bad)),
                 u"wire.field device_id"_s);
}

void WireMetricsTest::putsBadItemsOfAPublishCallAside_data()
{
    QTest::addColumn<QByteArray>("item");
    QTest::newRow("16: blank in the name") << QByteArray(R"({"name":"bad name","value":1})");
    QTest::newRow("16: empty name") << QByteArray(R"({"name":"","value":1})");
    QTest::newRow("16: dot") << QByteArray(R"({"name":".","value":1})");
    QTest::newRow("16: NUL") << QByteArray(R"({"name":"a\u0000","value":1})");
    QTest::newRow("16: 256 bytes") << R"({"name":")" + QByteArray(256, 'a') + R"(","value":1})";
    QTest::newRow("17: null") << QByteArray(R"({"name":"m","value":null})");
    QTest::newRow("18: text") << QByteArray(R"({"name":"m","value":"12"})");
    QTest::newRow("18: boolean") << QByteArray(R"({"name":"m","value":true})");
    QTest::newRow("18: list") << QByteArray(R"({"name":"m","value":[1]})");
    QTest::newRow("18: object") << QByteArray(R"({"name":"m","value":{}})");
    QTest::newRow("18: missing") << QByteArray(R"({"name":"m"})");
    QTest::newRow("66: last is null") << QByteArray(R"({"name":"m","value":1,"value":null})");
}

void WireMetricsTest::putsBadItemsOfAPublishCallAside()
{
    QFETCH(const QByteArray, item);
    const auto request = readRequest<PublishMetricsRequest>(
        publishBody(R"([{"name":"good","value":1.0},)" + item + "]"));
    QVERIFY(request);
    QCOMPARE(request->metrics, (std::vector<MetricEntry>{{u"good"_s, 1}}));
    QCOMPARE(request->refused.size(), std::size_t{1});
    QCOMPARE(request->refused.front().index, std::size_t{1});
    QVERIFY(!request->refused.front().failure.error.isEmpty());
}

void WireMetricsTest::keepsTheOrderOfAMixedBatch()
{
    // The reference's own example (2.4), with a name twice (row 13).
    const auto request = readRequest<PublishMetricsRequest>(
        R"({"session_id": "ss_7f3k9w2p", "device_id": {},
            "metrics": [{"name": "cpu.usage_max", "value": 87.2}, {"name": "bad name", "value": 1.0},
                        {"name": "mem.peak_mb", "value": null}, {"name": "cpu.usage_max", "value": 3}]})");
    QVERIFY(request);
    QCOMPARE(request->sessionId, u"ss_7f3k9w2p"_s);
    QCOMPARE(request->metrics,
             (std::vector<MetricEntry>{{u"cpu.usage_max"_s, 87.2}, {u"cpu.usage_max"_s, 3}}));
    QCOMPARE(request->refused.size(), std::size_t{2});
    QCOMPARE(request->refused[0].index, std::size_t{1});
    QCOMPARE(request->refused[0].failure.name, u"bad name"_s);
    QVERIFY(request->refused[0].failure.error.contains(u"A-Z a-z 0-9 - . _ ~"));
    QCOMPARE(request->refused[1].index, std::size_t{2});
    QVERIFY(request->refused[1].failure.error.contains(u"finite number"));
    QVERIFY(readRequest<PublishMetricsRequest>(publishBody("[]"))->metrics.empty()); // row 14
}

void WireMetricsTest::refusesAPublishCallAsAWhole_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("detail");
    const auto row = [](const char *name, const QByteArray &body, const QString &detail) {
        QTest::newRow(name) << body << detail;
    };
    const QString metrics = u"wire.field metrics"_s;
    row("19: NaN", publishBody(R"([{"name":"m","value":NaN}])"), u"json.number"_s);
    row("19: 1e999", publishBody(R"([{"name":"m","value":1e999}])"), u"json.number"_s);
    row("20: item is a number", publishBody(R"([{"name":"m","value":1},5])"), metrics);
    row("20: item is null", publishBody("[null]"), metrics);
    row("20: item is a list", publishBody("[[]]"), metrics);
    row("20: name is a number", publishBody(R"([{"name":5,"value":1}])"), metrics);
    row("20: name is missing", publishBody(R"([{"value":1}])"), metrics);
    row("metrics missing", R"({"session_id":"s"})", metrics);
    row("metrics null", publishBody("null"), metrics);
    row("metrics object", publishBody("{}"), metrics);
    row("session missing", R"({"metrics":[]})", u"wire.field session_id"_s);
    row("session null", R"({"session_id":null,"metrics":[]})", u"wire.field session_id"_s);
    row("session number", R"({"session_id":7,"metrics":[]})", u"wire.field session_id"_s);
    row("session with NUL", R"({"session_id":"a\u0000","metrics":[]})", u"wire.field session_id"_s);
}

void WireMetricsTest::refusesAPublishCallAsAWhole()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QString, detail);
    QCOMPARE(fieldRefused<PublishMetricsRequest>(body), detail);
}

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

void WireMetricsTest::leavesOutWhatIsNotSet()
{
    PublishMetricsRequest publish;
    publish.sessionId = u"s"_s;
    QCOMPARE(writeRequest(publish), QByteArray(R"({"session_id":"s","metrics":[]})"));
    publish.deviceId = MaybeSet<QString>::null();
    publish.metrics = {{u"m"_s, 1}};
    QCOMPARE(writeRequest(publish), QByteArray(R"({"session_id":"s","device_id":null,)"
                                               R"("metrics":[{"name":"m","value":1}]})"));
    QCOMPARE(writeRequest(UpdateMetricDefinitionRequest{}), QByteArray("{}"));
    QCOMPARE(writeRequest(UpdateMetricDefinitionRequest{MaybeSet<QString>::null()}),
             QByteArray(R"({"description":null})"));
    QueryMetricsRequest query;
    query.name = u"m"_s;
    QCOMPARE(writeRequest(query),
             QByteArray(R"({"name":"m","time_filter":"end_time","start_time_ns":null,)"
                        R"("end_time_ns":null,"max_results":10000})"));
    query.includeDeviceIds = MaybeTexts::null();
    query.includeSessionIds = QStringList{};
    query.includeInvocationIds = MaybeTexts({u"iv"_s});
    QVERIFY(writeRequest(query).endsWith(R"("include_device_ids":null,"include_session_ids":[],)"
                                         R"("include_invocation_ids":["iv"]})"));
}

void WireMetricsTest::readsAndWritesTheAnswersOfTheReference()
{
    const QByteArray definition =
        R"({"data":{"org_id":"og_local","metric_id":"mt_5k2v8q0c1m3d","name":"cpu.usage_max",)"
        R"("description":"Highest CPU load of the run, in percent","created_by":"ana@example.org",)"
        R"("created":"2026-05-01T08:00:00.000000Z","modified_by":"ana@example.org",)"
        R"("modified":"2026-05-01T08:00:00.000000Z"}})";
    QCOMPARE(writeAnswer(readAnswer<MetricDefinitionRecord>(definition).value()), definition);

    const QByteArray published =
        R"({"data":{"succeeded":[{"org_id":"og_local","metric_id":"mt_5k2v8q0c1m3d",)"
        R"("name":"cpu.usage_max","session_id":"ss_7f3k9w2p","min_timestamp_ns":1777626900000000000,)"
        R"("max_timestamp_ns":1777629750000000000,"value":87.2,"device_id":"dv_robot01",)"
        R"("invocation_id":null,"published_by":"ana@example.org",)"
        R"("published":"2026-05-01T10:03:11.482913Z"}],"failed":[{"name":"bad name",)"
        R"("error":"metric name may contain only A-Z a-z 0-9 - . _ ~"},{"name":"mem.peak_mb",)"
        R"("error":"value must be a finite number"}]}})";
    QCOMPARE(writeAnswer(readAnswer<PublishMetricsResponse>(published).value()), published);

    const QByteArray aggregated =
        R"({"data":{"aggregation":"mean","records":[{"metric_id":"mt_5k2v8q0c1m3d",)"
        R"("name":"cpu.usage_max","period":"monthly","aggregation":"mean",)"
        R"("start_time":1767225600000000000,"end_time":1769904000000000000,"total":12,"value":71.4}]}})";
    QCOMPARE(writeAnswer(readAnswer<NumericAggregateMetricsResponse>(aggregated).value()),
             aggregated);

    // What may be left out, is null when written.
    const auto bare = readAnswer<MetricRecord>(
        R"({"data":{"org_id":"o","metric_id":"i","name":"n","session_id":"s","value":1,)"
        R"("published_by":"p","published":0,"new_in_2030":{"a":1}}})");
    QVERIFY(bare);
    QVERIFY(!bare->minTimestamp && !bare->maxTimestamp && !bare->deviceId && !bare->invocationId);
    QVERIFY(writeAnswer(*bare).contains(R"("min_timestamp_ns":null,"max_timestamp_ns":null)"));
}

void WireMetricsTest::namesTheFieldOfABadAnswer()
{
    const auto answer = readAnswer<PublishMetricsResponse>(
        R"({"data":{"succeeded":[],"failed":[{"name":"a","error":"x"},{"name":"b","error":5}]}})");
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, ErrorCode::InvalidArgument);
    QVERIFY(answer.error().message.contains(u"data.failed[1].error"));
    QVERIFY(answer.error().message.contains(u"answer"));
    QVERIFY(!readAnswer<PublishMetricsResponse>(R"({"data":{"succeeded":[]}})")); // both are wanted
    QVERIFY(!readAnswer<MetricRecord>(R"({"data":null})"));
    QVERIFY(!readAnswer<MetricRecord>(R"({})"));
    QVERIFY(!readAnswer<MetricRecord>("<html>"));
    QVERIFY(!readAnswer<MetricRecord>(""));
    const auto list = readListAnswer<MetricRecord>(R"({"data":[{"org_id":"o"}]})");
    QVERIFY(list.error().message.contains(u"data[0].metric_id"));
    QVERIFY(readListAnswer<MetricRecord>(R"({"data":[]})")->empty());
    QVERIFY(!readListAnswer<MetricRecord>(R"({"data":{}})"));
}

void WireMetricsTest::readsPages()
{
    const auto page = [](const QByteArray &data) {
        return readAnswer<Page<QString>>(QByteArray(R"({"data":)" + data + "}"));
    };
    QCOMPARE(page(R"({"items":["dv_1","dv_2"],"next_token":"t"})").value(),
             (Page<QString>{{u"dv_1"_s, u"dv_2"_s}, u"t"_s}));
    QCOMPARE(page(R"({"items":[],"next_token":"t","total_count":7})").value(),
             (Page<QString>{{}, u"t"_s}));
    QVERIFY(!page(R"({"items":[],"next_token":null})")->nextToken);
    QVERIFY(!page(R"({"items":[],"next_token":""})")->nextToken);
    QVERIFY(!page(R"({"items":[]})")); // an absent token is no end
    QVERIFY(!page(R"({"next_token":null})"));
    QVERIFY(!page(R"({"items":[5],"next_token":null})"));
    QCOMPARE(writeAnswer(Page<QString>{{u"a"_s}, {}}),
             QByteArray(R"({"data":{"items":["a"],"next_token":null}})"));
    QCOMPARE(writeAnswer(Page<MetricRecord>{{}, u"t"_s}),
             QByteArray(R"({"data":{"items":[],"next_token":"t"}})"));
    QCOMPARE(writeEmptyAnswer(), QByteArray(R"({"data":null})"));
}

TIDEMARK_TEST(WireMetricsTest)
#include "wire_metrics_test.moc"
