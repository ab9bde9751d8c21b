// SPDX-License-Identifier: GPL-3.0-or-later
// Series through the store's port: organisations, tags, batches, calendars, pages, notices, and
// writing beside reading.
#include "model/ports/access_store.h"
#include "model/ports/change_journal.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "model/ports/store_admin.h"
#include "model/ports/store_events.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <thread>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kDay = 86'400 * kSecond;

class SeriesPortTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void oneSeriesForEachSetOfTags();
    void manyAreOpenedInOneChange();
    void wrongKeysAreRefused();
    void batchesAreAllOrNothing();
    void daysOfAZone();
    void stretchesBetweenBorders();
    void pagesFollowEachOther();
    void latestPagesGoBack();
    void lastValuesOfMany();
    void lastSamplesWithinAWindow();
    void aggregatesOfManyAreOfOneWindow();
    void timelinesOfManyAreOfOneState();
    void aRemovedMetricTakesItsSeriesOutOfSight();
    void organisationsAreKeptApart();
    void othersAreTold();
    void readersDoNotWaitForTheWriter();
    void theCheckLooksAtSamples();

private:
    MetricId metric(const QString &name)
    {
        return answer(m_ports.catalog->create({name})).value().definition.id;
    }
    SeriesId seriesOf(const QString &name, const TagMap &tags = {})
    {
        return answer(m_ports.series->open({metric(name), tags})).value().id;
    }
    SampleOutcome append(SeriesId series, std::vector<std::int64_t> times,
                         std::vector<double> values)
    {
        return answer(m_ports.series->append({{series, std::move(times), std::move(values)}}))
            .value();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    StorePointer m_store;
    DataPorts m_ports;
};

void SeriesPortTest::init()
{
    failOnUnexpectedWarnings();
    m_store.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = openStore(m_folder->filePath(u"s.tidemark"_s)).value();
    m_ports = m_store->ports();
}

void SeriesPortTest::oneSeriesForEachSetOfTags()
{
    const MetricId load = metric(u"load"_s);
    const auto open = [&](const TagMap &tags) {
        return answer(m_ports.series->open({load, tags})).value();
    };
    const SeriesInfo plain = open({});
    const SeriesInfo one = open({{u"host"_s, u"a"_s}, {u"core"_s, u"0"_s}});
    QVERIFY(plain.id != one.id);
    QCOMPARE(open({{u"core"_s, u"0"_s}, {u"host"_s, u"a"_s}}).id, one.id);
    QCOMPARE(one.samples, 0);
    QVERIFY(!one.firstAt && !one.lastAt);
    append(one.id, {5, 7}, {1, 2});
    const auto all = answer(m_ports.series->list()).value();
    QCOMPARE(all.size(), 2U);
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const SeriesInfo &info) { return info.id == one.id; });
    QVERIFY(found != all.end());
    QCOMPARE(found->key.tags.value(u"host"_s), u"a"_s);
    QCOMPARE(found->samples, 2);
    QCOMPARE(found->firstAt, std::optional(Timestamp(5)));
    QCOMPARE(found->lastAt, std::optional(Timestamp(7)));
    const SeriesId other = seriesOf(u"other"_s);
    const auto ofOther =
        answer(m_ports.series->list({answer(m_ports.catalog->find(u"other"_s)).value().id}))
            .value();
    QCOMPARE(ofOther.size(), 1U);
    QCOMPARE(ofOther.front().id, other);
}

void SeriesPortTest::manyAreOpenedInOneChange()
{
    const MetricId load = metric(u"load"_s);
    const SeriesId known = answer(m_ports.series->open({load, {}})).value().id;
    std::vector<SeriesKey> keys;
    for (int i = 0; i < 300; ++i)
        keys.push_back({load, {{u"i"_s, QString::number(i)}}});
    keys.push_back({load, {}});
    keys.push_back(keys.front());
    const auto opened = answer(m_ports.series->openAll(keys)).value();
    QCOMPARE(opened.size(), keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i)
        QCOMPARE(opened[i].key, keys[i]);
    QCOMPARE(opened[300].id, known);
    QCOMPARE(opened[301].id, opened[0].id);
    QCOMPARE(answer(m_ports.series->list({load})).value().size(), 301U);

    // With a wrong one among them none is made.
    const auto refused = answer(
        m_ports.series->openAll({{load, {{u"new"_s, u"1"_s}}}, {load, {{u"k"_s, QString()}}}}));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(answer(m_ports.series->openAll({{MetricId(77), {}}})).error().code,
             ErrorCode::NotFound);
    QCOMPARE(answer(m_ports.series->list({load})).value().size(), 301U);
    QVERIFY(answer(m_ports.series->openAll({})).value().empty());
}

