// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/control_group.h"

#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark::collect;

namespace {

constexpr const char *kFirst = "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n"
                               "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";
constexpr const char *kSecond = "30 23 0:26 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw\n";

} // namespace

class ControlGroupTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void findsTheGroupOfMemory_data();
    void findsTheGroupOfMemory();
    void controllersAreFoundOneByOne();
};

void ControlGroupTest::findsTheGroupOfMemory_data()
{
    QTest::addColumn<QByteArray>("membership");
    QTest::addColumn<QByteArray>("mounts");
    QTest::addColumn<QString>("expected"); // version and the folders
    const auto row = [](const char *name, const QByteArray &membership, const QByteArray &mounts,
                        const QString &expected) {
        QTest::newRow(name) << membership << mounts << expected;
    };
    row("second", "0::/user.slice/app\n", kSecond,
        u"2 /sys/fs/cgroup/user.slice/app /sys/fs/cgroup/user.slice /sys/fs/cgroup"_s);
    row("second, its own root", "0::/\n", kSecond, u"2 /sys/fs/cgroup"_s);
    row("first", "4:memory:/docker/ab\n1:cpu,cpuacct:/\n", kFirst,
        u"1 /sys/fs/cgroup/memory/docker/ab /sys/fs/cgroup/memory/docker "
        "/sys/fs/cgroup/memory"_s);
    row("both: the first has the controller", "4:memory:/a\n0::/b\n",
        QByteArray("41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n") + kFirst,
        u"1 /sys/fs/cgroup/memory/a /sys/fs/cgroup/memory"_s);
    row("both: the first is not mounted", "4:memory:/a\n0::/b\n", kSecond,
        u"2 /sys/fs/cgroup/b /sys/fs/cgroup"_s);
    row("a named tree has no controller", "1:name=memory:/a\n", kFirst, u"none"_s);
    row("a part of the tree is mounted", "4:memory:/docker/ab/in\n",
        "35 31 0:32 /docker/ab /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n",
        u"1 /sys/fs/cgroup/memory/in /sys/fs/cgroup/memory"_s);
    row("another part is mounted", "4:memory:/docker/abc\n",
        "35 31 0:32 /docker/ab /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n", u"none"_s);
    row("the second mount holds the group", "0::/b\n",
        QByteArray("30 23 0:26 /a /first rw - cgroup2 cgroup2 rw\n") + kSecond,
        u"2 /sys/fs/cgroup/b /sys/fs/cgroup"_s);
    row("a blank in the mount point", "0::/\n",
        "30 23 0:26 / /my\\040groups rw - cgroup2 none rw\n", u"2 /my groups"_s);
    row("a colon and a blank in the path", "0::/a:b c\n", kSecond,
        u"2 /sys/fs/cgroup/a:b c /sys/fs/cgroup"_s);
    row("outside of what is visible", "0::/../other\n", kSecond, u"none"_s);
    row("a relative path", "0::a\n", kSecond, u"none"_s);
    row("a path beyond the longest", "0::/" + QByteArray(4096, 'a') + '\n', kSecond, u"none"_s);
    row("no membership", "", kSecond, u"none"_s);
    row("no mounts", "0::/\n", "", u"none"_s);
    row("cut off", "0::/a", kSecond, u"none"_s);
    row("mount cut off", "0::/a\n", "30 23 0:26 / /sys/fs/cgroup rw shared:4\n", u"none"_s);
    row("mount without its type", "0::/a\n", "30 23 0:26 / /sys/fs/cgroup rw -\n", u"none"_s);
    row("one colon", "0:/a\n", kSecond, u"none"_s);
}

void ControlGroupTest::findsTheGroupOfMemory()
{
    QFETCH(const QByteArray, membership);
    QFETCH(const QByteArray, mounts);
    QFETCH(const QString, expected);
    const auto group = findControlGroup(membership, mounts, "memory");
    QString printed = u"none"_s;
    if (group)
        printed = (group->version == ControlGroupVersion::One ? u"1 "_s : u"2 "_s) +
                  group->folders().join(u' ');
    QCOMPARE(printed, expected);
}

void ControlGroupTest::controllersAreFoundOneByOne()
{
    // Memory moved to the second version, processors stayed with the first.
    const QByteArray membership("1:cpu,cpuacct:/a\n0::/b\n");
    const QByteArray mounts = QByteArray(kSecond) + kFirst;
    const auto folderOf = [&](const char *controller) {
        return findControlGroup(membership, mounts, controller)->folders().constFirst();
    };
    QCOMPARE(folderOf("memory"), u"/sys/fs/cgroup/b"_s);
    QCOMPARE(folderOf("cpu"), u"/sys/fs/cgroup/cpu/a"_s);
    QCOMPARE(folderOf("cpuacct"), u"/sys/fs/cgroup/cpu/a"_s);
}

TIDEMARK_TEST(ControlGroupTest)
#include "control_group_test.moc"
