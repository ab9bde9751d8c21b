// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/aggregate_reader.h"
#include "model/ports/change_journal.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/ports/store_admin.h"
#include "model/store/backup.h"
#include "model/store/migrations.h"
#include "tests/model/store/damage_fixture.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QTest>
#include <QtEndian>

#include <cmath>
#include <limits>
#include <optional>
#include <random>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

constexpr int kFlips = 100;
constexpr int kTruncations = 20;
constexpr int kRows = 1500;
constexpr qint64 kHang_ms = 20'000;

/// Damaged, foreign and newer files (hardening test R6): nothing crashes or hangs, the
/// sentence names the file and what to do, and what was found damaged is never written.
class DamageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { failOnUnexpectedWarnings(); }
    void survivesFlippedBits();
    void survivesFlippedBitsOfTheHeader();
    void survivesTruncation();
    void refusesWhatIsNoStore_data();
    void refusesWhatIsNoStore();
    void namesBothVersionsOfANewerStore_data();
    void namesBothVersionsOfANewerStore();
    void refusesAVersionThatTheTablesAreNotOf_data();
    void refusesAVersionThatTheTablesAreNotOf();
    void refusesWritingOnceReadingFoundDamage();
    void refusesTheFirstWriteToADamagedStore();
    void isNotBackedUp();
    void refusesWritingOnceACheckFoundDamage();

private:
    /// Opens the file as people would and reads all of it; checks what must hold for any file.
    void inspect(const QString &path, const QString &what);
    /// The error of the first reading that fails.
    [[nodiscard]] static std::optional<Error> readAll(const DataPorts &ports);
    void report(const QString &what) const;
    void checkSentence(const QString &sentence, const QString &path, const QString &what);

    QTemporaryDir m_folder;
    QByteArray m_sound; // a closed store
    std::mt19937_64 m_random;
    int m_refused = 0;
    int m_readOnly = 0;
    int m_foundByReading = 0;
    int m_foundByCheck = 0;
    int m_unnoticed = 0;
};

