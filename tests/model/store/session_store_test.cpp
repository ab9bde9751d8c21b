// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/change_journal.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "tests/model/store/store_test_case.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <limits>

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
    void keepsWhatProgramsSay();
    void editsAtOnceLoseNothing();
    void attachesAndDetachesOnce();
    void namesAMissingDeviceWhereItMustExist();
    void listsByUidWithEntries();
    void givesTheFirstRecordsOfASession();

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
    QCOMPARE(outcome->session.name, std::optional(u" Survey 17 "_s)); // as it was given
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

void SessionStoreTest::keepsWhatProgramsSay()
{
    NewSession wanted;
    wanted.uid = u"ss_1"_s;
    wanted.description = u"line\nnext"_s;
    wanted.metadata = {{u"a"_s, QJsonObject{{u"b"_s, qint64(9'007'199'254'740'993)}}}};
    wanted.labels = {u"z"_s, u"e\u0301"_s, u"\u00E9"_s};
    wanted.customFields = {{u"größe"_s, QJsonArray{1, u"x"_s, QJsonValue()}}};
    const auto made = answer(sessions().createSession(wanted));
    QVERIFY(made);
    const auto found = answer(sessions().findSession(u"ss_1"_s));
    QVERIFY(found);
    QVERIFY(*found == made->session);
    QCOMPARE(found->labels, QStringList({u"z"_s, u"\u00E9"_s})); // equal in NFC: one label
    QCOMPARE(found->metadata, wanted.metadata);
    QCOMPARE(found->customFields, wanted.customFields);
    QCOMPARE(found->description, wanted.description);
    const QByteArray before = contentDump(m_store->path());
    SessionChange change;
    change.description = std::optional<QString>();
    change.metadata = QJsonObject();
    const auto changed = answer(sessions().updateSession(made->session.id, change));
    QVERIFY(changed && changed->change.isValid());
    QVERIFY(!changed->session.description && changed->session.metadata.isEmpty());
    QCOMPARE(changed->session.labels, found->labels);
    QVERIFY(answer(m_store->ports().journal->undo(changed->change)));
    QCOMPARE(contentDump(m_store->path()), before);
    change.labels = QStringList{u"a\nb"_s}; // free words
    change.customFields = QJsonObject{{u"a"_s, std::numeric_limits<double>::quiet_NaN()}};
    QCOMPARE(answer(sessions().updateSession(made->session.id, change)).error().code,
             ErrorCode::InvalidArgument);
    QCOMPARE(contentDump(m_store->path()), before);
}

void SessionStoreTest::editsAtOnceLoseNothing()
{
    NewSession wanted;
    wanted.uid = u"ss_1"_s;
    QVERIFY(answer(sessions().createSession(wanted)));
    std::vector<QFuture<Result<SessionOutcome>>> answers;
    for (int i = 0; i < 50; ++i) {
        answers.push_back(sessions().editSession(u"ss_1"_s, [i](const Session &session) {
            SessionChange change;
            change.labels = session.labels + QStringList{QString::number(i)};
            return Result<SessionChange>(change);
        }));
    }
    for (auto &each : answers)
        QVERIFY(answer(each));
    QCOMPARE(answer(sessions().findSession(u"ss_1"_s))->labels.size(), 50);
    const auto none = answer(sessions().editSession(
        u"ss_none"_s, [](const Session &) { return Result<SessionChange>(SessionChange()); }));
    QCOMPARE(none.error().subject, ErrorSubject::Session);
}

void SessionStoreTest::attachesAndDetachesOnce()
{
    NewSession wanted;
    wanted.uid = u"ss_1"_s;
    QVERIFY(answer(sessions().createSession(wanted)));
    const auto devices = [this] { return answer(sessions().findSession(u"ss_1"_s))->devices; };
    const QByteArray before = contentDump(m_store->path());
    const auto attached =
        answer(sessions().attachDevice(u"ss_1"_s, u"bb b/+x"_s, DevicePolicy::Create));
    QVERIFY(attached && attached->isValid());
    QCOMPARE(devices(), QStringList{u"bb b/+x"_s});
    const auto again =
        answer(sessions().attachDevice(u"ss_1"_s, u"bb b/+x"_s, DevicePolicy::MustExist));
    QVERIFY(again && !again->isValid());
    for (const QString &name : {u"other"_s, u"bad\n"_s}) {
        const auto nothing = answer(sessions().detachDevice(u"ss_1"_s, name));
        QVERIFY(nothing && !nothing->isValid());
    }
    const auto detached = answer(sessions().detachDevice(u"ss_1"_s, u"bb b/+x"_s));
    QVERIFY(detached && detached->isValid());
    QVERIFY(devices().isEmpty());
    QVERIFY(!answer(sessions().detachDevice(u"ss_1"_s, u"bb b/+x"_s))->isValid());
    QVERIFY(answer(m_store->ports().journal->undo(*detached)));
    QCOMPARE(devices(), QStringList{u"bb b/+x"_s});
    QVERIFY(answer(m_store->ports().journal->undo(*attached)));
    QCOMPARE(contentDump(m_store->path()), before);
}

void SessionStoreTest::namesAMissingDeviceWhereItMustExist()
{
    NewSession wanted;
    wanted.uid = u"ss_1"_s;
    wanted.devices = {u"rig"_s};
    wanted.devicePolicy = DevicePolicy::MustExist;
    const auto refused = answer(sessions().createSession(wanted));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::NotFound);
    QCOMPARE(refused.error().subject, ErrorSubject::Device);
    QCOMPARE(answer(sessions().findSession(u"ss_1"_s)).error().subject, ErrorSubject::Session);
    wanted.devices.clear();
    QVERIFY(answer(sessions().createSession(wanted)));
    const auto attach = [this](const QString &session, const QString &device) {
        const auto done = answer(sessions().attachDevice(session, device, DevicePolicy::MustExist));
        return done ? ErrorSubject::None : done.error().subject;
    };
    QCOMPARE(attach(u"ss_none"_s, u"rig"_s), ErrorSubject::Session);
    QCOMPARE(attach(u"ss_1"_s, u"rig"_s), ErrorSubject::Device);
    QCOMPARE(answer(sessions().detachDevice(u"ss_none"_s, u"rig"_s)).error().subject,
             ErrorSubject::Session);
    QVERIFY(answer(sessions().devices())->isEmpty());
}

void SessionStoreTest::listsByUidWithEntries()
{
    QStringList uids{u"ss b"_s, u"ss_a"_s, u"ss/c"_s, u"é"_s, u"\uFF5E"_s, u"\U0001F916"_s};
    for (const QString &uid : uids) {
        NewSession wanted;
        wanted.uid = uid;
        wanted.devices = {u"rig"_s};
        QVERIFY(answer(sessions().createSession(wanted)));
    }
    const auto entry = answer(m_store->ports().records->enter({u"load"_s, {}, 1, Timestamp(5)}));
    QVERIFY(entry);
    uids.append(entry->saved->sessionUid);
    std::sort(uids.begin(), uids.end(),
              [](const QString &a, const QString &b) { return a.toUtf8() < b.toUtf8(); });
    for (const int limit : {1, 2, 7, 8, 10'000}) {
        QStringList listed;
        std::optional<QString> after;
        do {
            const auto page = answer(sessions().sessionsByUid(after, limit));
            QVERIFY(page);
            for (const Session &session : page->sessions) {
                listed.append(session.uid);
                QCOMPARE(session.devices.isEmpty(), session.isEntry);
            }
            after = page->next;
        } while (after);
        QCOMPARE(listed, uids);
    }
    QCOMPARE(answer(sessions().sessionsByUid({}, 0)).error().code, ErrorCode::InvalidArgument);
}

void SessionStoreTest::givesTheFirstRecordsOfASession()
{
    NewSession wanted;
    wanted.uid = u"ss_1"_s; // without times: only this call shows its values
    QVERIFY(answer(sessions().createSession(wanted)));
    PublishRequest request;
    request.sessionUid = u"ss_1"_s;
    request.device = DeviceChoice::none();
    request.items = {{u"Z"_s, 1}, {u"a"_s, 2}, {u"é"_s, 3}, {u"B"_s, 4}};
    QVERIFY(answer(m_store->ports().records->publish(request)));
    const auto names = [this](int limit) {
        QStringList found;
        const auto records = answer(sessions().recordsOf(u"ss_1"_s, limit));
        for (const Record &record : records.value_or(std::vector<Record>()))
            found.append(record.metricName);
        return found;
    };
    QCOMPARE(names(10'000), QStringList({u"B"_s, u"Z"_s, u"a"_s, u"é"_s}));
    QCOMPARE(names(2), QStringList({u"B"_s, u"Z"_s}));
    QCOMPARE(answer(sessions().recordsOf(u"ss_none"_s, 1)).error().subject, ErrorSubject::Session);
    QCOMPARE(answer(sessions().recordsOf(u"ss_1"_s, 10'001)).error().code,
             ErrorCode::InvalidArgument);
}

TIDEMARK_TEST(SessionStoreTest)
#include "session_store_test.moc"
