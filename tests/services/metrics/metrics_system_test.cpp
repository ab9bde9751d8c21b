// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/metrics_system.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/services/metrics/play_exporter.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

#include <set>
#include <thread>

using namespace tidemark::metrics;
using namespace tidemark::test;
using namespace std::chrono_literals;

namespace {

class MetricsSystemTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void configures();
    void aWrongSettingChangesNothing_data();
    void aWrongSettingChangesNothing();
    void unknownSettingsAreKeptWithAWarning();
    void configuredTwiceItKeepsItsValues();
    void collectsAndExportsEachInterval();
    void shutsDownOnce();
    void exportersFinishAtTheShutdown();
    void whatComesAfterTheShutdownIsCounted();
    void shutsDownInTimeWhateverHangs();
    void periodicTasksSkipWhatTheyMissed();
    void periodicTasksChangeTheirInterval();
    void whatIsAskedForDuringWorkIsDoneAfterIt();
    void whatWasNotTakenIsASeries();
    void furtherFormatsAreOfferedAndWritten();
    void warnsOnceOfANameWithTwoTypes();

private:
    [[nodiscard]] MetricsSystemParts parts()
    {
        m_archive = std::make_shared<PlayArchive>();
        MetricsSystemParts parts;
        parts.archive = m_archive;
        return parts;
    }

    FakeClock m_clock;
    std::shared_ptr<PlayArchive> m_archive;
};

void MetricsSystemTest::init()
{
    failOnUnexpectedWarnings();
}

void MetricsSystemTest::configures()
{
    MetricsSystem system(m_clock, parts());
    QCOMPARE(system.configuration().collectionInterval_s, 60.0);
    QCOMPARE(system.configuration().retentionDays, 30);
    system.endpoints().add("prometheus", std::make_shared<PlayExporter>());
    const auto warnings = system.initializeMetrics(
        {{"collection_interval", std::int64_t{120}},
         {"retention_days", std::int64_t{7}},
         {"export_endpoints", std::vector<std::string>{"prometheus", "prometheus"}},
         {"max_error_rate", 0.5}});
    QVERIFY(warnings && warnings->empty());
    const auto configuration = system.configuration();
    QCOMPARE(configuration.collectionInterval_s, 120.0);
    QCOMPARE(configuration.retentionDays, 7);
    QCOMPARE(configuration.exportEndpoints.size(), 1U);
    QCOMPARE(configuration.maxErrorRate, 0.5);
    QCOMPARE(m_archive->keep_h.load(), std::int64_t{7 * 24});
}

void MetricsSystemTest::warnsOnceOfANameWithTwoTypes()
{
    std::vector<std::string> warnings;
    MetricsSystemParts some = parts();
    some.warn = [&warnings](const std::string &sentence) { warnings.push_back(sentence); };
    MetricsSystem system(m_clock, std::move(some));
    for (int i = 0; i < 3; ++i) {
        system.collector().increment("jobs");
        system.collector().recordTimer("jobs", 5);
        (void)system.collectMetrics();
    }
    QCOMPARE(warnings.size(), 1U);
    for (const char *part : {"\"jobs\"", "counter", "timer"})
        QVERIFY2(warnings[0].find(part) != std::string::npos, warnings[0].c_str());
}

void MetricsSystemTest::aWrongSettingChangesNothing_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<int>("kind");
    QTest::newRow("interval of text") << "collection_interval" << 0;
    QTest::newRow("interval of nothing") << "collection_interval" << 1;
    QTest::newRow("interval too short") << "collection_interval" << 2;
    QTest::newRow("interval no number") << "collection_interval" << 3;
    QTest::newRow("interval of truth") << "collection_interval" << 4;
    QTest::newRow("half a day") << "retention_days" << 2;
    QTest::newRow("days of text") << "retention_days" << 0;
    QTest::newRow("no days") << "retention_days" << 5;
    QTest::newRow("one endpoint as a text") << "export_endpoints" << 0;
    QTest::newRow("an endpoint that nobody knows") << "export_endpoints" << 6;
    QTest::newRow("an empty endpoint") << "export_endpoints" << 7;
    QTest::newRow("a rate above one") << "max_error_rate" << 8;
}

