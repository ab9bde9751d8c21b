// SPDX-License-Identifier: GPL-3.0-or-later
// Scrapes, good and bad, into series of a store, by clocks that are set.
#include "services/net/network_thread.h"
#include "services/prometheus/exposition_reader.h"
#include "services/prometheus/scraper.h"
#include "tests/services/monitor/recorded_series.h"
#include "tests/services/prometheus/reason_of.h"
#include "tests/support/hostile_server.h"
#include "tests/support/sqlite_file.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <deque>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::prometheus;
using namespace tidemark::test;
using namespace std::chrono_literals;

namespace {

const TagMap kTarget{{u"instance"_s, u"host:1"_s}};

TagMap tags(const TagMap &more = {})
{
    TagMap all = kTarget;
    all.insert(more);
    return all;
}

/// Answers these texts in turn; an empty one is no answer. Time goes as far as it is waited.
struct World
{
    explicit World(StillClock &theClock)
        : clock(theClock)
    {}

    [[nodiscard]] ScraperParts parts()
    {
        return {[this](const std::stop_token &) -> Result<ScrapeAnswer> {
                    const QByteArray text = texts.front();
                    texts.pop_front();
                    pass(2ms);
                    if (texts.empty())
                        stop.request_stop(); // while the last one is under way
                    if (text.isEmpty())
                        return failure(ErrorCode::Network, u"Nobody answers."_s);
                    return ScrapeAnswer{"text/plain", text};
                },
                [this] { return now; },
                [this](ScraperParts::Instant until, const std::stop_token &) {
                    waits.push_back(
                        std::chrono::duration_cast<std::chrono::milliseconds>(until - now));
                    pass(until - now);
                }};
    }
    void pass(std::chrono::nanoseconds length)
    {
        now += length;
        clock.set(clock.now() + Timedelta(length.count()));
    }

    StillClock &clock;
    ScraperParts::Instant now{1h};
    std::deque<QByteArray> texts;
    std::vector<std::chrono::milliseconds> waits;
    std::stop_source stop;
};

} // namespace

class ScraperTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void recordsWhatIsTold();
    void resetsAndEndsAreGaps();
    void failuresAreDownAndPaced();
    void oneWrongLineIsAFailure();
    void labelsOfTheTargetWin();
    void ownTimesAreKept();
    void aNewRunBeginsWithAGap();
    void aClockThatIsSetBackChangesNoLength();
    void hasLimits();
    void removedMetricsAreMadeAnew();
    void whileTheStoreIsLockedScrapesAreKept();
    void whatIsKeptAtTheEndIsNotStored();
    void asksOverHttp();
    void readsAddresses_data();
    void readsAddresses();

private:
    /// Texts at a distance of 15 s, and one more that is not recorded.
    void scrape(std::deque<QByteArray> texts, const ScrapeLimits &limits = {});
    [[nodiscard]] QStringList samples(const QString &metric, const TagMap &tags) const
    {
        return recordedSamples(m_bench->ports, metric, tags, m_begin);
    }

    std::unique_ptr<StoreBench> m_bench;
    Timestamp m_begin;
    ScrapeRecordingSummary m_summary;
    ScrapeState m_state;
    std::vector<std::chrono::milliseconds> m_waits;
};

void ScraperTest::init()
{
    failOnUnexpectedWarnings();
    m_bench = std::make_unique<StoreBench>();
    m_begin = m_bench->clock.now();
}

void ScraperTest::cleanup()
{
    m_bench.reset();
}

void ScraperTest::scrape(std::deque<QByteArray> texts, const ScrapeLimits &limits)
{
    World world(m_bench->clock);
    world.texts = std::move(texts);
    world.texts.push_back("unrecorded 1\n");
    ScrapeRecorder recorder(m_bench->ports, kTarget, 15s, limits);
    Scraper scraper(world.parts(), recorder, world.clock);
    const auto done = scraper.run(ScrapePlan{}, world.stop.get_token());
    QVERIFY2(done, reasonOf(done).constData());
    m_summary = recorder.summary();
    m_state = scraper.state();
    m_waits = world.waits;
}

