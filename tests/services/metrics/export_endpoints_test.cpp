// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/async_metrics_system.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/services/metrics/play_exporter.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

using namespace tidemark::metrics;
using namespace tidemark::test;
using namespace std::chrono_literals;

namespace {

class ExportEndpointsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void eachEndpointHasItsOwnResult();
    void allAreAskedAtOnce();
    void oneThatHangsKeepsNobodyFromAnotherExport();
    void aFactoryMakesThemOnce();
    void theirStateIsRemembered();
    void showsNoSecrets_data();
    void showsNoSecrets();
    void everyRequestedKeyIsThere();
    void oneThatNeverAnswersEndsByTheTimeout();
    void passesAreShared();
    void theArchiveKeepsWhatSourcesFound();

private:
    [[nodiscard]] ExportEndpoints::Results exportTo(ExportEndpoints &endpoints,
                                                    const std::vector<std::string> &names,
                                                    std::chrono::nanoseconds within)
    {
        return endpoints.exportTo(names, m_collector, MetricsSnapshot::of(*m_collector, m_clock),
                                  std::chrono::steady_clock::now() + within);
    }

    FakeClock m_clock;
    std::shared_ptr<MetricCollector> m_collector;
};

void ExportEndpointsTest::init()
{
    failOnUnexpectedWarnings();
    m_collector = std::make_shared<MetricCollector>(m_clock);
    m_collector->increment("requests");
}

