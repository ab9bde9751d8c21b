// SPDX-License-Identifier: GPL-3.0-or-later
// Values from the client to the server and back.
#include "tests/services/roboto/remote_server_case.h"
#include "tests/support/test_registry.h"

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class RobotoRemoteValuesTest : public RemoteServerCase
{
    Q_OBJECT

private Q_SLOTS:
    void publishesAndSaysWhatFailed();
    void publishesOfEachKindOfDevice();
    void queriesInPagesByEveryFilter();
    void aggregates();

private:
    [[nodiscard]] QList<double> valuesOf(const RemoteQuery &query);
};

void RobotoRemoteValuesTest::publishesAndSaysWhatFailed()
{
    const RemoteSession there = session(u"k"_s, 100, 200);
    RemotePublish values;
    values.sessionUid = there.uid;
    values.items = {{u"good"_s, 0.1}, {u"bad name"_s, 1}, {u"big"_s, 1.7976931348623157e308}};
    DONE(result, publish(values, {}));
    QCOMPARE(result->succeeded.size(), std::size_t{2});
    QCOMPARE(result->succeeded[1].metric, u"big"_s);
    QCOMPARE(result->succeeded[1].value, 1.7976931348623157e308);
    QCOMPARE(result->succeeded[0].start, std::optional(Timestamp(100)));
    QCOMPARE(result->succeeded[0].end, std::optional(Timestamp(200)));
    QCOMPARE(result->failed.size(), std::size_t{1});
    QCOMPARE(result->failed[0].metric, u"bad name"_s);
    QVERIFY(!result->failed[0].reason.isEmpty());
    values.items = {{u"good"_s, 5e-324}};
    DONE(again, publish(values, {})); // replaces
    DONE(records, recordsOf(there.uid, {}));
    QCOMPARE(records->size(), std::size_t{2});
    for (const RemoteRecord &record : *records)
        QCOMPARE(record.value, record.metric == u"good" ? 5e-324 : 1.7976931348623157e308);
    values.sessionUid = u"ss_none"_s;
    values.items = {{u"lost"_s, 1}};
    const auto refused = ended((*m_remote)->publish(values, {}));
    QCOMPARE(faultOf(refused), static_cast<int>(RemoteFault::NotFound));
    QVERIFY(!refused.error().mayBeDone);
    DONE(lost, findDefinition(u"lost"_s, {}));
    QVERIFY(!lost->has_value());
}

void RobotoRemoteValuesTest::publishesOfEachKindOfDevice()
{
    for (const QString &name : {u"d1"_s, u"d2"_s}) {
        DONE(made, createDevice({name, {}, {}, {}}, {}));
    }
    const RemoteSession there = session(u"k"_s, 1, 2, {u"d1"_s});
    RemotePublish values;
    values.sessionUid = there.uid;
    values.items = {{u"m"_s, 1}};
    DONE(none, publish(values, {}));
    QVERIFY(!none->succeeded[0].device);
    values.device = DeviceChoice::inferred();
    DONE(inferred, publish(values, {}));
    QCOMPARE(inferred->succeeded[0].device, std::optional(u"d1"_s));
    values.device = DeviceChoice::given(u"d2"_s);
    DONE(given, publish(values, {}));
    QCOMPARE(given->succeeded[0].device, std::optional(u"d2"_s));
    values.device = DeviceChoice::given(u"unknown"_s);
    const auto unknown = ended((*m_remote)->publish(values, {}));
    QCOMPARE(faultOf(unknown), static_cast<int>(RemoteFault::NotFound));
    QCOMPARE(unknown.error().error.subject, ErrorSubject::Device);
}

