// SPDX-License-Identifier: GPL-3.0-or-later
// The receivers of a store together: which run, what is told of them when, and how they end.
#include "model/items/receiver_table_model.h"
#include "services/receiving/receiver_set.h"
#include "services/statsd/statsd_socket.h"
#include "tests/services/monitor/recorded_series.h"
#include "tests/services/receiving/fake_receivers.h"
#include "tests/services/receiving/receiving_bench.h"
#include "tests/services/statsd/datagrams.h"
#include "tests/services/statsd/troubled_series.h"
#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::receiving;
using namespace tidemark::test;

class ReceiverSetTest : public QObject
{
    Q_OBJECT

    static constexpr auto kWritable = ReceiverSet::Store::Writable;

    static ReceiverPlan named(const QString &uid, ReceiverPlan plan)
    {
        plan.uid = uid;
        return plan;
    }
    static ReceiverStatus statusOf(const ReceiverSet &set, const QString &uid)
    {
        return set.link(uid).value().state.status;
    }
    /// A port of this machine that was free a moment ago.
    static QString freeAddress()
    {
        return u"127.0.0.1:%1"_s.arg(statsd::StatsdSocket::bind(u"127.0.0.1"_s, 0).value()->port());
    }

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void startsWhatIsOnAndKeepsWhatAPersonDoes()
    {
        FakeReceivers world;
        ReceiverPlan off = named(u"b"_s, planOf(ReceiverKind::Otlp, u"127.0.0.1:2"_s));
        off.isOn = false;
        ReceiverSet set(world.factory(),
                        {named(u"a"_s, planOf(ReceiverKind::Otlp, u"127.0.0.1:1"_s)), off},
                        kWritable);
        QSignalSpy kept(&set, &ReceiverSet::plansChanged);
        QSignalSpy told(&set, &ReceiverSet::changed);
        QCOMPARE(world.fakes[u"127.0.0.1:1"_s].starts, 0);
        set.startAll();
        QCOMPARE(world.fakes[u"127.0.0.1:1"_s].starts, 1);
        QCOMPARE(world.fakes[u"127.0.0.1:2"_s].starts, 0);
        QCOMPARE(kept.size(), 0);

        set.setOn(u"b"_s, true);
        set.setOn(u"a"_s, false);
        QCOMPARE(world.fakes[u"127.0.0.1:2"_s].starts, 1);
        QCOMPARE(world.fakes[u"127.0.0.1:1"_s].stops, 1);
        QCOMPARE(kept.size(), 2);
        QCOMPARE(told.size(), 2);
        QVERIFY(!set.plans()[0].isOn && set.plans()[1].isOn);

        // another name changes nothing of what runs; another address makes another receiver
        ReceiverPlan plan = set.plans()[1];
        plan.name = u"Checkout"_s;
        QCOMPARE(set.put(plan), u"b"_s);
        QCOMPARE(world.fakes[u"127.0.0.1:2"_s].made, 1);
        QCOMPARE(world.fakes[u"127.0.0.1:2"_s].stops, 0);
        plan.address = u"127.0.0.1:3"_s;
        QCOMPARE(set.put(plan), u"b"_s);
        QCOMPARE(world.fakes[u"127.0.0.1:2"_s].stops, 1);
        QCOMPARE(world.fakes[u"127.0.0.1:3"_s].starts, 1);
        const QString added = set.put(planOf(ReceiverKind::Otlp, u"127.0.0.1:4"_s));
        QVERIFY(!added.isEmpty());
        QCOMPARE(world.fakes[u"127.0.0.1:4"_s].starts, 1);
        set.remove(added);
        QCOMPARE(world.fakes[u"127.0.0.1:4"_s].stops, 1);
        QCOMPARE(set.plans().size(), std::size_t{2});
    }

