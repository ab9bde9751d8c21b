// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes of each call and the reading of its answer, against a server with a script.
#include "tests/services/roboto/remote_bench.h"
#include "tests/services/roboto/remote_calls.h"
#include "tests/support/hostile_server.h"
#include "tests/support/test_registry.h"

#include <atomic>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

using Connection = HostileConnection;

} // namespace

class RobotoRemoteTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void sendsWhatTheProtocolSays_data();
    void sendsWhatTheProtocolSays();
    void namesNoOrganisationThatIsNotKnown();
    void readsEveryField();
    void readsAllPagesForAKey();
    void updatesOfMetadataReadTheSessionFirst();
    void repeatsWhatMayBeRepeatedOnly_data();
    void repeatsWhatMayBeRepeatedOnly();
    void keepsRetryAfter();
    void mapsErrors_data();
    void mapsErrors();
    void asksWhoTheTokenIs();
    void stopsAtOnce();
    void endsWithTheRemote();
};

void RobotoRemoteTest::sendsWhatTheProtocolSays_data()
{
    QTest::addColumn<int>("row");
    for (std::size_t i = 0; i < remoteCalls().size(); ++i)
        QTest::newRow(remoteCalls()[i].name) << static_cast<int>(i);
}

void RobotoRemoteTest::sendsWhatTheProtocolSays() // roboto-api 2.1, 3.1
{
    QFETCH(int, row);
    const RemoteCall &wanted = remoteCalls().at(static_cast<std::size_t>(row));
    HostileServer server([&wanted](Connection &c) {
        while (c.read())
            c.answer(wanted.answer.isEmpty() ? 204 : 200, wanted.answer);
    });
    RemoteBench remote(server.url() + u"/"_s, u"tok-en"_s, u"og é"_s);
    QCOMPARE(wanted.make(remote.api()), QByteArray("ok"));
    const auto requests = server.requests();
    QCOMPARE(requests.size(), std::size_t{1});
    const SeenRequest &seen = requests.front();
    QCOMPARE(seen.firstLine(), wanted.line + " HTTP/1.1");
    QCOMPARE(seen.body, wanted.body);
    QCOMPARE(seen.header("Authorization"), "Bearer tok-en");
    QCOMPARE(seen.header("X-Roboto-Api-Version"), "2026-05-20");
    const QByteArray og = QByteArray("og é");
    QCOMPARE(seen.header("X-Roboto-Org-Id"), wanted.org == "caller" ? og : QByteArray());
    QCOMPARE(seen.header("X-Roboto-Resource-Owner-Id"), wanted.org == "owner" ? og : QByteArray());
    QCOMPARE(seen.header("Content-Type"),
             seen.body.isEmpty() ? QByteArray() : QByteArray("application/json"));
}

void RobotoRemoteTest::namesNoOrganisationThatIsNotKnown()
{
    const QByteArray orgs =
        dataJson(R"([{"org_id":"og_1","name":"One","tier":"free","status":"active",)"
                 R"("created":"2026-05-01T08:00:00Z"}])");
    HostileServer server([&orgs](Connection &c) {
        while (c.read())
            c.answer(200, c.request().firstLine().contains("orgs") ? orgs : pageJson({}));
    });
    RemoteBench remote(server.url());
    QVERIFY(ended(remote->definitions({}, {})));
    QVERIFY(ended(remote->devices({}, {}))); // are listed by organisation
    const auto requests = server.requests();
    QCOMPARE(requests.size(), std::size_t{3});
    QVERIFY(requests[0].header("X-Roboto-Resource-Owner-Id").isEmpty());
    QCOMPARE(requests[2].firstLine(), "GET /v1/devices/org/og_1 HTTP/1.1");
}

