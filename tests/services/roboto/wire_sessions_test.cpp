// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions, files, devices, users and organisations (roboto-api 3 and 4).
#include "services/roboto/wire/accounts.h"
#include "services/roboto/wire/devices.h"
#include "services/roboto/wire/session_files.h"
#include "services/roboto/wire/sessions.h"
#include "tests/services/roboto/wire_bodies.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::roboto;

using test::fieldRefused;

namespace {

QByteArray fileBody(const QByteArray &range)
{
    return R"({"files":[{"file_id":"fl_bag01")" + range + "}]}";
}

} // namespace

class WireSessionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void readsCreation();
    void readsUpdates();
    void refusesSessions_data();
    void refusesSessions();
    void countsCharactersOfNames();
    void readsAndWritesRecords();
    void readsFileContributions();
    void refusesFileRanges_data();
    void refusesFileRanges();
    void listsFilesOfASession();
    void readsDeviceRequests();
    void checksIdsThatAClientChooses();
    void readsAndWritesDevices();
    void readsAndWritesAccounts();
};

void WireSessionsTest::readsCreation()
{
    const auto session = readRequest<CreateSessionRequest>(
        R"({"name": "survey-north-017", "device_ids": ["dv_robot01"], "description": null,
            "metadata": {}, "tags": [], "custom_fields": null})");
    QVERIFY(session);
    QCOMPARE(session->name, u"survey-north-017"_s);
    QCOMPARE(session->deviceIds, QStringList{u"dv_robot01"_s});
    QVERIFY(!session->description);
    QCOMPARE(readRequest<CreateSessionRequest>("{}").value(), CreateSessionRequest());
    const auto full = readRequest<CreateSessionRequest>(
        R"({"metadata":{"a":{"b":[1,2.5]},"n":9007199254740993},"tags":["x","y"],)"
        R"("custom_fields":{"site":"north","crew":null}})");
    QCOMPARE(full->metadata.value(u"n").toInteger(), 9007199254740993);
    QCOMPARE(full->tags, (QStringList{u"x"_s, u"y"_s}));
    QVERIFY(full->customFields.value(u"crew").isNull());
    QCOMPARE(readRequest<CreateSessionRequest>(writeRequest(*full)).value(), *full);
}

void WireSessionsTest::readsUpdates()
{
    // The reference's example: clears the name, keeps the description.
    const auto update = readRequest<UpdateSessionRequest>(
        R"({"metadata_changeset":{"put_tags":["a"]},"name":null,"custom_fields_changeset":null})");
    QVERIFY(update);
    QVERIFY(update->name.isNull());
    QVERIFY(!update->description.isSet());
    QCOMPARE(update->metadataChangeset->putTags, QStringList{u"a"_s});
    QVERIFY(!update->customFieldsChangeset);
    QCOMPARE(writeRequest(*update),
             QByteArray(R"({"name":null,"metadata_changeset":{"put_tags":["a"]}})"));

    const auto nothing = readRequest<UpdateSessionRequest>(
        R"({"name":{},"description":{},"metadata_changeset":{},)"
        R"("custom_fields_changeset":{"set_fields":{},"clear_fields":null}})");
    QCOMPARE(nothing.value(), UpdateSessionRequest());
    QCOMPARE(writeRequest(*nothing), QByteArray("{}"));

    const auto all = readRequest<UpdateSessionRequest>(
        R"({"metadata_changeset":{"put_tags":null,"remove_tags":["b"],"put_fields":{"a.b":1},)"
        R"("remove_fields":["c"],"replace_all":true},)"
        R"("custom_fields_changeset":{"set_fields":{"x":1},"clear_fields":["y"]}})");
    QVERIFY(all);
    QVERIFY(all->metadataChangeset->replaceAll);
    QCOMPARE(all->metadataChangeset->putFields, (QJsonObject{{u"a.b"_s, 1}}));
    QCOMPARE(all->customFieldsChangeset->clearFields, QStringList{u"y"_s});
    QCOMPARE(readRequest<UpdateSessionRequest>(writeRequest(*all)).value(), *all);
}