void SeriesPortTest::wrongKeysAreRefused()
{
    const auto nowhere = answer(m_ports.series->open({MetricId(77), {}}));
    QVERIFY(!nowhere);
    QCOMPARE(nowhere.error().code, ErrorCode::NotFound);
    const auto emptyTag = answer(m_ports.series->open({metric(u"a"_s), {{u"k"_s, u""_s}}}));
    QVERIFY(!emptyTag);
    QCOMPARE(emptyTag.error().code, ErrorCode::InvalidArgument);
    const auto unknown = answer(m_ports.series->append({{SeriesId(5), {1}, {1}}}));
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().code, ErrorCode::NotFound);
}

void SeriesPortTest::batchesAreAllOrNothing()
{
    const SeriesId one = seriesOf(u"one"_s);
    const SeriesId two = seriesOf(u"two"_s);
    const auto mixed = answer(
        m_ports.series->append({{one, {1, 2}, {1, 2}}, {two, {1, 2}, {1}}, {one, {3}, {3}}}));
    QVERIFY(!mixed);
    QCOMPARE(mixed.error().code, ErrorCode::InvalidArgument);
    QVERIFY(answer(m_ports.series->samples(one, TimeWindow::all(), 10)).value().samples.empty());
    const SampleOutcome done =
        answer(m_ports.series->append({{one, {1, 2}, {1, 2}}, {two, {9}, {4}}, {one, {2}, {3}}}))
            .value();
    QCOMPARE(done.added, 3);
    QCOMPARE(done.replaced, 1);
    QCOMPARE(
        answer(m_ports.series->samples(one, TimeWindow::all(), 10)).value().samples.back().value,
        3.0);
    QCOMPARE(answer(m_ports.series->remove(one, {Timestamp(0), Timestamp(2)}, {})).value().removed,
             1);
    QCOMPARE(answer(m_ports.series->samples(one, TimeWindow::all(), 10)).value().samples.size(),
             1U);
}

void SeriesPortTest::daysOfAZone()
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

void SeriesPortTest::stretchesBetweenBorders()
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

void SeriesPortTest::pagesFollowEachOther()
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
void SeriesPortTest::latestPagesGoBack()
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

void SeriesPortTest::lastValuesOfMany()
{
    const SeriesId one = seriesOf(u"one"_s);
    const SeriesId two = seriesOf(u"two"_s);
    append(one, {1, 2, 3}, {1, 5, std::numeric_limits<double>::quiet_NaN()});
    const auto last = answer(m_ports.series->lastValues({one, two})).value();
    QCOMPARE(last.size(), 2U);
    QVERIFY(last[0] && last[0]->value == 5.0 && last[0]->at == Timestamp(2));
    QVERIFY(!last[1]);
}

void SeriesPortTest::lastSamplesWithinAWindow()
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

void SeriesPortTest::aggregatesOfManyAreOfOneWindow()
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

void SeriesPortTest::timelinesOfManyAreOfOneState()
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

void SeriesPortTest::aRemovedMetricTakesItsSeriesOutOfSight()
{
    const MetricId load = metric(u"load"_s);
    const SeriesId series = answer(m_ports.series->open({load, {}})).value().id;
    append(series, {1, 2}, {1, 2});
    const ChangeId removal = answer(m_ports.catalog->remove(load)).value();
    QVERIFY(answer(m_ports.series->list()).value().empty());
    QCOMPARE(answer(m_ports.series->lastValues({series})).error().code, ErrorCode::NotFound);
    QVERIFY(answer(m_ports.journal->undo(removal)));
    QCOMPARE(answer(m_ports.series->samples(series, TimeWindow::all(), 9)).value().samples.size(),
             2U);
}

