// SPDX-License-Identifier: GPL-3.0-or-later
// OTLP's two encodings: the vectors, any value there and back, and what is not accepted (checks 46
// and 47).
#include "services/otlp/otlp_json.h"
#include "services/otlp/otlp_protobuf.h"
#include "tests/services/otlp/otlp_examples.h"
#include "tests/services/otlp/otlp_random.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::otlp;
using namespace tidemark::test;

namespace {

constexpr std::uint64_t kSeed = 20261128;
constexpr int kRounds = 500;

/// What a strict reader of OTLP's JSON would refuse; empty for nothing.
QString lapseOf(const QJsonValue &value, const QString &key = {})
{
    static const QStringList wide = {u"timeUnixNano"_s, u"startTimeUnixNano"_s, u"count"_s,
                                     u"zeroCount"_s,    u"bucketCounts"_s,      u"asInt"_s,
                                     u"intValue"_s};
    static const QRegularExpression camel(u"^[a-z][A-Za-z]*$"_s);
    static const QRegularExpression digits(u"^-?(0|[1-9][0-9]*)$"_s);
    if (value.isArray()) {
        const QJsonArray list = value.toArray();
        for (const QJsonValue element : list) {
            if (const QString lapse = lapseOf(element, key); !lapse.isEmpty())
                return lapse;
        }
        return {};
    }
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member) {
            if (!camel.match(member.key()).hasMatch())
                return u"key "_s + member.key();
            if (const QString lapse = lapseOf(member.value(), member.key()); !lapse.isEmpty())
                return lapse;
        }
        return {};
    }
    if (value.isNull())
        return u"null at "_s + key;
    if (wide.contains(key) && !(value.isString() && digits.match(value.toString()).hasMatch()))
        return u"no text of digits at "_s + key;
    if (key == "aggregationTemporality"_L1 && !value.isDouble())
        return u"an enum that is no number"_s;
    if (key == "asDouble"_L1 && value.isString() &&
        !QStringList{u"NaN"_s, u"Infinity"_s, u"-Infinity"_s}.contains(value.toString()))
        return u"a text for a double"_s;
    return {};
}

const OtlpMetric &metricAt(const OtlpMetrics &metrics, std::size_t index)
{
    return metrics.resources.at(0).scopes.at(0).metrics.at(index);
}

} // namespace

class OtlpWireTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void theProtobufVectorIsReadAndWritten();
    void theWorkedJsonReadsToItsValues();
    void theWorkedJsonIsWrittenAgain();
    void anyMetricsComeBackFromProtobuf();
    void anyMetricsComeBackFromJson();
    void zeroIsWrittenWhereItTells();
    void numbersMayBeTextsOrNumbers();
    void refusesOtherJson_data();
    void refusesOtherJson();
    void passesOverWhatItDoesNotKnow();
    void refusesOtherProtobuf_data();
    void refusesOtherProtobuf();
    void mutatedMessagesDoNoHarm();
};

// Check 47.
void OtlpWireTest::theProtobufVectorIsReadAndWritten()
{
    QCOMPARE(gaugeProtobuf().size(), 91);
    OtlpNumberPoint point = numberPoint(kStart_ns, 42.5, 0);
    point.attributes = {{"host", {std::string("a")}}};
    OtlpMetrics metrics = oneMetric({"cpu", {}, "%", OtlpGauge{{point}}, {}},
                                    {{"service.name", {std::string("tidemark")}}});
    metrics.resources[0].scopes[0].scope.name = "tidemark";
    QCOMPARE(toProtobuf(metrics).toHex(), gaugeProtobuf().toHex());
    const auto read = fromProtobuf(gaugeProtobuf());
    QVERIFY(read);
    QVERIFY(*read == metrics);
}

void OtlpWireTest::theWorkedJsonReadsToItsValues()
{
    const auto read = fromJson(workedJson());
    QVERIFY2(read, qPrintable(read ? QString() : read.error().message));
    QCOMPARE(pointCount(*read), 5U);
    QCOMPARE(read->resources[0].resource.size(), 2U);
    QVERIFY(read->resources[0].resource[1] == (OtlpAttribute{"host.name", {std::string("desk1")}}));
    QVERIFY(read->resources[0].scopes[0].scope == (OtlpScope{"tidemark.collector", "1.0.0", {}}));

    const auto gauge = std::get<OtlpGauge>(metricAt(*read, 0).data);
    QCOMPARE(gauge.points.at(0).time_ns, kTime_ns);
    QCOMPARE(std::get<std::int64_t>(gauge.points[0].value), 42);
    const auto sum = std::get<OtlpSum>(metricAt(*read, 1).data);
    QVERIFY(sum.isMonotonic && sum.temporality == Temporality::Cumulative);
    QCOMPARE(sum.points.at(0).start_ns, kStart_ns);
    QCOMPARE(std::get<double>(sum.points[0].value), 1027.0);
    const auto histogram = std::get<OtlpHistogram>(metricAt(*read, 2).data);
    QVERIFY(histogram.temporality == Temporality::Delta);
    QCOMPARE(histogram.points.at(0).bounds, (std::vector<double>{1, 2, 5, 10}));
    QCOMPARE(histogram.points[0].counts, (std::vector<std::uint64_t>{2, 1, 2, 1, 1}));
    QCOMPARE(histogram.points[0].max, std::optional(100.0));
    const auto exponential = std::get<OtlpExponentialHistogram>(metricAt(*read, 3).data);
    QCOMPARE(exponential.points.at(0).scale, 1);
    QCOMPARE(exponential.points[0].zeroCount, 1U);
    QCOMPARE(exponential.points[0].positive.offset, -1);
    QCOMPARE(exponential.points[0].positive.counts.size(), 15U);
    const auto summary = std::get<OtlpSummary>(metricAt(*read, 4).data);
    QCOMPARE(summary.points.at(0).quantiles.size(), 3U);
    QVERIFY(summary.points[0].quantiles[1] == (OtlpQuantile{0.5, 3}));
}

