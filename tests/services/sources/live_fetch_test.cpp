// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/metric_catalog.h"
#include "tests/services/sources/live_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// What is asked of a source at work: fetching, comparing.
class LiveFetchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_bench = std::make_unique<LiveBench>(); }
    void cleanup() { m_bench.reset(); }
    void fetchesOneAtATime();
    void aFetchThatIsStoppedKeepsWhatCame();
    void tellsWhomItSpokeTo();
    void comparesAggregates();
    void endsWhileItFetches();

private:
    std::unique_ptr<LiveBench> m_bench;
};

void LiveFetchTest::fetchesOneAtATime()
{
    const QString session = m_bench->remote.session(10, 20);
    m_bench->remote.publish(session, u"load"_s, 7.5);
    const Source source = m_bench->add(PublishLevel::Off);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    auto first = m_bench->live->fetch({source.id});
    QVERIFY(m_bench->live->link(source.id)->fetching);
    const auto second = answer(m_bench->live->fetch({source.id}));
    QCOMPARE(second.error().code, ErrorCode::Conflict);
    QTRY_VERIFY(first.isFinished());
    const auto summary = first.takeResult();
    QVERIFY2(summary, qPrintable(summary ? QString() : summary.error().message));
    QVERIFY(summary->isComplete);
    QCOMPARE(summary->records.added, 1);
    QCOMPARE(answer(m_bench->parts.ports.records->count({}, {})).value_or(-1), 1);
    const SourceLink link = *m_bench->live->link(source.id);
    QVERIFY(!link.fetching);
    QVERIFY(link.lastFetch == *summary);
    QTRY_VERIFY(m_bench->live->link(source.id)->lastFetched);
}

void LiveFetchTest::aFetchThatIsStoppedKeepsWhatCame()
{
    const QString session = m_bench->remote.session(10, 20);
    m_bench->remote.publish(session, u"load"_s, 7.5);
    const Source source = m_bench->add(PublishLevel::Off);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    auto fetch = m_bench->live->fetch({source.id});
    m_bench->live->stopFetch(source.id);
    QTRY_VERIFY(fetch.isFinished());
    QVERIFY(!m_bench->live->link(source.id)->fetching);
    auto again = m_bench->live->fetch({source.id});
    QTRY_VERIFY(again.isFinished());
    QVERIFY(again.result()->isComplete);
    QCOMPARE(answer(m_bench->parts.ports.records->count({}, {})).value_or(-1), 1);
}

void LiveFetchTest::tellsWhomItSpokeTo()
{
    const Source source = m_bench->add(PublishLevel::Off);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    QVERIFY(!m_bench->live->link(source.id)->lastContact);
    auto fetch = m_bench->live->fetch({source.id});
    QTRY_VERIFY(fetch.isFinished());
    const auto contacts = m_bench->live->contacts();
    QCOMPARE(contacts.size(), 1U);
    QCOMPARE(contacts.front().address, u"http://127.0.0.1:%1"_s.arg(m_bench->remote.port()));
    QCOMPARE(m_bench->live->link(source.id)->lastContact, contacts.front().last);
}

void LiveFetchTest::comparesAggregates()
{
    const QString session = m_bench->remote.session(10, 20);
    m_bench->remote.publish(session, u"load"_s, 7.5);
    const Source source = m_bench->add(PublishLevel::Off);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    auto fetch = m_bench->live->fetch({source.id});
    QTRY_VERIFY(fetch.isFinished());
    const auto load = answer(m_bench->parts.ports.catalog->find(u"load"_s));
    QVERIFY(load);
    AggregateQuery query;
    query.selection.metrics = {load->id};
    query.selection.begin = Timestamp(0);
    query.selection.end = Timestamp(100);
    auto equal = m_bench->live->compare(source.id, query, AggregateFunction::Mean, {});
    QTRY_VERIFY(equal.isFinished());
    auto comparison = equal.takeResult();
    QVERIFY2(comparison, qPrintable(comparison ? QString() : comparison.error().message));
    QCOMPARE(comparison->buckets.size(), 1U);
    QCOMPARE(comparison->buckets.front().here, 7.5);
    QCOMPARE(comparison->buckets.front().there, 7.5);
    QCOMPARE(comparison->different, 0);
    DefinitionChange rename; // it is asked for by its name there
    rename.name = u"burden"_s;
    QVERIFY(answer(m_bench->parts.ports.catalog->update(load->id, rename)));
    m_bench->remote.publish(m_bench->remote.session(10, 20), u"load"_s, 1);
    auto other = m_bench->live->compare(source.id, query, AggregateFunction::Mean, {});
    QTRY_VERIFY(other.isFinished());
    comparison = other.takeResult();
    QVERIFY2(comparison, qPrintable(comparison ? QString() : comparison.error().message));
    QCOMPARE(comparison->different, 1);
    // Another one of that name is not compared with it.
    NewDefinition second;
    second.name = u"load"_s;
    const auto made = answer(m_bench->parts.ports.catalog->create(second));
    QVERIFY(made);
    query.selection.metrics = {made->definition.id};
    auto taken = m_bench->live->compare(source.id, query, AggregateFunction::Mean, {});
    QTRY_VERIFY(taken.isFinished());
    comparison = taken.takeResult();
    QVERIFY(!comparison);
    QCOMPARE(comparison.error().code, ErrorCode::NotFound);
    query.selection.metrics = {MetricId(4711)};
    auto missing = m_bench->live->compare(source.id, query, AggregateFunction::Mean, {});
    QTRY_VERIFY(missing.isFinished());
    QCOMPARE(missing.takeResult().error().code, ErrorCode::NotFound);
}

void LiveFetchTest::endsWhileItFetches()
{
    for (int i = 0; i < 20; ++i)
        m_bench->remote.publish(m_bench->remote.session(i, i + 1), u"load"_s, i);
    const Source source = m_bench->add(PublishLevel::Summary);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    const auto fetch = m_bench->live->fetch({source.id});
    m_bench->live.reset();
    QVERIFY(fetch.isFinished());
    m_bench->begin(); // and the store is as good as ever
    QTRY_VERIFY(m_bench->live->link(source.id));
    auto again = m_bench->live->fetch({source.id});
    QTRY_VERIFY(again.isFinished());
    QCOMPARE(answer(m_bench->parts.ports.records->count({}, {})).value_or(-1), 20);
}

TIDEMARK_TEST(LiveFetchTest)
#include "live_fetch_test.moc"
