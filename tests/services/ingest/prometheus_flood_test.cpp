// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/network_thread.h"
#include "services/net/url_rules.h"
#include "services/prometheus/exposition_reader.h"
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
#include <string_view>
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

/// Random ones of the letters, or of all bytes when there are none.
QByteArray garbage(std::mt19937_64 &random, qsizetype size = 1'000'000,
                   std::string_view letters = {})
{
    QByteArray bytes(size, '\0');
    for (qsizetype at = 0; at < size;) {
        std::uint64_t bits = random();
        for (std::size_t k = 0; k < sizeof bits && at < size; ++k, bits >>= 8U)
            bytes[at++] = letters.empty() ? static_cast<char>(bits & 0xffU)
                                          : letters[(bits & 0xffU) % letters.size()];
    }
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

/// What is known, and so many sets of labels that nobody told before.
QByteArray newLabels(std::uint64_t first, std::uint64_t count)
{
    QByteArray text = "m{user=\"known\"} 1\n";
    for (std::uint64_t i = first; i < first + count; ++i)
        text += "m{user=\"" + QByteArray::number(static_cast<qulonglong>(i)) + "\"} 1\n";
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
    void labelSetsWithoutEnd();
    void garbageWithoutEnd();
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

// 40,000 sets of labels of one name or, in a long flood, a million, each told once. Those that end
// make room for those that are told next; what is beyond the limit is refused and counted.
void PrometheusFloodTest::labelSetsWithoutEnd()
{
    const std::size_t room = isLongFlood() ? 2'000 : 500;
    const std::uint64_t ofAScrape = isLongFlood() ? ExpositionLimits().samples - 1 : 10'000;
    const std::uint64_t scrapes = isLongFlood() ? 21 : 4;
    const StoreCase store;
    ScrapeRecorder recorder(store.ports(), {}, 1s, {10, room});
    const Timestamp begin = Timestamp::now();
    const MemoryWatch memory;
    for (std::uint64_t i = 0; i < scrapes; ++i) {
        const QByteArray text = newLabels(i * ofAScrape, ofAScrape);
        auto told = readExposition({text.constData(), static_cast<std::size_t>(text.size())},
                                   ExpositionFormat::Prometheus);
        QVERIFY(told);
        ScrapeOutcome outcome;
        outcome.at = begin + Timedelta(static_cast<std::int64_t>(i) * 1'000'000'000);
        outcome.told = *std::move(told);
        QVERIFY(recorder.record(outcome, {}));
        QCOMPARE(recorder.summary().series, i % 2 == 0 ? room : 1U);
        memory.look();
    }
    // Of two scrapes the second finds no room: those of the first end with it.
    const std::uint64_t full = (scrapes + 1) / 2;
    const ScrapeRecordingSummary &summary = recorder.summary();
    QCOMPARE(summary.refused, static_cast<std::int64_t>(scrapes * ofAScrape - full * (room - 1)));
    QCOMPARE(store.samples(u"m"_s, {{u"user"_s, u"known"_s}}).size(), scrapes); // and no gap
    QCOMPARE(store.total(u"m"_s, {{u"user"_s, u"known"_s}}), static_cast<double>(scrapes));
    // One text and what is read of it, and the series of a few scrapes here and in the store.
    constexpr std::uint64_t kSample_bytes = 1'024;
    constexpr std::uint64_t kSeries_bytes = 8'192;
    const std::uint64_t most =
        ofAScrape * kSample_bytes + 4 * room * kSeries_bytes + 32 * 1024 * 1024;
    QVERIFY2(memory.isBelow(static_cast<qint64>(most)),
             qPrintable(QString::number(memory.mostGrown())));
}

// 64 MB or, in a long flood, 1 GB: bytes, letters that lines are made of, and lines that end so.
// Each answer is a failure with a reason, of which nothing is taken; the next good one is.
void PrometheusFloodTest::garbageWithoutEnd()
{
    constexpr qsizetype kBody = qsizetype{8} * 1024 * 1024;
    const int answers = isLongFlood() ? 128 : 8;
    const StoreCase store;
    const SystemClock clock;
    std::atomic<int> asked = 0;
    HostileServer server([&](HostileConnection &connection) {
        constexpr std::string_view kLetters = "abc_{}=\",#\\ 0123456789.+-eE\n";
        while (connection.read()) {
            const int number = asked++;
            std::mt19937_64 random(static_cast<std::uint64_t>(number));
            QByteArray body = "known 1\n";
            if (number < answers)
                body = (number % 3 == 2 ? newNames(random) : QByteArray()) +
                       garbage(random, kBody, number % 3 == 1 ? kLetters : std::string_view());
            if (!connection.answer(200, body))
                return;
        }
    });
    net::NetworkThread network;
    const TagMap tags{{u"instance"_s, u"flood"_s}};
    ScrapeClient client(network, parseScrapeTarget(server.url()).value(), Secret(), 60s);
    ScrapeRecorder recorder(store.ports(), tags, 10ms);
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
    std::stop_source stop;
    int unexplained = 0;
    scraper.setListener([&](const ScrapeState &state) {
        memory.look();
        if (state.isUp() || state.scrapes > answers) // good at last, or never
            stop.request_stop();
        else if (state.error->message.isEmpty() || !state.error->detail.startsWith(u"prometheus."))
            ++unexplained;
    });
    QVERIFY(scraper.run(plan, stop.get_token()));
    QVERIFY(scraper.state().isUp());
    QCOMPARE(scraper.state().scrapes, answers + 1);
    QCOMPARE(scraper.state().failures, answers);
    QCOMPARE(unexplained, 0);
    QCOMPARE(recorder.summary().refused, 0);
    QCOMPARE(store.total(u"up"_s, tags), 1.0);
    QCOMPARE(store.samples(u"up"_s, tags).size(), static_cast<std::size_t>(answers) + 1);
    QCOMPARE(store.samples(u"known"_s, tags).size(), 1U);
    QCOMPARE(answer(store.ports().series->list()).value().size(), 4U); // with ours
    // One answer at a time: in the server, which makes and sends it, and in the client, which
    // copies it as it grows. The rest is the store's.
    constexpr qint64 kMost = 6 * kBody + qint64{32} * 1024 * 1024;
    QVERIFY2(memory.isBelow(kMost), qPrintable(QString::number(memory.mostGrown())));
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