// Check 46.
void OtlpWireTest::theWorkedJsonIsWrittenAgain()
{
    const auto read = fromJson(workedJson());
    QVERIFY(read);
    const QJsonDocument written = QJsonDocument::fromJson(toJson(*read));
    QCOMPARE(written, QJsonDocument::fromJson(workedJson()));
    QCOMPARE(lapseOf(written.object()), QString());
    const auto throughProtobuf = fromProtobuf(toProtobuf(*read));
    QVERIFY(throughProtobuf && *throughProtobuf == *read);
}

void OtlpWireTest::anyMetricsComeBackFromProtobuf()
{
    OtlpRandom random(kSeed);
    std::uint64_t points = 0;
    for (int i = 0; i < kRounds; ++i) {
        const OtlpMetrics metrics = random.metrics();
        points += pointCount(metrics);
        const auto read = fromProtobuf(toProtobuf(metrics));
        QVERIFY2(read && *read == metrics, toJson(metrics).constData());
    }
    QVERIFY(points > 1'000);
}

void OtlpWireTest::anyMetricsComeBackFromJson()
{
    OtlpRandom random(kSeed + 1);
    for (int i = 0; i < kRounds; ++i) {
        const OtlpMetrics metrics = random.metrics();
        const QByteArray written = toJson(metrics);
        const auto read = fromJson(written);
        QVERIFY2(read, written.constData());
        QVERIFY2(*read == metrics, written.constData());
        const QJsonDocument document = QJsonDocument::fromJson(written);
        QVERIFY2(document.isObject(), written.constData());
        QCOMPARE(lapseOf(document.object()), QString());
    }
}

// What is optional or one of several is written even when it is zero.
void OtlpWireTest::zeroIsWrittenWhereItTells()
{
    OtlpHistogramPoint point;
    point.sum = 0;
    OtlpNumberPoint number;
    number.value = std::int64_t{0};
    OtlpMetrics metrics = oneMetric({"h", {}, {}, OtlpHistogram{Temporality::Delta, {point}}, {}});
    metrics.resources[0].scopes[0].metrics.push_back({"g", {}, {}, OtlpGauge{{number}}, {}});
    const QByteArray json = toJson(metrics);
    QVERIFY2(json.contains(R"({"sum":0})") && json.contains(R"({"asInt":"0"})"), json.constData());
    QVERIFY(*fromProtobuf(toProtobuf(metrics)) == metrics);
}

void OtlpWireTest::numbersMayBeTextsOrNumbers()
{
    const auto point = [](const QByteArray &members) {
        const QByteArray json =
            R"({"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"g","gauge":{"dataPoints":[{)" +
            members + "}]}}]}]}]}";
        const auto read = fromJson(json);
        return read ? std::get<OtlpGauge>(metricAt(*read, 0).data).points.at(0) : OtlpNumberPoint();
    };
    QCOMPARE(point(R"("timeUnixNano":1700000000000000001)").time_ns, 1'700'000'000'000'000'001U);
    QCOMPARE(point(R"("timeUnixNano":"18446744073709551615")").time_ns,
             std::numeric_limits<std::uint64_t>::max());
    QCOMPARE(point(R"("timeUnixNano":1.7e9)").time_ns, 1'700'000'000U);
    QCOMPARE(std::get<std::int64_t>(point(R"("asInt":-9223372036854775808)").value),
             std::numeric_limits<std::int64_t>::min());
    QVERIFY(std::isnan(std::get<double>(point(R"("asDouble":"NaN")").value)));
    QCOMPARE(std::get<double>(point(R"("asDouble":"-Infinity")").value),
             -std::numeric_limits<double>::infinity());
    QCOMPARE(point(R"("flags":1,"timeUnixNano":null)").flags, 1U);
}

void OtlpWireTest::refusesOtherJson_data()
{
    QTest::addColumn<QByteArray>("json");
    const auto metric = [](const QByteArray &text) -> QByteArray {
        return R"({"resourceMetrics":[{"scopeMetrics":[{"metrics":[)" + text + "]}]}]}";
    };
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("cut off") << workedJson().chopped(3);
    QTest::newRow("something behind it") << workedJson() + "x";
    QTest::newRow("an object for a list") << QByteArray(R"({"resourceMetrics":{}})");
    QTest::newRow("an enum by name")
        << metric(R"({"sum":{"aggregationTemporality":"AGGREGATION_TEMPORALITY_DELTA"}})");
    QTest::newRow("a fraction for an integer")
        << metric(R"({"gauge":{"dataPoints":[{"asInt":1.5}]}})");
    QTest::newRow("a negative count") << metric(R"({"histogram":{"dataPoints":[{"count":"-1"}]}})");
    QTest::newRow("beyond 64 bits")
        << metric(R"({"gauge":{"dataPoints":[{"timeUnixNano":"18446744073709551616"}]}})");
    QTest::newRow("a word for a double")
        << metric(R"({"gauge":{"dataPoints":[{"asDouble":"inf"}]}})");
    QTest::newRow("bytes that are no Base64") << metric(
        R"({"gauge":{"dataPoints":[{"attributes":[{"key":"k","value":{"bytesValue":"*"}}]}]}})");
    QTest::newRow("a number for a text") << metric(R"({"name":1})");
}

void OtlpWireTest::refusesOtherJson()
{
    QFETCH(QByteArray, json);
    const auto read = fromJson(json);
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!read.error().message.isEmpty());
}

void OtlpWireTest::passesOverWhatItDoesNotKnow()
{
    const auto read = fromJson(R"({"later":[1,{"a":null}],"resource_metrics":[{}],
        "resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"g","gauge":{"dataPoints":[
        {"asInt":"3","exemplars":[{"asDouble":1,"traceId":"ab"}],"later":true}]}}]}]}]})");
    QVERIFY(read);
    QCOMPARE(pointCount(*read), 1U);
    QCOMPARE(read->resources.size(), 1U);
    QByteArray longer = gaugeProtobuf();
    longer.append(QByteArray::fromHex("f2060178")); // field 110, one byte
    const auto later = fromProtobuf(longer);
    QVERIFY(later && *later == *fromProtobuf(gaugeProtobuf()));
}

