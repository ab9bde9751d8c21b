// SPDX-License-Identifier: GPL-3.0-or-later
// OpenTelemetry metrics: points decoded in a second, and received over loopback HTTP into a store,
// durable when answered. Gauges with two attributes in 1,000 series, 10,000 points a request.
// Prints min / median / max of the rounds, and the processor time of this process, clients
// included. Goal: 500,000 points/s of protobuf received and stored.
#include "model/store/local_store.h"
#include "services/otlp/otlp_json.h"
#include "services/otlp/otlp_protobuf.h"
#include "services/otlp/otlp_receiver.h"
#include "services/otlp/otlp_recorder.h"
#include "tests/bench/machine_line.h"
#include "tests/services/http/raw_client.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::otlp;

namespace {

constexpr int kUsualRounds = 5;
constexpr int kSeries = 1'000;
constexpr int kTimes = 10; ///< points of each series in a request
constexpr int kClients = 4;
constexpr int kRequests = 50; ///< of each client in a round
constexpr std::uint64_t kStart_ns = 1'700'000'000'000'000'000;

/// Request number `index`: all series, the next kTimes seconds.
OtlpMetrics request(int index)
{
    OtlpMetrics metrics;
    OtlpResourceMetrics &resource = metrics.resources.emplace_back();
    resource.resource = {{"service.name", {std::string("bench")}},
                         {"host.name", {std::string("desk")}}};
    OtlpScopeMetrics &scope = resource.scopes.emplace_back();
    for (int metric = 0; metric < 10; ++metric) {
        OtlpGauge gauge;
        for (int series = 0; series < kSeries / 10; ++series) {
            for (int time = 0; time < kTimes; ++time) {
                OtlpNumberPoint &point = gauge.points.emplace_back();
                point.time_ns =
                    kStart_ns + static_cast<std::uint64_t>(index * kTimes + time) * 1'000'000'000U;
                point.value = 0.25 * (series + time);
                point.attributes = {{"instance", {std::to_string(series)}},
                                    {"state", {std::string("used")}}};
            }
        }
        scope.metrics.push_back({"bench.metric." + std::to_string(metric), {}, "By", gauge, {}});
    }
    return metrics;
}

void print(const char *what, std::vector<double> rates)
{
    std::sort(rates.begin(), rates.end());
    std::printf("%-34s %9.0f / %9.0f / %9.0f points/s\n", what, rates.front(),
                rates[rates.size() / 2], rates.back());
    std::fflush(stdout);
}

double secondsOf(const std::function<void()> &work)
{
    const auto begun = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

template <class Decode>
void measureDecoding(const char *what, int rounds, const QByteArray &body, const Decode &decode)
{
    constexpr int kRepeats = 20;
    std::vector<double> rates;
    std::uint64_t points = 0;
    for (int round = 0; round < rounds; ++round) {
        points = 0;
        const double time_s = secondsOf([&] {
            for (int i = 0; i < kRepeats; ++i)
                points += pointCount(decode(body).value());
        });
        rates.push_back(static_cast<double>(points) / time_s);
    }
    print(what, rates);
}

/// Sends each client's requests of the round; how many were answered with 200 and no more.
int sendRound(quint16 port, const QByteArray &type, const std::vector<QByteArray> &bodies)
{
    std::atomic<int> accepted = 0;
    std::vector<std::jthread> clients;
    for (int c = 0; c < kClients; ++c) {
        clients.emplace_back([&, c] {
            test::RawClient client(port);
            for (int i = c; i < static_cast<int>(bodies.size()); i += kClients) {
                const QByteArray &body = bodies[static_cast<std::size_t>(i)];
                const QByteArray head =
                    "POST /v1/metrics HTTP/1.1\r\nHost: localhost\r\n"
                    "Content-Type: " +
                    type + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n";
                const auto answer = client.ask(head + body);
                accepted += answer.status == 200 && answer.body.size() <= 2 ? 1 : 0;
            }
        });
    }
    clients.clear();
    return accepted;
}

template <class Encode>
void measureReceiving(const char *what, int rounds, const QByteArray &type, const Encode &encode)
{
    const QTemporaryDir folder;
    const SystemClock clock;
    store::OpenOptions options;
    options.path = folder.filePath(u"bench.tidemark"_s);
    options.author = u"bench"_s;
    auto opened = store::LocalStore::open(options);
    opened.waitForFinished();
    const auto store = opened.takeResult().value();
    OtlpRecorder recorder(store->ports(), clock);
    OtlpReceiverOptions receiving;
    receiving.port = 0;
    OtlpReceiver receiver(recorder, receiving);
    const quint16 port = receiver.start().value();
    std::vector<double> rates;
    std::vector<double> costs_us;
    for (int round = 0; round < rounds; ++round) {
        std::vector<QByteArray> bodies;
        for (int i = 0; i < kClients * kRequests; ++i)
            bodies.push_back(encode(request(round * kClients * kRequests + i)));
        int accepted = 0;
        const std::clock_t begun = std::clock();
        const double time_s = secondsOf([&] { accepted = sendRound(port, type, bodies); });
        if (accepted != kClients * kRequests)
            std::printf("only %d of %d requests were accepted whole\n", accepted,
                        kClients * kRequests);
        const double points = static_cast<double>(accepted) * kSeries * kTimes;
        rates.push_back(points / time_s);
        costs_us.push_back(static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC / points *
                           1e6);
    }
    receiver.stop();
    print(what, rates);
    std::sort(costs_us.begin(), costs_us.end());
    std::printf("%-34s %9.2f / %9.2f / %9.2f us/point\n", "  processor time", costs_us.front(),
                costs_us[costs_us.size() / 2], costs_us.back());
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : kUsualRounds;
    std::printf("%s\n", qPrintable(bench::machineLine()));
    const OtlpMetrics metrics = request(0);
    const QByteArray protobuf = toProtobuf(metrics);
    const QByteArray json = toJson(metrics);
    std::printf("%llu points a request: %lld bytes of protobuf, %lld of JSON\n",
                static_cast<unsigned long long>(pointCount(metrics)),
                static_cast<long long>(protobuf.size()), static_cast<long long>(json.size()));
    measureDecoding("decoded from protobuf", rounds, protobuf, &fromProtobuf);
    measureDecoding("decoded from JSON", rounds, json, &fromJson);
    measureReceiving("received and stored, protobuf", rounds, "application/x-protobuf",
                     &toProtobuf);
    measureReceiving("received and stored, JSON", rounds, "application/json",
                     [](const OtlpMetrics &sent) { return toJson(sent); });
    return 0;
}
