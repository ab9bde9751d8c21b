// SPDX-License-Identifier: GPL-3.0-or-later
// How much one request may hold, and that more of it takes no memory.
#include "services/http/gzip_pack.h"
#include "services/otlp/otlp_json.h"
#include "services/otlp/otlp_protobuf.h"
#include "services/otlp/otlp_request.h"
#include "services/otlp/otlp_size.h"
#include "services/otlp/otlp_validity.h"
#include "tests/services/otlp/otlp_examples.h"
#include "tests/support/peak_memory.h"
#include "tests/support/test_registry.h"

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

OtlpMetrics withBuckets(std::size_t points, std::size_t buckets)
{
    OtlpExponentialPoint point;
    point.time_ns = kTime_ns;
    point.positive.counts.assign(buckets, 0);
    OtlpExponentialHistogram data{Temporality::Delta, {}};
    data.points.assign(points, point);
    return oneMetric({"m", {}, {}, std::move(data), {}});
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
    static void compare(const OtlpMetrics &fits, const OtlpMetrics &large, const QString &limit)
    {
        for (const auto &read : {fromProtobuf(toProtobuf(fits)), fromJson(toJson(fits))}) {
            QVERIFY2(read, read ? "" : qPrintable(read.error().message));
            QVERIFY(*read == fits);
        }
        for (const auto &read : {fromProtobuf(toProtobuf(large)), fromJson(toJson(large))}) {
            QVERIFY(!read);
            QVERIFY(read.error().code == ErrorCode::Overflow ||
                    read.error().detail == u"json.values"_s); // 413, both
            QVERIFY2(read.error().message.contains(limit), qPrintable(read.error().message));
        }
    }
};

void OtlpSizeTest::pointsAreLimited()
{
    compare(withPoints(kRequestPoints), withPoints(kRequestPoints + 1), u"10000"_s);
}

void OtlpSizeTest::partsAreLimited()
{
    compare(withValues(kRequestParts - 20), withValues(kRequestParts + 1), u"500000"_s);
}

void OtlpSizeTest::bucketsAreLimited()
{
    compare(withBuckets(900, kMaxBuckets), withBuckets(1'000, kMaxBuckets), u"2000000"_s);
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
    QVERIFY(fromProtobuf(toProtobuf(nest(25))));
    const auto refused = fromProtobuf(toProtobuf(nest(10)));
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
    const qint64 most = encoding == OtlpEncoding::Json ? 3 * kBomb : kBomb + 32 * kMegabyte;
    QVERIFY2(memory.isBelow(most), qPrintable(QString::number(memory.grown())));
}

TIDEMARK_TEST(OtlpSizeTest)
#include "otlp_size_test.moc"
