// SPDX-License-Identifier: GPL-3.0-or-later
// What the window's thread pays to know which records wait: in a store of many rows of which some
// wait for a source, the longest stall and the processor time of this thread while PendingRecords
// reads them for the first time, and again after one more value. Goal: no stall of 50 ms (P1).
// Usage: tidemark_bench_pending [rows] [waiting]
#include "model/domain/import_rows.h"
#include "model/items/pending_records.h"
#include "model/ports/record_store.h"
#include "model/ports/source_store.h"
#include "tests/model/store/outbox_fixture.h"
#include "tests/support/heartbeat.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTemporaryDir>

#include <cstdio>
#include <ctime>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

constexpr int kValuesOfASession = 500;

void import(const DataPorts &ports, int first, int count)
{
    std::vector<ImportRow> rows;
    rows.reserve(static_cast<std::size_t>(count));
    for (int i = first; i < first + count; ++i) {
        ImportRow row;
        row.value = i;
        row.metric = u"m.%1"_s.arg(i % kValuesOfASession);
        row.sessionUid = u"ss_%1"_s.arg(i / kValuesOfASession);
        row.start = row.end =
            Timestamp(1'700'000'000'000'000'000 + i / kValuesOfASession * 1'000'000'000LL);
        rows.push_back(std::move(row));
    }
    const auto done = test::answer(ports.records->importRows(
        std::make_shared<test::VectorSource>(std::move(rows)), {}, {}, {}));
    if (!done)
        qFatal("%s", qPrintable(done.error().message));
}

double threadSeconds()
{
    timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
}

// Until the pending records change.
template <class Begin>
void measure(const char *what, Begin begin)
{
    QEventLoop loop;
    const PendingRecords *pending = begin();
    QElapsedTimer timer;
    timer.start();
    const double before = threadSeconds();
    test::Heartbeat heart;
    QObject::connect(pending, &PendingRecords::changed, &loop, &QEventLoop::quit);
    loop.exec();
    std::printf("%-22s known after %.2f s; %.3f s of this thread's time, longest stall %lld ms\n",
                what, static_cast<double>(timer.nsecsElapsed()) / 1e9, threadSeconds() - before,
                static_cast<long long>(heart.longestStall_ms()));
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const int rows = argc > 1 ? std::atoi(argv[1]) : 1'000'000;
    const int waiting = argc > 2 ? std::atoi(argv[2]) : 99'000; // with their sessions and metrics
    const QTemporaryDir folder;
    const auto store = test::openStore(folder.filePath(u"pending.tidemark"_s)).value();
    const DataPorts ports = store->ports();
    import(ports, 0, rows - waiting);
    const Source source = test::addSource(ports, u"far"_s).value();
    import(ports, rows - waiting, waiting);

    std::unique_ptr<PendingRecords> pending;
    measure("first reading", [&] {
        pending = std::make_unique<PendingRecords>(*ports.sources, *ports.outbox, *ports.events);
        return pending.get();
    });
    measure("after one more value", [&] {
        import(ports, rows, 1);
        return pending.get();
    });
    measure("without the source", [&] {
        const auto gone = test::answer(ports.sources->remove(source.id, true));
        if (!gone)
            qFatal("%s", qPrintable(gone.error().message));
        return pending.get();
    });
    return 0;
}
