// SPDX-License-Identifier: GPL-3.0-or-later
// Series through the store's port, as the program uses them: answers to a thread that waits for
// them, with warm and with cold files; a thousand live series, each second durable; how long four
// readers wait while another thread writes; how much memory writing and reading take. Says which
// goals are missed, and ends with 1 then; those of the file hold for a hundred million samples.
// Usage: tidemark_bench_series_port [samples]
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "model/store/local_store.h"
#include "tests/bench/goals.h"
#include "tests/bench/machine_line.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <ctime>
#include <functional>
#include <random>
#include <thread>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t kBegin_ns = 1'700'000'000'000'000'000;
constexpr std::int64_t kSecond_ns = 1'000'000'000;
constexpr std::size_t kBatch = 131'072;
constexpr int kColumns = 1000;
constexpr std::size_t kLiveSeries = 1000;
constexpr int kLiveRounds = 600;
constexpr std::size_t kChunk = 8192; // samples of one that is full
constexpr int kReaders = 4;
constexpr std::size_t kGoalSamples = 100'000'000;

template <class T>
T must(Result<T> result)
{
    if (!result)
        qFatal("%s %s", qPrintable(result.error().message), qPrintable(result.error().detail));
    return *std::move(result);
}
template <class T>
T must(QFuture<Result<T>> future)
{
    future.waitForFinished();
    return must(future.takeResult());
}

using StorePointer = std::shared_ptr<store::LocalStore>;

StorePointer openStore(const QString &path)
{
    store::OpenOptions options;
    options.path = path;
    options.author = u"bench"_s;
    static const SystemClock clock;
    options.clock = &clock;
    return must(store::LocalStore::open(options));
}

SeriesId makeSeries(const DataPorts &ports, const QString &name)
{
    const MetricId metric = must(ports.catalog->create({name})).definition.id;
    return must(ports.series->open({metric, {}})).id;
}

/// The most memory that this process has had so far.
double peak_mb()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

struct Figure
{
    double least = 0;
    double middle = 0;
    double most = 0;
};

