// SPDX-License-Identifier: GPL-3.0-or-later
// Series through the store's port: which there are and whose, batches, removal, notices, the check,
// and writing beside reading.
#include "model/ports/access_store.h"
#include "model/ports/change_journal.h"
#include "model/ports/store_admin.h"
#include "model/ports/store_events.h"
#include "tests/model/store/series/series_port_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

class SeriesPortTest : public SeriesPortCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { openNew(); }
    void oneSeriesForEachSetOfTags();
    void manyAreOpenedInOneChange();
    void wrongKeysAreRefused();
    void batchesAreAllOrNothing();
    void aRemovedMetricTakesItsSeriesOutOfSight();
    void organisationsAreKeptApart();
    void othersAreTold();
    void readersDoNotWaitForTheWriter();
    void theCheckLooksAtSamples();
};

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
