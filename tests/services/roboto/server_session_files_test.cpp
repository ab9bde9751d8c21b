// SPDX-License-Identifier: GPL-3.0-or-later
// The files of sessions, and the times they give them, over HTTP. Numbers: roboto-api, sections 6
// and 7.
#include "tests/services/roboto/server_harness.h"
#include "tests/support/test_registry.h"

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

class ServerSessionFilesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void filesDecideTheTimes();
    void badRangesAreRefused_data();
    void badRangesAreRefused();
    void filesArePagedAndReplaced();
};

// Checks 11, 12.
void ServerSessionFilesTest::filesDecideTheTimes()
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
void ServerSessionFilesTest::badRangesAreRefused_data()
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

void ServerSessionFilesTest::badRangesAreRefused()
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

void ServerSessionFilesTest::filesArePagedAndReplaced()
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

TIDEMARK_TEST(ServerSessionFilesTest)
#include "server_session_files_test.moc"
