// SPDX-License-Identifier: GPL-3.0-or-later
// Four threads read a series while another one writes it, each with a connection of its own, all
// with one cache: what they see is always the state after some transaction. Without lanes and
// futures, so that the thread sanitizer sees all of it. TIDEMARK_SERIES_SECONDS: for how long.
#include "model/store/series/sample_append.h"
#include "tests/model/store/series/series_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <array>
#include <atomic>
#include <chrono>
#include <random>
#include <thread>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

constexpr store::SeriesLayout kLayout{256, 16};
constexpr std::int64_t kStep = 10'000'019; // ns from sample to sample
constexpr int kBatch = 50;                 // samples in one transaction
constexpr int kDefaultSeconds = 2;

/// What went wrong, said once.
class Trouble
{
public:
    void note(const QString &what)
    {
        const std::lock_guard lock(m_mutex);
        if (m_first.isEmpty())
            m_first = what;
    }
    [[nodiscard]] QString first() const
    {
        const std::lock_guard lock(m_mutex);
        return m_first;
    }

private:
    mutable std::mutex m_mutex;
    QString m_first;
};

double valueOf(std::int64_t i)
{
    return static_cast<double>(i % 1'009);
}

/// Appends batches, and now and then some earlier samples once more, until it is stopped.
std::int64_t writeUntil(store::Connection &connection, SeriesId series,
                        const std::atomic<bool> &isOver, Trouble &trouble)
{
    std::mt19937_64 random(4);
    const auto workspace = std::make_unique<store::ChunkWorkspace>();
    std::int64_t next = 0;
    do {
        SampleBatch batch{series, {}, {}};
        const auto put = [&](std::int64_t i) {
            batch.times.push_back(i * kStep);
            batch.values.push_back(valueOf(i));
        };
        for (int again = random() % 4 == 0 && next > 0 ? 5 : 0; again > 0; --again)
            put(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(next)));
        for (int i = 0; i < kBatch; ++i)
            put(next + i);
        auto transaction = store::Transaction::begin(connection);
        if (!transaction || !store::appendSamples(connection, batch, *workspace, kLayout) ||
            !transaction->commit()) {
            trouble.note(u"a batch could not be written"_s);
            return next;
        }
        next += kBatch;
    } while (!isOver);
    return next;
}

/// One question in one snapshot: the whole, two halves of it, and a page of samples agree.
void ask(store::Connection &connection, SeriesId series, store::SeriesCache &cache,
         std::mt19937_64 &random, std::uint64_t &last, Trouble &trouble)
{
    const auto snapshot = store::Transaction::beginRead(connection);
    const auto row = store::readSeriesRow(connection, series);
    if (!snapshot || !row)
        return trouble.note(u"no snapshot"_s);
    const store::BorrowedWorkspace workspace(cache);
    store::SeriesReader reader(connection, *row, cache, *workspace, {});
    const std::int64_t end = row->samples * kStep;
    const std::int64_t middle =
        end > 2 ? 1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(end - 2)) : 1;
    const auto parts = reader.buckets(
        std::vector<std::int64_t>{0, middle, std::max(end, middle + 1)}, Extremes::Inside);
    if (!parts)
        return trouble.note(parts.error().message);
    const std::uint64_t count = parts->at(0).count + parts->at(1).count;
    if (count != static_cast<std::uint64_t>(row->samples))
        return trouble.note(u"%1 samples of %2"_s.arg(count).arg(row->samples));
    if (count % kBatch != 0 || count < last)
        return trouble.note(u"%1 samples after %2"_s.arg(count).arg(last));
    last = count;
    const auto page = reader.samples({Timestamp(middle), Timestamp::max()}, 20);
    if (!page)
        return trouble.note(page.error().message);
    for (const Sample &sample : *page) {
        if (sample.value != valueOf(sample.at.posixNs() / kStep))
            return trouble.note(u"a sample with another value"_s);
    }
}

class SeriesThreadsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void readersSeeStatesBetweenTransactions();
};

void SeriesThreadsTest::readersSeeStatesBetweenTransactions()
{
    const QString wanted = qEnvironmentVariable("TIDEMARK_SERIES_SECONDS");
    const std::chrono::seconds time(wanted.isEmpty() ? kDefaultSeconds : wanted.toInt());
    SeriesBench bench;
    const SeriesId series = bench.makeSeries();
    store::SeriesCache cache;
    std::atomic<bool> isOver = false;
    std::atomic<std::int64_t> written = 0;
    std::atomic<std::int64_t> asked = 0;
    Trouble trouble;
    {
        std::vector<std::jthread> threads;
        threads.emplace_back([&] {
            auto connection =
                store::Connection::open({bench.path(), store::OpenMode::ReadWrite}).value();
            written = writeUntil(*connection, series, isOver, trouble);
        });
        for (std::uint64_t reader = 0; reader < 4; ++reader) {
            threads.emplace_back([&, reader] {
                auto connection =
                    store::Connection::open({bench.path(), store::OpenMode::ReadOnly}).value();
                std::mt19937_64 random(reader);
                std::uint64_t last = 0;
                do {
                    ask(*connection, series, cache, random, last, trouble);
                    ++asked;
                } while (!isOver);
            });
        }
        std::this_thread::sleep_for(time);
        isOver = true;
    }
    QVERIFY2(trouble.first().isEmpty(), qPrintable(trouble.first()));
    QVERIFY(written > 0);
    QVERIFY(asked > 0);
    qInfo("%lld samples written, %lld questions answered", static_cast<long long>(written),
          static_cast<long long>(asked));
    QCOMPARE(bench.row(series).samples, written.load());
    QCOMPARE(bench.checked().faultCount, 0);
}

} // namespace

TIDEMARK_TEST(SeriesThreadsTest)
#include "series_threads_test.moc"
