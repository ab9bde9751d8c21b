// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/metrics_manager.h"

#include "services/metrics/windows/memory_sink.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/services/metrics/manual_timer.h"
#include "tests/services/metrics/play_sink.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <limits>

using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

using Dimensions = std::vector<Dimension>;

MetricsManagerOptions at(MetricsLevel level)
{
    MetricsManagerOptions options;
    options.level = level;
    return options;
}

/// The puts of the manager's vectors.
void putVector(MetricsManager &manager)
{
    manager.put("X", 1, {.stream = "s", .shard = "7", .errorCode = "boom"});
    manager.put("X", 2, {.stream = "s", .shard = "9", .errorCode = "boom"});
    manager.put("X", 4);
    manager.put("X", 8, {.stream = ""});
    manager.put("X", 16, {.errorCode = "e"});
    manager.put("A", 1, {.stream = "s"});
}

struct Row
{
    std::string name = {};
    std::uint64_t count = 0;
    double sum = 0;
    Dimensions dimensions = {};

    bool operator==(const Row &) const = default;
};

std::vector<Row> rowsOf(const std::vector<MetricSnapshot> &snapshots)
{
    std::vector<Row> rows;
    for (const MetricSnapshot &snapshot : snapshots)
        rows.push_back({snapshot.name, snapshot.count, snapshot.sum, snapshot.dimensions});
    return rows;
}

class MetricsManagerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void keysAreComparedByValue();
    void levelsTrimDimensionsAndKeepTheOrder();
    void levelNoneNeverOpensTheSink();
    void emptyFlushNeverExports();
    void putFlushAndExit();
    void readingsHaveBoundsInUtc();
    void eventsComeInOrderWithWallTimes();
    void eventMayPutItself();
    void handleIsItsSeries();
    void valuesThatAreNotFiniteAreCounted();
    void putsAfterClosingAreCounted();

private:
    FakeClock m_clock;
    ManualTimer m_timer;
};

void MetricsManagerTest::keysAreComparedByValue()
{
    const MetricKey absent{.name = "X"};
    const MetricKey empty{.name = "X", .stream = ""};
    const MetricKey full{.name = "X", .stream = "s", .shard = "7", .errorCode = "boom"};
    QVERIFY(absent != empty);
    QVERIFY((full == MetricKey{.name = "X", .stream = "s", .shard = "7", .errorCode = "boom"}));
    QVERIFY(
        (full.dimensions() == Dimensions{{"stream", "s"}, {"shard", "7"}, {"error_code", "boom"}}));
    QVERIFY(absent.dimensions().empty());
    QVERIFY((empty.dimensions() == Dimensions{{"stream", ""}}));
    const MetricKey overflow{.name = "X", .isOverflow = true};
    QVERIFY((overflow.dimensions() == Dimensions{{"tidemark.overflow", "true"}}));
    QVERIFY(overflow != absent);
    const std::hash<MetricKey> hash;
    QCOMPARE(hash(full), std::hash<MetricKeyView>()(full.view()));
    QVERIFY(MetricKey::of(full.view()) == full);
    std::unordered_map<MetricKey, int> keys;
    for (const auto &key : {absent, empty, full, overflow, MetricKey{.name = "X", .shard = ""},
                            MetricKey{.name = "X", .stream = "a", .shard = "b"},
                            MetricKey{.name = "X", .stream = "b", .shard = "a"}})
        QVERIFY(keys.emplace(key, 0).second);
    QVERIFY(hash(absent) != hash(empty));
    QVERIFY(hash(MetricKey{.name = "X", .stream = "a"}) != hash({.name = "X", .shard = "a"}));
}

// Vectors 33 and 34.
void MetricsManagerTest::levelsTrimDimensionsAndKeepTheOrder()
{
    MetricsManager summary(at(MetricsLevel::Summary), nullptr, m_clock, m_timer);
    putVector(summary);
    QVERIFY((rowsOf(summary.snapshots()) == std::vector<Row>{{"X", 2, 3, {{"stream", "s"}}},
                                                             {"X", 2, 20, {}},
                                                             {"X", 1, 8, {{"stream", ""}}},
                                                             {"A", 1, 1, {{"stream", "s"}}}}));
    MetricsManager detailed(at(MetricsLevel::Detailed), nullptr, m_clock, m_timer);
    putVector(detailed);
    QVERIFY(
        (rowsOf(detailed.snapshots()) ==
         std::vector<Row>{{"X", 1, 1, {{"stream", "s"}, {"shard", "7"}, {"error_code", "boom"}}},
                          {"X", 1, 2, {{"stream", "s"}, {"shard", "9"}, {"error_code", "boom"}}},
                          {"X", 1, 4, {}},
                          {"X", 1, 8, {{"stream", ""}}},
                          {"X", 1, 16, {{"error_code", "e"}}},
                          {"A", 1, 1, {{"stream", "s"}}}}));
    const auto all = detailed.snapshot();
    QCOMPARE(all.size(), std::size_t{6});
    QVERIFY((all.at(MetricKey{.name = "X", .stream = ""}) == WindowStatistics{1, 8, 8, 8}));
    QVERIFY((summary.snapshot().at(MetricKey{.name = "X"}) == WindowStatistics{2, 20, 4, 16}));
}

