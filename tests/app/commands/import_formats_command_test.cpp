// SPDX-License-Identifier: GPL-3.0-or-later
// `tidemark import` of every format.
#include "tests/app/commands/command_test_case.h"
#include "tests/support/files.h"
#include "tests/support/sqlite_file.h"
#include "tests/support/test_registry.h"

#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

namespace {

class ImportFormatsCommandTest : public CommandTestCase
{
    Q_OBJECT

    [[nodiscard]] QString fileOf(const QString &name, const QByteArray &content) const
    {
        writeFile(path(name), content);
        return path(name);
    }

private Q_SLOTS:
    void importsJsonLines()
    {
        const ProgramResult imported =
            run({u"import"_s,
                 fileOf(u"in.jsonl"_s,
                        "{\"time_ns\":1750000000000000001,\"metric\":\"m\",\"value\":0.1}\n"
                        "{\"time_ns\":1750000000000000002,\"metric\":\"m\",\"value\":2}\n")});
        QVERIFY2(imported.exitCode == 0, imported.err.constData());
        const QJsonArray records = json({u"query"_s, u"m"_s});
        QCOMPARE(records.size(), 2);
        QVERIFY(records.first()[u"start"].toString().startsWith(u"2025-06-15T15:06:40.00000000"_s));
    }

    void importsJsonFromStandardInput()
    {
        const ProgramResult imported =
            run({u"import"_s, u"-"_s},
                "{\"data\":[{\"time\":\"2026-03-01\",\"metric\":\"m\",\"value\":1.5}]}");
        QVERIFY2(imported.exitCode == 0, imported.err.constData());
        QCOMPARE(json({u"query"_s, u"m"_s}).first()[u"value"].toDouble(), 1.5);
    }

    void choosesATable()
    {
        const QString file = path(u"lab.db"_s);
        SqliteFile(file).run("CREATE TABLE a(time, value); CREATE TABLE b(time, value);"
                             "INSERT INTO b VALUES('2026-03-01', 7)");
        const ProgramResult refused = run({u"import"_s, file});
        QCOMPARE(refused.exitCode, 2);
        QVERIFY2(refused.err.contains("--table: a, b"), refused.err.constData());
        const ProgramResult unknown = run({u"import"_s, file, u"--table"_s, u"c"_s});
        QCOMPARE(unknown.exitCode, 4);
        QVERIFY2(unknown.err.contains("It has: a, b"), unknown.err.constData());
        const ProgramResult imported =
            run({u"import"_s, file, u"--table"_s, u"b"_s, u"--metric"_s, u"m"_s});
        QVERIFY2(imported.exitCode == 0, imported.err.constData());
        QCOMPARE(json({u"query"_s, u"m"_s}).first()[u"value"].toDouble(), 7.0);
    }

    void refusesAStoreOfTidemark()
    {
        QCOMPARE(run({u"add"_s, u"m"_s, u"1"_s}).exitCode, 0);
        const ProgramResult refused = run({u"import"_s, m_store});
        QCOMPARE(refused.exitCode, 1);
        QVERIFY2(refused.err.contains("store of Tidemark"), refused.err.constData());
    }

    void importsPrometheusAsSamples()
    {
        const QByteArray text = "# TYPE req_total counter\nreq_total{code=\"200\"} 3\n"
                                "req_total{code=\"500\"} NaN\n";
        const ProgramResult refused = run({u"import"_s, u"-"_s}, text); // a pipe has no date
        QCOMPARE(refused.exitCode, 1);
        QVERIFY2(refused.err.contains("neither a time"), refused.err.constData());
        const ProgramResult imported =
            run({u"import"_s, u"-"_s, u"--row-time"_s, u"2026-03-01T10:00:00Z"_s}, text);
        QVERIFY2(imported.exitCode == 0, imported.err.constData());
        QVERIFY2(imported.err.contains("2 added"), imported.err.constData());
        const QString file = path(u"out.csv"_s);
        QCOMPARE(run({u"export"_s, u"samples"_s, u"req_total"_s, u"--output"_s, file}).exitCode, 0);
        const QByteArray samples = contentOf(file);
        QVERIFY2(samples.contains("req_total,,counter,3,2026-03-01T10:00:00Z,code=200"),
                 samples.constData());
        QVERIFY2(samples.contains("NaN,2026-03-01T10:00:00Z,code=500"), samples.constData());
    }

    void aBadRowStoresNothing() // I8
    {
        const QString file =
            fileOf(u"in.jsonl"_s, "{\"time\":\"2026-03-01\",\"metric\":\"m\",\"value\":1}\n"
                                  "{\"time\":\"2026-03-02\",\"metric\":\"m\",\"value\":[2]}\n"
                                  "{\"time\":\n");
        const ProgramResult refused = run({u"import"_s, file});
        QCOMPARE(refused.exitCode, 1);
        QVERIFY2(refused.err.contains("line 2, value: The cell holds a list"),
                 refused.err.constData());
        QVERIFY2(refused.err.contains("line 3"), refused.err.constData());
        QCOMPARE(json({u"definitions"_s}).size(), 0);
        const ProgramResult partly = run({u"import"_s, file, u"--skip-bad-rows"_s});
        QCOMPARE(partly.exitCode, 3);
        QCOMPARE(json({u"query"_s, u"m"_s}).size(), 1);
    }

    void refusesFormatsThatItDoesNotKnow()
    {
        const QString file = csvFile("time,value\n2026-03-01,1\n");
        const ProgramResult refused = run({u"import"_s, file, u"--input-format"_s, u"xlsx"_s});
        QCOMPARE(refused.exitCode, 2);
        QVERIFY2(refused.err.contains("csv, json, jsonl, sqlite, prometheus"),
                 refused.err.constData());
        QCOMPARE(run({u"import"_s, file, u"--table"_s, u"t"_s}).exitCode, 2);
    }

    void tellsWhatNoColumnHas()
    {
        QByteArray text;
        for (int i = 0; i < 600; ++i)
            text += "{\"time_s\":" + QByteArray::number(1'750'000'000 + i) + ",\"value\":1}\n";
        text += "{\"time_s\":1760000000,\"value\":1,\"gust\":3}\n";
        const ProgramResult told = run({u"import"_s, fileOf(u"wind.ndjson"_s, text)});
        QVERIFY2(told.exitCode == 0, told.err.constData());
        QVERIFY2(told.err.contains("\"gust\""), told.err.constData());
    }
};

} // namespace

TIDEMARK_TEST(ImportFormatsCommandTest)
#include "import_formats_command_test.moc"
