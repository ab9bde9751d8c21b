// SPDX-License-Identifier: GPL-3.0-or-later
// Processes that write samples, killed at any moment or beside each other: every sample that they
// were told is there is there, once, and the store is sound.
#include "model/store/series/sample_append.h"
#include "model/store/series/series_check.h"
#include "tests/model/store/series/series_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <array>
#include <atomic>
#include <csignal>
#include <random>
#include <thread>

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kKills = 200;
constexpr store::SeriesLayout kLayout{64, 8};

std::int64_t timeOf(std::int64_t i)
{
    return i * 1'000'003 + i % 5;
}
double valueOf(std::int64_t i)
{
    return static_cast<double>(i % 1'999) / 4;
}

/// How many samples the child was told are stored; it outlives the child.
class Told
{
public:
    Told()
        : m_page(::mmap(nullptr, sizeof(std::atomic<std::int64_t>), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0))
        , m_count(new (m_page) std::atomic<std::int64_t>(0))
    {}
    ~Told() { ::munmap(m_page, sizeof(std::atomic<std::int64_t>)); }
    Told(const Told &) = delete;
    Told &operator=(const Told &) = delete;
    std::atomic<std::int64_t> &count() { return *m_count; }

private:
    void *m_page;
    std::atomic<std::int64_t> *m_count;
};

/// Appends batches of any size, with some earlier samples once more, until it is killed.
[[noreturn]] void writeForever(const QString &path, SeriesId series, std::uint64_t seed,
                               std::atomic<std::int64_t> &told)
{
    std::mt19937_64 random(seed);
    auto connection = store::Connection::open({path, store::OpenMode::ReadWrite});
    if (!connection)
        ::_exit(2);
    const auto workspace = std::make_unique<store::ChunkWorkspace>();
    for (std::int64_t next = told;;) {
        SampleBatch batch{series, {}, {}};
        const auto put = [&](std::int64_t i) {
            batch.times.push_back(timeOf(i));
            batch.values.push_back(valueOf(i));
        };
        const auto size = static_cast<std::int64_t>(1 + random() % (random() % 3 == 0 ? 300 : 20));
        for (int again = random() % 3 == 0 && next > 0 ? 4 : 0; again > 0; --again)
            put(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(next)));
        for (std::int64_t i = 0; i < size; ++i)
            put(next + i);
        auto transaction = store::Transaction::begin(**connection);
        if (!transaction || !store::appendSamples(**connection, batch, *workspace, kLayout) ||
            !transaction->commit())
            ::_exit(2);
        next += size;
        told = next;
    }
}

/// Appends every second sample from `first` on, some at a time, and ends; 0 when all are stored.
[[nodiscard]] int writeEverySecond(const QString &path, SeriesId series, std::int64_t first,
                                   std::int64_t end)
{
    std::mt19937_64 random(static_cast<std::uint64_t>(first));
    // Whoever writes without a pause leaves the lock for an instant only.
    auto connection = store::Connection::open({path, store::OpenMode::ReadWrite, 120'000});
    if (!connection)
        return 2;
    const auto workspace = std::make_unique<store::ChunkWorkspace>();
    while (first < end) {
        SampleBatch batch{series, {}, {}};
        for (std::uint64_t size = 1 + random() % 40; size > 0 && first < end; --size, first += 2) {
            batch.times.push_back(timeOf(first));
            batch.values.push_back(valueOf(first));
        }
        auto transaction = store::Transaction::begin(**connection);
        if (!transaction || !store::appendSamples(**connection, batch, *workspace, kLayout) ||
            !transaction->commit())
            return 3;
    }
    return 0;
}

class SeriesKillTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void nothingThatWasToldIsLost();
    void twoProcessesWriteOneSeries();
};

void SeriesKillTest::nothingThatWasToldIsLost()
{
    SeriesBench bench;
    const SeriesId series = bench.makeSeries();
    Told told;
    std::mt19937_64 random(9);
    for (int kill = 0; kill < kKills; ++kill) {
        const std::int64_t before = told.count();
        const pid_t child = ::fork();
        if (child == 0)
            writeForever(bench.path(), series, random(), told.count());
        (void)random();
        while (told.count() == before)
            std::this_thread::sleep_for(std::chrono::microseconds(200));
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 15'000));
        QCOMPARE(::kill(child, SIGKILL), 0);
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status));

        const std::vector<Sample> samples = bench.samples(series);
        const auto count = static_cast<std::int64_t>(samples.size());
        QVERIFY2(count >= told.count(), qPrintable(u"%1 of %2"_s.arg(count).arg(told.count())));
        for (std::int64_t i = 0; i < count; ++i) {
            const Sample &sample = samples[static_cast<std::size_t>(i)];
            QVERIFY(sample.at.posixNs() == timeOf(i) && sample.value == valueOf(i));
        }
        QCOMPARE(bench.row(series).samples, count);
        const auto workspace = std::make_unique<store::ChunkWorkspace>();
        QCOMPARE(SeriesBench::must(store::checkSeries(bench.connection(), *workspace)).faultCount,
                 0);
        told.count() = count; // what was written and not told stays
    }
    QVERIFY(bench.row(series).rung.has_value());
    QVERIFY(SeriesBench::must(bench.connection().scalar(u"PRAGMA integrity_check"_s, "check"_L1))
                .toString() == u"ok"_s);
}

// Neither knows of the other: what one lays down is late for the other, and is merged.
void SeriesKillTest::twoProcessesWriteOneSeries()
{
    constexpr std::int64_t kSamples = 20'000;
    SeriesBench bench;
    const SeriesId series = bench.makeSeries();
    std::array<pid_t, 2> children{};
    for (std::size_t i = 0; i < children.size(); ++i) {
        children[i] = ::fork();
        if (children[i] == 0)
            ::_exit(writeEverySecond(bench.path(), series, static_cast<std::int64_t>(i), kSamples));
    }
    for (const pid_t child : children) {
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
    }
    const std::vector<Sample> samples = bench.samples(series);
    QCOMPARE(samples.size(), static_cast<std::size_t>(kSamples));
    for (std::int64_t i = 0; i < kSamples; ++i) {
        const Sample &sample = samples[static_cast<std::size_t>(i)];
        QVERIFY(sample.at.posixNs() == timeOf(i) && sample.value == valueOf(i));
    }
    QCOMPARE(bench.row(series).samples, kSamples);
    QCOMPARE(bench.checked().faultCount, 0);
}

} // namespace

TIDEMARK_TEST(SeriesKillTest)
#include "series_kill_test.moc"
