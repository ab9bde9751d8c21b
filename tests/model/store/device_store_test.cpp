// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/change_journal.h"
#include "model/ports/device_store.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class DeviceStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_store.reset(); }
    void createsFindsAndRefusesATakenName();
    void takesAnyNameAndKeepsItsBytes_data();
    void takesAnyNameAndKeepsItsBytes();
    void updatesReplaceWholePartsOnly();
    void refusesObjectsThatCannotBeStored();
    void editsAtOnceLoseNothing();
    void removedDevicesStayInRecordsAndLeaveSessions();
    void pagesInByteOrder();
    void sessionsOfADeviceInPages();
    void devicesMadeByTheWayHaveAMaker();

private:
    [[nodiscard]] DeviceStore &devices() { return *m_store->ports().devices; }
    [[nodiscard]] SessionStore &sessions() { return *m_store->ports().sessions; }
    void createSession(const QString &uid, const QStringList &names)
    {
        NewSession wanted;
        wanted.uid = uid;
        wanted.devices = names;
        QVERIFY(answer(sessions().createSession(wanted)));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    StorePointer m_store;
};

void DeviceStoreTest::init()
{
    failOnUnexpectedWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = openStore(m_folder->filePath(u"s.tidemark"_s)).value_or(nullptr);
    QVERIFY(m_store);
}

void DeviceStoreTest::createsFindsAndRefusesATakenName()
{
    const QJsonObject metadata{{u"site"_s, QJsonObject{{u"floor"_s, 3}}},
                               {u"serial"_s, std::numeric_limits<qint64>::max()}};
    const auto made = answer(devices().create(
        {u"rig é"_s, metadata, {u"b"_s, u"a"_s, u"b"_s}, {{u"owner"_s, u"ana"_s}}}));
    QVERIFY(made && made->change.isValid());
    QCOMPARE(made->device.labels, QStringList({u"b"_s, u"a"_s})); // each once, in order
    QCOMPARE(made->device.createdBy, u"ana"_s);
    const auto found = answer(devices().find(u"rig e\u0301"_s));
    QVERIFY(found);
    QVERIFY(*found == made->device);
    QCOMPARE(found->metadata.value(u"serial"_s).toInteger(), std::numeric_limits<qint64>::max());
    const auto again = answer(devices().create({u"rig e\u0301"_s}));
    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(again.error().subject, ErrorSubject::Device);
    QCOMPARE(answer(devices().find(u"Rig é"_s)).error().code, ErrorCode::NotFound);
    QVERIFY(answer(m_store->ports().journal->undo(made->change)));
    QCOMPARE(answer(devices().find(u"rig é"_s)).error().subject, ErrorSubject::Device);
}

void DeviceStoreTest::takesAnyNameAndKeepsItsBytes_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("blanks, slash, plus") << u"bb b/+x"_s << true;
    QTest::newRow("dots") << u".."_s << true;
    QTest::newRow("percent") << u"%2F%00"_s << true;
    QTest::newRow("emoji") << u"robot \U0001F916"_s << true;
    QTest::newRow("SQL") << u"'; DROP TABLE device; --"_s << true;
    QTest::newRow("255 bytes") << QString(255, u'x') << true;
    QTest::newRow("256 bytes") << QString(256, u'x') << false;
    QTest::newRow("line end") << u"a\nb"_s << false;
    QTest::newRow("NUL") << QString(QChar(u'\0')) << false;
    QTest::newRow("empty") << QString() << false;
}

