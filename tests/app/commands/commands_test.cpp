// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commands/command_test_case.h"
#include "tests/support/files.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

namespace {

/// The command line as a person or a script uses it.
class CommandsTest : public CommandTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void addPrintsTheSessionAndStoresTheValue();
    void addConvertsTheUnitAndReadsTheLocale();
    void addReadsValuesFromStandardInput();
    void addRefusesWhatIsNoNumber_data();
    void addRefusesWhatIsNoNumber();
    void addAsksBeforeASecondValueAtTheSameTime();
    void aggregatesByEachPeriodAndFunction();
    void fillsEmptyPeriodsOnRequest();
    void queryKeepsAnyNullAndOneOfApart();
    void formatsAreReadable_data();
    void formatsAreReadable();
    void definitionsAreCreatedChangedRenamedAndRemoved();
    void exitCodesAreAsDocumented_data();
    void exitCodesAreAsDocumented();
    void dryRunChangesNothing();
    void badRowsLeaveTheStoreAsItWas();
    void skippedRowsAreSavedAndMakeThePartialCode();
    void importingTwiceWithSkipAddsNothing();
    void importUsesARecipe();
    void backupHoldsTheSameRecords();
    void checkFindsDamage();
    void helpNamesEveryOption_data();
    void helpNamesEveryOption();
};

void CommandsTest::addPrintsTheSessionAndStoresTheValue()
{
    const ProgramResult added =
        run({u"add"_s, u"latency"_s, u"12.5"_s, u"--at"_s, u"2026-03-01T10:00:00.000000001Z"_s,
             u"--tag"_s, u"env=prod"_s, u"--note"_s, u"after fix"_s, u"--unit"_s, u"ms"_s});
    QVERIFY2(added.exitCode == 0, added.err.constData());
    const QJsonArray records = json({u"query"_s, u"latency"_s});
    QCOMPARE(records.size(), 1);
    const QJsonValue record = records.first();
    QCOMPARE(record[u"session"].toString(), QString::fromUtf8(added.out).trimmed());
    QCOMPARE(record[u"value"].toDouble(), 12.5);
    QCOMPARE(record[u"unit"].toString(), u"ms"_s);
    QCOMPARE(record[u"start"].toString(), u"2026-03-01T10:00:00.000000001Z"_s);
    QCOMPARE(record[u"tags"].toString(), u"env=prod"_s);
    QCOMPARE(record[u"note"].toString(), u"after fix"_s);
}

void CommandsTest::addConvertsTheUnitAndReadsTheLocale()
{
    addAt(u"latency"_s, u"1"_s, u"2026-03-01T10:00:00Z"_s, {u"--unit"_s, u"ms"_s});
    addAt(u"latency"_s, u"1,5 s"_s, u"2026-03-01T11:00:00Z"_s, {u"--locale"_s, u"de_DE"_s});
    QCOMPARE(json({u"query"_s, u"latency"_s}).last()[u"value"].toDouble(), 1500.0);
}

void CommandsTest::addReadsValuesFromStandardInput()
{
    const ProgramResult added = run({u"add"_s, u"weight"_s, u"-"_s}, "71.4\n\n71.6\n");
    QVERIFY2(added.exitCode == 0, added.err.constData());
    QCOMPARE(added.out.count('\n'), 2);
    QCOMPARE(json({u"query"_s, u"weight"_s}).size(), 2);
}

void CommandsTest::addRefusesWhatIsNoNumber_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"abc", "nan", "inf", "1e400", "0x10", "", "1..2"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void CommandsTest::addRefusesWhatIsNoNumber()
{
    QFETCH(QString, text);
    const ProgramResult added = run({u"add"_s, u"m"_s, text});
    QVERIFY(added.exitCode == 1 || added.exitCode == 2);
    QVERIFY(!added.err.isEmpty());
    QVERIFY(json({u"definitions"_s}).isEmpty()); // a refused value creates no metric
}

