// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of windows at Datadog that takes them.
#include "services/datadog/datadog_sink.h"
#include "tests/services/datadog/datadog_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::datadog;
using namespace tidemark::test;
using metrics::MetricSnapshot;

namespace {

class DatadogSinkTest : public DatadogCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void windowsBecomeCountsGaugesAndDistributions();
    void requestsKeepToTheSizes();
    void valuesOfOneSecondAreAllKept();
    void clockThatIsSetBackLosesNothing();
    void optionsComeFromTheEnvironment();
};

void DatadogSinkTest::windowsBecomeCountsGaugesAndDistributions()
{
    const FakeDatadog service(m_clock);
    DatadogSink sink(sender(service));
    std::vector<MetricSnapshot> all{
        windowOf(m_clock, "UserRecordsPut", 4, 10), windowOf(m_clock, "UserRecordsPending", 4, 10),
        windowOf(m_clock, "RequestTime", 4, 10), windowOf(m_clock, "my-own metric", 2, 3)};
    const auto result = sink.exportSnapshots(all, soon());
    QVERIFY2(result.isDone, result.why.c_str());
    QCOMPARE(service.problems(), QStringList());
    QCOMPARE(service.accepted(), (QByteArrayList{"/api/v2/series", "/api/v1/distribution_points"}));
    const auto series = service.series();
    QCOMPARE(series.size(), 4);
    const qint64 at_s = m_clock.wall_ns() / 1'000'000'000;
    const auto put = series.value(u"tidemark.UserRecordsPut stream:s"_s);
    QCOMPARE(put.type, 1);
    QCOMPARE(put.interval_s, 60);
    QCOMPARE(put.values.at(at_s), 10.0);
    const auto pending = series.value(u"tidemark.UserRecordsPending stream:s"_s);
    QCOMPARE(pending.type, 3);
    QCOMPARE(pending.values.at(at_s), 10.0);
    const auto time = series.value(u"tidemark.RequestTime stream:s"_s);
    QCOMPARE(time.type, 100);
    QCOMPARE(time.distribution, std::vector{2.5});
    QCOMPARE(series.value(u"tidemark.my_own_metric stream:s"_s).sum(), 3.0);
    QCOMPARE(sink.counts().sentPoints, 4U);
    QCOMPARE(sink.counts().requests, 2U);
}

// Tags that cannot be packed: by size of the body first, then by what is left of it packed.
void DatadogSinkTest::requestsKeepToTheSizes()
{
    const FakeDatadog service(m_clock);
    DatadogSink sink(sender(service));
    std::mt19937 random(7);
    std::vector<MetricSnapshot> all;
    for (int i = 0; i < 3'000; ++i) {
        all.push_back(windowOf(m_clock, "m" + std::to_string(i)));
        std::string tag(400, ' ');
        for (char &c : tag)
            c = static_cast<char>('!' + random() % 90);
        all.back().dimensions = {{"noise", tag}};
    }
    QVERIFY(sink.exportSnapshots(all, soon()).isDone);
    QCOMPARE(service.problems(), QStringList()); // sizes among them
    QCOMPARE(service.series().size(), 3'000);
    QVERIFY2(service.accepted().size() >= 3,
             qPrintable(QString::number(service.accepted().size())));
    std::vector<MetricSnapshot> plain; // 6 MB that pack well
    for (int i = 0; i < 40'000; ++i)
        plain.push_back(windowOf(m_clock, "p" + std::to_string(i)));
    const qsizetype before = service.accepted().size();
    QVERIFY(sink.exportSnapshots(plain, soon()).isDone);
    QCOMPARE(service.problems(), QStringList());
    QVERIFY(service.accepted().size() - before >= 2);
    QCOMPARE(service.series().size(), 43'000);
}

void DatadogSinkTest::valuesOfOneSecondAreAllKept()
{
    const FakeDatadog service(m_clock);
    DatadogSink sink(sender(service));
    for (int i = 1; i <= 5; ++i) // the clock stands
        QVERIFY(sink.exportSnapshots(std::vector{windowOf(m_clock, "a", 1, i)}, soon()).isDone);
    QCOMPARE(service.series().value(u"tidemark.a stream:s"_s).values.size(), 5U);
    QCOMPARE(service.series().value(u"tidemark.a stream:s"_s).sum(), 15.0);
    QCOMPARE(service.problems(), QStringList());
}

void DatadogSinkTest::clockThatIsSetBackLosesNothing()
{
    const FakeDatadog service(m_clock);
    DatadogSink sink(sender(service));
    for (int i = 0; i < 3; ++i) {
        QVERIFY(sink.exportSnapshots(std::vector{windowOf(m_clock, "a", 1, 5)}, soon()).isDone);
        m_clock.stepWall(-3'600);
    }
    QCOMPARE(sink.counts().sentPoints, 3U);
    QCOMPARE(sink.counts().refusedPoints, 0U);
    QCOMPARE(service.series().value(u"tidemark.a stream:s"_s).sum(), 15.0);
}

void DatadogSinkTest::optionsComeFromTheEnvironment()
{
    QProcessEnvironment environment;
    QVERIFY(DatadogOptions::of(environment).apiKey.isEmpty());
    QCOMPARE(DatadogOptions::of(environment).site, u"datadoghq.com"_s);
    environment.insert(u"DD_API_KEY"_s, u" key\n"_s);
    environment.insert(u"DD_SITE"_s, u"datadoghq.eu"_s);
    QVERIFY(DatadogOptions::of(environment).apiKey == Secret(QByteArrayView("key")));
    QCOMPARE(DatadogOptions::of(environment).site, u"datadoghq.eu"_s);
}

} // namespace

TIDEMARK_TEST(DatadogSinkTest)
#include "datadog_sink_test.moc"
