// SPDX-License-Identifier: GPL-3.0-or-later
// What the probe says of the machine that runs the tests.
#include "model/core/unit.h"
#include "services/collect/machine_metrics.h"
#include "services/collect/machine_probe.h"
#include "tests/support/test_registry.h"

#include <QSet>
#include <QTest>

#include <cmath>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::collect;

namespace {

std::optional<double> valueOf(const std::vector<MachineReading> &readings, const QString &metric)
{
    for (const MachineReading &reading : readings) {
        if (reading.metric == metric)
            return reading.value;
    }
    return std::nullopt;
}

} // namespace

class ThisMachineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void readsThisMachine();
};

void ThisMachineTest::readsThisMachine()
{
    const QString processors = u"machine.cpu.percent"_s;
    MachineProbe probe{KernelFiles()};
    const auto first = probe.read(Timestamp::now());
    QVERIFY(!valueOf(first, processors));
    const auto memory = valueOf(first, u"machine.memory.percent"_s);
    QVERIFY(memory && *memory > 0 && *memory < 100);
    const auto used = valueOf(first, u"machine.memory.used"_s);
    const auto available = valueOf(first, u"machine.memory.available"_s);
    const double total =
        static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
    QVERIFY(used && available);
    QVERIFY(std::abs(*used + *available - total) < total / 100);
    QVERIFY(valueOf(first, u"machine.disk.space.free"_s).value_or(-1) >= 0);

    // The kernel counts in hundredths of a second: until some have passed there is nothing to say.
    std::vector<MachineReading> second;
    const auto readUntilTimePassed = [&] {
        if (!valueOf(second, processors))
            second = probe.read(Timestamp::now());
        return valueOf(second, processors).has_value();
    };
    QTRY_VERIFY(readUntilTimePassed());
    QVERIFY(*valueOf(second, processors) >= 0 && *valueOf(second, processors) <= 100);
    QSet<QString> seen;
    for (const MachineReading &reading : second) {
        QVERIFY2(machineMetrics().contains(reading.metric), qPrintable(reading.metric));
        QVERIFY2(std::isfinite(reading.value), qPrintable(reading.metric));
        QCOMPARE(reading.unit, machineMetricUnit(reading.metric));
        const QString series =
            reading.metric + u' ' + QStringList(reading.tags.values()).join(u' ');
        QVERIFY2(!seen.contains(series), qPrintable(series));
        seen.insert(series);
    }
}

TIDEMARK_TEST(ThisMachineTest)
#include "this_machine_test.moc"
