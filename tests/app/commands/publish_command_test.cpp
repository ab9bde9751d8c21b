// SPDX-License-Identifier: GPL-3.0-or-later
// `tidemark publish`, to another program that serves a store.
#include "tests/app/commands/source_command_case.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

class PublishCommandTest : public SourceCommandCase
{
    Q_OBJECT

private Q_SLOTS:
    void previewsBeforeItSends();
    void sendsWhatWaits();
    void refusedItemsArePrinted();
    void oldFailuresAreNoneOfThisPublishing();
    void publishingThatIsOffIsToldSo();
};

void PublishCommandTest::previewsBeforeItSends()
{
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    addFar();
    const auto shown =
        run({u"publish"_s, u"far"_s, u"--all"_s, u"--dry-run"_s, u"--format"_s, u"csv"_s});
    QVERIFY2(shown.exitCode == 0, shown.err.constData());
    QVERIFY2(shown.out.contains("records,1") && shown.out.contains("sessions,1"),
             shown.out.constData());
    QVERIFY2(shown.err.contains("load"), shown.err.constData());
    QVERIFY2(shown.err.contains("A source may not take back what it has"), // P4
             shown.err.constData());
    QCOMPARE(json({u"sources"_s}).at(0)[u"waiting"].toInt(-1), 0);
    QCOMPARE(run({u"publish"_s, u"far"_s, u"nosuch"_s, u"--dry-run"_s}).exitCode, 4);
}

void PublishCommandTest::sendsWhatWaits()
{
    addFar();
    setEnvironmentToken();
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    QCOMPARE(json({u"sources"_s}).at(0)[u"waiting"].toInt(), 3);
    QCOMPARE(run({u"publish"_s, u"far"_s}).exitCode, 0);
    QCOMPARE(json({u"sources"_s}).at(0)[u"waiting"].toInt(-1), 0);
    QCOMPARE(valuesOf(m_there).count('\n'), 2);
    QCOMPARE(run({u"publish"_s, u"far"_s}).exitCode, 0); // and nothing is left to do
}

void PublishCommandTest::refusedItemsArePrinted()
{
    addFar();
    setEnvironmentToken();
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    addAt(u"two words"_s, u"2"_s, u"2026-05-01T10:00:00Z"_s); // no name that the API takes
    const auto sent = run({u"publish"_s, u"far"_s, u"--format"_s, u"csv"_s});
    QCOMPARE(sent.exitCode, 3);
    QVERIFY2(sent.out.contains("two words"), sent.out.constData());
    QVERIFY2(!sent.out.contains("load"), sent.out.constData());
    QCOMPARE(valuesOf(m_there).count('\n'), 2); // the rest went
    QVERIFY(json({u"sources"_s}).at(0)[u"attention"].toInt() > 0);
    QCOMPARE(run({u"sources"_s, u"remove"_s, u"far"_s}).exitCode, 1); // something waits
    QCOMPARE(run({u"sources"_s, u"remove"_s, u"far"_s, u"--with-queue"_s}).exitCode, 0);
}

// Z5: what an earlier publishing left for a person does not make this one fail.
void PublishCommandTest::oldFailuresAreNoneOfThisPublishing()
{
    addFar();
    setEnvironmentToken();
    addAt(u"two words"_s, u"2"_s, u"2026-05-01T10:00:00Z"_s); // no name that the API takes
    QCOMPARE(run({u"publish"_s, u"far"_s}).exitCode, 3);
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    const auto sent = run({u"publish"_s, u"far"_s, u"--format"_s, u"csv"_s});
    QVERIFY2(sent.exitCode == 0, sent.err.constData());
    QVERIFY2(!sent.out.contains("two words"), sent.out.constData());
    QVERIFY2(sent.err.contains("Of earlier publishing"), sent.err.constData());
    QCOMPARE(valuesOf(m_there).count('\n'), 2);
    const auto nothing = run({u"publish"_s, u"far"_s});
    QVERIFY2(nothing.exitCode == 0, nothing.err.constData());
    // Asked for again, the failure is this publishing's.
    QCOMPARE(run({u"publish"_s, u"far"_s, u"two words"_s}).exitCode, 3);
}

void PublishCommandTest::publishingThatIsOffIsToldSo()
{
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    addFar({});
    setEnvironmentToken();
    const auto refused = run({u"publish"_s, u"far"_s, u"--all"_s});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("--level"), refused.err.constData());
}

TIDEMARK_TEST(PublishCommandTest)
#include "publish_command_test.moc"
