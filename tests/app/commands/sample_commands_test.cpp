// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/connection.h"
#include "tests/app/commands/command_test_case.h"
#include "tests/support/test_registry.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <bit>
#include <map>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

constexpr QByteArrayView kHeader("metric,unit,kind,value,time,tags\r\n");

/// Samples by `tidemark import --as samples` and `tidemark export samples`.
class SampleCommandsTest : public CommandTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(u"samples.tidemark"_s); }
    void rowsBecomeSamples();
    void theSameFileAddsNothing();
    void refusesWhatOnlyRecordsHave_data();
    void refusesWhatOnlyRecordsHave();
    void anExportComesBackWithEveryBit();
    void exportsARangeAndTags();
    void queriesSamplesInPages();
    void damagedSamplesAreNamed();
    void realSeriesComeBack_data();
    void realSeriesComeBack();

private:
    [[nodiscard]] QByteArray exported(const QStringList &more = {}) const
    {
        const ProgramResult done = run(QStringList{u"export"_s, u"samples"_s} + more);
        if (done.exitCode != 0)
            qWarning("%s", done.err.constData());
        return done.out;
    }
    void importSamples(const QString &file, const QStringList &more = {}) const
    {
        const ProgramResult done =
            run(QStringList{u"import"_s, file, u"--as"_s, u"samples"_s} + more);
        QVERIFY2(done.exitCode == 0, done.err.constData());
    }
};

void SampleCommandsTest::rowsBecomeSamples()
{
    const QString csv = csvFile("time,load,temperature\n"
                                "2026-03-01T00:00:00.000000001Z,1.5,20\n"
                                "2026-03-01T00:00:01Z,2.5,\n"
                                "2026-03-01T00:00:00.000000001Z,3.5,21\n");
    const ProgramResult done =
        run({u"import"_s, csv, u"--as"_s, u"samples"_s, u"--unit"_s, u"%"_s});
    QVERIFY2(done.exitCode == 0, done.err.constData());
    QVERIFY2(done.err.contains("3 added, 2 replaced, 0 skipped, 0 left out; 2 new metrics."),
             done.err.constData());
    QCOMPARE(exported(), kHeader.toByteArray() +
                             "load,%,gauge,3.5,2026-03-01T00:00:00.000000001Z,\r\n"
                             "load,%,gauge,2.5,2026-03-01T00:00:01Z,\r\n"
                             "temperature,%,gauge,21,2026-03-01T00:00:00.000000001Z,\r\n");
    QVERIFY(json({u"query"_s, u"load"_s}).isEmpty()); // no records
    const QJsonArray days = json({u"aggregate"_s, u"load"_s, u"--function"_s, u"sum"_s});
    QCOMPARE(days.size(), 1);
    QCOMPARE(days.first()[u"sum"].toDouble(), 6.0);
    QCOMPARE(run({u"check"_s}).exitCode, 0);
}

void SampleCommandsTest::theSameFileAddsNothing()
{
    const QString csv = csvFile("time,value\n2026-03-01,1\n2026-03-02,2\n");
    importSamples(csv);
    const ProgramResult refused = run({u"import"_s, csv, u"--as"_s, u"samples"_s});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("Line 2: A sample of \"in\" exists at this time. Nothing was "
                                  "imported."),
             refused.err.constData());
    const ProgramResult skipped =
        run({u"import"_s, csv, u"--as"_s, u"samples"_s, u"--conflicts"_s, u"skip"_s});
    QCOMPARE(skipped.exitCode, 0);
    QVERIFY2(skipped.err.contains("0 added, 0 replaced, 2 skipped"), skipped.err.constData());
}

void SampleCommandsTest::refusesWhatOnlyRecordsHave_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("a column") << QByteArray("time,value,device\n2026-03-01,1,pump\n")
                              << QStringList{}
                              << QByteArray("Samples have no \"Device\". Leave the column "
                                            "\"device\" out, or import records.");
    QTest::newRow("an option") << QByteArray("time,value\n2026-03-01,1\n")
                               << QStringList{u"--session"_s, u"ss_1"_s}
                               << QByteArray("Samples have no device, session or note. Clear "
                                             "these fields, or import records.");
    QTest::newRow("both") << QByteArray("time,value\n2026-03-01,1\n")
                          << QStringList{u"--conflicts"_s, u"keep-both"_s}
                          << QByteArray("A series holds one sample at a time");
    QTest::newRow("another word") << QByteArray("time,value\n2026-03-01,1\n")
                                  << QStringList{u"--as"_s, u"dots"_s}
                                  << QByteArray("--as takes one of records, samples");
}

