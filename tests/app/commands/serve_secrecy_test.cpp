// SPDX-License-Identifier: GPL-3.0-or-later
// A token is told once, by the command that makes it. Hardening C7.
#include "tests/app/commands/served_store.h"
#include "tests/support/files.h"
#include "tests/support/program.h"
#include "tests/support/secret_search.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

namespace {

class ServeSecrecyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theTokenLeavesNoTrace();
    void aCrashTellsNothing();

private:
    /// Fails when the secret, or most of it, is in there.
    void searchIn(const QByteArray &bytes, const QString &where) const;
    void searchInFiles() const;
    void publish(RobotoClient &client) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_store;
    QByteArray m_secret;
};

void ServeSecrecyTest::init()
{
    failOnUnexpectedWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = m_folder->filePath(u"s.tidemark"_s);
    m_secret = createToken(m_store).toLatin1();
    QVERIFY(m_secret.startsWith("tdm_"));
    QVERIFY(m_secret.size() > 24);
}

void ServeSecrecyTest::searchIn(const QByteArray &bytes, const QString &where) const
{
    QVERIFY2(!tellsSecret(bytes, m_secret), qPrintable(where));
}

void ServeSecrecyTest::searchInFiles() const
{
    const QStringList names = QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden);
    QVERIFY(names.contains(u"s.tidemark"_s));
    for (const QString &name : names) {
        const QByteArray content = contentOf(m_folder->filePath(name));
        QVERIFY2(!content.isEmpty() || name.endsWith("-wal"_L1), qPrintable(name));
        searchIn(content, name);
    }
}

void ServeSecrecyTest::publish(RobotoClient &client) const
{
    const Answer made = client.post("/v1/sessions", {{u"name"_s, u"of a client"_s}});
    const QJsonObject entry{{u"name"_s, u"m"_s}, {u"value"_s, 1}};
    const Answer done = client.post("/v1/metrics", {{u"session_id"_s, made.data()[u"session_id"]},
                                                    {u"device_id"_s, QJsonValue::Null},
                                                    {u"metrics"_s, QJsonArray{entry}}});
    QCOMPARE(done.status, 200);
    searchIn(made.raw.head + made.raw.body + done.raw.head + done.raw.body, u"an answer"_s);
}

void ServeSecrecyTest::theTokenLeavesNoTrace()
{
    {
        ServedStore served(m_store);
        QVERIFY(served.isServing());
        RobotoClient client(served.port(), QString::fromLatin1(m_secret));
        publish(client);
        const QByteArray query = "/v1/users?token=" + m_secret + "&robotoOrgId=" + m_secret;
        const Answer withOrg = client.get("/v1/sessions?robotoOrgId=" + m_secret);
        QCOMPARE(withOrg.status, 403);
        client.setToken({});
        for (const Answer &refused :
             {withOrg, client.get(query), client.get("/v1/users", {{"Authorization", m_secret}}),
              client.get("/v1/users", {{"Authorization", "Basic " + m_secret}}),
              client.get("/v1/users", {{"Authorization", "Bearer " + m_secret + "x"}}),
              client.get("/v1/users", {{"Authorization", "Bearer " + m_secret},
                                       {"Authorization", "Bearer " + m_secret}}),
              client.get("/v1/users", {{"Origin", "https://" + m_secret}})}) {
            QVERIFY(refused.status == 401 || refused.status == 403);
            searchIn(refused.raw.head + refused.raw.body, u"a refusal"_s);
        }
        QVERIFY(QFile::exists(m_store + u"-wal"_s));
        searchInFiles();
        const QByteArray processes = commandLines() + environments();
        QVERIFY(processes.contains(m_store.toUtf8())); // the server is among them
        searchIn(processes, u"the process list"_s);
        searchIn(served.url().toLatin1(), u"the address"_s);
        QCOMPARE(served.end(SIGTERM), 0);
        QVERIFY(served.messages().contains("GET v1/users 401 "));
        searchIn(served.messages(), u"the log"_s);
    }
    searchInFiles();
    for (const QString &what : {u"records"_s, u"sessions"_s, u"definitions"_s}) {
        for (const QString &format : {u"csv"_s, u"tsv"_s}) {
            const ProgramResult written =
                runTidemark({u"export"_s, what, u"--store"_s, m_store, u"--format"_s, format});
            QCOMPARE(written.exitCode, 0);
            QVERIFY(!written.out.isEmpty());
            searchIn(written.out + written.err, u"exported "_s + what);
        }
    }
    const ProgramResult listed = runTidemark({u"token"_s, u"list"_s, u"--store"_s, m_store});
    QCOMPARE(listed.exitCode, 0);
    searchIn(listed.out + listed.err, u"the list of tokens"_s);
}

// In the midst of its work, so that nothing is tidied up.
void ServeSecrecyTest::aCrashTellsNothing()
{
    ServedStore served(m_store);
    QVERIFY(served.isServing());
    RobotoClient client(served.port(), QString::fromLatin1(m_secret));
    publish(client);
    QCOMPARE(client.get("/v1/users?token=" + m_secret).status, 200);
    QCOMPARE(served.end(SIGABRT), -1); // no regular end
    QVERIFY(served.messages().contains("GET v1/users 200 "));
    searchIn(served.messages(), u"the last words"_s);
    searchInFiles();
}

} // namespace

TIDEMARK_TEST(ServeSecrecyTest)
#include "serve_secrecy_test.moc"
