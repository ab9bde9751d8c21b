// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_system/stream_notifier.h"

#include "services/metrics/system/stream_hub.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/support/test_registry.h"

#include <QSignalSpy>
#include <QTest>

#include <thread>

using namespace tidemark::test;
using namespace tidemark::metrics;
using namespace tidemark::metrics_system;

namespace {

class StreamNotifierTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void tellsOnItsThreadOfWhatOthersRecord();
    void mayBeEndedByWhoIsTold();
    void mayBeDeletedByWhoIsTold();
    void tellsOfTheEnd();

private:
    [[nodiscard]] MetricsStream stream() { return *m_hub->subscribe({}, 1'000); }

    FakeClock m_clock;
    std::shared_ptr<MetricCollector> m_collector;
    std::shared_ptr<StreamHub> m_hub;
};

void StreamNotifierTest::init()
{
    failOnUnexpectedWarnings();
    m_collector = std::make_shared<MetricCollector>(m_clock);
    m_hub = std::make_shared<StreamHub>(m_collector, m_clock);
}

void StreamNotifierTest::tellsOnItsThreadOfWhatOthersRecord()
{
    constexpr int kValues = 500;
    StreamNotifier notifier(stream());
    std::vector<double> seen;
    bool isOnItsThread = true;
    QObject::connect(&notifier, &StreamNotifier::valuesArrived, &notifier,
                     [&](const QList<MetricValue> &values) {
                         isOnItsThread = isOnItsThread && QThread::currentThread() == thread();
                         for (const MetricValue &value : values)
                             seen.push_back(toReal(value.value));
                     });
    std::thread recording([this] {
        for (int i = 0; i < kValues; ++i)
            m_collector->recordGauge("level", i);
    });
    QTRY_COMPARE_WITH_TIMEOUT(seen.size(), static_cast<std::size_t>(kValues), 60'000);
    recording.join();
    QVERIFY(isOnItsThread);
    QVERIFY(std::is_sorted(seen.begin(), seen.end()));
}

void StreamNotifierTest::mayBeEndedByWhoIsTold()
{
    StreamNotifier notifier(stream());
    int calls = 0;
    QObject::connect(&notifier, &StreamNotifier::valuesArrived, &notifier, [&] {
        ++calls;
        notifier.end();
    });
    m_collector->increment("c");
    QTRY_COMPARE_WITH_TIMEOUT(calls, 1, 60'000);
    QCOMPARE(m_hub->counts().streams, 0U);
    m_collector->increment("c");
    QCoreApplication::processEvents();
    QCOMPARE(calls, 1);
}

void StreamNotifierTest::mayBeDeletedByWhoIsTold()
{
    auto notifier = std::make_unique<StreamNotifier>(stream());
    QObject::connect(notifier.get(), &StreamNotifier::valuesArrived, this,
                     [&] { notifier.reset(); });
    m_collector->increment("c");
    QTRY_VERIFY_WITH_TIMEOUT(!notifier, 60'000);
    QCOMPARE(m_hub->counts().streams, 0U);
}

void StreamNotifierTest::tellsOfTheEnd()
{
    StreamNotifier notifier(stream());
    int values = 0;
    QObject::connect(
        &notifier, &StreamNotifier::valuesArrived, &notifier,
        [&](const QList<MetricValue> &some) { values += static_cast<int>(some.size()); });
    QSignalSpy ends(&notifier, &StreamNotifier::finished);
    m_collector->increment("last");
    m_hub->close();
    QTRY_COMPARE_WITH_TIMEOUT(ends.count(), 1, 60'000);
    QCOMPARE(values, 1);
    QVERIFY(notifier.isOver());
}

} // namespace

TIDEMARK_TEST(StreamNotifierTest)
#include "stream_notifier_test.moc"
