// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/program.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>
#include <vector>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

namespace {

/// Two programs write one store while a third reads it: each waits for the other's lock, nothing
/// is lost, and nobody is told that the store is locked (hardening test R8).
class ProcessesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void twoWritersAndAReaderShareAStore();

private:
    [[nodiscard]] QStringList withStore(QStringList arguments) const
    {
        return arguments << u"--store"_s << m_folder.filePath(u"shared.tidemark"_s);
    }
    [[nodiscard]] QJsonArray recordsOf(const QString &metric, ProgramResult &result) const
    {
        result = runTidemark(withStore({u"query"_s, metric, u"--format"_s, u"json"_s}));
        return QJsonDocument::fromJson(result.out).array();
    }

    QTemporaryDir m_folder;
};

std::unique_ptr<QProcess> startWriter(const QStringList &arguments, int values)
{
    auto process = startTidemark(arguments);
    for (int i = 0; i < values; ++i)
        process->write(QByteArray::number(i) + '\n');
    process->closeWriteChannel();
    return process;
}

void ProcessesTest::twoWritersAndAReaderShareAStore()
{
    // 10,000 each is the whole test; it waits for the disk 20,000 times.
    const int values = qEnvironmentVariableIsSet("TIDEMARK_SOAK") ? 10'000 : 1'000;
    constexpr int kPatience_ms = 300'000;
    QVERIFY(m_folder.isValid());
    QCOMPARE(runTidemark(withStore({u"add"_s, u"first"_s, u"7"_s})).exitCode, 0);

    const QStringList names{u"a"_s, u"b"_s};
    std::vector<std::unique_ptr<QProcess>> writers;
    for (const QString &name : names)
        writers.push_back(
            startWriter(withStore({u"add"_s, name, u"-"_s, u"--keep-both"_s}), values));
    const auto isWriting = [&writers] {
        return std::any_of(writers.begin(), writers.end(), [](const auto &writer) {
            return !writer->waitForFinished(0) && writer->state() != QProcess::NotRunning;
        });
    };
    qsizetype seen = 0;
    int reads = 0;
    for (; isWriting(); ++reads) { // what was seen once stays
        ProgramResult result;
        const qsizetype now = recordsOf(u"a"_s, result).size();
        QVERIFY2(result.exitCode == 0 || (result.exitCode == 4 && seen == 0),
                 result.err.constData()); // 4: the metric is not there yet
        QVERIFY2(now >= seen, qPrintable(u"%1 after %2"_s.arg(now).arg(seen)));
        seen = now;
    }
    qInfo("%d values from each of two programs, read %d times meanwhile", values, reads);
    QVERIFY(reads > 0);

    for (std::size_t i = 0; i < writers.size(); ++i) {
        QVERIFY(writers[i]->state() == QProcess::NotRunning ||
                writers[i]->waitForFinished(kPatience_ms));
        QVERIFY2(writers[i]->exitCode() == 0, writers[i]->readAllStandardError().constData());
        QList<QByteArray> told = writers[i]->readAllStandardOutput().split('\n');
        QVERIFY(told.takeLast().isEmpty());
        QCOMPARE(told.size(), values);
        ProgramResult result;
        const QJsonArray records = recordsOf(names[static_cast<qsizetype>(i)], result);
        QSet<QString> uids;
        double sum = 0;
        for (const QJsonValue record : records) {
            uids.insert(record[u"session"].toString());
            sum += record[u"value"].toDouble();
        }
        QCOMPARE(records.size(), values);
        for (const QByteArray &uid : std::as_const(told))
            QVERIFY2(uids.contains(QString::fromUtf8(uid)), uid.constData());
        QCOMPARE(sum, values * (values - 1) / 2.0);
    }
    QCOMPARE(runTidemark(withStore({u"check"_s})).exitCode, 0);
}

} // namespace

TIDEMARK_TEST(ProcessesTest)
#include "processes_test.moc"