void CommandsTest::addAsksBeforeASecondValueAtTheSameTime()
{
    addAt(u"m"_s, u"1"_s, u"2026-03-01T10:00:00Z"_s);
    const QStringList again{u"add"_s, u"m"_s, u"2"_s, u"--at"_s, u"2026-03-01T10:00:00Z"_s};
    QCOMPARE(run(again).exitCode, 1);
    QCOMPARE(run(again + QStringList{u"--keep-both"_s}).exitCode, 0);
    QCOMPARE(json({u"query"_s, u"m"_s}).size(), 2);
}

void CommandsTest::aggregatesByEachPeriodAndFunction()
{
    addAt(u"m"_s, u"1"_s, u"2026-01-01T00:00:00Z"_s);
    addAt(u"m"_s, u"2"_s, u"2026-01-01T12:00:00Z"_s);
    addAt(u"m"_s, u"4.5"_s, u"2026-05-20T00:00:00Z"_s);
    const QJsonArray days = json({u"aggregate"_s, u"m"_s, u"--period"_s, u"daily"_s,
                                  u"--function"_s, u"sum,mean,min,max,count"_s});
    QCOMPARE(days.size(), 2);
    QCOMPARE(days[0][u"start"].toString(), u"2026-01-01T00:00:00Z"_s);
    QCOMPARE(days[0][u"end"].toString(), u"2026-01-02T00:00:00Z"_s);
    QCOMPARE(days[0][u"sum"].toDouble(), 3.0);
    QCOMPARE(days[0][u"mean"].toDouble(), 1.5);
    QCOMPARE(days[0][u"min"].toDouble(), 1.0);
    QCOMPARE(days[0][u"max"].toDouble(), 2.0);
    QCOMPARE(days[0][u"count"].toInt(), 2);
    const auto starts = [&](const QString &period) {
        QStringList result;
        const QJsonArray buckets = json({u"aggregate"_s, u"m"_s, u"--period"_s, period});
        for (const QJsonValue bucket : buckets)
            result += bucket[u"start"].toString().first(10);
        return result;
    };
    QCOMPARE(starts(u"weekly"_s), QStringList({u"2025-12-29"_s, u"2026-05-18"_s}));
    QCOMPARE(starts(u"monthly"_s), QStringList({u"2026-01-01"_s, u"2026-05-01"_s}));
    QCOMPARE(starts(u"quarterly"_s), QStringList({u"2026-01-01"_s, u"2026-04-01"_s}));
    QCOMPARE(starts(u"yearly"_s), QStringList({u"2026-01-01"_s}));
}

void CommandsTest::fillsEmptyPeriodsOnRequest()
{
    addAt(u"m"_s, u"1"_s, u"2026-01-15T00:00:00Z"_s);
    addAt(u"m"_s, u"2"_s, u"2026-03-15T00:00:00Z"_s);
    const QJsonArray months =
        json({u"aggregate"_s, u"m"_s, u"--period"_s, u"monthly"_s, u"--fill"_s});
    QCOMPARE(months.size(), 3);
    QCOMPARE(months[1][u"count"].toInt(), 0);
    QVERIFY(months[1][u"mean"].isNull());
}