void ExportEndpointsTest::eachEndpointHasItsOwnResult()
{
    const auto good = std::make_shared<PlayExporter>();
    const auto refused = std::make_shared<PlayExporter>();
    const auto slow = std::make_shared<PlayExporter>();
    const auto broken = std::make_shared<PlayExporter>();
    refused->isFailing = true;
    broken->isThrowing = true;
    slow->gate.shut();
    ExportEndpoints endpoints(m_clock, {});
    endpoints.add("good", good);
    endpoints.add("refused", refused);
    endpoints.add("slow", slow);
    endpoints.add("broken", broken);
    QElapsedTimer timer;
    timer.start();
    const auto results =
        exportTo(endpoints, {"good", "refused", "slow", "unknown", "broken", "good"}, 4s);
    QVERIFY2(timer.elapsed() >= 3'900, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(results.size(), 5U);
    QVERIFY(results.at("good").isDone);
    QVERIFY(!results.at("refused").isDone);
    QCOMPARE(results.at("refused").why, std::string("It was refused. Ask who runs it."));
    QVERIFY(!results.at("slow").isDone);
    QVERIFY(results.at("slow").why.find("did not answer in time") != std::string::npos);
    QVERIFY(!results.at("unknown").isDone);
    QCOMPARE(results.at("broken").why, std::string("It broke. Mend it."));
    QCOMPARE(good->calls.load(), 1);
    QCOMPARE(good->families.load(), 1U);
    slow->gate.open();
}

void ExportEndpointsTest::allAreAskedAtOnce()
{
    constexpr int kEndpoints = 8;
    std::vector<std::shared_ptr<PlayExporter>> exporters;
    std::vector<std::string> names;
    ExportEndpoints endpoints(m_clock, {});
    for (int i = 0; i < kEndpoints; ++i) {
        names.push_back(std::to_string(i));
        exporters.push_back(std::make_shared<PlayExporter>());
        exporters.back()->gate.shut();
        endpoints.add(names.back(), exporters.back());
    }
    ExportEndpoints::Results results;
    std::thread exporting([&] { results = exportTo(endpoints, names, 60s); });
    // None is let through before all have come.
    for (const auto &exporter : exporters)
        QTRY_COMPARE_WITH_TIMEOUT(exporter->calls.load(), 1, 30'000);
    for (const auto &exporter : exporters)
        exporter->gate.open();
    exporting.join();
    for (const auto &[name, result] : results)
        QVERIFY(result.isDone);
    QCOMPARE(results.size(), static_cast<std::size_t>(kEndpoints));
}

void ExportEndpointsTest::oneThatHangsKeepsNobodyFromAnotherExport()
{
    const auto hanging = std::make_shared<PlayExporter>();
    hanging->gate.shut();
    {
        ExportEndpoints endpoints(m_clock, {});
        endpoints.add("hanging", hanging);
        endpoints.add("good", std::make_shared<PlayExporter>());
        QVERIFY(!exportTo(endpoints, {"hanging"}, 50ms).at("hanging").isDone);
        QTRY_COMPARE_WITH_TIMEOUT(hanging->calls.load(), 1, 30'000); // it may begin late
        const auto again = exportTo(endpoints, {"hanging", "good"}, 4s);
        QVERIFY(again.at("good").isDone);
        QVERIFY(!again.at("hanging").isDone);
        QCOMPARE(hanging->calls.load(), 1); // one at a time
    }
    m_collector.reset(); // it still reads the snapshot's series
    hanging->gate.open();
    QTRY_COMPARE_WITH_TIMEOUT(hanging->families.load(), 1U, 30'000);
}

void ExportEndpointsTest::aFactoryMakesThemOnce()
{
    int made = 0;
    ExportEndpoints endpoints(
        m_clock, [&made](const std::string &name) -> Outcome<std::shared_ptr<MetricsExporter>> {
            if (name == "bad")
                return failed(Fault::InvalidArgument, "There is no \"bad\". Choose another one.");
            ++made;
            return std::make_shared<PlayExporter>();
        });
    const auto refused = endpoints.ensure({"http://one", "bad"});
    QVERIFY(!refused && refused.error().fault == Fault::InvalidArgument);
    QCOMPARE(endpoints.names().size(), 0U); // all or none
    QVERIFY(endpoints.ensure({"http://one", "http://two"}));
    QVERIFY(exportTo(endpoints, {"http://one"}, 30s).at("http://one").isDone);
    QCOMPARE(made, 3);
    QCOMPARE(exportTo(endpoints, {"bad"}, 30s).at("bad").why,
             std::string("There is no \"bad\". Choose another one."));
}

void ExportEndpointsTest::theirStateIsRemembered()
{
    const auto exporter = std::make_shared<PlayExporter>();
    ExportEndpoints endpoints(m_clock, {});
    endpoints.add("https://user:secret@host/path?key=secret", exporter);
    const std::vector<std::string> names = endpoints.names();
    QVERIFY(!endpoints.state().lastExport_s);
    QVERIFY(exportTo(endpoints, names, 30s).begin()->second.isDone);
    m_clock.pass(10);
    QCOMPARE(*endpoints.state().lastExport_s, 10.0);
    exporter->isFailing = true;
    (void)exportTo(endpoints, names, 30s);
    m_clock.pass(20);
    (void)exportTo(endpoints, names, 30s);
    const auto state = endpoints.state();
    QCOMPARE(state.failures, std::uint64_t{2});
    QCOMPARE(state.failing.size(), 1U);
    QCOMPARE(state.failing[0].failing_s, 20.0); // since the first failure
    QCOMPARE(state.failing[0].name, std::string("https://host/path"));
    exporter->isFailing = false;
    (void)exportTo(endpoints, names, 30s);
    QCOMPARE(endpoints.state().failing.size(), 0U);
}

void ExportEndpointsTest::showsNoSecrets_data()
{
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<QString>("shown");
    QTest::newRow("name") << "prometheus"
                          << "prometheus";
    QTest::newRow("plain") << "http://host:4318/v1"
                           << "http://host:4318/v1";
    QTest::newRow("user") << "http://me:pw@host"
                          << "http://host";
    QTest::newRow("at in the password") << "http://me:p@w@host/x@y"
                                        << "http://host/x@y";
    QTest::newRow("query") << "udp://host?token=1"
                           << "udp://host";
    QTest::newRow("fragment") << "udp://a:b@host#token@x"
                              << "udp://host";
}

void ExportEndpointsTest::showsNoSecrets()
{
    QFETCH(QString, endpoint);
    QFETCH(QString, shown);
    QCOMPARE(QString::fromStdString(withoutSecrets(endpoint.toStdString())), shown);
}

void ExportEndpointsTest::everyRequestedKeyIsThere()
{
    MetricsSystem system(m_clock);
    const auto good = std::make_shared<PlayExporter>();
    system.endpoints().add("good", good);
    AsyncMetricsSystem async(system);
    auto pending = async.exportMetricsAsync({"good", "unknown", "good"});
    const auto results = pending.get();
    QCOMPARE(results.size(), 2U);
    QVERIFY(results.at("good").isDone);
    QVERIFY(!results.at("unknown").isDone);
    QCOMPARE(async.exportMetricsAsync({}).get().size(), 0U);
}

// Check 57, with a limit of four seconds instead of ten.
void ExportEndpointsTest::oneThatNeverAnswersEndsByTheTimeout()
{
    const auto silent = std::make_shared<PlayExporter>();
    silent->gate.shut();
    {
        MetricsSystemParts parts;
        QCOMPARE(parts.exportTimeout, std::chrono::nanoseconds(std::chrono::seconds(10)));
        parts.exportTimeout = std::chrono::seconds(4);
        MetricsSystem system(m_clock, parts);
        const auto good = std::make_shared<PlayExporter>();
        const auto refused = std::make_shared<PlayExporter>();
        refused->isFailing = true;
        system.endpoints().add("good", good);
        system.endpoints().add("refused", refused);
        system.endpoints().add("silent", silent);
        AsyncMetricsSystem async(system);
        auto pending = async.exportMetricsAsync({"good", "refused", "silent", "unknown"});
        const auto results = pending.get(); // the gate is shut still
        QCOMPARE(results.size(), 4U);
        QVERIFY(results.at("good").isDone);
        for (const char *name : {"refused", "silent", "unknown"})
            QVERIFY2(!results.at(name).isDone && !results.at(name).why.empty(), name);
        QTRY_COMPARE_WITH_TIMEOUT(silent->calls.load(), 1, 30'000);
        QCOMPARE(good->calls.load(), 1);
    }
    silent->gate.open();
    QTRY_COMPARE_WITH_TIMEOUT(silent.use_count(), 1L, 60'000); // it ended after all
}

void ExportEndpointsTest::passesAreShared()
{
    MetricsSystem system(m_clock);
    Gate gate;
    gate.shut();
    std::atomic<int> asked = 0;
    system.addSource("slow", [&] {
        ++asked;
        gate.pass();
        return ExportResult();
    });
    system.addSource("broken", []() -> ExportResult { throw std::runtime_error("No. Mend it."); });
    AsyncMetricsSystem async(system);
    const auto first = async.collectMetricsAsync();
    const auto second = async.collectMetricsAsync();
    QTRY_COMPARE_WITH_TIMEOUT(asked.load(), 1, 30'000);
    gate.open();
    QCOMPARE(&first.get(), &second.get()); // one report
    QCOMPARE(first.get().sources.at("broken").why, std::string("No. Mend it."));
    QVERIFY(first.get().sources.at("slow").isDone);
    (void)async.collectMetricsAsync().get();
    QCOMPARE(asked.load(), 2);
    QCOMPARE(system.collectionFailures().at("broken"), std::uint64_t{2});
    QVERIFY(!system.collectionFailures().contains("slow"));
}

void ExportEndpointsTest::theArchiveKeepsWhatSourcesFound()
{
    MetricCollector collector(m_clock);
    CollectionPass pass(collector);
    std::string order;
    const auto source = [&order](char letter) {
        return [&order, letter] {
            order += letter;
            return ExportResult();
        };
    };
    pass.addLast("archive", source('z'));
    pass.add("a", source('a'));
    pass.add("b", source('b'));
    pass.add("a", source('c')); // in place of the first
    pass.addLast("archive", source('y'));
    QCOMPARE(pass.run().sources.size(), 3U);
    QCOMPARE(order, std::string("cby"));
}

} // namespace

TIDEMARK_TEST(ExportEndpointsTest)
#include "export_endpoints_test.moc"
