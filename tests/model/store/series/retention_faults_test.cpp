// SPDX-License-Identifier: GPL-3.0-or-later
// Removing samples for their age on a full disk, killed at any moment, and beside another process
// that writes: what is too old goes, what is not stays, and the store is sound.
#include "model/store/series/sample_append.h"
#include "model/store/series/sample_retention.h"
#include "model/store/series/series_check.h"
#include "model/store/transaction.h"
#include "tests/model/store/series/retention_fixture.h"
#include "tests/model/store/test_disk.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QScopeGuard>

#include <chrono>
#include <csignal>
#include <random>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

using namespace tidemark;
using namespace tidemark::test;

namespace {

constexpr std::int64_t kStart = 1'700'000'000; // s
constexpr int kKills = 40;

/// As the writer's lane does it, a piece a transaction. False when a piece failed.
bool removeAged(const QString &path, SeriesId series, Timestamp now)
{
    auto connection = store::Connection::open({path, store::OpenMode::ReadWrite, 120'000});
    if (!connection)
        return false;
    const auto workspace = std::make_unique<store::ChunkWorkspace>();
    for (bool isDone = false; !isDone;) {
        auto transaction = store::Transaction::begin(**connection);
        if (!transaction)
            return false;
        const auto piece = store::retainPiece(**connection, series, now, *workspace);
        if (!piece || !transaction->commit())
            return false;
        isDone = piece->isDone;
    }
    return true;
}

class RetentionFaultsTest : public QObject, private RetentionFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void cleanup() { m_store.reset(); }
    void aFullDiskKeepsWhatCannotGo_data() { TestDisk::addRows(); }
    void aFullDiskKeepsWhatCannotGo();
    void killedAnywhereItIsAPieceFurtherOrNot();
    void anotherProcessWritesBeside();
    void aPieceIsSmall();

private:
    /// Values that take nine bytes each.
    void appendNoise(std::int64_t first, int count)
    {
        std::mt19937_64 random(static_cast<std::uint64_t>(first));
        std::vector<std::int64_t> times;
        std::vector<double> values;
        for (int i = 0; i < count; ++i) {
            times.push_back((first + i) * kSecond_ns);
            values.push_back(static_cast<double>(random()) * 1e-17);
        }
        append(std::move(times), std::move(values));
    }
    /// Of a file that no store has open.
    [[nodiscard]] std::int64_t firstOf(SeriesId id)
    {
        return number(u"SELECT first_ns FROM series WHERE id = %1"_s.arg(id.value())) / kSecond_ns;
    }
    [[nodiscard]] std::int64_t countOf(SeriesId id)
    {
        return number(u"SELECT samples FROM series WHERE id = %1"_s.arg(id.value()));
    }
    [[nodiscard]] std::int64_t faults() const
    {
        auto connection = store::Connection::open({m_path, store::OpenMode::ReadWrite});
        const auto workspace = std::make_unique<store::ChunkWorkspace>();
        return store::checkSeries(**connection, *workspace)->faultCount;
    }
};

void RetentionFaultsTest::aFullDiskKeepsWhatCannotGo()
{
    QFETCH(const bool, isMounted);
    TestDisk disk(isMounted);
    if (!disk.isThere())
        QSKIP("a small file system cannot be mounted here");
    const auto close = qScopeGuard([this] { m_store.reset(); }); // before its disk goes
    openAt(disk.filePath(u"full.tidemark"_s), second(kStart), true);
    QVERIFY(answer(m_ports.catalog->create({u"load"_s})));
    keep(kHour);
    const SeriesId id = series();
    std::int64_t told = 0;
    for (bool fits = true; fits; told += fits ? 5'000 : 0) {
        SampleBatch batch{id, {}, {}};
        std::mt19937_64 random(static_cast<std::uint64_t>(told));
        for (int i = 0; i < 5'000; ++i) {
            batch.times.push_back((kStart + told + i) * kSecond_ns);
            batch.values.push_back(static_cast<double>(random()) * 1e-17);
        }
        fits = answer(m_ports.series->append({batch})).has_value();
    }
    QVERIFY(told > 50'000);
    const Timestamp now = second(kStart + told);
    m_clock.set(now);
    const auto tried = answer(m_ports.series->applyRetention());
    if (!tried)
        QCOMPARE(tried.error().code, ErrorCode::DiskFull);
    const Bits left = bits(id);
    QVERIFY(left.size() >= 3'600);
    QCOMPARE(left.rbegin()->first, (kStart + told - 1) * kSecond_ns);
    QCOMPARE(left.rbegin()->first - left.begin()->first,
             static_cast<std::int64_t>(left.size() - 1) * kSecond_ns); // none from the middle
    QVERIFY(m_store->readOnlyReason().isEmpty());
    // The log grows with each piece and is emptied when the store is closed.
    disk.freeSpace();
    constexpr int kMostRounds = 10;
    for (int round = 0; round < kMostRounds; ++round) {
        reopen(now, true);
        const auto done = answer(m_ports.series->applyRetention());
        if (done)
            break;
        QCOMPARE(done.error().code, ErrorCode::DiskFull);
    }
    QCOMPARE(bits(id).size(), 3'600U);
    QVERIFY(isSound());
}

void RetentionFaultsTest::killedAnywhereItIsAPieceFurtherOrNot()
{
    constexpr int kCount = 500'000;
    openNew(second(kStart), true);
    QVERIFY(answer(m_ports.catalog->create({u"load"_s})));
    appendNoise(kStart, kCount);
    keep(kHour);
    const SeriesId id = series();
    m_store.reset();
    const Timestamp now = second(kStart + kCount);
    std::mt19937_64 random(7);
    int killed = 0;
    for (int kill = 0; kill < kKills; ++kill) {
        const std::int64_t before = firstOf(id);
        const pid_t child = ::fork();
        if (child == 0)
            ::_exit(removeAged(m_path, id, now) ? 0 : 1);
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 12'000));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        killed += WIFSIGNALED(status) ? 1 : 0;
        QVERIFY(firstOf(id) >= before);
        QCOMPARE(countOf(id), kStart + kCount - firstOf(id)); // no more and no less
        QVERIFY(firstOf(id) <= kStart + kCount - 3'600);
        QCOMPARE(faults(), 0);
    }
    QVERIFY2(killed > 0, "no process was killed at work");
    QVERIFY(removeAged(m_path, id, now));
    QCOMPARE(firstOf(id), kStart + kCount - 3'600);
    QCOMPARE(countOf(id), 3'600);
    QCOMPARE(faults(), 0);
}

void RetentionFaultsTest::anotherProcessWritesBeside()
{
    constexpr int kCount = 200'000;
    constexpr int kMore = 4'000;
    openNew(second(kStart), true);
    QVERIFY(answer(m_ports.catalog->create({u"load"_s})));
    appendNoise(kStart, kCount);
    keep(kHour);
    const SeriesId id = series();
    m_store.reset();
    const pid_t child = ::fork();
    if (child == 0) {
        auto connection = store::Connection::open({m_path, store::OpenMode::ReadWrite});
        const auto workspace = std::make_unique<store::ChunkWorkspace>();
        for (int i = 0; connection && i < kMore; i += 20) {
            SampleBatch batch{id, {}, {}};
            for (int k = i; k < i + 20; ++k) {
                batch.times.push_back((kStart + kCount + k) * kSecond_ns);
                batch.values.push_back(k);
            }
            auto transaction = store::Transaction::begin(**connection);
            if (!transaction || !store::appendSamples(**connection, batch, *workspace) ||
                !transaction->commit())
                ::_exit(2);
        }
        ::_exit(connection ? 0 : 3);
    }
    const Timestamp now = second(kStart + kCount);
    QVERIFY(removeAged(m_path, id, now));
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 0);
    QCOMPARE(firstOf(id), kStart + kCount - 3'600);
    QCOMPARE(countOf(id), 3'600 + kMore);
    QCOMPARE(faults(), 0);
}

// Who writes beside waits for one piece at most.
void RetentionFaultsTest::aPieceIsSmall()
{
    constexpr int kCount = 500'000;
    constexpr std::int64_t kMostOfPiece = 5 * 8'192;
    openNew(second(kStart), true);
    QVERIFY(answer(m_ports.catalog->create({u"load"_s})));
    appendNoise(kStart, kCount);
    keep(kHour);
    const SeriesId id = series();
    m_store.reset();
    auto connection = store::Connection::open({m_path, store::OpenMode::ReadWrite});
    const auto workspace = std::make_unique<store::ChunkWorkspace>();
    int pieces = 0;
    for (bool isDone = false; !isDone; ++pieces) {
        auto transaction = store::Transaction::begin(**connection);
        QVERIFY(transaction);
        QElapsedTimer timer;
        timer.start();
        const auto piece =
            store::retainPiece(**connection, id, second(kStart + kCount), *workspace);
        QVERIFY(piece);
        QVERIFY(transaction->commit());
        qInfo("%lld samples in %.1f ms", static_cast<long long>(piece->removed),
              static_cast<double>(timer.nsecsElapsed()) / 1e6);
        QVERIFY(piece->removed > 0 && piece->removed <= kMostOfPiece);
        isDone = piece->isDone;
    }
    QVERIFY(pieces >= 12);
    QCOMPARE(countOf(id), 3'600);
}

} // namespace

TIDEMARK_TEST(RetentionFaultsTest)
#include "retention_faults_test.moc"
