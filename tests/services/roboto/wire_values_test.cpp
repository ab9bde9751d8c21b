// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers and times keep every digit (V1, V2; roboto-api 2.2).
#include "services/json/date_time_text.h"
#include "services/json/decimal_literal.h"
#include "services/roboto/wire/bodies.h"
#include "services/roboto/wire/metrics.h"
#include "services/roboto/wire/sessions.h"
#include "services/roboto/wire/wire_time.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <bit>
#include <limits>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::roboto;

namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();

QByteArray queryBody(const QByteArray &start)
{
    return R"({"name":"m","start_time_ns":)" + start + "}";
}

QByteArray sessionAnswer(const QByteArray &extra)
{
    return R"({"data":{"session_id":"s","org_id":"o","created_by":"c","modified_by":"m")" + extra +
           "}}";
}

QByteArray recordAnswer(const QByteArray &value)
{
    return R"({"data":{"org_id":"o","metric_id":"mt","name":"m","session_id":"s","value":)" +
           value + R"(,"published_by":"p","published":"2026-05-01T10:03:11.482913Z"}})";
}

QByteArray text(Timestamp at)
{
    QByteArray out;
    appendDateTime(out, at);
    return out;
}

} // namespace

class WireValuesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void takesTimesOfRequestsOnlyAsPlainIntegers_data();
    void takesTimesOfRequestsOnlyAsPlainIntegers();
    void takesWholeNumbersOfAnswersInAnyNotation_data();
    void takesWholeNumbersOfAnswersInAnyNotation();
    void keepsValuesBitForBit_data();
    void keepsValuesBitForBit();
    void writesIntegersInPlainDigits();
    void neverWritesWhatIsNoNumber();
    void scalesDecimals_data();
    void scalesDecimals();
    void readsDateTimes_data();
    void readsDateTimes();
    void writesDateTimes();
};

void WireValuesTest::takesTimesOfRequestsOnlyAsPlainIntegers_data()
{
    QTest::addColumn<QByteArray>("literal");
    QTest::addColumn<bool>("isTaken");
    QTest::addColumn<qint64>("ns");
    const auto good = [](const QByteArray &literal, std::int64_t ns) {
        QTest::newRow(literal.constData()) << literal << true << qint64{ns};
    };
    const auto bad = [](const QByteArray &literal) {
        QTest::newRow(literal.constData()) << literal << false << qint64{0};
    };
    good("0", 0);
    good("-0", 0);
    good("-1", -1);
    good("9223372036854775807", kMax);
    good("-9223372036854775808", kMin);
    good("9007199254740991", 9007199254740991);
    good("9007199254740993", 9007199254740993);
    good("1777593600000000001", 1777593600000000001);
    bad("9223372036854775808");
    bad("-9223372036854775809");
    bad("18446744073709551615");
    bad("100000000000000000000000000000000");
    bad("1.0");
    bad("1777593600000000001.0");
    bad("1.5");
    bad("1e3");
    bad("\"5\"");
    bad("true");
    bad("[]");
    bad("{}");
}

