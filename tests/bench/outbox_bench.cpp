// SPDX-License-Identifier: GPL-3.0-or-later
// Queues records for a source beside the same records without one, then takes them to a remote in
// memory: what the outbox itself costs; then the same records over HTTP on loopback to the server
// on a store of its own, in this process. Once as sessions of 500 values, once as entries by hand,
// each of which is a session with a file for its time. Goal: 10,000 records over HTTP in 5 s.
// Usage: tidemark_bench_outbox [records]
#include "model/domain/import_rows.h"
#include "model/ports/access_store.h"
#include "model/ports/outbox_store.h"
#include "model/ports/record_store.h"
#include "model/ports/source_store.h"
#include "services/outbox/delivery_wave.h"
#include "services/roboto/client/roboto_remote.h"
#include "services/roboto/server/roboto_server.h"
#include "tests/bench/goals.h"
#include "tests/model/store/outbox_fixture.h"
#include "tests/services/outbox/fake_remote.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QLoggingCategory>
#include <QTemporaryDir>

#include <cstdio>
#include <ctime>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

constexpr int kGoalRecords = 10'000;
constexpr int kValuesOfASession = 500;
constexpr int kMetricsOfEntries = 10;

std::vector<ImportRow> rowsOf(int records, bool isEntry)
{
    std::vector<ImportRow> rows;
    for (int i = 0; i < records; ++i) {
        ImportRow row;
        row.value = i;
        row.isEntry = isEntry;
        row.metric = u"m.%1"_s.arg(i % (isEntry ? kMetricsOfEntries : kValuesOfASession));
        const int session = isEntry ? i : i / kValuesOfASession;
        row.start = row.end = Timestamp(1'700'000'000'000'000'000 + session * 1'000'000'000LL);
        if (!isEntry)
            row.sessionUid = u"ss_%1"_s.arg(session);
        rows.push_back(std::move(row));
    }
    return rows;
}

double secondsOfImport(const DataPorts &ports, int records, bool isEntry)
{
    QElapsedTimer timer;
    timer.start();
    const auto done = test::answer(ports.records->importRows(
        std::make_shared<test::VectorSource>(rowsOf(records, isEntry)), {}, {}, {}));
    if (!done)
        qFatal("%s", qPrintable(done.error().message));
    return static_cast<double>(timer.nsecsElapsed()) / 1e9;
}

int wavesUntilEmpty(const DataPorts &ports, const Source &source, RemoteApi &remote)
{
    outbox::WaveMemory memory;
    int waves = 0;
    while (test::answer(ports.outbox->counts(source.id)).value().waiting > 0) {
        (void)outbox::DeliveryWave(*ports.outbox, remote, memory).run(source, kMaxRemoteItems, {});
        ++waves;
    }
    return waves;
}

double secondsSince(const QElapsedTimer &timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e9;
}

void measure(int records, bool isEntry)
{
    const QTemporaryDir folder;
    const auto plain = test::openStore(folder.filePath(u"plain.tidemark"_s)).value();
    const double without_s = secondsOfImport(plain->ports(), records, isEntry);
    const auto store = test::openStore(folder.filePath(u"queued.tidemark"_s)).value();
    const DataPorts ports = store->ports();
    const Source source = test::addSource(ports, u"far"_s).value();
    const double with_s = secondsOfImport(ports, records, isEntry);

    test::FakeRemote remote;
    QElapsedTimer timer;
    timer.start();
    const int waves = wavesUntilEmpty(ports, source, remote);
    std::printf("%-8s %7d records: written %.2f s without a source, %.2f s with one; "
                "delivered in %.2f s, %d waves, %lld requests\n",
                isEntry ? "entries" : "sessions", records, without_s, with_s, secondsSince(timer),
                waves, static_cast<long long>(remote.requests().size()));
    std::fflush(stdout);
}

void measureOverHttp(int records, bool isEntry, bench::Goals &goals)
{
    const QTemporaryDir folder;
    const auto far = test::openStore(folder.filePath(u"far.tidemark"_s)).value();
    const QString token =
        test::answer(far->access().createToken({u"bench"_s, u"ana"_s, {u"og_local"_s}, {}}))
            .value()
            .secret;
    const SystemClock clock;
    roboto::RobotoServer server(*far, clock, {});
    const quint16 port = server.start().value();

    const auto near = test::openStore(folder.filePath(u"near.tidemark"_s)).value();
    const Source source = test::addSource(near->ports(), u"far"_s).value();
    (void)secondsOfImport(near->ports(), records, isEntry);
    net::NetworkThread network;
    net::HttpConnection connection;
    connection.endpoint = net::parseEndpoint(u"http://127.0.0.1:%1"_s.arg(port)).value();
    connection.token = Secret::fromText(token);
    roboto::RobotoRemote remote(network, connection);
    QElapsedTimer timer;
    timer.start();
    const std::clock_t before = std::clock();
    const int waves = wavesUntilEmpty(near->ports(), source, remote);
    const double drain_s = secondsSince(timer);
    const double cpu_s = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    const auto arrived = test::answer(far->ports().records->count({}, {}));
    std::printf("%-8s %7d records over HTTP: delivered in %.2f s, %.2f s of processor time on both "
                "sides, %d waves, %lld there\n",
                isEntry ? "entries" : "sessions", records, drain_s, cpu_s, waves,
                static_cast<long long>(arrived.value_or(-1)));
    std::fflush(stdout);
    // Of entries each is a session of its own with a file: three requests and more for a value.
    if (!isEntry && records == kGoalRecords)
        goals.atMost("s until ten thousand are there", drain_s, 5);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QLoggingCategory::setFilterRules(u"tidemark.services.roboto.info=false"_s);
    const int records = argc > 1 ? std::atoi(argv[1]) : kGoalRecords;
    bench::Goals goals;
    for (const bool isEntry : {false, true}) {
        measure(records, isEntry);
        measureOverHttp(records, isEntry, goals);
    }
    return goals.exitCode();
}
