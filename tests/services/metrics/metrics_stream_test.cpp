// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/stream_hub.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <thread>

using namespace tidemark::metrics;
using namespace tidemark::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

Deadline soon()
{
    return std::chrono::steady_clock::now() + 30s; // far beyond what any of this takes
}

class MetricsStreamTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void showsWhatIsRecordedFromNowOn();
    void showsTimersInTheirUnit();
    void refusedValuesAreNotShown();
    void honoursFilters_data();
    void honoursFilters();
    void allFiltersMustHold();
    void keepsAnInterval();
    void wrongFiltersNameTheChoices_data();
    void wrongFiltersNameTheChoices();
    void aSlowReaderIsToldWhatItLost();
    void nobodyObservesWhenAllHaveLeft();
    void aCallbackMayUnsubscribe();
    void aCallbackMayDestroyItsDelivery();
    void aWakeMayUnsubscribe();
    void endsWithTheSystem();
    void outlivesTheSystem();
    void keepsTheOrderOfEachThread();
    void threadsComeAndGo();

private:
    [[nodiscard]] MetricsStream stream(const Settings &filters = {}, std::size_t most = 10'000)
    {
        return *m_hub->subscribe(*StreamFilter::of(filters), most);
    }

    FakeClock m_clock;
    std::shared_ptr<MetricCollector> m_collector;
    std::shared_ptr<StreamHub> m_hub;
};

void MetricsStreamTest::init()
{
    failOnUnexpectedWarnings();
    m_collector = std::make_shared<MetricCollector>(m_clock);
    m_hub = std::make_shared<StreamHub>(m_collector, m_clock);
}

void MetricsStreamTest::showsWhatIsRecordedFromNowOn()
{
    m_collector->increment("before");
    Counter bound = m_collector->counter("requests", {{"code", "200"}});
    MetricsStream all = stream();
    m_clock.pass(3);
    bound.increment(7);
    m_collector->recordCounter("requests", 0.5, {{"code", "200"}});
    m_collector->recordGauge("level", 42);
    m_collector->decrement("level");
    m_collector->recordHistogram("sizes", -3);
    const auto values = all.take();
    QCOMPARE(values.size(), 5U);
    QCOMPARE(values[0].name, std::string("requests"));
    QVERIFY(values[0].value == Number(std::uint64_t{7}));
    QVERIFY(values[0].tags == Tags({{"code", "200"}}));
    QCOMPARE(values[0].at_ns, m_clock.wall_ns());
    QCOMPARE(values[0].metadata.size(), 0U);
    QVERIFY(values[1].value == Number(0.5));
    QVERIFY(values[2].type == MetricType::Gauge && values[2].value == Number(42.0));
    QVERIFY(values[3].value == Number(41.0)); // what it stands at then
    QVERIFY(values[4].type == MetricType::Histogram && values[4].value == Number(-3.0));
    // Recording is what it was besides.
    QVERIFY(std::get<Number>(m_collector->readings("requests")[0].value) == Number(7.5));
}

void MetricsStreamTest::showsTimersInTheirUnit()
{
    MetricsStream all = stream();
    m_collector->recordTimer("duration", 15, MetricUnit::Milliseconds);
    const auto value = all.next(soon());
    QVERIFY(value && value->unit == MetricUnit::Milliseconds);
    QCOMPARE(toReal(value->value), 15.0);
}

void MetricsStreamTest::refusedValuesAreNotShown()
{
    MetricsStream all = stream();
    m_collector->recordCounter("c", -1.0);
    m_collector->recordGauge("g", std::numeric_limits<double>::infinity());
    m_collector->recordHistogram("h", std::nan(""));
    m_collector->recordTimer("t", -1);
    QCOMPARE(all.take().size(), 0U);
    QCOMPARE(m_collector->counts().refusedValues, std::uint64_t{4});
}

void MetricsStreamTest::honoursFilters_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("number");
    QTest::addColumn<QStringList>("shown");
    QTest::newRow("type") << u"type"_s << u"gauge"_s << 0.0
                          << QStringList{u"b.level"_s, u"b.high"_s};
    QTest::newRow("name") << u"name"_s << u"b.level"_s << 0.0 << QStringList{u"b.level"_s};
    QTest::newRow("prefix") << u"name_prefix"_s << u"b."_s << 0.0
                            << QStringList{u"b.level"_s, u"b.high"_s};
    QTest::newRow("regex") << u"name_regex"_s << u"[ab]\\.l.*"_s << 0.0
                           << QStringList{u"b.level"_s};
    QTest::newRow("tags") << u"tags"_s << u"200"_s << 0.0 << QStringList{u"a.count"_s};
    QTest::newRow("least") << u"min_value"_s << u""_s << 5.0
                           << QStringList{u"b.level"_s, u"b.high"_s};
}

