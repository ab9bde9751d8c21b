// SPDX-License-Identifier: GPL-3.0-or-later
// What an aggregate of samples is: MetricQ's meaning by its own vectors, and what its store (HTA)
// cannot do.
#include "tests/model/store/series/plain_series.h"
#include "tests/model/store/series/series_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr auto kEarliest = std::numeric_limits<std::int64_t>::min();
constexpr auto kLatest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kDay = 86'400 * kSecond;
constexpr std::int64_t kOffset = std::int64_t{1'519'130'000} * kSecond;

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

class SeriesSemanticsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void rangesAreThoseOfMetricQ_data();
    void rangesAreThoseOfMetricQ();
    void columnsAreThoseOfMetricQ();
    void noMoreColumnsThanAskedFor_data();
    void noMoreColumnsThanAskedFor();
    void columnsStayTheSameUnderAMovedWindow();
    void aYearWithoutSamplesTakesNoRoom();
    void aMillionSamplesInOneSlot();
    void aGapIsNeverCounted();
    void whatIsStillOpenIsVisible();
    void lateSamplesCountAsOthers();
    void extremeTimes();
    void wrongQuestionsAreRefused();

private:
    Aggregate between(SeriesId series, std::int64_t begin, std::int64_t end,
                      Extremes extremes = Extremes::Inside)
    {
        return m_bench
            .read(series,
                  [&](store::SeriesReader &reader) {
                      return reader.buckets(std::vector{begin, end}, extremes);
                  })
            .front();
    }
    std::int64_t blocks()
    {
        return SeriesBench::must(
                   m_bench.connection().scalar(u"SELECT count(*) FROM rung_block"_s, "blocks"_L1))
            .toLongLong();
    }

    SeriesBench m_bench;
};

void SeriesSemanticsTest::rangesAreThoseOfMetricQ_data()
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

void SeriesSemanticsTest::rangesAreThoseOfMetricQ()
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

void SeriesSemanticsTest::columnsAreThoseOfMetricQ()
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

