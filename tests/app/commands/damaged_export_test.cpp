// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/files.h"
#include "tests/support/program.h"
#include "tests/support/test_registry.h"

#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

namespace {

constexpr int kRows = 2500;
constexpr qsizetype kPage = 4096;

/// What a damaged store says that can be done with it: exporting what is readable.
class DamagedExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { failOnUnexpectedWarnings(); }
    void exportsWhatIsReadable_data();
    void exportsWhatIsReadable();

private:
    QTemporaryDir m_folder;
    QByteArray m_sound;
};

void DamagedExportTest::initTestCase()
{
    QByteArray csv = "time,metric,value\n";
    const QDateTime first(QDate(2020, 1, 1), QTime(0, 0), Qt::UTC);
    for (int i = 0; i < kRows; ++i)
        csv += first.addSecs(i * 3600LL).toString(Qt::ISODate).toUtf8() + ",m" +
               QByteArray::number(i % 3) + "," + QByteArray::number(i) + "\n";
    const QString source = m_folder.filePath(u"in.csv"_s);
    const QString store = m_folder.filePath(u"sound.tidemark"_s);
    writeFile(source, csv);
    QCOMPARE(runTidemark({u"import"_s, source, u"--store"_s, store}).exitCode, 0);
    m_sound = contentOf(store);
    QVERIFY(m_sound.size() > 50 * kPage);
}

void DamagedExportTest::exportsWhatIsReadable_data()
{
    QTest::addColumn<QString>("content");
    QTest::newRow("records") << u"records"_s;
    QTest::newRow("sessions") << u"sessions"_s;
}

// One page after another is overwritten; most of them are of rows or of an index.
void DamagedExportTest::exportsWhatIsReadable()
{
    QFETCH(const QString, content);
    const QString path = m_folder.filePath(u"damaged.tidemark"_s);
    const auto run = [&](const QStringList &more) {
        return runTidemark(QStringList{u"export"_s, content, u"--store"_s, path, u"--raw"_s} +
                           more);
    };
    writeFile(path, m_sound);
    const QByteArrayList whole = run({}).out.split('\n');
    const QSet<QByteArray> known(whole.begin(), whole.end());
    QCOMPARE(known.size(), kRows + 2); // header and what follows the last line
    int rescued = 0;
    const qsizetype step = m_sound.size() / kPage / 15;
    for (qsizetype page = 20; page < m_sound.size() / kPage && !QTest::currentTestFailed();
         page += std::max<qsizetype>(1, step)) {
        QByteArray damaged = m_sound;
        std::fill_n(damaged.begin() + page * kPage, kPage, '\xa5');
        writeFile(path, damaged);
        const ProgramResult plain = run({});
        if (plain.exitCode == 0)
            continue; // a page that this export does not read
        QVERIFY2(plain.err.contains("damaged"), plain.err.constData());
        const ProgramResult patched = run({u"--skip-damaged"_s});
        if (patched.exitCode == 1)
            continue; // what all rows need, such as the root of a table
        const QByteArray where = "page " + QByteArray::number(page) + ": " + patched.err;
        // Another way to the rows may pass the damage by; then nothing is missing.
        QVERIFY2(patched.exitCode == 3 || patched.out.count('\n') == kRows + 1, where.constData());
        QVERIFY2(patched.exitCode == 0 || patched.err.contains("left out"), where.constData());
        const QByteArrayList rows = patched.out.split('\n');
        for (const QByteArray &row : rows)
            QVERIFY2(known.contains(row), where.constData());
        QVERIFY2(rows.size() == QSet<QByteArray>(rows.begin(), rows.end()).size(),
                 where.constData());
        rescued += rows.size() > kRows / 2 ? 1 : 0; // others lost what every row needs
    }
    qInfo("%d damaged stores gave most of their %s", rescued, qPrintable(content));
    QVERIFY(rescued >= 3);
}

} // namespace

TIDEMARK_TEST(DamagedExportTest)
#include "damaged_export_test.moc"
