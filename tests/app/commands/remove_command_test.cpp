// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/connection.h"
#include "tests/app/commands/command_test_case.h"
#include "tests/support/test_registry.h"

#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

/// `tidemark remove samples`.
class RemoveCommandTest : public CommandTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void removesARangeOfAllSeries();
    void removesOfOneSeries();
    void saysWhatWouldGo();
    void timesAreOfTheZone();
    void wrongUses_data();
    void wrongUses();
    void damagedSamplesRefuse();

private:
    /// Rows without the header.
    [[nodiscard]] QByteArrayList samples() const
    {
        QByteArrayList lines =
            run({u"export"_s, u"samples"_s, u"--lf"_s, u"--no-header"_s}).out.trimmed().split('\n');
        lines.removeAll({});
        return lines;
    }
    [[nodiscard]] ProgramResult remove(const QStringList &more) const
    {
        return run(QStringList{u"remove"_s, u"samples"_s} + more);
    }
};

void RemoveCommandTest::init()
{
    begin(u"samples.tidemark"_s);
    const ProgramResult done =
        run({u"import"_s,
             csvFile("time,metric,value,tags\n2026-03-01,load,1,host=a\n2026-03-02,load,2,host=a\n"
                     "2026-03-02,load,3,host=b\n2026-03-03,load,4,host=a\n2026-03-02,heat,5,\n"),
             u"--as"_s, u"samples"_s});
    QVERIFY2(done.exitCode == 0, done.err.constData());
}

void RemoveCommandTest::removesARangeOfAllSeries()
{
    const ProgramResult done = remove({u"load"_s, u"--from"_s, u"2026-03-02"_s, u"--to"_s,
                                       u"2026-03-02"_s, u"--yes"_s, u"--format"_s, u"csv"_s});
    QVERIFY2(done.exitCode == 0, done.err.constData());
    QCOMPARE(done.out.trimmed().replace('\r', ""),
             QByteArray("metric,tags,samples\nload,host=a,1\nload,host=b,1"));
    QVERIFY2(done.err.contains("Removed 2 samples of \"load\"."), done.err.constData());
    QCOMPARE(samples().size(), 3);
    QCOMPARE(run({u"check"_s}).exitCode, 0);
    const ProgramResult again =
        remove({u"load"_s, u"--from"_s, u"2026-03-02"_s, u"--to"_s, u"2026-03-02"_s, u"--yes"_s});
    QCOMPARE(again.exitCode, 0);
    QVERIFY2(again.err.contains("nothing to remove"), again.err.constData());
}

void RemoveCommandTest::removesOfOneSeries()
{
    const ProgramResult done = remove({u"load"_s, u"--all"_s, u"--tag"_s, u"host=a"_s, u"--yes"_s});
    QVERIFY2(done.exitCode == 0, done.err.constData());
    QCOMPARE(samples().size(), 2);
    const ProgramResult open = remove({u"heat"_s, u"--to"_s, u"2026-03-02T00:00:01"_s, u"--yes"_s});
    QVERIFY2(open.exitCode == 0, open.err.constData());
    QCOMPARE(samples().size(), 1);
    const ProgramResult none = remove({u"load"_s, u"--all"_s, u"--tag"_s, u"host=z"_s, u"--yes"_s});
    QCOMPARE(none.exitCode, 4);
    QVERIFY2(none.err.contains("No series of \"load\" has these tags"), none.err.constData());
}

void RemoveCommandTest::saysWhatWouldGo()
{
    const QStringList range{u"load"_s, u"--from"_s, u"2026-03-02"_s};
    const ProgramResult asked = remove(range);
    QCOMPARE(asked.exitCode, 2);
    QVERIFY2(asked.err.contains("This removes 3 samples of \"load\". Add --yes"),
             asked.err.constData());
    const ProgramResult dry = remove(range + QStringList{u"--dry-run"_s, u"--yes"_s});
    QCOMPARE(dry.exitCode, 0);
    QVERIFY2(dry.err.contains("Would remove 3 samples of \"load\"."), dry.err.constData());
    const QJsonArray rows =
        json(QStringList{u"remove"_s, u"samples"_s} + range + QStringList{u"--dry-run"_s});
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows.first()[u"samples"].toInt(), 2);
    QCOMPARE(rows.first()[u"tags"].toString(), u"host=a"_s);
    QCOMPARE(samples().size(), 5);
}