void DeviceStoreTest::takesAnyNameAndKeepsItsBytes()
{
    QFETCH(const QString, name);
    QFETCH(const bool, isTaken);
    const auto made = answer(devices().create({name}));
    if (!isTaken) {
        QCOMPARE(made.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(answer(devices().find(name)).error().code, ErrorCode::NotFound);
        return;
    }
    QVERIFY(made);
    QCOMPARE(made->device.name, name);
    QCOMPARE(answer(devices().find(name))->name, name);
    createSession(u"ss_1"_s, {name});
    QCOMPARE(answer(devices().sessionsOf(name, {}, 10))->sessions.at(0).devices, QStringList{name});
    QVERIFY(answer(devices().remove(name)));
    QCOMPARE(answer(devices().find(name)).error().code, ErrorCode::NotFound);
}

void DeviceStoreTest::updatesReplaceWholePartsOnly()
{
    const auto made = answer(
        devices().create({u"rig"_s, {{u"a"_s, 1}, {u"b"_s, 2}}, {u"x"_s}, {{u"c"_s, true}}}));
    QVERIFY(made);
    const auto update = [this](const DeviceChange &change) {
        return answer(devices().update(
            u"rig"_s, [change](const Device &) -> Result<DeviceChange> { return change; }));
    };
    const auto changed = update({QJsonObject{{u"d"_s, 4}}, std::nullopt, std::nullopt});
    QVERIFY(changed && changed->change.isValid());
    QCOMPARE(changed->device.metadata, (QJsonObject{{u"d"_s, 4}}));
    QCOMPARE(changed->device.labels, QStringList{u"x"_s});
    QCOMPARE(changed->device.customFields, (QJsonObject{{u"c"_s, true}}));
    QCOMPARE(changed->device.created, made->device.created);
    QVERIFY(changed->device.modified > made->device.modified);
    const auto same = update({QJsonObject{{u"d"_s, 4}}, QStringList{u"x"_s}, std::nullopt});
    QVERIFY(same && !same->change.isValid());
    QCOMPARE(same->device.modified, changed->device.modified);
    QVERIFY(answer(m_store->ports().journal->undo(changed->change)));
    QVERIFY(*answer(devices().find(u"rig"_s)) == made->device);
    const auto refused = answer(devices().update(u"rig"_s, [](const Device &) {
        return Result<DeviceChange>(failure(ErrorCode::Unsupported, u"no"_s));
    }));
    QCOMPARE(refused.error().code, ErrorCode::Unsupported);
    QCOMPARE(
        answer(devices().update(
                   u"none"_s, [](const Device &) { return Result<DeviceChange>(DeviceChange{}); }))
            .error()
            .subject,
        ErrorSubject::Device);
}

void DeviceStoreTest::refusesObjectsThatCannotBeStored()
{
    const auto codeOf = [this](const QJsonObject &object, const QStringList &labels = {}) {
        const auto made = answer(devices().create({u"rig"_s, object, labels, {}}));
        if (made)
            (void)answer(devices().remove(u"rig"_s));
        return made ? std::optional<ErrorCode>() : std::optional(made.error().code);
    };
    const auto nested = [](int depth) {
        QJsonObject object;
        for (int i = 1; i < depth; ++i)
            object = QJsonObject{{u"a"_s, object}};
        return object;
    };
    const std::optional<ErrorCode> fine;
    const auto refused = std::optional(ErrorCode::InvalidArgument);
    QCOMPARE(codeOf(nested(64)), fine);
    QCOMPARE(codeOf(nested(65)), refused);
    QCOMPARE(codeOf({{u"a"_s, std::numeric_limits<double>::infinity()}}), refused);
    QCOMPARE(codeOf({{u"a"_s, QString(QChar(0xD800))}}), refused);
    QCOMPARE(codeOf({{QString(QChar(0xD800)), 1}}), refused);
    QCOMPARE(codeOf({{u"a"_s, QString(QChar(u'\0'))}}), fine); // JSON has a form for it
    QCOMPARE(codeOf({{u"a"_s, QString(256 * 1024 - 8, u'x')}}), fine);
    QCOMPARE(codeOf({{u"a"_s, QString(256 * 1024 - 7, u'x')}}), refused);
    QStringList labels;
    for (int i = 0; i < 1000; ++i)
        labels.append(QString::number(i));
    QCOMPARE(codeOf({}, labels), fine);
    labels.append(u"more"_s);
    QCOMPARE(codeOf({}, labels), refused);
    labels.clear();
    for (int i = 0; i < 64; ++i)
        labels.append(QString::number(i).rightJustified(4096, u'x'));
    QCOMPARE(codeOf({}, labels), fine); // 256 KiB together
    labels.append(u"m"_s);
    QCOMPARE(codeOf({}, labels), refused);
    QCOMPARE(codeOf({}, {QString()}), refused);
}

void DeviceStoreTest::editsAtOnceLoseNothing()
{
    QVERIFY(answer(devices().create({u"rig"_s})));
    std::vector<QFuture<Result<DeviceOutcome>>> answers;
    for (int i = 0; i < 50; ++i) {
        answers.push_back(devices().update(u"rig"_s, [i](const Device &device) {
            DeviceChange change;
            change.metadata = device.metadata;
            change.metadata->insert(QString::number(i), i);
            return Result<DeviceChange>(change);
        }));
    }
    for (auto &each : answers)
        QVERIFY(answer(each));
    QCOMPARE(answer(devices().find(u"rig"_s))->metadata.size(), 50);
}

void DeviceStoreTest::removedDevicesStayInRecordsAndLeaveSessions()
{
    QVERIFY(answer(devices().create({u"rig"_s, {{u"old"_s, 1}}})));
    createSession(u"ss_1"_s, {u"rig"_s, u"other"_s});
    PublishRequest request;
    request.sessionUid = u"ss_1"_s;
    request.device = DeviceChoice::given(u"rig"_s);
    request.items = {{u"load"_s, 1}};
    RecordStore &records = *m_store->ports().records;
    QVERIFY(answer(records.publish(request)));
    const QByteArray before = contentDump(m_store->path());
    const auto removed = answer(devices().remove(u"rig"_s));
    QVERIFY(removed);
    QCOMPARE(answer(sessions().findSession(u"ss_1"_s))->devices, QStringList{u"other"_s});
    QCOMPARE(*answer(sessions().devices()), QStringList{u"other"_s});
    QCOMPARE(answer(sessions().recordsOf(u"ss_1"_s, 10))->at(0).device, std::optional(u"rig"_s));
    const auto publish = answer(records.publish(request));
    QCOMPARE(publish.error().code, ErrorCode::NotFound);
    QCOMPARE(publish.error().subject, ErrorSubject::Device);
    QCOMPARE(answer(devices().remove(u"rig"_s)).error().code, ErrorCode::NotFound);

    const auto again = answer(devices().create({u"rig"_s})); // a new one of the old name
    QVERIFY(again);
    QVERIFY(again->device.metadata.isEmpty());
    QVERIFY(answer(sessions().findSession(u"ss_1"_s))->devices == QStringList{u"other"_s});
    ChangeJournal &journal = *m_store->ports().journal;
    QVERIFY(answer(journal.undo(again->change)));
    QVERIFY(answer(journal.undo(*removed)));
    QCOMPARE(contentDump(m_store->path()), before);
    QVERIFY(answer(journal.redo(*removed)));
    QCOMPARE(answer(sessions().recordsOf(u"ss_1"_s, 10))->at(0).device, std::optional(u"rig"_s));
}

void DeviceStoreTest::pagesInByteOrder()
{
    QStringList names{u"Z"_s, u"a"_s, u"é"_s, u"\U0001F916"_s, u"\uFF5E"_s, u"a b"_s, u"a+"_s};
    for (const QString &name : names)
        QVERIFY(answer(devices().create({name})));
    QVERIFY(answer(devices().create({u"gone"_s})) && answer(devices().remove(u"gone"_s)));
    std::sort(names.begin(), names.end(),
              [](const QString &a, const QString &b) { return a.toUtf8() < b.toUtf8(); });
    for (const int limit : {1, 2, 3, 7, 8, 10'000}) {
        QStringList listed;
        std::optional<QString> after;
        do {
            const auto page = answer(devices().page(after, limit));
            QVERIFY(page);
            QVERIFY(page->devices.size() <= static_cast<std::size_t>(limit));
            for (const Device &device : page->devices)
                listed.append(device.name);
            after = page->next;
        } while (after);
        QCOMPARE(listed, names);
    }
    QVERIFY(!answer(devices().page({}, 7))->next); // exactly all: no further page
    for (const int limit : {0, -1, 10'001})
        QCOMPARE(answer(devices().page({}, limit)).error().code, ErrorCode::InvalidArgument);
}

void DeviceStoreTest::sessionsOfADeviceInPages()
{
    QStringList expected;
    for (int i = 0; i < 12; ++i) {
        const QString uid = u"ss_%1"_s.arg(i, 2, 10, QLatin1Char('0'));
        createSession(uid, i % 3 == 0 ? QStringList{u"b"_s} : QStringList{u"a"_s, u"b"_s});
        if (i % 3 != 0)
            expected.append(uid);
    }
    for (const int limit : {1, 3, 8, 100}) {
        QStringList listed;
        std::optional<QString> after;
        do {
            const auto page = answer(devices().sessionsOf(u"a"_s, after, limit));
            QVERIFY(page);
            for (const Session &session : page->sessions)
                listed.append(session.uid);
            after = page->next;
        } while (after);
        QCOMPARE(listed, expected);
    }
    QCOMPARE(answer(devices().sessionsOf(u"c"_s, {}, 1)).error().subject, ErrorSubject::Device);
}

void DeviceStoreTest::devicesMadeByTheWayHaveAMaker()
{
    ValueEntry entry{u"load"_s, {}, 1, Timestamp(1)};
    entry.device = u"desk"_s;
    QVERIFY(answer(m_store->ports().records->enter(entry)));
    const auto found = answer(devices().find(u"desk"_s));
    QVERIFY(found);
    QCOMPARE(found->createdBy, u"ana"_s);
    QVERIFY(found->created > Timestamp(0));
}

TIDEMARK_TEST(DeviceStoreTest)
#include "device_store_test.moc"
