// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/session_reader.h"
#include "tests/model/store/read_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

NewSession sessionAt(const QString &uid, std::optional<std::int64_t> start_ns)
{
    NewSession session;
    session.uid = uid;
    if (start_ns)
        session.start = Timestamp(*start_ns);
    return session;
}

QStringList uidsOf(store::Connection &connection, const SessionQuery &query, int limit)
{
    QStringList uids;
    std::optional<SessionPageKey> after;
    do {
        const SessionPage page =
            expectValue(store::readSessions(connection, store::kLocalOrg, query, after, limit));
        for (const SessionSummary &summary : page.sessions)
            uids.append(summary.session.uid);
        after = page.next;
    } while (after);
    return uids;
}

} // namespace

class SessionReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void newestFirstThenThoseWithoutStart_data();
    void newestFirstThenThoseWithoutStart();
    void entriesAreLeftOutUnlessAskedFor();
    void showsDevicesTagsAndRecordCount();
    void windowIsOfTheStart();
    void textIsLookedForEverywhereFolded_data();
    void textIsLookedForEverywhereFolded();
    void countsWhatItsPagesHold_data();
    void countsWhatItsPagesHold();
    void refusesWhatItCannotAnswer();
};

void SessionReaderTest::newestFirstThenThoseWithoutStart_data()
{
    QTest::addColumn<int>("limit");
    for (const int limit : {1, 2, 3, 4, 100})
        QTest::addRow("pages of %d", limit) << limit;
}

void SessionReaderTest::newestFirstThenThoseWithoutStart()
{
    QFETCH(int, limit);
    ReadFixture store;
    store.createSession(sessionAt(u"n2"_s, std::nullopt));
    store.createSession(sessionAt(u"b"_s, 20));
    store.createSession(sessionAt(u"a"_s, 20));
    store.createSession(sessionAt(u"z"_s, 10));
    store.createSession(sessionAt(u"n1"_s, std::nullopt));
    store.createSession(sessionAt(u"c"_s, 30));
    QCOMPARE(uidsOf(store.reader(), {}, limit),
             (QStringList{u"c"_s, u"a"_s, u"b"_s, u"z"_s, u"n1"_s, u"n2"_s}));
}

void SessionReaderTest::entriesAreLeftOutUnlessAskedFor()
{
    ReadFixture store;
    const QString entry = store.enter(valueAt(u"m"_s, 50, 1)).saved->sessionUid;
    store.createSession(sessionAt(u"run"_s, 20));
    SessionQuery query;
    QCOMPARE(uidsOf(store.reader(), query, 10), (QStringList{u"run"_s}));
    query.includeEntries = true;
    QCOMPARE(uidsOf(store.reader(), query, 10), (QStringList{entry, u"run"_s}));
}

void SessionReaderTest::showsDevicesTagsAndRecordCount()
{
    ReadFixture store;
    NewSession created = sessionAt(u"run"_s, 20);
    created.name = u"Run"_s;
    created.devices = {u"rack 2"_s, u"rack 1"_s};
    created.tags = {{u"env"_s, u"prod"_s}};
    store.createSession(created);
    PublishRequest request;
    request.sessionUid = u"run"_s;
    request.device = DeviceChoice::none();
    request.items = {PublishItem{u"a"_s, 1}, PublishItem{u"b"_s, 2}};
    store.publish(request);
    const auto page =
        expectValue(store::readSessions(store.reader(), store::kLocalOrg, {}, std::nullopt, 10));
    QCOMPARE(page.sessions.size(), 1);
    QCOMPARE(page.sessions[0].recordCount, 2);
    const Session &session = page.sessions[0].session;
    QCOMPARE(session.name, created.name);
    QCOMPARE(session.devices, (QStringList{u"rack 1"_s, u"rack 2"_s}));
    QCOMPARE(session.tags, created.tags);
    QCOMPARE(session.createdBy, u"ana"_s);
}

