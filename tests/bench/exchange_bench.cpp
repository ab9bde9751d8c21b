// SPDX-License-Identifier: GPL-3.0-or-later
// A million records out to CSV and back in (X10, I9), from and into memory and a store in a file;
// then a file of times and values, one a second, into records and into samples, and the samples
// out again. Usage: tidemark_bench_exchange [rows of the latter]
#include "model/ports/clock.h"
#include "model/store/local_store.h"
#include "services/exchange/csv_exporter.h"
#include "services/exchange/csv_importer.h"
#include "tests/services/exchange/sample_records.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QFutureWatcher>
#include <QTemporaryDir>

#include <cstdio>
#include <cstdlib>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

constexpr int kRecords = 1'000'000;

long residentKib()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.mid(6).trimmed().split(' ').front().toLong();
    }
    return 0;
}

// Waits with a running event loop, as the store needs one.
template <class T>
T finished(QFuture<T> future)
{
    QEventLoop loop;
    QFutureWatcher<T> watcher;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
    watcher.setFuture(future);
    if (!future.isFinished())
        loop.exec();
    return future.takeResult();
}

bool exportAll(const char *name, const DataPorts &ports, const QString &path)
{
    const SystemClock clock;
    exchange::CsvExporter exporter(ports, clock);
    const long before = residentKib();
    long most = before;
    QElapsedTimer timer;
    timer.start();
    const auto done = finished(exporter.writeFile(
        path, true, {}, {}, {}, [&most](TaskProgress) { most = qMax(most, residentKib()); }));
    if (!done) {
        std::printf("export from %s failed: %s\n", name, qPrintable(done.error().message));
        return false;
    }
    std::printf("export from %-8s %lld rows, %lld MB: %lld ms, resident +%ld KiB\n", name,
                static_cast<long long>(done->rows),
                static_cast<long long>(done->size_bytes) / 1000000,
                static_cast<long long>(timer.elapsed()), most - before);
    return true;
}

bool importAll(const char *name, const DataPorts &ports, const QString &path)
{
    exchange::CsvImporter importer(ports);
    QElapsedTimer timer;
    timer.start();
    auto inspection = finished(importer.inspect({path}, {}, {}));
    if (!inspection)
        return false;
    const qint64 inspected = timer.restart();
    ImportRun run;
    run.plan = inspection->plan;
    const auto survey = finished(importer.survey({path}, run.plan, {}, {}));
    const qint64 surveyed = timer.restart();
    run.conflicts = ConflictPolicy::KeepBoth;
    const auto report = finished(importer.run({path}, run, {}, {}));
    if (!survey || !report || !report->isCommitted) {
        std::printf("import into %s failed: %s\n", name,
                    report ? "rows rejected" : qPrintable(report.error().message));
        return false;
    }
    std::printf("import into %-8s %lld rows: inspect %lld ms, survey %lld ms, run %lld ms\n", name,
                static_cast<long long>(report->summary.added), static_cast<long long>(inspected),
                static_cast<long long>(surveyed), static_cast<long long>(timer.elapsed()));
    return true;
}

// A walk in hundredths, as a sensor writes it.
bool writeWalk(const QString &path, int rows)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    QByteArray text("time,value\n");
    quint32 random = 1;
    qint64 value = 10'000;
    for (int i = 0; i < rows; ++i) {
        random = random * 1'664'525U + 1'013'904'223U;
        value += qint64{random >> 24} - 127;
        text += QByteArray::number(1'700'000'000 + i) + ',' +
                QByteArray::number(static_cast<double>(value) / 100) + '\n';
        if (text.size() > 1'000'000 || i + 1 == rows) {
            if (file.write(text) != text.size())
                return false;
            text.clear();
        }
    }
    return true;
}

/// Milliseconds of the run; -1 when it failed.
qint64 importWalk(const DataPorts &ports, const QString &path, ImportTarget target)
{
    exchange::CsvImporter importer(ports);
    auto inspection = finished(importer.inspect({path}, {}, {}));
    if (!inspection)
        return -1;
    ImportRun run;
    run.plan = inspection->plan;
    run.plan.target = target;
    auto survey = finished(importer.survey({path}, run.plan, {}, {}));
    if (!survey)
        return -1;
    run.survey = *std::move(survey);
    const long before = residentKib();
    long most = before;
    QElapsedTimer timer;
    timer.start();
    const auto report = finished(
        importer.run({path}, run, {}, [&most](TaskProgress) { most = qMax(most, residentKib()); }));
    if (!report || !report->isCommitted)
        return -1;
    const qint64 took = timer.elapsed();
    std::printf("walk into %-8s %lld rows: %lld ms, resident %ld KiB at most\n",
                target == ImportTarget::Samples ? "samples" : "records",
                static_cast<long long>(report->summary.added), static_cast<long long>(took), most);
    std::fflush(stdout);
    return took;
}

bool measureWalk(const DataPorts &ports, const QString &path, int rows)
{
    if (!writeWalk(path, rows))
        return false;
    const qint64 samples = importWalk(ports, path, ImportTarget::Samples);
    const qint64 records = importWalk(ports, path, ImportTarget::Records);
    if (samples <= 0 || records <= 0)
        return false;
    std::printf("samples are imported %.1f times as fast as records\n",
                static_cast<double>(records) / static_cast<double>(samples));
    const SystemClock clock;
    exchange::CsvExporter exporter(ports, clock);
    ExportRequest request;
    request.content = ExportContent::Samples;
    QElapsedTimer timer;
    timer.start();
    const auto done = finished(exporter.writeFile(path, true, request, {}, {}, {}));
    if (!done)
        return false;
    std::printf("samples out: %lld rows in %lld ms\n", static_cast<long long>(done->rows),
                static_cast<long long>(timer.elapsed()));
    return true;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"readings.csv"_s);
    {
        test::MemoryStore memory;
        test::fillWithReadings(memory, kRecords);
        if (!exportAll("memory", memory.ports(), path))
            return 1;
    }
    {
        test::MemoryStore memory;
        if (!importAll("memory", memory.ports(), path))
            return 1;
    }
    store::OpenOptions options;
    options.path = folder.filePath(u"bench.db"_s);
    options.author = u"bench"_s;
    const auto local = finished(store::LocalStore::open(options));
    if (!local) {
        std::printf("no store: %s\n", qPrintable(local.error().message));
        return 1;
    }
    const DataPorts ports = (*local)->ports();
    if (!importAll("a file", ports, path) || !exportAll("a file", ports, path))
        return 1;
    const QString walk = folder.filePath(u"walk.csv"_s);
    return measureWalk(ports, walk, argc > 1 ? std::atoi(argv[1]) : kRecords) ? 0 : 1;
}
