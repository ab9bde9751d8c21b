// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/client/roboto_connection.h"
#include "services/roboto/client/roboto_profile.h"
#include "services/sources/roboto_remotes.h"
#include "tests/support/files.h"
#include "tests/support/hostile_server.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;
using namespace std::chrono_literals;

/// What the Roboto SDK's configuration means for connections (roboto-api 1.2, 1.4).
class RobotoRemotesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void cleanup();
    void theTimeoutOfTheConfigurationCounts();
    void aSourceOfAProfileKeepsItsTimeout();
    void theProfileOfTheTokenDecides();
    void limitsFollowTheTimeout();
    void offersTheProfilesOfTheConfiguration();
};

void RobotoRemotesTest::cleanup()
{
    for (const char *name : {"ROBOTO_API_KEY", "ROBOTO_BEARER_TOKEN", "ROBOTO_CONFIG_FILE"})
        qunsetenv(name);
}

void RobotoRemotesTest::theTimeoutOfTheConfigurationCounts()
{
    const HostileServer hanging([](HostileConnection &c) {
        if (c.read())
            c.hang();
    });
    RobotoRemotes remotes({}, 300ms);
    Source source;
    source.endpoint = hanging.url();
    QElapsedTimer since;
    since.start();
    const auto remote = remotes.connectTo(source, Secret("token"), RemoteUse::Sending);
    QVERIFY(remote);
    auto asked = (*remote)->definitions({}, {});
    auto tried = remotes.check({source.endpoint, {}, {}, {}, Secret("token")}, {});
    QTRY_VERIFY_WITH_TIMEOUT(asked.isFinished() && tried.isFinished(), 10'000);
    QVERIFY2(since.elapsed() >= 300, qPrintable(QString::number(since.elapsed())));
    const auto answer = asked.takeResult();
    QVERIFY(!answer);
    QCOMPARE(answer.error().error.code, ErrorCode::Timeout);
    const ConnectionReport report = tried.takeResult();
    QCOMPARE(report.failedAt, std::optional(ConnectionStep::Answer));
    QCOMPARE(report.error.code, ErrorCode::Timeout);
}

// Which is not the one that the SDK would use, nor at its address.
void RobotoRemotesTest::aSourceOfAProfileKeepsItsTimeout()
{
    const HostileServer hanging([](HostileConnection &c) {
        if (c.read())
            c.hang();
    });
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"config.json"_s);
    const QString profiles = uR"({"version": "v1", "default_profile": "cloud", "profiles": {
        "cloud": {"api_key": "c"},
        "lab": {"api_key": "l", "endpoint": "%1", "default_http_timeout": 0.3}}})"_s;
    writeFile(file, profiles.arg(hanging.url()).toUtf8());
    qputenv("ROBOTO_CONFIG_FILE", file.toUtf8());
    RobotoRemotes remotes;
    auto read = remotes.readConfiguration();
    QTRY_VERIFY(read.isFinished());
    Source source;
    source.endpoint = hanging.url();
    const auto remote = remotes.connectTo(source, Secret("l"), RemoteUse::Sending);
    QVERIFY(remote);
    auto asked = (*remote)->definitions({}, {});
    auto tried = remotes.check({source.endpoint, {}, {}, {}, Secret("l")}, {});
    QTRY_VERIFY_WITH_TIMEOUT(asked.isFinished() && tried.isFinished(), 10'000); // ours is longer
    QCOMPARE(asked.takeResult().error().error.code, ErrorCode::Timeout);
    QCOMPARE(tried.takeResult().error.code, ErrorCode::Timeout);
}

void RobotoRemotesTest::theProfileOfTheTokenDecides()
{
    const auto profile = [](const char *token, const QString &address, int seconds) {
        roboto::RobotoProfile made;
        made.token = Secret(token);
        made.endpoint.base = QUrl(address);
        made.timeout = std::chrono::seconds(seconds);
        return made;
    };
    const QString here = u"https://a.example"_s;
    const QString there = u"https://b.example"_s;
    const std::vector all{profile("1", here, 1), profile("2", here, 2), profile("3", there, 3)};
    const auto timeout = [&all](const QString &address, const char *token) {
        return roboto::configuredTimeout(all, net::originOf(QUrl(address)), Secret(token));
    };
    QCOMPARE(timeout(here, "2"), std::optional(std::chrono::milliseconds(2s)));
    QCOMPARE(timeout(here, "other"), std::optional(std::chrono::milliseconds(1s)));
    QCOMPARE(timeout(there, "3"), std::optional(std::chrono::milliseconds(3s)));
    QVERIFY(!timeout(there, "other"));
    QVERIFY(!timeout(u"http://a.example"_s, "1"));
}

// There the time-out is that of a silence; an answer that keeps coming may take longer.
void RobotoRemotesTest::limitsFollowTheTimeout()
{
    const net::HttpLimits ours;
    QCOMPARE(roboto::robotoLimits({}).silence, ours.silence);
    QCOMPARE(roboto::robotoLimits({}).deadline, ours.deadline);
    QCOMPARE(roboto::robotoLimits(2s).silence, std::chrono::milliseconds(2s));
    QCOMPARE(roboto::robotoLimits(2s).deadline, ours.deadline);
    QCOMPARE(roboto::robotoLimits(120s).silence, std::chrono::milliseconds(120s));
    QCOMPARE(roboto::robotoLimits(120s).deadline, std::chrono::milliseconds(120s));
}

void RobotoRemotesTest::offersTheProfilesOfTheConfiguration()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"config.json"_s);
    writeFile(file, R"({"version": "v1", "default_profile": "lab", "profiles": {
        "cloud": {"api_key": "c"}, "lab": {"api_key": "l", "endpoint": "http://127.0.0.1:1"}}})");
    qputenv("ROBOTO_CONFIG_FILE", file.toUtf8());
    RobotoRemotes remotes;
    auto offered = remotes.configuredAccess();
    QTRY_VERIFY(offered.isFinished());
    const auto all = offered.takeResult();
    QVERIFY(all);
    QCOMPARE(all->size(), std::size_t{2});
    QCOMPARE(all->front().profile, u"lab"_s);
    QCOMPARE(all->front().endpoint, u"http://127.0.0.1:1"_s);
    QCOMPARE(all->front().token, Secret("l"));
    QCOMPARE(all->back().endpoint, u"https://api.roboto.ai"_s);
    qputenv("ROBOTO_CONFIG_FILE", folder.filePath(u"absent.json"_s).toUtf8());
    auto none = remotes.configuredAccess();
    QTRY_VERIFY(none.isFinished());
    QVERIFY(none.takeResult().value().empty());
}

TIDEMARK_TEST(RobotoRemotesTest)
#include "roboto_remotes_test.moc"
