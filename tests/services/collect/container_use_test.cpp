// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/container_use.h"

#include "tests/services/collect/fixture_tree.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark::collect;
using tidemark::test::FixtureTree;

namespace {

// Memory used and limit, processor time and limit; `-` for what is missing.
QString printed(const ContainerUse &use)
{
    const auto shown = [](const auto &value) { return value ? QString::number(*value) : u"-"_s; };
    const auto used_ns = use.processors ? std::optional(use.processors->used_ns) : std::nullopt;
    return u"%1 %2 %3 %4"_s.arg(shown(use.memoryUsed), shown(use.memoryLimit), shown(used_ns),
                                shown(use.processorLimit));
}

void makeSecond(FixtureTree &tree)
{
    tree.write(u"proc/self/cgroup"_s, "0::/outer/inner\n");
    tree.write(u"proc/self/mountinfo"_s, "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
    const QString group = u"sys/fs/cgroup/outer/inner/"_s;
    tree.write(group + u"memory.current"_s, "5000\n");
    tree.write(group + u"memory.stat"_s, "anon 1\ninactive_file 2000\nactive_file 3\n");
    tree.write(group + u"memory.max"_s, "10000\n");
    tree.write(group + u"cpu.stat"_s, "usage_usec 77\nuser_usec 1\n");
    tree.write(group + u"cpu.max"_s, "max 100000\n");
}

void makeFirst(FixtureTree &tree)
{
    tree.write(u"proc/self/cgroup"_s, "4:memory:/docker/ab\n2:cpu:/docker/ab\n1:cpuacct:/ab\n");
    tree.write(u"proc/self/mountinfo"_s, "1 0 0:1 / /cg/memory rw - cgroup cgroup rw,memory\n"
                                         "2 0 0:2 / /cg/cpu rw - cgroup cgroup rw,cpu\n"
                                         "3 0 0:3 / /cg/cpuacct rw - cgroup cgroup rw,cpuacct\n");
    tree.write(u"cg/memory/docker/ab/memory.usage_in_bytes"_s, "9000\n");
    tree.write(u"cg/memory/docker/ab/memory.stat"_s, "inactive_file 1\ntotal_inactive_file 4000\n");
    tree.write(u"cg/memory/docker/ab/memory.limit_in_bytes"_s, "9223372036854771712\n");
    tree.write(u"cg/cpu/docker/ab/cpu.cfs_quota_us"_s, "150000\n");
    tree.write(u"cg/cpu/docker/ab/cpu.cfs_period_us"_s, "100000\n");
    tree.write(u"cg/cpuacct/ab/cpuacct.usage"_s, "123456789\n");
}

} // namespace

class ContainerUseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void readsTheSecondVersion();
    void limitsAreTheLeastOfAllAncestors();
    void readsTheFirstVersion();
    void readsBothVersions();
    void noGroupsIsNormal();
    void whatIsMissingStaysMissing();
    void processorTimeIsAShareOfWhatItMayUse();
    void readsLimits_data();
    void readsLimits();
};

void ContainerUseTest::readsTheSecondVersion()
{
    FixtureTree tree;
    makeSecond(tree);
    QCOMPARE(printed(readContainerUse(tree.files())), u"3000 10000 77000 -"_s);
    QCOMPARE(readContainerUse(tree.files()).processors->folder, u"/sys/fs/cgroup/outer/inner"_s);
}

void ContainerUseTest::limitsAreTheLeastOfAllAncestors()
{
    FixtureTree tree;
    makeSecond(tree);
    tree.write(u"sys/fs/cgroup/outer/memory.max"_s, "8000\n");
    tree.write(u"sys/fs/cgroup/outer/cpu.max"_s, "200000 100000\n");
    tree.write(u"sys/fs/cgroup/memory.max"_s, "max\n");
    tree.write(u"sys/fs/cgroup/cpu.max"_s, "50000 100000\n");
    QCOMPARE(printed(readContainerUse(tree.files())), u"3000 8000 77000 0.5"_s);
}

void ContainerUseTest::readsTheFirstVersion()
{
    FixtureTree tree;
    makeFirst(tree);
    QCOMPARE(printed(readContainerUse(tree.files())), u"5000 - 123456789 1.5"_s);
    tree.write(u"cg/memory/docker/memory.limit_in_bytes"_s, "20000\n");
    tree.write(u"cg/memory/memory.limit_in_bytes"_s, "30000\n");
    tree.write(u"cg/cpu/docker/ab/cpu.cfs_quota_us"_s, "-1\n");
    QCOMPARE(printed(readContainerUse(tree.files())), u"5000 20000 123456789 -"_s);
}

