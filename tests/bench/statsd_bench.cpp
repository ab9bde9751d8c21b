// SPDX-License-Identifier: GPL-3.0-or-later
// StatsD: how many lines a second are parsed, put into series, and received over loopback without a
// packet lost; and what a flush of many series costs the store. Goal: 200,000 lines/s received.
// Usage: tidemark_bench_statsd [seconds of each pace]
#include "services/statsd/datagram_packer.h"
#include "services/statsd/datagram_sender.h"
#include "services/statsd/statsd_receiver.h"
#include "tests/bench/machine_line.h"
#include "tests/model/store/store_fixture.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <cstdio>
#include <thread>

using namespace tidemark;
using namespace tidemark::statsd;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kNames = 500;

double secondsSince(const QElapsedTimer &timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e9;
}

/// Lines as services send them: counters, gauges and timings, most of them with tags.
std::vector<std::string> usualLines(int count)
{
    constexpr const char *kTypes[] = {"c", "g", "ms", "d", "c|@0.5"};
    std::vector<std::string> lines;
    for (int i = 0; i < count; ++i) {
        const int name = i % kNames;
        std::string line = "service.request." + std::to_string(name) + ":" +
                           std::to_string((i * 7919) % 10'000) + ".25|" + kTypes[name % 5];
        if (i % 4 != 0)
            line += "|#env:prod,host:web-" + std::to_string(i % 3) + ",code:200";
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<std::string> datagramsOf(const std::vector<std::string> &lines)
{
    std::vector<std::string> datagrams;
    DatagramPacker packer(kEthernetDatagram,
                          [&](std::string_view datagram) { datagrams.emplace_back(datagram); });
    for (const std::string &line : lines)
        packer.add(line);
    packer.flush();
    return datagrams;
}

void measureParsing(const std::vector<std::string> &lines)
{
    constexpr int kRounds = 20;
    std::size_t bytes = 0; // keeps the work from being left out
    QElapsedTimer timer;
    timer.start();
    for (int round = 0; round < kRounds; ++round) {
        for (const std::string &line : lines)
            bytes += parseStatsdLine(line)->name.size();
    }
    const double rate = kRounds * static_cast<double>(lines.size()) / secondsSince(timer);
    std::printf("parsed: %.2f million lines/s on one thread (%zu)\n", rate / 1e6, bytes);
}

void measureAggregating(const std::vector<std::string> &lines)
{
    constexpr int kRounds = 10;
    const Timestamp now = Timestamp::now();
    StatsdAggregator aggregator({std::chrono::steady_clock::now(), now});
    const auto datagrams = datagramsOf(lines);
    QElapsedTimer timer;
    timer.start();
    for (int round = 0; round < kRounds; ++round) {
        for (const std::string &datagram : datagrams)
            aggregator.addPacket(datagram, now);
    }
    const double rate = static_cast<double>(aggregator.counts().used) / secondsSince(timer);
    std::printf("put into %zu series: %.2f million lines/s on one thread\n",
                aggregator.seriesCount(), rate / 1e6);
    std::fflush(stdout);
}

/// Packets of one line each, as clients without a buffer send them, or as full as they may be.
void measureReceiving(const DataPorts &ports, const std::vector<std::string> &datagrams,
                      std::size_t linesOfAll, double linesPerSecond, int seconds)
{
    const SystemClock clock;
    StatsdReceiverOptions options;
    options.port = 0;
    options.interval = 1s;
    StatsdReceiver receiver(ports, clock, options);
    auto sender = DatagramSender::toPort(u"127.0.0.1"_s, receiver.start().value()).value();
    const double packetsPerSecond =
        linesPerSecond * static_cast<double>(datagrams.size()) / static_cast<double>(linesOfAll);
    const auto packets = static_cast<std::int64_t>(packetsPerSecond * seconds);
    constexpr std::int64_t kBurst = 8;
    const auto begin = std::chrono::steady_clock::now();
    for (std::int64_t i = 0; i < packets; ++i) {
        (void)sender.send(datagrams[static_cast<std::size_t>(i) % datagrams.size()]);
        if (i % kBurst == 0)
            std::this_thread::sleep_until(begin +
                                          std::chrono::nanoseconds(static_cast<std::int64_t>(
                                              static_cast<double>(i) / packetsPerSecond * 1e9)));
    }
    const double took_s =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    receiver.stop();
    const StatsdStatistics end = receiver.statistics();
    std::printf(
        "wanted %8.0f lines/s in packets of %5.1f: sent %lld packets in %.2f s, received "
        "%lld, lost %lld; %.0f lines/s used; stored %lld samples, dropped %lld\n",
        linesPerSecond, static_cast<double>(linesOfAll) / static_cast<double>(datagrams.size()),
        static_cast<long long>(sender.sent()), took_s, static_cast<long long>(end.counts.packets),
        static_cast<long long>(end.systemDrops + end.queueDrops),
        static_cast<double>(end.counts.used) / took_s, static_cast<long long>(end.storedSamples),
        static_cast<long long>(end.droppedSamples));
    std::fflush(stdout);
}

void measureFlush(const DataPorts &ports, int series)
{
    StatsdAggregator aggregator({std::chrono::steady_clock::now(), Timestamp::now()});
    StatsdRecorder recorder(ports);
    for (int flush = 0; flush < 2; ++flush) {
        const Timestamp now = Timestamp::now();
        for (int i = 0; i < series; ++i)
            aggregator.addPacket("flush." + std::to_string(i) + ":1|c", now);
        QElapsedTimer timer;
        timer.start();
        const StatsdFlush made = aggregator.flush({std::chrono::steady_clock::now(), now});
        const double made_s = secondsSince(timer);
        const auto stored = recorder.store(made, {});
        std::printf("flush of %d counters, %s: made in %.1f ms, %lld samples stored in %.2f s\n",
                    series, flush == 0 ? "new to the store" : "known", made_s * 1e3,
                    static_cast<long long>(stored.value_or(-1)), secondsSince(timer) - made_s);
        std::fflush(stdout);
    }
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const int seconds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 5;
    constexpr int kLines = 100'000;
    std::printf("%s\n", qPrintable(bench::machineLine()));
    const auto lines = usualLines(kLines);
    measureParsing(lines);
    measureAggregating(lines);

    const QTemporaryDir folder;
    const auto store = test::openStore(folder.filePath(u"statsd.tidemark"_s)).value();
    const auto full = datagramsOf(lines);
    for (const double pace : {100'000.0, 200'000.0, 400'000.0, 800'000.0})
        measureReceiving(store->ports(), full, lines.size(), pace, seconds);
    for (const double pace : {100'000.0, 200'000.0})
        measureReceiving(store->ports(), lines, lines.size(), pace, seconds);
    measureFlush(store->ports(), 10'000);
    return 0;
}
