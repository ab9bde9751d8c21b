// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commands/command_test_case.h"
#include "tests/support/files.h"
#include "tests/support/test_registry.h"

#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTest>

#include <algorithm>
#include <csignal>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

namespace {

constexpr int kRows =
    1'000'000; // of an import that goes on for long after its first bytes are there

/// The store as another program has it open.
class OtherProgram
{
public:
    explicit OtherProgram(const QString &path)
        : m_database(QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s))
    {
        m_database.setDatabaseName(path);
        if (!m_database.open())
            qFatal("%s", qPrintable(m_database.lastError().text()));
    }
    ~OtherProgram()
    {
        m_database.close();
        m_database = QSqlDatabase();
        QSqlDatabase::removeDatabase(u"other"_s);
    }
    OtherProgram(const OtherProgram &) = delete;
    OtherProgram &operator=(const OtherProgram &) = delete;

    void execute(const QString &text)
    {
        QSqlQuery query(m_database);
        if (!query.exec(text))
            qFatal("%s", qPrintable(query.lastError().text()));
    }

private:
    QSqlDatabase m_database;
};

/// Exit codes of a store in trouble, and what is said about it (Z5).
class ExitCodesTest : public CommandTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aLockedStoreHasItsOwnCode_data();
    void aLockedStoreHasItsOwnCode();
    void readersAreNotLockedOut();
    void valuesBeforeABrokenLineAreAPart_data();
    void valuesBeforeABrokenLineAreAPart();
    void anInterruptedImportLeavesASoundStore_data();
    void anInterruptedImportLeavesASoundStore();
    void aDamagedStoreIsNamedByEachCommand_data();
    void aDamagedStoreIsNamedByEachCommand();
    void checkCountsProblemsAndNamesTheFile();

private:
    QString m_csv;
};

void ExitCodesTest::init()
{
    begin(u"my values.tidemark"_s); // with one value
    m_csv = csvFile("time,metric,value\n2026-01-02T00:00:00Z,n,2\n");
    addAt(u"m"_s, u"1"_s, u"2026-01-01T00:00:00Z"_s);
}

void ExitCodesTest::aLockedStoreHasItsOwnCode_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("add") << QStringList{u"add"_s, u"m"_s, u"2"_s};
    QTest::newRow("import") << QStringList{u"import"_s, u"in.csv"_s};
    QTest::newRow("definitions") << QStringList{u"definitions"_s, u"create"_s, u"n"_s};
}

void ExitCodesTest::aLockedStoreHasItsOwnCode()
{
    QFETCH(QStringList, arguments);
    arguments.replaceInStrings(u"in.csv"_s, m_csv);
    OtherProgram other(m_store);
    other.execute(u"BEGIN IMMEDIATE"_s);
    const ProgramResult refused = run(arguments);
    QVERIFY2(refused.exitCode == 6, refused.err.constData());
    QVERIFY2(refused.err.contains("my values"), refused.err.constData());
    QVERIFY2(refused.err.contains("in use by another program"), refused.err.constData());
    QCOMPARE(refused.err.count("tidemark:"), 1); // one message
    other.execute(u"ROLLBACK"_s);
    QCOMPARE(run(arguments).exitCode, 0);
}

void ExitCodesTest::valuesBeforeABrokenLineAreAPart_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<int>("exitCode");
    const QByteArray endless(qsizetype{2} * 1024 * 1024, '7'); // no line
    QTest::newRow("no value") << QByteArray("1\nx\n") << 3;
    QTest::newRow("no line") << QByteArray("1\n" + endless) << 3;
    QTest::newRow("no line at first") << endless << 1;
}

void ExitCodesTest::valuesBeforeABrokenLineAreAPart()
{
    QFETCH(const QByteArray, input);
    QFETCH(const int, exitCode);
    QCOMPARE(runTidemark(withStore({u"add"_s, u"load"_s, u"-"_s}), input).exitCode, exitCode);
}

void ExitCodesTest::readersAreNotLockedOut()
{
    OtherProgram other(m_store);
    other.execute(u"BEGIN IMMEDIATE"_s);
    for (const QStringList &arguments :
         {QStringList{u"query"_s, u"m"_s}, QStringList{u"aggregate"_s, u"m"_s},
          QStringList{u"export"_s, u"records"_s}, QStringList{u"definitions"_s},
          QStringList{u"check"_s}}) {
        const ProgramResult read = run(arguments);
        QVERIFY2(read.exitCode == 0, read.err.constData());
    }
}

