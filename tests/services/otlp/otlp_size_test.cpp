// SPDX-License-Identifier: GPL-3.0-or-later
// How much one request may hold, and that more of it takes no memory.
#include "services/http/gzip_pack.h"
#include "services/json/json_limits.h"
#include "services/otlp/otlp_json.h"
#include "services/otlp/otlp_protobuf.h"
#include "services/otlp/otlp_request.h"
#include "services/otlp/otlp_size.h"
#include "services/otlp/otlp_validity.h"
#include "tests/services/otlp/otlp_examples.h"
#include "tests/support/peak_memory.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::otlp;
using namespace tidemark::test;

namespace {

constexpr qsizetype kMegabyte = qsizetype{1024} * 1024;
constexpr qsizetype kBomb = 60 * kMegabyte;

/// A field of protobuf that holds bytes.
QByteArray field(int number, const QByteArray &content)
{
    QByteArray head;
    const auto append = [&head](std::uint64_t value) {
        for (; value >= 0x80U; value >>= 7U)
            head += static_cast<char>((value & 0x7fU) | 0x80U);
        head += static_cast<char>(value);
    };
    append((static_cast<std::uint64_t>(number) << 3U) | 2U);
    append(static_cast<std::uint64_t>(content.size()));
    return head + content;
}

/// A request with one metric of that content.
QByteArray protobufMetric(const QByteArray &content)
{
    return field(1, field(2, field(2, field(1, "m") + content)));
}

/// `begin`, then as many pieces as fit, then `end`.
QByteArray filled(const QByteArray &begin, const QByteArray &piece, const QByteArray &end)
{
    return begin + piece.repeated((kBomb - begin.size() - end.size()) / piece.size()) + end;
}

QByteArray jsonBomb(const QByteArray &inner)
{
    return R"({"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m",)" + inner;
}

OtlpMetrics withPoints(std::uint64_t count)
{
    OtlpGauge gauge;
    for (std::uint64_t i = 0; i < count; ++i)
        gauge.points.push_back(numberPoint(kTime_ns + i, 1));
    return oneMetric({"m", {}, {}, std::move(gauge), {}});
}

/// So many points with so many buckets and, with any, a last one.
OtlpMetrics withBuckets(std::size_t points, std::size_t buckets, std::size_t ofLast = 0)
{
    OtlpExponentialPoint point;
    point.time_ns = kTime_ns;
    point.positive.counts.assign(buckets, 0);
    OtlpExponentialHistogram data{Temporality::Delta, {}};
    data.points.assign(points, point);
    if (ofLast > 0) {
        point.positive.counts.assign(ofLast, 0);
        data.points.push_back(point);
    }
    return oneMetric({"m", {}, {}, std::move(data), {}});
}

/// Points full of buckets and a last one that together take `all`, when each point takes `ofPoint`
/// beside its buckets and the request `ofRequest` beside its points. `more`: so many buckets more.
OtlpMetrics filledWithBuckets(std::size_t all, std::size_t ofRequest, std::size_t ofPoint,
                              std::size_t more)
{
    const std::size_t points = (all - ofRequest) / (ofPoint + kMaxBuckets);
    const std::size_t rest = all - ofRequest - points * (ofPoint + kMaxBuckets);
    return withBuckets(points, kMaxBuckets, rest - ofPoint + more);
}

/// Values of a JSON text, with the names of members.
std::size_t valuesIn(const QJsonValue &value)
{
    std::size_t count = 1;
    for (const QJsonValue element : value.toArray())
        count += valuesIn(element);
    const QJsonObject members = value.toObject();
    for (auto member = members.begin(); member != members.end(); ++member)
        count += 1 + valuesIn(member.value());
    return count;
}
std::size_t valuesIn(const OtlpMetrics &metrics)
{
    return valuesIn(QJsonDocument::fromJson(toJson(metrics)).object());
}

OtlpMetrics withValues(std::size_t count)
{
    OtlpList list;
    list.values.assign(count, {true});
    return oneMetric({"m", {}, {}, OtlpGauge{{numberPoint(kTime_ns, 1)}}, {}},
                     {{"a", {std::move(list)}}});
}

} // namespace

class OtlpSizeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void pointsAreLimited();
    void partsAreLimited();
    void bucketsAreLimited();
    void bucketsOfAPointAreLimited();
    void nestingIsLimited();
    void bombsTakeNoMemory_data();
    void bombsTakeNoMemory();

private:
    static void compare(const OtlpMetrics &fits, const OtlpMetrics &large, const QString &limit,
                        OtlpEncoding encoding)
    {
        const auto again = [encoding](const OtlpMetrics &metrics) {
            return encoding == OtlpEncoding::Json ? fromJson(toJson(metrics))
                                                  : fromProtobuf(toProtobuf(metrics));
        };
        const auto whole = again(fits);
        QVERIFY2(whole, whole ? "" : qPrintable(whole.error().message));
        QVERIFY(*whole == fits);
        const auto refused = again(large);
        QVERIFY(!refused);
        QVERIFY(refused.error().code == ErrorCode::Overflow ||
                refused.error().detail == u"json.values"_s); // 413, both
        QVERIFY2(refused.error().message.contains(limit), qPrintable(refused.error().message));
    }
};

void OtlpSizeTest::pointsAreLimited()
{
    for (const OtlpEncoding encoding : {OtlpEncoding::Protobuf, OtlpEncoding::Json})
        compare(withPoints(kRequestPoints), withPoints(kRequestPoints + 1), u"10000"_s, encoding);
}

// Beside the values there are, in protobuf, the messages ResourceMetrics, Resource, KeyValue, its
// AnyValue, ArrayValue, ScopeMetrics, Metric and Gauge; in JSON the one resource, attribute, scope
// and metric, since there only what stands in lists is counted.
void OtlpSizeTest::partsAreLimited()
{
    constexpr std::size_t kProtobuf = kRequestParts - 8;
    constexpr std::size_t kJson = kRequestParts - 4;
    compare(withValues(kProtobuf), withValues(kProtobuf + 1), u"500000"_s, OtlpEncoding::Protobuf);
    compare(withValues(kJson), withValues(kJson + 1), u"500000"_s, OtlpEncoding::Json);
}

// Beside the buckets there are, in protobuf, a point's time, and the metric's name and temporality;
// zeros are not written. In JSON the limit of all values comes before that of buckets: what the
// others are is counted of small requests.
void OtlpSizeTest::bucketsAreLimited()
{
    compare(filledWithBuckets(kRequestNumbers, 2, 1, 0),
            filledWithBuckets(kRequestNumbers, 2, 1, 1), u"2000000"_s, OtlpEncoding::Protobuf);
    const std::size_t ofOne = valuesIn(withBuckets(1, 1));
    const std::size_t ofTwo = valuesIn(withBuckets(2, 1));
    const std::size_t ofPoint = ofTwo - ofOne - 1; // beside its bucket
    const std::size_t ofRequest = ofOne - (ofPoint + 1);
    compare(filledWithBuckets(kJsonMaxValues, ofRequest, ofPoint, 0),
            filledWithBuckets(kJsonMaxValues, ofRequest, ofPoint, 1), u"2000000"_s,
            OtlpEncoding::Json);
}

void OtlpSizeTest::bucketsOfAPointAreLimited()
{
    OtlpMetrics most = withBuckets(1, kMaxBuckets);
    QCOMPARE(removeInvalid(most).total(), 0U);
    OtlpMetrics more = withBuckets(1, kMaxBuckets + 1);
    const OtlpRefusals refusals = removeInvalid(more);
    QCOMPARE(refusals.count(OtlpRefusal::Buckets), 1U);
    QVERIFY(refusals.message().contains(QString::number(kMaxBuckets)));
    OtlpHistogramPoint point;
    point.time_ns = kTime_ns;
    point.counts.assign(kMaxBuckets + 1, 0);
    for (std::size_t i = 0; i < kMaxBuckets; ++i)
        point.bounds.push_back(static_cast<double>(i));
    OtlpMetrics bounds = oneMetric({"m", {}, {}, OtlpHistogram{Temporality::Delta, {point}}, {}});
    QCOMPARE(removeInvalid(bounds).count(OtlpRefusal::Buckets), 1U);
}