void MetricsStreamTest::honoursFilters()
{
    QFETCH(QString, name);
    QFETCH(QString, text);
    QFETCH(double, number);
    QFETCH(QStringList, shown);
    Setting setting = text.toStdString();
    if (name == u"min_value"_s)
        setting = number;
    if (name == u"tags"_s)
        setting = TagCondition::Filter{{"code", text.toStdString()}};
    MetricsStream some = stream({{name.toStdString(), setting}});
    m_collector->recordCounter("a.count", 1, {{"code", "200"}});
    m_collector->recordCounter("a.count", 2, {{"code", "500"}});
    m_collector->recordGauge("b.level", 5);
    m_collector->recordGauge("b.high", 50);
    m_collector->recordGauge("b.high", std::nan(""), {{"none", "1"}});
    QStringList names;
    const auto values = some.take();
    for (const MetricValue &value : values) {
        const bool isNumber = !std::isnan(toReal(value.value));
        QVERIFY(isNumber || name != u"min_value"_s); // which is at least nothing
        if (isNumber)
            names.append(QString::fromStdString(value.name));
    }
    QCOMPARE(names, shown);
}

void MetricsStreamTest::allFiltersMustHold()
{
    MetricsStream some = stream(
        {{"type", std::string("gauge")}, {"name_prefix", std::string("b.")}, {"min_value", 10.0}});
    m_collector->recordCounter("b.count", 20);
    m_collector->recordGauge("a.high", 50);
    m_collector->recordGauge("b.level", 5);
    m_collector->recordGauge("b.high", 50);
    const auto values = some.take();
    QCOMPARE(values.size(), 1U);
    QCOMPARE(values[0].name, std::string("b.high"));
}

void MetricsStreamTest::keepsAnInterval()
{
    MetricsStream some = stream({{"min_interval_ms", 100.0}});
    for (int i = 0; i < 10; ++i) {
        m_collector->recordGauge("one", i);
        m_collector->recordGauge("other", i);
        m_clock.pass(0.04);
    }
    QCOMPARE(some.take().size(), 8U); // at 0, 120, 240 and 360 ms, of each
}

void MetricsStreamTest::wrongFiltersNameTheChoices_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("choice");
    QTest::newRow("unknown") << "colour"
                             << "red"
                             << "min_interval_ms";
    QTest::newRow("unknown type") << "type"
                                  << "meter"
                                  << "histogram";
    QTest::newRow("derived type") << "type"
                                  << "rate"
                                  << "histogram";
    QTest::newRow("pattern") << "name_regex"
                             << "("
                             << "name";
    QTest::newRow("number") << "min_value"
                            << "many"
                            << "a number";
    QTest::newRow("interval") << "min_interval_ms"
                              << "soon"
                              << "milliseconds";
    QTest::newRow("tags") << "tags"
                          << "code"
                          << "tags with their values";
}

void MetricsStreamTest::wrongFiltersNameTheChoices()
{
    QFETCH(QString, name);
    QFETCH(QString, text);
    QFETCH(QString, choice);
    const auto filter = StreamFilter::of({{name.toStdString(), text.toStdString()}});
    QVERIFY(!filter);
    QVERIFY(filter.error().fault == Fault::InvalidArgument);
    const std::string &message = filter.error().message;
    QVERIFY2(message.find(choice.toStdString()) != std::string::npos, message.c_str());
    if (name != u"colour"_s)
        return;
    for (const std::string_view known : StreamFilter::names())
        QVERIFY2(message.find(known) != std::string::npos, message.c_str());
}

void MetricsStreamTest::aSlowReaderIsToldWhatItLost()
{
    MetricsStream slow = stream({}, 3);
    for (int i = 0; i < 10; ++i)
        m_collector->recordGauge("level", i);
    QCOMPARE(m_hub->counts().waiting, 3U);
    const auto values = slow.take();
    QCOMPARE(values.size(), 3U);
    for (std::size_t i = 0; i < values.size(); ++i)
        QCOMPARE(toReal(values[i].value), 7.0 + static_cast<double>(i)); // the oldest are gone
    QVERIFY(values[0].metadata.at("dropped") == Detail(std::uint64_t{7}));
    QVERIFY(values[1].metadata.empty() && values[2].metadata.empty());
    m_collector->recordGauge("level", 10);
    QVERIFY(slow.next(soon())->metadata.empty()); // told once
    QCOMPARE(slow.dropped(), std::uint64_t{7});
    slow.end();
    QCOMPARE(m_hub->counts().dropped, std::uint64_t{7});
}

