// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/metrics_system.h"
#include "services/metrics/system/point_reduction.h"
#include "tests/services/metrics/dashboard_schema.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <random>

using namespace tidemark::metrics;
using namespace tidemark::test;
using namespace std::chrono_literals;

namespace {

class DashboardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void everyTypeHasTheShape_data();
    void everyTypeHasTheShape();
    void theSchemaRefusesOtherShapes();
    void unknownTypesNameTheChoices();
    void windowsAreChecked();
    void ratesOfCountersAndGaugesAreRight();
    void theStepThatIsOnIsShorter();
    void aGaugeThatIsSetNowAndThenRisesEvenly();
    void valuesAreInTheUnitOfTheirMetric();
    void tablesTellOfFailures();
    void reductionKeepsExtremes();
    void reductionKeepsWhatIsShort();
    void aDayHasAPointForEachStep();

private:
    /// A minute of everything, a tick each second.
    void fill(MetricCollector &collector, MetricHistory &history, PerformanceTimer &timer,
              SuccessFailureTracker &tracker);
    [[nodiscard]] static const DashboardPanel &panel(const DashboardData &data,
                                                     const std::string &id)
    {
        return *std::find_if(data.panels.begin(), data.panels.end(),
                             [&id](const DashboardPanel &one) { return one.id == id; });
    }

    FakeClock m_clock;
};

void DashboardTest::fill(MetricCollector &collector, MetricHistory &history,
                         PerformanceTimer &timer, SuccessFailureTracker &tracker)
{
    for (int i = 0; i < 60; ++i) {
        collector.tick();
        collector.recordCounter("api.requests", 10, {{"code", "200"}});
        collector.recordCounter("api.requests", 1, {{"code", "500\"\n"}});
        for (const char *name : {"system.cpu.percent", "system.memory.percent",
                                 "system.disk.percent", "system.cpu.load_1", "system.memory.used",
                                 "system.memory.process_rss", "users.active"})
            collector.recordGauge(name, i % 7);
        collector.recordGauge("system.network.bytes_recv", 1'000.0 * i, {{"interface", "eth0"}});
        collector.recordGauge("system.network.bytes_sent", 100.0 * i, {{"interface", "eth0"}});
        collector.recordGauge("sessions", i, {{"user", "ann"}});
        const auto id = timer.start("git.clone");
        m_clock.pass(0.25);
        (void)timer.stop(id, i % 10 != 0, {{"error", std::string("timeout")}});
        m_clock.pass(0.75);
        history.tick();
    }
    tracker.recordFailure("git.push", "authentication");
}

void DashboardTest::everyTypeHasTheShape_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<bool>("isFilled");
    for (const std::string_view type : Dashboard::types()) {
        const auto name = QString::fromUtf8(type.data(), static_cast<qsizetype>(type.size()));
        const std::string row(type);
        QTest::newRow((row + ", empty").c_str()) << name << false;
        QTest::newRow((row + ", filled").c_str()) << name << true;
    }
}

void DashboardTest::everyTypeHasTheShape()
{
    QFETCH(QString, type);
    QFETCH(bool, isFilled);
    MetricCollector collector(m_clock);
    MetricHistory history(collector, m_clock);
    SuccessFailureTracker tracker(m_clock);
    PerformanceTimer timer(collector, tracker, m_clock);
    const MetricsAggregator aggregator(collector, history, m_clock);
    if (isFilled)
        fill(collector, history, timer, tracker);
    const Dashboard dashboard(history, timer, tracker, aggregator, m_clock);
    const auto data = dashboard.data(type.toStdString(), 60s);
    QVERIFY(data);
    const QString fault = dashboardFault(QByteArray::fromStdString(toJson(*data)));
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
    QCOMPARE(QString::fromStdString(data->type), type);
    QVERIFY(!data->panels.empty());
    for (const DashboardPanel &one : data->panels)
        QVERIFY2(one.isEmpty() != isFilled, one.id.c_str());
}