void MetricsSystemTest::aWrongSettingChangesNothing()
{
    QFETCH(QString, key);
    QFETCH(int, kind);
    const std::array<Setting, 9> values{std::string("60"),
                                        std::monostate(),
                                        0.05,
                                        std::nan(""),
                                        true,
                                        std::int64_t{0},
                                        std::vector<std::string>{"nowhere"},
                                        std::vector<std::string>{""},
                                        1.5};
    MetricsSystem system(m_clock, parts());
    QVERIFY(system.initializeMetrics(
        {{"collection_interval", std::int64_t{90}}, {"retention_days", std::int64_t{5}}}));
    Settings settings{{"collection_interval", std::int64_t{300}},
                      {"retention_days", std::int64_t{9}},
                      {"other", true}};
    settings.insert_or_assign(key.toStdString(), values[static_cast<std::size_t>(kind)]);
    const auto refused = system.initializeMetrics(settings);
    QVERIFY(!refused);
    QVERIFY(refused.error().fault == Fault::InvalidArgument);
    const std::string named = kind == 6 ? "nowhere" : key.toStdString();
    QVERIFY2(refused.error().message.find(named) != std::string::npos,
             refused.error().message.c_str());
    QCOMPARE(system.configuration().collectionInterval_s, 90.0);
    QCOMPARE(system.configuration().retentionDays, 5);
    QVERIFY(system.configuration().others.empty());
    QCOMPARE(m_archive->keep_h.load(), std::int64_t{5 * 24});
}

void MetricsSystemTest::unknownSettingsAreKeptWithAWarning()
{
    MetricsSystem system(m_clock, parts());
    const auto warnings = system.initializeMetrics({{"colour", std::string("blue")}});
    QVERIFY(warnings);
    QCOMPARE(warnings->size(), 1U);
    QVERIFY(warnings->front().find("colour") != std::string::npos);
    QVERIFY(warnings->front().find("collection_interval") != std::string::npos);
    QVERIFY(system.configuration().others.at("colour") == Setting(std::string("blue")));
}

void MetricsSystemTest::configuredTwiceItKeepsItsValues()
{
    MetricsSystem system(m_clock, parts());
    QVERIFY(system.initializeMetrics({}));
    Counter bound = system.collector().counter("requests");
    bound.increment(3);
    const std::string timer = system.timer().startTimer("operation");
    system.tracker().recordFailure("other", "timeout");
    QVERIFY(system.initializeMetrics({{"collection_interval", 30.0}}));
    bound.increment(4);
    QVERIFY(system.timer().stopTimer(timer));
    QCOMPARE(toReal(std::get<Number>(system.collector().readings("requests")[0].value)), 7.0);
    QCOMPARE(system.tracker().overallRate()->failures, std::uint64_t{1});
}

