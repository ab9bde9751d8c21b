// SPDX-License-Identifier: GPL-3.0-or-later
// Publishes through a store's port, whose writer syncs together what waits at the same moment, and
// beside it the same calls with a transaction and a sync each; then reads pages of one metric.
// Usage: tidemark_bench_publish [records per run]
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/store/change_scope.h"
#include "model/store/local_store.h"
#include "model/store/record_writer.h"
#include "model/store/store_lanes.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFuture>
#include <QTemporaryDir>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

constexpr int kMetrics = 500;
constexpr std::int64_t kSecond_ns = 1'000'000'000;
constexpr std::int64_t kBegin_ns = std::int64_t{1'700'000'000} * kSecond_ns;

using Publish = std::function<QFuture<Result<PublishResult>>(PublishRequest)>;

template <class T>
T finished(QFuture<Result<T>> future)
{
    future.waitForFinished();
    Result<T> result = future.takeResult();
    if (!result)
        qFatal("%s %s", qPrintable(result.error().message), qPrintable(result.error().detail));
    return std::move(*result);
}

std::shared_ptr<store::LocalStore> openStore(const QString &path)
{
    store::OpenOptions options;
    options.path = path;
    options.author = u"bench"_s;
    return finished(store::LocalStore::open(options));
}

QString sessionUid(int i)
{
    return u"bench_%1"_s.arg(i, 7, 10, QLatin1Char('0'));
}

/// A store with its metrics and one session for each who publishes.
std::shared_ptr<store::LocalStore> preparedStore(const QString &path, int sessions)
{
    auto local = openStore(path);
    const DataPorts ports = local->ports();
    for (int i = 0; i < sessions; ++i) {
        NewSession wanted;
        wanted.uid = sessionUid(i);
        wanted.start = wanted.end = Timestamp(kBegin_ns + i * kSecond_ns);
        (void)finished(ports.sessions->createSession(wanted));
    }
    for (int i = 0; i < kMetrics; ++i)
        (void)finished(ports.catalog->create({u"m.%1"_s.arg(i)}));
    return local;
}

/// `submitters` threads publish `records` records in calls of `batch`, each waiting for its answer.
double recordsPerSecond(const Publish &publish, int submitters, int batch, int records)
{
    std::atomic<int> left = std::max(records / batch, submitters);
    const int calls = left;
    QElapsedTimer timer;
    timer.start();
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < submitters; ++thread) {
            threads.emplace_back([&publish, &left, thread, batch] {
                for (int call = 0; left.fetch_sub(1) > 0; ++call) {
                    PublishRequest request;
                    request.sessionUid = sessionUid(thread);
                    request.device = DeviceChoice::none();
                    for (int i = 0; i < batch; ++i)
                        request.items.push_back(
                            {u"m.%1"_s.arg((call * batch + i) % kMetrics), call + 0.5});
                    (void)finished(publish(std::move(request)));
                }
            });
        }
    }
    return static_cast<double>(calls) * batch * 1e9 / static_cast<double>(timer.nsecsElapsed());
}

// Each call in a transaction of its own, as the writer did it before it gathered them.
Publish aloneOn(store::StoreLanes &lanes, store::UidSource &uids)
{
    return [&lanes, &uids](const PublishRequest &request) {
        return lanes.write<PublishResult>(
            [&uids, request](store::Connection &connection) -> Result<PublishResult> {
                auto scope = store::ChangeScope::begin(
                    connection, {u"bench"_s, Timestamp::now(), u"bench"_s}, u"publish"_s);
                if (!scope)
                    return failure(scope.error());
                auto result = store::RecordWriter(**scope, uids).publish(request);
                if (!result)
                    return result;
                const auto committed = (*scope)->commit();
                return committed ? std::move(result)
                                 : Result<PublishResult>(failure(committed.error()));
            });
    };
}

double measureAlone(const QString &path, int submitters, int batch, int records)
{
    (void)preparedStore(path, submitters)->close().result();
    const store::ConnectionOptions writing{path, store::OpenMode::ReadWrite};
    store::UidSource uids;
    store::StoreLanes lanes(writing, writing);
    return recordsPerSecond(aloneOn(lanes, uids), submitters, batch, records);
}