void SeriesSemanticsTest::noMoreColumnsThanAskedFor_data()
{
    QTest::addColumn<qint64>("width_ns");
    for (const auto width : {qint64{1}, qint64{999'999}, qint64{1'000'000}, qint64{59} * kSecond,
                             qint64{899} * kSecond, qint64{901} * kSecond, qint64{40} * kDay})
        QTest::addRow("%lld ns", static_cast<long long>(width)) << width;
}

void SeriesSemanticsTest::noMoreColumnsThanAskedFor()
{
    QFETCH(qint64, width_ns);
    const SeriesId series = m_bench.makeSeries();
    std::vector<std::int64_t> times;
    std::vector<double> values;
    for (int i = 0; i < 2'000; ++i) {
        times.push_back(kOffset + i * (width_ns / 2 + 1));
        values.push_back(i);
    }
    m_bench.add(series, times, values, {64, 4});
    const TimeWindow window{Timestamp(times.front()), Timestamp(times.back() + 1)};
    const Timeline line = m_bench.read(series, [&](store::SeriesReader &reader) {
        return reader.timeline({window, 1000});
    });
    QVERIFY(line.columns.size() <= 1001);
    QVERIFY(line.columns.size() >= 500);
    std::uint64_t count = 0;
    for (const Aggregate &column : line.columns)
        count += column.count;
    QCOMPARE(count, 2'000U);
}

void SeriesSemanticsTest::columnsStayTheSameUnderAMovedWindow()
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

void SeriesSemanticsTest::aYearWithoutSamplesTakesNoRoom()
{
    const SeriesId series = m_bench.makeSeries();
    std::vector<std::int64_t> times;
    std::vector<double> values;
    for (int year = 0; year < 2; ++year) {
        for (int i = 0; i < 64; ++i) {
            times.push_back(kOffset + year * 365 * kDay + i * kSecond);
            values.push_back(2);
        }
    }
    const std::int64_t before = blocks();
    m_bench.add(series, times, values, {64, 2});
    QVERIFY(m_bench.row(series).rung.has_value());
    QVERIFY2(blocks() - before < 64, qPrintable(QString::number(blocks() - before)));
    const Aggregate got = between(series, kOffset, kOffset + 366 * kDay);
    QCOMPARE(got.count, 128U);
    QCOMPARE(got.active, Timedelta(times.back() - times.front())); // the next value reaches back
    const Aggregate inside = between(series, kOffset + 100 * kDay, kOffset + 200 * kDay);
    QCOMPARE(inside.count, 0U);
    QCOMPARE(inside.active, Timedelta(100 * kDay));
    QCOMPARE(inside.integral_ns, 2.0 * static_cast<double>(100 * kDay));
}

void SeriesSemanticsTest::aMillionSamplesInOneSlot()
{
    const SeriesId series = m_bench.makeSeries();
    PlainSeries plain;
    std::vector<std::int64_t> times;
    std::vector<double> values;
    const auto put = [&](std::int64_t time, double value) {
        times.push_back(time);
        values.push_back(value);
        plain.put(time, value);
    };
    for (int i = 0; i < 1'000'000; ++i) // within one second of a series of a year
        put(kOffset + i * 700, i % 977);
    for (int day = 1; day < 365; ++day)
        put(kOffset + day * kDay, day);
    m_bench.add(series, times, values);
    QVERIFY(m_bench.row(series).rung.has_value());
    for (const auto &[begin, end] : std::initializer_list<std::pair<std::int64_t, std::int64_t>>{
             {kOffset - 5, kOffset + 400 * kDay},
             {kOffset + 123'456, kOffset + 543'210'987},
             {kOffset + 700'000, kOffset + 700'001}}) {
        const Aggregate got = between(series, begin, end);
        const Aggregate expected = plain.aggregate(begin, end, Extremes::Inside).aggregate;
        QCOMPARE(got.count, expected.count);
        QCOMPARE(got.sum.value(), expected.sum.value()); // whole numbers: exact
        QCOMPARE(got.active, expected.active);
        QCOMPARE(got.min, expected.min);
        QCOMPARE(got.max, expected.max);
    }
}

void SeriesSemanticsTest::aGapIsNeverCounted()
{
    const SeriesId series = m_bench.makeSeries();
    m_bench.add(series, {10, 20, 30, 50}, {1, kNan, 5, 7}, {2, 2});
    const Aggregate all = between(series, 0, 60);
    QCOMPARE(all.count, 3U);
    QCOMPARE(all.min, 1.0);
    QCOMPARE(all.max, 7.0);
    QCOMPARE(all.sum.value(), 13.0);
    QCOMPARE(all.active, Timedelta(30)); // 20 to 50
    QCOMPARE(all.integral_ns, 5.0 * 10 + 7.0 * 20);
    QCOMPARE(between(series, 11, 20).active, Timedelta(0));
    QCOMPARE(m_bench.samples(series).size(), 4U);
    const SampleOutcome outcome = m_bench.add(series, {60, 70, 80}, {kInfinity, 3, -kInfinity});
    QCOMPARE(outcome.refused, 2);
    QCOMPARE(outcome.added, 1);
}

void SeriesSemanticsTest::whatIsStillOpenIsVisible()
{
    const SeriesId series = m_bench.makeSeries();
    for (int i = 0; i < 40; ++i) {
        m_bench.add(series, {kOffset + i * kSecond}, {static_cast<double>(i)}, {16, 2});
        QCOMPARE(between(series, kOffset, kOffset + kDay).count, static_cast<std::uint64_t>(i) + 1);
        const auto last =
            m_bench.read(series, [](store::SeriesReader &reader) { return reader.lastValue(); });
        QVERIFY(last);
        QCOMPARE(last->value, static_cast<double>(i));
    }
}

void SeriesSemanticsTest::lateSamplesCountAsOthers()
{
    const SeriesId series = m_bench.makeSeries();
    std::vector<std::int64_t> times;
    for (int i = 0; i < 100; ++i)
        times.push_back(kOffset + i * 10 * kSecond);
    m_bench.add(series, times, std::vector<double>(100, 1.0), {16, 2});
    const SampleOutcome late = m_bench.add(
        series, {times[50] + 1, times[3], times[3], times[0] - 5}, {9, 8, 7, 6}, {16, 2});
    QCOMPARE(late.added, 2);
    QCOMPARE(late.replaced, 2); // one of them by its own neighbour
    const Aggregate all = between(series, times[0] - 5, times[99] + 1);
    QCOMPARE(all.count, 102U);
    QCOMPARE(all.sum.value(), 99.0 + 9 + 7 + 6);
    QCOMPARE(all.max, 9.0);
    QCOMPARE(all.first, 6.0);
}

void SeriesSemanticsTest::extremeTimes()
{
    const SeriesId series = m_bench.makeSeries();
    const std::vector<std::int64_t> times{kEarliest, kEarliest + 1, -1,
                                          0,         kLatest - 2,   kLatest - 1};
    QCOMPARE(m_bench.add(series, times, {1, 2, 3, 4, 5, 6}, {2, 1e-9}).added, 6);
    QCOMPARE(m_bench.add(series, {kLatest}, {7}).refused, 1); // no window can hold it
    QCOMPARE(m_bench.samples(series).size(), 6U);
    const Aggregate all = between(series, kEarliest, kLatest);
    QCOMPARE(all.count, 6U);
    QCOMPARE(all.sum.value(), 21.0);
    QCOMPARE(between(series, kEarliest + 1, 0).count, 2U);
    QCOMPARE(m_bench.add(series, {kEarliest, 5}, {10, 20}, {2, 1e-9}).added, 1);
    QCOMPARE(between(series, kEarliest, 0).sum.value(), 15.0);
    QCOMPARE(m_bench.remove(series, {Timestamp(kEarliest), Timestamp(0)}, {2, 1e-9}), 3);
    QCOMPARE(between(series, kEarliest, kLatest).count, 4U);
}

void SeriesSemanticsTest::wrongQuestionsAreRefused()
{
    const SeriesId series = m_bench.makeSeries();
    m_bench.add(series, {0, 5}, {1, 2});
    const store::SeriesRow row = m_bench.row(series);
    store::SeriesCache cache;
    const store::BorrowedWorkspace workspace(cache);
    store::SeriesReader reader(m_bench.connection(), row, cache, *workspace, {});
    for (const int columns : {0, -1, TimelineQuery::kMaxColumns + 1}) {
        const auto line = reader.timeline({{Timestamp(0), Timestamp(9)}, columns});
        QVERIFY(!line);
        QCOMPARE(line.error().code, ErrorCode::InvalidArgument);
    }
    const auto far = reader.timeline(
        {{Timestamp(kEarliest + 1), Timestamp(kLatest - 1)}, 3}); // begins before all time
    QVERIFY(!far);
    QCOMPARE(far.error().code, ErrorCode::InvalidArgument);
    QVERIFY(SeriesBench::must(reader.timeline({{Timestamp(3), Timestamp(3)}, 5})).columns.empty());
    std::stop_source stopped;
    stopped.request_stop();
    const SeriesId many = m_bench.makeSeries();
    m_bench.add(many, {1, 2, 3, 4}, {1, 1, 1, 1}, {2, 1e9});
    const store::SeriesRow manyRow = m_bench.row(many);
    store::SeriesReader late(m_bench.connection(), manyRow, cache, *workspace, stopped.get_token());
    const auto answer = late.buckets(std::vector<std::int64_t>{0, 9}, Extremes::Inside);
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, ErrorCode::Cancelled);
    QVERIFY(!store::readSeriesRow(m_bench.connection(), SeriesId(999'999)));
}

} // namespace

TIDEMARK_TEST(SeriesSemanticsTest)
#include "series_semantics_test.moc"