void ScraperTest::recordsWhatIsTold()
{
    const QByteArray head = "# HELP a_seconds_total How long.\n# TYPE a_seconds_total counter\n"
                            "# TYPE h histogram\n";
    scrape({head + "a_seconds_total{x=\"1\"} 3\ng 1.5\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} "
                   "2\nh_sum 4\nh_count 2\n",
            head + "a_seconds_total{x=\"1\"} 4\ng 0.5\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} "
                   "2\nh_sum 4\nh_count 2\n"});
    QCOMPARE(samples(u"a_seconds_total"_s, tags({{u"x"_s, u"1"_s}})),
             (QStringList{u"0:3"_s, u"15:4"_s}));
    QCOMPARE(samples(u"g"_s, tags()), (QStringList{u"0:1.5"_s, u"15:0.5"_s}));
    QCOMPARE(samples(u"h_bucket"_s, tags({{u"le"_s, u"+Inf"_s}})),
             (QStringList{u"0:2"_s, u"15:2"_s}));
    QCOMPARE(samples(u"up"_s, tags()), (QStringList{u"0:1"_s, u"15:1"_s}));
    QCOMPARE(samples(u"scrape_samples_scraped"_s, tags()), (QStringList{u"0:6"_s, u"15:6"_s}));
    QCOMPARE(samples(u"scrape_duration_seconds"_s, tags()).first(), u"0:0.002"_s);
    const auto definition = await(m_bench->ports.catalog->find(u"a_seconds_total"_s)).value();
    QCOMPARE(definition.description, std::optional(u"How long."_s));
    QCOMPARE(definition.unit, u"s"_s);
    QCOMPARE(definition.settings.defaultFunction, std::optional(AggregateFunction::Max));
    QVERIFY(!await(m_bench->ports.catalog->find(u"g"_s)).value().settings.defaultFunction);
    QVERIFY(await(m_bench->ports.catalog->find(u"h_bucket"_s)).value().settings.defaultFunction);
    QVERIFY(!await(m_bench->ports.catalog->find(u"unrecorded"_s))); // it was stopped on the way
    QCOMPARE(m_summary.samples, 18);
    QCOMPARE(m_summary.gaps, 0);
    QCOMPARE(m_summary.series, 6U);
    QCOMPARE(m_state.scrapes, 2);
}

void ScraperTest::resetsAndEndsAreGaps()
{
    const QByteArray type = "# TYPE c counter\n";
    scrape({type + "c 10\ng 10\nend 1\ninf 1\n", type + "c 4\ng 4\ninf +Inf\n",
            type + "c 5\nend 2\n"});
    QCOMPARE(samples(u"c"_s, tags()),
             (QStringList{u"0:10"_s, u"14.999999999:gap"_s, u"15:4"_s, u"30:5"_s}));
    QCOMPARE(samples(u"g"_s, tags()), (QStringList{u"0:10"_s, u"15:4"_s, u"30:gap"_s}));
    QCOMPARE(samples(u"end"_s, tags()), (QStringList{u"0:1"_s, u"15:gap"_s, u"30:2"_s}));
    QCOMPARE(samples(u"inf"_s, tags()), (QStringList{u"0:1"_s, u"15:gap"_s}));
    QCOMPARE(m_summary.resets, 1);
}

