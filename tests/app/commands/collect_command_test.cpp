// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commands/command_test_case.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

/// `tidemark collect` on this machine.
class CollectCommandTest : public CommandTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(u"machine.tidemark"_s); }
    void recordsSoManyReadings();
    void endsWhenInterrupted_data();
    void endsWhenInterrupted();
    void showsWithoutStoring();
    void wrongUses_data();
    void wrongUses();

private:
    [[nodiscard]] qint64 samplesOf(const QString &metric) const
    {
        const QJsonArray days = json({u"aggregate"_s, metric, u"--function"_s, u"count"_s});
        qint64 count = 0;
        for (const QJsonValue day : days)
            count += day.toObject().value(u"count"_s).toInteger();
        return count;
    }
};

void CollectCommandTest::recordsSoManyReadings()
{
    const ProgramResult done = run({u"collect"_s, u"--count"_s, u"4"_s, u"--interval"_s, u"0.1"_s});
    QVERIFY2(done.exitCode == 0, done.err.constData());
    QVERIFY2(done.err.contains("4 readings of "), done.err.constData());
    QCOMPARE(samplesOf(u"machine.memory.percent"_s), 4);
    QCOMPARE(samplesOf(u"machine.cpu.percent"_s), 4); // of the first one too
    QCOMPARE(run({u"check"_s}).exitCode, 0);
}

void CollectCommandTest::endsWhenInterrupted_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("interrupted") << SIGINT << 130;
    QTest::newRow("ended by a service manager") << SIGTERM << 0;
}

void CollectCommandTest::endsWhenInterrupted()
{
    QFETCH(int, signal);
    QFETCH(int, exitCode);
    const auto program = startTidemark(withStore({u"collect"_s, u"--interval"_s, u"0.1"_s}));
    QVERIFY(program->waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(m_store) && samplesOf(u"machine.load.1m"_s) > 1, 60'000);
    QCOMPARE(::kill(static_cast<pid_t>(program->processId()), signal), 0);
    QVERIFY(program->waitForFinished(10'000));
    QCOMPARE(program->exitStatus(), QProcess::NormalExit);
    QCOMPARE(program->exitCode(), exitCode);
    QVERIFY(program->readAllStandardError().contains(" readings of "));
    QCOMPARE(run({u"check"_s}).exitCode, 0);
}

void CollectCommandTest::showsWithoutStoring()
{
    const ProgramResult shown =
        run({u"collect"_s, u"--dry-run"_s, u"--interval"_s, u"0.1"_s, u"--format"_s, u"csv"_s});
    QVERIFY2(shown.exitCode == 0, shown.err.constData());
    QVERIFY2(shown.out.startsWith("metric,tags,value,unit"), shown.out.constData());
    QVERIFY(shown.out.contains("machine.memory.percent,"));
    QVERIFY(shown.out.contains("machine.cpu.percent,"));
    QVERIFY(!QFile::exists(m_store));
}

void CollectCommandTest::wrongUses_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("a word") << QStringList{u"now"_s} << QByteArray("collect takes no argument");
    QTest::newRow("no number") << QStringList{u"--interval"_s, u"often"_s}
                               << QByteArray("--interval takes a number from 0.1 to 3600, not "
                                             "\"often\".");
    QTest::newRow("too often") << QStringList{u"--interval"_s, u"0.01"_s}
                               << QByteArray("--interval takes a number");
    QTest::newRow("nothing") << QStringList{u"--count"_s, u"0"_s}
                             << QByteArray("--count takes a number from 1 to 1000000000");
}

void CollectCommandTest::wrongUses()
{
    QFETCH(QStringList, options);
    QFETCH(QByteArray, sentence);
    const ProgramResult refused = run(QStringList{u"collect"_s} + options);
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.err.contains(sentence), refused.err.constData());
    QVERIFY(!QFile::exists(m_store));
}

TIDEMARK_TEST(CollectCommandTest)
#include "collect_command_test.moc"