    void whatMakesNoSenseIsOffAndSaysWhy()
    {
        FakeReceivers world;
        const ReceiverPlan good = named(u"a"_s, planOf(ReceiverKind::Otlp, u"127.0.0.1:1"_s));
        ReceiverSet set(world.factory(),
                        {good, named(u"b"_s, planOf(ReceiverKind::Statsd, u"nowhere"_s)),
                         named(u"c"_s, planOf(ReceiverKind::Otlp, u"localhost:1"_s))},
                        kWritable);
        set.startAll();
        const auto plans = set.plans();
        QVERIFY(plans[0].isOn && plans[0].fault.isEmpty());
        QVERIFY(!plans[1].isOn && plans[1].fault.contains(u"ADDRESS:PORT"_s));
        QVERIFY(!plans[2].isOn && plans[2].fault.contains(u"has this address already"_s));
        QCOMPARE(world.fakes.size(), std::size_t{1});
        set.setOn(u"b"_s, true); // it cannot
        QVERIFY(!set.plans()[1].isOn);

        ReceiverPlan mended = plans[1];
        mended.address = u"127.0.0.1:5"_s;
        mended.isOn = true;
        QVERIFY(set.faultsOf(mended).empty());
        set.put(mended);
        QVERIFY(set.plans()[1].fault.isEmpty());
        QCOMPARE(world.fakes[u"127.0.0.1:5"_s].starts, 1);
        mended.uid = u"d"_s;
        QCOMPARE(set.faultsOf(mended).size(), std::size_t{1}); // a second one there
    }

    void nothingStartsInAStoreThatIsReadOnly()
    {
        FakeReceivers world;
        ReceiverSet set(world.factory(),
                        {named(u"a"_s, planOf(ReceiverKind::Otlp, u"127.0.0.1:1"_s))},
                        ReceiverSet::Store::ReadOnly);
        set.startAll();
        set.setOn(u"a"_s, true);
        set.put(planOf(ReceiverKind::Otlp, u"127.0.0.1:2"_s));
        QCOMPARE(world.fakes[u"127.0.0.1:1"_s].starts, 0);
        QCOMPARE(world.fakes[u"127.0.0.1:2"_s].starts, 0);
        QCOMPARE(statusOf(set, u"a"_s), ReceiverStatus::Stopped);
    }

    void whatIsSeenIsToldToThoseOfTheKind()
    {
        FakeReceivers world;
        ReceiverSet set(world.factory(),
                        {named(u"a"_s, planOf(ReceiverKind::Users, u"http://127.0.0.1:1"_s)),
                         named(u"b"_s, planOf(ReceiverKind::Prometheus, u"http://127.0.0.1:2"_s))},
                        kWritable);
        set.setSeen(ReceiverKind::Users, false);
        QVERIFY(!world.fakes[u"http://127.0.0.1:1"_s].isSeen);
        QVERIFY(world.fakes[u"http://127.0.0.1:2"_s].isSeen);
        set.put(planOf(ReceiverKind::Users, u"http://127.0.0.1:3"_s)); // who comes later
        QVERIFY(!world.fakes[u"http://127.0.0.1:3"_s].isSeen);
        set.setSeen(ReceiverKind::Users, true);
        QVERIFY(world.fakes[u"http://127.0.0.1:1"_s].isSeen);
        QVERIFY(world.fakes[u"http://127.0.0.1:3"_s].isSeen);
    }

    void newsAreToldOnceASecondAtMost()
    {
        FakeReceivers world;
        ReceiverSet set(world.factory(),
                        {named(u"a"_s, planOf(ReceiverKind::Otlp, u"127.0.0.1:1"_s))}, kWritable);
        set.startAll();
        QElapsedTimer clock;
        clock.start();
        std::vector<qint64> times_ms;
        std::int64_t seen = 0;
        connect(&set, &ReceiverSet::changed, &set, [&] {
            times_ms.push_back(clock.elapsed());
            seen = set.link(u"a"_s).value().state.counts.samples;
        });
        ReceiverState state;
        state.status = ReceiverStatus::Receiving;
        while (clock.elapsed() < 2'300) {
            ++state.counts.samples;
            world.fakes[u"127.0.0.1:1"_s].set(state);
            QTest::qWait(10);
        }
        QTRY_COMPARE(seen, state.counts.samples); // the last one is told, too
        QVERIFY(times_ms.size() >= 2);
        for (std::size_t i = 1; i < times_ms.size(); ++i)
            QVERIFY2(times_ms[i] - times_ms[i - 1] >= 990,
                     qPrintable(QString::number(times_ms[i] - times_ms[i - 1])));
    }

