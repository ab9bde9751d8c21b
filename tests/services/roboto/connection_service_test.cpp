// SPDX-License-Identifier: GPL-3.0-or-later
// What a person is told about a service that is none of Roboto's, or of another version (R1).
#include "tests/services/roboto/connection_trial.h"
#include "tests/support/test_registry.h"

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

using Connection = HostileConnection;

class ConnectionServiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void tellsWhatIsNoRobotoService_data();
    void tellsWhatIsNoRobotoService();
    void tellsWhatTheServerSaysToAQuestionItRefuses();
    void aServiceWithoutMetricsIsOfAnotherVersion();
    void aPageInChunksIsNoBrokenAnswer();
    void takesServicesThatTellLittle_data();
    void takesServicesThatTellLittle();
};

void ConnectionServiceTest::tellsWhatIsNoRobotoService_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("word");
    const QString nowhere = u"no Roboto API at this address (404)"_s;
    const QString other = u"not as a Roboto service"_s;
    const QString version = u"version 1 of the Roboto API"_s;
    const QString refusal = u"refuses what a client of Roboto asks (400)"_s;
    const auto said = [](const char *code) -> QByteArray {
        return R"({"error":{"error_code":")" + QByteArray(code) + R"(","message":"no"}})";
    };
    QTest::newRow("404 page") << 404 << QByteArray("<html>Not found</html>") << nowhere;
    QTest::newRow("404 of a service that lacks the API")
        << 404 << said("RobotoNotFoundException") << nowhere;
    QTest::newRow("unknown call") << 404 << said("RobotoUnknownOperationException") << version;
    QTest::newRow("call that is gone") << 400 << said("RobotoDeprecatedException") << version;
    QTest::newRow("400") << 400 << said("RobotoInvalidRequestException") << refusal;
    QTest::newRow("400 page") << 400 << QByteArray("<html>Bad request</html>") << refusal;
    QTest::newRow("page") << 200 << QByteArray("<!doctype html><html></html>") << other;
    QTest::newRow("empty") << 200 << QByteArray() << other;
    QTest::newRow("other JSON") << 200 << QByteArray(R"({"status":"ok"})") << version;
    QTest::newRow("a list") << 200 << QByteArray("[1,2]") << version;
    QTest::newRow("data of another kind") << 200 << QByteArray(R"({"data":7})") << version;
    QTest::newRow("405") << 405 << QByteArray() << other;
    QTest::newRow("501") << 501 << QByteArray() << other;
    QTest::newRow("redirect") << 302 << QByteArray() << u"another address"_s;
}

void ConnectionServiceTest::tellsWhatIsNoRobotoService() // R1
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QString, word);
    HostileServer server(
        always(status, body, status == 302 ? "Location: http://elsewhere.invalid/\r\n" : ""));
    const ConnectionReport report = checked(draftOf(server.url()));
    QCOMPARE(failedAt(report), static_cast<int>(Step::Service));
    QVERIFY2(report.error.message.contains(word), qPrintable(report.error.message));
    QCOMPARE(report.error.code, ErrorCode::Unsupported);
}

void ConnectionServiceTest::tellsWhatTheServerSaysToAQuestionItRefuses() // R1
{
    HostileServer server(always(400, R"({"error":{"error_code":"RobotoInvalidRequestException",)"
                                     R"("message":"the field %1 is unknown"}})"));
    const ConnectionReport report = checked(draftOf(server.url()));
    QVERIFY2(report.error.message.contains(u"the field %1 is unknown"_s),
             qPrintable(report.error.message));
}

void ConnectionServiceTest::aServiceWithoutMetricsIsOfAnotherVersion() // R1
{
    HostileServer server(site({{kWho, {200, R"({"data":{"user_id":"bob"}})"}}}));
    const ConnectionReport report = checked(draftOf(server.url()));
    QCOMPARE(failedAt(report), static_cast<int>(Step::Service));
    QVERIFY2(report.error.message.contains(u"version 1"_s), qPrintable(report.error.message));
    QCOMPARE(report.identity.user, u"bob"_s);
}

void ConnectionServiceTest::aPageInChunksIsNoBrokenAnswer()
{
    const auto chunked = [](const QByteArray &body) -> HostileServer::Script {
        return [body](Connection &c) {
            while (c.read())
                c.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
                       QByteArray::number(body.size(), 16) + "\r\n" + body + "\r\n0\r\n\r\n");
        };
    };
    HostileServer page(chunked("<!doctype html><p>Sign in"));
    QCOMPARE(failedAt(checked(draftOf(page.url()))), static_cast<int>(Step::Service));
    HostileServer broken(chunked(R"({"data":{"user_id":)"));
    QCOMPARE(failedAt(checked(draftOf(broken.url()))), static_cast<int>(Step::Answer));
}

void ConnectionServiceTest::takesServicesThatTellLittle_data()
{
    using Pages = std::map<QByteArray, std::pair<int, QByteArray>>;
    QTest::addColumn<QString>("user");
    QTest::addColumn<Pages>("pages");
    QTest::newRow("nothing") << QString() << Pages{{kList, {200, kEmptyPage}}};
    QTest::newRow("no whoami") << u"bob"_s
                               << Pages{{kUser, {200, R"({"data":{"user_id":"bob"}})"}},
                                        {kList, {200, kEmptyPage}}};
    QTest::newRow("no organisations")
        << u"eve@x"_s
        << Pages{{kWho, {200, R"({"data":{"email":"eve@x"}})"}}, {kList, {200, kEmptyPage}}};
    QTest::newRow("forbids both") << QString()
                                  << Pages{{kWho, {403, kForbidden}},
                                           {kUser, {403, kForbidden}},
                                           {kOrgs, {403, kForbidden}},
                                           {kList, {200, kEmptyPage}}};
}

void ConnectionServiceTest::takesServicesThatTellLittle()
{
    using Pages = std::map<QByteArray, std::pair<int, QByteArray>>;
    QFETCH(QString, user);
    QFETCH(Pages, pages);
    HostileServer server(site(pages));
    ConnectionDraft draft = draftOf(server.url());
    draft.organisation = u"og_x"_s;
    const ConnectionReport report = checked(draft);
    QVERIFY2(!report.failedAt, qPrintable(report.error.message));
    QCOMPARE(report.identity.user, user);
    QVERIFY(report.identity.organisations.isEmpty());
    QCOMPARE(server.requests().back().header("X-Roboto-Resource-Owner-Id"), "og_x");
}

TIDEMARK_TEST(ConnectionServiceTest)
#include "connection_service_test.moc"
