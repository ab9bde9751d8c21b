// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_answer.h"
#include "services/otlp/otlp_json.h"
#include "services/otlp/otlp_protobuf.h"
#include "services/otlp/otlp_receiver.h"
#include "services/otlp/otlp_recorder.h"
#include "tests/services/http/raw_client.h"
#include "tests/services/ingest/flood.h"
#include "tests/services/statsd/store_case.h"
#include "tests/support/resident_memory.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <mutex>
#include <random>
#include <thread>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::otlp;
using namespace tidemark::test;

namespace {

/// What clients sent, and what they were told of it.
struct Told
{
    std::atomic<std::int64_t> sent = 0;     ///< points of requests that were answered with 200
    std::atomic<std::int64_t> rejected = 0; ///< of these, by the answers
    std::atomic<std::int64_t> accepted = 0; ///< requests answered with 200
    std::atomic<std::int64_t> busy = 0;     ///< with 503
    std::atomic<std::int64_t> bad = 0;      ///< with 400
    std::atomic<std::int64_t> other = 0;    ///< with anything else, or not at all
    std::atomic<std::int64_t> slowest_ms = 0;
    std::mutex mutex;
    std::vector<Timestamp> known; ///< stamps of the known series in what was answered with 200
};

QByteArray post(OtlpEncoding encoding, const QByteArray &body)
{
    return "POST /v1/metrics HTTP/1.1\r\nHost: localhost\r\nContent-Type: " +
           contentTypeOf(encoding) + "\r\nContent-Length: " + QByteArray::number(body.size()) +
           "\r\n\r\n" + body;
}

/// So coarse that now and then two clients have the same stamp.
Timestamp wholeMilliseconds(Timestamp at)
{
    constexpr std::int64_t kMillisecond_ns = 1'000'000;
    return Timestamp(at.posixNs() / kMillisecond_ns * kMillisecond_ns);
}

std::vector<Timestamp> stampsOf(const std::vector<Sample> &samples)
{
    std::vector<Timestamp> stamps;
    for (const Sample &sample : samples)
        stamps.push_back(sample.at);
    return stamps;
}

/// Points of one known series and, each in a metric or a series of its own, of new ones.
OtlpMetrics request(std::mt19937_64 &random, Timestamp now, int points)
{
    const auto now_ns = static_cast<std::uint64_t>(now.posixNs());
    const auto pointOf = [now_ns](double value, const std::string &tag) {
        OtlpNumberPoint point;
        point.time_ns = now_ns;
        point.value = value;
        if (!tag.empty())
            point.attributes = {{"tag", {tag}}};
        return point;
    };
    OtlpMetrics metrics;
    OtlpScopeMetrics &scope = metrics.resources.emplace_back().scopes.emplace_back();
    scope.metrics.push_back({"known", {}, {}, OtlpGauge{{pointOf(1, {})}}, {}});
    OtlpGauge tagged;
    for (int i = 0; i < points / 2; ++i) {
        tagged.points.push_back(pointOf(i, std::to_string(random())));
        scope.metrics.push_back(
            {"n." + std::to_string(random()), {}, {}, OtlpGauge{{pointOf(i, {})}}, {}});
    }
    scope.metrics.push_back({"tagged", {}, {}, tagged, {}});
    return metrics;
}

void note(const RawResponse &answer, OtlpEncoding encoding, Timestamp stamp, std::uint64_t points,
          Told &told)
{
    if (answer.status == 200) {
        const std::lock_guard lock(told.mutex);
        told.known.push_back(stamp);
        const auto acceptance = acceptanceOf(encoding, answer.body);
        told.rejected += acceptance ? acceptance->rejected : 0;
        told.sent += static_cast<std::int64_t>(points);
        told.other += acceptance ? 0 : 1;
        ++told.accepted;
    } else if (answer.status == 503) {
        ++told.busy;
    } else if (answer.status == 400) {
        ++told.bad;
    } else {
        ++told.other;
    }
}

/// One client: every fourth body is garbage.
void send(quint16 port, OtlpEncoding encoding, std::uint64_t seed,
          std::chrono::steady_clock::time_point end, Told &told)
{
    constexpr int kPoints = 400;
    std::mt19937_64 random(seed);
    RawClient client(port);
    for (int i = 0; std::chrono::steady_clock::now() < end; ++i) {
        const Timestamp now = wholeMilliseconds(Timestamp::now());
        const OtlpMetrics metrics = request(random, now, kPoints);
        QByteArray body = encoding == OtlpEncoding::Json ? toJson(metrics) : toProtobuf(metrics);
        if (i % 4 == 3)
            body = body.first(body.size() / 2) + QByteArray(64, '\xff');
        const auto begun = std::chrono::steady_clock::now();
        note(client.ask(post(encoding, body)), encoding, now, pointCount(metrics), told);
        const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now() - begun);
        told.slowest_ms = std::max<std::int64_t>(told.slowest_ms, took.count());
    }
}

} // namespace

