// SPDX-License-Identifier: GPL-3.0-or-later
// Answers of the metrics API, and requests as the client writes them (roboto-api 2.2 to 2.7).
#include "services/roboto/wire/json_tree.h"
#include "services/roboto/wire/sessions.h"
#include "tests/services/roboto/wire_bodies.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::roboto;
using namespace tidemark::test;

using MaybeTexts = MaybeSet<QStringList>;

class WireAnswersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void leavesOutWhatIsNotSet();
    void readsAndWritesTheAnswersOfTheReference();
    void namesTheFieldOfABadAnswer();
    void readsPages();
    void oddValuesDoNotHideTheRest();
};

void WireAnswersTest::leavesOutWhatIsNotSet()
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

void WireAnswersTest::readsAndWritesTheAnswersOfTheReference()
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

void WireAnswersTest::namesTheFieldOfABadAnswer()
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

void WireAnswersTest::readsPages()
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

// A server may keep what ours refuses.
void WireAnswersTest::oddValuesDoNotHideTheRest()
{
    const QByteArray metadata =
        R"({"big":18446744073709551615,"text":"a\u0000b","plain":9007199254740993})";
    const QByteArray required = R"("org_id":"og","created_by":"ana","modified_by":"ana")";
    const auto page = readAnswer<Page<SessionRecord>>(
        QByteArray(R"({"data":{"items":[{"session_id":"ss_1","name":"a\u0000b",)" + required +
                   R"(,"metadata":)" + metadata + R"(},{"session_id":"ss_2",)" + required +
                   R"(}],"next_token":null}})"));
    QVERIFY2(page, page ? "" : qPrintable(page.error().message));
    QCOMPARE(page->items.size(), 2U);
    const SessionRecord &odd = page->items.at(0);
    QCOMPARE(odd.name, std::optional(u"a\uFFFDb"_s));
    QCOMPARE(odd.metadata[u"big"_s].toDouble(), 18446744073709551615.0);
    QCOMPARE(odd.metadata[u"text"_s].toString(), u"a\uFFFDb"_s);
    QCOMPARE(odd.metadata[u"plain"_s].toInteger(), 9007199254740993);
    // Nested deeper than can be kept: cut there.
    const QByteArray deep = QByteArray(kMetadataMaxDepth, '[') + QByteArray(kMetadataMaxDepth, ']');
    const QByteArray nested =
        R"({"data":{"session_id":"ss_1",)" + required + R"(,"metadata":{"deep":)" + deep + "}}}";
    const auto one = readAnswer<SessionRecord>(nested);
    QVERIFY2(one, one ? "" : qPrintable(one.error().message));
    QCOMPARE(depthOf(QJsonValue(one->metadata)), kMetadataMaxDepth);
}

TIDEMARK_TEST(WireAnswersTest)
#include "wire_answers_test.moc"