    void theTableFollowsThem()
    {
        FakeReceivers world;
        StoreBench bench;
        ReceiverPlan first = named(u"a"_s, planOf(ReceiverKind::Statsd, u"127.0.0.1:1"_s));
        first.name = u"Pools"_s;
        ReceiverSet set(world.factory(), {first}, kWritable);
        set.startAll();
        ReceiverTableModel model(set, bench.formatter, bench.clock);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
        const auto row = [&](int at) {
            QStringList cells;
            for (int column = 0; column < model.columnCount(); ++column)
                cells << model.index(at, column).data().toString();
            return cells.join(u" | "_s);
        };
        QCOMPARE(row(0), u"Pools | 127.0.0.1:1 | Listening, nothing came yet | none yet | 0 | 0"_s);
        ReceiverState state;
        state.status = ReceiverStatus::Receiving;
        state.address = u"127.0.0.1:1"_s;
        state.lastAt = bench.clock.now() - Timedelta(3 * kNsPerMinute);
        state.counts.samples = 12'345;
        state.counts.refused = {{u"no value"_s, 3}, {u"unknown type"_s, 2}};
        world.fakes[u"127.0.0.1:1"_s].set(state);
        QTRY_COMPARE(row(0), u"Pools | 127.0.0.1:1 | Receiving | 3\u00A0min ago | 12,345 | 5"_s);
        const QModelIndex refused =
            model.index(0, static_cast<int>(ReceiverTableModel::Column::Refused));
        QCOMPARE(refused.data(Qt::ToolTipRole).toString(), u"no value: 3; unknown type: 2"_s);

        set.put(planOf(ReceiverKind::Otlp, u"127.0.0.1:2"_s));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(row(0).section(u" | "_s, 0, 0), u"OpenTelemetry"_s); // by name
        state.status = ReceiverStatus::Failing;
        state.error = Error{ErrorCode::Network, u"No route."_s, {}};
        world.fakes[u"127.0.0.1:1"_s].set(state);
        QTRY_COMPARE(row(1).section(u" | "_s, 2, 2), u"Failing: No route."_s);
        set.remove(u"a"_s);
        QCOMPARE(model.rowCount(), 1);
    }

