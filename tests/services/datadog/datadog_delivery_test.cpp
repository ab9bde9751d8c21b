// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of values of which nobody knows whether Datadog has them.
#include "services/datadog/datadog_sink.h"
#include "tests/services/datadog/datadog_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::datadog;
using namespace tidemark::test;
using metrics::MetricSnapshot;

class DatadogDeliveryTest : public DatadogCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void lostAnswersAreRepeatedOrGivenUp_data();
    void lostAnswersAreRepeatedOrGivenUp();
    void whatCertainlyDidNotComeIsNotGivenUp();

private:
    /// A window with one observation of a distribution.
    [[nodiscard]] MetricSnapshot timingOf(double value) const
    {
        return {"RequestTime",
                1,
                value,
                0,
                value,
                {{"stream", "s"}},
                m_clock.wall_ns() - 60'000'000'000,
                m_clock.wall_ns()};
    }
};

void DatadogDeliveryTest::lostAnswersAreRepeatedOrGivenUp_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<bool>("once");
    QTest::addColumn<int>("values");
    // Datadog adds the values of a distribution, and has no way to know that they came before.
    QTest::newRow("lost, at least once") << int(FakeDatadog::Fault::CutLate) << false << 2;
    QTest::newRow("lost, at most once") << int(FakeDatadog::Fault::CutLate) << true << 1;
    QTest::newRow("cut, at least once") << int(FakeDatadog::Fault::Cut) << false << 1;
    QTest::newRow("cut, at most once") << int(FakeDatadog::Fault::Cut) << true << 0;
    QTest::newRow("refused, at least once") << int(FakeDatadog::Fault::Refuse) << false << 1;
    QTest::newRow("refused, at most once") << int(FakeDatadog::Fault::Refuse) << true << 0;
}

void DatadogDeliveryTest::lostAnswersAreRepeatedOrGivenUp()
{
    QFETCH(int, fault);
    QFETCH(bool, once);
    QFETCH(int, values);
    const FakeDatadog service(m_clock, [fault](int number, const QByteArray &) {
        return number == 1 ? FakeDatadog::Answer{FakeDatadog::Fault(fault), 502, {}}
                           : FakeDatadog::Answer();
    });
    DatadogOptions options = service.options();
    QVERIFY(options.delivery == Delivery::AtLeastOnce);
    if (once)
        options.delivery = Delivery::AtMostOnce;
    DatadogSink sink(DatadogSender::make(m_network, options, m_clock).value());
    std::vector<MetricSnapshot> all{timingOf(5)};
    QCOMPARE(sink.exportSnapshots(all, soon()).isDone, !once); // told, since it may be lost
    QCOMPARE(sink.counts().unsurePoints, once ? 1U : 0U);
    const auto sent = [&] {
        return service.series().value(u"tidemark.RequestTime stream:s"_s).distribution.size();
    };
    QCOMPARE(sent(), std::size_t(values));
    if (once) { // the window comes again with what is new
        all.front().count = 2;
        all.front().sum = 12;
        all.front().max = 7;
        QVERIFY(sink.exportSnapshots(all, soon()).isDone);
        QCOMPARE(sent(), std::size_t(values) + 1);
        QCOMPARE(service.series().value(u"tidemark.RequestTime stream:s"_s).distribution.back(),
                 7.0);
    }
}

void DatadogDeliveryTest::whatCertainlyDidNotComeIsNotGivenUp()
{
    const FakeDatadog service(m_clock, [](int number, const QByteArray &) {
        return number == 1
                   ? FakeDatadog::Answer{FakeDatadog::Fault::Refuse, 429, "Retry-After: 3600\r\n"}
                   : FakeDatadog::Answer();
    });
    DatadogOptions options = service.options();
    options.delivery = Delivery::AtMostOnce;
    DatadogSink sink(DatadogSender::make(m_network, options, m_clock).value());
    const std::vector<MetricSnapshot> all{timingOf(5)};
    QVERIFY(!sink.exportSnapshots(all, soon()).isDone);
    QVERIFY(!sink.exportSnapshots(all, soon(0ms)).isDone); // not even sent
    QCOMPARE(sink.counts().unsurePoints, 0U);
    QVERIFY(sink.exportSnapshots(all, soon()).isDone);
    const auto time = service.series().value(u"tidemark.RequestTime stream:s"_s);
    QCOMPARE(time.distribution, std::vector{5.0});
    options.endpoint = u"http://127.0.0.1:1"_s;
    DatadogSink down(DatadogSender::make(m_network, options, m_clock).value());
    QVERIFY(!down.exportSnapshots(all, soon()).isDone);
    QCOMPARE(down.counts().unsurePoints, 0U);
}

TIDEMARK_TEST(DatadogDeliveryTest)
#include "datadog_delivery_test.moc"