void WireValuesTest::takesTimesOfRequestsOnlyAsPlainIntegers()
{
    QFETCH(const QByteArray, literal);
    QFETCH(const bool, isTaken);
    QFETCH(const qint64, ns);
    const auto request = readRequest<QueryMetricsRequest>(queryBody(literal));
    QCOMPARE(request.has_value(), isTaken);
    if (isTaken) {
        QCOMPARE(request->startTime->posixNs(), ns);
        return;
    }
    QCOMPARE(request.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(request.error().detail, u"wire.field start_time_ns"_s);
    QVERIFY(request.error().message.contains(u"start_time_ns"));
    QVERIFY(request.error().message.contains(u"9223372036854775807"));
}

void WireValuesTest::takesWholeNumbersOfAnswersInAnyNotation_data()
{
    QTest::addColumn<QByteArray>("literal");
    QTest::addColumn<bool>("isTaken");
    QTest::addColumn<qint64>("ns");
    const auto good = [](const QByteArray &literal, std::int64_t ns) {
        QTest::newRow(literal.constData()) << literal << true << qint64{ns};
    };
    const auto bad = [](const QByteArray &literal) {
        QTest::newRow(literal.constData()) << literal << false << qint64{0};
    };
    good("1777593600000000001", 1777593600000000001);
    good("1777593600000000001.0", 1777593600000000001); // no double holds it
    good("1.777593600000000001e18", 1777593600000000001);
    good("17775936e11", 1777593600000000000);
    good("9223372036854775807.000", kMax);
    good("-9223372036854775808.0", kMin);
    good("0.0", 0);
    good("\"1777593600000000001\"", 1777593600000000001);
    bad("1777593600000000001.5");
    bad("1e-1");
    bad("9223372036854775808");
    bad("1e19");
    bad("1e308");
    bad("\"\"");
    bad("\"soon\"");
    bad("\" 1\"");
    bad("true");
    bad("{}");
}

void WireValuesTest::takesWholeNumbersOfAnswersInAnyNotation()
{
    QFETCH(const QByteArray, literal);
    QFETCH(const bool, isTaken);
    QFETCH(const qint64, ns);
    const auto session =
        readAnswer<SessionRecord>(sessionAnswer(R"(,"min_timestamp_ns":)" + literal));
    QCOMPARE(session.has_value(), isTaken);
    if (isTaken)
        QCOMPARE(session->minTimestamp->posixNs(), ns);
    else
        QVERIFY(session.error().message.contains(u"data.min_timestamp_ns"));
}

void WireValuesTest::keepsValuesBitForBit_data()
{
    QTest::addColumn<QByteArray>("literal");
    QTest::addColumn<double>("value");
    const auto row = [](const QByteArray &literal, double value) {
        QTest::newRow(literal.constData()) << literal << value;
    };
    row("0.1", 0.1);
    row("1e300", 1e300);
    row("1E+300", 1e300);
    row("5e-324", 5e-324);
    row("-5e-324", -5e-324);
    row("1e-400", 0.0);
    row("1.7976931348623157e308", 1.7976931348623157e308);
    row("-1.7976931348623157e308", -1.7976931348623157e308);
    row("123456789.123456789", 123456789.123456789);
    row("9007199254740994", 9007199254740994.0);
    row("-0.0", -0.0);
    row("1", 1.0);
    row("1.0", 1.0);
    row("1e22", 1e22);
    row("10000000000000000000000", 1e22);
    row("18446744073709551616", 18446744073709551616.0);
    row("87.2", 87.2);
}

void WireValuesTest::keepsValuesBitForBit()
{
    QFETCH(const QByteArray, literal);
    QFETCH(const double, value);
    const auto bits = [](double number) { return std::bit_cast<std::uint64_t>(number); };
    const QByteArray body =
        R"({"session_id":"s","metrics":[{"name":"m","value":)" + literal + "}]}";
    const auto request = readRequest<PublishMetricsRequest>(body);
    QVERIFY(request);
    QCOMPARE(request->metrics.size(), std::size_t{1});
    QCOMPARE(bits(request->metrics.front().value), bits(value));

    const auto record = readAnswer<MetricRecord>(recordAnswer(literal));
    QVERIFY(record);
    QCOMPARE(bits(record->value), bits(value));
    const auto again = readAnswer<MetricRecord>(writeAnswer(*record));
    QVERIFY(again);
    QCOMPARE(bits(again->value), bits(value));
    const auto published = readRequest<PublishMetricsRequest>(writeRequest(*request));
    QCOMPARE(bits(published->metrics.front().value), bits(value));
}

void WireValuesTest::writesIntegersInPlainDigits()
{
    for (const std::int64_t ns :
         {kMin, kMin + 1, std::int64_t{-1}, std::int64_t{0}, std::int64_t{9007199254740991},
          std::int64_t{9007199254740993}, std::int64_t{1777593600000000001}, kMax - 1, kMax}) {
        MetricRecord record;
        record.minTimestamp = Timestamp(ns);
        record.maxTimestamp = Timestamp(ns);
        const QByteArray body = writeAnswer(record);
        const QByteArray digits = QByteArray::number(qint64{ns});
        QVERIFY(body.contains(QByteArray("\"min_timestamp_ns\":" + digits + ",")));
        QVERIFY(body.contains(QByteArray("\"max_timestamp_ns\":" + digits + ",")));
        QCOMPARE(readAnswer<MetricRecord>(body)->maxTimestamp->posixNs(), ns);
        NumericAggregateMetricRecord bucket;
        bucket.startTime = bucket.endTime = Timestamp(ns);
        bucket.total = ns;
        const QByteArray answer = writeAnswer(bucket);
        QVERIFY(answer.contains(QByteArray("\"start_time\":" + digits + ",\"end_time\":" + digits +
                                           ",\"total\":" + digits + ",")));
    }
}

void WireValuesTest::neverWritesWhatIsNoNumber()
{
    for (const double value :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
          -std::numeric_limits<double>::infinity()}) {
        PublishMetricsRequest request;
        request.metrics = {{u"m"_s, value}};
        const QByteArray body = writeRequest(request);
        QVERIFY(body.contains("\"value\":null"));
        const auto read = readRequest<PublishMetricsRequest>(body);
        QVERIFY(read);
        QCOMPARE(read->refused.size(), std::size_t{1});
    }
    QVERIFY(!readAnswer<MetricRecord>(recordAnswer("null"))); // the SDK refuses it, too
    QVERIFY(readAnswer<MetricRecord>(recordAnswer("null")).error().message.contains(u"data.value"));
}

