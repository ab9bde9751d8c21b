// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/aggregate_sql.h"
#include "model/store/aggregate_store.h"
#include "model/store/metric_columns.h"
#include "model/store/store_lanes.h"
#include "tests/model/store/daily_store.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <memory>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

/// Columns are mended whenever they can be.
store::ColumnCacheLimits mending()
{
    store::ColumnCacheLimits limits;
    limits.reloadRecords = 0;
    return limits;
}

} // namespace

class AggregateStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void everyWriteShowsInTheNextAnswer_data();
    void everyWriteShowsInTheNextAnswer();
    void aMovedSessionMovesItsRecords();
    void manyWritesBetweenTwoAnswersAreNotLost();
    void aRemovedMetricIsNotFound();
    void refusesWhatItCannotAnswer();
    void aStoppedAnswerEndsAsCancelled();
    void totalOfAllMetricsMergesThem();
    void keepsNoMoreThanItsLimit();
    void answersOnLanesSeeWritesDoneBefore();
    void replacedColumnsGainAndKeepIds();
};

void AggregateStoreTest::everyWriteShowsInTheNextAnswer_data()
{
    QTest::addColumn<bool>("isMending");
    QTest::newRow("columns are mended") << true;
    QTest::newRow("columns are loaded anew") << false;
}

void AggregateStoreTest::everyWriteShowsInTheNextAnswer()
{
    QFETCH(bool, isMending);
    DailyStore data(6);
    store::AggregateStore aggregates(isMending ? mending() : store::ColumnCacheLimits());
    const auto sums = [&] {
        return sumsOf(expectValue(
            aggregates.aggregate(data.store.reader(), store::kLocalOrg, daily(data.metric))));
    };
    QCOMPARE(sums(), (QList<double>{0, 1, 2, 3, 4, 5}));
    RecordEdit edit;
    edit.key = data.records[2].key;
    edit.value = 20;
    const ChangeId correction = data.store.edit(edit);
    QCOMPARE(sums(), (QList<double>{0, 1, 20, 3, 4, 5}));
    data.store.undo(correction);
    QCOMPARE(sums(), (QList<double>{0, 1, 2, 3, 4, 5}));
    data.store.redo(correction);
    QCOMPARE(sums(), (QList<double>{0, 1, 20, 3, 4, 5}));
    const ChangeId added = data.store.enter(valueAt(u"m"_s, 3 * kDay_ns + 1, 0.5)).change;
    QCOMPARE(sums(), (QList<double>{0, 1, 20, 3.5, 4, 5}));
    const ChangeId removed = data.store.remove({data.records[0].key, data.records[5].key});
    QCOMPARE(sums(), (QList<double>{1, 20, 3.5, 4}));
    data.store.undo(removed);
    data.store.undo(added);
    QCOMPARE(sums(), (QList<double>{0, 1, 20, 3, 4, 5}));
    data.store.enter(valueAt(u"other"_s, kDay_ns, 100)); // another metric's business
    QCOMPARE(sums(), (QList<double>{0, 1, 20, 3, 4, 5}));
}

void AggregateStoreTest::aMovedSessionMovesItsRecords()
{
    DailyStore data(3);
    NewSession created;
    created.start = created.end = Timestamp(1);
    const Session session = data.store.createSession(created);
    PublishRequest request;
    request.sessionUid = session.uid;
    request.device = DeviceChoice::none();
    request.items = {PublishItem{u"m"_s, 10}};
    data.store.publish(request);
    store::AggregateStore aggregates(mending());
    const auto sums = [&] {
        return sumsOf(expectValue(
            aggregates.aggregate(data.store.reader(), store::kLocalOrg, daily(data.metric))));
    };
    QCOMPARE(sums(), (QList<double>{10, 1, 2}));
    SessionChange change;
    change.end = std::optional(Timestamp(2 * kDay_ns + 5));
    data.store.updateSession(session.id, change);
    QCOMPARE(sums(), (QList<double>{0, 1, 12}));
    change.end = std::optional<Timestamp>(); // unknown again
    data.store.updateSession(session.id, change);
    QCOMPARE(sums(), (QList<double>{0, 1, 2}));
    data.store.removeSession(session.id);
    QCOMPARE(sums(), (QList<double>{0, 1, 2}));
}

