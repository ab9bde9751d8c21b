// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/program.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

namespace {

/// What `tidemark export` can be told.
class ExportCommandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void overwritesOnlyWhenAsked();
    void refusesWhatItDoesNotWrite_data();
    void refusesWhatItDoesNotWrite();
    void writesAsManyDecimalsAsAsked();

private:
    [[nodiscard]] ProgramResult run(QStringList arguments) const
    {
        arguments += {u"--store"_s, m_store};
        return runTidemark(arguments);
    }
    void addValue(const QString &value) const
    {
        const ProgramResult result =
            run({u"add"_s, u"m"_s, value, u"--at"_s, u"2026-01-01T00:00:00Z"_s});
        QVERIFY2(result.exitCode == 0, result.err.constData());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_store;
};

void ExportCommandTest::init()
{
    failOnUnexpectedWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = m_folder->filePath(u"test.tidemark"_s);
}

void ExportCommandTest::overwritesOnlyWhenAsked()
{
    addValue(u"1"_s);
    QFile file(m_folder->filePath(u"out.csv"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("mine\n") == 5);
    file.close();
    const QStringList command{u"export"_s, u"records"_s, u"m"_s, u"--output"_s, file.fileName()};
    QCOMPARE(run(command).exitCode, 1);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("mine\n"));
    file.close();
    QCOMPARE(run(command + QStringList{u"--overwrite"_s}).exitCode, 0);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), run({u"export"_s, u"records"_s, u"m"_s}).out);
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
    addValue(u"1"_s);
    const ProgramResult refused = run(QStringList{u"export"_s, u"records"_s} + options);
    QCOMPARE(refused.exitCode, 2);
    QVERIFY(refused.out.isEmpty());
    QVERIFY2(refused.err.contains(said), refused.err.constData());
}

void ExportCommandTest::writesAsManyDecimalsAsAsked()
{
    addValue(u"1.23456"_s);
    const QStringList command{u"export"_s, u"records"_s};
    QVERIFY(run(command).out.contains(",1.23456,"));
    QVERIFY(run(command + QStringList{u"--decimals"_s, u"2"_s}).out.contains(",1.23,"));
    const QByteArray tabs = run(command + QStringList{u"--format"_s, u"tsv"_s}).out;
    QVERIFY2(tabs.contains("\t1.23456\t"), tabs.constData());
}

} // namespace

TIDEMARK_TEST(ExportCommandTest)
#include "export_command_test.moc"
