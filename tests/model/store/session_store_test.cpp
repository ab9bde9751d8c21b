// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "tests/model/store/store_test_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class SessionStoreTest : public StoreTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void createsASessionWithDevicesAndTags();
    void givesSessionsRisingIds();
    void refusesATakenIdAndBadTexts();
    void refusesAnEndBeforeItsStart();
    void updatesInThreeWays();
    void replacesTheAttachedDevices();
    void removesSessionsWithTheirRecords();

private:
    [[nodiscard]] SessionStore &sessions() { return *m_store->ports().sessions; }
};

void SessionStoreTest::createsASessionWithDevicesAndTags()
{
    NewSession wanted;
    wanted.name = u" Survey 17 "_s;
    wanted.start = Timestamp(-5);
    wanted.devices = {u"rig/2 +"_s, u"rig 1"_s, u"rig 1"_s};
    wanted.tags = {{u"env"_s, u"prod"_s}};
    wanted.note = u"first\nline"_s;
    const auto outcome = answer(sessions().createSession(wanted));
    QVERIFY(outcome);
    QCOMPARE(outcome->session.name, std::optional(u"Survey 17"_s));
    QCOMPARE(outcome->session.devices, QStringList({u"rig 1"_s, u"rig/2 +"_s}));
    QVERIFY(!outcome->session.end.has_value());
    const auto found = answer(sessions().findSession(outcome->session.uid));
    QVERIFY(found);
    QVERIFY(*found == outcome->session);
    QCOMPARE(*answer(sessions().devices()), QStringList({u"rig 1"_s, u"rig/2 +"_s}));
    QCOMPARE(answer(sessions().findSession(u"ss_none"_s)).error().code, ErrorCode::NotFound);
}

void SessionStoreTest::givesSessionsRisingIds()
{
    QString last;
    for (int i = 0; i < 50; ++i) {
        const auto outcome = answer(sessions().createSession({}));
        QVERIFY(outcome);
        QVERIFY(outcome->session.uid.startsWith(u"ss_"_s));
        QVERIFY(outcome->session.uid > last);
        last = outcome->session.uid;
    }
}

void SessionStoreTest::refusesATakenIdAndBadTexts()
{
    NewSession wanted;
    wanted.uid = u"ss_1"_s;
    QVERIFY(answer(sessions().createSession(wanted)));
    QCOMPARE(answer(sessions().createSession(wanted)).error().code, ErrorCode::AlreadyExists);
    wanted.uid = u"ss_2"_s;
    wanted.name = QString(121, u'x');
    QCOMPARE(answer(sessions().createSession(wanted)).error().code, ErrorCode::InvalidArgument);
    wanted.name = QString(120, u'x');
    wanted.tags = {{u"env"_s, QString()}};
    QCOMPARE(answer(sessions().createSession(wanted)).error().code, ErrorCode::InvalidArgument);
    wanted.tags.clear();
    wanted.note = QString(QChar(u'\0'));
    QCOMPARE(answer(sessions().createSession(wanted)).error().code, ErrorCode::InvalidArgument);
    wanted.note.clear();
    QVERIFY(answer(sessions().createSession(wanted)));
}

void SessionStoreTest::refusesAnEndBeforeItsStart()
{
    NewSession wanted;
    wanted.start = Timestamp(10);
    wanted.end = Timestamp(9);
    QCOMPARE(answer(sessions().createSession(wanted)).error().code, ErrorCode::InvalidArgument);
    wanted.end = wanted.start;
    const auto made = answer(sessions().createSession(wanted));
    QVERIFY(made);
    SessionChange change;
    change.end = std::optional(Timestamp(9));
    QCOMPARE(answer(sessions().updateSession(made->session.id, change)).error().code,
             ErrorCode::InvalidArgument);
}

void SessionStoreTest::updatesInThreeWays()
{
    NewSession wanted;
    wanted.name = u"run"_s;
    wanted.start = Timestamp(1);
    const auto made = answer(sessions().createSession(wanted));
    QVERIFY(made);
    SessionChange change;
    change.start = std::optional<Timestamp>();
    change.note = u"late"_s;
    const auto changed = answer(sessions().updateSession(made->session.id, change));
    QVERIFY(changed && changed->change.isValid());
    QVERIFY(!changed->session.start.has_value());             // cleared
    QCOMPARE(changed->session.name, std::optional(u"run"_s)); // left alone
    QCOMPARE(changed->session.note, u"late"_s);               // set
    const auto same = answer(sessions().updateSession(made->session.id, {}));
    QVERIFY(same && !same->change.isValid());
    QCOMPARE(answer(sessions().updateSession(SessionId(99), change)).error().code,
             ErrorCode::NotFound);
}

void SessionStoreTest::replacesTheAttachedDevices()
{
    NewSession wanted;
    wanted.devices = {u"a"_s, u"b"_s};
    const auto made = answer(sessions().createSession(wanted));
    QVERIFY(made);
    SessionChange change;
    change.devices = QStringList{u"b"_s, u"c"_s};
    const auto changed = answer(sessions().updateSession(made->session.id, change));
    QVERIFY(changed);
    QCOMPARE(changed->session.devices, QStringList({u"b"_s, u"c"_s}));
    QCOMPARE(answer(sessions().findSession(made->session.uid))->devices,
             QStringList({u"b"_s, u"c"_s}));
}

void SessionStoreTest::removesSessionsWithTheirRecords()
{
    std::vector<SessionId> ids;
    for (const QString &uid : {u"ss_1"_s, u"ss_2"_s}) {
        NewSession wanted;
        wanted.uid = uid;
        wanted.start = wanted.end = Timestamp(5);
        wanted.devices = {u"a"_s};
        const auto made = answer(sessions().createSession(wanted));
        QVERIFY(made);
        ids.push_back(made->session.id);
        QVERIFY(answer(m_store->ports().records->enter({u"load"_s, {}, 1, Timestamp(), uid})));
    }
    QCOMPARE(answer(sessions().removeSessions({ids[0], SessionId(99)})).error().code,
             ErrorCode::NotFound);
    QCOMPARE(recordCount(), 2); // all or none
    QVERIFY(answer(sessions().removeSessions(ids)));
    QCOMPARE(recordCount(), 0);
    QVERIFY(answer(sessions().sessions({}, {}, 10))->sessions.empty());
}

TIDEMARK_TEST(SessionStoreTest)
#include "session_store_test.moc"