void SampleCommandsTest::refusesWhatOnlyRecordsHave()
{
    QFETCH(QByteArray, file);
    QFETCH(QStringList, options);
    QFETCH(QByteArray, sentence);
    const ProgramResult refused =
        run(QStringList{u"import"_s, csvFile(file), u"--as"_s, u"samples"_s} + options);
    QVERIFY(refused.exitCode != 0);
    QVERIFY2(refused.err.contains(sentence), refused.err.constData());
    QCOMPARE(exported(), kHeader.toByteArray());
}

// Gaps, tags, extremes and the outermost times; recognised as what it is.
void SampleCommandsTest::anExportComesBackWithEveryBit()
{
    const QByteArray file = kHeader.toByteArray() +
                            "load,%,counter,-0,1677-09-21T00:12:43.145224192Z,\r\n"
                            "load,%,counter,5e-324,1969-12-31T23:59:59.999999999Z,\r\n"
                            "load,%,counter,NaN,1970-01-01T00:00:00Z,\r\n"
                            "load,%,counter,1.7976931348623157e+308,1970-01-01T00:00:00.000000001Z,"
                            "\r\n"
                            "load,%,counter,0.1,2262-04-11T23:47:16.854775806Z,\r\n"
                            "load,%,counter,2,2026-03-01T00:00:00Z,host=a;zone=\xc3\xb6st\r\n";
    const ProgramResult done = run({u"import"_s, csvFile(file)});
    QVERIFY2(done.exitCode == 0, done.err.constData());
    QVERIFY2(done.err.contains("6 added"), done.err.constData());
    QCOMPARE(exported(), file);
    const QByteArray ns =
        exported({u"--time"_s, u"epoch-ns"_s, u"--delimiter"_s, u";"_s, u"--decimal"_s, u","_s});
    QVERIFY(ns.contains("load;%;counter;NaN;0;\r\n"));
    begin(u"second.tidemark"_s);
    const ProgramResult again = run({u"import"_s, csvFile(ns)});
    QVERIFY2(again.exitCode == 0, again.err.constData());
    QCOMPARE(exported(), file);
}

void SampleCommandsTest::exportsARangeAndTags()
{
    importSamples(csvFile("time,metric,value,tags\n2026-03-01,load,1,host=a\n"
                          "2026-03-02,load,2,host=a\n2026-03-02,load,3,host=b\n"
                          "2026-03-02,heat,4,\n2026-03-03,load,5,host=a\n"));
    QCOMPARE(exported({u"load"_s, u"--from"_s, u"2026-03-02"_s, u"--to"_s, u"2026-03-02"_s,
                       u"--tag"_s, u"host=a"_s}),
             kHeader.toByteArray() + "load,,gauge,2,2026-03-02T00:00:00Z,host=a\r\n");
    QCOMPARE(exported({u"heat"_s}),
             kHeader.toByteArray() + "heat,,gauge,4,2026-03-02T00:00:00Z,\r\n");
    QCOMPARE(exported({u"load"_s, u"--device"_s, u"pump"_s}), kHeader.toByteArray());
    const ProgramResult counted = run({u"export"_s, u"samples"_s, u"--dry-run"_s});
    QVERIFY2(counted.err.contains("5 rows"), counted.err.constData());
}

