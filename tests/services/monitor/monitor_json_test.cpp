// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/monitor/example.h"
#include "tests/support/test_registry.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::monitor;
using namespace tidemark::test;

/// The answer of /monitor/users as text.
class MonitorJsonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void theExampleComesBackAsItWas();
    void writesTimesWithTheirZone();
    void unknownMembersAreIgnored();
    void whatMayBeMissingIsZero();
    void namesWhatIsWrong_data();
    void namesWhatIsWrong();
    void countsAreExactToTheLastDigit();
    void usersListedTwiceAreKept();
    void theLargestAnswerIsRead();

private:
    [[nodiscard]] static QByteArray with(const QByteArray &before, const QByteArray &after)
    {
        QByteArray changed = kExampleAnswer;
        changed.replace(before, after);
        return changed;
    }
};

void MonitorJsonTest::theExampleComesBackAsItWas()
{
    const auto first = readAnswer(kExampleAnswer);
    QVERIFY(first);
    const QByteArray written = writeMonitorResponse(first->response);
    const auto second = readAnswer(written);
    QVERIFY(second);
    QCOMPARE(second->response, first->response);
    QVERIFY(second->hasZone);
    QVERIFY(!second->isOffsetEstimated);
    QCOMPARE(second->response, exampleResponse());
}

// Every member of the interface in its place, by a reader that is not ours.
void MonitorJsonTest::writesTimesWithTheirZone()
{
    const QJsonObject answer =
        QJsonDocument::fromJson(writeMonitorResponse(exampleResponse())).object();
    QCOMPARE(answer.keys(), (QStringList{u"timestamp"_s, u"total_active_users"_s, u"users"_s}));
    QCOMPARE(answer[u"timestamp"].toString(), u"2025-12-17T10:30:00.076274Z"_s);
    const QJsonObject alice = answer[u"users"][0].toObject();
    QCOMPARE(alice.keys(), (QStringList{u"memory"_s, u"requests"_s, u"session"_s, u"user_id"_s}));
    QCOMPARE(alice[u"session"].toObject(),
             (QJsonObject{{u"created_at"_s, u"2025-12-17T10:00:00.120000Z"_s},
                          {u"last_activity"_s, u"2025-12-17T10:29:55.000000Z"_s},
                          {u"ref_count"_s, 1},
                          {u"is_active"_s, true}}));
    QCOMPARE(alice[u"requests"].toObject(), (QJsonObject{{u"total_requests"_s, 42},
                                                         {u"active_requests"_s, 1},
                                                         {u"avg_latency_ms"_s, 1250.5},
                                                         {u"error_count"_s, 2}}));
    QCOMPARE(alice[u"memory"].toObject(), (QJsonObject{{u"per_user_functions_count"_s, 3},
                                                       {u"per_user_function_groups_count"_s, 1},
                                                       {u"exit_stack_size"_s, 2}}));
}

void MonitorJsonTest::unknownMembersAreIgnored()
{
    const auto read =
        readAnswer(with("\"ref_count\": 1,", "\"ref_count\": 1, \"tokens\": [1, {}],"));
    QVERIFY(read);
    QCOMPARE(read->response, exampleResponse());
    const auto top = readAnswer(with("\"timestamp\"", "\"next\": null, \"timestamp\""));
    QVERIFY(top);
    QCOMPARE(top->response, exampleResponse());
}

void MonitorJsonTest::whatMayBeMissingIsZero()
{
    const auto read = readAnswer(R"({"timestamp": "2025-12-17T10:30:00", "users": [
        {"user_id": "a", "session": {"created_at": "2025-12-17T10:00:00",
                                     "last_activity": "2025-12-17T10:00:01", "ref_count": 2}},
        {"user_id": "b", "requests": {}, "memory": {"exit_stack_size": 4},
         "session": {"created_at": "2025-12-17T10:00:00", "last_activity": "2025-12-17T10:00:01"}}]})");
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    const auto &users = read->response.users;
    QCOMPARE(read->response.totalActiveUsers, 2);
    QCOMPARE(users[0].requests, PerUserRequestMetrics());
    QCOMPARE(users[0].memory, PerUserMemoryMetrics());
    QCOMPARE(users[0].session.refCount, 2);
    QVERIFY(users[0].session.isActive);
    QCOMPARE(users[1].requests, PerUserRequestMetrics());
    QCOMPARE(users[1].memory, (PerUserMemoryMetrics{0, 0, 4}));
    QVERIFY(!users[1].session.isActive);
}

