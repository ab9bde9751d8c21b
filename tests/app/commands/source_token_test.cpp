// SPDX-License-Identifier: GPL-3.0-or-later
// The token of a source: where the commands find it, and where it never is.
#include "tests/app/commands/source_command_case.h"
#include "tests/services/roboto/fault_proxy.h"
#include "tests/support/files.h"
#include "tests/support/private_bus.h"
#include "tests/support/secret_search.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

class SourceTokenTest : public SourceCommandCase
{
    Q_OBJECT

private Q_SLOTS:
    void aTokenIsKeptInTheKeyring();
    void aTokenOfAnotherAddressIsNotSent();
    void anUnusableConfigurationIsTold_data();
    void anUnusableConfigurationIsTold();
    void theTokenOfTheEnvironmentGoesBeforeAProfile();
    void theKeptTokenIsForItsAddressOnly();
    void aWaitForTheKeyringIsInterrupted_data();
    void aWaitForTheKeyringIsInterrupted();
    void tellsThatATokenCanBeReadOnTheWay();
    void theTokenIsNowhere_data();
    void theTokenIsNowhere();
    void theTokenIsInNoProcessList();
};

void SourceTokenTest::aTokenIsKeptInTheKeyring()
{
    addFar();
    const auto absent = run({u"sources"_s, u"token"_s, u"far"_s}, m_token.toUtf8() + '\n');
    QCOMPARE(absent.exitCode, 1);
    QVERIFY2(absent.err.contains("secret service"), absent.err.constData());
    if (!m_bus->startKeyring())
        QSKIP("This system has no keyring (package gnome-keyring).");
    QCOMPARE(run({u"sources"_s, u"token"_s, u"far"_s}, "\n").exitCode, 2);
    const auto kept = run({u"sources"_s, u"token"_s, u"far"_s}, m_token.toUtf8() + '\n');
    QVERIFY2(kept.exitCode == 0, kept.err.constData());
    QCOMPARE(run({u"sources"_s, u"test"_s, u"far"_s}).exitCode, 0);
    QCOMPARE(run({u"sources"_s, u"token"_s, u"far"_s, u"--forget"_s}).exitCode, 0);
    QCOMPARE(run({u"sources"_s, u"test"_s, u"far"_s}).exitCode, 4);
    m_bus->endKeyring();
}

void SourceTokenTest::aTokenOfAnotherAddressIsNotSent()
{
    addFar();
    setEnvironmentToken();
    qputenv("ROBOTO_SERVICE_ENDPOINT", "https://metrics.example");
    QCOMPARE(run({u"fetch"_s, u"far"_s}).exitCode, 4);
    qunsetenv("ROBOTO_API_KEY");
    const QString file = path(u"config.json"_s);
    writeFile(file, R"({"version":"v1","default_profile":"a","profiles":{)"
                    R"("a":{"api_key":"x","endpoint":"https://metrics.example"},)"
                    R"("b":{"api_key":")" +
                        m_token.toUtf8() + R"(","endpoint":")" + m_served->url().toUtf8() +
                        R"(/"}}})");
    qputenv("ROBOTO_CONFIG_FILE", file.toUtf8());
    const auto other = run({u"fetch"_s, u"far"_s, u"--profile"_s, u"a"_s});
    QCOMPARE(other.exitCode, 2);
    QVERIFY2(other.err.contains("metrics.example"), other.err.constData());
    QCOMPARE(run({u"fetch"_s, u"far"_s, u"--profile"_s, u"b"_s}).exitCode, 0);
    QCOMPARE(run({u"sources"_s, u"add"_s, u"b"_s, u"--profile"_s, u"b"_s}).exitCode, 0);
    QCOMPARE(json({u"sources"_s}).at(0)[u"endpoint"].toString(), m_served->url());
}

