// SPDX-License-Identifier: GPL-3.0-or-later
// Aggregates 1,000,000 records of one metric by day: warm, after an upsert into a random day, and
// by plain SQL in the same run; then reads pages and summaries of the same store. Says how much
// faster the columns are, and fails when the answers differ. Usage: tidemark_bench_aggregate
// [records]
#include "model/store/aggregate_store.h"
#include "model/store/import_writer.h"
#include "model/store/record_page.h"
#include "model/store/summaries.h"
#include "tests/model/store/read_fixture.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>
#include <random>
#include <vector>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t kDay_ns = std::int64_t{86'400} * 1'000'000'000;
constexpr int kDays = 3653; // ten years
constexpr int kRuns = 21;
constexpr std::size_t kBatch = 5000;

/// Values at random times of ten years, in random order of arrival.
class RandomRows final : public RowSource
{
public:
    explicit RandomRows(std::int64_t count)
        : m_left(count)
    {}

    [[nodiscard]] Result<bool> next(std::vector<ImportRow> &rows) override
    {
        for (std::size_t i = 0; i < kBatch && m_left > 0; ++i, --m_left) {
            ImportRow row;
            row.metric = u"bench"_s;
            row.value = std::normal_distribution<double>(50, 20)(m_random);
            row.start = row.end = Timestamp(
                std::uniform_int_distribution<std::int64_t>(0, kDays * kDay_ns - 1)(m_random));
            row.isEntry = true;
            rows.push_back(row);
        }
        return m_left > 0;
    }

private:
    std::mt19937_64 m_random{20'250'101};
    std::int64_t m_left;
};

/// Times of one kind of run, in ms.
struct Times
{
    const char *name;
    std::vector<double> all_ms = {};

    template <class Work>
    void measure(Work work)
    {
        QElapsedTimer timer;
        timer.start();
        work();
        all_ms.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    [[nodiscard]] double median_ms()
    {
        std::sort(all_ms.begin(), all_ms.end());
        return all_ms[all_ms.size() / 2];
    }
    void print()
    {
        const double median = median_ms();
        std::printf("%-34s min %8.2f  median %8.2f  max %8.2f ms\n", name, all_ms.front(), median,
                    all_ms.back());
    }
};

std::vector<std::uint64_t> countsBySql(store::Connection &connection, MetricId metric)
{
    store::Statement statement = connection.prepare(
        "bench_group_by"_L1,
        u"SELECT s.end_ns / 86400000000000, count(*), sum(r.value), min(r.value), max(r.value) "_s
        u"FROM record r JOIN session s ON s.id = r.session_id "_s
        u"WHERE r.metric_id = ? GROUP BY 1 ORDER BY 1"_s);
    expectValue(statement.run(metric));
    std::vector<std::uint64_t> counts;
    while (expectValue(statement.next()))
        counts.push_back(static_cast<std::uint64_t>(statement.integer(1)));
    return counts;
}

bool isSame(const AggregateSeries &series, const std::vector<std::uint64_t> &counts)
{
    return std::equal(series.buckets.begin(), series.buckets.end(), counts.begin(), counts.end(),
                      [](const AggregateBucket &bucket, std::uint64_t count) {
                          return bucket.aggregate.count == count;
                      });
}

MetricId importRecords(ReadFixture &store, std::int64_t count)
{
    QElapsedTimer timer;
    timer.start();
    store::UidSource uids;
    store.change([&](store::ChangeScope &scope) {
        RandomRows rows(count);
        ImportOptions options;
        options.label = u"bench"_s;
        options.conflicts = ConflictPolicy::KeepBoth;
        expectValue(store::ImportWriter(scope, uids, options).run(rows, {}, {}));
    });
    std::printf("imported %lld records in %.1f s\n", static_cast<long long>(count),
                static_cast<double>(timer.elapsed()) / 1000);
    return MetricId(1);
}

void readPages(ReadFixture &store, const Selection &selection)
{
    Times first{"page of 10,000, newest first"};
    Times deep{"page of 10,000, in the middle"};
    Times small{"page of 100, in the middle"};
    const RecordPageKey middle{Timestamp(kDays / 2 * kDay_ns), u""_s, MetricId()};
    const auto read = [&](const std::optional<RecordPageKey> &after, int limit) {
        return expectValue(store::readPage(store.reader(), store::kLocalOrg, selection,
                                           SortOrder::Descending, after, limit))
            .records.size();
    };
    for (int i = 0; i < kRuns; ++i) {
        first.measure([&] { (void)read(std::nullopt, kMaxPageRows); });
        deep.measure([&] { (void)read(middle, kMaxPageRows); });
        small.measure([&] { (void)read(middle, 100); });
    }
    for (Times *times : {&first, &deep, &small})
        times->print();
}

void readSummaries(ReadFixture &store)
{
    const TimeWindow window{Timestamp(0), Timestamp(kDays * kDay_ns)};
    store::SummaryReader summaries;
    const auto read = [&] {
        (void)expectValue(summaries.read(store.reader(), store::kLocalOrg, window, 60));
    };
    Times first{"summaries, first"};
    first.measure(read);
    Times other{"summaries, after another's write"};
    for (int i = 0; i < kRuns; ++i) {
        store.enter(valueAt(u"other"_s, i, i));
        other.measure(read);
    }
    for (Times *times : {&first, &other})
        times->print();
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const std::int64_t count = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
    ReadFixture store;
    AggregateQuery query;
    query.selection.metrics = {importRecords(store, count)};
    store::AggregateStore aggregates;
    AggregateSeries series;
    const auto aggregate = [&] {
        series = expectValue(aggregates.aggregate(store.reader(), store::kLocalOrg, query));
    };
    Times cold{"columns, first (loads them)"};
    cold.measure(aggregate);
    Times warm{"columns, warm"};
    for (int i = 0; i < kRuns; ++i)
        warm.measure(aggregate);
    Times berlin{"columns, warm, Europe/Berlin"};
    query.calendar.zone = expectValue(Zone::fromId(u"Europe/Berlin"));
    for (int i = 0; i < kRuns; ++i)
        berlin.measure(aggregate);
    query.calendar.zone = Zone();
    Times upsert{"columns, after an upsert"};
    std::mt19937_64 random(7);
    for (int i = 0; i < kRuns; ++i) {
        const int day = std::uniform_int_distribution<int>(0, kDays - 1)(random);
        store.enter(valueAt(u"bench"_s, day * kDay_ns + i, i));
        upsert.measure(aggregate);
    }
    std::vector<std::uint64_t> counts;
    Times sql{"SQL GROUP BY"};
    for (int i = 0; i < 3; ++i)
        sql.measure([&] { counts = countsBySql(store.reader(), query.selection.metrics[0]); });
    for (Times *times : {&cold, &warm, &berlin, &upsert, &sql})
        times->print();
    std::printf("SQL / warm: %.0f times; columns hold %.1f MB; goal 30 ms: %s\n",
                sql.median_ms() / warm.median_ms(),
                static_cast<double>(aggregates.size_bytes()) / 1e6,
                warm.median_ms() <= 30 && upsert.median_ms() <= 30 ? "reached" : "MISSED");
    readPages(store, query.selection);
    readPages(store, {});
    readSummaries(store);
    if (!isSame(series, counts)) {
        std::fprintf(stderr, "The two answers differ.\n");
        return 1;
    }
    return 0;
}