void SeriesPortTest::organisationsAreKeptApart()
{
    const SeriesId ours = seriesOf(u"load"_s);
    append(ours, {1}, {1});
    QVERIFY(answer(m_store->access().createOrganisation({u"other"_s, u"og_other"_s})));
    const DataPorts theirs = m_store->portsFor({u"og_other"_s, u"bo"_s});
    QVERIFY(answer(theirs.series->list()).value().empty());
    QCOMPARE(answer(theirs.series->samples(ours, TimeWindow::all(), 9)).error().code,
             ErrorCode::NotFound);
    QCOMPARE(answer(theirs.series->append({{ours, {2}, {2}}})).error().code, ErrorCode::NotFound);
    QCOMPARE(answer(theirs.series->remove(ours, TimeWindow::all(), {})).error().code,
             ErrorCode::NotFound);
    QCOMPARE(answer(m_ports.series->samples(ours, TimeWindow::all(), 9)).value().samples.size(),
             1U);
}

void SeriesPortTest::othersAreTold()
{
    const SeriesId series = seriesOf(u"load"_s);
    const SeriesId other = seriesOf(u"other"_s);
    const auto second = openStore(m_store->path()).value(); // as another process has it
    const auto seenBy = [&](StoreEvents *events) {
        auto change = std::make_shared<StoreChange>();
        connect(events, &StoreEvents::changed, this,
                [change](const StoreChange &told) { change->merge(told); });
        return change;
    };
    const auto here = seenBy(m_ports.events);
    const auto there = seenBy(second->ports().events);
    QTRY_VERIFY(here->touches(other)); // of its making
    *here = {};
    append(series, {1}, {1});
    QTRY_VERIFY(here->touches(series));
    QTRY_VERIFY(there->touches(series));
    QVERIFY(!here->touches(other));
    QVERIFY(here->metrics.empty() && !here->allMetrics); // no record changed
    QCOMPARE(answer(second->ports().series->samples(series, TimeWindow::all(), 9))
                 .value()
                 .samples.size(),
             1U);
}

void SeriesPortTest::readersDoNotWaitForTheWriter()
{
    const SeriesId series = seriesOf(u"load"_s);
    std::vector<std::int64_t> times;
    for (int i = 0; i < 300'000; ++i)
        times.push_back(i * kSecond / 1'000);
    append(series, times, std::vector<double>(times.size(), 1.0));
    // Each reader sees a number of samples that was there after some append, never a part of one.
    constexpr int kAppends = 60;
    constexpr int kEach = 1'000;
    std::atomic<bool> isDone = false;
    std::atomic<int> wrong = 0;
    std::atomic<int> reads = 0;
    std::vector<std::thread> readers;
    for (int reader = 0; reader < 4; ++reader) {
        readers.emplace_back([&] {
            std::uint64_t last = 0;
            while (!isDone) {
                const auto got = answer(m_ports.series->aggregate(
                    series, {Timestamp(-1), Timestamp(1'000'000 * kSecond)}));
                const std::uint64_t count = got ? got->buckets.front().count : 0;
                if (count < last || count % kEach != 0 || count < 300'000)
                    ++wrong;
                last = count;
                ++reads;
            }
        });
    }
    for (int i = 0; i < kAppends; ++i) {
        std::vector<std::int64_t> more;
        for (int j = 0; j < kEach; ++j)
            more.push_back((300'000 + i * kEach + j) * (kSecond / 1'000));
        append(series, more, std::vector<double>(kEach, 1.0));
    }
    isDone = true;
    for (std::thread &reader : readers)
        reader.join();
    QCOMPARE(wrong, 0);
    QVERIFY(reads > 0);
    QCOMPARE(answer(m_ports.series->list()).value().front().samples, 300'000 + kAppends * kEach);
}

void SeriesPortTest::theCheckLooksAtSamples()
{
    const SeriesId series = seriesOf(u"load"_s);
    std::vector<std::int64_t> times;
    for (int i = 0; i < 20'000; ++i)
        times.push_back(i * kSecond);
    append(series, times, std::vector<double>(times.size(), 1.0));
    QVERIFY(answer(m_ports.admin->check()).value().isSound());
    {
        auto connection =
            store::Connection::open({m_store->path(), store::OpenMode::ReadWrite}).value();
        QVERIFY(connection->execute(u"UPDATE chunk SET data = zeroblob(100) WHERE t0 = 0"_s,
                                    "damage"_L1));
    }
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"cannot be read"_s));
    const auto report = answer(m_ports.admin->check()).value();
    QCOMPARE(report.findings.size(), 1U);
    QVERIFY(report.findings.front().problem.contains(u"Samples from 1970-01-01"_s));
    QVERIFY(!report.isDamaged);
    QVERIFY(m_store->readOnlyReason().isEmpty());
}

} // namespace

TIDEMARK_TEST(SeriesPortTest)
#include "series_port_test.moc"