void SourceTokenTest::anUnusableConfigurationIsTold_data()
{
    QTest::addColumn<QByteArray>("variable");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("told");
    QTest::newRow("a time-out beside a token")
        << QByteArray("ROBOTO_DEFAULT_HTTP_TIMEOUT") << QByteArray("30s")
        << QByteArray("ROBOTO_DEFAULT_HTTP_TIMEOUT");
    QTest::newRow("a file") << QByteArray("ROBOTO_CONFIG_FILE") << QByteArray()
                            << QByteArray("broken.json");
}

// Not "there is no token", where there is one.
void SourceTokenTest::anUnusableConfigurationIsTold()
{
    QFETCH(QByteArray, variable);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, told);
    addFar();
    if (value.isEmpty()) {
        const QString file = path(u"broken.json"_s);
        writeFile(file, R"({"version":"v1",})");
        value = file.toUtf8();
    } else {
        setEnvironmentToken();
    }
    qputenv(variable.constData(), value);
    const auto fetched = run({u"fetch"_s, u"far"_s});
    qunsetenv(variable.constData());
    QCOMPARE(fetched.exitCode, 2);
    QVERIFY2(fetched.err.contains(told), fetched.err.constData());
    QVERIFY2(!fetched.err.contains("There is no token"), fetched.err.constData());
}

void SourceTokenTest::theTokenOfTheEnvironmentGoesBeforeAProfile()
{
    addFar();
    setEnvironmentToken();
    const QStringList fetch{u"fetch"_s, u"far"_s, u"--profile"_s, u"prod"_s};
    const auto fetched = run(fetch);
    QCOMPARE(fetched.exitCode, 0);
    QVERIFY2(fetched.err.contains("goes before the profile \"prod\""), fetched.err.constData());
    qputenv("ROBOTO_SERVICE_ENDPOINT", "https://metrics.example");
    const auto refused = run(fetch);
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.err.contains("token of the environment"), refused.err.constData());
}

// Q4: whatever the address is changed to, the token is not found for it.
void SourceTokenTest::theKeptTokenIsForItsAddressOnly()
{
    if (!m_bus->startKeyring())
        QSKIP("This system has no keyring (package gnome-keyring).");
    addFar();
    QCOMPARE(run({u"sources"_s, u"token"_s, u"far"_s}, m_token.toUtf8() + '\n').exitCode, 0);
    QCOMPARE(run({u"sources"_s, u"test"_s, u"far"_s}).exitCode, 0);
    const QString other = path(u"other.tidemark"_s);
    QVERIFY(!createToken(other).isEmpty());
    const ServedStore otherServed(other, QStringList{u"--quiet"_s});
    QVERIFY(otherServed.isServing());
    const auto moved = run({u"sources"_s, u"set"_s, u"far"_s, u"--endpoint"_s, otherServed.url()});
    QCOMPARE(moved.exitCode, 0);
    QVERIFY2(moved.err.contains("sources token"), moved.err.constData());
    QCOMPARE(run({u"sources"_s, u"test"_s, u"far"_s}).exitCode, 4); // there is none
    QCOMPARE(run({u"sources"_s, u"set"_s, u"far"_s, u"--endpoint"_s, m_served->url()}).exitCode, 0);
    QCOMPARE(run({u"sources"_s, u"test"_s, u"far"_s}).exitCode, 4); // and it was forgotten
    m_bus->endKeyring();
}

void SourceTokenTest::aWaitForTheKeyringIsInterrupted_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("interrupt") << SIGINT;
    QTest::newRow("terminate") << SIGTERM;
}

