// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/record_store.h"
#include "tests/model/store/damage_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

const std::vector<double> kInFile{0, 1.5, 3};
const std::vector<double> kInFileAndLog{0, 1.5, 3, 4.5, 6, 7.5};

/// A store as a killed program leaves it: three values in the file, three more in its log.
QString killedStore(const QString &name, const QTemporaryDir &folder)
{
    const QString live = folder.filePath(u"live.tidemark"_s);
    const QString path = folder.filePath(name + ".tidemark"_L1);
    for (const QLatin1StringView suffix : {""_L1, "-wal"_L1, "-shm"_L1}) {
        QFile::remove(live + suffix);
        QFile::remove(path + suffix);
    }
    const auto enter = [](const StorePointer &store, int from) {
        for (int i = from; i < from + 3; ++i) {
            if (!answer(store->ports().records->enter({u"m"_s, {}, 1.5 * i, Timestamp(i)})))
                qFatal("a value could not be entered");
        }
    };
    enter(*openStore(live), 0);
    const auto store = openStore(live);
    enter(*store, 3);
    for (const QLatin1StringView suffix : {""_L1, "-wal"_L1})
        QFile::copy(live + suffix, path + suffix); // nothing writes meanwhile
    return path;
}

/// The values by time; none when the store does not open.
std::vector<double> valuesOf(const QString &path)
{
    const auto store = openStore(path);
    if (!store)
        return {};
    const auto page =
        answer((*store)->ports().records->page({}, SortOrder::Ascending, {}, kMaxPageRows));
    std::vector<double> values;
    if (page) {
        for (const Record &record : page->records)
            values.push_back(record.value);
    }
    return values;
}

/// What lies beside a store that was not closed (hardening test R7): its log missing, broken or
/// another store's, its shared memory file garbage. Only whole states are seen, never a mix.
class StoreLogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { failOnUnexpectedWarnings(); }
    void opensWithItsLog();
    void opensWithoutItsLogAsItWasBefore();
    void opensWithABrokenLog_data();
    void opensWithABrokenLog();
    void endsALogAtItsFirstFlippedBit();
    void refusesTheLogOfAnotherStore();
    void ignoresGarbageInTheSharedMemoryFile();

private:
    QTemporaryDir m_folder;
    std::mt19937_64 m_random;
};

void StoreLogTest::initTestCase()
{
    const auto seed = qEnvironmentVariable("TIDEMARK_TEST_SEED", u"20260304"_s).toULongLong();
    qInfo("seed %llu", seed);
    m_random.seed(seed);
}

void StoreLogTest::opensWithItsLog()
{
    const QString path = killedStore(u"killed"_s, m_folder);
    QCOMPARE(valuesOf(path), kInFileAndLog);
}

void StoreLogTest::opensWithoutItsLogAsItWasBefore()
{
    const QString path = killedStore(u"nolog"_s, m_folder);
    QVERIFY(QFile::remove(path + "-wal"_L1));
    QCOMPARE(valuesOf(path), kInFile);
}

void StoreLogTest::opensWithABrokenLog_data()
{
    QTest::addColumn<QByteArray>("log");
    QTest::newRow("garbage") << QByteArray(40'000, '\x5a');
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("short") << QByteArray("x");
}

void StoreLogTest::opensWithABrokenLog()
{
    QFETCH(const QByteArray, log);
    const QString path = killedStore(u"badlog"_s, m_folder);
    writeFile(path + "-wal"_L1, log);
    QCOMPARE(valuesOf(path), kInFile);
}

// A flipped bit ends the log at the last change before it.
void StoreLogTest::endsALogAtItsFirstFlippedBit()
{
    const QString source = killedStore(u"flippedlog"_s, m_folder);
    const QByteArray store = contentOf(source);
    const QByteArray log = contentOf(source + "-wal"_L1);
    for (int i = 0; i < 30 && !QTest::currentTestFailed(); ++i) {
        const auto bit = static_cast<qsizetype>(m_random() % (std::uint64_t(log.size()) * 8));
        const QString path = storeOf(m_folder, store, u"flippedlog"_s);
        QByteArray broken = log;
        broken[bit / 8] = static_cast<char>(broken[bit / 8] ^ (1 << (bit % 8)));
        writeFile(path + "-wal"_L1, broken);
        const std::vector<double> values = valuesOf(path);
        QVERIFY2(values.size() >= kInFile.size() &&
                     std::equal(values.begin(), values.end(), kInFileAndLog.begin()),
                 qPrintable(u"log bit %1: %2 values"_s.arg(bit).arg(values.size())));
    }
}

void StoreLogTest::refusesTheLogOfAnotherStore()
{
    const QString other = killedStore(u"other"_s, m_folder);
    const QString path = killedStore(u"mine"_s, m_folder);
    QVERIFY(QFile::remove(path + "-wal"_L1));
    QVERIFY(QFile::copy(other + "-wal"_L1, path + "-wal"_L1));
    const Evidence before = evidenceOf(path);
    {
        const auto store = openStore(path);
        QVERIFY(!store);
        QCOMPARE(store.error().code, ErrorCode::Damaged);
        QVERIFY2(store.error().message.contains(u"mine.tidemark-wal"_s) &&
                     store.error().message.contains(u"Move it away"_s),
                 qPrintable(store.error().message));
    }
    QVERIFY(evidenceOf(path) == before);
    QVERIFY(QFile::remove(path + "-wal"_L1)); // as the sentence says
    QCOMPARE(valuesOf(path), kInFile);
}

void StoreLogTest::ignoresGarbageInTheSharedMemoryFile()
{
    const QString path = killedStore(u"badshm"_s, m_folder);
    QByteArray garbage(32'768, Qt::Uninitialized);
    for (char &c : garbage)
        c = static_cast<char>(m_random());
    writeFile(path + "-shm"_L1, garbage);
    QCOMPARE(valuesOf(path), kInFileAndLog);
    const QString closed = m_folder.filePath(u"live.tidemark"_s); // closed properly by now
    writeFile(closed + "-shm"_L1, garbage);
    QCOMPARE(valuesOf(closed), kInFileAndLog);
}

} // namespace

TIDEMARK_TEST(StoreLogTest)
#include "store_log_test.moc"