void ExitCodesTest::anInterruptedImportLeavesASoundStore_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
}

void ExitCodesTest::anInterruptedImportLeavesASoundStore()
{
    QFETCH(const int, signal);
    QByteArray csv = "time,metric,value\n";
    for (int i = 0; i < kRows; ++i)
        csv += "2026-01-01T00:00:00." + QByteArray::number(i).rightJustified(6, '0') + "Z,n," +
               QByteArray::number(i) + ".5\n";
    writeFile(m_csv, csv);
    const auto process = startTidemark(withStore({u"import"_s, m_csv}));
    QVERIFY(process->waitForStarted());
    // The log holds something as soon as the import writes.
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(m_store + u"-wal"_s).size() > 0 ||
                                 process->state() == QProcess::NotRunning,
                             60'000);
    QCOMPARE(::kill(static_cast<pid_t>(process->processId()), signal), 0);
    QVERIFY(process->waitForFinished(60'000));
    const QByteArray said = process->readAllStandardError();
    QVERIFY2(process->exitStatus() == QProcess::NormalExit, said.constData());
    QVERIFY2(process->exitCode() == 130, said.constData());
    QVERIFY2(said.contains("Nothing was changed"), said.constData());
    const ProgramResult checked = run({u"check"_s});
    QVERIFY2(checked.exitCode == 0, checked.err.constData());
    QCOMPARE(run({u"query"_s, u"n"_s}).exitCode, 4); // not even the metric was made
    QCOMPARE(run({u"query"_s, u"m"_s, u"--format"_s, u"jsonl"_s}).out.count('\n'), 1);
}

void ExitCodesTest::aDamagedStoreIsNamedByEachCommand_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<bool>("hasHeader");
    for (const bool hasHeader : {true, false}) {
        const char *kind = hasHeader ? "pages" : "no store at all";
        for (const QStringList &arguments :
             {QStringList{u"add"_s, u"m"_s, u"2"_s}, QStringList{u"import"_s, u"in.csv"_s},
              QStringList{u"query"_s, u"m"_s}, QStringList{u"aggregate"_s, u"m"_s},
              QStringList{u"export"_s, u"records"_s}, QStringList{u"definitions"_s},
              QStringList{u"check"_s}, QStringList{u"rebuild"_s},
              QStringList{u"backup"_s, u"copy.tidemark"_s}})
            QTest::addRow("%s, %s", qPrintable(arguments.first()), kind) << arguments << hasHeader;
    }
}

void ExitCodesTest::aDamagedStoreIsNamedByEachCommand()
{
    QFETCH(QStringList, arguments);
    QFETCH(const bool, hasHeader);
    constexpr qsizetype kPage = 4096;
    arguments.replaceInStrings(u"in.csv"_s, m_csv);
    const QString copy = path(u"copy.tidemark"_s);
    arguments.replaceInStrings(u"copy.tidemark"_s, copy);
    QByteArray damaged = contentOf(m_store);
    QVERIFY(damaged.size() > 2 * kPage);
    std::fill(damaged.begin() + (hasHeader ? kPage : 0), damaged.end(), '\xa5');
    writeFile(m_store, damaged);
    const ProgramResult refused = run(arguments);
    QVERIFY2(refused.exitCode == 1, refused.err.constData());
    QVERIFY2(refused.err.contains("my values"), refused.err.constData());
    QVERIFY2(refused.err.contains("damaged") || refused.err.contains("not a Tidemark store"),
             refused.err.constData());
    QCOMPARE(contentOf(m_store), damaged); // nobody wrote to it
    QVERIFY(!QFileInfo::exists(copy));
}

void ExitCodesTest::checkCountsProblemsAndNamesTheFile()
{
    const ProgramResult sound = run({u"check"_s});
    QCOMPARE(sound.exitCode, 0);
    const auto damage = [this](const QString &text) {
        OtherProgram(m_store).execute(text);
        const ProgramResult result = run({u"check"_s});
        return result.exitCode == 1 ? result.err
                                    : "exit code " + QByteArray::number(result.exitCode);
    };
    const QByteArray one = damage(u"UPDATE record SET value = 9e999"_s);
    QVERIFY2(one.contains("1 problem found in"), one.constData());
    QVERIFY2(one.contains(m_store.toUtf8()), one.constData());
    const QByteArray two = damage(u"UPDATE session SET tags = '{'"_s);
    QVERIFY2(two.contains("2 problems found in"), two.constData());
}

} // namespace

TIDEMARK_TEST(ExitCodesTest)
#include "exit_codes_test.moc"
