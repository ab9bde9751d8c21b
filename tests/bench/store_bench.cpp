// SPDX-License-Identifier: GPL-3.0-or-later
// Writes and reads a store through its ports: an import of 1,000,000 entries in the order of time
// and one in random order, each beside a plain insert of the same rows into the same tables;
// then single entries, publishing in batches, pages and summaries.
// Usage: tidemark_bench_store [records]
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/store/connection.h"
#include "model/store/local_store.h"
#include "model/store/transaction.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QFutureWatcher>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <random>
#include <vector>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t kSecond_ns = 1'000'000'000;
constexpr std::int64_t kBegin_ns = std::int64_t{1'700'000'000} * kSecond_ns;
constexpr int kMetrics = 100;
constexpr int kRuns = 21;
constexpr int kPublishItems = 500;
constexpr std::size_t kBatch = 2'000;

// Waits with a running event loop, as the store needs one. What fails ends the program.
template <class T>
T finished(QFuture<Result<T>> future)
{
    QEventLoop loop;
    QFutureWatcher<Result<T>> watcher;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
    watcher.setFuture(future);
    if (!future.isFinished())
        loop.exec();
    Result<T> result = future.takeResult();
    if (!result)
        qFatal("%s %s", qPrintable(result.error().message), qPrintable(result.error().detail));
    return std::move(*result);
}

void expectDone(const Result<void> &result)
{
    if (!result)
        qFatal("%s %s", qPrintable(result.error().message), qPrintable(result.error().detail));
}

/// A row of the kernel's account of this process, in KiB: VmRSS now, VmHWM at most.
long memory_KiB(const char *row)
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith(row))
            return line.mid(line.indexOf(':') + 1).trimmed().split(' ').front().toLong();
    }
    return 0;
}

/// The moments of an import's entries, one a second.
struct Moments
{
    bool isShuffled = false;
    std::int64_t count = 0;

    [[nodiscard]] Timestamp at(std::int64_t i) const
    {
        // An odd step walks through all of a power of two, in no order that an index would like.
        constexpr std::int64_t kSpan = std::int64_t{1} << 30;
        constexpr std::int64_t kStep = 433'494'437;
        const std::int64_t second = isShuffled ? i * kStep % kSpan : i;
        return Timestamp(kBegin_ns + second * kSecond_ns);
    }
};

QString metricName(std::int64_t i)
{
    return u"bench.%1"_s.arg(i % kMetrics);
}

class EntryRows final : public RowSource
{
public:
    explicit EntryRows(Moments moments)
        : m_moments(moments)
    {
        for (int i = 0; i < kMetrics; ++i)
            m_names.append(metricName(i));
    }

    [[nodiscard]] Result<bool> next(std::vector<ImportRow> &rows) override
    {
        for (std::size_t i = 0; i < kBatch && m_next < m_moments.count; ++i, ++m_next) {
            ImportRow row;
            row.metric = m_names.at(static_cast<qsizetype>(m_next % kMetrics));
            row.value = static_cast<double>(m_next % 1000) / 8;
            row.start = row.end = m_moments.at(m_next);
            row.isEntry = true;
            rows.push_back(std::move(row));
        }
        return m_next < m_moments.count;
    }

private:
    Moments m_moments;
    QStringList m_names;
    std::int64_t m_next = 0;
};

/// Times of one kind of run.
class Times
{
public:
    explicit Times(const char *name, std::int64_t perRun = 1)
        : m_name(name)
        , m_perRun(perRun)
    {}

