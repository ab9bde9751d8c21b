// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions, files and devices over HTTP. Numbers: roboto-api, sections 6 and 7.
#include "tests/services/roboto/server_harness.h"
#include "tests/support/test_registry.h"

#include <QSet>
#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

QJsonObject fileOf(const QString &id, std::int64_t first, std::int64_t last)
{
    return {{u"file_id"_s, id},
            {u"range_min_timestamp_ns"_s, qint64{first}},
            {u"range_max_timestamp_ns"_s, qint64{last}}};
}

QJsonObject filesOf(const QJsonArray &files)
{
    return {{u"files"_s, files}};
}

} // namespace

class ServerSessionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void createsWithoutDevices();
    void createsWithDevicesThatExist();
    void updatesNameTextAndMetadata();
    void filesDecideTheTimes();
    void badRangesAreRefused_data();
    void badRangesAreRefused();
    void filesArePagedAndReplaced();
    void devicesAreAttachedAndDetached();
    void devicesOfASessionArePaged();
    void devicesHaveAnyName();
    void devicesAreChangedAndListed();
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

// Checks 11, 12.
void ServerSessionsTest::filesDecideTheTimes()
{
    RobotoHarness server;
    const QByteArray path = "/v1/sessions/id/" + server.session().toUtf8();
    const std::int64_t t = 1746057600000000001;
    const Answer added = server->post(path + "/files", filesOf({fileOf(u"fl_1"_s, t, t + 10)}));
    QVERIFY2(added.raw.body.contains("\"min_timestamp_ns\":1746057600000000001,"),
             added.raw.body.constData());
    QVERIFY2(added.raw.body.contains("\"max_timestamp_ns\":1746057600000000011,"),
             added.raw.body.constData());
    QCOMPARE(server->get(path).data(), added.data());
    const Answer wider = server->post(path + "/files", filesOf({fileOf(u"fl_2"_s, t - 5, t + 20)}));
    QCOMPARE(wider.data()[u"min_timestamp_ns"].toInteger(), t - 5);
    QCOMPARE(wider.data()[u"max_timestamp_ns"].toInteger(), t + 20);
    const Answer shrunk = server->remove(path + "/files", {{u"file_ids"_s, QJsonArray{u"fl_2"_s}}});
    QCOMPARE(shrunk.data()[u"min_timestamp_ns"].toInteger(), t);
    QCOMPARE(shrunk.data()[u"max_timestamp_ns"].toInteger(), t + 10);
    QCOMPARE(server->remove(path + "/files", {{u"file_ids"_s, QJsonArray{u"fl_9"_s}}}).data(),
             shrunk.data());
    const Answer none = server->remove(path + "/files", {{u"file_ids"_s, QJsonArray{u"fl_1"_s}}});
    QVERIFY(none.data()[u"min_timestamp_ns"].isNull());
    QVERIFY(none.data()[u"max_timestamp_ns"].isNull());
    // The extremes of the type.
    const Answer all = server->post(
        path + "/files", filesOf({fileOf(u"fl_3"_s, std::numeric_limits<std::int64_t>::min(),
                                         std::numeric_limits<std::int64_t>::max())}));
    QVERIFY(all.raw.body.contains("\"min_timestamp_ns\":-9223372036854775808,"));
    QVERIFY(all.raw.body.contains("\"max_timestamp_ns\":9223372036854775807,"));
    QCOMPARE(server->post("/v1/sessions/id/none/files", filesOf({})).verdict(),
             "404 RobotoNotFoundException");
}

