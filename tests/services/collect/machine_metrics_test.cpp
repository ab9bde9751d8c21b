// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/machine_metrics.h"

#include "model/core/unit.h"
#include "services/collect/reading_list.h"
#include "tests/support/test_registry.h"

#include <QSet>
#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::collect;

class MachineMetricsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void everyMetricIsDescribedAndHasAKnownUnit();
    void otherNamesHaveNeither();
    void listsTakeFiniteValuesOfGoodNamesOnly();
};

void MachineMetricsTest::everyMetricIsDescribedAndHasAKnownUnit()
{
    const QStringList metrics = machineMetrics();
    QCOMPARE(metrics.size(), 20);
    QSet<QString> descriptions;
    for (const QString &metric : metrics) {
        QVERIFY2(metric.startsWith("machine."_L1), qPrintable(metric));
        const QString description = machineMetricDescription(metric);
        QVERIFY2(description.endsWith(u'.') && description.count(u'.') == 1, qPrintable(metric));
        descriptions.insert(description);
        const QString unit = machineMetricUnit(metric);
        QCOMPARE(Unit::of(unit).symbol(), unit);
        QVERIFY2(Unit::of(unit).isKnown() || metric.startsWith("machine.load."_L1),
                 qPrintable(metric));
        QCOMPARE(unit == u"%"_s, metric.endsWith(".percent"_L1));
    }
    QCOMPARE(descriptions.size(), metrics.size());
}

void MachineMetricsTest::otherNamesHaveNeither()
{
    for (const QString &name : {u""_s, u"machine"_s, u"machine.cpu.percent "_s}) {
        QCOMPARE(machineMetricDescription(name), QString());
        QCOMPARE(machineMetricUnit(name), QString());
    }
}

void MachineMetricsTest::listsTakeFiniteValuesOfGoodNamesOnly()
{
    const QString metric = u"machine.disk.read"_s;
    ReadingList list;
    list.add(metric, {});
    list.add(metric, std::numeric_limits<double>::quiet_NaN());
    list.add(metric, std::numeric_limits<double>::infinity());
    list.addNamed(metric, 1, u"device"_s, "");
    list.addNamed(metric, 1, u"device"_s, "a\x07");
    list.addNamed(metric, 1, u"device"_s, QByteArray(256, 'a'));
    list.addNamed(metric, 2, u"device"_s, "cafe\xcc\x81");
    const std::vector<MachineReading> expected{
        {metric, u"B/s"_s, {{u"device"_s, u"caf\u00e9"_s}}, 2}};
    QCOMPARE(list.take(), expected);
    QVERIFY(list.take().empty());
}

TIDEMARK_TEST(MachineMetricsTest)
#include "machine_metrics_test.moc"
