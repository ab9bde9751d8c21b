// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions over HTTP. Numbers: roboto-api, sections 6 and 7.
#include "tests/services/roboto/server_harness.h"
#include "tests/support/test_registry.h"

#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class ServerSessionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void createsWithoutDevices();
    void createsWithDevicesThatExist();
    void updatesNameTextAndMetadata();
    void listsSessionsByPages();
    void deletingTakesTheValuesAlong();
    void whatAStoreHasNotIsEmpty();
};

// Check 10; roboto-api 3.2.
void ServerSessionsTest::createsWithoutDevices()
{
    RobotoHarness server;
    const Answer made = server->post("/v1/sessions", {{u"name"_s, u"survey"_s},
                                                      {u"device_ids"_s, QJsonArray()},
                                                      {u"description"_s, QJsonValue::Null},
                                                      {u"metadata"_s, QJsonObject{{u"a"_s, 1}}},
                                                      {u"tags"_s, QJsonArray{u"t"_s}},
                                                      {u"custom_fields"_s, QJsonValue::Null}});
    QCOMPARE(made.verdict(), "200");
    const QJsonObject record = made.data().toObject();
    QVERIFY(record[u"min_timestamp_ns"].isNull());
    QVERIFY(record[u"max_timestamp_ns"].isNull());
    QCOMPARE(record[u"name"].toString(), u"survey"_s);
    QCOMPARE(record[u"metadata"].toObject(), (QJsonObject{{u"a"_s, 1}}));
    QCOMPARE(record[u"tags"].toArray(), QJsonArray{u"t"_s});
    QVERIFY(record[u"custom_fields"].isObject());
    QVERIFY(!record.contains(u"device_ids"));
    const QByteArray path = "/v1/sessions/id/" + record[u"session_id"].toString().toUtf8();
    QCOMPARE(server->get(path).data().toObject(), record);
    const Answer devices = server->get(path + "/devices");
    QCOMPARE(devices.items(), QJsonArray());
    QVERIFY(devices.nextToken().isNull());
    QCOMPARE(server->post("/v1/sessions", {{u"name"_s, QString(120, u'n')}}).verdict(), "200");
    QCOMPARE(server->post("/v1/sessions", {{u"name"_s, QString(121, u'n')}}).status, 400);
    QCOMPARE(server->get("/v1/sessions/id/none").verdict(), "404 RobotoNotFoundException");
}

void ServerSessionsTest::createsWithDevicesThatExist()
{
    RobotoHarness server;
    server.device(u"d1"_s);
    const Answer refused =
        server->post("/v1/sessions", {{u"device_ids"_s, QJsonArray{u"d1"_s, u"d2"_s}}});
    QCOMPARE(refused.verdict(), "404 RobotoDeviceNotFoundException");
    QCOMPARE(server->get("/v1/sessions").items().size(), 0);
    const QByteArray id = server.session({u"d1"_s}).toUtf8();
    QCOMPARE(server->get("/v1/sessions/id/" + id + "/devices").items(), QJsonArray{u"d1"_s});
}

