// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/network_thread.h"
#include "services/net/url_rules.h"
#include "services/prometheus/query_client.h"
#include "services/prometheus/query_json.h"
#include "services/prometheus/scraper.h"
#include "tests/services/ingest/flood.h"
#include "tests/services/statsd/store_case.h"
#include "tests/support/hostile_server.h"
#include "tests/support/resident_memory.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <functional>
#include <random>
#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::prometheus;
using namespace tidemark::test;

namespace {

constexpr auto kDeadline = 1s;
constexpr int kManners = 5;

/// How a server answers; requests take turns.
enum class Manner
{
    NewNames, ///< well, each time with other names
    Garbage,
    Endless,
    Slow,
    CutOff
};

QByteArray garbage(std::mt19937_64 &random)
{
    constexpr qsizetype kSize = 1'000'000;
    QByteArray bytes(kSize, '\0');
    for (char &byte : bytes)
        byte = static_cast<char>(random() & 0xffU);
    return bytes;
}

/// Answers in that manner; `body` is what a good one has. False when the connection is gone.
bool answerBy(Manner manner, HostileConnection &connection, std::mt19937_64 &random,
              const QByteArray &body)
{
    switch (manner) {
    case Manner::NewNames:
        return connection.answer(200, body);
    case Manner::Garbage:
        return connection.answer(200, garbage(random));
    case Manner::Endless:
        if (connection.send("HTTP/1.1 200 Ok\r\nTransfer-Encoding: chunked\r\n\r\n")) {
            const QByteArray chunk = "100000\r\n" + QByteArray(0x100000, 'a') + "\r\n";
            while (connection.send(chunk)) {
            }
        }
        break;
    case Manner::Slow:
        if (connection.send("HTTP/1.1 200 Ok\r\nContent-Length: 1000000\r\n\r\n")) {
            while (connection.send("a"))
                connection.pause(20ms);
        }
        break;
    case Manner::CutOff:
        (void)connection.send("HTTP/1.1 200 Ok\r\nContent-Length: " +
                              QByteArray::number(body.size() + 1) + "\r\n\r\n" + body);
        connection.reset();
        break;
    }
    return false;
}

/// A server that takes the manners in turn, and how often each was had.
class ManyManners
{
public:
    /// `body` makes what a good answer has.
    explicit ManyManners(const std::function<QByteArray(std::mt19937_64 &)> &body)
        : m_server([this, body](HostileConnection &connection) {
            for (bool isOpen = true; isOpen && connection.read();) {
                const int number = m_asked++;
                std::mt19937_64 random(static_cast<std::uint64_t>(number));
                isOpen = answerBy(static_cast<Manner>(number % kManners), connection, random,
                                  body(random));
            }
        })
    {}
    [[nodiscard]] QString url() const { return m_server.url(); }
    [[nodiscard]] int asked() const { return m_asked; }

private:
    std::atomic<int> m_asked = 0;
    HostileServer m_server;
};

/// 2,000 samples of names that nobody told before, and a known one.
QByteArray newNames(std::mt19937_64 &random)
{
    constexpr int kNames = 2'000;
    QByteArray text = "known 1\n";
    for (int i = 0; i < kNames; ++i)
        text += "n" + QByteArray::number(static_cast<qulonglong>(random())) + " 1\n";
    return text;
}

/// A vector of 20,000 series.
QByteArray longVector(std::mt19937_64 &random)
{
    constexpr int kSeries = 20'000;
    QByteArray series;
    for (int i = 0; i < kSeries; ++i)
        series += QByteArray(i > 0 ? "," : "") + R"({"metric":{"a":")" +
                  QByteArray::number(static_cast<qulonglong>(random())) + R"("},"value":[1,"2"]})";
    return R"({"status":"success","data":{"resultType":"vector","result":[)" + series + "]}}";
}

} // namespace

/// A target, and a server with the query API, that answer with garbage, without end, slowly, cut
/// off, or with new names each time: floodSeconds() long.
class PrometheusFloodTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void scrapes();
    void queryAnswers();
};