void WireSessionsTest::refusesSessions_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("create");
    QTest::addColumn<QString>("update");
    const auto row = [](const char *body, const char *create, const char *update) {
        const auto detail = [](const char *field) {
            return field == nullptr ? u"accepted"_s : u"wire.field "_s + QString::fromLatin1(field);
        };
        QTest::newRow(body) << QByteArray(body) << detail(create) << detail(update);
    };
    row(R"({"name":5})", "name", "name");
    row(R"({"name":{"a":1}})", "name", "name");
    row(R"({"name":{}})", "name", nullptr);
    row(R"({"description":[]})", "description", "description");
    row(R"({"device_ids":"dv"})", "device_ids", nullptr);
    row(R"({"device_ids":[5]})", "device_ids[0]", nullptr);
    row(R"({"metadata":[]})", "metadata", nullptr);
    row(R"({"metadata":{"a":"\u0000"}})", "metadata", nullptr);
    row(R"({"tags":{}})", "tags", nullptr);
    row(R"({"tags":["a",null]})", "tags[1]", nullptr);
    row(R"({"custom_fields":"x"})", "custom_fields", nullptr);
    row(R"({"metadata_changeset":5})", nullptr, "metadata_changeset");
    row(R"({"metadata_changeset":{"put_tags":"a"}})", nullptr, "metadata_changeset.put_tags");
    row(R"({"metadata_changeset":{"put_fields":[]}})", nullptr, "metadata_changeset.put_fields");
    row(R"({"metadata_changeset":{"replace_all":"yes"}})", nullptr,
        "metadata_changeset.replace_all");
    row(R"({"custom_fields_changeset":{"set_fields":{"a":1},"clear_fields":["a"]}})", nullptr,
        "custom_fields_changeset.clear_fields");
}

void WireSessionsTest::refusesSessions()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QString, create);
    QFETCH(const QString, update);
    QCOMPARE(fieldRefused<CreateSessionRequest>(body), create);
    QCOMPARE(fieldRefused<UpdateSessionRequest>(body), update);
}

void WireSessionsTest::countsCharactersOfNames()
{
    const auto body = [](qsizetype count) -> QByteArray {
        return R"({"name":")" + QString(u"\U0001F600"_s).repeated(count).toUtf8() + R"("})";
    };
    QVERIFY(readRequest<CreateSessionRequest>(body(kSessionNameMaxCharacters)));
    const auto tooLong = readRequest<CreateSessionRequest>(body(kSessionNameMaxCharacters + 1));
    QVERIFY(tooLong.error().message.contains(u"120"));
    QVERIFY(readRequest<UpdateSessionRequest>(body(kSessionNameMaxCharacters)));
    QCOMPARE(fieldRefused<UpdateSessionRequest>(body(kSessionNameMaxCharacters + 1)),
             u"wire.field name"_s);
}

void WireSessionsTest::readsAndWritesRecords()
{
    const QByteArray answer =
        R"({"data":{"session_id":"ss_7f3k9w2p","org_id":"og_local","name":"survey-north-017",)"
        R"("description":null,"metadata":{},"tags":[],"custom_fields":{},"min_timestamp_ns":null,)"
        R"("max_timestamp_ns":1746057600000000001,"created":"2026-05-01T08:00:00.000000Z",)"
        R"("created_by":"ana@example.org","modified":"2026-05-01T08:00:00.000000Z",)"
        R"("modified_by":"ana@example.org"}})";
    QCOMPARE(writeAnswer(readAnswer<SessionRecord>(answer).value()), answer);
    const auto bare = readAnswer<SessionRecord>(
        R"({"data":{"session_id":"s","org_id":"o","created_by":"c","modified_by":"m","tags":null}})");
    QVERIFY(bare);
    QVERIFY(!bare->created && !bare->modified && !bare->name);
    QVERIFY(writeAnswer(*bare).contains(R"("custom_fields":{})")); // never null
    QVERIFY(!readAnswer<SessionRecord>(R"({"data":{"session_id":"s","org_id":"o"}})"));
}

