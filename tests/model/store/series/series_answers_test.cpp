// SPDX-License-Identifier: GPL-3.0-or-later
// What the port of series answers: days of calendars, stretches, pages, and many series at once.
#include "tests/model/store/series/series_port_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

class SeriesAnswersTest : public SeriesPortCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { openNew(); }
    void daysOfAZone();
    void stretchesBetweenBorders();
    void pagesFollowEachOther();
    void latestPagesGoBack();
    void lastValuesOfMany();
    void lastSamplesWithinAWindow();
    void aggregatesOfManyAreOfOneWindow();
    void timelinesOfManyAreOfOneState();
};

void SeriesAnswersTest::daysOfAZone()
{
    const SeriesId series = seriesOf(u"load"_s);
    const Calendar calendar{Zone::fromId(u"Europe/Berlin"_s).value(), Qt::Monday};
    // A sample each minute over the change to summer time on 2024-03-31, whose day has 23 hours.
    const std::int64_t begin = std::int64_t{1'711'666'800} * kSecond; // 2024-03-29 in Berlin
    std::vector<std::int64_t> times;
    for (std::int64_t at = begin; at < begin + 4 * kDay; at += 60 * kSecond)
        times.push_back(at);
    append(series, times, std::vector<double>(times.size(), 1.0));
    const auto days =
        answer(m_ports.series->calendar(series, {Timestamp(begin), Timestamp(begin + 4 * kDay)},
                                        Period::Daily, calendar))
            .value();
    QCOMPARE(days.buckets.size(), 5U);
    QCOMPARE(days.buckets[0].aggregate.count, 1'440U);
    QCOMPARE(days.buckets[1].aggregate.count, 1'440U);
    QCOMPARE(days.buckets[2].aggregate.count, 1'380U);
    QCOMPARE(days.buckets[3].aggregate.count, 1'440U);
    QCOMPARE(days.buckets[4].aggregate.count, 60U);
    QCOMPARE(days.buckets[2].aggregate.active, Timedelta(23 * 3'600 * kSecond));
    const auto open =
        answer(m_ports.series->calendar(series, TimeWindow::all(), Period::Monthly, calendar))
            .value();
    QCOMPARE(open.buckets.size(), 2U);
    const auto tooMany = answer(m_ports.series->calendar(
        series, {Timestamp::min() + Timedelta(1), Timestamp::max() - Timedelta(1)}, Period::Daily,
        calendar));
    QVERIFY(!tooMany);
    QCOMPARE(tooMany.error().code, ErrorCode::InvalidArgument);
}

void SeriesAnswersTest::stretchesBetweenBorders()
{
    const SeriesId series = seriesOf(u"load"_s);
    append(series, {10, 20, 30}, {1, 2, 3});
    const auto got =
        answer(m_ports.series->aggregate(series, {Timestamp(0), Timestamp(15), Timestamp(40)}))
            .value();
    QCOMPARE(got.buckets.size(), 2U);
    QCOMPARE(got.buckets[0].count, 1U);
    QCOMPARE(got.buckets[0].active, Timedelta(5));
    QCOMPARE(got.buckets[1].count, 2U);
    QCOMPARE(got.buckets[1].integral_ns, 2.0 * 5 + 3.0 * 10);
    const auto refused = [&](const std::vector<Timestamp> &borders) {
        const auto wrong = answer(m_ports.series->aggregate(series, borders));
        return !wrong && wrong.error().code == ErrorCode::InvalidArgument;
    };
    QVERIFY(refused({}));
    QVERIFY(refused({Timestamp(1)}));
    QVERIFY(refused({Timestamp(1), Timestamp(1)}));
    QVERIFY(refused({Timestamp(2), Timestamp(1)}));
}

void SeriesAnswersTest::pagesFollowEachOther()
{
    const SeriesId series = seriesOf(u"load"_s);
    std::vector<std::int64_t> times;
    for (int i = 0; i < 20'000; ++i)
        times.push_back(i * 7);
    append(series, times, std::vector<double>(times.size(), 0.5));
    std::vector<std::int64_t> seen;
    TimeWindow window{Timestamp(3), Timestamp(100'000)};
    for (;;) {
        const auto page = answer(m_ports.series->samples(series, window, 999)).value().samples;
        for (const Sample &sample : page)
            seen.push_back(sample.at.posixNs());
        if (page.size() < 999)
            break;
        window.begin = page.back().at + Timedelta(1);
    }
    const std::vector<std::int64_t> expected(times.begin() + 1, times.begin() + 14'286);
    QVERIFY(seen == expected);
    QVERIFY(!answer(m_ports.series->samples(series, window, 0)));
}

// Sealed chunks, the open one and the tail.
void SeriesAnswersTest::latestPagesGoBack()
{
    const SeriesId series = seriesOf(u"load"_s);
    std::vector<std::int64_t> times;
    for (std::int64_t i = 0; i < 20'000; ++i)
        times.push_back(i * kSecond);
    append(series, times, std::vector<double>(times.begin(), times.end()));
    append(series, {20'000 * kSecond}, {1});
    for (const TimeWindow &window :
         {TimeWindow::all(), TimeWindow{Timestamp(5 * kSecond), Timestamp(15'000 * kSecond)},
          TimeWindow{Timestamp(19'999 * kSecond + 1), Timestamp(20'000 * kSecond + 1)},
          TimeWindow{Timestamp(-5), Timestamp(0)}}) {
        const auto all = answer(m_ports.series->samples(series, window, 100'000)).value().samples;
        std::vector<Sample> latest;
        TimeWindow rest = window;
        for (;;) {
            const auto page =
                answer(m_ports.series->latestSamples(series, rest, 999)).value().samples;
            if (page.empty())
                break;
            QVERIFY(page.size() == 999 || page.back().at == all.front().at);
            latest.insert(latest.end(), page.begin(), page.end());
            rest.end = page.back().at;
        }
        QVERIFY(std::equal(
            latest.begin(), latest.end(), all.rbegin(), all.rend(),
            [](const Sample &a, const Sample &b) { return a.at == b.at && a.value == b.value; }));
    }
    QVERIFY(!answer(m_ports.series->latestSamples(series, TimeWindow::all(), 0)));
}

void SeriesAnswersTest::lastValuesOfMany()
{
    const SeriesId one = seriesOf(u"one"_s);
    const SeriesId two = seriesOf(u"two"_s);
    append(one, {1, 2, 3}, {1, 5, std::numeric_limits<double>::quiet_NaN()});
    const auto last = answer(m_ports.series->lastValues({one, two})).value();
    QCOMPARE(last.size(), 2U);
    QVERIFY(last[0] && last[0]->value == 5.0 && last[0]->at == Timestamp(2));
    QVERIFY(!last[1]);
}

void SeriesAnswersTest::lastSamplesWithinAWindow()
{
    const SeriesId one = seriesOf(u"one"_s);
    const SeriesId two = seriesOf(u"two"_s);
    append(one, {1, 2, 3}, {1, 5, std::numeric_limits<double>::quiet_NaN()});
    append(two, {9}, {4});
    const auto last = [&](std::int64_t begin, std::int64_t end) {
        return answer(m_ports.series->lastSamples({one, two}, {Timestamp(begin), Timestamp(end)}))
            .value();
    };
    QVERIFY(last(0, 3)[0] && last(0, 3)[0]->value == 5.0 && last(0, 3)[0]->at == Timestamp(2));
    QVERIFY(!last(0, 3)[1]);
    QVERIFY(last(0, 10)[0] && std::isnan(last(0, 10)[0]->value)); // a gap is told, not passed over
    QVERIFY(last(0, 10)[1] && last(0, 10)[1]->value == 4.0);
    QVERIFY(!last(4, 9)[0] && !last(4, 9)[1]);
}

void SeriesAnswersTest::aggregatesOfManyAreOfOneWindow()
{
    const SeriesId one = seriesOf(u"one"_s);
    const SeriesId two = seriesOf(u"two"_s);
    append(one, {1, 2, 3, 4}, {1, 5, std::numeric_limits<double>::quiet_NaN(), 7});
    append(two, {9}, {4});
    const auto sums = [&](std::int64_t begin, std::int64_t end) {
        return answer(m_ports.series->aggregates({two, one}, {Timestamp(begin), Timestamp(end)}));
    };
    const auto all = sums(0, 100).value();
    QCOMPARE(all.size(), 2U);
    QCOMPARE(all[0].sum.value(), 4.0);
    QCOMPARE(all[1].sum.value(), 13.0);
    QCOMPARE(all[1].count, 3U);
    QCOMPARE(sums(2, 4).value()[1].sum.value(), 5.0); // the end does not count
    QCOMPARE(sums(2, 4).value()[0].count, 0U);
    QCOMPARE(sums(4, 4).error().code, ErrorCode::InvalidArgument);
    QVERIFY(answer(m_ports.series->aggregates({}, {Timestamp(0), Timestamp(1)})).value().empty());
}

void SeriesAnswersTest::timelinesOfManyAreOfOneState()
{
    const SeriesId one = seriesOf(u"one"_s);
    const SeriesId two = seriesOf(u"two"_s);
    append(one, {10, 20}, {1, 2});
    append(two, {10, 20, 30}, {1, 2, 3});
    const auto lines =
        answer(m_ports.series->timelines({two, one}, {{Timestamp(0), Timestamp(40)}, 4})).value();
    QCOMPARE(lines.size(), 2U);
    QCOMPARE(lines[0].columns.size(), 4U);
    QCOMPARE(lines[0].columns[3].count, 1U);
    QCOMPARE(lines[1].columns[3].count, 0U);
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = answer(
        m_ports.series->timelines({one}, {{Timestamp(0), Timestamp(40)}, 4}, stop.get_token()));
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
}

} // namespace

TIDEMARK_TEST(SeriesAnswersTest)
#include "series_answers_test.moc"