// Vector 35.
void MetricsManagerTest::levelNoneNeverOpensTheSink()
{
    const auto sink = std::make_shared<EventPlaySink>();
    MetricsManager manager(at(MetricsLevel::None), sink, m_clock, m_timer);
    QVERIFY(manager.open().isDone);
    putVector(manager);
    manager.bind("X").put(1);
    QVERIFY(manager.flush().isDone);
    QVERIFY(manager.snapshots().empty());
    QVERIFY(manager.snapshot().empty());
    QVERIFY(manager.close().isDone);
    putVector(manager);
    QCOMPARE(sink->opens + sink->exports + sink->closes, 0);
    QVERIFY(sink->recorded().empty());
    QVERIFY(m_timer.waits().empty());
    QCOMPARE(manager.counts().droppedPuts, std::uint64_t{0});
}

// Vector 36.
void MetricsManagerTest::emptyFlushNeverExports()
{
    const auto sink = std::make_shared<PlaySink>();
    ManualTimer timer;
    MetricsManager manager(at(MetricsLevel::Detailed), sink, m_clock, timer);
    QVERIFY(manager.open().isDone);
    QVERIFY(manager.flush().isDone);
    timer.tick();
    QVERIFY(manager.close().isDone);
    QCOMPARE(sink->opens, 1);
    QCOMPARE(sink->exports, 0);
    QCOMPARE(sink->closes, 1);
    QCOMPARE(manager.counts().upload.exports, std::uint64_t{0});
}

// Vector 37; only the compatible export sends a value twice.
void MetricsManagerTest::putFlushAndExit()
{
    for (const bool isRolling : {false, true}) {
        const auto sink = std::make_shared<MemorySink>();
        ManualTimer timer;
        MetricsManagerOptions options = at(MetricsLevel::Detailed);
        options.isRollingExport = isRolling;
        MetricsManager manager(options, sink, m_clock, timer);
        QVERIFY(manager.open().isDone);
        manager.put("X", 3);
        QVERIFY(manager.flush().isDone);
        QVERIFY(manager.close().isDone);
        const auto batches = sink->batches();
        QCOMPARE(batches.size(), std::size_t{isRolling ? 2U : 1U});
        QVERIFY(batches.front() == batches.back());
        QVERIFY((rowsOf(batches.front()) == std::vector<Row>{{"X", 1, 3, {}}}));
    }
}

