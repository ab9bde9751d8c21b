// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of windows at CloudWatch: units, dimensions and requests.
#include "services/cloudwatch/cloudwatch_sink.h"
#include "services/metrics/windows/kpl_names.h"
#include "tests/services/cloudwatch/cloudwatch_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <numeric>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::cloudwatch;
using namespace tidemark::test;
using metrics::MetricSnapshot;

namespace {

class CloudWatchSinkTest : public CloudWatchCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void manySeriesAreCutIntoRequests();
    void longSeriesAreCutBySize();
    void unitsAndDimensionsAreThoseOfTheService();
    void partialSuccessOfOtlpIsCounted();
};

void CloudWatchSinkTest::manySeriesAreCutIntoRequests()
{
    const FakeCloudWatch service(m_clock);
    CloudWatchSink sink(sender(service));
    std::vector<MetricSnapshot> all;
    for (int i = 0; i < 2'500; ++i)
        all.push_back(windowOf(m_clock, "metric." + std::to_string(i), 3, i));
    const auto result = sink.exportSnapshots(all, soon());
    QVERIFY2(result.isDone, result.why.c_str());
    QCOMPARE(service.accepted(), (std::vector<std::size_t>{1000, 1000, 500}));
    QCOMPARE(service.problems(), QStringList());
    QCOMPARE(service.totals().size(), 2'500);
    QCOMPARE(service.totals().value(u"metric.77 StreamName=s"_s).sum, 77.0);
    QCOMPARE(service.totals().value(u"metric.77 StreamName=s"_s).count, 3.0);
    QCOMPARE(sink.counts().sentDatums, 2'500U);
    QCOMPARE(sink.counts().requests, 3U);
}

void CloudWatchSinkTest::longSeriesAreCutBySize()
{
    const FakeCloudWatch service(m_clock); // which refuses a body of a megabyte
    CloudWatchSink sink(sender(service));
    std::vector<MetricSnapshot> all;
    for (int i = 0; i < 1'000; ++i) {
        all.push_back(windowOf(m_clock, "metric." + std::to_string(i)));
        all.back().dimensions.clear();
        for (const char *name : {"a", "b", "c"}) // as long as they may be
            all.back().dimensions.push_back({name, std::string(1'000, 'x')});
    }
    const auto result = sink.exportSnapshots(all, soon());
    QVERIFY2(result.isDone, result.why.c_str());
    QCOMPARE(service.problems(), QStringList());
    const std::vector<std::size_t> accepted = service.accepted();
    QVERIFY(accepted.size() > 3); // there are three megabytes of values alone
    QCOMPARE(std::accumulate(accepted.begin(), accepted.end(), std::size_t{0}), 1'000U);
}

void CloudWatchSinkTest::unitsAndDimensionsAreThoseOfTheService()
{
    const FakeCloudWatch service(m_clock);
    CloudWatchSink sink(sender(service));
    std::vector<MetricSnapshot> all;
    for (const metrics::KplName &known : metrics::kplNames()) {
        all.push_back(windowOf(m_clock, std::string(known.name)));
        all.back().dimensions = {{"stream", "s"}, {"shard", "7"}, {"error_code", "e"}, {"x", ""}};
    }
    all.push_back(windowOf(m_clock, "BufferedTime"));
    all.push_back(windowOf(m_clock, "other"));
    all.back().dimensions = {{"ort", "Z\xc3\xbcrich"}};
    QVERIFY(sink.exportSnapshots(all, soon()).isDone);
    QCOMPARE(service.problems(), QStringList());
    const auto totals = service.totals();
    QCOMPARE(totals.size(), 17);
    for (const metrics::KplName &known : metrics::kplNames()) {
        const QString series =
            QString::fromLatin1(known.name.data(), qsizetype(known.name.size())) +
            u" StreamName=s ShardId=7 ErrorCode=e"_s;
        QVERIFY2(totals.contains(series), qPrintable(series));
        QVERIFY2(!totals.value(series).unit.isEmpty(), qPrintable(series));
    }
    QCOMPARE(totals.value(u"BufferedTime StreamName=s"_s).unit, u"Milliseconds"_s);
    QCOMPARE(totals.value(u"UserRecordsDataPut StreamName=s ShardId=7 ErrorCode=e"_s).unit,
             u"Bytes"_s);
    QVERIFY(totals.contains(u"other ort=Z%C3%BCrich"_s));
    QCOMPARE(totals.value(u"other ort=Z%C3%BCrich"_s).unit, QString());
}

void CloudWatchSinkTest::partialSuccessOfOtlpIsCounted()
{
    const FakeCloudWatch service(m_clock, [](int, const QByteArray &) {
        return FakeCloudWatch::Answer{FakeCloudWatch::Fault::None, 200,
                                      QByteArray::fromHex("0a0508021201") + "x"};
    });
    CloudWatchSink sink(sender(service, CloudWatchShape::Otlp));
    std::vector<MetricSnapshot> all;
    for (int i = 0; i < 5; ++i)
        all.push_back(windowOf(m_clock, "m" + std::to_string(i)));
    QVERIFY(sink.exportSnapshots(all, soon()).isDone); // not to be sent again
    QCOMPARE(sink.counts().sentDatums, 3U);
    QCOMPARE(sink.counts().refusedDatums, 2U);
    QCOMPARE(sink.counts().requests, 1U);
    QCOMPARE(service.problems(), QStringList());
}

} // namespace

TIDEMARK_TEST(CloudWatchSinkTest)
#include "cloudwatch_sink_test.moc"
