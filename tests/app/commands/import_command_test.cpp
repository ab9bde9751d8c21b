// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commands/command_test_case.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <csignal>
#include <tuple>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

namespace {

/// What `tidemark import` can be told, and how it reads standard input.
class ImportCommandTest : public CommandTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void takesHowTheFileIsWritten();
    void refusesWordsThatItDoesNotKnow_data();
    void refusesWordsThatItDoesNotKnow();
    void mapsRenamesAndLeavesOutMetrics();
    void refusesToMapWhatTheFileDoesNotHave_data();
    void refusesToMapWhatTheFileDoesNotHave();
    void aFinalColonEndsATargetWithColons();
    void keepsTheRecipeOfAnImportThatIsDone();
    void looksForThePlaceOfTheRecipeFirst();
    void namesTheLimitOfARecipe();
    void dryRunTellsWhatWasFoundBeforeItComplains();
    void readsStandardInputThroughAFile();
    void interruptEndsTheReadingOfStandardInput_data();
    void interruptEndsTheReadingOfStandardInput();
};

void ImportCommandTest::takesHowTheFileIsWritten()
{
    const QString csv = csvFile("a report|of March\ntime|h\xf6he|note\n"
                                "1750000000000|1.234,5|x\n1750000001000|none|y\n");
    const ProgramResult imported = run({u"import"_s,        csv,
                                        u"--skip-lines"_s,  u"1"_s,
                                        u"--delimiter"_s,   u"bar"_s,
                                        u"--encoding"_s,    u"windows-1252"_s,
                                        u"--decimal"_s,     u"comma"_s,
                                        u"--group"_s,       u"point"_s,
                                        u"--time-format"_s, u"epoch-ms"_s,
                                        u"--missing"_s,     u"none"_s,
                                        u"--column"_s,      u"höhe=value"_s,
                                        u"--metric"_s,      u"height"_s});
    QVERIFY2(imported.exitCode == 0, imported.err.constData());
    const QJsonArray records = json({u"query"_s, u"height"_s});
    QCOMPARE(records.size(), 1);
    QCOMPARE(records.first()[u"value"].toDouble(), 1234.5);
    QCOMPARE(records.first()[u"start"].toString(), u"2025-06-15T15:06:40Z"_s);
}

void ImportCommandTest::refusesWordsThatItDoesNotKnow_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("word");
    const QStringList options{u"delimiter"_s,   u"quote"_s,   u"encoding"_s,
                              u"skip-lines"_s,  u"decimal"_s, u"group"_s,
                              u"time-format"_s, u"map"_s,     u"conflicts"_s};
    for (const QString &option : options)
        QTest::newRow(qPrintable(option)) << option << u"nonsense"_s;
}

void ImportCommandTest::refusesWordsThatItDoesNotKnow()
{
    QFETCH(const QString, option);
    QFETCH(const QString, word);
    const ProgramResult refused =
        run({u"import"_s, csvFile("time,value\n2026-03-01,1\n"), u"--"_s + option, word});
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.err.contains(QByteArray("--" + option.toUtf8())), refused.err.constData());
}

void ImportCommandTest::mapsRenamesAndLeavesOutMetrics()
{
    const QString csv = csvFile("time,metric,value\n2026-03-01,tempo,1\n2026-03-01,heat,2\n"
                                "2026-03-01,junk,3\n");
    const ProgramResult imported = run({u"import"_s, csv, u"--map"_s, u"tempo=speed:km/h"_s,
                                        u"--map"_s, u"heat=temperature"_s, u"--map"_s, u"junk="_s});
    QVERIFY2(imported.exitCode == 0, imported.err.constData());
    const QJsonArray definitions = json({u"definitions"_s});
    QCOMPARE(definitions.size(), 2);
    QCOMPARE(json({u"query"_s, u"speed"_s}).first()[u"unit"].toString(), u"km/h"_s);
    QCOMPARE(json({u"query"_s, u"temperature"_s}).size(), 1);
}

void ImportCommandTest::refusesToMapWhatTheFileDoesNotHave_data()
{
    QTest::addColumn<QStringList>("more");
    QTest::newRow("import") << QStringList();
    QTest::newRow("dry run") << QStringList{u"--dry-run"_s};
}

void ImportCommandTest::refusesToMapWhatTheFileDoesNotHave() // Z5
{
    QFETCH(const QStringList, more);
    QCOMPARE(run({u"add"_s, u"m"_s, u"1"_s}).exitCode, 0); // a dry run makes no store
    const QString csv = csvFile("time,metric,value\n2026-03-01,tempo,1\n");
    const ProgramResult refused =
        run(QStringList{u"import"_s, csv, u"--map"_s, u"temp0=speed"_s} + more);
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.err.contains("\"temp0\""), refused.err.constData());
    QCOMPARE(json({u"definitions"_s}).size(), 1);
}

