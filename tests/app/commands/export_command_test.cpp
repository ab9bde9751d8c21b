// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commands/command_test_case.h"
#include "tests/support/files.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

namespace {

const QString kTime = u"2026-01-01T00:00:00Z"_s;

/// What `tidemark export` can be told.
class ExportCommandTest : public CommandTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void overwritesOnlyWhenAsked();
    void refusesWhatItDoesNotWrite_data();
    void refusesWhatItDoesNotWrite();
    void writesAsManyDecimalsAsAsked();
};

void ExportCommandTest::overwritesOnlyWhenAsked()
{
    addAt(u"m"_s, u"1"_s, kTime);
    const QString target = path(u"out.csv"_s);
    writeFile(target, "mine\n");
    const QStringList command{u"export"_s, u"records"_s, u"m"_s, u"--output"_s, target};
    QCOMPARE(run(command).exitCode, 1);
    QCOMPARE(contentOf(target), QByteArray("mine\n"));
    QCOMPARE(run(command + QStringList{u"--overwrite"_s}).exitCode, 0);
    QCOMPARE(contentOf(target), run({u"export"_s, u"records"_s, u"m"_s}).out);
}

void ExportCommandTest::refusesWhatItDoesNotWrite_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("json") << QStringList{u"--format"_s, u"json"_s} << QByteArray("not json");
    QTest::newRow("jsonl") << QStringList{u"--format"_s, u"jsonl"_s} << QByteArray("not jsonl");
    QTest::newRow("table") << QStringList{u"--format"_s, u"table"_s} << QByteArray("not table");
    QTest::newRow("decimals") << QStringList{u"--decimals"_s, u"18"_s} << QByteArray("0 to 17");
    QTest::newRow("no number") << QStringList{u"--decimals"_s, u"two"_s} << QByteArray("0 to 17");
}

void ExportCommandTest::refusesWhatItDoesNotWrite()
{
    QFETCH(const QStringList, options);
    QFETCH(const QByteArray, said);
    addAt(u"m"_s, u"1"_s, kTime);
    const ProgramResult refused = run(QStringList{u"export"_s, u"records"_s} + options);
    QCOMPARE(refused.exitCode, 2);
    QVERIFY(refused.out.isEmpty());
    QVERIFY2(refused.err.contains(said), refused.err.constData());
}

void ExportCommandTest::writesAsManyDecimalsAsAsked()
{
    addAt(u"m"_s, u"1.23456"_s, kTime);
    const QStringList command{u"export"_s, u"records"_s};
    QVERIFY(run(command).out.contains(",1.23456,"));
    QVERIFY(run(command + QStringList{u"--decimals"_s, u"2"_s}).out.contains(",1.23,"));
    const QByteArray tabs = run(command + QStringList{u"--format"_s, u"tsv"_s}).out;
    QVERIFY2(tabs.contains("\t1.23456\t"), tabs.constData());
}

} // namespace

TIDEMARK_TEST(ExportCommandTest)
#include "export_command_test.moc"
