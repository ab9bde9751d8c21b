// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/program.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <random>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

namespace {

/// Kills a running program with SIGKILL at random moments; nothing that it acknowledged may be
/// missing afterwards, and nothing may be half there (hardening test R1).
class KillTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void keepsEveryAcknowledgedValue();
    void importsAllOrNothing();
    void mergesAllOrNothing();

private:
    [[nodiscard]] QString storePath(int round) const
    {
        return m_folder.filePath(u"store%1.tidemark"_s.arg(round));
    }
    [[nodiscard]] static QJsonArray recordsOf(const QString &store);
    /// Whether the aggregates of the program are those of a plain count of its records.
    [[nodiscard]] static bool isCountedRight(const QString &store, const QJsonArray &records);
    [[nodiscard]] static bool isSound(const QString &store);
    /// Times and values of a metric, records and samples; empty when there is none of that name.
    [[nodiscard]] static QStringList valuesOf(const QString &metric, const QString &store);
    void writeRows(const QString &csv, const QByteArray &metric, int first, int end);

    QTemporaryDir m_folder;
    std::mt19937_64 m_random;
    int m_rounds = 20;
};

void KillTest::initTestCase()
{
    const quint64 seed = qEnvironmentVariable("TIDEMARK_TEST_SEED", u"20260301"_s).toULongLong();
    m_rounds = qEnvironmentVariable("TIDEMARK_KILL_ROUNDS", u"20"_s).toInt();
    qInfo("seed %llu, %d rounds", seed, m_rounds);
    m_random.seed(seed);
    QVERIFY(m_folder.isValid());
}

QJsonArray KillTest::recordsOf(const QString &store)
{
    const ProgramResult result =
        runTidemark({u"query"_s, u"m"_s, u"--store"_s, store, u"--format"_s, u"json"_s});
    if (result.exitCode == 4)
        return {}; // killed before the metric was there
    return QJsonDocument::fromJson(result.out).array();
}

bool KillTest::isCountedRight(const QString &store, const QJsonArray &records)
{
    const ProgramResult result =
        runTidemark({u"aggregate"_s, u"m"_s, u"--period"_s, u"yearly"_s, u"--function"_s,
                     u"sum,count"_s, u"--store"_s, store, u"--format"_s, u"json"_s});
    const QJsonArray buckets = QJsonDocument::fromJson(result.out).array();
    double sum = 0; // of whole numbers, so it is exact in any order
    qint64 count = 0;
    for (const QJsonValue bucket : buckets) {
        sum += bucket[u"sum"].toDouble();
        count += bucket[u"count"].toInteger();
    }
    double plain = 0;
    for (const QJsonValue record : records)
        plain += record[u"value"].toDouble();
    return sum == plain && count == records.size();
}

bool KillTest::isSound(const QString &store)
{
    return !QFile::exists(store) || runTidemark({u"check"_s, u"--store"_s, store}).exitCode == 0;
}

void KillTest::keepsEveryAcknowledgedValue()
{
    qsizetype acknowledged = 0;
    for (int round = 0; round < m_rounds; ++round) {
        const QString store = storePath(round);
        const auto process = startTidemark({u"add"_s, u"m"_s, u"-"_s, u"--store"_s, store});
        QVERIFY(process->waitForStarted());
        for (int i = 0; i < 2000; ++i)
            process->write(QByteArray::number(i) + '\n');
        QElapsedTimer sinceStart;
        sinceStart.start();
        const qint64 lifetime_ms = static_cast<qint64>(m_random() % 600);
        while (process->state() == QProcess::Running && sinceStart.elapsed() < lifetime_ms)
            process->waitForReadyRead(5);
        process->kill();
        QVERIFY(process->waitForFinished());

        const QList<QByteArray> uids = process->readAllStandardOutput().split('\n');
        QSet<QString> stored;
        const QJsonArray records = recordsOf(store);
        for (const QJsonValue record : records)
            stored.insert(record[u"session"].toString());
        QCOMPARE(stored.size(), records.size());        // none twice
        for (qsizetype i = 0; i + 1 < uids.size(); ++i) // the last line may be cut off
            QVERIFY2(stored.contains(QString::fromUtf8(uids[i])), uids[i].constData());
        acknowledged += uids.size() - 1;
        // What was stored without having been told is at most the one value in flight.
        QVERIFY(records.size() - (uids.size() - 1) <= 1);
        QVERIFY(records.isEmpty() || isCountedRight(store, records));
        QVERIFY2(isSound(store), qPrintable(store));
    }
    qInfo("%lld acknowledged values, none lost", static_cast<long long>(acknowledged));
    QVERIFY(acknowledged > 0);
}