void MetricsManagerTest::readingsHaveBoundsInUtc()
{
    FakeClock clock; // at 1000 s
    MetricsManager manager(at(MetricsLevel::Detailed), nullptr, clock, m_timer);
    clock.setSteady(1030.4);
    manager.put("X", 2);
    clock.setSteady(1040.25);
    const std::int64_t wall_ns = clock.wall_ns();
    const auto readings = manager.snapshots();
    QCOMPARE(readings.size(), std::size_t{1});
    QCOMPARE(readings[0].windowStart_ns, wall_ns - 10'250'000'000);
    QCOMPARE(readings[0].windowEnd_ns, wall_ns - 9'250'000'000);
    clock.setSteady(1090);
    QVERIFY(manager.snapshots().empty());
}

// Acceptance 7.
void MetricsManagerTest::eventsComeInOrderWithWallTimes()
{
    const auto sink = std::make_shared<EventPlaySink>();
    FakeClock clock;
    MetricsManager manager(at(MetricsLevel::Detailed), sink, clock, m_timer);
    std::vector<EventPlaySink::Event> expected;
    const Dimensions dimensions{{"stream", "s"}, {"shard", "7"}, {"error_code", "boom"}};
    for (int i = 0; i < 100; ++i) {
        clock.pass(0.37);
        manager.put("X", i, {.stream = "s", .shard = "7", .errorCode = "boom"});
        expected.push_back({"X", static_cast<double>(i), clock.wall_ns(), dimensions});
        manager.bind("Y").put(-i);
        expected.push_back({"Y", static_cast<double>(-i), clock.wall_ns(), {}});
    }
    QCOMPARE(sink->recorded().size(), std::size_t{200});
    QVERIFY(sink->recorded() == expected);
    QVERIFY(expected.front().at_ns > FakeClock::kWallStart_ns);

    sink->isThrowing = true;
    manager.put("X", 1);
    manager.bind("X").put(2);
    QCOMPARE(sink->recorded().size(), std::size_t{202});
    QCOMPARE(manager.counts().recordFailures, std::uint64_t{2});
    QVERIFY((manager.snapshot().at(MetricKey{.name = "X"}) == WindowStatistics{2, 3, 1, 2}));
    manager.put("X", std::numeric_limits<double>::quiet_NaN()); // not taken, so no event
    QCOMPARE(sink->recorded().size(), std::size_t{202});
}

void MetricsManagerTest::eventMayPutItself()
{
    class Echo final : public PlaySinkOf<EventfulMetricsSink>
    {
    public:
        void record(const MetricEvent &event) override
        {
            if (!event.name.starts_with("echo "))
                manager->put("echo " + std::to_string(event.value), event.value);
        }
        MetricsManager *manager = nullptr;
    };
    const auto sink = std::make_shared<Echo>();
    MetricsManager manager(at(MetricsLevel::Detailed), sink, m_clock, m_timer);
    sink->manager = &manager;
    manager.put("X", 2);
    manager.put("X", 3); // known by now, and what the sink puts is not
    manager.bind("X").put(4);
    QVERIFY((rowsOf(manager.snapshots()) == std::vector<Row>{{"X", 3, 9, {}},
                                                             {"echo 2.000000", 1, 2, {}},
                                                             {"echo 3.000000", 1, 3, {}},
                                                             {"echo 4.000000", 1, 4, {}}}));
}

void MetricsManagerTest::handleIsItsSeries()
{
    std::optional<PutHandle> left;
    {
        MetricsManager manager(at(MetricsLevel::Summary), nullptr, m_clock, m_timer);
        const PutHandle handle = manager.bind("X", {.stream = "s", .shard = "7"});
        QVERIFY(manager.snapshots().empty()); // bound, and nothing put
        handle.put(2);
        const PutHandle copy = handle;
        copy.put();
        manager.put("X", 4, {.stream = "s", .shard = "9"});
        QVERIFY((rowsOf(manager.snapshots()) == std::vector<Row>{{"X", 3, 7, {{"stream", "s"}}}}));
        left = handle;
    }
    left->put(1); // outlives its manager
}

void MetricsManagerTest::valuesThatAreNotFiniteAreCounted()
{
    MetricsManager manager(at(MetricsLevel::Detailed), nullptr, m_clock, m_timer);
    manager.put("X", std::numeric_limits<double>::quiet_NaN());
    manager.put("X", std::numeric_limits<double>::infinity());
    QVERIFY(manager.snapshots().empty());
    manager.put("X", 2);
    QCOMPARE(manager.counts().rejectedNonFinite, std::uint64_t{2});
    QVERIFY((manager.snapshot().at(MetricKey{.name = "X"}) == WindowStatistics{1, 2, 2, 2}));
    FakeClock clock;
    MetricsManager late(at(MetricsLevel::Detailed), nullptr, clock, m_timer);
    late.put("X");
    clock.setSteady(900);
    late.put("X");
    QCOMPARE(late.counts().lateDropped, std::uint64_t{1});
}

void MetricsManagerTest::putsAfterClosingAreCounted()
{
    const auto sink = std::make_shared<PlaySink>();
    ManualTimer timer;
    MetricsManager manager(at(MetricsLevel::Detailed), sink, m_clock, timer);
    QVERIFY(!manager.flush().isDone); // there is nothing that exports
    manager.put("X");                 // before open: exported with the rest
    const PutHandle handle = manager.bind("X");
    QVERIFY(manager.open().isDone);
    QVERIFY(!manager.open().isDone);
    QVERIFY(manager.close().isDone);
    QVERIFY(manager.close().isDone);
    handle.put();
    manager.put("X");
    manager.put("new");
    manager.bind("newer").put();
    QCOMPARE(manager.counts().droppedPuts, std::uint64_t{4});
    QCOMPARE(sink->count(), std::uint64_t{1});
    QVERIFY(!manager.flush().isDone);
    QVERIFY(!manager.open().isDone);
    QCOMPARE(sink->opens, 1);
    QCOMPARE(sink->closes, 1);
}

} // namespace

TIDEMARK_TEST(MetricsManagerTest)
#include "metrics_manager_test.moc"
