// SPDX-License-Identifier: GPL-3.0-or-later
// How IDs, names and tags are spelled: what is sent is found again. Numbers: roboto-api, section 6.
#include "model/ports/record_store.h"
#include "tests/services/roboto/server_harness.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

const QByteArray kNoDevice = "404 RobotoDeviceNotFoundException";
const QString kComposed = u"caf\u00e9"_s;
const QString kDecomposed = u"cafe\u0301"_s;

QByteArray encoded(const QString &id)
{
    return id.toUtf8().toPercentEncoding();
}

QJsonObject deviceBody(const QString &id)
{
    return {{u"device_id"_s, id}};
}

QJsonObject publishBody(const QString &session, const QString &device)
{
    const QJsonObject entry{{u"name"_s, u"m"_s}, {u"value"_s, 1}};
    return {
        {u"session_id"_s, session}, {u"device_id"_s, device}, {u"metrics"_s, QJsonArray{entry}}};
}

QJsonObject filesOf(const QStringList &ids)
{
    QJsonArray files;
    for (const QString &id : ids)
        files.append(QJsonObject{{u"file_id"_s, id},
                                 {u"range_min_timestamp_ns"_s, 10 * (files.size() + 1)},
                                 {u"range_max_timestamp_ns"_s, 10 * (files.size() + 1)}});
    return {{u"files"_s, files}};
}

} // namespace

class ServerSpellingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void aDeviceIsFoundAsItWasSent_data();
    void aDeviceIsFoundAsItWasSent();
    void aDeviceThatCannotBeIsNotFound_data();
    void aDeviceThatCannotBeIsNotFound();
    void invocationsAreFoundAsTheyWereSent();
    void filesAreKeptAsTheyWereSent();
    void filesOfTooLongIdsAreRefused();
    void sessionNamesAreKeptAsTheyWereSent();
    void tagsAreRemovedInEitherSpelling();
};

// Check 28; roboto-api 3.4 and 2.6.
void ServerSpellingTest::aDeviceIsFoundAsItWasSent_data()
{
    QTest::addColumn<QString>("sent");
    QTest::addColumn<QString>("stored");
    QTest::newRow("decomposed") << kDecomposed << kComposed;
    QTest::newRow("outer blanks") << u" dv "_s << u"dv"_s;
    QTest::newRow("both") << u"\u00a0cafe\u0301 "_s << kComposed;
    QTest::newRow("plain") << u"d v/1"_s << u"d v/1"_s;
}

void ServerSpellingTest::aDeviceIsFoundAsItWasSent()
{
    QFETCH(QString, sent);
    QFETCH(QString, stored);
    RobotoHarness server;
    QCOMPARE(server.device(sent), stored);
    QCOMPARE(server->post("/v1/devices/create", deviceBody(sent)).status, 409);
    for (const QString &spelled : {sent, stored}) {
        QCOMPARE(server->get("/v1/devices/id/" + encoded(spelled)).data()[u"device_id"].toString(),
                 stored);
        const QString session = server.session(5, 9, {spelled});
        const QByteArray devices = "/v1/sessions/id/" + session.toUtf8() + "/devices";
        QCOMPARE(server->get(devices).items(), QJsonArray{stored});
        const Answer published = server->post("/v1/metrics", publishBody(session, spelled));
        QCOMPARE(published.data()[u"succeeded"][0][u"device_id"].toString(), stored);
        QJsonObject question{
            {u"name"_s, u"m"_s},
            {u"include_session_ids"_s, QJsonArray{session}},
            {u"include_device_ids"_s, QJsonArray{u"a\tb"_s, QString(), spelled, spelled}}};
        QCOMPARE(texts(server->post("/v1/metrics/query", question).items(), u"device_id"_s),
                 QStringList{stored});
        question.insert(u"period"_s, u"daily"_s);
        question.insert(u"aggregation"_s, u"count"_s);
        question.insert(u"start_time_ns"_s, 0);
        question.insert(u"end_time_ns"_s, 1);
        QCOMPARE(server->post("/v1/metrics/aggregate", question).data()[u"records"][0][u"total"],
                 QJsonValue(1));
        QCOMPARE(server->remove(devices, deviceBody(spelled)).status, 200);
        QCOMPARE(server->get(devices).items(), QJsonArray());
    }
    QCOMPARE(server->remove("/v1/devices/id/" + encoded(sent)).verdict(), "200");
}

// Edge case 9; roboto-api 3.2: an ID that no device can have is that of no device.
void ServerSpellingTest::aDeviceThatCannotBeIsNotFound_data()
{
    QTest::addColumn<QString>("id");
    QTest::newRow("tab") << u"a\tb"_s;
    QTest::newRow("line end") << u"a\nb"_s;
    QTest::newRow("empty") << QString();
    QTest::newRow("blank") << u" "_s;
    QTest::newRow("long") << QString(256, u'd');
}

void ServerSpellingTest::aDeviceThatCannotBeIsNotFound()
{
    QFETCH(QString, id);
    RobotoHarness server;
    const QString session = server.session(5, 9);
    const QByteArray devices = "/v1/sessions/id/" + session.toUtf8() + "/devices";
    QCOMPARE(server->post("/v1/devices/create", deviceBody(id)).verdict(),
             "400 RobotoInvalidRequestException");
    QCOMPARE(server->post("/v1/metrics", publishBody(session, id)).verdict(), kNoDevice);
    QCOMPARE(server->get("/v1/metrics/session/" + session.toUtf8()).list(), QJsonArray());
    QCOMPARE(server->post(devices, deviceBody(id)).verdict(), kNoDevice);
    QCOMPARE(server->remove(devices, deviceBody(id)).verdict(), "200");
    QCOMPARE(server->post("/v1/sessions", {{u"device_ids"_s, QJsonArray{id}}}).verdict(),
             kNoDevice);
    QCOMPARE(server->get("/v1/sessions").items().size(), 1);
    server.publish(session, u"m"_s, 1);
    const QJsonObject question{{u"name"_s, u"m"_s}, {u"include_device_ids"_s, QJsonArray{id}}};
    QCOMPARE(server->post("/v1/metrics/query", question).items(), QJsonArray());
}