void DashboardTest::theSchemaRefusesOtherShapes()
{
    DashboardData data{"overview", "Overview", 0, 0, 60'000'000'000, 60};
    data.panels = {{"one", "One", PanelKind::Stat}};
    const QByteArray good = QByteArray::fromStdString(toJson(data));
    QVERIFY(dashboardFault(good).isEmpty());
    for (const auto &[from, to] :
         {std::pair("\"warnings\"", "\"warning\""), std::pair("\"stat\"", "\"dial\""),
          std::pair("\"value\":null", "\"value\":\"1\""),
          std::pair("\"empty\":true", "\"empty\":1"), std::pair("\"id\":\"one\"", "\"id\":\"\""),
          std::pair("1970-01-01T", "1970-01-01 ")})
        QVERIFY2(!dashboardFault(QByteArray(good).replace(from, to)).isEmpty(), to);
}

void DashboardTest::unknownTypesNameTheChoices()
{
    const MetricsSystem system(m_clock);
    const auto data = system.createDashboardData("sales");
    QVERIFY(!data && data.error().fault == Fault::InvalidArgument);
    for (const std::string_view type : Dashboard::types())
        QVERIFY(data.error().message.find(type) != std::string::npos);
    QVERIFY(system.createDashboardData());
    QCOMPARE(system.createDashboardData()->type, std::string("overview"));
}

void DashboardTest::windowsAreChecked()
{
    const MetricsSystem system(m_clock);
    for (const auto window : {0s, -1s, 86'401s})
        QVERIFY(system.createDashboardData("errors", window).error().fault ==
                Fault::InvalidArgument);
    QVERIFY(system.createDashboardData("errors", 86'400s));
}

void DashboardTest::ratesOfCountersAndGaugesAreRight()
{
    MetricCollector collector(m_clock);
    MetricHistory history(collector, m_clock);
    Counter counter = collector.counter("c", {{"code", "200"}});
    Gauge gauge = collector.gauge("g");
    for (const double total : {100.0, 150.0, 30.0}) { // the last one began anew
        m_clock.pass(1);
        counter.increment(5);
        gauge.set(total);
        history.tick();
    }
    m_clock.pass(1);
    gauge.set(std::nan(""));
    history.tick();
    const DashboardPoints points(history, m_clock, 10s);
    const auto range = points.range();
    QCOMPARE(range.step_s, std::int64_t{1});
    QCOMPARE(range.to_ns - range.from_ns, std::int64_t{10'000'000'000});
    const auto ofCounter = points.of("c", PointFunction::Rate);
    QCOMPARE(ofCounter.size(), 1U);
    QCOMPARE(ofCounter[0].name, std::string("200"));
    QCOMPARE(ofCounter[0].points.size(), 10U);
    QCOMPARE(ofCounter[0].points[0].at_ms, range.from_ns / 1'000'000);
    const auto &counted = ofCounter[0].points;
    QVERIFY(!counted[0].value); // before it began
    QCOMPARE(*counted[6].value, 5.0);
    QCOMPARE(*counted[9].value, 0.0); // nothing was added
    const auto ofGauge = points.of("g", PointFunction::Rate);
    const auto &rising = ofGauge[0].points;
    QVERIFY(!rising[6].value); // there is none before it
    QCOMPARE(*rising[7].value, 50.0);
    QCOMPARE(*rising[8].value, 30.0);
    QVERIFY(!rising[9].value); // a gap
    QCOMPARE(*points.of("g", PointFunction::Value)[0].points[8].value, 30.0);
    QCOMPARE(points.of("unknown", PointFunction::Value).size(), 0U);
}

// An hour is shown by steps of five minutes, of which the last one has hardly begun.
void DashboardTest::theStepThatIsOnIsShorter()
{
    MetricCollector collector(m_clock);
    MetricHistory history(collector, m_clock);
    Counter counter = collector.counter("c");
    const auto rates = [&] {
        std::vector<double> found;
        const auto series = DashboardPoints(history, m_clock, 3'600s).of("c", PointFunction::Rate);
        for (const PanelPoint &point : series[0].points) {
            if (point.value)
                found.push_back(*point.value);
        }
        return found;
    };
    for (int second = 1; second <= 1'000; ++second) {
        m_clock.pass(1);
        counter.increment(2);
        history.tick();
        if (second % 97 == 0) {
            for (const double rate : rates())
                QVERIFY2(std::abs(rate - 2) < 0.05, qPrintable(QString::number(rate)));
        }
    }
    QVERIFY(rates().size() >= 3);
}

void DashboardTest::aGaugeThatIsSetNowAndThenRisesEvenly()
{
    MetricCollector collector(m_clock);
    MetricHistory history(collector, m_clock);
    Gauge gauge = collector.gauge("bytes");
    for (int second = 0; second < 200; ++second) {
        m_clock.pass(1);
        if (second % 60 == 0)
            gauge.set(second < 150 ? second * 10.0 : 1'200.0); // then nothing is received
        history.tick();
    }
    const auto found = DashboardPoints(history, m_clock, 300s).of("bytes", PointFunction::Rate);
    int rising = 0;
    int standing = 0;
    for (const PanelPoint &point : found[0].points) {
        if (!point.value)
            continue;
        QVERIFY2(*point.value == 10 || *point.value == 0,
                 qPrintable(QString::number(*point.value)));
        ++(*point.value == 10 ? rising : standing);
    }
    QCOMPARE(rising, 12);  // two minutes by steps of ten seconds
    QCOMPARE(standing, 6); // and one
}

void DashboardTest::valuesAreInTheUnitOfTheirMetric()
{
    MetricCollector collector(m_clock);
    MetricHistory history(collector, m_clock);
    collector.recordTimer("t", 150, MetricUnit::Milliseconds, {{"op", "a"}});
    collector.recordTimer("t", 2, MetricUnit::Seconds, {{"op", "b"}});
    collector.recordGauge("g", 1, {{"op", "a"}, {"unit", "kB"}});
    collector.recordGauge("g", 3, {{"op", "b"}, {"unit", "MB"}});
    m_clock.pass(1);
    history.tick();
    const DashboardPoints points(history, m_clock, 10s);
    QCOMPARE(points.unitOf("t"), std::optional(MetricUnit::Milliseconds));
    QCOMPARE(points.unitOf("g"), std::optional(MetricUnit::Kilobytes));
    QVERIFY(!points.unitOf("unknown"));
    const auto timers = points.of("t", PointFunction::P95);
    QVERIFY(std::abs(*timers[0].points.back().value - 150) < 2);
    QVERIFY(std::abs(*timers[1].points.back().value - 2'000) < 20);
    const auto gauges = points.of("g", PointFunction::Value);
    QCOMPARE(*gauges[0].points.back().value, 1.0);
    QCOMPARE(*gauges[1].points.back().value, 3'000.0);
}

void DashboardTest::tablesTellOfFailures()
{
    MetricsSystem system(m_clock);
    system.tracker().recordFailure("git.clone", "timeout");
    system.tracker().recordFailure("git.clone", "timeout");
    system.tracker().recordFailure("git.push", "authentication");
    system.tracker().recordSuccess("git.push");
    const DashboardData errors = *system.createDashboardData("errors");
    const DashboardPanel &table = panel(errors, "failures");
    QCOMPARE(table.rows.size(), 2U);
    QVERIFY(table.rows[0] == (std::vector<Detail>{std::string("git.clone"), std::string("timeout"),
                                                  std::uint64_t{2}}));
    QCOMPARE(*panel(errors, "error_rate").value, 75.0);
    QVERIFY(panel(errors, "types").rows[0][1] == Detail(std::uint64_t{2}));
    const DashboardData overview = *system.createDashboardData("overview");
    QCOMPARE(*panel(overview, "success").value, 25.0);
    QCOMPARE(*panel(overview, "success").trend, 0.0);
}

void DashboardTest::reductionKeepsExtremes()
{
    constexpr std::size_t kPoints = 100'003;
    std::mt19937 random(7);
    std::vector<PanelPoint> points;
    for (std::size_t i = 0; i < kPoints; ++i) {
        PanelPoint point{static_cast<std::int64_t>(i)};
        if (i < 50'000 || i >= 60'000)
            point.value = static_cast<double>(random() % 1'000);
        points.push_back(point);
    }
    points[31'415].value = 1e6;
    points[27'182].value = -1e6;
    const auto reduced = reducedTo(DashboardPoints::kMostPoints, points);
    QVERIFY(reduced.size() <= DashboardPoints::kMostPoints);
    QVERIFY(reduced.size() > DashboardPoints::kMostPoints / 2);
    const auto has = [&reduced](const PanelPoint &wanted) {
        return std::find(reduced.begin(), reduced.end(), wanted) != reduced.end();
    };
    QVERIFY(has(points[31'415]) && has(points[27'182]));
    int gaps = 0;
    for (std::size_t i = 0; i < reduced.size(); ++i) {
        QVERIFY(i == 0 || reduced[i - 1].at_ms < reduced[i].at_ms);
        QVERIFY(reduced[i] == points[static_cast<std::size_t>(reduced[i].at_ms)]);
        gaps += reduced[i].value ? 0 : 1;
    }
    QVERIFY(gaps >= 98 && gaps <= 100); // a tenth of the stretches
    // of each stretch the least and the largest, not only of all
    constexpr std::size_t kStretches = DashboardPoints::kMostPoints / 2;
    for (std::size_t stretch = 0; stretch < kStretches; ++stretch) {
        const auto begin = static_cast<std::ptrdiff_t>(stretch * kPoints / kStretches);
        const auto end = static_cast<std::ptrdiff_t>((stretch + 1) * kPoints / kStretches);
        const auto [least, largest] = std::minmax_element(
            points.begin() + begin, points.begin() + end,
            [](const PanelPoint &a, const PanelPoint &b) { return a.value < b.value; });
        const auto hasValue = [&](double value) {
            return std::any_of(reduced.begin(), reduced.end(), [&](const PanelPoint &point) {
                return point.at_ms >= begin && point.at_ms < end && point.value == value;
            });
        };
        if (least->value && largest->value)
            QVERIFY2(hasValue(*least->value) && hasValue(*largest->value),
                     qPrintable(QString::number(stretch)));
    }
}

void DashboardTest::reductionKeepsWhatIsShort()
{
    const std::vector<PanelPoint> points{{1, 5.0}, {2, {}}, {3, 5.0}};
    QVERIFY(reducedTo(4, points) == points);
    QVERIFY(reducedTo(2'000, {}).empty());
    const std::vector<PanelPoint> level{{1, 5.0}, {2, 5.0}, {3, 5.0}, {4, 5.0}, {5, 5.0}};
    QVERIFY(reducedTo(4, level) == (std::vector<PanelPoint>{{1, 5.0}, {3, 5.0}}));
}

void DashboardTest::aDayHasAPointForEachStep()
{
    MetricCollector collector(m_clock);
    MetricHistory history(collector, m_clock);
    Gauge gauge = collector.gauge("g");
    for (int i = 0; i < 3'000; ++i) {
        m_clock.pass(30);
        gauge.set(i);
        history.tick();
    }
    const auto series = DashboardPoints(history, m_clock, 86'400s).of("g", PointFunction::Value);
    QCOMPARE(series.size(), 1U);
    // a day as the history keeps it: one point for each five minutes
    QVERIFY2(series[0].points.size() <= 289, qPrintable(QString::number(series[0].points.size())));
    QCOMPARE(*series[0].points.back().value, 2'999.0);
}

} // namespace

TIDEMARK_TEST(DashboardTest)
#include "dashboard_test.moc"