void AggregateStoreTest::manyWritesBetweenTwoAnswersAreNotLost()
{
    DailyStore data(2);
    store::AggregateStore aggregates(mending());
    const auto total = [&] {
        Selection selection;
        selection.metrics = {data.metric};
        return expectValue(aggregates.total(data.store.reader(), store::kLocalOrg, selection))
            .count;
    };
    QCOMPARE(total(), 2);
    for (int i = 0; i < 300; ++i) // more than are followed one by one
        data.store.enter(valueAt(u"m"_s, i, i));
    QCOMPARE(total(), 302);
    for (int i = 0; i < 2100; ++i) // more than notices are kept
        data.store.enter(valueAt(i % 700 == 0 ? u"m"_s : u"other"_s, i, i));
    QCOMPARE(total(), 305);
}

void AggregateStoreTest::aRemovedMetricIsNotFound()
{
    DailyStore data(2);
    store::AggregateStore aggregates;
    QVERIFY(aggregates.aggregate(data.store.reader(), store::kLocalOrg, daily(data.metric)));
    store::UidSource uids;
    const ChangeId removed = data.store.change([&](store::ChangeScope &scope) {
        expectValue(store::CatalogWriter(scope, uids).remove({&data.metric, 1}));
    });
    const auto gone =
        aggregates.aggregate(data.store.reader(), store::kLocalOrg, daily(data.metric));
    QVERIFY(!gone);
    QCOMPARE(gone.error().code, ErrorCode::NotFound);
    data.store.undo(removed);
    QCOMPARE(sumsOf(expectValue(
                 aggregates.aggregate(data.store.reader(), store::kLocalOrg, daily(data.metric)))),
             (QList<double>{0, 1}));
}

void AggregateStoreTest::refusesWhatItCannotAnswer()
{
    DailyStore data(1);
    store::AggregateStore aggregates;
    const auto codeOf = [&](const AggregateQuery &query) {
        const auto answer = aggregates.aggregate(data.store.reader(), store::kLocalOrg, query);
        return answer ? ErrorCode::Internal : answer.error().code;
    };
    AggregateQuery query;
    QCOMPARE(codeOf(query), ErrorCode::InvalidArgument); // no metric
    query.selection.metrics = {MetricId(1), MetricId(2)};
    QCOMPARE(codeOf(query), ErrorCode::InvalidArgument);
    query.selection.metrics = {MetricId(99)};
    QCOMPARE(codeOf(query), ErrorCode::NotFound);
    query = daily(data.metric);
    query.selection.begin = Timestamp(5);
    query.selection.end = Timestamp(4);
    QCOMPARE(codeOf(query), ErrorCode::InvalidArgument);
}

void AggregateStoreTest::aStoppedAnswerEndsAsCancelled()
{
    DailyStore data(1);
    store::AggregateStore aggregates;
    std::stop_source stop;
    stop.request_stop();
    const auto answer = aggregates.aggregate(data.store.reader(), store::kLocalOrg,
                                             daily(data.metric), stop.get_token());
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, ErrorCode::Cancelled);
    QCOMPARE(
        expectValue(aggregates.aggregate(data.store.reader(), store::kLocalOrg, daily(data.metric)))
            .buckets.size(),
        1); // the next one is whole
}

void AggregateStoreTest::totalOfAllMetricsMergesThem()
{
    DailyStore data(3);
    data.store.enter(valueAt(u"other"_s, 9, 40));
    store::AggregateStore aggregates;
    const Aggregate total =
        expectValue(aggregates.total(data.store.reader(), store::kLocalOrg, {}));
    QCOMPARE(total.count, 4);
    QCOMPARE(total.sum.value(), 43.0);
    QCOMPARE(total.max, 40.0);
}