void RemoveCommandTest::timesAreOfTheZone()
{
    const QStringList day{u"load"_s, u"--from"_s,     u"2026-03-01"_s,
                          u"--to"_s, u"2026-03-01"_s, u"--dry-run"_s};
    const ProgramResult utc = remove(day);
    QVERIFY2(utc.err.contains("Would remove 1 samples"), utc.err.constData());
    const ProgramResult west = remove(day + QStringList{u"--zone"_s, u"America/New_York"_s});
    QVERIFY2(west.err.contains("Would remove 2 samples"), west.err.constData()); // 05:00 to 05:00
}

void RemoveCommandTest::wrongUses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("sentence");
    const QByteArray write("Write tidemark remove samples METRIC.");
    QTest::newRow("nothing") << QStringList{u"remove"_s} << 2 << write;
    QTest::newRow("records") << QStringList{u"remove"_s, u"records"_s, u"load"_s} << 2 << write;
    QTest::newRow("no range") << QStringList{u"remove"_s, u"samples"_s, u"load"_s, u"--yes"_s} << 2
                              << QByteArray("--from and --to, or --all");
    QTest::newRow("both") << QStringList{u"remove"_s, u"samples"_s, u"load"_s,
                                         u"--all"_s,  u"--from"_s,  u"2026"_s}
                          << 2 << QByteArray("either a range or --all");
    QTest::newRow("backwards") << QStringList{u"remove"_s,    u"samples"_s,    u"load"_s,
                                              u"--from"_s,    u"2026-03-05"_s, u"--to"_s,
                                              u"2026-03-01"_s}
                               << 2 << QByteArray("Nothing lies between");
    QTest::newRow("a tag") << QStringList{u"remove"_s, u"samples"_s, u"load"_s,
                                          u"--all"_s,  u"--tag"_s,   u"host"_s}
                           << 2 << QByteArray("key=value");
    QTest::newRow("a metric") << QStringList{u"remove"_s, u"samples"_s, u"laod"_s, u"--all"_s,
                                             u"--yes"_s}
                              << 4 << QByteArray("There is no metric \"laod\"");
}

void RemoveCommandTest::wrongUses()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QByteArray, sentence);
    const ProgramResult refused = run(arguments);
    QCOMPARE(refused.exitCode, code);
    QVERIFY2(refused.err.contains(sentence), refused.err.constData());
    QCOMPARE(samples().size(), 5);
}

void RemoveCommandTest::damagedSamplesRefuse()
{
    QByteArray rows("time,value\n");
    for (int i = 0; i < 20'000; ++i)
        rows += QByteArray::number(1'700'000'000 + i) + ",1.5\n";
    QCOMPARE(run({u"import"_s, csvFile(rows), u"--as"_s, u"samples"_s}).exitCode, 0);
    {
        const auto connection = store::Connection::open({m_store, store::OpenMode::ReadWrite});
        QVERIFY(
            (*connection)
                ->execute(u"UPDATE chunk SET data = zeroblob(100) WHERE t0 = 1700000000000000000"_s,
                          "damage"_L1));
    }
    const ProgramResult refused =
        remove({u"in"_s, u"--from"_s, u"2023-11-14T22:13:25"_s, u"--yes"_s});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("cannot be told from those to be kept"), refused.err.constData());
    const ProgramResult whole = remove({u"in"_s, u"--all"_s, u"--yes"_s});
    QVERIFY2(whole.exitCode == 0, whole.err.constData());
    QVERIFY2(whole.err.contains("Removed 20000 samples"), whole.err.constData());
    QCOMPARE(run({u"check"_s}).exitCode, 0);
}

} // namespace

TIDEMARK_TEST(RemoveCommandTest)
#include "remove_command_test.moc"