double millisecondsOf(const std::function<void()> &call)
{
    QElapsedTimer timer;
    timer.start();
    call();
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

Figure measured_ms(int runs, const std::function<void()> &call)
{
    std::vector<double> all;
    for (int run = 0; run < runs; ++run)
        all.push_back(millisecondsOf(call));
    std::sort(all.begin(), all.end());
    return {all.front(), all[all.size() / 2], all.back()};
}

void print(const char *what, const Figure &figure)
{
    std::printf("  %-52s %8.3f / %8.3f / %8.3f ms\n", what, figure.least, figure.middle,
                figure.most);
    std::fflush(stdout);
}

/// Walks of hundredths, about a millisecond from sample to sample.
class Walk
{
public:
    void fill(SampleBatch &batch, std::size_t count)
    {
        batch.times.clear();
        batch.values.clear();
        for (std::size_t i = 0; i < count; ++i) {
            m_time += kSecond_ns / 1000;
            batch.times.push_back(m_time + static_cast<std::int64_t>(m_random() % 2001) - 1000);
            m_hundredths += static_cast<std::int64_t>(m_random() % 17) - 8;
            batch.values.push_back(static_cast<double>(m_hundredths) / 100);
        }
    }

private:
    std::mt19937_64 m_random{1};
    std::int64_t m_time = kBegin_ns;
    std::int64_t m_hundredths = 2000;
};

void writeSamples(const QString &path, std::size_t samples)
{
    const StorePointer store = openStore(path);
    const DataPorts ports = store->ports();
    const SeriesId series = makeSeries(ports, u"walk"_s);
    Walk walk;
    for (std::size_t left = samples; left > 0;) {
        SampleBatch batch{series, {}, {}};
        const std::size_t count = std::min(left, kBatch);
        walk.fill(batch, count);
        left -= count;
        (void)must(ports.series->append({std::move(batch)}));
    }
}

/// In a process of its own, whose memory is that of writing alone. Whether its goal is reached.
bool measureWriting(const QString &path, std::size_t samples)
{
    std::fflush(stdout);
    const pid_t child = ::fork();
    if (child == 0) {
        int count = 0;
        const QCoreApplication application(count, nullptr);
        const double spent_ms = millisecondsOf([&] { writeSamples(path, samples); });
        std::printf("  written in %.2f s, closed and synced included; at most %.0f MB of memory\n",
                    spent_ms / 1e3, peak_mb());
        std::fflush(stdout);
        bench::Goals goals;
        goals.atMost("MB while it is written", peak_mb(), 300);
        ::_exit(goals.exitCode());
    }
    int status = 0;
    if (::waitpid(child, &status, 0) != child || !WIFEXITED(status))
        qFatal("writing failed");
    return WEXITSTATUS(status) == 0;
}

/// The system's cache forgets what it holds of the store.
void forget(const QString &path)
{
    for (const QString &file : {path, QString(path + u"-wal"_s)}) {
        const int opened = ::open(file.toLocal8Bit().constData(), O_RDONLY);
        if (opened < 0)
            continue;
        ::fsync(opened);
        ::posix_fadvise(opened, 0, 0, POSIX_FADV_DONTNEED);
        ::close(opened);
    }
}

void measureReading(const QString &path, std::size_t samples, bench::Goals &goals)
{
    std::printf("  cold: the store was just opened, which opens its connections and reads their "
                "schema; each page that the\n  answer needs comes from the disk\n");
    std::vector<double> cold;
    for (int run = 0; run < 21; ++run) {
        const StorePointer store = openStore(path);
        const SeriesInfo info = must(store->ports().series->list()).front();
        forget(path);
        cold.push_back(millisecondsOf([&] {
            (void)must(store->ports().series->timelines(
                {info.id}, {{*info.firstAt, *info.lastAt}, kColumns, Extremes::Inside}));
        }));
    }
    std::sort(cold.begin(), cold.end());
    const double cold_ms = cold[cold.size() / 2];
    print("timeline of 1000 columns, all, asked of a cold file",
          {cold.front(), cold_ms, cold.back()});

    const StorePointer store = openStore(path);
    const DataPorts ports = store->ports();
    const SeriesInfo info = must(ports.series->list()).front();
    const TimeWindow whole{*info.firstAt, *info.lastAt};
    const auto timeline = [&](const TimeWindow &window) {
        (void)must(ports.series->timelines({info.id}, {window, kColumns, Extremes::Inside}));
    };
    timeline(whole);
    const Figure warm = measured_ms(201, [&] { timeline(whole); });
    print("the same, asked of a warm one", warm);
    std::mt19937_64 random(5);
    const Figure part = measured_ms(201, [&] {
        const std::int64_t length = whole.duration().ns() / 100;
        const Timestamp begin =
            whole.begin + Timedelta(static_cast<std::int64_t>(
                              random() % static_cast<std::uint64_t>(length * 99)));
        timeline({begin, begin + Timedelta(length)});
    });
    print("timeline, 1 % anywhere", part);
    print("the last value",
          measured_ms(201, [&] { (void)must(ports.series->lastValues({info.id})); }));
    std::printf("  at most %.0f MB of memory\n", peak_mb());
    std::fflush(stdout);
    if (samples < kGoalSamples)
        return;
    goals.atMost("ms for a timeline of a cold file", cold_ms, 3);
    goals.atMost("ms for a timeline of a warm file", warm.middle, 1);
    goals.atMost("ms for a timeline of 1 %", part.middle, 1);
    goals.atMost("MB while it is read", peak_mb(), 100);
}

std::vector<SampleBatch> liveRound(const std::vector<SeriesId> &series, int round)
{
    std::vector<SampleBatch> batches;
    batches.reserve(series.size());
    for (std::size_t i = 0; i < series.size(); ++i)
        batches.push_back({series[i],
                           {kBegin_ns + round * kSecond_ns + static_cast<std::int64_t>(i)},
                           {static_cast<double>((round * 7 + static_cast<int>(i)) % 1000) / 10}});
    return batches;
}

/// Each with another number of samples that no chunk is full of yet, so that in each second some
/// become one.
void fillLive(const DataPorts &ports, const std::vector<SeriesId> &series)
{
    for (std::size_t i = 0; i < series.size(); ++i) {
        SampleBatch batch{series[i], {}, {}};
        const auto count = static_cast<std::int64_t>(i * kChunk / series.size());
        for (std::int64_t before = count; before > 0; --before) {
            batch.times.push_back(kBegin_ns + static_cast<std::int64_t>(i) - before * kSecond_ns);
            batch.values.push_back(static_cast<double>(before % 1000) / 10);
        }
        (void)must(ports.series->append({std::move(batch)}));
    }
}

void measureLive(const QString &path, bench::Goals &goals)
{
    const StorePointer store = openStore(path);
    const DataPorts ports = store->ports();
    std::vector<SeriesId> series;
    for (std::size_t i = 0; i < kLiveSeries; ++i)
        series.push_back(makeSeries(ports, u"live.%1"_s.arg(i)));
    fillLive(ports, series);
    std::vector<double> waits;
    const std::clock_t before = std::clock();
    for (int round = 0; round < kLiveRounds; ++round) {
        auto batches = liveRound(series, round);
        waits.push_back(
            millisecondsOf([&] { (void)must(ports.series->append(std::move(batches))); }));
    }
    const double spent_s = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    std::sort(waits.begin(), waits.end());
    std::printf("%zu live series, %d seconds of one sample each, each second durable\n",
                kLiveSeries, kLiveRounds);
    std::printf("  %.2f ms of processor time for a second: %.1f %% of one core\n",
                spent_s * 1e3 / kLiveRounds, spent_s * 100 / kLiveRounds);
    print("until a second is durable", {waits.front(), waits[waits.size() / 2], waits.back()});
    goals.atMost("% of a core for a thousand live series", spent_s * 100 / kLiveRounds, 5);
    print("the last values of all",
          measured_ms(51, [&] { (void)must(ports.series->lastValues(series)); }));
}

/// The times of all answers to readers that ask at once, each without a pause.
Figure askTogether(const std::function<void()> &ask)
{
    constexpr int kAsks = 251;
    std::vector<std::vector<double>> times(kReaders);
    std::vector<std::jthread> readers;
    for (std::vector<double> &own : times)
        readers.emplace_back([&own, &ask] {
            for (int i = 0; i < kAsks; ++i)
                own.push_back(millisecondsOf(ask));
        });
    readers.clear(); // waits for them
    std::vector<double> all;
    for (const std::vector<double> &own : times)
        all.insert(all.end(), own.begin(), own.end());
    std::sort(all.begin(), all.end());
    return {all.front(), all[all.size() / 2], all.back()};
}

/// While another thread writes without a pause, and without it.
void measureBeside(const QString &path, bench::Goals &goals)
{
    const StorePointer store = openStore(path);
    const DataPorts ports = store->ports();
    const SeriesInfo info = must(ports.series->list()).front();
    const SeriesId other = makeSeries(ports, u"beside"_s);
    const auto ask = [&] {
        (void)must(ports.series->timelines(
            {info.id}, {{*info.firstAt, *info.lastAt}, kColumns, Extremes::Inside}));
    };
    ask();
    print("timeline, all, to four readers, nothing being written", askTogether(ask));
    std::atomic<bool> isOver = false;
    std::thread writer([&] {
        Walk walk;
        while (!isOver) {
            SampleBatch batch{other, {}, {}};
            walk.fill(batch, kChunk);
            (void)must(ports.series->append({std::move(batch)}));
        }
    });
    const Figure beside = askTogether(ask);
    isOver = true;
    writer.join();
    print("the same beside writing without a pause", beside);
    goals.atMost("ms for the slowest answer beside writing", beside.most, 5);
}

} // namespace

int main(int argc, char **argv)
{
    const auto samples = static_cast<std::size_t>(argc > 1 ? std::atoll(argv[1]) : 10'000'000);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"series.tidemark"_s);
    std::printf("%s\n%zu samples, least / middle / most of the runs\n",
                qPrintable(bench::machineLine()), samples);
    const bool isSmall = measureWriting(path, samples); // before there is a thread
    const QCoreApplication application(argc, argv);
    bench::Goals goals;
    measureReading(path, samples, goals);
    measureBeside(path, goals);
    measureLive(folder.filePath(u"live.tidemark"_s), goals);
    return isSmall ? goals.exitCode() : 1;
}