/// Requests whose points are all of new metrics and series, and garbage between them, in both
/// encodings at once: floodSeconds() long.
class OtlpFloodTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void randomNamesAndTags();
    void tagSetsWithoutEnd();
    void garbageWithoutEnd();
};

void OtlpFloodTest::randomNamesAndTags()
{
    // A store takes some time for 10,000 new metrics, so the short form has fewer.
    const OtlpLimits limits = isLongFlood() ? OtlpLimits() : OtlpLimits{300, 200, 400};
    const StoreCase store;
    const SystemClock clock;
    OtlpRecorder recorder(store.ports(), clock, limits);
    OtlpReceiverOptions options;
    options.port = 0;
    options.queuedRequests = 2;
    OtlpReceiver receiver(recorder, options);
    const quint16 port = receiver.start().value();
    Told told;
    const MemoryWatch memory;
    {
        const auto end = std::chrono::steady_clock::now() + floodSeconds();
        std::vector<std::jthread> clients;
        for (unsigned i = 0; i < 6; ++i)
            clients.emplace_back([&, i] {
                send(port, i % 2 == 0 ? OtlpEncoding::Protobuf : OtlpEncoding::Json, i, end, told);
            });
        while (std::chrono::steady_clock::now() < end) {
            memory.look();
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }
    receiver.stop();

    const auto allKnown = static_cast<std::int64_t>(told.known.size());
    std::sort(told.known.begin(), told.known.end());
    told.known.erase(std::unique(told.known.begin(), told.known.end()), told.known.end());
    const auto replaced = allKnown - static_cast<std::int64_t>(told.known.size());
    const OtlpRecorderSummary &end = recorder.summary();
    qInfo("%lld requests accepted with %lld points, of which %lld were rejected; %lld busy, %lld "
          "bad; %zu streams; %lld stamps twice; slowest answer %lld ms; memory grew by %.1f MB at "
          "the most",
          static_cast<long long>(told.accepted), static_cast<long long>(told.sent),
          static_cast<long long>(told.rejected), static_cast<long long>(told.busy),
          static_cast<long long>(told.bad), end.streams, static_cast<long long>(replaced),
          static_cast<long long>(told.slowest_ms), static_cast<double>(memory.mostGrown()) / 1e6);
    QCOMPARE(told.other, 0);
    QVERIFY(told.accepted > 0);
    QVERIFY(told.bad > 0);
    QVERIFY(told.rejected > 0);
    QCOMPARE(end.points, told.sent - told.rejected); // each point was stored or told of
    // Names fill up, and the sets of tags of one of them, unless there are too many series before.
    QCOMPARE(end.streams, std::min(limits.series, limits.names - 1 + limits.tagSets));
    QCOMPARE(answer(store.ports().series->list()).value().size(), end.streams);
    QCOMPARE(store.sampleCount(), end.samples);
    QCOMPARE(stampsOf(store.samples(u"known"_s)), told.known); // what is known goes on, and whole
    QVERIFY(memory.isBelow(256'000'000));
}

/// 100,000 sets of tags of one metric or, in a long flood, a million. What was known before goes
/// on.
void OtlpFloodTest::tagSetsWithoutEnd()
{
    const int requests = isLongFlood() ? 100 : 10;
    constexpr std::size_t kPoints = 10'000;
    const StoreCase store;
    const SystemClock clock;
    OtlpRecorder recorder(store.ports(), clock);
    OtlpReceiverOptions options;
    options.port = 0;
    OtlpReceiver receiver(recorder, options);
    RawClient client(receiver.start().value());
    const auto sendKnown = [&client](double value) {
        OtlpNumberPoint point;
        point.time_ns = static_cast<std::uint64_t>(Timestamp::now().posixNs());
        point.value = value;
        point.attributes = {{"tag", {std::string("known")}}};
        OtlpMetrics metrics;
        metrics.resources.emplace_back().scopes.emplace_back().metrics.push_back(
            {"m", {}, {}, OtlpGauge{{point}}, {}});
        const RawResponse told = client.ask(post(OtlpEncoding::Protobuf, toProtobuf(metrics)));
        const auto acceptance = acceptanceOf(OtlpEncoding::Protobuf, told.body);
        return told.status == 200 && acceptance && acceptance->rejected == 0;
    };
    const MemoryWatch memory;
    QVERIFY(sendKnown(1));
    std::int64_t rejected = 0;
    for (int i = 0; i < requests; ++i) {
        OtlpGauge gauge;
        for (std::size_t k = 0; k < kPoints; ++k) {
            OtlpNumberPoint &point = gauge.points.emplace_back();
            point.time_ns = static_cast<std::uint64_t>(Timestamp::now().posixNs());
            point.value = 1.0;
            point.attributes = {{"tag", {std::to_string(i) + "." + std::to_string(k)}}};
        }
        OtlpMetrics metrics;
        metrics.resources.emplace_back().scopes.emplace_back().metrics.push_back(
            {"m", {}, {}, std::move(gauge), {}});
        const RawResponse told = client.ask(post(OtlpEncoding::Protobuf, toProtobuf(metrics)));
        QCOMPARE(told.status, 200);
        const auto acceptance = acceptanceOf(OtlpEncoding::Protobuf, told.body);
        QVERIFY(acceptance);
        QVERIFY2(acceptance->message.contains(
                     u"for one more set of attributes than a metric may have (2000)"_s),
                 qPrintable(acceptance->message));
        rejected += acceptance->rejected;
        memory.look();
    }
    QVERIFY(sendKnown(2));
    receiver.stop();
    QCOMPARE(rejected, requests * static_cast<std::int64_t>(kPoints) - 1'999); // one is the known
    QCOMPARE(recorder.summary().points, 2'001);
    QCOMPARE(recorder.summary().streams, 2'000U);
    QCOMPARE(answer(store.ports().series->list()).value().size(), 2'000U);
    QCOMPARE(store.total(u"m"_s, {{u"tag"_s, u"known"_s}}), 3.0);
    QVERIFY2(memory.isBelow(160'000'000), qPrintable(QString::number(memory.mostGrown())));
}

/// 64 MB that are no OTLP or, in a long flood, 1 GB: bytes, and requests whose end they are.
/// Others' requests are answered meanwhile, and of what is no OTLP nothing is taken.
void OtlpFloodTest::garbageWithoutEnd()
{
    constexpr qsizetype kBody = qsizetype{8} * 1024 * 1024;
    constexpr int kPoints = 10;
    const int requests = isLongFlood() ? 128 : 8;
    const StoreCase store;
    const SystemClock clock;
    OtlpRecorder recorder(store.ports(), clock);
    OtlpReceiverOptions options;
    options.port = 0;
    OtlpReceiver receiver(recorder, options);
    const quint16 port = receiver.start().value();
    std::mt19937_64 random(1); // what garbage it is does not matter
    std::atomic<int> answered = 0;
    std::atomic<int> refused = 0;
    std::jthread others([&](const std::stop_token &stop) {
        std::mt19937_64 names(1); // always the same ones
        const OtlpMetrics first = request(names, Timestamp::now(), kPoints);
        RawClient client(port);
        while (!stop.stop_requested()) {
            OtlpMetrics metrics = first;
            for (OtlpMetric &metric : metrics.resources.front().scopes.front().metrics) {
                for (OtlpNumberPoint &point : std::get<OtlpGauge>(metric.data).points)
                    point.time_ns = static_cast<std::uint64_t>(Timestamp::now().posixNs());
            }
            const RawResponse told = client.ask(post(OtlpEncoding::Protobuf, toProtobuf(metrics)));
            ++(told.status == 200 ? answered : refused);
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    });
    QTRY_VERIFY_WITH_TIMEOUT(answered > 0, RawClient::kPatience_ms);
    const MemoryWatch memory;
    for (int i = 0; i < requests; ++i) {
        const auto encoding = i % 2 == 0 ? OtlpEncoding::Protobuf : OtlpEncoding::Json;
        QByteArray body(kBody, Qt::Uninitialized);
        for (qsizetype at = 0; at < kBody; at += qsizetype{sizeof(std::uint64_t)}) {
            const std::uint64_t bits = random();
            std::memcpy(body.data() + at, &bits, sizeof bits);
        }
        if (i % 4 >= 2) { // begins well
            const OtlpMetrics metrics = request(random, Timestamp::now(), kPoints);
            const QByteArray good =
                encoding == OtlpEncoding::Json ? toJson(metrics) : toProtobuf(metrics);
            body.replace(0, good.size(), good);
        }
        RawClient client(port);
        QCOMPARE(client.ask(post(encoding, body)).status, 400);
        memory.look();
    }
    const int before = answered;
    QTRY_VERIFY_WITH_TIMEOUT(answered > before, RawClient::kPatience_ms); // goes on
    others.request_stop();
    others.join();
    receiver.stop();
    QCOMPARE(refused, 0);
    QCOMPARE(receiver.statistics().byStatusClass[4], requests);
    const std::int64_t points = 1 + kPoints;
    QCOMPARE(recorder.summary().points, answered * points);
    QCOMPARE(recorder.summary().streams, static_cast<std::size_t>(points));
    // One body at a time: in the client and its request, in what the server reads, which is copied
    // as it grows, and in what reads it. The rest is the store's.
    constexpr qint64 kMost = 6 * kBody + qint64{32} * 1024 * 1024;
    QVERIFY2(memory.isBelow(kMost), qPrintable(QString::number(memory.mostGrown())));
}

TIDEMARK_TEST(OtlpFloodTest)
#include "otlp_flood_test.moc"
