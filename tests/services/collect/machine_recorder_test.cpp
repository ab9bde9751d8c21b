// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/access_store.h"
#include "model/ports/change_journal.h"
#include "model/ports/clock.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "services/collect/machine_metrics.h"
#include "services/collect/machine_recorder.h"
#include "tests/model/store/store_fixture.h"
#include "tests/services/collect/fixture_tree.h"
#include "tests/support/sqlite_file.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::test;

/// Recording a machine that is a folder of files into a store.
class MachineRecorderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_store.reset(); }
    void eachReadingIsASampleOfEachSeries();
    void metricsSayWhatTheyAre();
    void aMetricThatIsThereIsTaken();
    void newMetricsAreOneStep();
    void eachReadingIsTold();
    void aRemovedMetricIsMadeAnew();
    void ratesAreByTheSteadyClock();
    void aLockOfAnotherProgramEndsNothing();
    void aLockIsToldOnceAndWhatItKeptIsStoredLater();
    void endsWhenItIsStopped();
    void refusesIntervals_data();
    void refusesIntervals();

private:
    [[nodiscard]] Result<void> record(collect::MachineRecorder &recorder, std::int64_t readings)
    {
        return recorder.run({100ms, readings}, {});
    }
    [[nodiscard]] collect::MachineRecorder recorder() const
    {
        return collect::MachineRecorder(m_ports, m_clock, collect::MachineProbe(m_tree.files()));
    }
    [[nodiscard]] std::optional<Definition> definition(const QString &name) const
    {
        const auto all = answer(m_ports.catalog->definitions()).value();
        const auto found = std::find_if(all.begin(), all.end(),
                                        [&name](const Definition &d) { return d.name == name; });
        return found == all.end() ? std::nullopt : std::optional(*found);
    }
    [[nodiscard]] std::vector<Sample> samplesOf(const QString &metric) const
    {
        const auto series = answer(m_ports.series->list({definition(metric)->id})).value();
        if (series.size() != 1)
            return {};
        return answer(m_ports.series->samples(series.front().id, TimeWindow::all(), 100))
            .value()
            .samples;
    }

    QTemporaryDir m_folder;
    FixtureTree m_tree;
    SystemClock m_clock;
    StorePointer m_store;
    DataPorts m_ports;
};

void MachineRecorderTest::init()
{
    failOnUnexpectedWarnings();
    static int count = 0;
    m_store = openStore(m_folder.filePath(u"s%1.tidemark"_s.arg(++count))).value();
    m_ports = m_store->ports();
    m_tree.write(u"proc/loadavg"_s, "0.50 0.25 0.125 1/100 42\n");
    m_tree.write(u"proc/meminfo"_s, "MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 250 kB\n");
}

void MachineRecorderTest::eachReadingIsASampleOfEachSeries()
{
    auto recorder = this->recorder();
    QVERIFY(record(recorder, 3));
    QCOMPARE(recorder.summary().readings, 3);
    const auto series = answer(m_ports.series->list()).value();
    QVERIFY(series.size() >= 6); // three loads, three of memory
    QCOMPARE(recorder.summary().series, series.size());
    std::int64_t samples = 0;
    for (const SeriesInfo &each : series)
        samples += each.samples;
    QCOMPARE(recorder.summary().samples, samples);
    const auto loads = samplesOf(u"machine.load.5m"_s);
    QCOMPARE(loads.size(), 3U);
    for (const Sample &load : loads)
        QCOMPARE(load.value, 0.25);
    QVERIFY(loads[0].at < loads[1].at && loads[1].at < loads[2].at);
    QCOMPARE(samplesOf(u"machine.memory.percent"_s).back().value, 75.0);
    QCOMPARE(samplesOf(u"machine.memory.used"_s).back().value, 750.0 * 1024);
}

void MachineRecorderTest::metricsSayWhatTheyAre()
{
    auto recorder = this->recorder();
    QVERIFY(record(recorder, 1));
    const auto used = definition(u"machine.memory.used"_s);
    QVERIFY(used);
    QCOMPARE(used->unit, u"B"_s);
    QCOMPARE(used->description, collect::machineMetricDescription(used->name));
    QVERIFY(!used->description->isEmpty());
}

void MachineRecorderTest::aMetricThatIsThereIsTaken()
{
    NewDefinition own;
    own.name = u"machine.load.1m"_s;
    own.description = u"mine"_s;
    const auto made = answer(m_ports.catalog->create(own)).value().definition;
    auto recorder = this->recorder();
    QVERIFY(record(recorder, 1));
    QCOMPARE(definition(own.name)->id, made.id);
    QCOMPARE(definition(own.name)->description, own.description);
    QCOMPARE(samplesOf(own.name).size(), 1U);
}

void MachineRecorderTest::newMetricsAreOneStep()
{
    auto recorder = this->recorder();
    QVERIFY(record(recorder, 2));
    const auto changes = answer(m_ports.journal->changes(10)).value();
    QCOMPARE(changes.size(), 1U);
    const auto metrics = answer(m_ports.catalog->definitions()).value();
    QVERIFY(metrics.size() >= 6);
    QVERIFY2(changes[0].label.contains(QString::number(metrics.size())),
             qPrintable(changes[0].label));
}