void SourceTokenTest::aWaitForTheKeyringIsInterrupted() // Z5
{
    QFETCH(const int, signal);
    if (!m_bus->startKeyring())
        QSKIP("This system has no keyring (package gnome-keyring).");
    addFar();
    ::kill(static_cast<pid_t>(m_bus->keyringProcess()), SIGSTOP); // it answers no more
    const auto fetch = startTidemark(withStore({u"fetch"_s, u"far"_s}));
    QVERIFY(fetch->waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(m_store + u"-wal"_s),
                             20'000); // it then looks for the token
    ::kill(static_cast<pid_t>(fetch->processId()), signal);
    const bool hasEnded = fetch->waitForFinished(10'000);
    ::kill(static_cast<pid_t>(m_bus->keyringProcess()), SIGCONT);
    QVERIFY(hasEnded);
    QCOMPARE(fetch->exitCode(), 130);
    m_bus->endKeyring();
}

void SourceTokenTest::tellsThatATokenCanBeReadOnTheWay() // R1
{
    const QString plain = u"http://metrics.invalid"_s;
    const QByteArray word = "not encrypted";
    QVERIFY(run({u"sources"_s, u"add"_s, u"plain"_s, u"--endpoint"_s, plain}).err.contains(word));
    addFar();
    QVERIFY(!run({u"sources"_s, u"test"_s, u"far"_s}).err.contains(word)); // this machine
    QVERIFY(run({u"sources"_s, u"set"_s, u"far"_s, u"--endpoint"_s, u"http://far.invalid"_s})
                .err.contains(word));
    QVERIFY(!run({u"sources"_s, u"set"_s, u"far"_s, u"--level"_s, u"off"_s}).err.contains(word));
    qputenv("ROBOTO_API_KEY", m_token.toUtf8());
    qputenv("ROBOTO_SERVICE_ENDPOINT", plain.toUtf8());
    QCOMPARE(run({u"sources"_s, u"set"_s, u"plain"_s, u"--level"_s, u"summary"_s}).exitCode, 0);
    addAt(u"load"_s, u"1"_s, u"2026-05-01T10:00:00Z"_s);
    for (const QString &verb : {u"fetch"_s, u"publish"_s}) {
        const auto told = run({verb, u"plain"_s});
        QCOMPARE(told.exitCode, 5);
        QVERIFY2(told.err.contains(word), told.err.constData());
    }
    QVERIFY(run({u"sources"_s, u"test"_s, u"plain"_s}).err.contains(word));
}

void SourceTokenTest::theTokenIsNowhere_data()
{
    QTest::addColumn<FaultProxy::Replacement>("replacement");
    using Answer = std::optional<FaultProxy::Answer>;
    const auto tokenOf = [](const SeenRequest &request) {
        return request.header("Authorization").sliced(QByteArrayView("Bearer ").size());
    };
    QTest::newRow("a sound server") << FaultProxy::Replacement();
    QTest::newRow("it tells it back with 401")
        << FaultProxy::Replacement([tokenOf](const SeenRequest &request) -> Answer {
               return FaultProxy::Answer{
                   401, R"({"error":{"error_code":"RobotoUnauthorizedException","message":"not )" +
                            tokenOf(request) + R"("}})"};
           });
    QTest::newRow("it tells it back with 500") << FaultProxy::Replacement([tokenOf](
                                                                              const SeenRequest
                                                                                  &request)
                                                                              -> Answer {
        return FaultProxy::Answer{500, R"({"message":"failed for )" + tokenOf(request) + R"("})"};
    });
    QTest::newRow("it tells it back where its message is cut")
        << FaultProxy::Replacement([tokenOf](const SeenRequest &request) -> Answer {
               return FaultProxy::Answer{500, R"({"message":")" + QByteArray(480, 'x') +
                                                  tokenOf(request) + R"("})"};
           });
    QTest::newRow("it tells it back as names") << FaultProxy::Replacement(
        [tokenOf](const SeenRequest &request) -> Answer {
            const QByteArray token = tokenOf(request);
            if (request.firstLine().contains("/v1/users/whoami"))
                return FaultProxy::Answer{200, R"({"data":{"user_id":")" + token + R"(","name":")" +
                                                   token + R"(","is_service_user":false}})"};
            if (!request.firstLine().startsWith("GET /v1/metrics/definitions"))
                return std::nullopt;
            return FaultProxy::Answer{
                200, R"({"data":{"items":[{"metric_id":"mt_1","name":"told","org_id":"og_local",)"
                     R"("description":")" +
                         token + R"(","created":"2026-05-01T00:00:00Z","created_by":")" + token +
                         R"(","modified":"2026-05-01T00:00:00Z","modified_by":"b"}],)"
                         R"("next_token":null}})"};
        });
    QTest::newRow("it tells it back of each value")
        << FaultProxy::Replacement([tokenOf](const SeenRequest &request) -> Answer {
               if (!request.firstLine().startsWith("POST /v1/metrics "))
                   return std::nullopt;
               return FaultProxy::Answer{200, R"({"data":{"succeeded":[],"failed":[{"name":"load",)"
                                              R"("error":"refused to )" +
                                                  tokenOf(request) + R"("}]}})"};
           });
}