void OtlpSizeTest::nestingIsLimited()
{
    OtlpValue value{std::string("x")};
    const auto nest = [&value](int levels) {
        for (int i = 0; i < levels; ++i)
            value = OtlpValue{OtlpList{{value}}};
        return oneMetric({"m", {}, {}, OtlpGauge{{numberPoint(kTime_ns, 1)}}, {}}, {{"a", value}});
    };
    // The request, ResourceMetrics, Resource, KeyValue and its AnyValue are five levels; a list is
    // two more, ArrayValue and AnyValue.
    constexpr int kMost = (kRequestDepth - 5) / 2;
    QVERIFY(fromProtobuf(toProtobuf(nest(kMost))));
    const auto refused = fromProtobuf(toProtobuf(nest(1)));
    QVERIFY(!refused);
    QVERIFY2(refused.error().message.contains(u"64"_s), qPrintable(refused.error().message));
}

void OtlpSizeTest::bombsTakeNoMemory_data()
{
    QTest::addColumn<OtlpEncoding>("encoding");
    QTest::addColumn<QByteArray>("packed");
    QTest::addColumn<int>("status");
    const auto protobuf = [](const char *name, const QByteArray &body, int status = 413) {
        QTest::newRow(name) << OtlpEncoding::Protobuf << http::packGzip(body) << status;
    };
    const auto json = [](const char *name, const QByteArray &body) {
        QTest::newRow(name) << OtlpEncoding::Json << http::packGzip(body) << 413;
    };
    const QByteArray empty = field(1, {});
    protobuf("protobuf: points", protobufMetric(field(5, filled({}, empty, {}))));
    protobuf("protobuf: attributes", field(1, field(1, filled({}, empty, {}))));
    protobuf("protobuf: resources", filled({}, empty, {}));
    protobuf("protobuf: exponential buckets",
             protobufMetric(
                 field(10, field(1, field(8, field(2, filled({}, QByteArray(1, '\0'), {})))))));
    protobuf("protobuf: exemplars",
             protobufMetric(field(5, field(1, filled({}, field(5, {}), {})))));
    protobuf("protobuf: unknown fields", filled({}, QByteArray::fromHex("7800"), {}));
    protobuf("protobuf: an unknown group", QByteArray::fromHex("7b") +
                                               filled({}, QByteArray::fromHex("0800"), {}) +
                                               QByteArray::fromHex("7c"));
    protobuf("protobuf: other wire types",
             field(1, field(2, filled({}, QByteArray::fromHex("1800"), {}))));
    json("JSON: points", filled(jsonBomb(R"("gauge":{"dataPoints":[{})"), ",{}", "]}}]}]}]}"));
    json("JSON: exponential points",
         filled(jsonBomb(R"("exponentialHistogram":{"dataPoints":[{})"), ",{}", "]}}]}]}]}"));
    json("JSON: buckets",
         filled(jsonBomb(R"("histogram":{"dataPoints":[{"bucketCounts":[0)"), ",0", "]}]}}]}]}]}"));
    json("JSON: commas", filled("[", ",", "]"));
}

void OtlpSizeTest::bombsTakeNoMemory()
{
    QFETCH(OtlpEncoding, encoding);
    QFETCH(QByteArray, packed);
    QFETCH(int, status);
    QVERIFY(packed.size() < kMegabyte);
    http::HttpRequest request;
    request.headers.add("Content-Type", contentTypeOf(encoding));
    request.headers.add("Content-Encoding", "gzip");
    request.body = packed;
    const PeakMemory memory;
    const auto read = readRequest(request);
    QVERIFY(!read);
    QCOMPARE(read.error().status, status);
    // The body as it is unpacked, of which nothing is parsed, and less than 32 MB (S9).
    constexpr qint64 kMost = kBomb + 32 * kMegabyte;
    QVERIFY2(memory.isBelow(kMost), qPrintable(QString::number(memory.grown())));
}

TIDEMARK_TEST(OtlpSizeTest)
#include "otlp_size_test.moc"