double measureTogether(const QString &path, int submitters, int batch, int records)
{
    const auto local = preparedStore(path, submitters);
    RecordStore &port = *local->ports().records;
    return recordsPerSecond(
        [&port](PublishRequest request) { return port.publish(std::move(request)); }, submitters,
        batch, records);
}

// The best of some runs in turn, since other programs use the machine too.
void measurePublishing(const QTemporaryDir &folder, int records)
{
    constexpr int kRuns = 3;
    std::printf("%-12s %-6s %16s %16s\n", "submitters", "batch", "alone", "together");
    for (const int batch : {500, 1}) {
        for (const int submitters : {1, 8, 64}) {
            const int count = batch == 1 ? std::max(records / 20, submitters) : records;
            double alone = 0;
            double together = 0;
            for (int run = 0; run < kRuns; ++run) {
                const QString name = u"%1-%2-%3"_s.arg(batch).arg(submitters).arg(run);
                alone = std::max(alone, measureAlone(folder.filePath(name + u"-alone.db"_s),
                                                     submitters, batch, count));
                together = std::max(together, measureTogether(folder.filePath(name + u".db"_s),
                                                              submitters, batch, count));
            }
            std::printf("%-12d %-6d %12.0f /s %12.0f /s   %.1f times\n", submitters, batch, alone,
                        together, together / alone);
            std::fflush(stdout);
        }
    }
}

/// Sessions one a second; the metric has a value in every n-th of them.
class EntryRows final : public RowSource
{
public:
    explicit EntryRows(std::int64_t count)
        : m_count(count)
    {}
    [[nodiscard]] Result<bool> next(std::vector<ImportRow> &rows) override
    {
        for (int i = 0; i < 2000 && m_next < m_count; ++i, ++m_next) {
            ImportRow row;
            row.metric = m_next % 2 == 0 ? u"half"_s : m_next % 20 == 1 ? u"some"_s : u"other"_s;
            row.value = static_cast<double>(m_next);
            row.start = row.end = Timestamp(kBegin_ns + m_next * kSecond_ns);
            row.isEntry = true;
            rows.push_back(std::move(row));
        }
        return m_next < m_count;
    }

private:
    std::int64_t m_count;
    std::int64_t m_next = 0;
};

void measurePages(const QTemporaryDir &folder)
{
    constexpr std::int64_t kRows = 1'000'000;
    const auto local = openStore(folder.filePath(u"pages.db"_s));
    const DataPorts ports = local->ports();
    (void)finished(ports.records->importRows(std::make_shared<EntryRows>(kRows), {}, {}, {}));
    for (const QString &name : {u"half"_s, u"some"_s}) {
        Selection selection;
        selection.metrics = {finished(ports.catalog->find(name)).id};
        for (int run = 0; run < 3; ++run) {
            std::int64_t rows = 0;
            double slowest_ms = 0;
            QElapsedTimer whole;
            whole.start();
            std::optional<RecordPageKey> after;
            do {
                QElapsedTimer timer;
                timer.start();
                const RecordPage page = finished(
                    ports.records->page(selection, SortOrder::Ascending, after, kMaxPageRows));
                slowest_ms = std::max(slowest_ms, static_cast<double>(timer.nsecsElapsed()) / 1e6);
                rows += static_cast<std::int64_t>(page.records.size());
                after = page.next;
            } while (after);
            std::printf("all pages of \"%s\": %lld records, %.0f records/s, slowest page %.1f ms\n",
                        qPrintable(name), static_cast<long long>(rows),
                        static_cast<double>(rows) * 1e9 / static_cast<double>(whole.nsecsElapsed()),
                        slowest_ms);
            std::fflush(stdout);
        }
    }
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const int records = argc > 1 ? std::atoi(argv[1]) : 200'000;
    const QTemporaryDir folder;
    measurePublishing(folder, records);
    measurePages(folder);
    return 0;
}