// Check 13; edge case 63, 35.
void ServerSessionsTest::badRangesAreRefused_data()
{
    QTest::addColumn<QByteArray>("range");
    QTest::addColumn<QByteArray>("verdict");
    const QByteArray bad = "400 RobotoInvalidRequestException";
    QTest::newRow("first only") << QByteArray(",\"range_min_timestamp_ns\":1") << bad;
    QTest::newRow("last only") << QByteArray(",\"range_max_timestamp_ns\":1") << bad;
    QTest::newRow("last null")
        << QByteArray(",\"range_min_timestamp_ns\":1,\"range_max_timestamp_ns\":null") << bad;
    QTest::newRow("reversed") << QByteArray(
                                     ",\"range_min_timestamp_ns\":2,\"range_max_timestamp_ns\":1")
                              << bad;
    QTest::newRow("fraction") << QByteArray(
                                     ",\"range_min_timestamp_ns\":1.0,\"range_max_timestamp_ns\":2")
                              << bad;
    QTest::newRow("text") << QByteArray(
                                 ",\"range_min_timestamp_ns\":\"1\",\"range_max_timestamp_ns\":2")
                          << bad;
    QTest::newRow("beyond int64")
        << QByteArray(
               ",\"range_min_timestamp_ns\":1,\"range_max_timestamp_ns\":9223372036854775808")
        << bad;
    QTest::newRow("both null")
        << QByteArray(",\"range_min_timestamp_ns\":null,\"range_max_timestamp_ns\":null")
        << QByteArray("200");
    QTest::newRow("both absent") << QByteArray() << QByteArray("200");
    QTest::newRow("one instant")
        << QByteArray(",\"range_min_timestamp_ns\":-7,\"range_max_timestamp_ns\":-7")
        << QByteArray("200");
}

void ServerSessionsTest::badRangesAreRefused()
{
    QFETCH(QByteArray, range);
    QFETCH(QByteArray, verdict);
    RobotoHarness server;
    const QByteArray path = "/v1/sessions/id/" + server.session().toUtf8() + "/files";
    const Answer answer =
        server->ask("POST", path, R"({"files":[{"file_id":"fl_a")" + range + "}]}");
    QCOMPARE(answer.verdict(), verdict);
    const QJsonArray files = server->get(path).items();
    QCOMPARE(files.size(), answer.status == 200 ? 1 : 0);
    if (answer.status != 200)
        return;
    // Null is as good as absent, and neither is 1970.
    for (const auto &[own, ofFile] :
         {std::pair(u"min_timestamp_ns"_s, u"range_min_timestamp_ns"_s),
          std::pair(u"max_timestamp_ns"_s, u"range_max_timestamp_ns"_s)}) {
        const QJsonValue wanted = range.contains("-7") ? QJsonValue(-7) : QJsonValue::Null;
        QCOMPARE(answer.data()[own], wanted);
        QCOMPARE(files[0][ofFile], wanted);
    }
}

void ServerSessionsTest::filesArePagedAndReplaced()
{
    RobotoHarness server;
    const QByteArray path = "/v1/sessions/id/" + server.session().toUtf8() + "/files";
    QJsonArray files;
    QStringList wanted;
    for (int i = 0; i < 230; ++i) {
        wanted.append(u"fl_%1"_s.arg(i, 3, 10, QChar(u'0')));
        files.append(fileOf(wanted.last(), i, i + 1));
    }
    QCOMPARE(server->post(path, filesOf(files)).data()[u"max_timestamp_ns"].toInteger(), 230);
    QCOMPARE(server->post(path, filesOf({fileOf(u"fl_229"_s, 1, 2)}))
                 .data()[u"max_timestamp_ns"]
                 .toInteger(),
             229);
    QStringList found;
    QByteArray query;
    do {
        const Answer page = server->get(path + query);
        found += texts(page.items(), u"file_id"_s);
        query = page.nextToken().isNull() ? QByteArray()
                                          : "?page_token=" + page.nextToken().toString().toLatin1();
    } while (!query.isEmpty() && found.size() <= wanted.size());
    QCOMPARE(found, wanted);
    const QJsonValue first = server->get(path).items().first();
    QCOMPARE(first[u"range_max_timestamp_ns"].toInteger(), 1);
    QVERIFY(first[u"tags"].isArray());
}

// Check 14; roboto-api 3.2.
void ServerSessionsTest::devicesAreAttachedAndDetached()
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
void ServerSessionsTest::devicesOfASessionArePaged()
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
void ServerSessionsTest::devicesHaveAnyName()
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
void ServerSessionsTest::devicesAreChangedAndListed()
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