    template <class Work>
    void measure(Work work)
    {
        QElapsedTimer timer;
        timer.start();
        work();
        m_all_ms.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    void print()
    {
        std::sort(m_all_ms.begin(), m_all_ms.end());
        const double median_ms = m_all_ms[m_all_ms.size() / 2];
        std::printf("%-38s min %9.2f  median %9.2f  max %9.2f ms", m_name, m_all_ms.front(),
                    median_ms, m_all_ms.back());
        if (m_perRun > 1)
            std::printf("  %8.0f records/s", static_cast<double>(m_perRun) * 1000 / median_ms);
        std::printf("\n");
        std::fflush(stdout);
    }

private:
    const char *m_name;
    std::int64_t m_perRun;
    std::vector<double> m_all_ms;
};

std::shared_ptr<store::LocalStore> openStore(const QString &path)
{
    store::OpenOptions options;
    options.path = path;
    options.author = u"bench"_s;
    return finished(store::LocalStore::open(options));
}

double importEntries(const DataPorts &ports, Moments moments)
{
    ImportOptions options;
    options.label = u"bench"_s;
    long most_KiB = 0;
    const long before_KiB = memory_KiB("VmRSS");
    QElapsedTimer timer;
    timer.start();
    const ImportSummary summary = finished(ports.records->importRows(
        std::make_shared<EntryRows>(moments), options, {}, [&most_KiB](TaskProgress progress) {
            if (progress.done % 50'000 == 0)
                most_KiB = std::max(most_KiB, memory_KiB("VmRSS"));
        }));
    const double elapsed_s = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    std::printf("import, %-10s %10lld records %8.2f s %10.0f records/s  resident +%ld MiB\n",
                moments.isShuffled ? "shuffled" : "in order", static_cast<long long>(summary.added),
                elapsed_s, static_cast<double>(summary.added) / elapsed_s,
                (most_KiB - before_KiB) / 1024);
    std::fflush(stdout);
    return elapsed_s;
}

// One prepared statement a table, one execution a row, nothing checked: what SQLite needs for these
// rows alone.
double insertPlainly(const QString &path, Moments moments)
{
    finished(openStore(path)->ports().catalog->create({metricName(0)}));
    auto opened = store::Connection::open({path, store::OpenMode::ReadWrite});
    if (!opened)
        qFatal("%s", qPrintable(opened.error().message));
    store::Connection &connection = **opened;
    QElapsedTimer timer;
    timer.start();
    auto transaction = store::Transaction::begin(connection);
    if (!transaction)
        qFatal("%s", qPrintable(transaction.error().message));
    {
        store::Statement session = connection.prepare(
            "bench_session"_L1,
            u"INSERT INTO session (id, org_id, uid, name, start_ns, end_ns, is_entry, tags, note, "
            "created_by, created_ns, modified_by, modified_ns, change_id) "
            "VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s);
        store::Statement record = connection.prepare(
            "bench_record"_L1,
            u"INSERT INTO record (metric_id, session_id, device_id, invocation_id, published_ns, "
            "publisher_id, value, change_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_s);
        const std::optional<std::int64_t> none;
        for (std::int64_t i = 0; i < moments.count; ++i) {
            const Timestamp at = moments.at(i);
            const QString uid = u"ss_%1"_s.arg(i, 14, 10, QLatin1Char('0'));
            expectDone(session.run(i + 1, uid, std::optional<QString>(), at, at, true, u"{}"_s,
                                   QString(), 1, kBegin_ns, 1, kBegin_ns, 1));
            expectDone(record.run(1, i + 1, none, none, kBegin_ns, 1,
                                  static_cast<double>(i % 1000) / 8, 1));
        }
    }
    expectDone(transaction->commit());
    const double elapsed_s = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    std::printf("plain,  %-10s %10lld records %8.2f s %10.0f records/s\n",
                moments.isShuffled ? "shuffled" : "in order", static_cast<long long>(moments.count),
                elapsed_s, static_cast<double>(moments.count) / elapsed_s);
    std::fflush(stdout);
    return elapsed_s;
}

void enterValues(const DataPorts &ports)
{
    Times times("single entry, synced");
    for (int i = 0; i < 10 * kRuns; ++i) {
        ValueEntry entry;
        entry.metric = metricName(i);
        entry.value = i;
        entry.at = Timestamp(kBegin_ns + i);
        entry.duplicates = DuplicatePolicy::KeepBoth;
        times.measure([&] { (void)finished(ports.records->enter(entry)); });
    }
    times.print();
}

void publishBatches(const DataPorts &ports)
{
    Times first("publish 500 values, first time", kPublishItems);
    Times again("publish 500 values, replacing", kPublishItems);
    for (int run = 0; run < kRuns; ++run) {
        NewSession wanted;
        wanted.uid = u"bench_%1"_s.arg(run);
        wanted.start = wanted.end = Timestamp(kBegin_ns + run);
        PublishRequest request;
        request.sessionUid = finished(ports.sessions->createSession(wanted)).session.uid;
        request.device = DeviceChoice::none();
        for (int i = 0; i < kPublishItems; ++i)
            request.items.push_back({u"published.%1"_s.arg(i), i + 0.5});
        const auto publish = [&] { (void)finished(ports.records->publish(request)); };
        first.measure(publish);
        again.measure(publish);
    }
    first.print();
    again.print();
}

void readPages(const DataPorts &ports, std::int64_t count)
{
    const auto read = [&ports](const Selection &selection, SortOrder order,
                               const std::optional<RecordPageKey> &after, int limit) {
        (void)finished(ports.records->page(selection, order, after, limit));
    };
    Selection one;
    one.metrics = {finished(ports.catalog->find(metricName(1))).id};
    const RecordPageKey middle{Timestamp(kBegin_ns + count / 2 * kSecond_ns), {}, {}};
    Times newest("page of 10,000, newest first", kMaxPageRows);
    Times oldest("page of 10,000, oldest first", kMaxPageRows);
    Times deep("page of 10,000, in the middle", kMaxPageRows);
    Times ofOne("page of 10,000, one metric", kMaxPageRows);
    Times small("page of 100, in the middle", 100);
    for (int i = 0; i < kRuns; ++i) {
        newest.measure([&] { read({}, SortOrder::Descending, {}, kMaxPageRows); });
        oldest.measure([&] { read({}, SortOrder::Ascending, {}, kMaxPageRows); });
        deep.measure([&] { read({}, SortOrder::Ascending, middle, kMaxPageRows); });
        ofOne.measure([&] { read(one, SortOrder::Ascending, {}, kMaxPageRows); });
        small.measure([&] { read({}, SortOrder::Ascending, middle, 100); });
    }
    for (Times *times : {&newest, &oldest, &deep, &ofOne, &small})
        times->print();
}

void readSummaries(const DataPorts &ports, std::int64_t count)
{
    const TimeWindow window{Timestamp(kBegin_ns), Timestamp(kBegin_ns + count * kSecond_ns)};
    Times first("summaries, first");
    first.measure([&] { (void)finished(ports.catalog->summaries(window, 60)); });
    first.print();
    Times again("summaries, unchanged store");
    for (int i = 0; i < kRuns; ++i)
        again.measure([&] { (void)finished(ports.catalog->summaries(window, 60)); });
    again.print();
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const std::int64_t count = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
    const QTemporaryDir folder;
    for (const bool isShuffled : {true, false}) {
        const Moments moments{isShuffled, count};
        const QString name = isShuffled ? u"shuffled"_s : u"ordered"_s;
        const double plain_s = insertPlainly(folder.filePath(name + u"-plain.db"_s), moments);
        const auto local = openStore(folder.filePath(name + u".db"_s));
        const DataPorts ports = local->ports();
        const double import_s = importEntries(ports, moments);
        std::printf("the import takes %.2f times as long as the plain insert\n",
                    import_s / plain_s);
        if (isShuffled)
            continue;
        readPages(ports, count);
        readSummaries(ports, count);
        enterValues(ports);
        publishBatches(ports);
    }
    std::printf("resident at most %ld MiB\n", memory_KiB("VmHWM") / 1024);
    return 0;
}