void AggregateStoreTest::keepsNoMoreThanItsLimit()
{
    ReadFixture store;
    std::vector<MetricId> metrics;
    for (int i = 0; i < 5; ++i) {
        metrics.push_back(store.define(u"m%1"_s.arg(i)));
        for (int n = 0; n < 10; ++n)
            store.enter(valueAt(u"m%1"_s.arg(i), n, i));
    }
    store::ColumnCacheLimits limits;
    limits.maxBytes = 600; // two metrics of ten records
    store::AggregateStore aggregates(limits);
    for (int round = 0; round < 2; ++round) {
        for (std::size_t i = 0; i < metrics.size(); ++i) {
            const auto series = expectValue(
                aggregates.aggregate(store.reader(), store::kLocalOrg, daily(metrics[i])));
            QCOMPARE(series.buckets.front().aggregate.sum.value(), 10.0 * static_cast<double>(i));
            QVERIFY(aggregates.size_bytes() <= limits.maxBytes);
            QVERIFY(aggregates.size_bytes() > 0);
        }
    }
    limits.maxBytes = 10; // not one
    store::AggregateStore none(limits);
    QCOMPARE(expectValue(none.total(store.reader(), store::kLocalOrg, {})).count, 50);
    QCOMPARE(none.size_bytes(), 0);
}

void AggregateStoreTest::answersOnLanesSeeWritesDoneBefore()
{
    DailyStore data(3);
    const store::ConnectionOptions reading{data.store.path(), store::OpenMode::ReadOnly};
    store::StoreLanes lanes(reading, reading);
    const auto scope = std::make_shared<const store::OrgScope>(u"og_local"_s, u"ana"_s);
    store::LaneAggregateReader port(lanes, scope,
                                    std::make_shared<store::AggregateStore>(mending()));
    for (int i = 1; i <= 20; ++i) {
        data.store.enter(valueAt(u"m"_s, i, i));
        std::vector<QFuture<Result<AggregateSeries>>> answers;
        for (int n = 0; n < 4; ++n)
            answers.push_back(port.aggregate(daily(data.metric)));
        for (auto &answer : answers)
            QCOMPARE(expectValue(answer.result()).buckets.front().aggregate.count,
                     static_cast<std::uint64_t>(i) + 1);
    }
    QCOMPARE(expectValue(port.total({}).result()).count, 23);
    QCOMPARE(expectValue(port.extent({}, TimeFilter::SessionEnd).result()),
             std::optional(TimeWindow{Timestamp(0), Timestamp(2 * kDay_ns + 1)}));
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(port.aggregate(daily(data.metric), stop.get_token()).result().error().code,
             ErrorCode::Cancelled);
}

void AggregateStoreTest::replacedColumnsGainAndKeepIds()
{
    store::MetricColumns columns{{1, 2, 3}, {1, 2, 3}, {11, 12, 13}, {}, {}};
    const store::MetricColumns part{{2, 2}, {20, 21}, {12, 14}, {7, 0}, {}};
    columns.replace({1, 2}, part);
    QCOMPARE(columns.times_ns, (std::vector<std::int64_t>{1, 2, 2, 3}));
    QCOMPARE(columns.values, (std::vector<double>{1, 20, 21, 3}));
    QCOMPARE(columns.sessions, (std::vector<std::int64_t>{11, 12, 14, 13}));
    QCOMPARE(columns.devices, (std::vector<std::int64_t>{0, 7, 0, 0}));
    QVERIFY(columns.invocations.empty());
    columns.replace({1, 3}, store::MetricColumns{{2, 2}, {5, 6}, {12, 14}, {}, {}});
    QCOMPARE(columns.devices, (std::vector<std::int64_t>{0, 0, 0, 0}));
    columns.replace({0, 4}, {});
    QCOMPARE(columns.size(), 0);
    QVERIFY(columns.devices.empty());
}

TIDEMARK_TEST(AggregateStoreTest)
#include "aggregate_store_test.moc"