void MetricsSystemTest::collectsAndExportsEachInterval()
{
    MetricsSystem system(m_clock, parts());
    const auto exporter = std::make_shared<PlayExporter>();
    system.endpoints().add("place", exporter);
    system.collector().increment("requests");
    QVERIFY(system.initializeMetrics(
        {{"collection_interval", 0.1}, {"export_endpoints", std::vector<std::string>{"place"}}}));
    QTRY_VERIFY_WITH_TIMEOUT(exporter->calls.load() >= 3, 60'000);
    QVERIFY(m_archive->appends.load() >= 3);
    QVERIFY(exporter->families.load() >= 1);
}

void MetricsSystemTest::shutsDownOnce()
{
    MetricsSystem system(m_clock, parts());
    const auto exporter = std::make_shared<PlayExporter>();
    system.endpoints().add("place", exporter);
    QVERIFY(system.initializeMetrics({{"export_endpoints", std::vector<std::string>{"place"}}}));
    QTRY_VERIFY_WITH_TIMEOUT(exporter->calls.load() == 1, 60'000); // at once, then in a minute
    system.collector().increment("last");
    exporter->isFailing = true;
    const ExportResult first = system.shutdownMetrics();
    QCOMPARE(first.why, std::string("It was refused. Ask who runs it."));
    QCOMPARE(exporter->calls.load(), 2); // the final one
    QCOMPARE(m_archive->closes.load(), 1);
    const int appends = m_archive->appends;
    QVERIFY(system.shutdownMetrics() == first);
    QCOMPARE(exporter->calls.load(), 2);
    QCOMPARE(m_archive->closes.load(), 1);
    QCOMPARE(m_archive->appends.load(), appends);
    const auto late = system.initializeMetrics({});
    QVERIFY(!late && late.error().fault == Fault::Closed);
    QCOMPARE(system.collectMetrics().sources.size(), 0U);
}

void MetricsSystemTest::exportersFinishAtTheShutdown()
{
    MetricsSystem system(m_clock, parts());
    const auto good = std::make_shared<PlayExporter>();
    const auto bad = std::make_shared<PlayExporter>();
    bad->isFailing = true;
    system.endpoints().add("good", good);
    system.endpoints().add("bad", bad);
    QVERIFY(system.initializeMetrics({{"export_endpoints", std::vector<std::string>{"good"}}}));
    QTRY_COMPARE(good->calls.load(), 1);
    QCOMPARE(good->finishes.load(), 0);
    m_clock.pass(7);
    QVERIFY(!system.shutdownMetrics().isDone); // what the other one could not finish is told
    QCOMPARE(good->finishes.load(), 1);
    QCOMPARE(good->callsBeforeFinish.load(), 2); // after the last export
    QCOMPARE(good->finishedAt_ns.load(), m_clock.wall_ns());
    QCOMPARE(bad->finishes.load(), 1);
    system.shutdownMetrics();
    QCOMPARE(good->finishes.load(), 1);
}

void MetricsSystemTest::whatComesAfterTheShutdownIsCounted()
{
    MetricsSystem system(m_clock);
    Counter bound = system.collector().counter("requests");
    bound.increment();
    const std::string timer = system.timer().startTimer("operation");
    QVERIFY(system.shutdownMetrics().isDone);
    bound.increment();
    system.collector().recordGauge("level", 1);
    system.tracker().recordSuccess("operation");
    system.tracker().recordFailure("operation", "timeout");
    QVERIFY(system.timer().stopTimer(timer)); // its duration and its success are two records
    QCOMPARE(toReal(std::get<Number>(system.collector().readings("requests")[0].value)), 1.0);
    QVERIFY(system.collector().readings("level").empty());
    QCOMPARE(system.tracker().overallRate()->successes, std::uint64_t{0});
    QCOMPARE(system.tracker().afterClose(), std::uint64_t{3});
    QCOMPARE(system.collector().counts().afterClose, std::uint64_t{3});
    QVERIFY(system.systemHealth().indicators.at("dropped_total") == Detail(std::uint64_t{6}));
}

void MetricsSystemTest::shutsDownInTimeWhateverHangs()
{
    MetricsSystemParts all = parts();
    all.shutdownTimeout = 1s;
    const auto exporter = std::make_shared<PlayExporter>();
    QElapsedTimer timer;
    {
        MetricsSystem system(m_clock, all);
        system.endpoints().add("place", exporter);
        exporter->gate.shut();
        QVERIFY(
            system.initializeMetrics({{"export_endpoints", std::vector<std::string>{"place"}}}));
        QTRY_VERIFY_WITH_TIMEOUT(exporter->calls.load() == 1, 60'000);
        m_archive->gate.shut();
        timer.start();
        QVERIFY(!system.shutdownMetrics().isDone);
    }
    // It is a second; a busy machine may take longer, but not the ten of an export.
    QVERIFY2(timer.elapsed() < 8'000, qPrintable(QString::number(timer.elapsed())));
    exporter->gate.open();
    m_archive->gate.open();
    QTRY_COMPARE_WITH_TIMEOUT(exporter.use_count(), 1L, 60'000);
    all = {};
    QTRY_COMPARE_WITH_TIMEOUT(m_archive.use_count(), 1L, 60'000);
}

void MetricsSystemTest::periodicTasksSkipWhatTheyMissed()
{
    Gate gate;
    gate.shut();
    std::atomic<int> runs = 0;
    PeriodicTask task([&] {
        ++runs;
        gate.pass();
    });
    task.start(100ms);
    QTRY_COMPARE_WITH_TIMEOUT(runs.load(), 1, 60'000); // at once
    std::this_thread::sleep_for(1s);
    gate.open();
    QTRY_VERIFY_WITH_TIMEOUT(task.missed() >= 9, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(task.runs() >= 3, 60'000);
    task.stop();
    task.stop();
    QVERIFY(!task.isOn());
    const int before = runs;
    std::this_thread::sleep_for(300ms);
    QCOMPARE(runs.load(), before);
    task.start(1h);
    QTRY_COMPARE_WITH_TIMEOUT(runs.load(), before + 1, 60'000);
}

void MetricsSystemTest::periodicTasksChangeTheirInterval()
{
    std::atomic<int> runs = 0;
    std::mutex mutex;
    std::set<std::thread::id> threads;
    PeriodicTask task([&] {
        const std::lock_guard lock(mutex);
        threads.insert(std::this_thread::get_id());
        ++runs;
    });
    task.start(1h);
    QTRY_COMPARE_WITH_TIMEOUT(runs.load(), 1, 60'000);
    task.start(50ms);
    QTRY_VERIFY_WITH_TIMEOUT(runs.load() >= 4, 60'000);
    task.start(1h);
    const int before = runs;
    task.runSoon();
    QTRY_VERIFY_WITH_TIMEOUT(runs.load() > before, 60'000);
    task.stop();
    const int atEnd = runs;
    QVERIFY(atEnd <= before + 2); // one may have been on when the interval was changed
    task.runSoon();               // nothing while it is off
    QCOMPARE(runs.load(), atEnd);
    QCOMPARE(threads.size(), 1U); // the same one, however often it was started
}

void MetricsSystemTest::whatIsAskedForDuringWorkIsDoneAfterIt()
{
    std::atomic<int> runs = 0;
    std::atomic<bool> isHeld = true;
    PeriodicTask task([&] {
        ++runs;
        while (isHeld)
            std::this_thread::sleep_for(1ms);
    });
    task.start(1h);
    QTRY_COMPARE_WITH_TIMEOUT(runs.load(), 1, 60'000);
    task.runSoon();
    isHeld = false;
    QTRY_COMPARE_WITH_TIMEOUT(runs.load(), 2, 60'000);
    task.stop();
    QCOMPARE(task.missed(), std::uint64_t{0});
}

void MetricsSystemTest::whatWasNotTakenIsASeries()
{
    const FakeClock clock;
    MetricsSystem system(clock);
    const auto total = [&](const char *name) {
        const auto found = system.aggregator().byName(name);
        return found.empty() ? -1.0 : toReal(found[0].value);
    };
    (void)system.collectMetrics();
    QCOMPARE(total("tidemark.timer.unknown"), -1.0);
    system.collector().recordCounter("c");
    system.collector().recordGauge("c", 1);
    QVERIFY(!system.timer().stopTimer("0000000000000001"));
    QVERIFY(!system.timer().stopTimer("no timer"));
    (void)system.collectMetrics();
    QCOMPARE(total("tidemark.timer.unknown"), 2.0);
    QCOMPARE(total("tidemark.collector.type_conflict"), 1.0);
    QCOMPARE(total("tidemark.collector.bad_name"), -1.0);
    QVERIFY(!system.timer().stopTimer("no timer"));
    (void)system.collectMetrics();
    (void)system.collectMetrics();
    QCOMPARE(total("tidemark.timer.unknown"), 3.0);
}

void MetricsSystemTest::furtherFormatsAreOfferedAndWritten()
{
    const FakeClock clock;
    MetricsSystemParts parts;
    parts.formats.emplace_back("names", [](const MetricsSnapshot &snapshot) {
        std::string names;
        for (const auto &family : snapshot.families)
            names += family.name + '\n';
        return names;
    });
    MetricsSystem system(clock, std::move(parts));
    system.collector().increment("a");
    system.collector().increment("b");
    QCOMPARE(*system.aggregator().exportMetrics("Names"), std::string("a\nb\n"));
    const auto refused = system.aggregator().exportMetrics("xml");
    QVERIFY(!refused && refused.error().message.find("names") != std::string::npos);
}

} // namespace

TIDEMARK_TEST(MetricsSystemTest)
#include "metrics_system_test.moc"