void WireValuesTest::scalesDecimals_data()
{
    QTest::addColumn<QByteArray>("literal");
    QTest::addColumn<int>("power");
    QTest::addColumn<bool>("isTaken");
    QTest::addColumn<qint64>("value");
    QTest::addColumn<bool>("isExact");
    const auto row = [](const QByteArray &literal, int power, std::int64_t value, bool isExact) {
        QTest::addRow("%s x 1e%d", literal.constData(), power)
            << literal << power << true << qint64{value} << isExact;
    };
    const auto none = [](const QByteArray &literal, int power) {
        QTest::addRow("%s x 1e%d", literal.constData(), power)
            << literal << power << false << qint64{0} << false;
    };
    row("1.5", 9, 1'500'000'000, true);
    row("-1.5", 0, -2, false);
    row("1.5", 0, 1, false);
    row("0.0000000001", 9, 0, false);
    row("-0.0000000001", 9, -1, false);
    row("1777593600.000000001", 9, 1777593600000000001, true);
    row("1e-2000000000", 0, 0, false);
    row("0e2000000000", 0, 0, true);
    row("0.000e5", 3, 0, true);
    row("12e-1", 1, 12, true);
    row("-9223372036854775808", 0, kMin, true);
    row("-922337203685477580.8", 1, kMin, true);
    none("-9223372036854775808.5", 0);
    none("9223372036854775808", 0);
    none("1e2000000000", 0);
    none("1e99999999999999999999", 0);
    none("1..2", 0);
    none("", 0);
}

void WireValuesTest::scalesDecimals()
{
    QFETCH(const QByteArray, literal);
    QFETCH(const int, power);
    QFETCH(const bool, isTaken);
    QFETCH(const qint64, value);
    QFETCH(const bool, isExact);
    const auto scaled = scaledInteger(literal.toStdString(), power);
    QCOMPARE(scaled.has_value(), isTaken);
    if (scaled) {
        QCOMPARE(qint64{scaled->value}, value);
        QCOMPARE(scaled->isExact, isExact);
    }
}

void WireValuesTest::readsDateTimes_data()
{
    QTest::addColumn<QByteArray>("literal");
    QTest::addColumn<bool>("isTaken");
    QTest::addColumn<qint64>("ns");
    const auto good = [](const QByteArray &literal, std::int64_t ns) {
        QTest::newRow(literal.constData()) << literal << true << qint64{ns};
    };
    const auto bad = [](const QByteArray &literal) {
        QTest::newRow(literal.constData()) << literal << false << qint64{0};
    };
    constexpr std::int64_t kSecond = 1777629791; // 2026-05-01T10:03:11Z
    constexpr std::int64_t kNs = kSecond * 1'000'000'000;
    good(R"("2026-05-01T10:03:11Z")", kNs);
    good(R"("2026-05-01T10:03:11.482Z")", kNs + 482'000'000);
    good(R"("2026-05-01T10:03:11.482913Z")", kNs + 482'913'000);
    good(R"("2026-05-01T10:03:11.482913007Z")", kNs + 482'913'007);
    good(R"("2026-05-01T10:03:11.482913+00:00")", kNs + 482'913'000);
    good(R"("2026-05-01T12:03:11.482913+02:00")", kNs + 482'913'000);
    good(R"("2026-05-01 10:03:11.482913Z")", kNs + 482'913'000);
    good(R"("2026-05-01T10:03:11.482913")", kNs + 482'913'000);
    good(R"("2026-05-01 10:03:11")", kNs);
    good(R"("2026-05-01")", kNs - 36'191 * std::int64_t{1'000'000'000});
    good("1777629791", kNs);
    good("1777629791.5", kNs + 500'000'000);
    good("1777629791.482913007", kNs + 482'913'007);
    good("1777629791482", kNs + 482'000'000);
    good("1777629791482.913", kNs + 482'913'000);
    good(R"("1777629791")", kNs);
    good(R"("1777629791482")", kNs + 482'000'000);
    good("-1", -1'000'000'000);
    good("0", 0);
    good(R"("1969-12-31T23:59:59.999999Z")", -1000);
    bad(R"("2026-05-01T10:03:11.4829130071Z")");
    bad(R"("2026-02-30T10:03:11Z")");
    bad(R"("2026-05-01T25:03:11Z")");
    bad(R"("2026-05-01T10:03:11Zx")");
    bad(R"("2026-05-01T")");
    bad(R"("2026-05-01x10:03:11Z")");
    bad(R"("2026-W18-5T10:03Z ")");
    bad(R"("1500-01-01T00:00:00Z")");
    bad(R"("2400-01-01T00:00:00Z")");
    bad("\"\xef\xbb\xbf"
        R"(2026-05-01T10:03:11Z")");
    bad(R"("yesterday")");
    bad(R"("")");
    bad("1e300");
    bad("true");
    bad("[]");
}

void WireValuesTest::readsDateTimes()
{
    QFETCH(const QByteArray, literal);
    QFETCH(const bool, isTaken);
    QFETCH(const qint64, ns);
    const auto session = readAnswer<SessionRecord>(sessionAnswer(R"(,"created":)" + literal));
    QCOMPARE(session.has_value(), isTaken);
    if (isTaken)
        QCOMPARE(qint64{session->created->posixNs()}, ns);
    else
        QVERIFY(session.error().message.contains(u"data.created"));
}

void WireValuesTest::writesDateTimes()
{
    QCOMPARE(text(Timestamp()), QByteArray("1970-01-01T00:00:00.000000Z"));
    QCOMPARE(text(Timestamp(1777629791482913007)), QByteArray("2026-05-01T10:03:11.482913Z"));
    QCOMPARE(text(Timestamp(-1)), QByteArray("1969-12-31T23:59:59.999999Z"));
    QCOMPARE(text(Timestamp(-1000)), QByteArray("1969-12-31T23:59:59.999999Z"));
    QCOMPARE(text(Timestamp(-1001)), QByteArray("1969-12-31T23:59:59.999998Z"));
    QCOMPARE(text(Timestamp::max()), QByteArray("2262-04-11T23:47:16.854775Z"));
    QCOMPARE(text(Timestamp::min()), QByteArray("1677-09-21T00:12:43.145224Z"));
    QCOMPARE(text(Timestamp(951782400000000000)), QByteArray("2000-02-29T00:00:00.000000Z"));
}

TIDEMARK_TEST(WireValuesTest)
#include "wire_values_test.moc"