void CommandsTest::queryKeepsAnyNullAndOneOfApart()
{
    addAt(u"m"_s, u"1"_s, u"2026-01-01T00:00:00Z"_s, {u"--device"_s, u"a"_s});
    addAt(u"m"_s, u"2"_s, u"2026-01-02T00:00:00Z"_s, {u"--device"_s, u"b"_s});
    addAt(u"m"_s, u"3"_s, u"2026-01-03T00:00:00Z"_s);
    const auto values = [&](const QStringList &options) {
        QStringList result;
        for (const QJsonValue record : json(QStringList{u"query"_s, u"m"_s} + options))
            result += QString::number(record[u"value"].toInt());
        return result.join(u',');
    };
    QCOMPARE(values({}), u"1,2,3"_s);
    QCOMPARE(values({u"--no-device"_s}), u"3"_s);
    QCOMPARE(values({u"--device"_s, u"a"_s, u"--device"_s, u"b"_s}), u"1,2"_s);
    QCOMPARE(values({u"--from"_s, u"2026-01-02"_s}), u"2,3"_s);
    QCOMPARE(values({u"--descending"_s, u"--limit"_s, u"2"_s}), u"3,2"_s);
    const QString csv = csvFile("time,invocation,m\n2026-02-01,run1,4\n2026-02-02,run2,5\n");
    QCOMPARE(run({u"import"_s, csv}).exitCode, 0);
    QCOMPARE(values({u"--no-invocation"_s}), u"1,2,3"_s);
    QCOMPARE(values({u"--invocation"_s, u"run1"_s, u"--invocation"_s, u"run2"_s}), u"4,5"_s);
    QCOMPARE(values({u"--invocation"_s, u"run2"_s}), u"5"_s);
    QCOMPARE(values({u"--no-device"_s, u"--no-invocation"_s}), u"3"_s);
    for (const QString &name : {u"device"_s, u"invocation"_s}) // Z5
        QCOMPARE(run({u"query"_s, u"m"_s, u"--"_s + name, u"a"_s, u"--no-"_s + name}).exitCode, 2);
}

void CommandsTest::formatsAreReadable_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("csv") << u"csv"_s
                         << QByteArray(
                                "metric,start,end,count,mean\r\n"
                                "\"a,b\",2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,1,-5\r\n");
    QTest::newRow("tsv") << u"tsv"_s
                         << QByteArray(
                                "metric\tstart\tend\tcount\tmean\r\n"
                                "a,b\t2026-01-01T00:00:00Z\t2026-01-02T00:00:00Z\t1\t-5\r\n");
    QTest::newRow("jsonl") << u"jsonl"_s
                           << QByteArray(
                                  "{\"count\":1,\"end\":\"2026-01-02T00:00:00Z\",\"mean\":-5,"
                                  "\"metric\":\"a,b\",\"start\":\"2026-01-01T00:00:00Z\"}\n");
    QTest::newRow("table")
        << u"table"_s
        << QByteArray("metric  start                 end                   count  mean\n"
                      "a,b     2026-01-01T00:00:00Z  2026-01-02T00:00:00Z      1    -5\n");
}

void CommandsTest::formatsAreReadable()
{
    QFETCH(QString, format);
    QFETCH(QByteArray, expected);
    const ProgramResult stored = runTidemark({u"add"_s, u"--at"_s, u"2026-01-01T00:00:00Z"_s,
                                              u"--store"_s, m_store, u"--"_s, u"a,b"_s, u"-5"_s});
    QVERIFY2(stored.exitCode == 0, stored.err.constData());
    QCOMPARE(run({u"aggregate"_s, u"a,b"_s, u"--format"_s, format}).out, expected);
}

void CommandsTest::definitionsAreCreatedChangedRenamedAndRemoved()
{
    QCOMPARE(run({u"definitions"_s, u"create"_s, u"cpu.load"_s, u"--unit"_s, u"%"_s,
                  u"--description"_s, u"Busy time"_s, u"--kind"_s, u"gauge"_s})
                 .exitCode,
             0);
    QCOMPARE(run({u"definitions"_s, u"create"_s, u"cpu.load"_s}).exitCode, 1); // taken
    QCOMPARE(run({u"definitions"_s, u"set"_s, u"cpu.load"_s, u"--clear-description"_s}).exitCode,
             0);
    QCOMPARE(run({u"definitions"_s, u"rename"_s, u"cpu.load"_s, u"cpu.busy"_s}).exitCode, 0);
    const QJsonArray metrics = json({u"definitions"_s});
    QCOMPARE(metrics.size(), 1);
    QCOMPARE(metrics[0][u"name"].toString(), u"cpu.busy"_s);
    QCOMPARE(metrics[0][u"unit"].toString(), u"%"_s);
    QVERIFY(metrics[0][u"description"].isNull());
    QCOMPARE(run({u"definitions"_s, u"remove"_s, u"cpu.busy"_s}).exitCode, 2); // wants --yes
    QCOMPARE(run({u"definitions"_s, u"remove"_s, u"cpu.busy"_s, u"--yes"_s}).exitCode, 0);
    QVERIFY(json({u"definitions"_s}).isEmpty());
}

