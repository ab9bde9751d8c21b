// SPDX-License-Identifier: GPL-3.0-or-later
// What an aggregate of samples is to MetricQ, by its own vectors.
#include "tests/model/store/series/semantics_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <limits>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The samples of MetricQ's vectors.
struct VectorData
{
    std::vector<std::int64_t> times;
    std::vector<double> values;

    VectorData()
    {
        for (const auto &[second, value] : std::initializer_list<std::pair<int, double>>{
                 {11, -37}, {21, -36}, {42, -30}, {48, -20}, {53, -10}, {67, 0}, {80, -10}})
            add(second, value);
        for (int second = 101; second < 200; ++second)
            add(second, 20);
        for (const auto &[second, value] : std::initializer_list<std::pair<int, double>>{
                 {203, 31}, {217, 35}, {219, 45}, {225, 35}})
            add(second, value);
    }
    void add(int second, double value)
    {
        times.push_back(kOffset + second * kSecond);
        values.push_back(value);
    }
};

class MetricqVectorsTest : public SemanticsCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void rangesAreThoseOfMetricQ_data();
    void rangesAreThoseOfMetricQ();
    void columnsAreThoseOfMetricQ();
    void columnsStayTheSameUnderAMovedWindow();
};

void MetricqVectorsTest::rangesAreThoseOfMetricQ_data()
{
    QTest::addColumn<double>("begin_s");
    QTest::addColumn<double>("end_s");
    QTest::addColumn<double>("min");
    QTest::addColumn<double>("max");
    QTest::addColumn<double>("sum");
    QTest::addColumn<int>("count");
    QTest::addColumn<double>("integral_s");
    QTest::addColumn<double>("active_s");
    const auto row = [](const char *name, double begin, double end, double min, double max,
                        double sum, int count, double integral, double active) {
        QTest::newRow(name) << begin << end << min << max << sum << count << integral << active;
    };
    row("20-220", 20, 220, -36, 45, 1985, 108, 2153, 200);
    row("11-225", 11, 225, -37, 45, 1948, 109, 2004, 214);
    row("1-230, the last one counted", 1, 230, -37, 45, 1983, 110, 2004, 214);
    row("110-130", 110, 130, 20, 20, 400, 20, 400, 20);
    row("110-125", 110, 125, 20, 20, 300, 15, 300, 15);
    row("115-130", 115, 130, 20, 20, 300, 15, 300, 15);
    row("20-30", 20, 30, -36, -30, -36, 1, -306, 10);
    row("11-21", 11, 21, -37, -36, -37, 1, -360, 10);
    row("21-42", 21, 42, -36, -30, -36, 1, -630, 21);
    row("12-20", 12, 20, -36, -36, 0, 0, -288, 8);
    row("10-20", 10, 20, -37, -36, -37, 1, -324, 9);
    row("0-10", 0, 10, kInfinity, -kInfinity, 0, 0, 0, 0);
    row("1-11", 1, 11, kInfinity, -kInfinity, 0, 0, 0, 0);
    row("501-504", 501, 504, kInfinity, -kInfinity, 0, 0, 0, 0);
    row("225-504, the last one counted", 225, 504, 35, 35, 35, 1, 0, 0);
    row("224.5-226, the last one counted", 224.5, 226, 35, 35, 35, 1, 17.5, 0.5);
    row("195-205", 195, 205, 20, 35, 131, 6, 274, 10);
    row("100-200", 100, 200, 20, 31, 1980, 99, 2011, 100);
    row("0-100", 0, 100, -37, 20, -143, 7, -890, 89);
}

void MetricqVectorsTest::rangesAreThoseOfMetricQ()
{
    QFETCH(double, begin_s);
    QFETCH(double, end_s);
    QFETCH(double, min);
    QFETCH(double, max);
    QFETCH(double, sum);
    QFETCH(int, count);
    QFETCH(double, integral_s);
    QFETCH(double, active_s);
    const VectorData data;
    // Open, in chunks without a ladder, and with one.
    for (const store::SeriesLayout layout :
         {store::SeriesLayout{}, store::SeriesLayout{16, 1e9}, store::SeriesLayout{16, 2}}) {
        const SeriesId series = m_bench.makeSeries();
        m_bench.add(series, data.times, data.values, layout);
        QCOMPARE(m_bench.row(series).rung.has_value(), layout.worthwhileSamples == 2);
        const Aggregate got =
            between(series, kOffset + static_cast<std::int64_t>(begin_s * 1e9),
                    kOffset + static_cast<std::int64_t>(end_s * 1e9), Extremes::Reach);
        QCOMPARE(got.min, min);
        QCOMPARE(got.max, max);
        QCOMPARE(got.sum.value(), sum);
        QCOMPARE(got.count, static_cast<std::uint64_t>(count));
        QCOMPARE(got.integral_ns / 1e9, integral_s);
        QCOMPARE(got.active.s(), active_s);
    }
}