void WireSessionsTest::readsFileContributions()
{
    const auto request = readRequest<AddFilesRequest>(
        R"({"files": [{"file_id": "fl_bag01", "range_min_timestamp_ns": 1746057600000000001, "range_max_timestamp_ns": 1746057600000000011},
                      {"file_id": "fl_bag02"},
                      {"file_id": "fl_bag03", "range_min_timestamp_ns": null, "range_max_timestamp_ns": null}]})");
    QVERIFY(request);
    QCOMPARE(request->files.size(), std::size_t{3});
    QCOMPARE(request->files[0].range,
             (FileRange{Timestamp(1746057600000000001), Timestamp(1746057600000000011)}));
    QVERIFY(!request->files[1].range && !request->files[2].range);
    QCOMPARE(writeRequest(*request),
             QByteArray(R"({"files":[{"file_id":"fl_bag01",)"
                        R"("range_min_timestamp_ns":1746057600000000001,)"
                        R"("range_max_timestamp_ns":1746057600000000011},{"file_id":"fl_bag02"},)"
                        R"({"file_id":"fl_bag03"}]})"));
    QCOMPARE(readRequest<RemoveFilesRequest>(R"({"file_ids":["fl_a"]})")->fileIds,
             QStringList{u"fl_a"_s});
    QCOMPARE(fieldRefused<RemoveFilesRequest>("{}"), u"wire.field file_ids"_s);
}

void WireSessionsTest::refusesFileRanges_data()
{
    QTest::addColumn<QByteArray>("range");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *name, const QByteArray &range, const QString &field) {
        QTest::newRow(name) << range << field;
    };
    row("63: only a start", R"(,"range_min_timestamp_ns":1)", u"range_max_timestamp_ns"_s);
    row("63: only an end", R"(,"range_max_timestamp_ns":1)", u"range_min_timestamp_ns"_s);
    row("63: null end", R"(,"range_min_timestamp_ns":1,"range_max_timestamp_ns":null)",
        u"range_max_timestamp_ns"_s);
    row("63: reversed", R"(,"range_min_timestamp_ns":2,"range_max_timestamp_ns":1)",
        u"range_max_timestamp_ns"_s);
    row("35: fraction", R"(,"range_min_timestamp_ns":1.0,"range_max_timestamp_ns":2)",
        u"range_min_timestamp_ns"_s);
}

void WireSessionsTest::refusesFileRanges()
{
    QFETCH(const QByteArray, range);
    QFETCH(const QString, field);
    QCOMPARE(fieldRefused<AddFilesRequest>(fileBody(range)), u"wire.field files[0]."_s + field);
}

void WireSessionsTest::listsFilesOfASession()
{
    Page<SessionFileView> page;
    page.items.emplace_back();
    page.items.front().fileId = u"fl_bag01"_s;
    page.items.front().range = FileRange{Timestamp(-5), Timestamp(5)};
    page.items.front().size_bytes = 1'234'567'890'123;
    page.items.front().tags = {u"raw"_s};
    page.items.emplace_back();
    page.items.back().fileId = u"fl_bag02"_s;
    page.nextToken = u"more"_s;
    const QByteArray body = writeAnswer(page);
    QCOMPARE(readAnswer<Page<SessionFileView>>(body).value(), page);
    QVERIFY(body.contains(R"("size":1234567890123)"));
    // Before 0.53.0 a listing had only these.
    QCOMPARE(readAnswer<Page<SessionFileView>>(
                 R"({"data":{"items":[{"file_id":"fl_bag02"}],"next_token":null}})")
                 ->items.front(),
             page.items.back());
}

void WireSessionsTest::readsDeviceRequests()
{
    const auto created = readRequest<CreateDeviceRequest>(
        R"({"device_id":"dv_robot01","org_id":null,"metadata":{"a":1},"tags":["x"],"custom_fields":null})");
    QVERIFY(created);
    QVERIFY(!created->orgId);
    QCOMPARE(readRequest<CreateDeviceRequest>(writeRequest(*created)).value(), *created);
    QCOMPARE(readRequest<UpdateDeviceRequest>("{}").value(), UpdateDeviceRequest());
    const auto updated =
        readRequest<UpdateDeviceRequest>(R"({"metadata_changeset":{"remove_tags":["x"]}})");
    QCOMPARE(updated->metadataChangeset->removeTags, QStringList{u"x"_s});
    QCOMPARE(readRequest<UpdateDeviceRequest>(writeRequest(*updated)).value(), *updated);
    QCOMPARE(readRequest<SessionDeviceRequest>(R"({"device_id":"dv_a"})")->deviceId, u"dv_a"_s);
    QCOMPARE(readRequest<InferDevicesRequest>(R"({"file_ids":[]})")->fileIds, QStringList());
    const InferDevicesResponse inferred{{u"a"_s, u"b"_s}};
    QCOMPARE(readAnswer<InferDevicesResponse>(writeAnswer(inferred)).value(), inferred);
}

