// SPDX-License-Identifier: GPL-3.0-or-later
// What an aggregate of samples is: gaps, late and open samples, extreme times, few columns, and
// what the store of MetricQ (HTA) cannot do.
#include "tests/model/store/series/plain_series.h"
#include "tests/model/store/series/semantics_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <limits>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr auto kEarliest = std::numeric_limits<std::int64_t>::min();
constexpr auto kLatest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kDay = 86'400 * kSecond;

class SeriesSemanticsTest : public SemanticsCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void noMoreColumnsThanAskedFor_data();
    void noMoreColumnsThanAskedFor();
    void aYearWithoutSamplesTakesNoRoom();
    void aMillionSamplesInOneSlot();
    void aGapIsNeverCounted();
    void whatIsStillOpenIsVisible();
    void lateSamplesCountAsOthers();
    void extremeTimes();
    void wrongQuestionsAreRefused();

private:
    std::int64_t blocks()
    {
        return SeriesBench::must(
                   m_bench.connection().scalar(u"SELECT count(*) FROM rung_block"_s, "blocks"_L1))
            .toLongLong();
    }
};

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
