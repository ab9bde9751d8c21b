// SPDX-License-Identifier: GPL-3.0-or-later
// The client against the server on a real store: what goes in comes out.
#include "tests/services/roboto/remote_bench.h"
#include "tests/services/roboto/server_harness.h"
#include "tests/support/test_registry.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class RobotoRemoteServerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void tellsWhoItIs();
    void needsAnOrganisationWhereThereAreSeveral();
    void definitionsRoundTrip();
    void definitionsComeInPages();
    void sessionsRoundTrip();
    void sessionsAreFoundByTheirKey();
    void updatesKeepTheKeyAndWhatIsNotNamed();
    void devicesRoundTrip();
    void filesGiveASessionItsTime();
    void publishesAndSaysWhatFailed();
    void publishesOfEachKindOfDevice();
    void queriesInPagesByEveryFilter();
    void aggregates();
    void wrongTokensAreUnauthorized();

private:
    [[nodiscard]] RemoteSession session(const QString &key, std::int64_t first_ns,
                                        std::int64_t last_ns, const QStringList &devices = {});
    [[nodiscard]] QList<double> valuesOf(const RemoteQuery &query);

    std::unique_ptr<RobotoHarness> m_server;
    std::unique_ptr<RemoteBench> m_remote;
};

#define DONE(variable, call)                                                                       \
    const auto variable = ended((*m_remote)->call);                                                \
    QVERIFY2(variable, complaintOf(variable).constData())

void RobotoRemoteServerTest::init()
{
    failOnUnexpectedWarnings();
    m_server = std::make_unique<RobotoHarness>();
    const QString url = u"http://127.0.0.1:%1"_s.arg(m_server->port());
    m_remote = std::make_unique<RemoteBench>(url, m_server->newToken());
}

void RobotoRemoteServerTest::cleanup()
{
    m_remote.reset();
    m_server.reset();
}

RemoteSession RobotoRemoteServerTest::session(const QString &key, std::int64_t first_ns,
                                              std::int64_t last_ns, const QStringList &devices)
{
    NewRemoteSession wanted;
    wanted.key = key;
    wanted.devices = devices;
    const auto made = ended((*m_remote)->createSession(wanted, {}));
    if (!made)
        return {};
    const NewContribution file{u"fl_"_s + key,
                               ClosedRange{Timestamp(first_ns), Timestamp(last_ns)}};
    return ended((*m_remote)->addFiles(made->uid, {file}, {})).value_or(RemoteSession{});
}

void RobotoRemoteServerTest::tellsWhoItIs()
{
    DONE(who, whoAmI({}));
    QCOMPARE(who->user, u"ana@example.org"_s);
    QCOMPARE(who->organisations, QStringList{u"og_local"_s});
}

void RobotoRemoteServerTest::needsAnOrganisationWhereThereAreSeveral()
{
    const auto made =
        m_server->store().access().createOrganisation({u"Two"_s, u"og_two"_s}).takeResult();
    QVERIFY(made);
    const QString token = m_server->newToken({u"og_local"_s, u"og_two"_s});
    const QString url = u"http://127.0.0.1:%1"_s.arg(m_server->port());
    RemoteBench none(url, token);
    const auto refused = ended(none->definitions({}, {}));
    QCOMPARE(faultOf(refused), static_cast<int>(RemoteFault::Refused));
    QCOMPARE(refused.error().error.subject, ErrorSubject::Organisation);
    const auto devices = ended(none->devices({}, {}));
    QCOMPARE(faultOf(devices), static_cast<int>(RemoteFault::Refused));

    RemoteBench two(url, token, u"og_two"_s);
    QVERIFY(ended(two->createDefinition(u"of.two"_s, {}, {})));
    QVERIFY(ended(two->findDefinition(u"of.two"_s, {})).value().has_value());
    QVERIFY(!ended((*m_remote)->findDefinition(u"of.two"_s, {})).value().has_value());
    RemoteBench foreign(url, m_server->newToken(), u"og_two"_s);
    QCOMPARE(faultOf(ended(foreign->definitions({}, {}))), static_cast<int>(RemoteFault::Refused));
}

void RobotoRemoteServerTest::definitionsRoundTrip()
{
    DONE(made, createDefinition(u"cpu.load"_s, u"of the machine"_s, {}));
    QCOMPARE(made->name, u"cpu.load"_s);
    QVERIFY(!made->uid.isEmpty());
    QCOMPARE(made->description, std::optional(u"of the machine"_s));
    const auto again = ended((*m_remote)->createDefinition(u"cpu.load"_s, {}, {}));
    QCOMPARE(faultOf(again), static_cast<int>(RemoteFault::Exists));
    QVERIFY(!again.error().mayBeDone);
    DONE(found, findDefinition(u"cpu.load"_s, {}));
    QCOMPARE(found->value().uid, made->uid);
    DONE(absent, findDefinition(u"CPU.load"_s, {}));
    QVERIFY(!absent->has_value());
    DONE(cleared, describeDefinition(u"cpu.load"_s, {}, {}));
    QVERIFY(!cleared->description);
    DONE(described, describeDefinition(u"cpu.load"_s, u"é"_s, {}));
    QCOMPARE(described->description, std::optional(u"é"_s));
    DONE(removed, removeDefinition(u"cpu.load"_s, {}));
    QCOMPARE(faultOf(ended((*m_remote)->removeDefinition(u"cpu.load"_s, {}))),
             static_cast<int>(RemoteFault::NotFound));
}

