// SPDX-License-Identifier: GPL-3.0-or-later
// What the program keeps of its machine's network, by the files of the kernel.
#include "app/own_metrics/own_machine.h"

#include "app/own_metrics/own_metric_names.h"
#include "tests/services/collect/fixture_tree.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

class OwnMachineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void countsWhatGrewInEachDirection();
    void hasNoCounterOfWhatNobodyCounts();

private:
    /// What the kernel counted until now, in bytes.
    void count(quint64 received, quint64 sent, quint64 loopback)
    {
        const auto line = [](const char *name, quint64 in, quint64 out) -> QByteArray {
            return QByteArray(name) + ": " + QByteArray::number(in) + " 1 0 0 0 0 0 0 " +
                   QByteArray::number(out) + " 1 0 0 0 0 0 0\n";
        };
        m_tree->write(u"proc/net/dev"_s, "Inter-|   Receive\n face |bytes\n" +
                                             line("lo", loopback, loopback) +
                                             line("eth0", received, sent));
    }
    [[nodiscard]] bool collect()
    {
        m_clock.pass(5);
        return m_system->collectMetrics().sources.at("network").isDone;
    }
    /// Of the counter of that name, in bytes; not a number when it is not the only one.
    [[nodiscard]] double total(std::string_view name)
    {
        const auto readings = m_system->collector().readings(name);
        const auto *number =
            readings.size() == 1 ? std::get_if<metrics::Number>(&readings[0].value) : nullptr;
        return number ? metrics::toReal(*number) : std::nan("");
    }

    std::unique_ptr<FixtureTree> m_tree;
    FakeClock m_clock;
    std::unique_ptr<metrics::MetricsSystem> m_system;
};

void OwnMachineTest::init()
{
    failOnUnexpectedWarnings();
    m_system.reset();
    m_tree = std::make_unique<FixtureTree>();
    const std::string program(own::kServer);
    metrics::MetricsSystemParts parts;
    parts.makeResourceMonitor = [this, program](metrics::MetricCollector &collector) {
        return own::ownMonitor(collector, m_clock, program, m_tree->files());
    };
    m_system = std::make_unique<metrics::MetricsSystem>(m_clock, std::move(parts));
    own::countTraffic(*m_system, program);
}

void OwnMachineTest::countsWhatGrewInEachDirection()
{
    count(1'000, 50'000, 10);
    QVERIFY(collect());
    QCOMPARE(total(own::kMachineReceived), 0.0); // what came before is not known to be new
    QCOMPARE(total(own::kMachineSent), 0.0);
    count(1'300, 50'700, 9'010);
    QVERIFY(collect());
    QCOMPARE(total(own::kMachineReceived), 300.0);
    QCOMPARE(total(own::kMachineSent), 700.0);
    count(1'301, 50'720, 9'010);
    QVERIFY(collect());
    QCOMPARE(total(own::kMachineReceived), 301.0);
    QCOMPARE(total(own::kMachineSent), 720.0);
}

void OwnMachineTest::hasNoCounterOfWhatNobodyCounts()
{
    QVERIFY(collect());
    QVERIFY(m_system->collector().readings(own::kMachineReceived).empty());
    QVERIFY(m_system->collector().readings(own::kMachineSent).empty());
}

} // namespace

TIDEMARK_TEST(OwnMachineTest)
#include "own_machine_test.moc"