// C7: whatever goes wrong, the token is in no output and in no file.
void SourceTokenTest::theTokenIsNowhere()
{
    QFETCH(const FaultProxy::Replacement, replacement);
    FaultProxy proxy([](const SeenRequest &) { return ProxyFault::None; }, replacement);
    proxy.setUpstream(m_served->port());
    qputenv("XDG_CONFIG_HOME", path(u"config"_s).toUtf8());
    addFarAt(proxy.url());
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    QByteArray said;
    const auto keepWords = [this, &said](const QStringList &step) {
        qputenv("QT_LOGGING_RULES", "tidemark.*=true");
        const auto done = run(step);
        qunsetenv("QT_LOGGING_RULES");
        said += done.out + done.err;
    };
    for (const QStringList &step :
         {QStringList{u"sources"_s, u"test"_s, u"far"_s},
          QStringList{u"publish"_s, u"far"_s, u"--wait"_s, u"0"_s},
          QStringList{u"fetch"_s, u"far"_s}, QStringList{u"sources"_s},
          QStringList{u"export"_s, u"records"_s}, QStringList{u"export"_s, u"sessions"_s},
          QStringList{u"definitions"_s}, QStringList{u"backup"_s, path(u"copy.tidemark"_s)}})
        keepWords(step);
    m_served->kill();
    keepWords({u"fetch"_s, u"far"_s});
    QVERIFY(said.contains("load"));
    QVERIFY2(!tellsSecret(said, m_token.toLatin1()), said.constData());
    QVERIFY(QFile::exists(path(u"state/tidemark/contacts.json"_s)));
    QCOMPARE(filesThatTell(path(QString()), m_token.toLatin1()), QStringList());
    qunsetenv("XDG_CONFIG_HOME");
}

// C7: a token of the keyring is seen in no list of processes.
void SourceTokenTest::theTokenIsInNoProcessList()
{
    if (!m_bus->startKeyring())
        QSKIP("This system has no keyring (package gnome-keyring).");
    addFar();
    QCOMPARE(run({u"sources"_s, u"token"_s, u"far"_s}, m_token.toUtf8() + '\n').exitCode, 0);
    ::kill(static_cast<pid_t>(m_served->process().processId()), SIGSTOP); // it answers no more
    const auto fetch = startTidemark(withStore({u"fetch"_s, u"far"_s}));
    QVERIFY(fetch->waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(m_store + u"-wal"_s),
                             20'000); // it has the token, or is about to
    QTest::qWait(300);
    const QByteArray lines = commandLines();
    QVERIFY(lines.contains(m_store.toUtf8())); // the fetch is among them
    QVERIFY(!tellsSecret(lines, m_token.toLatin1()));
    QVERIFY(!tellsSecret(environments(), m_token.toLatin1()));
    ::kill(static_cast<pid_t>(fetch->processId()), SIGINT);
    QVERIFY(fetch->waitForFinished(20'000));
    ::kill(static_cast<pid_t>(m_served->process().processId()), SIGCONT);
    m_bus->endKeyring();
}

TIDEMARK_TEST(SourceTokenTest)
#include "source_token_test.moc"
