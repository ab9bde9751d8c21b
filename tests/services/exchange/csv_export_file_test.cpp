// SPDX-License-Identifier: GPL-3.0-or-later
// The file of an export: the old one or the whole new one, whatever comes between.
#include "tests/services/exchange/exporting_store.h"
#include "tests/services/exchange/sample_records.h"
#include "tests/support/files.h"
#include "tests/support/test_registry.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <random>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class CsvExportFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_folder.reset(); }

    void describesItselfBesideTheFile();
    void refusesToReplaceAFileUnlessTold();
    void leavesTheOldFileWhenStoppedAnywhere();
    void leavesTheOldFileWhenTheDiskIsFull();
    void reportsAFullDevice();
    void survivesBeingKilledAnywhere();

private:
    /// Another process that exports to the target in this way.
    void startChild(QProcess &child, const QString &way) const
    {
        child.start(QCoreApplication::applicationDirPath() + u"/exchange_export_child"_s,
                    {m_target, way});
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_target;
    std::unique_ptr<ExportingStore> m_store;
};

void CsvExportFileTest::init()
{
    failOnUnexpectedWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    m_target = m_folder->filePath(u"out.csv"_s);
    m_store = std::make_unique<ExportingStore>();
}

void CsvExportFileTest::describesItselfBesideTheFile()
{
    fillWithReadings(m_store->memory, 3);
    ExportOptions options;
    options.describe = DescribeForm::Sidecar;
    ExportRequest request;
    request.source = u"my store"_s;
    request.selection.end = Timestamp::max();
    const auto done =
        m_store->exporter.writeFile(m_target, false, request, options, {}, {}).takeResult();
    QVERIFY(done);
    QCOMPARE(done->sidecarPath, QString(m_target + u".json"_s));
    const QJsonObject object = QJsonDocument::fromJson(contentOf(done->sidecarPath)).object();
    QCOMPARE(object.value(u"rows"_s).toInt(), 3);
    QCOMPARE(object.value(u"source"_s).toString(), u"my store"_s);
    QCOMPARE(object.value(u"content"_s).toString(), u"records"_s);
    QCOMPARE(object.value(u"zone"_s).toString(), u"UTC"_s);
    QCOMPARE(object.value(u"created"_s).toString(), u"1970-01-01T00:00:00Z"_s);
    QCOMPARE(object.value(u"range_end_excluded"_s).toString(), u"2262-04-11T23:47:16.854775807Z"_s);
    QVERIFY(object.value(u"formula_guard"_s).toBool());
}

void CsvExportFileTest::refusesToReplaceAFileUnlessTold()
{
    fillWithReadings(m_store->memory, 3);
    writeFile(m_target, "old");
    const auto refused = m_store->exporter.writeFile(m_target, false, {}, {}, {}, {}).takeResult();
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(contentOf(m_target), "old");
    QVERIFY(m_store->exporter.writeFile(m_target, true, {}, {}, {}, {}).takeResult());
    QCOMPARE(contentOf(m_target), m_store->text({}));
    const auto nowhere =
        m_store->exporter.writeFile(m_folder->filePath(u"no/out.csv"_s), true, {}, {}, {}, {})
            .takeResult();
    QVERIFY(!nowhere);
    QCOMPARE(nowhere.error().code, ErrorCode::NotFound);
}

void CsvExportFileTest::leavesTheOldFileWhenStoppedAnywhere()
{
    fillWithReadings(m_store->memory, 60'000);
    for (int stopAt = 0; stopAt < 6; ++stopAt) {
        writeFile(m_target, "old");
        std::stop_source stop;
        int page = 0;
        m_store->memory.beforePage = [&](int) {
            if (page++ == stopAt)
                stop.request_stop();
        };
        const auto stopped =
            m_store->exporter.writeFile(m_target, true, {}, {}, stop.get_token(), {}).takeResult();
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QCOMPARE(contentOf(m_target), "old");
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{u"out.csv"_s});
    }
}

void CsvExportFileTest::leavesTheOldFileWhenTheDiskIsFull()
{
    writeFile(m_target, "old");
    QProcess child;
    startChild(child, u"limited"_s);
    QVERIFY(child.waitForFinished(60'000));
    const QByteArray said = child.readAllStandardOutput();
    QVERIFY2(said.contains("failed: Could not write"), said.constData());
    QCOMPARE(contentOf(m_target), "old");
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{u"out.csv"_s});
}

void CsvExportFileTest::reportsAFullDevice()
{
    QFile full(u"/dev/full"_s);
    if (!full.open(QIODevice::WriteOnly))
        QSKIP("This system has no /dev/full.");
    fillWithReadings(m_store->memory, 3);
    const auto failed = m_store->exporter.writeTo(&full, {}, {}, {}, {}).takeResult();
    QVERIFY(!failed);
    full.unsetError();
    QVERIFY(failed.error().code == ErrorCode::Io || failed.error().code == ErrorCode::DiskFull);
}

void CsvExportFileTest::survivesBeingKilledAnywhere()
{
    writeFile(m_target, "old");
    QProcess child;
    startChild(child, u"once"_s);
    QVERIFY(child.waitForFinished(60'000));
    const QByteArray whole = contentOf(m_target);
    QVERIFY(whole.size() > 1'000'000);
    writeFile(m_target, "old");

    bool isGiven = false;
    const int given = qEnvironmentVariableIntValue("TIDEMARK_TEST_SEED", &isGiven);
    const unsigned seed = isGiven ? static_cast<unsigned>(given) : 20'260'301U;
    qInfo("seed %u", seed);
    std::mt19937 random(seed);
    int kept = 0;
    for (int round = 0; round < 50; ++round) {
        startChild(child, u"for ever"_s);
        QVERIFY(child.waitForReadyRead(60'000)); // it has begun
        (void)child.waitForFinished(static_cast<int>(random() % 250));
        child.kill();
        QVERIFY(child.waitForFinished(60'000));
        (void)child.readAllStandardOutput();
        const QByteArray found = contentOf(m_target);
        QVERIFY2(found == "old" || found == whole, qPrintable(u"round %1"_s.arg(round)));
        kept += found == "old" ? 1 : 0;
        writeFile(m_target, "old");
    }
    qInfo("50 kills: %d times the old file, else the new one", kept);
}

TIDEMARK_TEST(CsvExportFileTest)
#include "csv_export_file_test.moc"
