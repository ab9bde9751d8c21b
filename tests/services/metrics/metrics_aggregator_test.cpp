// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/metrics_aggregator.h"
#include "services/metrics/percentile.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>
#include <deque>
#include <random>
#include <thread>

using namespace Qt::StringLiterals;
using namespace tidemark::metrics;
using namespace tidemark::test;
using namespace std::chrono_literals;

namespace {

class MetricsAggregatorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_rig = std::make_unique<Rig>(m_clock); }
    void percentilesAreThoseOfTheReference();
    void summariesOfTimersAreInTheirUnit();
    void summariesOfCountersAreOfWhatWasAdded();
    void summariesOfGaugesWeighTime();
    void unknownAndEmptyDiffer();
    void windowsForgetWhatIsOlder();
    void windowsAreAsAPlainList();
    void windowsAreChecked();
    void filtersMustAllHold();
    void filtersKnowOtherWords();
    void theTopIsInOrder();
    void ratesAreDerived();
    void unknownFormatsAreNamed();
    void formatsAreReadInAnyCase();
    void unitsOfOneMetricAreBroughtTogether();
    void firstAndLastAreThoseInTime();
    void ticksMayRunBesideRecording();
    void ticksOfSeveralThreadsTakeNothingTwice();

private:
    struct Rig
    {
        explicit Rig(const Clock &clock)
            : collector(clock)
            , history(collector, clock)
            , aggregator(collector, history, clock)
        {}
        MetricCollector collector;
        MetricHistory history;
        MetricsAggregator aggregator;
    };
    void passAndTick(double seconds)
    {
        m_clock.pass(seconds);
        m_rig->collector.tick();
        m_rig->history.tick();
    }
    [[nodiscard]] MetricsAggregator::Summary summary(std::string_view name,
                                                     MetricsAggregator::Window window = {}) const
    {
        return m_rig->aggregator.summary(name, window).value_or(MetricsAggregator::Summary());
    }
    [[nodiscard]] static QStringList namesOf(const std::vector<MetricValue> &values)
    {
        QStringList names;
        for (const MetricValue &value : values) {
            QString name = QString::fromStdString(value.name);
            for (const auto &[key, tag] : value.tags)
                name += QLatin1Char(' ') + QString::fromStdString(tag);
            names.append(name);
        }
        return names;
    }
    [[nodiscard]] QStringList byTags(const std::map<std::string, std::string> &filter) const
    {
        const auto found = m_rig->aggregator.byTags(filter);
        return found ? namesOf(*found) : QStringList{QStringLiteral("error")};
    }

    FakeClock m_clock;
    std::unique_ptr<Rig> m_rig;
};

// Check 39: the vectors of the reference.
void MetricsAggregatorTest::percentilesAreThoseOfTheReference()
{
    const std::vector<double> values{1, 2, 3, 4, 5, 6, 7, 8, 9, 100};
    for (const auto &[share, wanted] : {std::pair{0.0, 1.0},
                                        {0.25, 3.25},
                                        {0.5, 5.5},
                                        {0.75, 7.75},
                                        {0.9, 18.1},
                                        {0.95, 59.05},
                                        {0.99, 91.81},
                                        {1.0, 100.0}})
        QVERIFY2(std::abs(*percentile(values, share) - wanted) < 1e-12 * wanted,
                 qPrintable(QString::number(*percentile(values, share), 'g', 17)));
    for (const auto &[share, wanted] : {std::pair{0.25, 3.0},
                                        {0.5, 5.0},
                                        {0.75, 8.0},
                                        {0.9, 9.0},
                                        {0.95, 100.0},
                                        {0.99, 100.0},
                                        {0.0, 1.0}})
        QCOMPARE(*nearestRank(values, share), wanted);
    QVERIFY(!percentile({}, 0.5));
    QVERIFY(!nearestRank({}, 0.5));
    QVERIFY(!percentile(values, 1.1));
    const std::vector<double> one{7};
    for (const double share : {0.0, 0.3, 1.0})
        QCOMPARE(*percentile(one, share), 7.0);
}