// roboto-api 3.2: puts before removals, dots, what is not set stays.
void ServerSessionsTest::updatesNameTextAndMetadata()
{
    RobotoHarness server;
    const Answer made = server->post(
        "/v1/sessions",
        {{u"name"_s, u"n"_s}, {u"description"_s, u"d"_s}, {u"tags"_s, QJsonArray{u"a"_s, u"b"_s}}});
    const QByteArray path = "/v1/sessions/id/" + made.data()[u"session_id"].toString().toUtf8();
    const QJsonObject changes{{u"put_tags"_s, QJsonArray{u"b"_s, u"c"_s}},
                              {u"remove_tags"_s, QJsonArray{u"a"_s}},
                              {u"put_fields"_s, QJsonObject{{u"x.y"_s, 1}, {u"z"_s, u"w"_s}}}};
    const Answer changed = server->put(path, {{u"metadata_changeset"_s, changes},
                                              {u"name"_s, QJsonValue::Null},
                                              {u"custom_fields_changeset"_s, QJsonValue::Null}});
    QCOMPARE(changed.verdict(), "200");
    QVERIFY(changed.data()[u"name"].isNull());
    QCOMPARE(changed.data()[u"description"].toString(), u"d"_s);
    QCOMPARE(changed.data()[u"tags"].toArray(), (QJsonArray{u"b"_s, u"c"_s}));
    const QJsonObject fields{{u"x"_s, QJsonObject{{u"y"_s, 1}}}, {u"z"_s, u"w"_s}};
    QCOMPARE(changed.data()[u"metadata"].toObject(), fields);
    const Answer removed = server->put(
        path, {{u"metadata_changeset"_s, QJsonObject{{u"remove_fields"_s, QJsonArray{u"x.y"_s}}}},
               {u"description"_s, QJsonValue::Null}});
    QCOMPARE(removed.data()[u"metadata"].toObject(), (QJsonObject{{u"z"_s, u"w"_s}}));
    QVERIFY(removed.data()[u"description"].isNull());
    QCOMPARE(server->put(path, {}).data(), removed.data());
    QCOMPARE(server->put("/v1/sessions/id/none", {}).verdict(), "404 RobotoNotFoundException");
}

void ServerSessionsTest::listsSessionsByPages()
{
    RobotoHarness server;
    server.device(u"d"_s);
    QSet<QString> wanted;
    for (int i = 0; i < 203; ++i)
        wanted.insert(server.session({u"d"_s}));
    for (const QByteArray &path :
         {QByteArray("/v1/sessions"), QByteArray("/v1/devices/id/d/sessions")}) {
        QStringList found;
        QByteArray query;
        do {
            const Answer page = server->get(path + query);
            QCOMPARE(page.verdict(), "200");
            found += texts(page.items(), u"session_id"_s);
            query = page.nextToken().isNull()
                        ? QByteArray()
                        : "?page_token=" + page.nextToken().toString().toLatin1();
        } while (!query.isEmpty() && found.size() <= wanted.size());
        QCOMPARE(found.size(), wanted.size());
        QCOMPARE(QSet<QString>(found.begin(), found.end()), wanted);
    }
    QCOMPARE(server->get("/v1/devices/id/none/sessions").verdict(),
             "404 RobotoDeviceNotFoundException");
}

// Check 37; edge case 56.
void ServerSessionsTest::deletingTakesTheValuesAlong()
{
    RobotoHarness server;
    const QString gone = server.session(1, 2);
    const QString stays = server.session(1, 2);
    server.publish(gone, u"m"_s, 1);
    server.publish(stays, u"m"_s, 2);
    const QByteArray path = "/v1/sessions/id/" + gone.toUtf8();
    QCOMPARE(server->remove(path).verdict(), "200");
    QCOMPARE(server->remove(path).verdict(), "404 RobotoNotFoundException");
    QCOMPARE(
        texts(server->post("/v1/metrics/query", {{u"name"_s, u"m"_s}}).items(), u"session_id"_s),
        QStringList{stays});
}

// roboto-api 3.1.
void ServerSessionsTest::whatAStoreHasNotIsEmpty()
{
    RobotoHarness server;
    const QByteArray path = "/v1/sessions/id/" + server.session().toUtf8();
    QCOMPARE(server->get(path + "/topics").items(), QJsonArray());
    QVERIFY(server->get(path + "/topics").nextToken().isNull());
    QCOMPARE(server->get(path + "/topics/name/%2Fodom").verdict(), "404 RobotoNotFoundException");
    QVERIFY(server->get("/v1/datasets/ds_1/sessions").nextToken().isNull());
}

TIDEMARK_TEST(ServerSessionsTest)
#include "server_sessions_test.moc"