void ContainerUseTest::readsBothVersions()
{
    FixtureTree tree;
    makeFirst(tree);
    tree.write(u"proc/self/cgroup"_s,
               "4:memory:/docker/ab\n2:cpu:/docker/ab\n1:cpuacct:/ab\n0::/docker/ab\n");
    const QByteArray first = *tree.files().read(u"proc/self/mountinfo"_s);
    tree.write(u"proc/self/mountinfo"_s, "9 0 0:9 / /cg/unified rw - cgroup2 cgroup2 rw\n" + first);
    // Version 2 counts processor time even where it has no controllers.
    tree.write(u"cg/unified/docker/ab/cpu.stat"_s, "usage_usec 1\n");
    tree.write(u"cg/unified/docker/ab/cgroup.controllers"_s, "\n");
    QCOMPARE(printed(readContainerUse(tree.files())), u"5000 - 123456789 1.5"_s);
}

void ContainerUseTest::noGroupsIsNormal()
{
    FixtureTree tree;
    QCOMPARE(readContainerUse(tree.files()), ContainerUse());
    tree.write(u"proc/self/cgroup"_s, "0::/\n");
    QCOMPARE(readContainerUse(tree.files()), ContainerUse());
    tree.write(u"proc/self/mountinfo"_s, "30 23 0:26 / /sys rw - sysfs sysfs rw\n");
    QCOMPARE(readContainerUse(tree.files()), ContainerUse());
    tree.write(u"proc/self/mountinfo"_s, "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
    QCOMPARE(readContainerUse(tree.files()), ContainerUse()); // mounted, but it shows no files
}

void ContainerUseTest::whatIsMissingStaysMissing()
{
    FixtureTree tree;
    makeSecond(tree);
    const QString group = u"sys/fs/cgroup/outer/inner/"_s;
    tree.write(group + u"memory.stat"_s, "anon 1\n");
    tree.write(group + u"cpu.stat"_s, "usage_usec -5\n");
    QCOMPARE(printed(readContainerUse(tree.files())), u"- 10000 - -"_s);
    tree.write(group + u"memory.stat"_s, "inactive_file 6000\n"); // more than memory.current
    tree.write(group + u"cpu.stat"_s, "usage_usec 18446744073709551615\n");
    QCOMPARE(printed(readContainerUse(tree.files())), u"0 10000 - -"_s);
    tree.remove(group + u"memory.current"_s);
    tree.write(group + u"memory.max"_s, "");
    QCOMPARE(printed(readContainerUse(tree.files())), u"- - - -"_s);
}

void ContainerUseTest::processorTimeIsAShareOfWhatItMayUse()
{
    const auto use = [](const QString &folder, std::uint64_t used_ns, std::optional<double> limit) {
        return ContainerUse{{}, {}, ProcessorUse{folder, used_ns}, limit};
    };
    const ContainerUse before = use(u"/a"_s, 1'000'000'000, {});
    const auto percent = [&before](const ContainerUse &now, double seconds) {
        return containerProcessorPercent(before, now, seconds);
    };
    QCOMPARE(percent(use(u"/a"_s, 2'500'000'000, {}), 2), std::optional(75.0)); // of one
    QCOMPARE(percent(use(u"/a"_s, 2'500'000'000, 1.5), 2), std::optional(50.0));
    QCOMPARE(percent(use(u"/a"_s, 1'000'000'000, 1.5), 2), std::optional(0.0));
    QVERIFY(!percent(use(u"/b"_s, 2'500'000'000, 1.5), 2)); // has nothing to do with it
    QVERIFY(!percent(use(u"/a"_s, 900'000'000, 1.5), 2));   // made anew
    QVERIFY(!percent(use(u"/a"_s, 2'500'000'000, 1.5), 0));
    QVERIFY(!percent(ContainerUse(), 2));
    QVERIFY(!containerProcessorPercent(ContainerUse(), before, 2));
}

void ContainerUseTest::readsLimits_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<double>("memory"); // -1: none
    QTest::addColumn<double>("processors");
    const auto row = [](const char *text, double memory, double processors) {
        QTest::addRow("\"%s\"", text) << QByteArray(text) << memory << processors;
    };
    row("", -1, -1);
    row("max", -1, -1);
    row("max 100000", -1, -1);
    row("0", 0, -1);
    row("4096", 4096, -1);
    row("-1", -1, -1);
    row("4611686018427387903", 4611686018427387903.0, -1);
    row("4611686018427387904", -1, -1);
    row("9223372036854771712", -1, -1);
    row("99999999999999999999", -1, -1);
    row("250000 100000", -1, 2.5);
    row("-1 100000", -1, -1);
    row("0 100000", -1, -1);
    row("100000 0", -1, -1);
    row("100000 100000 1", -1, -1);
    row("100000 x", -1, -1);
}

void ContainerUseTest::readsLimits()
{
    QFETCH(const QByteArray, text);
    QFETCH(const double, memory);
    QFETCH(const double, processors);
    const auto limit = parseMemoryLimit(text);
    QCOMPARE(limit ? static_cast<double>(*limit) : -1, memory);
    QCOMPARE(parseProcessorLimit(text).value_or(-1), processors);
}

TIDEMARK_TEST(ContainerUseTest)
#include "container_use_test.moc"