void MachineRecorderTest::eachReadingIsTold()
{
    auto recorder = this->recorder();
    std::vector<std::int64_t> told;
    recorder.setListener([&](const collect::RecordingSummary &summary) {
        told.push_back(summary.readings);
        QCOMPARE(samplesOf(u"machine.load.1m"_s).size(),
                 static_cast<std::size_t>(summary.readings)); // stored before it is told
    });
    QVERIFY(record(recorder, 3));
    QCOMPARE(told, (std::vector<std::int64_t>{1, 2, 3}));
}

void MachineRecorderTest::aRemovedMetricIsMadeAnew()
{
    auto recorder = this->recorder();
    QVERIFY(record(recorder, 1));
    QVERIFY(answer(m_ports.catalog->remove({definition(u"machine.load.1m"_s)->id})));
    QVERIFY(record(recorder, 2));
    QCOMPARE(samplesOf(u"machine.load.1m"_s).size(), 1U);
    QCOMPARE(samplesOf(u"machine.load.5m"_s).size(), 2U);
}

// A clock that is set back by an hour spoils no rate (R10).
void MachineRecorderTest::ratesAreByTheSteadyClock()
{
    const auto count = [this](int kib) {
        m_tree.write(u"proc/net/dev"_s,
                     "Inter-|   Receive\n face |bytes\n  eth0: " + QByteArray::number(kib * 1024) +
                         " 1 0 0 0 0 0 0 0 1 0 0 0 0 0 0\n");
    };
    count(0);
    StillClock clock(Timestamp(1'800'000'000'000'000'000));
    collect::MachineRecorder recorder(m_ports, clock, collect::MachineProbe(m_tree.files()));
    int kib = 0;
    recorder.setListener([&](const collect::RecordingSummary &) {
        count(kib += 1'000);
        clock.set(clock.now() - Timedelta(3'600 * kNsPerSecond));
    });
    QVERIFY(record(recorder, 3));
    const auto received = samplesOf(u"machine.network.received"_s);
    QCOMPARE(received.size(), 3U);
    // Each is of a tenth of a second and more, in which 1000 KiB came; the first one of nothing.
    for (std::size_t i = 0; i + 1 < received.size(); ++i)
        QVERIFY2(received[i].value > 0 && received[i].value <= 1'000 * 1'024 / 0.09,
                 qPrintable(QString::number(received[i].value)));
    QCOMPARE(received.back().value, 0.0); // the earliest by its stamp, since the clock went back
}

// As an import by another program: longer than the store waits.
void MachineRecorderTest::aLockOfAnotherProgramEndsNothing()
{
    auto recorder = this->recorder();
    SqliteFile other(m_store->path());
    std::vector<std::int64_t> stored;
    recorder.setListener([&](const collect::RecordingSummary &summary) {
        stored.push_back(summary.readings);
        if (summary.readings == 1)
            other.run("BEGIN IMMEDIATE");
    });
    recorder.setLockListener([&](const Error &error) {
        QCOMPARE(error.code, ErrorCode::Locked);
        other.run("ROLLBACK");
    });
    QVERIFY(record(recorder, 4));
    QCOMPARE(stored, (std::vector<std::int64_t>{1, 3, 4})); // what was kept comes with the next one
    QCOMPARE(samplesOf(u"machine.load.1m"_s).size(), 4U);
}

void MachineRecorderTest::aLockIsToldOnceAndWhatItKeptIsStoredLater()
{
    auto recorder = this->recorder();
    int told = 0;
    recorder.setLockListener([&told](const Error &) { ++told; });
    {
        SqliteFile other(m_store->path());
        other.run("BEGIN IMMEDIATE");
        for (const int readings : {1, 2}) {
            const auto refused = record(recorder, readings);
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, ErrorCode::Locked);
        }
        QCOMPARE(recorder.summary().readings, 0);
        QCOMPARE(told, 1);
    }
    QVERIFY(record(recorder, 3));
    QCOMPARE(recorder.summary().readings, 3);
    QCOMPARE(samplesOf(u"machine.load.1m"_s).size(), 3U);
}

void MachineRecorderTest::endsWhenItIsStopped()
{
    std::stop_source stop;
    std::jthread stopper;
    QElapsedTimer timer;
    timer.start();
    auto recorder = this->recorder();
    recorder.setListener([&](const collect::RecordingSummary &) { // it waits for an hour next
        stopper = std::jthread([&stop] {
            std::this_thread::sleep_for(200ms);
            stop.request_stop();
        });
    });
    QVERIFY(recorder.run({1h, {}}, stop.get_token()));
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(recorder.summary().readings, 1);
}

void MachineRecorderTest::refusesIntervals_data()
{
    QTest::addColumn<int>("interval_ms");
    QTest::newRow("nothing") << 0;
    QTest::newRow("negative") << -1'000;
    QTest::newRow("too short") << 99;
    QTest::newRow("too long") << 3'600'001;
}

void MachineRecorderTest::refusesIntervals()
{
    QFETCH(int, interval_ms);
    auto recorder = this->recorder();
    const auto refused = recorder.run({std::chrono::milliseconds(interval_ms), 1}, {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(recorder.summary().readings, 0);
    QVERIFY(answer(m_ports.series->list())->empty());
}

TIDEMARK_TEST(MachineRecorderTest)
#include "machine_recorder_test.moc"