void MetricsStreamTest::nobodyObservesWhenAllHaveLeft()
{
    CollectorCore core(true);
    QVERIFY(core.isQuiet() && core.shard() != nullptr && core.quickShard() != nullptr);
    core.setObserver(m_hub);
    QVERIFY(!core.isQuiet() && core.quickShard() == nullptr && core.shard() != nullptr);
    core.setObserver(nullptr);
    QVERIFY(core.isQuiet() && core.quickShard() != nullptr);
    core.close();
    core.setObserver(m_hub);
    QVERIFY(!core.isOpen() && core.shard() == nullptr);

    MetricsStream one = stream();
    {
        const MetricsStream other = stream();
        QCOMPARE(m_hub->counts().streams, 2U);
    }
    QCOMPARE(m_hub->counts().streams, 1U);
    one.end();
    QCOMPARE(m_hub->counts().streams, 0U);
    m_collector->increment("unseen");
    QVERIFY(one.isOver());
    QCOMPARE(m_hub.use_count(), 1L); // the collector let go of it
}

void MetricsStreamTest::aCallbackMayUnsubscribe()
{
    std::atomic<int> calls = 0;
    std::atomic<StreamDelivery *> own = nullptr;
    StreamDelivery delivery(stream(), [&](const MetricValue &) {
        ++calls;
        while (own == nullptr)
            std::this_thread::yield();
        own.load()->end();
    });
    own = &delivery;
    for (int i = 0; i < 100; ++i)
        m_collector->increment("c");
    QTRY_COMPARE_WITH_TIMEOUT(m_hub->counts().streams, 0U, 30'000);
    m_collector->increment("c");
    QCOMPARE(calls.load(), 1);
}

void MetricsStreamTest::aCallbackMayDestroyItsDelivery()
{
    std::atomic<int> calls = 0;
    std::mutex mutex;
    std::unique_ptr<StreamDelivery> delivery;
    {
        const std::lock_guard lock(mutex);
        delivery = std::make_unique<StreamDelivery>(stream(), [&](const MetricValue &) {
            const std::lock_guard inside(mutex);
            delivery.reset();
            ++calls;
        });
    }
    for (int i = 0; i < 100; ++i)
        m_collector->increment("c");
    QTRY_COMPARE_WITH_TIMEOUT(calls.load(), 1, 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(m_hub->counts().streams, 0U, 30'000);
}

void MetricsStreamTest::aWakeMayUnsubscribe()
{
    MetricsStream one = stream();
    int calls = 0;
    one.setWake([&] {
        ++calls;
        one.end();
    });
    m_collector->increment("c"); // within this call
    QCOMPARE(m_hub->counts().streams, 0U);
    QCOMPARE(calls, 2); // for the value, and for the end
    QCOMPARE(one.take().size(), 1U);
}

void MetricsStreamTest::endsWithTheSystem()
{
    MetricsStream one = stream();
    std::thread closing([this] {
        m_collector->increment("last");
        m_hub->close();
    });
    QVERIFY(one.next(soon()));
    QVERIFY(!one.next(soon()));
    closing.join();
    QVERIFY(one.isOver());
    const auto late = m_hub->subscribe({}, 1);
    QVERIFY(!late && late.error().fault == Fault::Closed);
}

void MetricsStreamTest::outlivesTheSystem()
{
    MetricsStream one = stream();
    m_collector->increment("kept", {{"a", "b"}});
    m_hub->close();
    m_hub.reset();
    m_collector.reset();
    const auto value = one.next(soon());
    QVERIFY(value && value->name == "kept");
    one.end();
    QVERIFY(one.isOver());
}

void MetricsStreamTest::keepsTheOrderOfEachThread()
{
    constexpr int kThreads = 4;
    constexpr int kValues = 5'000;
    MetricsStream all = stream({}, kThreads * kValues);
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([this, t] {
            Gauge own = m_collector->gauge("level", {{"thread", std::to_string(t)}});
            for (int i = 0; i < kValues; ++i)
                own.set(i);
        });
    }
    std::map<std::string, double> next;
    int seen = 0;
    bool isInOrder = true;
    while (seen < kThreads * kValues) {
        const auto value = all.next(soon());
        if (!value)
            break;
        ++seen;
        isInOrder = isInOrder && toReal(value->value) == next[*value->tags.find("thread")]++;
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(seen, kThreads * kValues);
    QVERIFY(isInOrder);
    QCOMPARE(all.dropped(), std::uint64_t{0});
}

void MetricsStreamTest::threadsComeAndGo()
{
    std::atomic<bool> isOver = false;
    std::vector<std::thread> threads;
    for (int t = 0; t < 2; ++t) {
        threads.emplace_back([this, &isOver] {
            Counter bound = m_collector->counter("bound");
            while (!isOver) {
                bound.increment();
                m_collector->recordTimer("timer", 1);
            }
        });
    }
    int seen = 0;
    for (int i = 0; i < 200; ++i) {
        MetricsStream one = stream({}, 100);
        seen += one.next(soon()) ? 1 : 0;
    }
    isOver = true;
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(seen, 200);
    QCOMPARE(m_hub->counts().streams, 0U);
}

} // namespace

TIDEMARK_TEST(MetricsStreamTest)
#include "metrics_stream_test.moc"