void RobotoRemoteServerTest::definitionsComeInPages()
{
    QStringList names;
    std::vector<RemoteFuture<RemoteDefinition>> all; // side by side
    for (int i = 0; i < 250; ++i) {
        names.append(u"m.%1"_s.arg(i, 3, 10, QChar(u'0')));
        all.push_back((*m_remote)->createDefinition(names.back(), {}, {}));
    }
    for (const auto &each : all)
        QVERIFY(ended(each));
    QStringList listed;
    int pages = 0;
    std::optional<QString> page;
    do {
        DONE(next, definitions(page, {}));
        for (const RemoteDefinition &one : next->items)
            listed.append(one.name);
        page = next->next;
        ++pages;
    } while (page && pages < 100);
    QCOMPARE(listed, names);
    QVERIFY(pages > 1);
}

void RobotoRemoteServerTest::sessionsRoundTrip()
{
    DONE(device, createDevice({u"d1"_s, {}, {}, {}}, {}));
    NewRemoteSession wanted;
    wanted.key = u"ss_mine"_s;
    wanted.name = u"survey north"_s;
    wanted.description = u"two\nlines"_s;
    wanted.devices = {u"d1"_s};
    wanted.metadata = {{u"site.a"_s, u"x"_s}, {u"n"_s, qint64{9'007'199'254'740'993}}};
    wanted.labels = {u"night"_s, u"rain"_s};
    wanted.customFields = {{u"crew"_s, 3}};
    DONE(made, createSession(wanted, {}));
    DONE(found, findSession(made->uid, {}));
    const RemoteSession &there = found->value();
    QCOMPARE(there.key, wanted.key);
    QCOMPARE(there.name, wanted.name);
    QCOMPARE(there.description, wanted.description);
    QCOMPARE(there.metadata, wanted.metadata); // the key is no part of it
    QCOMPARE(there.labels, wanted.labels);
    QCOMPARE(there.customFields, wanted.customFields);
    QVERIFY(!there.start && !there.end);
    DONE(devices, devicesOf(made->uid, {}, {}));
    QCOMPARE(devices->items, std::vector<QString>{u"d1"_s});
    DONE(removed, removeSession(made->uid, {}));
    DONE(gone, findSession(made->uid, {}));
    QVERIFY(!gone->has_value());
    QCOMPARE(faultOf(ended((*m_remote)->removeSession(made->uid, {}))),
             static_cast<int>(RemoteFault::NotFound));
}

void RobotoRemoteServerTest::sessionsAreFoundByTheirKey()
{
    QStringList made;
    for (int i = 0; i < 130; ++i) {
        m_server->clock().set(RobotoHarness::kNow + i * RobotoHarness::kSecond);
        NewRemoteSession wanted;
        wanted.key = u"k%1"_s.arg(i % 65); // each twice, on different pages
        DONE(session, createSession(wanted, {}));
        made.append(session->uid);
    }
    DONE(found, sessionsByKey({u"k7"_s, u"k64"_s, u"none"_s}, {}));
    QStringList uids;
    for (const RemoteSession &session : *found)
        uids.append(session.uid);
    QCOMPARE(uids, QStringList({made[7], made[64], made[72], made[129]})); // oldest first
    DONE(none, sessionsByKey({u"none"_s}, {}));
    QVERIFY(none->empty());
}

void RobotoRemoteServerTest::updatesKeepTheKeyAndWhatIsNotNamed()
{
    NewRemoteSession wanted;
    wanted.key = u"ss_mine"_s;
    wanted.name = u"name"_s;
    wanted.metadata = {{u"old"_s, 1}, {u"a"_s, QJsonObject{{u"b"_s, 2}}}};
    wanted.labels = {u"one"_s, u"two"_s};
    wanted.customFields = {{u"x"_s, 1}, {u"y"_s, 2}};
    DONE(made, createSession(wanted, {}));
    const QString uid = made->uid;

    RemoteSessionChange name;
    name.name = std::optional<QString>(); // cleared
    name.description = std::optional(u"said"_s);
    DONE(named, updateSession(uid, name, {}));
    QVERIFY(!named->name);
    QCOMPARE(named->description, std::optional(u"said"_s));
    QCOMPARE(named->metadata, wanted.metadata);
    QCOMPARE(named->key, wanted.key);

    RemoteSessionChange metadata;
    metadata.metadata = QJsonObject{{u"a.b"_s, 3}}; // a name with a dot, not a path
    DONE(replaced, updateSession(uid, metadata, {}));
    QCOMPARE(replaced->metadata, *metadata.metadata);
    QCOMPARE(replaced->key, wanted.key);
    QCOMPARE(replaced->labels, wanted.labels);

    RemoteSessionChange labels;
    labels.labels = QStringList{u"two"_s, u"three"_s};
    DONE(labelled, updateSession(uid, labels, {}));
    QCOMPARE(labelled->labels, *labels.labels);
    QCOMPARE(labelled->metadata, *metadata.metadata);
    QCOMPARE(labelled->key, wanted.key);

    RemoteSessionChange fields;
    fields.customFields = QJsonObject{{u"y"_s, 5}, {u"z"_s, u"q"_s}};
    fields.metadata = QJsonObject();
    DONE(custom, updateSession(uid, fields, {}));
    QCOMPARE(custom->customFields, *fields.customFields);
    QCOMPARE(custom->metadata, QJsonObject());
    QCOMPARE(custom->key, wanted.key);
    QCOMPARE(custom->labels, *labels.labels);

    DONE(same, updateSession(uid, {}, {}));
    QCOMPARE(same->customFields, *fields.customFields);
    QCOMPARE(faultOf(ended((*m_remote)->updateSession(u"ss_none"_s, metadata, {}))),
             static_cast<int>(RemoteFault::NotFound));
    QCOMPARE(faultOf(ended((*m_remote)->updateSession(u"ss_none"_s, name, {}))),
             static_cast<int>(RemoteFault::NotFound));
}

void RobotoRemoteServerTest::devicesRoundTrip()
{
    const QStringList names{u"bb b/+x%"_s, u"dé"_s, u"plain"_s};
    for (const QString &name : names) {
        DONE(made, createDevice({name, {{u"m"_s, 1}}, {u"l"_s}, {}}, {}));
    }
    QCOMPARE(faultOf(ended((*m_remote)->createDevice({u"plain"_s, {}, {}, {}}, {}))),
             static_cast<int>(RemoteFault::Exists));
    DONE(listed, devices({}, {}));
    QCOMPARE(QStringList(listed->items.begin(), listed->items.end()), names);
    DONE(made, createSession({}, {}));
    for (const QString &name : names) {
        DONE(attached, attachDevice(made->uid, name, {}));
        DONE(again, attachDevice(made->uid, name, {}));
    }
    DONE(detached, detachDevice(made->uid, u"plain"_s, {}));
    DONE(devices, devicesOf(made->uid, {}, {}));
    QCOMPARE(QStringList(devices->items.begin(), devices->items.end()), names.first(2));
    const auto unknown = ended((*m_remote)->attachDevice(made->uid, u"unknown"_s, {}));
    QCOMPARE(faultOf(unknown), static_cast<int>(RemoteFault::NotFound));
    QCOMPARE(unknown.error().error.subject, ErrorSubject::Device);
}

void RobotoRemoteServerTest::filesGiveASessionItsTime()
{
    DONE(made, createSession({}, {}));
    const Timestamp first(1'746'057'600'000'000'001);
    const NewContribution a{u"fl_a"_s, ClosedRange{first, Timestamp(first.posixNs() + 10)}};
    const NewContribution b{u"fl_b"_s, ClosedRange{Timestamp(-5), Timestamp(first.posixNs() + 5)}};
    DONE(one, addFiles(made->uid, {a}, {}));
    QCOMPARE(one->start, std::optional(first));
    QCOMPARE(one->end, std::optional(Timestamp(first.posixNs() + 10)));
    DONE(two, addFiles(made->uid, {b, NewContribution{u"fl_c"_s, {}}}, {}));
    QCOMPARE(two->start, std::optional(Timestamp(-5)));
    DONE(less, removeFiles(made->uid, {u"fl_b"_s, u"fl_c"_s}, {}));
    QCOMPARE(less->start, std::optional(first));
    DONE(none, removeFiles(made->uid, {u"fl_a"_s}, {}));
    QVERIFY(!none->start && !none->end);
    QCOMPARE(faultOf(ended((*m_remote)->addFiles(u"ss_none"_s, {a}, {}))),
             static_cast<int>(RemoteFault::NotFound));
}

void RobotoRemoteServerTest::publishesAndSaysWhatFailed()
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

void RobotoRemoteServerTest::publishesOfEachKindOfDevice()
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

void RobotoRemoteServerTest::queriesInPagesByEveryFilter()
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
QList<double> RobotoRemoteServerTest::valuesOf(const RemoteQuery &query)
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

void RobotoRemoteServerTest::aggregates()
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

void RobotoRemoteServerTest::wrongTokensAreUnauthorized()
{
    const QString url = u"http://127.0.0.1:%1"_s.arg(m_server->port());
    for (const QString &token : {QString(), u"wrong"_s}) {
        RemoteBench wrong(url, token);
        const auto refused = ended(wrong->definitions({}, {}));
        QCOMPARE(faultOf(refused), static_cast<int>(RemoteFault::Unauthorized));
        QCOMPARE(refused.error().status, 401);
    }
}

TIDEMARK_TEST(RobotoRemoteServerTest)
#include "remote_server_test.moc"