void RobotoRemoteValuesTest::queriesInPagesByEveryFilter()
{
    DONE(device, createDevice({u"d1"_s, {}, {}, {}}, {}));
    QStringList uids;
    for (int i = 0; i < 7; ++i) {
        const std::int64_t at = std::int64_t{100} * i;
        const RemoteSession there = session(u"k%1"_s.arg(i), at, at + 50);
        uids.append(there.uid);
        RemotePublish values;
        values.sessionUid = there.uid;
        if (i % 2 == 1)
            values.device = DeviceChoice::given(u"d1"_s);
        values.items = {{u"m"_s, static_cast<double>(i)}};
        DONE(done, publish(values, {}));
    }
    RemoteQuery query;
    query.metric = u"m"_s;
    query.pageSize = 3;
    QCOMPARE(valuesOf(query), (QList<double>{0, 1, 2, 3, 4, 5, 6}));
    query.begin = Timestamp(150); // the end of the second is in, that of the fifth is out
    query.end = Timestamp(450);
    QCOMPARE(valuesOf(query), (QList<double>{1, 2, 3}));
    query.timeFilter = TimeFilter::SessionStart;
    QCOMPARE(valuesOf(query), (QList<double>{2, 3, 4}));
    query.begin = query.end = std::nullopt;
    query.devices = IdFilter::oneOf({u"d1"_s});
    QCOMPARE(valuesOf(query), (QList<double>{1, 3, 5}));
    query.devices = IdFilter::nullOnly();
    QCOMPARE(valuesOf(query), (QList<double>{0, 2, 4, 6}));
    query.sessions = IdFilter::oneOf({uids[2], uids[3]});
    QCOMPARE(valuesOf(query), QList<double>{2});
    query.sessions = IdFilter::nullOnly();
    QCOMPARE(valuesOf(query), QList<double>());
    query = {};
    query.metric = u"m"_s;
    query.invocations = IdFilter::oneOf({u"iv_1"_s});
    QCOMPARE(valuesOf(query), QList<double>());
    query.metric = u"unknown"_s;
    QCOMPARE(faultOf(ended((*m_remote)->query(query, {}, {}))),
             static_cast<int>(RemoteFault::NotFound));
    query.metric = u"m"_s;
    QCOMPARE(faultOf(ended((*m_remote)->query(query, u"no token"_s, {}))),
             static_cast<int>(RemoteFault::Refused));
}

// All pages of a query.
QList<double> RobotoRemoteValuesTest::valuesOf(const RemoteQuery &query)
{
    QList<double> values;
    std::optional<QString> page;
    for (int pages = 0; pages < 100; ++pages) {
        const auto next = ended((*m_remote)->query(query, page, {}));
        if (!next)
            return {-1};
        for (const RemoteRecord &record : next->items)
            values.append(record.value);
        page = next->next;
        if (!page)
            return values;
    }
    return {-2};
}

void RobotoRemoteValuesTest::aggregates()
{
    const std::int64_t day = RobotoHarness::kDay;
    const std::int64_t first = RobotoHarness::kNow - 4 * day;
    for (int i = 0; i < 6; ++i) {
        const std::int64_t at = first + (i < 3 ? 0 : 2 * day) + i;
        const RemoteSession there = session(u"k%1"_s.arg(i), at, at);
        RemotePublish values;
        values.sessionUid = there.uid;
        values.items = {{u"m"_s, i + 0.5}};
        DONE(done, publish(values, {}));
    }
    RemoteAggregateQuery query;
    query.metric = u"m"_s;
    query.function = AggregateFunction::Sum;
    query.begin = Timestamp(first);
    query.end = Timestamp(first + 3 * day);
    DONE(buckets, aggregate(query, {}));
    QCOMPARE(buckets->size(), std::size_t{2}); // the day between is empty
    QCOMPARE(buckets->at(0).begin, Timestamp(first));
    QCOMPARE(buckets->at(0).end, Timestamp(first + day));
    QCOMPARE(buckets->at(0).total, 3);
    QCOMPARE(buckets->at(0).value, 4.5);
    QCOMPARE(buckets->at(1).begin, Timestamp(first + 2 * day));
    QCOMPARE(buckets->at(1).value, 13.5);
    query.function = AggregateFunction::Count;
    query.period = Period::Yearly;
    DONE(count, aggregate(query, {}));
    QCOMPARE(count->size(), std::size_t{1});
    QCOMPARE(count->at(0).value, 6.0);
    query.metric = u"unknown"_s;
    QCOMPARE(faultOf(ended((*m_remote)->aggregate(query, {}))),
             static_cast<int>(RemoteFault::NotFound));
}

TIDEMARK_TEST(RobotoRemoteValuesTest)
#include "remote_values_test.moc"