void RobotoRemoteTest::readsEveryField()
{
    HostileServer server([](Connection &c) {
        while (c.read()) {
            if (c.request().firstLine().contains("definition"))
                c.answer(200, dataJson(definitionJson()));
            else if (c.request().firstLine().contains("sessions"))
                c.answer(200, dataJson(sessionJson()));
            else
                c.answer(200, dataJson(QByteArray("[") + recordJson() + "]"));
        }
    });
    RemoteBench remote(server.url());
    const auto definition = ended(remote->findDefinition(u"m"_s, {}));
    QVERIFY2(definition, complaintOf(definition).constData());
    QCOMPARE(definition->value().uid, u"mt_1"_s);
    QCOMPARE(definition->value().modifiedBy, u"b"_s);
    QCOMPARE(definition->value().modified, Timestamp(1'777'622'400'000'000'000));
    const auto session = ended(remote->findSession(u"ss_1"_s, {}));
    QVERIFY2(session, complaintOf(session).constData());
    QCOMPARE(session->value().key, u"ours"_s);
    QCOMPARE(session->value().metadata, (QJsonObject{{u"x"_s, 1}}));
    QCOMPARE(session->value().customFields, QJsonObject()); // null: cleared
    QCOMPARE(session->value().start, std::optional(Timestamp(1'746'057'600'000'000'001)));
    QCOMPARE(session->value().end, std::optional(Timestamp::max()));
    const auto records = ended(remote->recordsOf(u"ss_1"_s, {}));
    QVERIFY2(records, complaintOf(records).constData());
    QCOMPARE(records->front().value, 1e22);
    QVERIFY(!records->front().device && !records->front().start);
    QCOMPARE(records->front().published, Timestamp(1'777'629'791'482'913'000));
}

void RobotoRemoteTest::readsAllPagesForAKey() // check 45: an empty page with a token is followed
{
    HostileServer server([](Connection &c) {
        while (c.read()) {
            const QByteArray line = c.request().firstLine();
            if (line.contains("page_token=2"))
                c.answer(200, pageJson(sessionJson()));
            else if (line.contains("page_token=1"))
                c.answer(200, pageJson({}, "\"2\""));
            else
                c.answer(200, pageJson({}, "\"1\""));
        }
    });
    RemoteBench remote(server.url());
    const auto found = ended(remote->sessionsByKey({u"ours"_s}, {}));
    QVERIFY2(found, complaintOf(found).constData());
    QCOMPARE(found->size(), std::size_t{1});
    QCOMPARE(server.requests().size(), std::size_t{3});
    const auto empty = ended(remote->sessions({}, {}));
    QVERIFY(empty->items.empty());
    QCOMPARE(empty->next, std::optional(u"1"_s)); // told to the caller of single pages

    HostileServer endless([](Connection &c) {
        while (c.read())
            c.answer(200, pageJson(sessionJson(), "\"again\""));
    });
    RemoteBench other(endless.url());
    QCOMPARE(faultOf(ended(other->sessionsByKey({u"ours"_s}, {}))),
             static_cast<int>(RemoteFault::Server));
}

void RobotoRemoteTest::updatesOfMetadataReadTheSessionFirst()
{
    HostileServer server([](Connection &c) {
        while (c.read())
            c.answer(200, dataJson(sessionJson()));
    });
    RemoteBench remote(server.url());
    RemoteSessionChange change;
    change.putMetadata = {{u"a.b"_s, 2}};
    QVERIFY(ended(remote->updateSession(u"ss_1"_s, change, {})));
    change = {};
    change.addLabels = {u"new"_s};
    change.dropLabels = {u"t"_s};
    change.putCustomFields = {{u"f"_s, 1}};
    QVERIFY(ended(remote->updateSession(u"ss_1"_s, change, {})));
    const auto requests = server.requests();
    QCOMPARE(requests.size(), std::size_t{3});
    QVERIFY(requests[0].firstLine().startsWith("GET "));
    QCOMPARE(requests[1].body, R"({"metadata_changeset":{"put_tags":["t"],"put_fields":{"a.b":2,)"
                               R"("tidemark_key":"ours","x":1},"replace_all":true}})");
    QCOMPARE(requests[2].body, R"({"metadata_changeset":{"put_tags":["new"],"remove_tags":["t"]},)"
                               R"("custom_fields_changeset":{"set_fields":{"f":1}}})");
}

void RobotoRemoteTest::repeatsWhatMayBeRepeatedOnly_data()
{
    QTest::addColumn<int>("row");
    QTest::addColumn<bool>("isRepeated");
    const QStringList once{u"createDefinition"_s, u"removeDefinition"_s, u"createSession"_s,
                           u"removeSession"_s, u"createDevice"_s};
    for (std::size_t i = 0; i < remoteCalls().size(); ++i)
        QTest::newRow(remoteCalls()[i].name)
            << static_cast<int>(i) << !once.contains(QLatin1String(remoteCalls()[i].name));
}