void MetricsAggregatorTest::summariesOfTimersAreInTheirUnit()
{
    for (int i = 1; i <= 1'000; ++i)
        m_rig->collector.recordTimer("t", i, MetricUnit::Milliseconds,
                                     {{"half", i <= 500 ? "first" : "second"}});
    passAndTick(10);
    const auto found = summary("t");
    QCOMPARE(found.at("count"), 1'000.0);
    QVERIFY(std::abs(found.at("avg") - 500.5) < 1e-6);
    QVERIFY(std::abs(found.at("max") - 1'000) < 1e-9);
    QVERIFY(std::abs(found.at("p95") - 950) < 9.5);
    QCOMPARE(found.at("rate"), 100.0);
    QVERIFY(!found.contains("total"));
}

void MetricsAggregatorTest::summariesOfCountersAreOfWhatWasAdded()
{
    for (const int added : {4, 0, 6, 10}) {
        m_rig->collector.recordCounter("c", added);
        passAndTick(1);
    }
    const auto found = summary("c");
    QCOMPARE(found.at("count"), 3.0); // ticks at which it had grown
    QCOMPARE(found.at("sum"), 20.0);
    QCOMPARE(found.at("total"), 20.0);
    QCOMPARE(found.at("first"), 4.0);
    QCOMPARE(found.at("last"), 10.0);
    QCOMPARE(found.at("rate"), 5.0);
    QCOMPARE(summary("c", 2s).at("sum"), 16.0);
}

void MetricsAggregatorTest::summariesOfGaugesWeighTime()
{
    m_rig->collector.recordGauge("g", 10);
    passAndTick(1);
    m_rig->collector.recordGauge("g", 20);
    passAndTick(3);
    m_rig->collector.recordGauge("g", 40);
    passAndTick(1);
    m_rig->collector.recordGauge("g", std::nan(""));
    passAndTick(5);
    const auto found = summary("g");
    QCOMPARE(found.at("count"), 3.0);
    QCOMPARE(found.at("time_weighted_avg"), 25.0); // 20 for 3 s and 40 for 1 s
    QCOMPARE(found.at("last"), 40.0);
}

void MetricsAggregatorTest::unknownAndEmptyDiffer()
{
    QVERIFY(summary("nothing").empty());
    m_rig->collector.recordCounter("c", 0);
    passAndTick(1);
    QVERIFY((summary("c") == MetricsAggregator::Summary{{"count", 0}}));
}

void MetricsAggregatorTest::windowsForgetWhatIsOlder()
{
    m_rig->collector.recordHistogram("h", 5);
    passAndTick(1);
    passAndTick(60);
    QCOMPARE(summary("h", 60s).at("count"), 0.0);
    QCOMPARE(summary("h", 70s).at("count"), 1.0);
    QCOMPARE(summary("h").at("count"), 1.0);
}

void MetricsAggregatorTest::windowsAreAsAPlainList()
{
    std::mt19937_64 random(23);
    std::deque<std::pair<std::int64_t, double>> all; // second of the tick, value
    for (int step = 0; step < 2'000; ++step) {
        double sum = 0;
        for (std::uint64_t i = random() % 4; i > 0; --i) {
            const auto value = static_cast<double>(1 + random() % 1'000);
            m_rig->collector.recordHistogram("h", value, {{"i", std::to_string(i)}});
            sum += value;
        }
        passAndTick(static_cast<double>(1 + random() % 20));
        const std::int64_t now = m_clock.steadySecond();
        all.emplace_back(now, sum);
        const auto window_s = static_cast<std::int64_t>(1 + random() % 5'000);
        const std::int64_t width = window_s <= 60 ? 1 : window_s <= 600 ? 10 : 300;
        const std::int64_t first = (now - window_s + 1) / width * width;
        double wanted = 0;
        for (const auto &[second, value] : all)
            wanted += second >= first ? value : 0;
        const auto found = summary("h", std::chrono::seconds(window_s));
        const auto at = found.find("sum");
        QCOMPARE(at == found.end() ? 0 : at->second, wanted);
    }
}

void MetricsAggregatorTest::windowsAreChecked()
{
    for (const auto window : {0s, -1s, 86'401s}) {
        const auto found = m_rig->aggregator.summary("c", window);
        QVERIFY(!found);
        QCOMPARE(found.error().fault, Fault::InvalidArgument);
    }
}

// Check 44.
void MetricsAggregatorTest::filtersMustAllHold()
{
    m_rig->collector.increment("b", {{"host", "one"}, {"zone", "x"}});
    m_rig->collector.increment("b", {{"host", "two"}, {"zone", "x"}});
    m_rig->collector.recordGauge("a", 1, {{"host", "one"}});
    using Names = QStringList;
    const auto name = [](const char *text) { return QString::fromLatin1(text); };
    QCOMPARE(byTags({}), (Names{name("a one"), name("b one x"), name("b two x")}));
    QCOMPARE(byTags({{"host", "one"}}), (Names{name("a one"), name("b one x")}));
    QCOMPARE(byTags({{"host", "one"}, {"zone", "x"}}), (Names{name("b one x")}));
    QCOMPARE(byTags({{"host", "three"}}), Names());
}

void MetricsAggregatorTest::filtersKnowOtherWords()
{
    m_rig->collector.increment("c", {{"code", "200"}});
    m_rig->collector.increment("c", {{"code", "404"}});
    m_rig->collector.increment("d");
    const auto name = [](const char *text) { return QString::fromLatin1(text); };
    QCOMPARE(byTags({{"code", "*"}}), (QStringList{name("c 200"), name("c 404")}));
    QCOMPARE(byTags({{"code", "!200"}}), (QStringList{name("c 404"), name("d")}));
    QCOMPARE(byTags({{"code", "~4.."}}), (QStringList{name("c 404")}));
    QCOMPARE(byTags({{"code", "~4."}}), QStringList()); // the whole text
    const auto wrong = m_rig->aggregator.byTags({{"code", "~("}});
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().fault, Fault::InvalidArgument);
}

void MetricsAggregatorTest::theTopIsInOrder()
{
    const auto name = [](const char *text) { return QString::fromLatin1(text); };
    m_rig->collector.recordGauge("b", 5);
    m_rig->collector.recordGauge("a", 5);
    m_rig->collector.recordGauge("nan", std::nan(""));
    m_rig->collector.recordGauge("large", 50);
    m_rig->collector.recordGauge("small", -1);
    const auto top = [this](int limit) {
        return namesOf(m_rig->aggregator.top(MetricType::Gauge, limit));
    };
    QCOMPARE(top(10),
             (QStringList{name("large"), name("a"), name("b"), name("small"), name("nan")}));
    QCOMPARE(top(2), (QStringList{name("large"), name("a")}));
    m_rig->collector.recordGauge("a", 5, {{"of", "y"}}); // then by tags, none first
    m_rig->collector.recordGauge("a", 5, {{"of", "x"}});
    QStringList tags;
    for (const auto &metric : m_rig->aggregator.top(MetricType::Gauge, 4)) {
        if (metric.name == "a")
            tags << (metric.tags.isEmpty() ? QString()
                                           : QString::fromStdString(metric.tags.begin()->second));
    }
    QCOMPARE(tags, (QStringList{QString(), name("x"), name("y")}));
    QCOMPARE(top(0), QStringList());
    QCOMPARE(top(-3), QStringList());
    for (int i = 0; i < 100; ++i) { // by p95: rare long ones do not make the first
        m_rig->collector.recordTimer("steady", 50);
        m_rig->collector.recordTimer("rare", i == 0 ? 5'000 : 1);
    }
    QCOMPARE(namesOf(m_rig->aggregator.top(MetricType::Timer)),
             (QStringList{name("steady"), name("rare")}));
}

void MetricsAggregatorTest::ratesAreDerived()
{
    for (int i = 0; i < 60; ++i) {
        m_rig->collector.recordCounter("fast", 10);
        m_rig->collector.recordCounter("slow", 1);
        passAndTick(1);
    }
    const auto rates = m_rig->aggregator.top(MetricType::Rate);
    QCOMPARE(rates.size(), std::size_t{2});
    QCOMPARE(rates[0].name, std::string("fast"));
    QCOMPARE(toReal(rates[0].value), 10.0);
    QCOMPARE(rates[0].unit, MetricUnit::OperationsPerSecond);
    QCOMPARE(toReal(rates[1].value), 1.0);
}

// Check 45.
void MetricsAggregatorTest::unknownFormatsAreNamed()
{
    const auto found = m_rig->aggregator.exportMetrics("xml");
    QVERIFY(!found);
    QCOMPARE(found.error().fault, Fault::InvalidArgument);
    for (const std::string_view format : m_rig->aggregator.formats())
        QVERIFY(found.error().message.find(format) != std::string::npos);
}

void MetricsAggregatorTest::formatsAreReadInAnyCase()
{
    m_rig->collector.increment("c");
    for (const std::string_view format : m_rig->aggregator.formats()) {
        const auto lower = m_rig->aggregator.exportMetrics(format);
        QVERIFY(lower && lower->find('c') != std::string::npos);
    }
    QVERIFY(*m_rig->aggregator.exportMetrics("JSON") == *m_rig->aggregator.exportMetrics("json"));
    QVERIFY(*m_rig->aggregator.exportMetrics("OpenMetrics") ==
            *m_rig->aggregator.exportMetrics("openmetrics"));
}

void MetricsAggregatorTest::unitsOfOneMetricAreBroughtTogether()
{
    MetricCollector &collector = m_rig->collector;
    collector.recordTimer("git.clone.duration", 15.2, MetricUnit::Seconds);
    collector.recordTimer("api.response.time", 150, MetricUnit::Milliseconds);
    const auto slowest = m_rig->aggregator.top(MetricType::Timer);
    QCOMPARE(slowest.at(0).name, std::string("git.clone.duration"));

    collector.recordTimer("t", 150, MetricUnit::Milliseconds, {{"op", "a"}});
    collector.recordTimer("t", 2, MetricUnit::Seconds, {{"op", "b"}});
    collector.recordHistogram("sizes", 3, {{"unit", "kB"}});
    collector.recordHistogram("sizes", 2, {{"unit", "MB"}});
    collector.recordHistogram("sizes", 1, {{"unit", "percent"}}); // of another kind
    passAndTick(1);
    QCOMPARE(summary("t").at("max"), 2'000.0); // milliseconds, since they came first
    QCOMPARE(summary("t").at("sum"), 2'150.0);
    const auto sizes = summary("sizes");
    QCOMPARE(sizes.at("count"), 2.0);
    QCOMPARE(sizes.at("sum"), 2'003.0);
    QCOMPARE(sizes.at("min"), 3.0);
    QCOMPARE(sizes.at("max"), 2'000.0);

    const QJsonArray metrics =
        QJsonDocument::fromJson(QByteArray::fromStdString(*m_rig->aggregator.exportMetrics()))
            .object()[u"metrics"]
            .toArray();
    int seen = 0;
    for (const auto &metric : metrics) {
        const QJsonArray series = metric[u"series"].toArray();
        if (metric[u"name"] == u"t"_s) {
            QCOMPARE(metric[u"unit"].toString(), u"milliseconds"_s);
            QCOMPARE(series[1][u"sum"].toDouble(), 2'000.0);
            ++seen;
        } else if (metric[u"name"] == u"sizes"_s) {
            QCOMPARE(metric[u"unit"].toString(), u"kilobytes"_s);
            for (const auto &one : series) {
                const QString unit = one[u"tags"][u"unit"].toString();
                QCOMPARE(one[u"unit"].toString(), unit == u"percent" ? unit : QString());
                QCOMPARE(one[u"sum"].toDouble(), unit == u"kB"   ? 3.0
                                                 : unit == u"MB" ? 2'000.0
                                                                 : 1.0);
                ++seen;
            }
        }
    }
    QCOMPARE(seen, 4);
}

void MetricsAggregatorTest::firstAndLastAreThoseInTime()
{
    MetricCollector &collector = m_rig->collector;
    const Gauge late = collector.gauge("g", {{"op", "late"}});
    Gauge(collector.gauge("g", {{"op", "early"}})).set(1);
    passAndTick(1);
    Gauge(late).set(5);
    Gauge(collector.gauge("g", {{"op", "early"}})).set(std::nan(""));
    passAndTick(1);
    QCOMPARE(summary("g").at("first"), 1.0);
    QCOMPARE(summary("g").at("last"), 5.0);
}

void MetricsAggregatorTest::ticksMayRunBesideRecording()
{
    std::atomic<bool> isOver = false;
    std::atomic<int> recorded = 0;
    std::thread recording([&] {
        for (; !isOver; ++recorded) {
            m_rig->collector.increment("c");
            m_rig->collector.recordHistogram("h", recorded % 10 + 1);
        }
    });
    while (recorded == 0)
        std::this_thread::yield();
    for (int i = 0; i < 300; ++i) {
        passAndTick(1);
        (void)summary("h", 60s);
    }
    isOver = true;
    recording.join();
    passAndTick(1);
    const auto found = summary("c");
    QCOMPARE(found.at("total"), 1.0 * recorded);
    QCOMPARE(found.at("sum"), found.at("total"));
    const auto values = summary("h");
    QCOMPARE(values.at("count"), 1.0 * recorded);
    QVERIFY(values.at("min") >= 1);
    QVERIFY(values.at("max") <= 10);
}

void MetricsAggregatorTest::ticksOfSeveralThreadsTakeNothingTwice()
{
    constexpr int kTicks = 3'000;
    constexpr int kTickers = 3;
    std::atomic<int> ticking = kTickers;
    std::vector<std::thread> threads;
    for (int i = 0; i < kTickers; ++i)
        threads.emplace_back([&] {
            for (int tick = 0; tick < kTicks; ++tick)
                m_rig->history.tick();
            --ticking;
        });
    double recorded = 0;
    do {
        m_rig->collector.increment("c");
        m_rig->collector.recordHistogram("h", 1);
        ++recorded;
    } while (ticking > 0);
    for (std::thread &thread : threads)
        thread.join();
    passAndTick(1);
    QCOMPARE(summary("c").at("sum"), recorded);
    QCOMPARE(summary("h").at("count"), recorded);
}

} // namespace

TIDEMARK_TEST(MetricsAggregatorTest)
#include "metrics_aggregator_test.moc"
