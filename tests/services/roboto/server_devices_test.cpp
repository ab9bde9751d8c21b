// SPDX-License-Identifier: GPL-3.0-or-later
// Devices, and those of sessions, over HTTP. Numbers: roboto-api, sections 6 and 7.
#include "tests/services/roboto/server_harness.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class ServerDevicesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void devicesAreAttachedAndDetached();
    void devicesOfASessionArePaged();
    void devicesHaveAnyName();
    void devicesAreChangedAndListed();
};

// Check 14; roboto-api 3.2.
void ServerDevicesTest::devicesAreAttachedAndDetached()
{
    RobotoHarness server;
    server.device(u"d1"_s);
    server.device(u"d2"_s);
    const QByteArray path = "/v1/sessions/id/" + server.session().toUtf8() + "/devices";
    const auto body = [](const QString &id) { return QJsonObject{{u"device_id"_s, id}}; };
    QCOMPARE(server->post(path, body(u"d2"_s)).verdict(), "200");
    QCOMPARE(server->post(path, body(u"d1"_s)).verdict(), "200");
    QCOMPARE(server->post(path, body(u"d1"_s)).verdict(), "200");
    QCOMPARE(server->get(path).items(), (QJsonArray{u"d1"_s, u"d2"_s}));
    QCOMPARE(server->remove(path, body(u"d2"_s)).verdict(), "200");
    QCOMPARE(server->remove(path, body(u"d2"_s)).verdict(), "200");
    QCOMPARE(server->get(path).items(), QJsonArray{u"d1"_s});
    QCOMPARE(server->post(path, body(u"d9"_s)).verdict(), "404 RobotoDeviceNotFoundException");
    QCOMPARE(server->post("/v1/sessions/id/none/devices", body(u"d1"_s)).verdict(),
             "404 RobotoNotFoundException");
    QCOMPARE(server->post(path, {}).status, 400);
    QCOMPARE(server->post(path, {{u"device_id"_s, 1}}).status, 400);
}

// roboto-api 3.1: the listing of a session's devices has pages, too.
void ServerDevicesTest::devicesOfASessionArePaged()
{
    RobotoHarness server;
    QStringList wanted{u"\uff21"_s, u"\U0001f600"_s}; // in the order of bytes, not of UTF-16
    for (int i = 99; i >= 0; --i)
        wanted.prepend(u"d%1"_s.arg(i, 2, 10, QChar(u'0')));
    QStringList reversed;
    for (const QString &id : wanted)
        reversed.prepend(server.device(id));
    const QString session = server.session(reversed);
    const QByteArray path = "/v1/sessions/id/" + session.toUtf8() + "/devices";
    const Answer first = server->get(path);
    QCOMPARE(first.items(), QJsonArray::fromStringList(wanted.first(100)));
    // What goes or comes before the place neither repeats nor hides others.
    QCOMPARE(server->remove(path, {{u"device_id"_s, u"d99"_s}}).status, 200);
    const QByteArray next = path + "?page_token=" + first.nextToken().toString().toLatin1();
    QCOMPARE(server->get(next).items(), QJsonArray::fromStringList(wanted.sliced(100)));
    QVERIFY(server->get(next).nextToken().isNull());
    QCOMPARE(server->remove(path, {{u"device_id"_s, u"d98"_s}}).status, 200);
    QVERIFY(server->get(path).nextToken().isNull()); // 100 fill one page
}