void CommandsTest::exitCodesAreAsDocumented_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::newRow("unknown option") << QStringList{u"query"_s, u"m"_s, u"--nonsense"_s} << 2;
    QTest::newRow("missing argument") << QStringList{u"add"_s, u"m"_s} << 2;
    QTest::newRow("bad zone") << QStringList{u"query"_s, u"m"_s, u"--zone"_s, u"Mars/Olympus"_s}
                              << 2;
    QTest::newRow("bad range") << QStringList{u"query"_s, u"m"_s, u"--from"_s, u"soon"_s} << 2;
    QTest::newRow("bad function") << QStringList{u"aggregate"_s, u"m"_s, u"--function"_s,
                                                 u"median"_s}
                                  << 2;
    QTest::newRow("no such metric") << QStringList{u"query"_s, u"other"_s} << 4;
    QTest::newRow("no such file") << QStringList{u"import"_s, u"missing-file.csv"_s} << 4;
    QTest::newRow("fine") << QStringList{u"query"_s, u"m"_s} << 0;
}

void CommandsTest::exitCodesAreAsDocumented()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    addAt(u"m"_s, u"1"_s, u"2026-01-01T00:00:00Z"_s);
    const ProgramResult result = run(arguments);
    QVERIFY2(result.exitCode == code, result.err.constData());
    QCOMPARE(result.err.isEmpty(), code == 0);
}

void CommandsTest::dryRunChangesNothing()
{
    addAt(u"m"_s, u"1"_s, u"2026-01-01T00:00:00Z"_s);
    const QString csv = csvFile("time,metric,value\n2026-01-02T00:00:00Z,n,2\n");
    QCOMPARE(run({u"add"_s, u"m"_s, u"2"_s, u"--dry-run"_s}).exitCode, 0);
    const ProgramResult survey = run({u"import"_s, csv, u"--dry-run"_s, u"--format"_s, u"csv"_s});
    QVERIFY2(survey.exitCode == 0, survey.err.constData());
    QVERIFY2(survey.out.contains("n,\"\",1,false"), survey.out.constData());
    QCOMPARE(json({u"definitions"_s}).size(), 1);
    QCOMPARE(json({u"query"_s, u"m"_s}).size(), 1);
}

void CommandsTest::badRowsLeaveTheStoreAsItWas()
{
    const QString csv = csvFile("time,metric,value\n2026-01-02T00:00:00Z,n,2\n"
                                "2026-01-03T00:00:00Z,n,abc\n");
    const ProgramResult result = run({u"import"_s, csv});
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.contains("line 3"), result.err.constData());
    QVERIFY(json({u"definitions"_s}).isEmpty());
}

void CommandsTest::skippedRowsAreSavedAndMakeThePartialCode()
{
    const QString csv = csvFile("time,metric,value\n2026-01-02T00:00:00Z,n,2\n"
                                "2026-01-03T00:00:00Z,n,abc\n");
    const QString rejected = path(u"bad.csv"_s);
    QCOMPARE(run({u"import"_s, csv, u"--skip-bad-rows"_s, u"--rejected"_s, rejected}).exitCode, 3);
    QCOMPARE(json({u"query"_s, u"n"_s}).size(), 1);
    QVERIFY(contentOf(rejected).contains("abc"));
}