// Check 28: what the store's own programs call an invocation.
void ServerSpellingTest::invocationsAreFoundAsTheyWereSent()
{
    RobotoHarness server;
    const QString session = server.session(5, 9);
    const PublishRequest request{session, DeviceChoice::none(), kDecomposed, {{u"m"_s, 2}}};
    QVERIFY(server.store().ports().records->publish(request).takeResult());
    for (const QString &spelled : {kDecomposed, kComposed}) {
        const QJsonObject question{{u"name"_s, u"m"_s},
                                   {u"include_invocation_ids"_s, QJsonArray{spelled}}};
        QCOMPARE(texts(server->post("/v1/metrics/query", question).items(), u"invocation_id"_s),
                 QStringList{kComposed});
    }
}

// roboto-api 3.3: any file_id is accepted, and two that differ are two files.
void ServerSpellingTest::filesAreKeptAsTheyWereSent()
{
    RobotoHarness server;
    const QString session = server.session();
    const QByteArray path = "/v1/sessions/id/" + session.toUtf8() + "/files";
    // In the order of their bytes, which is that of the listing.
    const QStringList ids{u"\t"_s,     u" "_s,    u" f"_s, u"a"_s,  u"a\tb"_s,
                          kDecomposed, kComposed, u"f"_s,  u"f "_s, QString(255, u'x')};
    const Answer added = server->post(path, filesOf(ids));
    QCOMPARE(added.verdict(), "200");
    QCOMPARE(added.data()[u"max_timestamp_ns"].toInteger(), 10 * ids.size());
    QCOMPARE(texts(server->get(path).items(), u"file_id"_s), ids);
    QCOMPARE(server->post(path, filesOf(ids)).data(), added.data());
    QCOMPARE(server->get(path).items().size(), ids.size());
    for (qsizetype i = 0; i < ids.size(); ++i) {
        const QJsonObject one{{u"file_ids"_s, QJsonArray{ids.at(i)}}};
        QCOMPARE(server->remove(path, one).verdict(), "200");
        QCOMPARE(texts(server->get(path).items(), u"file_id"_s), ids.sliced(i + 1));
    }
}

void ServerSpellingTest::filesOfTooLongIdsAreRefused()
{
    RobotoHarness server;
    const QByteArray path = "/v1/sessions/id/" + server.session().toUtf8() + "/files";
    for (const QString &id :
         {QString(), QString(256, u'x'), QString(128, u'\u00e9'), QString(u"a"_s + QChar(u'\0'))})
        QCOMPARE(server->post(path, filesOf({id})).verdict(), "400 RobotoInvalidRequestException");
    QCOMPARE(server->remove(path, {{u"file_ids"_s, QJsonArray{QString(256, u'x')}}}).verdict(),
             "200");
}

// roboto-api 3.2.
void ServerSpellingTest::sessionNamesAreKeptAsTheyWereSent()
{
    RobotoHarness server;
    for (const QString &name : {u" survey "_s, kDecomposed, u"a\tb"_s, QString(120, u'\u4e00')}) {
        const Answer made = server->post("/v1/sessions", {{u"name"_s, name}});
        QCOMPARE(made.data()[u"name"].toString(), name);
        const QByteArray path = "/v1/sessions/id/" + made.data()[u"session_id"].toString().toUtf8();
        QCOMPARE(server->get(path).data()[u"name"].toString(), name);
        QVERIFY(server->put(path, {{u"name"_s, QJsonValue::Null}}).data()[u"name"].isNull());
        QCOMPARE(server->put(path, {{u"name"_s, name}}).data()[u"name"].toString(), name);
        // A name without a letter would leave nothing to be seen in a list: it is none.
        QVERIFY(server->put(path, {{u"name"_s, u" "_s}}).data()[u"name"].isNull());
    }
    QCOMPARE(server->post("/v1/sessions", {{u"name"_s, QString(119, u'n').append(u"  ")}}).status,
             400);
}

// roboto-api 3.2: tags are stored composed, and either spelling takes one away.
void ServerSpellingTest::tagsAreRemovedInEitherSpelling()
{
    RobotoHarness server;
    const Answer made = server->post("/v1/sessions", {{u"tags"_s, QJsonArray{u"other"_s}}});
    const QByteArray path = "/v1/sessions/id/" + made.data()[u"session_id"].toString().toUtf8();
    server.device(u"dv"_s);
    for (const QByteArray &thing : {path, QByteArray("/v1/devices/id/dv")}) {
        const auto changed = [&](const QString &what, const QString &tag) {
            const QJsonObject changes{{what, QJsonArray{tag}}};
            return server->put(thing, {{u"metadata_changeset"_s, changes}})
                .data()[u"tags"]
                .toArray();
        };
        const QJsonArray before = server->get(thing).data()[u"tags"].toArray();
        for (const QString &removed : {kDecomposed, kComposed}) {
            QJsonArray with = before;
            with.append(kComposed);
            QCOMPARE(changed(u"put_tags"_s, kDecomposed), with);
            QCOMPARE(changed(u"put_tags"_s, kComposed), with);
            QCOMPARE(changed(u"remove_tags"_s, removed), before);
        }
    }
}

TIDEMARK_TEST(ServerSpellingTest)
#include "server_spelling_test.moc"