void ImportCommandTest::aFinalColonEndsATargetWithColons()
{
    const QString csv = csvFile("time,metric,value\n2026-03-01,tempo,1\n2026-03-01,heat,2\n");
    const ProgramResult imported = run(
        {u"import"_s, csv, u"--map"_s, u"tempo=car:speed:"_s, u"--map"_s, u"heat=car:heat:K"_s});
    QVERIFY2(imported.exitCode == 0, imported.err.constData());
    QCOMPARE(json({u"query"_s, u"car:speed"_s}).first()[u"unit"].toString(), QString());
    QCOMPARE(json({u"query"_s, u"car:heat"_s}).first()[u"unit"].toString(), u"K"_s);
}

void ImportCommandTest::keepsTheRecipeOfAnImportThatIsDone() // I10
{
    const QString recipe = path(u"scales.json"_s);
    const QStringList arguments{u"import"_s, path(u"in.csv"_s),  u"--metric"_s,
                                u"weight"_s, u"--save-recipe"_s, recipe};
    std::ignore = csvFile("time,value\n2026-03-01,1\n2026-03-02,x\n");
    QCOMPARE(run(arguments).exitCode, 1);
    QVERIFY(!QFile::exists(recipe));
    std::ignore = csvFile("time,value\n2026-03-01,1\n2026-03-02,2\n"); // mended
    const ProgramResult imported = run(arguments);
    QVERIFY2(imported.exitCode == 0, imported.err.constData());
    QVERIFY(QFile::exists(recipe));
}

void ImportCommandTest::looksForThePlaceOfTheRecipeFirst() // I10
{
    const QString recipe = path(u"scales.json"_s);
    QFile taken(recipe);
    QVERIFY(taken.open(QIODevice::WriteOnly));
    const ProgramResult refused =
        run({u"import"_s, csvFile("time,value\n2026-03-01,1\n"), u"--save-recipe"_s, recipe});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("scales.json"), refused.err.constData());
    QVERIFY(!QFile::exists(m_store));
    QCOMPARE(QFileInfo(recipe).size(), 0);
}

void ImportCommandTest::namesTheLimitOfARecipe()
{
    QFile recipe(path(u"large.json"_s));
    QVERIFY(recipe.open(QIODevice::WriteOnly) && recipe.write("{}") == 2);
    QVERIFY(recipe.resize(16 * 1024 * 1024 + 1)); // takes no room
    recipe.close();
    const ProgramResult refused =
        run({u"import"_s, csvFile("time,value\n2026-03-01,1\n"), u"--recipe"_s, recipe.fileName()});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("16 MiB"), refused.err.constData());
}

void ImportCommandTest::dryRunTellsWhatWasFoundBeforeItComplains()
{
    QCOMPARE(run({u"add"_s, u"m"_s, u"1"_s}).exitCode, 0);
    const ProgramResult told =
        run({u"import"_s, csvFile("time,value\n01/02/2026,1\n03/04/2026,2\n"), u"--dry-run"_s});
    QCOMPARE(told.exitCode, 2); // the order of day and month must be chosen
    QVERIFY2(told.err.contains("No row decides"), told.err.constData());
    QVERIFY2(told.err.contains("Choose the order"), told.err.constData());
}

void ImportCommandTest::readsStandardInputThroughAFile()
{
    QByteArray text = "time_s,metric,value\n";
    for (int i = 0; i < 20'000; ++i)
        text += QByteArray::number(1'750'000'000 + i) + ",m,1\n";
    const ProgramResult imported = run({u"import"_s, u"-"_s}, text);
    QVERIFY2(imported.exitCode == 0, imported.err.constData());
    QVERIFY2(imported.err.contains("20000 added"), imported.err.constData());
}

void ImportCommandTest::interruptEndsTheReadingOfStandardInput_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("add") << QStringList{u"add"_s, u"m"_s, u"-"_s};
    QTest::newRow("import") << QStringList{u"import"_s, u"-"_s};
}

// The other end of the pipe stays open and silent.
void ImportCommandTest::interruptEndsTheReadingOfStandardInput()
{
    QFETCH(const QStringList, arguments);
    QCOMPARE(run({u"add"_s, u"m"_s, u"1"_s}).exitCode, 0);
    const auto process = startTidemark(withStore(arguments));
    QVERIFY(process->waitForStarted());
    process->write("2\n");
    if (arguments.first() == u"add"_s) {
        QVERIFY(process->waitForReadyRead(20'000)); // it is reading by now
    } else {
        // It is reading once the store is open, of which a file beside it tells.
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(m_store + u"-wal"_s), 20'000);
    }
    QCOMPARE(::kill(static_cast<pid_t>(process->processId()), SIGINT), 0);
    QVERIFY(process->waitForFinished(20'000));
    QCOMPARE(process->exitStatus(), QProcess::NormalExit);
    QCOMPARE(process->exitCode(), 130);
    QCOMPARE(run({u"check"_s}).exitCode, 0);
}

} // namespace

TIDEMARK_TEST(ImportCommandTest)
#include "import_command_test.moc"