void KillTest::importsAllOrNothing()
{
    constexpr int kRows = 20'000;
    const QString csv = m_folder.filePath(u"rows.csv"_s);
    writeRows(csv, "m", 0, kRows);
    int whole = 0;
    for (int round = 0; round < m_rounds; ++round) {
        const QString store = m_folder.filePath(u"import%1.tidemark"_s.arg(round));
        const auto process = startTidemark({u"import"_s, csv, u"--store"_s, store});
        QVERIFY(process->waitForStarted());
        (void)process->waitForFinished(static_cast<int>(m_random() % 900));
        const bool hasFinished = process->state() == QProcess::NotRunning;
        if (!hasFinished) {
            process->kill();
            QVERIFY(process->waitForFinished());
        }
        QVERIFY2(isSound(store), qPrintable(store));
        const qsizetype stored = QFile::exists(store) ? recordsOf(store).size() : 0;
        QVERIFY2(stored == 0 || stored == kRows, qPrintable(QString::number(stored)));
        if (hasFinished)
            QCOMPARE(stored, kRows); // acknowledged
        whole += stored == kRows ? 1 : 0;
    }
    qInfo("%d of %d imports were whole, the others left nothing", whole, m_rounds);
}

QStringList KillTest::valuesOf(const QString &metric, const QString &store)
{
    QStringList all;
    for (const bool areSamples : {false, true}) {
        QStringList command{u"query"_s, metric, u"--store"_s, store, u"--format"_s, u"json"_s};
        if (areSamples)
            command.append(u"--samples"_s);
        const QJsonArray rows = QJsonDocument::fromJson(runTidemark(command).out).array();
        for (const QJsonValue row : rows)
            all.append(u"%1 %2 %3"_s.arg(row[u"start"].toString(), row[u"time"].toString())
                           .arg(row[u"value"].toDouble(), 0, 'g', 17));
    }
    return all;
}

// A value of each number at a time of its own.
void KillTest::writeRows(const QString &csv, const QByteArray &metric, int first, int end)
{
    QFile file(csv);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("time,metric,value\n");
    for (int i = first; i < end; ++i)
        file.write("2026-01-01T00:00:00." + QByteArray::number(i).rightJustified(6, '0') + "Z," +
                   metric + ',' + QByteArray::number(i) + ".5\n");
}

void KillTest::mergesAllOrNothing()
{
    constexpr int kRows = 4'000; // of each metric; half of them at times that both have
    const QString csv = m_folder.filePath(u"merge.csv"_s);
    const QString before = m_folder.filePath(u"before.tidemark"_s);
    for (const bool isOld : {true, false}) {
        const int first = isOld ? 0 : kRows / 2;
        writeRows(csv, isOld ? "old" : "load", first, first + kRows);
        for (const QString &kind : {u"records"_s, u"samples"_s})
            QCOMPARE(
                runTidemark({u"import"_s, csv, u"--as"_s, kind, u"--store"_s, before}).exitCode, 0);
    }
    const auto merging = [](const QString &store) {
        return startTidemark({u"definitions"_s, u"merge"_s, u"old"_s, u"load"_s, u"--yes"_s,
                              u"--conflicts"_s, u"replace"_s, u"--store"_s, store});
    };
    const QString after = m_folder.filePath(u"after.tidemark"_s);
    QVERIFY(QFile::copy(before, after));
    QElapsedTimer timer;
    timer.start();
    const auto whole = merging(after);
    QVERIFY(whole->waitForFinished());
    const qint64 whole_ms = timer.elapsed();
    QCOMPARE(whole->exitCode(), 0);
    const QStringList oldBefore = valuesOf(u"old"_s, before);
    const QStringList loadBefore = valuesOf(u"load"_s, before);
    const QStringList loadAfter = valuesOf(u"load"_s, after);
    QCOMPARE(oldBefore.size(), 2 * kRows);
    QCOMPARE(loadBefore.size(), 2 * kRows);
    QCOMPARE(loadAfter.size(), 3 * kRows);
    QVERIFY(valuesOf(u"old"_s, after).isEmpty());

    const int rounds = std::min(m_rounds, 40); // each asks for all values of both metrics
    int merged = 0;
    int killed = 0;
    for (int round = 0; round < rounds; ++round) {
        const QString store = m_folder.filePath(u"merge%1.tidemark"_s.arg(round));
        QVERIFY(QFile::copy(before, store));
        const auto process = merging(store);
        QVERIFY(process->waitForStarted());
        // Never so late that it has surely ended, so that most are killed at work.
        (void)process->waitForFinished(
            static_cast<int>(m_random() % static_cast<quint64>(whole_ms + 1)));
        if (process->state() != QProcess::NotRunning) {
            process->kill();
            QVERIFY(process->waitForFinished());
            ++killed;
        } else {
            QCOMPARE(process->exitCode(), 0);
        }
        QVERIFY2(isSound(store), qPrintable(store));
        const QStringList old = valuesOf(u"old"_s, store);
        QVERIFY(old.isEmpty() || old == oldBefore);
        QVERIFY(valuesOf(u"load"_s, store) == (old.isEmpty() ? loadAfter : loadBefore));
        merged += old.isEmpty() ? 1 : 0;
        QVERIFY(QFile::remove(store));
    }
    qInfo("%d of %d merges were killed, %d are whole, the others left nothing", killed, rounds,
          merged);
    QVERIFY(killed > 0);
}

} // namespace

TIDEMARK_TEST(KillTest)
#include "kill_test.moc"
