// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/temperatures.h"

#include "tests/services/collect/fixture_tree.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark::collect;
using tidemark::test::FixtureTree;

namespace {

QStringList printed(const FixtureTree &tree)
{
    QStringList lines;
    for (const Temperature &temperature : readTemperatures(tree.files()))
        lines.append(u"%1: %2"_s.arg(temperature.sensor).arg(temperature.value));
    return lines;
}

} // namespace

class TemperaturesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void readsChips();
    void tellsChipsOfOneNameApart();
    void readsZonesWhereThereAreNoChips();
    void readsMillidegrees_data();
    void readsMillidegrees();
};

void TemperaturesTest::readsChips()
{
    FixtureTree tree;
    const QString chip = u"sys/class/hwmon/hwmon0/"_s;
    tree.write(chip + u"name"_s, "coretemp\n");
    tree.write(chip + u"temp1_input"_s, "45500\n");
    tree.write(chip + u"temp1_label"_s, "Package id 0\n");
    tree.write(chip + u"temp2_input"_s, "-5000\n");
    tree.write(chip + u"temp3_input"_s, "\n");
    tree.write(chip + u"temp4_label"_s, "no input\n");
    tree.write(chip + u"temp5_input"_s, "1000\n");
    tree.write(chip + u"temp5_fault"_s, "1\n");
    tree.write(chip + u"temp10_input"_s, "1000\n");
    tree.write(chip + u"temp10_fault"_s, "0\n");
    tree.write(chip + u"fan1_input"_s, "1200\n");
    tree.write(u"sys/class/hwmon/hwmon1/temp1_input"_s, "0\n");
    tree.write(u"sys/class/hwmon/hwmon1/temp1_label"_s, "bad\x01label\n");
    tree.write(u"sys/class/thermal/thermal_zone0/temp"_s, "30000\n"); // the chips come first
    QCOMPARE(printed(tree), (QStringList{u"coretemp Package id 0: 45.5"_s, u"coretemp temp2: -5"_s,
                                         u"coretemp temp10: 1"_s, u"hwmon1 temp1: 0"_s}));
}

void TemperaturesTest::tellsChipsOfOneNameApart()
{
    FixtureTree tree;
    for (const char *chip : {"hwmon2", "hwmon10", "hwmon9"}) {
        const QString folder = u"sys/class/hwmon/"_s + QLatin1String(chip);
        tree.write(folder + u"/name"_s, "nvme\n");
        tree.write(folder + u"/temp1_input"_s, QByteArray(chip).mid(5) + "000\n");
    }
    QCOMPARE(printed(tree),
             (QStringList{u"nvme temp1: 2"_s, u"nvme temp1 (2): 9"_s, u"nvme temp1 (3): 10"_s}));
}

void TemperaturesTest::readsZonesWhereThereAreNoChips()
{
    FixtureTree tree;
    QCOMPARE(printed(tree), QStringList());
    tree.write(u"sys/class/hwmon/hwmon0/name"_s, "battery\n"); // a chip without a sensor
    tree.write(u"sys/class/thermal/thermal_zone0/temp"_s, "27800\n");
    tree.write(u"sys/class/thermal/thermal_zone0/type"_s, "acpitz\n");
    tree.write(u"sys/class/thermal/thermal_zone1/temp"_s, "-274000\n"); // knows none
    tree.write(u"sys/class/thermal/thermal_zone2/temp"_s, "20000\n");
    tree.write(u"sys/class/thermal/cooling_device0/temp"_s, "20000\n");
    QCOMPARE(printed(tree), (QStringList{u"acpitz: 27.8"_s, u"thermal_zone2: 20"_s}));
}

void TemperaturesTest::readsMillidegrees_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<double>("expected"); // -999: none
    const auto row = [](const char *text, double expected) {
        QTest::addRow("\"%s\"", text) << QByteArray(text) << expected;
    };
    row("0", 0);
    row("45500", 45.5);
    row("-273150", -273.15);
    row("-273151", -999);
    row("1000000", 1000);
    row("1000001", -999);
    row("4294967295", -999);
    row("99999999999999999999", -999);
    row("", -999);
    row("-", -999);
    row("+5", -999);
    row("45.5", -999);
    row("N/A", -999);
}

void TemperaturesTest::readsMillidegrees()
{
    QFETCH(const QByteArray, text);
    QFETCH(const double, expected);
    QCOMPARE(parseTemperature(text).value_or(-999), expected);
}

TIDEMARK_TEST(TemperaturesTest)
#include "temperatures_test.moc"