void DamageTest::initTestCase()
{
    const auto seed = qEnvironmentVariable("TIDEMARK_TEST_SEED", u"20260303"_s).toULongLong();
    qInfo("seed %llu", seed);
    m_random.seed(seed);
    const QString path = m_folder.filePath(u"sound.tidemark"_s);
    {
        const auto store = openStore(path);
        QVERIFY(store);
        std::vector<ImportRow> rows;
        for (int i = 0; i < kRows; ++i) {
            ImportRow row;
            row.metric = u"metric.%1"_s.arg(i % 7);
            row.value = 0.25 * i;
            row.start = row.end = Timestamp(std::int64_t(86'400'000'000'000) * i);
            row.tags = {{u"run"_s, QString::number(i)}};
            rows.push_back(row);
        }
        QVERIFY(answer((*store)->ports().records->importRows(std::make_shared<VectorSource>(rows),
                                                             {u"import"_s}, {}, {})));
    }
    m_sound = contentOf(path);
    QVERIFY(m_sound.size() > 100'000);
    QVERIFY(!QFileInfo::exists(path + "-wal"_L1));
}

std::optional<Error> DamageTest::readAll(const DataPorts &ports)
{
    const auto problem = [](const auto &result) {
        return result ? std::optional<Error>() : std::optional(result.error());
    };
    auto definitions = answer(ports.catalog->definitions());
    if (!definitions)
        return definitions.error();
    if (auto summaries = answer(ports.catalog->summaries(
            TimeWindow{Timestamp(0), Timestamp(std::int64_t(86'400'000'000'000) * kRows)}, 20));
        !summaries)
        return summaries.error();
    for (const Definition &definition : *definitions) {
        AggregateQuery query;
        query.selection.metrics = {definition.id};
        query.period = Period::Yearly;
        if (auto aggregate = answer(ports.aggregates->aggregate(query)); !aggregate)
            return aggregate.error();
        if (auto last = answer(ports.records->lastValues(definition.id, 5)); !last)
            return last.error();
    }
    auto page = answer(ports.records->page({}, SortOrder::Ascending, {}, kMaxPageRows));
    if (!page)
        return page.error();
    for (const Record &record : page->records) {
        if (!std::isfinite(record.value))
            return Error{ErrorCode::Internal, u"a value that is no number was shown"_s, {}};
    }
    SessionQuery sessions;
    sessions.includeEntries = true;
    if (auto found = problem(answer(ports.sessions->sessions(sessions, {}, kMaxPageRows))))
        return found;
    if (auto found = problem(answer(ports.journal->changes(100))))
        return found;
    return problem(answer(ports.admin->info()));
}

void DamageTest::checkSentence(const QString &sentence, const QString &path, const QString &what)
{
    const QString name = QFileInfo(path).completeBaseName();
    QVERIFY2(sentence.contains(name),
             qPrintable(what + ": does not name the file: "_L1 + sentence));
    QVERIFY2(sentence.count(u'.') > 1 || sentence.contains(u','),
             qPrintable(what + ": does not say what to do: "_L1 + sentence));
}

void DamageTest::inspect(const QString &path, const QString &what)
{
    const Evidence before = evidenceOf(path);
    QElapsedTimer sinceStart;
    sinceStart.start();
    {
        const auto store = openStore(path);
        if (!store) {
            ++m_refused;
            QVERIFY2(store.error().code != ErrorCode::Internal,
                     qPrintable(what + ": "_L1 + store.error().detail));
            checkSentence(store.error().message, path, what);
            QVERIFY2(evidenceOf(path) == before, qPrintable(what + ": refused, yet written"_L1));
            return;
        }
        const bool isReadOnly = !(*store)->readOnlyReason().isEmpty();
        const DataPorts ports = (*store)->ports();
        const std::optional<Error> found = readAll(ports);
        const auto checked = answer(ports.admin->check());
        if (isReadOnly) {
            ++m_readOnly;
            checkSentence((*store)->readOnlyReason(), path, what);
        } else if (found) {
            ++m_foundByReading;
            QVERIFY2(found->code == ErrorCode::Damaged,
                     qPrintable(what + ": "_L1 + found->message + found->detail));
            checkSentence(found->message, path, what);
            QVERIFY2(!(*store)->readOnlyReason().isEmpty(),
                     qPrintable(what + ": found damaged, yet open for writing"_L1));
        } else {
            ++(checked && !checked->isSound() ? m_foundByCheck : m_unnoticed);
        }
        const bool isDamaged = found || (checked && checked->isDamaged);
        if (isReadOnly || isDamaged) {
            const auto entered = answer(ports.records->enter({u"new"_s, {}, 1, Timestamp(1)}));
            QVERIFY2(!entered && entered.error().code == ErrorCode::ReadOnly, qPrintable(what));
        }
        QVERIFY2(evidenceOf(path) == before, qPrintable(what + ": written by reading"_L1));
    }
    QVERIFY2(evidenceOf(path) == before, qPrintable(what + ": written at the end"_L1));
    QVERIFY2(sinceStart.elapsed() < kHang_ms, qPrintable(what));
}

void DamageTest::report(const QString &what) const
{
    qInfo("%s: %d refused, %d read-only, %d found by reading, %d by a check, %d harmless or inside "
          "a value",
          qPrintable(what), m_refused, m_readOnly, m_foundByReading, m_foundByCheck, m_unnoticed);
}

void DamageTest::survivesFlippedBits()
{
    m_refused = m_readOnly = m_foundByReading = m_foundByCheck = m_unnoticed = 0;
    for (int i = 0; i < kFlips && !QTest::currentTestFailed(); ++i) {
        const auto bit = static_cast<qsizetype>(m_random() % (std::uint64_t(m_sound.size()) * 8));
        QByteArray content = m_sound;
        content[bit / 8] = static_cast<char>(content[bit / 8] ^ (1 << (bit % 8)));
        inspect(storeOf(m_folder, content, u"flipped"_s), u"bit %1"_s.arg(bit));
    }
    report(u"%1 flips"_s.arg(kFlips));
}

// The header says what the file is; each of its bits once would take long, each byte does not.
void DamageTest::survivesFlippedBitsOfTheHeader()
{
    m_refused = m_readOnly = m_foundByReading = m_foundByCheck = m_unnoticed = 0;
    for (qsizetype byte = 0; byte < 100 && !QTest::currentTestFailed(); ++byte) {
        const auto bit = static_cast<int>(m_random() % 8);
        QByteArray content = m_sound;
        content[byte] = static_cast<char>(content[byte] ^ (1 << bit));
        inspect(storeOf(m_folder, content, u"header"_s),
                u"header byte %1 bit %2"_s.arg(byte).arg(bit));
    }
    report(u"100 flips in the header"_s);
}

void DamageTest::survivesTruncation()
{
    m_refused = m_readOnly = m_foundByReading = m_foundByCheck = m_unnoticed = 0;
    for (int i = 0; i < kTruncations && !QTest::currentTestFailed(); ++i) {
        const auto size = static_cast<qsizetype>(m_random() % std::uint64_t(m_sound.size()));
        inspect(storeOf(m_folder, m_sound.left(size), u"truncated"_s),
                u"cut to %1 bytes"_s.arg(size));
    }
    report(u"%1 truncations"_s.arg(kTruncations));
    QCOMPARE(m_foundByCheck, 0);
    QCOMPARE(m_unnoticed, 0);
}

void DamageTest::refusesWhatIsNoStore_data()
{
    QTest::addColumn<QByteArray>("content");
    QByteArray garbage(50'000, Qt::Uninitialized);
    for (char &c : garbage)
        c = static_cast<char>(m_random());
    QTest::newRow("garbage") << garbage;
    QTest::newRow("garbage behind a good header") << QByteArray(m_sound.left(100) + garbage);
    QTest::newRow("zeros") << QByteArray(8192, '\0');
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("one byte") << QByteArray("S");
    QTest::newRow("text") << QByteArray("time,metric,value\n2026-01-01,a,1\n");
    QByteArray foreign = m_sound;
    foreign.replace(68, 4, QByteArray(4, '\0')); // the application id, SQLite file format 1.3
    QTest::newRow("another program's database") << foreign;
}

void DamageTest::refusesWhatIsNoStore()
{
    QFETCH(const QByteArray, content);
    const QString path = storeOf(m_folder, content, u"strange"_s);
    const Evidence before = evidenceOf(path);
    const auto store = openStore(path);
    QVERIFY(!store);
    QVERIFY(store.error().code == ErrorCode::Damaged ||
            store.error().code == ErrorCode::Unsupported);
    checkSentence(store.error().message, path, u"strange"_s);
    QVERIFY(evidenceOf(path) == before);
}

void DamageTest::namesBothVersionsOfANewerStore_data()
{
    QTest::addColumn<QString>("oldestReader");
    QTest::addColumn<bool>("canRead");
    QTest::newRow("unreadable for this version") << u"99"_s << false;
    QTest::newRow("readable for this version") << u"%1"_s.arg(store::kSchemaVersion) << true;
}

void DamageTest::namesBothVersionsOfANewerStore()
{
    QFETCH(const QString, oldestReader);
    QFETCH(const bool, canRead);
    const QString path = storeOf(m_folder, m_sound, u"newer"_s);
    {
        const auto connection = store::Connection::open({path, store::OpenMode::ReadWrite});
        QVERIFY(connection);
        QVERIFY(store::setStoreInfo(**connection, store::info_key::kOldestReader, oldestReader));
        QVERIFY((*connection)->execute(u"PRAGMA user_version = 99"_s, "test"_L1));
    }
    const Evidence before = evidenceOf(path);
    {
        const auto store = openStore(path);
        QCOMPARE(store.has_value(), canRead);
        const QString sentence = store ? (*store)->readOnlyReason() : store.error().message;
        QVERIFY2(sentence.contains(u"99"_s), qPrintable(sentence));
        QVERIFY2(sentence.contains(QString::number(store::kSchemaVersion)), qPrintable(sentence));
        if (store) {
            const auto page =
                answer((*store)->ports().records->page({}, SortOrder::Ascending, {}, kMaxPageRows));
            QVERIFY(page);
            QCOMPARE(page->records.size(), std::size_t(kRows));
            const auto entered =
                answer((*store)->ports().records->enter({u"new"_s, {}, 1, Timestamp(1)}));
            QVERIFY(!entered);
            QCOMPARE(entered.error().code, ErrorCode::ReadOnly);
        } else {
            QCOMPARE(store.error().code, ErrorCode::NewerSchema);
        }
    }
    QVERIFY(evidenceOf(path) == before);
}

void DamageTest::refusesAVersionThatTheTablesAreNotOf_data()
{
    QTest::addColumn<int>("version");
    for (const int version : {std::numeric_limits<int>::min(), -1, 0, 1})
        QTest::addRow("%d", version) << version;
}

void DamageTest::refusesAVersionThatTheTablesAreNotOf()
{
    QFETCH(const int, version);
    QByteArray content = m_sound;
    qToBigEndian(version, content.data() + 60); // user_version, SQLite file format 1.3
    const QString path = storeOf(m_folder, content, u"misnumbered"_s);
    const Evidence before = evidenceOf(path);
    const auto store = openStore(path);
    QVERIFY(!store);
    QCOMPARE(store.error().code, ErrorCode::Damaged);
    checkSentence(store.error().message, path, u"misnumbered"_s);
    QVERIFY(evidenceOf(path) == before);
}

// Bytes over the pages of the records: nothing looks at them when the store is opened.
QByteArray withBrokenMiddle(QByteArray content)
{
    const qsizetype middle = content.size() / 2 / 4096 * 4096;
    return content.replace(middle, content.size() - middle,
                           QByteArray(content.size() - middle, '\x55'));
}

void DamageTest::refusesWritingOnceReadingFoundDamage()
{
    const QString path = storeOf(m_folder, withBrokenMiddle(m_sound), u"late"_s);
    const Evidence before = evidenceOf(path);
    {
        const auto store = openStore(path);
        QVERIFY(store);
        const DataPorts ports = (*store)->ports();
        const std::optional<Error> error = readAll(ports);
        QVERIFY(error);
        QCOMPARE(error->code, ErrorCode::Damaged);
        QVERIFY(!(*store)->readOnlyReason().isEmpty());
        const auto entered = answer(ports.records->enter({u"new"_s, {}, 1, Timestamp(1)}));
        QVERIFY(!entered);
        QCOMPARE(entered.error().code, ErrorCode::ReadOnly);
        QVERIFY(evidenceOf(path) == before);
    }
    QVERIFY(evidenceOf(path) == before); // closing writes nothing either
}

void DamageTest::refusesTheFirstWriteToADamagedStore()
{
    const QString path = storeOf(m_folder, withBrokenMiddle(m_sound), u"first"_s);
    const Evidence before = evidenceOf(path);
    {
        const auto store = openStore(path);
        QVERIFY(store);
        const DataPorts ports = (*store)->ports();
        const auto entered = answer(ports.records->enter({u"new"_s, {}, 1, Timestamp(1)}));
        QVERIFY(!entered);
        QCOMPARE(entered.error().code, ErrorCode::ReadOnly);
        checkSentence(entered.error().message, path, u"first"_s);
        QCOMPARE((*store)->readOnlyReason(), entered.error().message);
    }
    QVERIFY(evidenceOf(path) == before);
}

// It would push a backup out that was made while the store was sound.
void DamageTest::isNotBackedUp()
{
    const QString path = storeOf(m_folder, withBrokenMiddle(m_sound), u"backup"_s);
    const auto store = openStore(path);
    QVERIFY(store);
    const auto made = answer((*store)->makeDailyBackup());
    QVERIFY(!made);
    QCOMPARE(made.error().code, ErrorCode::Damaged);
    QVERIFY(!(*store)->readOnlyReason().isEmpty());
    QVERIFY(!QFile::exists(store::dailyBackupPath(path, QDate::currentDate())));
}

void DamageTest::refusesWritingOnceACheckFoundDamage()
{
    const QString path = storeOf(m_folder, withBrokenMiddle(m_sound), u"checked"_s);
    const Evidence before = evidenceOf(path);
    const auto store = openStore(path);
    QVERIFY(store);
    const DataPorts ports = (*store)->ports();
    const auto report = answer(ports.admin->check());
    QVERIFY(report);
    QVERIFY(!report->isSound());
    QVERIFY(!(*store)->readOnlyReason().isEmpty());
    const auto entered = answer(ports.records->enter({u"new"_s, {}, 1, Timestamp(1)}));
    QVERIFY(!entered);
    QCOMPARE(entered.error().code, ErrorCode::ReadOnly);
    QVERIFY(evidenceOf(path) == before);
}

} // namespace

TIDEMARK_TEST(DamageTest)
#include "damage_test.moc"