void MetricqVectorsTest::columnsAreThoseOfMetricQ()
{
    struct Row
    {
        int second;
        double min, max, sum;
        std::uint64_t count;
        double integral, active;
    };
    const std::vector<Row> rows{{10, -37, -36, -37, 1, -324, 9}, {20, -36, -30, -36, 1, -306, 10},
                                {30, -30, -30, 0, 0, -300, 10},  {40, -30, -10, -50, 2, -200, 10},
                                {50, -10, 0, -10, 1, -30, 10},   {60, -10, 0, 0, 1, -30, 10},
                                {70, -10, -10, 0, 0, -100, 10},  {80, -10, 20, -10, 1, 200, 10},
                                {90, 20, 20, 0, 0, 200, 10},     {100, 20, 20, 180, 9, 200, 10},
                                {110, 20, 20, 200, 10, 200, 10}, {190, 20, 31, 200, 10, 211, 10},
                                {200, 31, 35, 31, 1, 338, 10},   {210, 35, 45, 80, 2, 370, 10}};
    const VectorData data;
    const SeriesId series = m_bench.makeSeries();
    m_bench.add(series, data.times, data.values, {16, 2});
    const Timeline line = m_bench.read(series, [](store::SeriesReader &reader) {
        return reader.timeline(
            {{Timestamp(kOffset), Timestamp(kOffset + 230 * kSecond)}, 23, Extremes::Reach});
    });
    QCOMPARE(line.width, Timedelta(10 * kSecond));
    QCOMPARE(line.columns.size(), 23U);
    for (const Row &row : rows) {
        const Aggregate &got = line.columns[static_cast<std::size_t>(row.second / 10)];
        QCOMPARE(got.min, row.min);
        QCOMPARE(got.max, row.max);
        QCOMPARE(got.sum.value(), row.sum);
        QCOMPARE(got.count, row.count);
        QCOMPARE(got.integral_ns / 1e9, row.integral);
        QCOMPARE(got.active.s(), row.active);
    }
    // The last one, which HTA leaves out as long as it is open.
    QCOMPARE(line.columns.back().count, 1U);
    QCOMPARE(line.columns.back().active.s(), 5.0);
}

void MetricqVectorsTest::columnsStayTheSameUnderAMovedWindow()
{
    const SeriesId series = m_bench.makeSeries();
    const VectorData data;
    m_bench.add(series, data.times, data.values, {16, 2});
    const auto lineFrom = [&](std::int64_t begin) {
        return m_bench.read(series, [&](store::SeriesReader &reader) {
            return reader.timeline(
                {{Timestamp(begin), Timestamp(begin + 200 * kSecond)}, 20, Extremes::Inside});
        });
    };
    const Timeline one = lineFrom(kOffset);
    for (const std::int64_t moved : {1L, 999L, 3 * kSecond, 10 * kSecond}) {
        const Timeline other = lineFrom(kOffset + moved);
        QCOMPARE(other.width, one.width);
        const std::int64_t offset = (other.begin - one.begin).ns() / one.width.ns();
        for (std::size_t i = 0; i + static_cast<std::size_t>(offset) < one.columns.size(); ++i) {
            const Aggregate &was = one.columns[i + static_cast<std::size_t>(offset)];
            QCOMPARE(other.columns[i].count, was.count);
            QCOMPARE(other.columns[i].sum.value(), was.sum.value());
            QCOMPARE(other.columns[i].active, was.active);
            QCOMPARE(other.columns[i].integral_ns, was.integral_ns);
        }
    }
}

} // namespace

TIDEMARK_TEST(MetricqVectorsTest)
#include "metricq_vectors_test.moc"