// Check 45; a session is never made twice by repeating.
void RobotoRemoteTest::repeatsWhatMayBeRepeatedOnly()
{
    QFETCH(int, row);
    QFETCH(bool, isRepeated);
    const RemoteCall &wanted = remoteCalls().at(static_cast<std::size_t>(row));
    for (const int status : {503, 502, 429, 0}) {
        std::atomic<int> asked = 0;
        HostileServer server([&](Connection &c) {
            while (c.read()) {
                if (++asked > 2)
                    c.answer(wanted.answer.isEmpty() ? 204 : 200, wanted.answer);
                else if (status == 0)
                    return; // closed without an answer
                else
                    c.answer(status, "<html>");
            }
        });
        RemoteBench remote(server.url(), u"tok-en"_s, u"og"_s, 3);
        const QByteArray said = wanted.make(remote.api());
        QCOMPARE(said == "ok", isRepeated);
        QCOMPARE(asked.load(), isRepeated ? 3 : 1);
    }
    std::atomic<int> asked = 0;
    HostileServer server([&](Connection &c) {
        while (c.read()) {
            ++asked;
            c.answer(400, "no");
        }
    });
    RemoteBench remote(server.url(), u"tok-en"_s, u"og"_s, 3);
    QVERIFY(wanted.make(remote.api()) != "ok");
    QCOMPARE(asked.load(), 1); // it would be refused again
}

void RobotoRemoteTest::keepsRetryAfter()
{
    HostileServer server([](Connection &c) {
        while (c.read())
            c.answer(429, {}, "Retry-After: 7\r\n");
    });
    RemoteBench remote(server.url());
    const auto busy = ended(remote->publish(oneValue(), {}));
    QCOMPARE(faultOf(busy), static_cast<int>(RemoteFault::Busy));
    QCOMPARE(busy.error().retryAfter, std::optional(std::chrono::milliseconds(7000)));
    QVERIFY(busy.error().mayRetry);
    QVERIFY(!busy.error().mayBeDone);
}

void RobotoRemoteTest::mapsErrors_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("fault");
    QTest::addColumn<bool>("mayBeDone");
    QTest::addColumn<bool>("mayRetry");
    const auto row = [](const char *name, int status, const QByteArray &body, RemoteFault fault,
                        bool mayBeDone, bool mayRetry) {
        QTest::newRow(name) << status << body << static_cast<int>(fault) << mayBeDone << mayRetry;
    };
    const auto coded = [](const QByteArray &code) -> QByteArray {
        return R"({"error":{"error_code":")" + code + R"(","message":"words"}})";
    };
    using Fault = RemoteFault;
    row("400", 400, {}, Fault::Refused, false, false);
    row("400 no organisation", 400, coded("RobotoNoOrgProvidedException"), Fault::Unauthorized,
        false, false);
    row("401 page", 401, "<html>", Fault::Unauthorized, false, false);
    row("401 code", 401, coded("RobotoUnauthorizedException"), Fault::Unauthorized, false, false);
    row("403", 403, {}, Fault::Refused, false, false);
    row("403 code", 403, coded("RobotoUnauthorizedException"), Fault::Refused, false, false);
    row("403 token", 403, coded("RobotoAuthenticationFailureException"), Fault::Unauthorized, false,
        false);
    row("quota", 403, coded("RobotoLimitExceededException"), Fault::Refused, false, false);
    row("404 page", 404, "<html>gone</html>", Fault::NotFound, false, false);
    row("404 code", 404, coded("RobotoDeviceNotFoundException"), Fault::NotFound, false, false);
    row("code before status", 400, coded("RobotoNotFoundException"), Fault::NotFound, false, false);
    row("unknown operation", 404, coded("RobotoUnknownOperationException"), Fault::Refused, false,
        false);
    row("405", 405, {}, Fault::Refused, false, false);
    row("408", 408, {}, Fault::Lost, true, true);
    row("409", 409, {}, Fault::Exists, false, false);
    row("409 state", 409, coded("RobotoConditionException"), Fault::Refused, false, false);
    row("410", 410, coded("RobotoExpiredException"), Fault::NotFound, false, false);
    row("413", 413, coded("RobotoInvalidRequestException"), Fault::TooLarge, false, false);
    row("413 page", 413, "<html>", Fault::TooLarge, false, false);
    row("422", 422, R"({"detail":"x"})", Fault::Refused, false, false);
    row("429", 429, {}, Fault::Busy, false, true);
    row("500", 500, {}, Fault::Server, true, true);
    row("500 code", 500, coded("RobotoInternalException"), Fault::Server, true, true);
    row("501", 501, coded("RobotoNotImplementedException"), Fault::Server, true, false);
    row("502 page", 502, "<html>", Fault::Server, true, true);
    row("503 page", 503, "<html>", Fault::Busy, true, true);
    row("503 code", 503, coded("RobotoServiceUnavailableException"), Fault::Busy, true, true);
    row("504 code", 504, coded("RobotoServiceTimeoutException"), Fault::Server, true, true);
    row("507", 507, coded("RobotoServiceException"), Fault::Server, true, false);
    row("599 odd body", 599, QByteArray("\xff\x00{", 3), Fault::Server, true, true);
}