// Check 15.
void ServerDevicesTest::devicesHaveAnyName()
{
    RobotoHarness server;
    for (const QString &id :
         {u"bb b/+x"_s, u"100%"_s, u"a?b#c&d=e"_s, u"\u7a7a\u95f4/\u00e9"_s, u"."_s}) {
        QCOMPARE(server.device(id), id);
        const QByteArray path = "/v1/devices/id/" + id.toUtf8().toPercentEncoding();
        QCOMPARE(server->get(path).data()[u"device_id"].toString(), id);
        const QString session = server.session({id});
        QCOMPARE(server->get("/v1/sessions/id/" + session.toUtf8() + "/devices").items(),
                 QJsonArray{id});
        QCOMPARE(texts(server->get(path + "/sessions").items(), u"session_id"_s),
                 QStringList{session});
        QCOMPARE(texts(server->get("/v1/devices/org/og_local").items(), u"device_id"_s),
                 QStringList{id});
        const QByteArray devices = "/v1/sessions/id/" + server.session().toUtf8() + "/devices";
        QCOMPARE(server->post(devices, {{u"device_id"_s, id}}).verdict(), "200");
        QCOMPARE(server->get(devices).items(), QJsonArray{id});
        QCOMPARE(server->remove(devices, {{u"device_id"_s, id}}).verdict(), "200");
        QCOMPARE(server->get(devices).items(), QJsonArray());
        server.publish(session, u"m"_s, 1, id);
        QCOMPARE(server->remove(path).verdict(), "200");
        QCOMPARE(server->get(path).verdict(), "404 RobotoDeviceNotFoundException");
        QCOMPARE(server->get("/v1/sessions/id/" + session.toUtf8() + "/devices").items(),
                 QJsonArray());
        // The value keeps the name.
        QCOMPARE(server->get("/v1/metrics/session/" + session.toUtf8())
                     .data()[0][u"device_id"]
                     .toString(),
                 id);
    }
}

// Edge case 62; roboto-api 3.4.
void ServerDevicesTest::devicesAreChangedAndListed()
{
    RobotoHarness server;
    const Answer made =
        server->post("/v1/devices/create", {{u"device_id"_s, u"dv_robot01"_s},
                                            {u"org_id"_s, u"og_local"_s},
                                            {u"metadata"_s, QJsonObject{{u"site"_s, u"north"_s}}},
                                            {u"tags"_s, QJsonArray{u"t"_s}},
                                            {u"custom_fields"_s, QJsonValue::Null}});
    QCOMPARE(made.verdict(), "200");
    QVERIFY(made.data()[u"custom_fields"].isObject());
    QCOMPARE(made.data()[u"org_id"].toString(), u"og_local"_s);
    QCOMPARE(server->post("/v1/devices/create", {{u"device_id"_s, u"dv_robot01"_s}}).verdict(),
             "409 RobotoConflictException");
    QCOMPARE(
        server->post("/v1/devices/create", {{u"device_id"_s, u"x"_s}, {u"org_id"_s, u"og_b"_s}})
            .status,
        400);
    QCOMPARE(server->post("/v1/devices/create", {{u"device_id"_s, QString()}}).status, 400);
    const QByteArray path = "/v1/devices/id/dv_robot01";
    const Answer changed = server->put(
        path, {{u"metadata_changeset"_s, QJsonObject{{u"put_fields"_s, QJsonObject{{u"n"_s, 2}}}}},
               {u"custom_fields_changeset"_s,
                QJsonObject{{u"set_fields"_s, QJsonObject{{u"c"_s, true}}}}}});
    QCOMPARE(changed.verdict(), "200");
    QCOMPARE(changed.data()[u"metadata"].toObject(),
             (QJsonObject{{u"n"_s, 2}, {u"site"_s, u"north"_s}}));
    QCOMPARE(server->get(path).data(), changed.data());
    QCOMPARE(server->put("/v1/devices/id/none", {}).verdict(), "404 RobotoDeviceNotFoundException");
    for (int i = 0; i < 120; ++i)
        server.device(u"x%1"_s.arg(i));
    const Answer first = server->get("/v1/devices/org/og_local");
    QCOMPARE(first.items().size(), 100);
    const Answer second = server->get("/v1/devices/org/og_local?page_token=" +
                                      first.nextToken().toString().toLatin1());
    QCOMPARE(second.items().size(), 21);
    QVERIFY(second.nextToken().isNull());
    QCOMPARE(server->post("/v1/devices/infer", {{u"file_ids"_s, QJsonArray{u"f"_s}}})
                 .data()[u"device_ids"]
                 .toArray(),
             QJsonArray());
}

TIDEMARK_TEST(ServerDevicesTest)
#include "server_devices_test.moc"