    void aTakenPortIsSaidAndTriedAgain()
    {
        ReceivingBench bench;
        auto other = statsd::StatsdSocket::bind(u"127.0.0.1"_s, 0).value();
        const QString address = u"127.0.0.1:%1"_s.arg(other->port());
        const ReceiverPlan plan = named(u"a"_s, planOf(ReceiverKind::Statsd, address));
        ReceiverSet set(bench.factory(), {plan}, kWritable);
        const auto tried = await(set.tryOut(plan));
        QCOMPARE(tried.error().code, ErrorCode::AlreadyExists);
        QCOMPARE(tried.error().message, address % u" is in use by another program. Choose another "
                                                  "port, or end that program."_s);
        set.startAll();
        QTRY_COMPARE(statusOf(set, u"a"_s), ReceiverStatus::Failing);
        QCOMPARE(set.link(u"a"_s)->state.error->message, tried.error().message);
        other.reset();
        QTRY_COMPARE_WITH_TIMEOUT(statusOf(set, u"a"_s), ReceiverStatus::Receiving, 60'000);
        QVERIFY(await(set.tryOut(plan))); // it is this one that has it
    }

    void aTakenPortOfTcpIsSaid()
    {
        ReceivingBench bench;
        ReceiverSet set(bench.factory(), {named(u"a"_s, planOf(ReceiverKind::Otlp))}, kWritable);
        set.startAll();
        QTRY_COMPARE(statusOf(set, u"a"_s), ReceiverStatus::Receiving);
        const QString taken = set.link(u"a"_s)->state.address;
        const auto tried = await(set.tryOut(planOf(ReceiverKind::Otlp, taken)));
        QCOMPARE(tried.error().code, ErrorCode::AlreadyExists);
        QVERIFY2(tried.error().message.startsWith(taken % u" is in use"_s),
                 qPrintable(tried.error().message));
        QVERIFY(await(set.tryOut(planOf(ReceiverKind::Otlp))));
        QVERIFY(await(set.tryOut(planOf(ReceiverKind::Prometheus, u"http://127.0.0.1:1"_s))));
    }

    // Nobody else has the port: it fails for its store, and may be edited all the same.
    void oneThatFailsForItsStoreMayBeEdited()
    {
        ReceivingBench bench;
        TroubledSeries series(*bench.ports.series);
        series.set(TroubledSeries::Trouble::Fails);
        bench.ports.series = &series;
        const ReceiverPlan plan = named(u"a"_s, planOf(ReceiverKind::Statsd, freeAddress()));
        ReceiverSet set(bench.factory(), {plan}, kWritable);
        set.setEnded([&] { return bench.ending.ended(); });
        set.startAll();
        QTRY_COMPARE(statusOf(set, u"a"_s), ReceiverStatus::Receiving);
        const Datagrams sender(portOf(plan.address));
        QVERIFY(sender.send("load:1|g"));
        QTRY_COMPARE(statusOf(set, u"a"_s), ReceiverStatus::Failing);
        ReceiverPlan edited = plan;
        edited.interval = 200ms;
        const auto tried = await(set.tryOut(edited));
        QVERIFY2(tried, qPrintable(tried ? QString() : tried.error().message));
        series.set(TroubledSeries::Trouble::None);
        set.put(edited);
        QTRY_COMPARE(statusOf(set, u"a"_s), ReceiverStatus::Receiving);
        set.setOn(u"a"_s, false);
        QFuture<void> ended = bench.ending.ended();
        QTRY_VERIFY_WITH_TIMEOUT(ended.isFinished(), 20'000); // it uses the series of this test
    }

    // What it stores last takes its time, and it has the port until then.
    void oneThatIsStillEndingIsWaitedFor()
    {
        ReceivingBench bench;
        TroubledSeries series(*bench.ports.series);
        series.set(TroubledSeries::Trouble::HangsOn);
        bench.ports.series = &series;
        const ReceiverPlan plan = named(u"a"_s, planOf(ReceiverKind::Statsd, freeAddress()));
        ReceiverSet set(bench.factory(), {plan}, kWritable);
        set.setEnded([&] { return bench.ending.ended(); });
        set.startAll();
        QTRY_COMPARE(statusOf(set, u"a"_s), ReceiverStatus::Receiving);
        const Datagrams sender(portOf(plan.address));
        QVERIFY(sender.send("load:1|g"));
        QTRY_VERIFY(series.appends() > 0); // and is not answered
        set.setOn(u"a"_s, false);
        QCOMPARE(bench.ending.runs().size(), 1U);
        const auto tried = await(set.tryOut(plan));
        QVERIFY2(tried, qPrintable(tried ? QString() : tried.error().message));
        QVERIFY(bench.ending.runs().empty());
        set.setOn(u"a"_s, true);
        QVERIFY(await(set.tryOut(plan))); // also while it begins
        set.setOn(u"a"_s, false);
        QFuture<void> ended = bench.ending.ended();
        QTRY_VERIFY_WITH_TIMEOUT(ended.isFinished(), 20'000); // it uses the series of this test
    }

    void stoppedAndStartedAtOnceItHasItsPortAgain()
    {
        ReceivingBench bench;
        for (const ReceiverKind kind : {ReceiverKind::Statsd, ReceiverKind::Otlp}) {
            ReceiverSet set(bench.factory(), {named(u"a"_s, planOf(kind, freeAddress()))},
                            kWritable);
            bool hasFailed = false;
            connect(&set, &ReceiverSet::changed, &set,
                    [&] { hasFailed |= statusOf(set, u"a"_s) == ReceiverStatus::Failing; });
            set.startAll();
            for (int round = 0; round < 5; ++round) {
                QTRY_COMPARE(statusOf(set, u"a"_s), ReceiverStatus::Receiving);
                set.setOn(u"a"_s, false);
                QCOMPARE(statusOf(set, u"a"_s), ReceiverStatus::Stopped);
                set.setOn(u"a"_s, true);
            }
            QTRY_COMPARE(statusOf(set, u"a"_s), ReceiverStatus::Receiving);
            QVERIFY(!hasFailed);
        }
    }

    // What came last is stored, though nobody waits for it, before the store is closed.
    void nothingIsLostWhenItGoesWhilePacketsCome()
    {
        constexpr int kPackets = 1'000;
        constexpr int kAtOnce = 200; // the system holds them while nobody reads
        ReceivingBench bench;
        ReceiverPlan plan = named(u"a"_s, planOf(ReceiverKind::Statsd));
        plan.interval = ReceiverPlan::kLongest; // so that all is stored at the end
        auto set = std::make_unique<ReceiverSet>(bench.factory(), std::vector{plan}, kWritable);
        set->startAll();
        QTRY_COMPARE(statusOf(*set, u"a"_s), ReceiverStatus::Receiving);
        const Datagrams sender(portOf(set->link(u"a"_s)->state.address));
        for (int i = 1; i <= kPackets; ++i) {
            QVERIFY(sender.send("hits:1|c"));
            if (i % kAtOnce == 0)
                QTRY_COMPARE(set->link(u"a"_s)->state.counts.messages, i);
        }
        QCOMPARE(set->link(u"a"_s)->state.counts.samples, 0);
        std::jthread more([&](const std::stop_token &stop) { // packets go on coming
            while (!stop.stop_requested())
                (void)sender.send("others:1|c");
        });
        QElapsedTimer took;
        took.start();
        set.reset();
        QVERIFY2(took.elapsed() < 5'000, qPrintable(QString::number(took.elapsed())));
        QFuture<void> ended = bench.ending.ended();
        QTRY_VERIFY_WITH_TIMEOUT(ended.isFinished(), 20'000);
        more.request_stop();
        QVERIFY(await(bench.local->close()));
        store::OpenOptions options;
        options.path = bench.local->path();
        options.clock = &bench.clock;
        const auto again = await(store::LocalStore::open(options)).value();
        QCOMPARE(recordedSamples(again->ports(), u"hits"_s, {}, bench.clock.now()),
                 QStringList{u"0:%1"_s.arg(kPackets)});
    }

    void theNextSetWaitsForTheOneBefore()
    {
        ReceivingBench bench;
        const ReceiverPlan plan = named(u"a"_s, planOf(ReceiverKind::Statsd, freeAddress()));
        for (int round = 0; round < 3; ++round) {
            ReceiverSet set(bench.factory(), {plan}, kWritable);
            set.startAll();
            QTRY_VERIFY(statusOf(set, u"a"_s) != ReceiverStatus::Starting);
            QCOMPARE(statusOf(set, u"a"_s), ReceiverStatus::Receiving);
        }
        QFuture<void> ended = bench.ending.ended();
        QTRY_VERIFY(ended.isFinished());
        QVERIFY(bench.ending.runs().empty());
    }
};

TIDEMARK_TEST(ReceiverSetTest)
#include "receiver_set_test.moc"