void MonitorJsonTest::namesWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("detail");
    const auto row = [](const char *name, const QByteArray &body, const QString &words,
                        const QString &detail) { QTest::newRow(name) << body << words << detail; };
    row("users missing", R"({"timestamp": "2025-12-17T10:30:00", "total_active_users": 0})",
        u"users is missing"_s, u"wire.field users"_s);
    row("users no list", R"({"timestamp": "2025-12-17T10:30:00", "users": {}})",
        u"users must be a list"_s, u"wire.field users"_s);
    row("users null", R"({"timestamp": "2025-12-17T10:30:00", "users": null})",
        u"users must be a list"_s, u"wire.field users"_s);
    row("no time", R"({"users": []})", u"timestamp is missing"_s, u"wire.field timestamp"_s);
    row("another time", with("2025-12-17T10:15:00.000001", "yesterday"),
        u"users[1].session.created_at is not a date"_s,
        u"wire.field users[1].session.created_at"_s);
    row("a time that is none", with("2025-12-17T10:15:00.000001", "2025-02-30T10:15:00"),
        u"users[1].session.created_at"_s, u"wire.field users[1].session.created_at"_s);
    row("a time beyond the end", with("2025-12-17T10:15:00.000001", "9999-12-31T10:15:00"),
        u"users[1].session.created_at"_s, u"wire.field users[1].session.created_at"_s);
    row("a number for a time", with("\"2025-12-17T10:29:55\"", "1765967395"),
        u"users[0].session.last_activity must be a text"_s,
        u"wire.field users[0].session.last_activity"_s);
    row("no user", with("\"user_id\": \"e0d43398-5fc8-5c1d-95d5-d39399e69f51\",", ""),
        u"users[1].user_id is missing"_s, u"wire.field users[1].user_id"_s);
    row("a number for a user", with("\"e0d43398-5fc8-5c1d-95d5-d39399e69f51\"", "7"),
        u"users[1].user_id must be a text"_s, u"wire.field users[1].user_id"_s);
    row("no session", with("\"session\"", "\"sessions\""), u"users[0].session is missing"_s,
        u"wire.field users[0].session"_s);
    row("a text for requests", with("\"requests\": {", "\"requests\": \"none\", \"x\": {"),
        u"users[0].requests must be an object"_s, u"wire.field users[0].requests"_s);
    row("a huge count", with("42", "9223372036854775808"),
        u"users[0].requests.total_requests must be a whole number"_s,
        u"wire.field users[0].requests.total_requests"_s);
    row("a broken count", with("42", "42.5"), u"users[0].requests.total_requests"_s,
        u"wire.field users[0].requests.total_requests"_s);
    row("a negative count", with("42", "-1"), u"users[0].requests.total_requests is a count"_s,
        u"wire.field users[0].requests.total_requests"_s);
    row("a negative latency", with("1250.5", "-0.5"),
        u"users[0].requests.avg_latency_ms is a time"_s,
        u"wire.field users[0].requests.avg_latency_ms"_s);
    row("a text for a latency", with("1250.5", "\"long\""),
        u"users[0].requests.avg_latency_ms must be a finite number"_s,
        u"wire.field users[0].requests.avg_latency_ms"_s);
    row("not a number", with("1250.5", "NaN"), u"no JSON number"_s, u"json.number"_s);
    row("a word for a flag", with("true", "\"yes\""),
        u"users[0].session.is_active must be true or false"_s,
        u"wire.field users[0].session.is_active"_s);
    row("a list", "[]", u"must be a JSON object"_s, u"wire.body"_s);
    row("a page", "<html>", u"not valid JSON"_s, u"json.syntax"_s);
    row("nothing", "", u"not valid JSON"_s, u"json.syntax"_s);
    row("cut off", kExampleAnswer.chopped(3), u"not valid JSON"_s, u"json.syntax"_s);
    row("more behind", kExampleAnswer + "x", u"not valid JSON"_s, u"json.syntax"_s);
}

void MonitorJsonTest::namesWhatIsWrong()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, words);
    QFETCH(QString, detail);
    const auto read = readAnswer(body);
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::Network);
    QVERIFY2(read.error().message.contains(words), qPrintable(read.error().message));
    QCOMPARE(read.error().detail, detail);
}

void MonitorJsonTest::countsAreExactToTheLastDigit()
{
    const auto read = readAnswer(with("42", "9223372036854775807"));
    QVERIFY(read);
    QCOMPARE(read->response.users[0].requests.totalRequests, std::int64_t{9223372036854775807});
    QVERIFY(writeMonitorResponse(read->response).contains("9223372036854775807"));
}

void MonitorJsonTest::usersListedTwiceAreKept()
{
    const auto read = readAnswer(with(kBob.toLatin1(), kAlice.toLatin1()));
    QVERIFY(read);
    QCOMPARE(read->response.users.size(), 2U);
    QCOMPARE(read->response.users[0].userId, kAlice);
    QCOMPARE(read->response.users[1].userId, kAlice);
    QCOMPARE(read->response.users[1].requests.totalRequests, 10);
}

void MonitorJsonTest::theLargestAnswerIsRead()
{
    QByteArray padded = kExampleAnswer;
    padded.append(QByteArray(kMonitorMaxBytes - padded.size(), ' '));
    QVERIFY(readAnswer(padded));
    const auto read = readAnswer(padded + ' ');
    QVERIFY(!read);
    QCOMPARE(read.error().detail, u"json.size"_s);
}

TIDEMARK_TEST(MonitorJsonTest)
#include "monitor_json_test.moc"
