// SPDX-License-Identifier: GPL-3.0-or-later
// Datadog refuses a request, or does not answer.
#include "services/datadog/datadog_sink.h"
#include "tests/services/datadog/datadog_case.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::datadog;
using namespace tidemark::test;
using metrics::MetricSnapshot;

namespace {

class DatadogRefusalsTest : public DatadogCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void refusedSizesAreHalved();
    void badPointsKeepNoOthersBack();
    void refusalsAreExplained_data();
    void refusalsAreExplained();
    void downAndSlowServersEndByTheDeadline();
};

void DatadogRefusalsTest::refusedSizesAreHalved()
{
    const FakeDatadog service(m_clock, [](int, const QByteArray &body) {
        return body.size() > 10'000 ? refused(413) : FakeDatadog::Answer();
    });
    DatadogSink sink(sender(service));
    std::vector<MetricSnapshot> all;
    for (int i = 0; i < 500; ++i)
        all.push_back(windowOf(m_clock, "m" + std::to_string(i)));
    QVERIFY(sink.exportSnapshots(all, soon()).isDone);
    QCOMPARE(service.series().size(), 500);
    QCOMPARE(sink.counts().sentPoints, 500U);
    QCOMPARE(sink.counts().refusedPoints, 0U);
    // a server that never takes any size is no loop
    const FakeDatadog never(m_clock, [](int, const QByteArray &) { return refused(413); });
    DatadogSink stubborn(sender(never));
    QVERIFY(!stubborn.exportSnapshots(all, soon()).isDone);
    QVERIFY(stubborn.counts().requests <= 200);
}

void DatadogRefusalsTest::badPointsKeepNoOthersBack()
{
    const FakeDatadog service(m_clock, [](int, const QByteArray &body) {
        return body.contains("poison") ? refused(400) : FakeDatadog::Answer();
    });
    DatadogSink sink(sender(service));
    std::vector<MetricSnapshot> all;
    for (int i = 0; i < 100; ++i)
        all.push_back(windowOf(m_clock, (i == 42 ? "poison" : "m") + std::to_string(i)));
    all.push_back(windowOf(m_clock, std::string(250, 'x')));
    all.push_back(windowOf(m_clock, "ahead"));
    all.back().windowEnd_ns += std::int64_t{601} * 1'000'000'000;
    QVERIFY(sink.exportSnapshots(all, soon()).isDone);
    QCOMPARE(service.series().size(), 99);
    QCOMPARE(sink.counts().refusedPoints, 3U);
    QVERIFY(!sink.counts().lastRefusal.empty());
}

void DatadogRefusalsTest::refusalsAreExplained_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("said");
    QTest::newRow("forbidden") << 403 << u"API key"_s;
    QTest::newRow("unauthorised") << 401 << u"API key"_s;
    QTest::newRow("server") << 500 << u"again later"_s;
    QTest::newRow("not found") << 404 << u"address"_s;
}

void DatadogRefusalsTest::refusalsAreExplained()
{
    QFETCH(int, status);
    QFETCH(QString, said);
    const FakeDatadog service(m_clock,
                              [status](int, const QByteArray &) { return refused(status); });
    DatadogSink sink(sender(service));
    const auto result = sink.exportSnapshots(
        std::vector{windowOf(m_clock, "a"), windowOf(m_clock, "RequestTime")}, soon());
    QVERIFY(!result.isDone);
    QVERIFY2(QString::fromStdString(result.why).contains(said), result.why.c_str());
    QCOMPARE(sink.counts().requests, status == 500 ? 3U : 1U); // and no other path is tried
    QCOMPARE(sink.counts().refusedPoints, 0U);
}

void DatadogRefusalsTest::downAndSlowServersEndByTheDeadline()
{
    const FakeDatadog slow(m_clock, [](int, const QByteArray &) {
        return FakeDatadog::Answer{FakeDatadog::Fault::Hang};
    });
    DatadogSink slowSink(sender(slow));
    const std::vector<MetricSnapshot> all{windowOf(m_clock, "a")};
    QElapsedTimer since;
    since.start();
    QVERIFY(!slowSink.exportSnapshots(all, soon(500ms)).isDone);
    QVERIFY2(since.elapsed() < 5'000, qPrintable(QString::number(since.elapsed())));
    DatadogOptions options = slow.options();
    options.endpoint = u"http://127.0.0.1:1"_s;
    DatadogSink down(DatadogSender::make(m_network, options, m_clock).value());
    const auto result = down.exportSnapshots(all, soon());
    QVERIFY(!result.isDone && !result.why.empty());
    options.apiKey = {};
    QCOMPARE(DatadogSender::make(m_network, options, m_clock).error().detail, u"datadog.key"_s);
    options = slow.options();
    options.endpoint.clear();
    options.site = u"a/b"_s;
    QCOMPARE(DatadogSender::make(m_network, options, m_clock).error().detail, u"datadog.site"_s);
}

} // namespace

TIDEMARK_TEST(DatadogRefusalsTest)
#include "datadog_refusals_test.moc"