void WireSessionsTest::checksIdsThatAClientChooses()
{
    const auto body = [](const QByteArray &id) -> QByteArray {
        return R"({"device_id":")" + id + "\"}";
    };
    for (const QString &id : {u"bb b/+x"_s, u"\u00e9\U0001F600"_s, u"."_s, u"\ufeffx"_s})
        QCOMPARE(readRequest<CreateDeviceRequest>(body(id.toUtf8()))->deviceId, id);
    QVERIFY(readRequest<CreateDeviceRequest>(body(QByteArray(kIdMaxBytes, 'd'))));
    const auto tooLong = readRequest<CreateDeviceRequest>(body(QByteArray(kIdMaxBytes + 1, 'd')));
    QVERIFY(tooLong.error().message.contains(u"255"));
    QCOMPARE(fieldRefused<CreateDeviceRequest>(body("")), u"wire.field device_id"_s);
    QCOMPARE(readRequest<SessionDeviceRequest>(body(""))->deviceId, QString()); // of no device
    QCOMPARE(fieldRefused<SessionDeviceRequest>(body(R"(a\u0000)")), u"wire.field device_id"_s);
    QCOMPARE(fieldRefused<CreateDeviceRequest>(body(R"(a\u0000)")), u"wire.field device_id"_s);
    QCOMPARE(fieldRefused<SessionDeviceRequest>("{}"), u"wire.field device_id"_s);
    QCOMPARE(fieldRefused<AddFilesRequest>(R"({"files":[{"file_id":""}]})"),
             u"wire.field files[0].file_id"_s);
}

void WireSessionsTest::readsAndWritesDevices()
{
    const QByteArray answer =
        R"({"data":{"device_id":"bb b/+x","org_id":"og_local","metadata":{"mass_kg":1.5},)"
        R"("tags":["x"],"custom_fields":{"crew":null},"created":"2026-05-01T08:00:00.000000Z",)"
        R"("created_by":"a","modified":"2026-05-01T08:00:00.000001Z","modified_by":"b"}})";
    QCOMPARE(writeAnswer(readAnswer<DeviceRecord>(answer).value()), answer);
    QVERIFY(!readAnswer<DeviceRecord>(R"({"data":{"device_id":"d","org_id":"o"}})"));
}

void WireSessionsTest::readsAndWritesAccounts()
{
    const QByteArray user =
        R"({"data":{"user_id":"ana@example.org","name":"Ana","picture_url":null,)"
        R"("is_service_user":false,"is_system_user":false,)"
        R"("notification_channels_enabled":{"email":true},"notification_types_enabled":{}}})";
    QCOMPARE(writeAnswer(readAnswer<UserRecord>(user).value()), user);
    const auto bare = readAnswer<UserRecord>(R"({"data":{"user_id":"a","is_system_user":null}})");
    QCOMPARE(bare->userId, u"a"_s);

    OrgRecord org;
    org.orgId = u"og_local"_s;
    org.name = u"Local"_s;
    org.tier = OrgTier::Premium;
    for (const OrgStatus status :
         {OrgStatus::Provisioning, OrgStatus::Active, OrgStatus::Deprovisioning}) {
        org.status = status;
        QCOMPARE(readListAnswer<OrgRecord>(writeAnswer(std::vector{org})).value(),
                 std::vector{org});
    }
    const auto newer = readAnswer<OrgRecord>(
        R"({"data":{"org_id":"o","name":"n","tier":"platinum","status":"asleep","created":0}})");
    QCOMPARE(newer->tier, OrgTier::Other);
    QCOMPARE(newer->status, OrgStatus::Other);

    const WhoAmI me{{{u"user_id"_s, u"ana@example.org"_s}, {u"orgs"_s, 3}}};
    QCOMPARE(readAnswer<WhoAmI>(writeAnswer(me)).value(), me);
}

TIDEMARK_TEST(WireSessionsTest)
#include "wire_sessions_test.moc"