void OtlpWireTest::refusesOtherProtobuf_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("cut off") << gaugeProtobuf().chopped(1);
    QTest::newRow("a wrong wire type") << QByteArray::fromHex("0f");
    QTest::newRow("JSON") << workedJson();
    QTest::newRow("a name that is no UTF-8") << QByteArray::fromHex("0a08120612040a02c328");
    // Lists within lists within lists, deeper than protobuf goes.
    QByteArray deep;
    for (int i = 0; i < 120; ++i) {
        QByteArray outer;
        for (const char tag : {'\x0a', '\x2a'}) {
            outer = QByteArray(1, tag);
            for (auto size = static_cast<quint32>(deep.size());; size >>= 7U) {
                outer.append(static_cast<char>(size > 127 ? (size & 127U) | 128U : size));
                if (size <= 127)
                    break;
            }
            deep = outer + deep;
        }
    }
    const auto wrapped = [](char tag, const QByteArray &inner) -> QByteArray {
        QByteArray out(1, tag);
        const auto size = static_cast<quint32>(inner.size());
        out.append(static_cast<char>((size & 127U) | 128U));
        out.append(static_cast<char>(size >> 7U));
        return out + inner;
    };
    QTest::newRow("too deep") << wrapped('\x0a',
                                         wrapped('\x0a', wrapped('\x0a', wrapped('\x12', deep))));
}

void OtlpWireTest::refusesOtherProtobuf()
{
    QFETCH(QByteArray, bytes);
    const auto read = fromProtobuf(bytes);
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::InvalidArgument);
}

void OtlpWireTest::mutatedMessagesDoNoHarm()
{
    constexpr int kMutations = 10'000;
    std::mt19937_64 random(kSeed);
    const auto sample = fromJson(workedJson()).value();
    const QByteArray protobuf = toProtobuf(sample);
    const QByteArray json = toJson(sample);
    int readable = 0;
    for (int i = 0; i < kMutations; ++i) {
        const bool isJson = i % 2 == 0;
        QByteArray message = isJson ? json : protobuf;
        for (auto edits = 1 + random() % 4; edits > 0; --edits) {
            const auto at =
                static_cast<qsizetype>(random() % static_cast<std::uint64_t>(message.size()));
            if (random() % 3 == 0)
                message.remove(at, 1 + static_cast<qsizetype>(random() % 8));
            else
                message[at] = static_cast<char>(random());
            if (message.isEmpty())
                message = "x";
        }
        const auto read = isJson ? fromJson(message) : fromProtobuf(message);
        if (!read) {
            QCOMPARE(read.error().code, ErrorCode::InvalidArgument);
            continue;
        }
        ++readable;
        const auto again = isJson ? fromJson(toJson(*read)) : fromProtobuf(toProtobuf(*read));
        QVERIFY(again && *again == *read);
    }
    QVERIFY2(readable > 500 && readable < kMutations, qPrintable(QString::number(readable)));
}

TIDEMARK_TEST(OtlpWireTest)
#include "otlp_wire_test.moc"