void SessionReaderTest::windowIsOfTheStart()
{
    ReadFixture store;
    for (const int start : {10, 20, 30})
        store.createSession(sessionAt(u"s%1"_s.arg(start), start));
    store.createSession(sessionAt(u"none"_s, std::nullopt));
    SessionQuery query;
    query.begin = Timestamp(10);
    query.end = Timestamp(30);
    QCOMPARE(uidsOf(store.reader(), query, 1), (QStringList{u"s20"_s, u"s10"_s}));
    query.end = query.begin;
    QVERIFY(uidsOf(store.reader(), query, 1).isEmpty());
}

void SessionReaderTest::textIsLookedForEverywhereFolded_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("name, other case, no accent") << u"zurich"_s << QStringList{u"one"_s};
    QTest::newRow("uid") << u"WO"_s << QStringList{u"two"_s};
    QTest::newRow("note") << u"update"_s << QStringList{u"two"_s};
    QTest::newRow("tag value") << u"prod"_s << QStringList{u"one"_s};
    QTest::newRow("tag key") << u"stage"_s << QStringList{u"one"_s};
    QTest::newRow("device") << u"rack"_s << QStringList{u"two"_s};
    QTest::newRow("nothing") << u"nowhere"_s << QStringList();
    QTest::newRow("everything") << u""_s << (QStringList{u"two"_s, u"one"_s});
}

void SessionReaderTest::textIsLookedForEverywhereFolded()
{
    QFETCH(QString, text);
    QFETCH(QStringList, expected);
    ReadFixture store;
    NewSession one = sessionAt(u"one"_s, 1);
    one.name = u"Zürich night"_s;
    one.tags = {{u"stage"_s, u"Prod"_s}};
    store.createSession(one);
    NewSession two = sessionAt(u"two"_s, 2);
    two.note = u"after the Update"_s;
    two.devices = {u"Rack 1"_s};
    store.createSession(two);
    SessionQuery query;
    query.text = text;
    QCOMPARE(uidsOf(store.reader(), query, 1), expected);
}

void SessionReaderTest::countsWhatItsPagesHold_data()
{
    QTest::addColumn<SessionQuery>("query");
    QTest::newRow("all") << SessionQuery{};
    QTest::newRow("with entries") << SessionQuery{{}, true, {}, {}};
    QTest::newRow("a range") << SessionQuery{{}, true, Timestamp(10), Timestamp(30)};
    QTest::newRow("from a time on") << SessionQuery{{}, false, Timestamp(20), {}};
    QTest::newRow("an empty range") << SessionQuery{{}, false, Timestamp(20), Timestamp(20)};
    QTest::newRow("a text") << SessionQuery{u"s2"_s, true, {}, {}};
    QTest::newRow("a text in a range") << SessionQuery{u"s"_s, true, Timestamp(15), {}};
    QTest::newRow("a text of none") << SessionQuery{u"nowhere"_s, true, {}, {}};
}

void SessionReaderTest::countsWhatItsPagesHold()
{
    QFETCH(const SessionQuery, query);
    ReadFixture store;
    for (const int start : {10, 20, 30})
        store.createSession(sessionAt(u"s%1"_s.arg(start), start));
    store.createSession(sessionAt(u"none"_s, std::nullopt));
    store.enter(valueAt(u"m"_s, 25, 1));
    QCOMPARE(expectValue(store::readSessionCount(store.reader(), store::kLocalOrg, query)),
             uidsOf(store.reader(), query, 2).size());
}

void SessionReaderTest::refusesWhatItCannotAnswer()
{
    ReadFixture store;
    const auto codeOf = [&](const SessionQuery &query, int limit) {
        const auto page =
            store::readSessions(store.reader(), store::kLocalOrg, query, std::nullopt, limit);
        return page ? ErrorCode::Internal : page.error().code;
    };
    QCOMPARE(codeOf({}, 0), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf({}, 10'001), ErrorCode::InvalidArgument);
    SessionQuery query;
    query.begin = Timestamp(2);
    query.end = Timestamp(1);
    QCOMPARE(codeOf(query, 10), ErrorCode::InvalidArgument);
}

TIDEMARK_TEST(SessionReaderTest)
#include "session_reader_test.moc"
