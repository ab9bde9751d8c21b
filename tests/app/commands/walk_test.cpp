// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/program.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

namespace {

/// Two real series (NAB, MIT licence) through the whole program: import, three values by hand,
/// every period with every function against another program's arithmetic, export, import again.
class WalkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void importsBothSeries();
    void takesThreeValuesByHand();
    void aggregatesAsAnotherProgramDoes_data();
    void aggregatesAsAnotherProgramDoes();
    void exportsAndImportsTheSameBits();

private:
    [[nodiscard]] QJsonArray aggregate(const QString &metric, const QString &period) const;
    /// Every record but for when and by whom it was published here.
    [[nodiscard]] static QByteArray records(const QString &store);

    QString m_data = qEnvironmentVariable("TIDEMARK_SHARED_DATA") + "/nab"_L1;
    QTemporaryDir m_folder;
    QString m_store;
};

/// Reads the CSV files and prints, for each bucket, `start sum min max count` as JSON. It knows
/// nothing of Tidemark; sums are exact (fsum).
constexpr auto kOracle = R"(
import csv, datetime, json, math, sys
period, files = sys.argv[1], sys.argv[2:]
def start(t):
    day = t.date()
    if period == "weekly": day -= datetime.timedelta(days=day.weekday())
    if period == "monthly": day = day.replace(day=1)
    if period == "quarterly": day = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    if period == "yearly": day = day.replace(month=1, day=1)
    return day.isoformat()
buckets = {}
for name in files:
    for row in csv.DictReader(open(name)):
        t = datetime.datetime.fromisoformat(row["timestamp"])
        buckets.setdefault(start(t), []).append(float(row["value"]))
print(json.dumps([[d, math.fsum(v), min(v), max(v), len(v)] for d, v in sorted(buckets.items())]))
)";

void WalkTest::initTestCase()
{
    if (!QFileInfo::exists(m_data))
        QSKIP("whole class: the folder of real series (TIDEMARK_SHARED_DATA) is absent");
    QVERIFY(m_folder.isValid());
    m_store = m_folder.filePath(u"walk.tidemark"_s);
}

void WalkTest::importsBothSeries()
{
    for (const char *name : {"nyc_taxi", "machine_temperature_system_failure"}) {
        const ProgramResult result = runTidemark(
            {u"import"_s, m_data + u'/' + QLatin1String(name) + ".csv"_L1, u"--metric"_s,
             QString::fromLatin1(name), u"--conflicts"_s, u"keep-both"_s, u"--store"_s, m_store});
        QVERIFY2(result.exitCode == 0, result.err.constData());
    }
    const QJsonArray metrics =
        QJsonDocument::fromJson(
            runTidemark({u"definitions"_s, u"--store"_s, m_store, u"--format"_s, u"json"_s}).out)
            .array();
    QCOMPARE(metrics.size(), 2);
    QCOMPARE(metrics[0][u"records"].toInt(), 22695);
    QCOMPARE(metrics[1][u"records"].toInt(), 10320);
}

void WalkTest::takesThreeValuesByHand()
{
    const QStringList values{u"71.4"_s, u"71.6"_s, u"72"_s};
    for (int i = 0; i < values.size(); ++i) {
        const ProgramResult result =
            runTidemark({u"add"_s, u"morning.weight"_s, values[i], u"--unit"_s, u"kg"_s, u"--at"_s,
                         u"2026-03-0%1T07:00:00Z"_s.arg(i + 1), u"--store"_s, m_store});
        QVERIFY2(result.exitCode == 0, result.err.constData());
    }
    const QJsonArray month = aggregate(u"morning.weight"_s, u"monthly"_s);
    QCOMPARE(month.size(), 1);
    QCOMPARE(month[0][u"sum"].toDouble(), 215.0);
    QCOMPARE(month[0][u"count"].toInt(), 3);
}

QJsonArray WalkTest::aggregate(const QString &metric, const QString &period) const
{
    const ProgramResult result =
        runTidemark({u"aggregate"_s, metric, u"--period"_s, period, u"--function"_s,
                     u"sum,mean,min,max,count"_s, u"--format"_s, u"json"_s, u"--store"_s, m_store});
    return QJsonDocument::fromJson(result.out).array();
}

QByteArray WalkTest::records(const QString &store)
{
    const QByteArray all =
        runTidemark({u"query"_s, u"nyc_taxi"_s, u"machine_temperature_system_failure"_s,
                     u"morning.weight"_s, u"--format"_s, u"jsonl"_s, u"--store"_s, store})
            .out;
    QByteArray kept;
    for (const QByteArray &line : all.split('\n')) {
        QJsonObject object = QJsonDocument::fromJson(line).object();
        object.remove(u"published"_s);
        object.remove(u"published_by"_s);
        kept += QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
    }
    return kept;
}

void WalkTest::aggregatesAsAnotherProgramDoes_data()
{
    QTest::addColumn<QString>("metric");
    QTest::addColumn<QString>("period");
    for (const char *metric : {"nyc_taxi", "machine_temperature_system_failure"}) {
        for (const char *period : {"daily", "weekly", "monthly", "quarterly", "yearly"})
            QTest::addRow("%s %s", metric, period)
                << QString::fromLatin1(metric) << QString::fromLatin1(period);
    }
}

void WalkTest::aggregatesAsAnotherProgramDoes()
{
    QFETCH(QString, metric);
    QFETCH(QString, period);
    const ProgramResult oracle =
        runProgram(u"python3"_s, {u"-c"_s, QString::fromLatin1(kOracle), period,
                                  m_data + u'/' + metric + ".csv"_L1});
    QVERIFY2(oracle.exitCode == 0, oracle.err.constData());
    const QJsonArray expected = QJsonDocument::fromJson(oracle.out).array();
    const QJsonArray actual = aggregate(metric, period);
    QCOMPARE(actual.size(), expected.size());
    QVERIFY(!expected.isEmpty());
    for (qsizetype i = 0; i < expected.size(); ++i) {
        const QJsonArray want = expected[i].toArray();
        const QJsonValue have = actual[i];
        QCOMPARE(have[u"start"].toString(), want[0].toString() + "T00:00:00Z"_L1);
        QCOMPARE(have[u"count"].toInt(), want[4].toInt());
        QVERIFY(have[u"min"].toDouble() == want[2].toDouble());
        QVERIFY(have[u"max"].toDouble() == want[3].toDouble());
        const double sum = want[1].toDouble();
        QVERIFY(std::abs(have[u"sum"].toDouble() - sum) <= std::abs(sum) * 0x1p-52);
        const double mean = sum / want[4].toInt();
        QVERIFY(std::abs(have[u"mean"].toDouble() - mean) <= std::abs(mean) * 0x1p-51);
    }
}

void WalkTest::exportsAndImportsTheSameBits()
{
    const QString csv = m_folder.filePath(u"all.csv"_s);
    ProgramResult result =
        runTidemark({u"export"_s, u"records"_s, u"--output"_s, csv, u"--store"_s, m_store});
    QVERIFY2(result.exitCode == 0, result.err.constData());
    const QString copy = m_folder.filePath(u"copy.tidemark"_s);
    result = runTidemark({u"import"_s, csv, u"--store"_s, copy});
    QVERIFY2(result.exitCode == 0, result.err.constData());
    const QByteArray before = records(m_store);
    QVERIFY(before.count('\n') > 33'000);
    QCOMPARE(records(copy), before);
}

} // namespace

TIDEMARK_TEST(WalkTest)
#include "walk_test.moc"