void SampleCommandsTest::queriesSamplesInPages()
{
    QByteArray rows("time,metric,value,unit,tags\n");
    for (int i = 0; i < 25'000; ++i)
        rows += QByteArray::number(1'700'000'000 + i) + ",load," + QByteArray::number(i) +
                ",%,host=a\n";
    rows += "1700000000,load,7,%,host=b\n1700000001,load,NaN,%,host=b\n";
    importSamples(csvFile(rows));
    const QJsonArray all = json({u"query"_s, u"load"_s, u"--samples"_s});
    QCOMPARE(all.size(), 25'002);
    QCOMPARE(all[24'999][u"value"].toDouble(), 24'999.0);
    QCOMPARE(all[24'999][u"time"].toString(), u"2023-11-15T05:09:59Z"_s);
    QCOMPARE(all[24'999][u"unit"].toString(), u"%"_s);
    QVERIFY(all[25'001][u"value"].isNull()); // an explicit gap
    const QJsonArray some = json({u"query"_s, u"load"_s, u"--samples"_s, u"--tag"_s, u"host=a"_s,
                                  u"--from"_s, u"2023-11-15T00:00:00Z"_s, u"--limit"_s, u"3"_s});
    QCOMPARE(some.size(), 3);
    QCOMPARE(some[0][u"time"].toString(), u"2023-11-15T00:00:00Z"_s);
    QCOMPARE(json({u"query"_s, u"load"_s, u"--samples"_s, u"--limit"_s, u"25001"_s}).size(),
             25'001);
    QCOMPARE(run({u"query"_s, u"load"_s, u"--samples"_s, u"--descending"_s}).exitCode, 2);
    QCOMPARE(run({u"query"_s, u"missing"_s, u"--samples"_s}).exitCode, 4);
}

void SampleCommandsTest::damagedSamplesAreNamed()
{
    QByteArray rows("time,value\n");
    for (int i = 0; i < 20'000; ++i)
        rows += QByteArray::number(1'700'000'000 + i) + ",1.5\n";
    importSamples(csvFile(rows));
    {
        const auto connection = store::Connection::open({m_store, store::OpenMode::ReadWrite});
        QVERIFY(connection);
        QVERIFY(
            (*connection)
                ->execute(u"UPDATE chunk SET data = zeroblob(100) WHERE id = 2"_s, "damage"_L1));
    }
    const ProgramResult refused = run({u"export"_s, u"samples"_s});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("Some samples of \"in\" are damaged. Leave damaged places out"),
             refused.err.constData());
    const ProgramResult queried = run({u"query"_s, u"in"_s, u"--samples"_s});
    QCOMPARE(queried.exitCode, 3);
    QVERIFY2(queried.err.contains("Some samples are damaged"), queried.err.constData());
    const ProgramResult left = run({u"export"_s, u"samples"_s, u"--skip-damaged"_s});
    QCOMPARE(left.exitCode, 3);
    QCOMPARE(left.out.count('\n'), 1 + 20'000 - 8'192);
    QVERIFY2(left.err.contains("with 8192 rows"), left.err.constData());
}

void SampleCommandsTest::realSeriesComeBack_data()
{
    QTest::addColumn<QString>("name");
    for (const QString &name :
         {u"nyc_taxi"_s, u"machine_temperature_system_failure"_s,
          u"ec2_request_latency_system_failure"_s, u"ambient_temperature_system_failure"_s})
        QTest::newRow(qPrintable(name)) << name;
}

// Against a reading of the file that shares nothing with the import but the last of two rows with
// one time counting.
void SampleCommandsTest::realSeriesComeBack()
{
    QFETCH(QString, name);
    const QString path =
        qEnvironmentVariable("TIDEMARK_SHARED_DATA") + u"/nab/"_s + name + u".csv"_s;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        QSKIP("The folder of real series is absent.");
    std::map<qint64, double> expected;
    qint64 rows = 0;
    (void)file.readLine();
    while (!file.atEnd()) {
        const QList<QByteArray> cells = file.readLine().trimmed().split(',');
        QDateTime at =
            QDateTime::fromString(QString::fromLatin1(cells.at(0)), u"yyyy-MM-dd HH:mm:ss"_s);
        at.setTimeSpec(Qt::UTC);
        expected.insert_or_assign(at.toSecsSinceEpoch(), cells.at(1).toDouble());
        ++rows;
    }
    const ProgramResult done =
        run({u"import"_s, path, u"--as"_s, u"samples"_s, u"--zone"_s, u"UTC"_s});
    QVERIFY2(done.exitCode == 0, done.err.constData());
    const auto count = static_cast<qint64>(expected.size());
    const QByteArray told = QByteArray::number(count) + " added, " +
                            QByteArray::number(rows - count) + " replaced, 0 skipped";
    QVERIFY2(done.err.contains(told), done.err.constData());
    const QByteArray out = exported({u"--time"_s, u"epoch-s"_s, u"--no-header"_s, u"--lf"_s});
    auto sample = expected.begin();
    for (const QByteArray &line : out.trimmed().split('\n')) {
        const QList<QByteArray> cells = line.split(',');
        QVERIFY(sample != expected.end());
        QCOMPARE(cells.at(4).toLongLong(), sample->first);
        QCOMPARE(std::bit_cast<quint64>(cells.at(3).toDouble()),
                 std::bit_cast<quint64>(sample->second));
        ++sample;
    }
    QVERIFY(sample == expected.end());
    const QByteArray whole = exported();
    begin(u"second.tidemark"_s);
    const ProgramResult again = run({u"import"_s, csvFile(whole)});
    QVERIFY2(again.exitCode == 0, again.err.constData());
    QCOMPARE(exported(), whole);
    QCOMPARE(run({u"check"_s}).exitCode, 0);
}

} // namespace

TIDEMARK_TEST(SampleCommandsTest)
#include "sample_commands_test.moc"