void RobotoRemoteTest::mapsErrors() // C3; roboto-api 1.6
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(int, fault);
    QFETCH(bool, mayBeDone);
    QFETCH(bool, mayRetry);
    HostileServer server([&](Connection &c) {
        while (c.read())
            c.answer(status, body);
    });
    RemoteBench remote(server.url());
    const auto write = ended(remote->createSession(keyedSession(), {}));
    QCOMPARE(faultOf(write), fault);
    QCOMPARE(write.error().status, status);
    QCOMPARE(write.error().mayBeDone, mayBeDone);
    QCOMPARE(write.error().mayRetry, mayRetry);
    QVERIFY(write.error().error.message.size() > 20);
    QVERIFY(!write.error().error.message.contains(u'<'));
    const auto read = ended(remote->recordsOf(u"ss_1"_s, {}));
    QCOMPARE(faultOf(read), fault);
    QVERIFY(!read.error().mayBeDone); // nothing to be done
    if (fault == static_cast<int>(RemoteFault::NotFound)) {
        QVERIFY(!ended(remote->findSession(u"ss_1"_s, {})).value().has_value());
        QVERIFY(!ended(remote->findDefinition(u"m"_s, {})).value().has_value());
    }
}

void RobotoRemoteTest::asksWhoTheTokenIs()
{
    HostileServer server([](Connection &c) {
        while (c.read()) {
            const QByteArray line = c.request().firstLine();
            if (line.contains("definitions"))
                c.answer(200, pageJson(definitionJson()));
            else
                c.answer(404, "<html>");
        }
    });
    RemoteBench remote(server.url());
    const auto nobody = ended(remote->whoAmI({}));
    QVERIFY2(nobody, complaintOf(nobody).constData());
    QVERIFY(nobody->user.isEmpty() && nobody->organisations.isEmpty());
    HostileServer none([](Connection &c) {
        while (c.read())
            c.answer(404, "<html>");
    });
    RemoteBench nowhere(none.url());
    QCOMPARE(faultOf(ended(nowhere->whoAmI({}))), static_cast<int>(RemoteFault::NotFound));
}

void RobotoRemoteTest::stopsAtOnce()
{
    HostileServer server([](Connection &c) {
        if (c.read())
            c.hang();
    });
    RemoteBench remote(server.url());
    std::stop_source stop;
    auto future = remote->createSession(keyedSession(), stop.get_token());
    QTRY_COMPARE(server.requests().size(), std::size_t{1});
    stop.request_stop();
    const auto stopped = ended(std::move(future));
    QCOMPARE(faultOf(stopped), static_cast<int>(RemoteFault::Stopped));
    QVERIFY(stopped.error().mayBeDone); // it had been sent
}

void RobotoRemoteTest::endsWithTheRemote()
{
    HostileServer server([](Connection &c) {
        if (c.read())
            c.hang();
    });
    RemoteBench remote(server.url());
    auto call = remote->definitions({}, {});
    auto steps = remote->sessionsByKey({u"k"_s}, {});
    auto who = remote->whoAmI({});
    QTRY_COMPARE(server.requests().size(), std::size_t{3});
    remote.drop();
    QCOMPARE(faultOf(ended(std::move(call))), static_cast<int>(RemoteFault::Stopped));
    QCOMPARE(faultOf(ended(std::move(steps))), static_cast<int>(RemoteFault::Stopped));
    QCOMPARE(faultOf(ended(std::move(who))), static_cast<int>(RemoteFault::Stopped));
}

TIDEMARK_TEST(RobotoRemoteTest)
#include "remote_requests_test.moc"