void ScraperTest::failuresAreDownAndPaced()
{
    scrape({"a 1\n", "", "", "", "", "a 2\n", "a 3\n"});
    // to the next start: regular until the third failure in a row, then a minute
    QCOMPARE(m_waits, (std::vector<std::chrono::milliseconds>{
                          14'998ms, 14'998ms, 14'998ms, 59'998ms, 59'998ms, 14'998ms, 14'998ms}));
    QCOMPARE(samples(u"up"_s, tags()), (QStringList{u"0:1"_s, u"15:0"_s, u"30:0"_s, u"45:0"_s,
                                                    u"105:0"_s, u"165:1"_s, u"180:1"_s}));
    QCOMPARE(samples(u"a"_s, tags()), (QStringList{u"0:1"_s, u"15:gap"_s, u"165:2"_s, u"180:3"_s}));
    QCOMPARE(m_state.failures, 4);
    QVERIFY(m_state.isUp());
}

void ScraperTest::oneWrongLineIsAFailure()
{
    scrape({"a 1\nb one\n", "a 1\nb 1"});
    QCOMPARE(samples(u"a"_s, tags()).size(), 1);
    QVERIFY(!await(m_bench->ports.catalog->find(u"a"_s)));
    QCOMPARE(samples(u"up"_s, tags()), (QStringList{u"0:0"_s, u"15:0"_s}));
    QVERIFY(m_state.error->message.startsWith("Line 2: "_L1));
}

void ScraperTest::labelsOfTheTargetWin()
{
    scrape({"a{instance=\"x\"} 1\na{instance=\"y\",exported_instance=\"z\"} 2\nup 7\n"});
    QCOMPARE(samples(u"a"_s, tags({{u"exported_instance"_s, u"x"_s}})), QStringList{u"0:1"_s});
    QCOMPARE(samples(u"a"_s, tags({{u"exported_instance"_s, u"z"_s},
                                   {u"exported_exported_instance"_s, u"y"_s}})),
             QStringList{u"0:2"_s});
}

void ScraperTest::ownTimesAreKept()
{
    const QByteArray time = QByteArray::number(m_begin.posixNs() / 1'000'000 - 5'000);
    constexpr std::int64_t kDay_ms = 86'400'000;
    const std::int64_t begin_ms = m_begin.posixNs() / 1'000'000;
    const QByteArray ahead = QByteArray::number(begin_ms + kDay_ms);
    const QByteArray farther = QByteArray::number(begin_ms + kDay_ms + 1);
    scrape({"a 1 " + time + "\nb 1 " + ahead + "\nc 1 " + farther + "\n", "a 1 " + time + "\n"});
    QCOMPARE(samples(u"a"_s, tags()), QStringList{u"-5:1"_s});
    QCOMPARE(samples(u"b"_s, tags()).value(0), u"86400:1"_s);
    QVERIFY(!await(m_bench->ports.catalog->find(u"c"_s)));
    QCOMPARE(m_summary.refused, 1);
}

void ScraperTest::aNewRunBeginsWithAGap()
{
    scrape({"a 1\n", "a 2\n"}); // the third scrape, at 30 s, is not recorded
    m_bench->clock.set(m_begin + Timedelta::fromSeconds(300).value());
    scrape({"a 5\n", "a 6\n"});
    QCOMPARE(samples(u"a"_s, tags()),
             (QStringList{u"0:1"_s, u"15:2"_s, u"30:gap"_s, u"300:5"_s, u"315:6"_s}));
}

// R10: an hour back, while the second scrape is under way.
void ScraperTest::aClockThatIsSetBackChangesNoLength()
{
    World world(m_bench->clock);
    world.texts = {"jobs 1\n", "jobs 2\n", "jobs 3\n", {}, "unrecorded 1\n"};
    ScraperParts parts = world.parts();
    parts.fetch = [&world, fetch = parts.fetch, asked = 0](const std::stop_token &stop) mutable {
        if (++asked == 2)
            world.clock.set(world.clock.now() - Timedelta(kNsPerHour));
        return fetch(stop);
    };
    ScrapeRecorder recorder(m_bench->ports, kTarget, 15s, {});
    Scraper scraper(std::move(parts), recorder, world.clock);
    const auto done = scraper.run(ScrapePlan{}, world.stop.get_token());
    QVERIFY2(done, reasonOf(done).constData());
    // each at its own time, none over another
    QCOMPARE(samples(u"jobs"_s, tags()),
             (QStringList{u"-3570:3"_s, u"-3555:gap"_s, u"0:1"_s, u"15:2"_s}));
    QCOMPARE(samples(u"scrape_duration_seconds"_s, tags()),
             (QStringList{u"-3570:0.002"_s, u"-3555:0.002"_s, u"0:0.002"_s, u"15:0.002"_s}));
    for (const auto wait : world.waits)
        QVERIFY2(wait > 14s && wait <= 15s, QByteArray::number(qint64{wait.count()}).constData());
}

void ScraperTest::hasLimits()
{
    ScrapeLimits limits;
    limits.series = 3;
    const QByteArray later = "b 1\nc 1\nd 1\n"; // "a" ends, and makes room after that
    scrape({"a 1\nb 1\nc 1\nd 1\n", later, later}, limits);
    QCOMPARE(m_summary.refused, 2);
    QCOMPARE(samples(u"a"_s, tags()), (QStringList{u"0:1"_s, u"15:gap"_s}));
    QCOMPARE(samples(u"d"_s, tags()), QStringList{u"30:1"_s});
    limits = {};
    limits.names = 1;
    scrape({"p{x=\"1\"} 1\nq 1\np{x=\"2\"} 1\n"}, limits);
    QCOMPARE(m_summary.refused, 1);
    QCOMPARE(m_summary.series, 2U);
}

void ScraperTest::removedMetricsAreMadeAnew()
{
    ScrapeRecorder recorder(m_bench->ports, kTarget, 15s);
    const auto told = [&](const char *text, qint64 second) {
        ScrapeOutcome outcome;
        outcome.at = m_begin + Timedelta(second * 1'000'000'000);
        outcome.told = readExposition(text, ExpositionFormat::Prometheus).value();
        return recorder.record(outcome, {});
    };
    QVERIFY(told("a 1\nb 1\n", 0));
    const auto metric = await(m_bench->ports.catalog->find(u"a"_s)).value();
    QVERIFY(await(m_bench->ports.catalog->remove(metric.id)));
    QVERIFY(told("a 2\nb 2\n", 15));
    QCOMPARE(samples(u"a"_s, tags()), QStringList{u"15:2"_s});
    QCOMPARE(samples(u"b"_s, tags()), (QStringList{u"0:1"_s, u"15:2"_s})); // and no gap
    QCOMPARE(samples(u"up"_s, tags()), (QStringList{u"0:1"_s, u"15:1"_s}));
}

// As by an import of another program: longer than the store waits.
void ScraperTest::whileTheStoreIsLockedScrapesAreKept()
{
    World world(m_bench->clock);
    world.texts = {"a 1\nb 1\n", "a 2\n", "a 3\n", "unrecorded 1\n"};
    ScrapeRecorder recorder(m_bench->ports, kTarget, 15s);
    Scraper scraper(world.parts(), recorder, world.clock);
    SqliteFile other(m_bench->local->path());
    int locks = 0;
    scraper.setListener([&](const ScrapeState &state) {
        if (state.scrapes == 1)
            other.run("BEGIN IMMEDIATE");
        if (!state.lock)
            return;
        ++locks;
        QCOMPARE(state.lock->code, ErrorCode::Locked);
        QVERIFY(state.isUp()); // that is another thing
        other.run("ROLLBACK");
    });
    const auto done = scraper.run(ScrapePlan{}, world.stop.get_token());
    QVERIFY2(done, reasonOf(done).constData());
    QCOMPARE(locks, 1);
    QCOMPARE(samples(u"a"_s, tags()), (QStringList{u"0:1"_s, u"15:2"_s, u"30:3"_s}));
    QCOMPARE(samples(u"b"_s, tags()), (QStringList{u"0:1"_s, u"15:gap"_s}));
    QCOMPARE(samples(u"up"_s, tags()), (QStringList{u"0:1"_s, u"15:1"_s, u"30:1"_s}));
    QVERIFY(!scraper.state().lock);
    QCOMPARE(scraper.state().unstored, 0);
    QCOMPARE(recorder.summary().gaps, 1);
}

void ScraperTest::whatIsKeptAtTheEndIsNotStored()
{
    World world(m_bench->clock);
    world.texts = {"a 1\nb 1\n", "a 2\n"};
    ScrapeRecorder recorder(m_bench->ports, kTarget, 15s);
    Scraper scraper(world.parts(), recorder, world.clock);
    SqliteFile other(m_bench->local->path());
    other.run("BEGIN IMMEDIATE");
    const auto done = scraper.run(ScrapePlan{}, world.stop.get_token()); // ends with the second one
    QVERIFY(!done);
    QCOMPARE(done.error().code, ErrorCode::Locked);
    QCOMPARE(scraper.state().unstored, 2);
}

void ScraperTest::asksOverHttp()
{
    HostileServer server([](HostileConnection &connection) {
        while (connection.read()) {
            if (connection.request().firstLine().contains("busy"))
                connection.answer(503, "busy");
            else
                connection.answer(200, "a 1\n# EOF\n",
                                  "Content-Type: application/openmetrics-text\r\n");
        }
    });
    net::NetworkThread network;
    const auto target = parseScrapeTarget(server.url());
    QVERIFY(target);
    ScrapeClient client(network, *target);
    const auto answer = client.fetch({});
    QVERIFY2(answer, reasonOf(answer).constData());
    QCOMPARE(answer->contentType, QByteArray("application/openmetrics-text"));
    QCOMPARE(answer->body, QByteArray("a 1\n# EOF\n"));
    const auto seen = server.requests();
    QCOMPARE(seen[0].firstLine(), QByteArray("GET /metrics HTTP/1.1"));
    QVERIFY(seen[0].header("Accept").contains("application/openmetrics-text;version=1.0.0"));
    QCOMPARE(seen[0].header("X-Prometheus-Scrape-Timeout-Seconds"), QByteArray("10"));
    ScrapeClient busy(network, parseScrapeTarget(server.url() + u"/busy"_s).value());
    QCOMPARE(busy.fetch({}).error().detail, u"http.status.503"_s);
    std::stop_source stopped;
    stopped.request_stop();
    QCOMPARE(client.fetch(stopped.get_token()).error().code, ErrorCode::Cancelled);
}

void ScraperTest::readsAddresses_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QString>("instance");
    QTest::newRow("bare") << u" http://localhost:9100 "_s << QByteArray("/metrics") << QByteArray()
                          << u"localhost:9100"_s;
    QTest::newRow("path and query")
        << u"https://[::1]/a%20b/federate?match[]={job=\"x\"}&b=c%20d"_s
        << QByteArray("/a%20b/federate") << QByteArray("match%5B%5D=%7Bjob=%22x%22%7D&b=c%20d")
        << u"[::1]:443"_s;
    QTest::newRow("no scheme") << u"localhost:9100"_s << QByteArray() << QByteArray() << QString();
    QTest::newRow("password") << u"http://a:b@localhost/"_s << QByteArray() << QByteArray()
                              << QString();
}

void ScraperTest::readsAddresses()
{
    QFETCH(QString, address);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, query);
    QFETCH(QString, instance);
    const auto target = parseScrapeTarget(address);
    QCOMPARE(target.has_value(), !path.isEmpty());
    if (!target)
        return;
    QCOMPARE(target->where.path, path);
    QCOMPARE(target->where.query, query);
    QCOMPARE(target->instance, instance);
}

TIDEMARK_TEST(ScraperTest)
#include "scraper_test.moc"
