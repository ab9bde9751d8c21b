// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions from the client to the server and back.
#include "tests/services/roboto/remote_server_case.h"
#include "tests/support/test_registry.h"

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class RobotoRemoteSessionsTest : public RemoteServerCase
{
    Q_OBJECT

private Q_SLOTS:
    void sessionsRoundTrip();
    void sessionsAreFoundByTheirKey();
    void updatesKeepTheKeyAndWhatIsNotNamed();
    void filesGiveASessionItsTime();
};

void RobotoRemoteSessionsTest::sessionsRoundTrip()
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

void RobotoRemoteSessionsTest::sessionsAreFoundByTheirKey()
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

void RobotoRemoteSessionsTest::updatesKeepTheKeyAndWhatIsNotNamed()
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
    metadata.putMetadata = {{u"a.b"_s, 3}}; // a name with a dot, not a path
    metadata.dropMetadata = {u"a"_s};
    DONE(put, updateSession(uid, metadata, {}));
    QCOMPARE(put->metadata, (QJsonObject{{u"a.b"_s, 3}, {u"old"_s, 1}}));
    QCOMPARE(put->key, wanted.key);
    QCOMPARE(put->labels, wanted.labels);

    RemoteSessionChange labels;
    labels.addLabels = {u"three"_s};
    labels.dropLabels = {u"one"_s};
    DONE(labelled, updateSession(uid, labels, {}));
    QCOMPARE(labelled->labels, QStringList({u"two"_s, u"three"_s}));
    QCOMPARE(labelled->metadata, put->metadata);
    QCOMPARE(labelled->key, wanted.key);

    RemoteSessionChange fields;
    fields.putCustomFields = {{u"z"_s, u"q"_s}};
    fields.dropCustomFields = {u"x"_s};
    fields.dropMetadata = {u"a.b"_s, u"old"_s};
    fields.addLabels = {u"four"_s};
    DONE(custom, updateSession(uid, fields, {}));
    const QJsonObject left{{u"y"_s, 2}, {u"z"_s, u"q"_s}};
    QCOMPARE(custom->customFields, left);
    QCOMPARE(custom->metadata, QJsonObject());
    QCOMPARE(custom->key, wanted.key);
    QCOMPARE(custom->labels, QStringList({u"two"_s, u"three"_s, u"four"_s}));

    DONE(same, updateSession(uid, {}, {}));
    QCOMPARE(same->customFields, left);
    QCOMPARE(faultOf(ended((*m_remote)->updateSession(u"ss_none"_s, metadata, {}))),
             static_cast<int>(RemoteFault::NotFound));
    QCOMPARE(faultOf(ended((*m_remote)->updateSession(u"ss_none"_s, name, {}))),
             static_cast<int>(RemoteFault::NotFound));
}

void RobotoRemoteSessionsTest::filesGiveASessionItsTime()
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

TIDEMARK_TEST(RobotoRemoteSessionsTest)
#include "remote_sessions_test.moc"
