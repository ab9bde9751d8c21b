// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commands/command_test_case.h"
#include "tests/support/test_registry.h"

#include <QDateTime>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

constexpr qint64 kHour_s = 3'600;

/// For how long a metric keeps its samples, by `tidemark definitions` and told by `tidemark check`.
class KeepingCommandTest : public CommandTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(u"keeping.tidemark"_s); }
    void isSetShownAndTakenBack();
    void whatGoesIsConfirmedFirst();
    void aDryRunChangesNothing();
    void isAppliedByTheNextProgramThatWrites();
    void aStrangeClockIsTold();
    void wrongDurationsAreRefused();

private:
    /// One sample an hour up to now, the newest last.
    void importHours(int count) const
    {
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        QByteArray rows("time,load\n");
        for (int i = count; i > 0; --i)
            rows += QByteArray::number(now - i * kHour_s + 60) + ",1\n";
        const ProgramResult done = run({u"import"_s, csvFile(rows), u"--as"_s, u"samples"_s});
        QVERIFY2(done.exitCode == 0, done.err.constData());
    }
    [[nodiscard]] int sampleCount() const
    {
        return static_cast<int>(run({u"export"_s, u"samples"_s, u"--no-header"_s}).out.count('\n'));
    }
    [[nodiscard]] QString keeping() const
    {
        return json({u"definitions"_s, u"show"_s, u"load"_s}).first()[u"keep_samples"].toString();
    }
    [[nodiscard]] ProgramResult set(const QStringList &options) const
    {
        return run(QStringList{u"definitions"_s, u"set"_s, u"load"_s} + options);
    }
};

void KeepingCommandTest::isSetShownAndTakenBack()
{
    QCOMPARE(run({u"definitions"_s, u"create"_s, u"load"_s, u"--keep-for"_s, u"90d"_s}).exitCode,
             0);
    QCOMPARE(keeping(), u"90d"_s);
    const ProgramResult checked = run({u"check"_s});
    QCOMPARE(checked.exitCode, 0);
    QVERIFY2(checked.err.contains("\"load\": Samples are kept for 90 day"),
             checked.err.constData());
    QCOMPARE(set({u"--keep-for"_s, u"forever"_s}).exitCode, 0);
    QCOMPARE(keeping(), u"forever"_s);
    QVERIFY(!run({u"check"_s}).err.contains("Samples are kept"));
}

void KeepingCommandTest::whatGoesIsConfirmedFirst()
{
    importHours(10);
    const ProgramResult asked = set({u"--keep-for"_s, u"4h"_s});
    QCOMPARE(asked.exitCode, 2);
    QVERIFY2(asked.err.contains("\"load\" has 6 samples older than 4 hour"), asked.err.constData());
    QVERIFY2(asked.err.contains("Add --yes"), asked.err.constData());
    QCOMPARE(keeping(), u"forever"_s);
    QCOMPARE(sampleCount(), 10);
    const ProgramResult done = set({u"--keep-for"_s, u"4h"_s, u"--yes"_s});
    QVERIFY2(done.exitCode == 0, done.err.constData());
    QVERIFY2(done.err.contains("Removed 6 samples for their age."), done.err.constData());
    QCOMPARE(sampleCount(), 4);
    QCOMPARE(set({u"--keep-for"_s, u"9d"_s}).exitCode, 0); // nothing goes
    QCOMPARE(sampleCount(), 4);
    QCOMPARE(run({u"check"_s}).exitCode, 0);
}

void KeepingCommandTest::aDryRunChangesNothing()
{
    importHours(10);
    const ProgramResult dry = set({u"--keep-for"_s, u"4h"_s, u"--dry-run"_s});
    QCOMPARE(dry.exitCode, 0);
    QVERIFY2(dry.err.contains("Would remove 6 samples older than 4 hour"), dry.err.constData());
    QCOMPARE(keeping(), u"forever"_s);
    QCOMPARE(sampleCount(), 10);
}

void KeepingCommandTest::isAppliedByTheNextProgramThatWrites()
{
    QCOMPARE(run({u"definitions"_s, u"create"_s, u"load"_s, u"--keep-for"_s, u"4h"_s}).exitCode, 0);
    importHours(10);
    QCOMPARE(sampleCount(), 10); // reading removes nothing
    QCOMPARE(set({u"--unit"_s, u"%"_s, u"--dry-run"_s}).exitCode, 0);
    QCOMPARE(sampleCount(), 10); // nor does trying
    QCOMPARE(run({u"collect"_s, u"--count"_s, u"2"_s, u"--interval"_s, u"1"_s}).exitCode, 0);
    const QByteArray left = run({u"export"_s, u"samples"_s, u"load"_s, u"--no-header"_s}).out;
    QCOMPARE(left.count('\n'), 4);
}

void KeepingCommandTest::aStrangeClockIsTold()
{
    const ProgramResult old = run(
        {u"import"_s, csvFile("time,load\n2001-01-01,1\n2001-01-02,2\n"), u"--as"_s, u"samples"_s});
    QVERIFY2(old.exitCode == 0, old.err.constData());
    const ProgramResult done = set({u"--keep-for"_s, u"7d"_s});
    QVERIFY2(done.exitCode == 0, done.err.constData());
    QVERIFY2(done.err.contains("None are removed now: the newest sample, of 2001-01-02T00:00:00Z"),
             done.err.constData());
    QCOMPARE(sampleCount(), 2);
    QVERIFY(run({u"check"_s}).err.contains("None are removed now"));
}

void KeepingCommandTest::wrongDurationsAreRefused()
{
    importHours(2);
    for (const QString &text : {u"59min"_s, u"long"_s, u"-7d"_s}) {
        const ProgramResult refused = set({u"--keep-for"_s, text, u"--yes"_s});
        QCOMPARE(refused.exitCode, 2);
        QVERIFY2(refused.err.contains("90d or 36h"), refused.err.constData());
    }
    QCOMPARE(keeping(), u"forever"_s);
}

} // namespace

TIDEMARK_TEST(KeepingCommandTest)
#include "keeping_command_test.moc"