void PrometheusFloodTest::scrapes()
{
    const ScrapeLimits limits = isLongFlood() ? ScrapeLimits() : ScrapeLimits{500, 1'000};
    const StoreCase store;
    const SystemClock clock;
    ManyManners server(newNames);
    net::NetworkThread network;
    const TagMap tags{{u"instance"_s, u"flood"_s}};
    ScrapeClient client(network, parseScrapeTarget(server.url()).value(), Secret(), kDeadline);
    ScrapeRecorder recorder(store.ports(), tags, 10ms, limits);
    ScraperParts parts;
    parts.fetch = [&client](const std::stop_token &stop) { return client.fetch(stop); };
    parts.waitUntil = [](ScraperParts::Instant until, const std::stop_token &) {
        std::this_thread::sleep_until(until);
    };
    Scraper scraper(parts, recorder, clock);
    ScrapePlan plan;
    plan.interval = 10ms;
    plan.backOff = 10ms;
    const MemoryWatch memory;
    std::int64_t good = 0;
    std::stop_source stop;
    const auto end = std::chrono::steady_clock::now() + floodSeconds();
    scraper.setListener([&](const ScrapeState &state) {
        memory.look();
        good += state.isUp() ? 1 : 0;
        if (std::chrono::steady_clock::now() >= end && state.scrapes >= 2 * kManners)
            stop.request_stop(); // each manner was had, however slow the machine
    });
    QVERIFY(scraper.run(plan, stop.get_token()));

    const ScrapeState &state = scraper.state();
    const ScrapeRecordingSummary &summary = recorder.summary();
    qInfo("%lld scrapes, %lld failed; %lld samples stored, %lld refused; memory grew by %.1f MB "
          "at the most",
          static_cast<long long>(state.scrapes), static_cast<long long>(state.failures),
          static_cast<long long>(summary.samples), static_cast<long long>(summary.refused),
          static_cast<double>(memory.mostGrown()) / 1e6);
    QVERIFY(good > 0);
    QCOMPARE(state.failures, state.scrapes - good);
    QVERIFY(state.failures >= good * (kManners - 1) - kManners);
    QVERIFY(summary.refused > 0);
    const auto known = store.samples(u"known"_s, tags);
    QVERIFY(std::any_of(known.begin(), known.end(), [](const Sample &s) { return s.value == 1; }));
    QVERIFY(std::any_of(known.begin(), known.end(), [](const Sample &s) { return s.value != 1; }));
    const auto up = store.samples(u"up"_s, tags);
    QCOMPARE(static_cast<std::int64_t>(up.size()), state.scrapes); // each is told of
    QVERIFY(memory.isBelow(256'000'000));
}

void PrometheusFloodTest::queryAnswers()
{
    ManyManners server(longVector);
    net::NetworkThread network;
    QueryClient client(network, net::parseEndpoint(server.url()).value(), Secret(), kDeadline);
    const MemoryWatch memory;
    int good = 0;
    int failed = 0;
    std::chrono::steady_clock::duration slowest{};
    const auto end = std::chrono::steady_clock::now() + floodSeconds();
    while (std::chrono::steady_clock::now() < end || server.asked() < 2 * kManners) {
        const auto begun = std::chrono::steady_clock::now();
        const auto told = await(client.query(u"up"_s));
        slowest = std::max(slowest, std::chrono::steady_clock::now() - begun);
        memory.look();
        if (told) {
            ++good;
            QCOMPARE(told->series.size(), 20'000U);
        } else {
            ++failed;
            QVERIFY(!told.error().message.isEmpty());
        }
    }
    const auto slowest_ms = std::chrono::duration_cast<std::chrono::milliseconds>(slowest).count();
    qInfo("%d queries answered, %d failed; slowest %lld ms; memory grew by %.1f MB at the most",
          good, failed, static_cast<long long>(slowest_ms),
          static_cast<double>(memory.mostGrown()) / 1e6);
    QVERIFY(failed > 0 && good > 0); // a query asks again, so not each manner is a failure
    QVERIFY(slowest < 20s);          // of which one is the deadline
    // An answer is read up to 64 MiB; as it grows it is copied, while the attempt before may end.
    QVERIFY(memory.isBelow(640'000'000));
}

TIDEMARK_TEST(PrometheusFloodTest)
#include "prometheus_flood_test.moc"