void CommandsTest::importingTwiceWithSkipAddsNothing()
{
    const QString csv = csvFile("time,metric,value\n2026-01-02T00:00:00Z,n,2\n"
                                "2026-01-03T00:00:00Z,n,3\n");
    QCOMPARE(run({u"import"_s, csv}).exitCode, 0);
    QCOMPARE(run({u"import"_s, csv}).exitCode, 1); // conflicts fail unless told otherwise
    QCOMPARE(run({u"import"_s, csv, u"--conflicts"_s, u"skip"_s}).exitCode, 0);
    QCOMPARE(json({u"query"_s, u"n"_s}).size(), 2);
}

void CommandsTest::importUsesARecipe()
{
    const QString csv = csvFile("when;reading\n01.02.2026 10:00;1,5\n");
    const QString recipe = path(u"scales.json"_s);
    addAt(u"weight"_s, u"1"_s, u"2026-01-01T00:00:00Z"_s);
    const QStringList make{u"import"_s,      csv,
                           u"--metric"_s,    u"weight"_s,
                           u"--zone"_s,      u"Asia/Tokyo"_s,
                           u"--day-first"_s, u"--save-recipe"_s,
                           recipe,           u"--dry-run"_s};
    const ProgramResult made = run(make);
    QVERIFY2(made.exitCode == 0, made.err.constData());
    QCOMPARE(run(make).exitCode, 1); // a recipe is not replaced
    const ProgramResult used = run({u"import"_s, csv, u"--recipe"_s, recipe});
    QVERIFY2(used.exitCode == 0, used.err.constData());
    const QJsonArray records = json({u"query"_s, u"weight"_s});
    QCOMPARE(records.size(), 2);
    QCOMPARE(records.last()[u"value"].toDouble(), 1.5);
    QCOMPARE(records.last()[u"start"].toString(), u"2026-02-01T01:00:00Z"_s);
    // Another header: the recipe does not fit, and that is said.
    const QString other = path(u"other.csv"_s);
    writeFile(other, "time,heat\n2026-01-02,2\n");
    const ProgramResult detected =
        run({u"import"_s, other, u"--recipe"_s, u"-"_s}, contentOf(recipe));
    QVERIFY2(detected.exitCode == 0, detected.err.constData());
    QVERIFY2(detected.err.contains("No recipe has this file's header"), detected.err.constData());
}

void CommandsTest::backupHoldsTheSameRecords()
{
    addAt(u"m"_s, u"1"_s, u"2026-01-01T00:00:00Z"_s);
    const QString copy = path(u"copy.tidemark"_s);
    QCOMPARE(run({u"backup"_s, copy}).exitCode, 0);
    QCOMPARE(run({u"backup"_s, copy}).exitCode, 1); // exists
    QCOMPARE(runTidemark({u"export"_s, u"records"_s, u"--store"_s, copy}).out,
             run({u"export"_s, u"records"_s}).out);
}

void CommandsTest::checkFindsDamage()
{
    addAt(u"m"_s, u"1"_s, u"2026-01-01T00:00:00Z"_s);
    QCOMPARE(run({u"check"_s}).exitCode, 0);
    QFile file(m_store);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(4096 + 8)); // the second page, a table's root
    file.write(QByteArray(2000, '\x5a'));
    file.close();
    const ProgramResult result = run({u"check"_s});
    QCOMPARE(result.exitCode, 1);
    QVERIFY(!result.err.isEmpty());
}

void CommandsTest::helpNamesEveryOption_data()
{
    QTest::addColumn<QString>("command");
    for (const char *name : {"add", "import", "query", "aggregate", "export", "definitions",
                             "check", "rebuild", "remove", "backup"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void CommandsTest::helpNamesEveryOption()
{
    QFETCH(QString, command);
    const ProgramResult help = runTidemark({command, u"--help"_s});
    QCOMPARE(help.exitCode, 0);
    for (const char *option : {"--store", "--zone", "--format", "--quiet", "--help"})
        QVERIFY2(help.out.contains(option), option);
    QVERIFY(runTidemark({u"--help"_s}).out.contains(command.toUtf8()));
}

} // namespace

TIDEMARK_TEST(CommandsTest)
#include "commands_test.moc"
