// SPDX-License-Identifier: GPL-3.0-or-later
// `tidemark serve` and `tidemark token` as a person or a service manager uses them.
#include "tests/app/commands/served_store.h"
#include "tests/support/program.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

namespace {

class ServeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void printsItsAddressAndServes();
    void signalsEndItSoundly_data();
    void signalsEndItSoundly();
    void refusesAnAddressWithoutTlsOrToken_data();
    void refusesAnAddressWithoutTlsOrToken();
    void servesWithTls();
    void logsCallsWithoutSecrets();
    void answersForAllowedHosts();
    void aStoreThatCannotBeWrittenIsServedForReading();
    void wrongUsageIsToldApart_data();
    void wrongUsageIsToldApart();
    void commandsWorkBesideIt();
    void tokensAreMadeListedAndRevoked();
    void tokensEndWhenTheyAreTold();
    void aRefusedTokenLeavesNothingBehind_data();
    void aRefusedTokenLeavesNothingBehind();
    void organisationsAreMadeForTokens();
    void theSecretIsNowhereElse();

private:
    [[nodiscard]] ProgramResult token(const QStringList &arguments) const
    {
        return runTidemark(QStringList{u"token"_s} + arguments +
                           QStringList{u"--store"_s, m_store});
    }
    [[nodiscard]] QString makeCertificate() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_store;
};

void ServeTest::init()
{
    failOnUnexpectedWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = m_folder->filePath(u"s.tidemark"_s);
}

void ServeTest::printsItsAddressAndServes()
{
    const QString secret = createToken(m_store);
    QVERIFY(secret.startsWith("tdm_"_L1));
    ServedStore served(m_store);
    QVERIFY(served.isServing());
    QCOMPARE(served.url(), u"http://127.0.0.1:%1"_s.arg(served.port()));
    RobotoClient client(served.port(), secret);
    QCOMPARE(client.get("/v1/users/whoami").verdict(), "200");
    client.setToken(u"tdm_wrong"_s);
    QCOMPARE(client.get("/v1/users/whoami").verdict(), "401 RobotoUnauthorizedException");
}

void ServeTest::signalsEndItSoundly_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("code");
    QTest::newRow("SIGINT") << SIGINT << 130;
    QTest::newRow("SIGTERM") << SIGTERM << 0;
}

// Z5.
void ServeTest::signalsEndItSoundly()
{
    QFETCH(int, signal);
    QFETCH(int, code);
    const QString secret = createToken(m_store);
    ServedStore served(m_store);
    RobotoClient client(served.port(), secret);
    QCOMPARE(client.post("/v1/sessions", {}).verdict(), "200");
    QCOMPARE(served.end(signal), code);
    QVERIFY(client.raw().sawEnd());
    QCOMPARE(runTidemark({u"check"_s, u"--store"_s, m_store}).exitCode, 0);
    QVERIFY(!QFile::exists(m_store + u"-wal"));
}

void ServeTest::refusesAnAddressWithoutTlsOrToken_data()
{
    QTest::addColumn<QString>("listen");
    QTest::addColumn<bool>("hasTls");
    QTest::addColumn<bool>("hasToken");
    QTest::newRow("all, nothing") << u"0.0.0.0:0"_s << false << false;
    QTest::newRow("all, token only") << u"0.0.0.0:0"_s << false << true;
    QTest::newRow("all, TLS only") << u"0.0.0.0:0"_s << true << false;
    QTest::newRow("IPv6") << u"[::]:0"_s << false << true;
}

// Hardening S14.
void ServeTest::refusesAnAddressWithoutTlsOrToken()
{
    QFETCH(QString, listen);
    QFETCH(bool, hasTls);
    QFETCH(bool, hasToken);
    if (hasToken)
        QVERIFY(!createToken(m_store).isEmpty());
    QStringList arguments{u"serve"_s, u"--store"_s, m_store, u"--listen"_s, listen};
    if (hasTls)
        arguments += {u"--cert"_s, makeCertificate(), u"--key"_s, m_folder->filePath(u"key.pem"_s)};
    const ProgramResult refused = runTidemark(arguments);
    QCOMPARE(refused.exitCode, 2);
    QCOMPARE(refused.out, QByteArray());
    QVERIFY(!refused.err.isEmpty());
}

QString ServeTest::makeCertificate() const
{
    const QString certificate = m_folder->filePath(u"cert.pem"_s);
    const ProgramResult made =
        runProgram(u"openssl"_s, {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
                                  u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s, u"-days"_s,
                                  u"1"_s, u"-subj"_s, u"/CN=localhost"_s, u"-keyout"_s,
                                  m_folder->filePath(u"key.pem"_s), u"-out"_s, certificate});
    return made.exitCode == 0 ? certificate : QString();
}

void ServeTest::servesWithTls()
{
    QVERIFY(!createToken(m_store).isEmpty());
    const QString certificate = makeCertificate();
    QVERIFY(!certificate.isEmpty());
    ServedStore served(m_store,
                       {u"--cert"_s, certificate, u"--key"_s, m_folder->filePath(u"key.pem"_s)},
                       u"0.0.0.0:0"_s);
    QVERIFY(served.url().startsWith("https://"_L1));
    const ProgramResult answer =
        runProgram(u"openssl"_s,
                   {u"s_client"_s, u"-quiet"_s, u"-verify_return_error"_s, u"-CAfile"_s,
                    certificate, u"-connect"_s, u"127.0.0.1:%1"_s.arg(served.port())},
                   "GET /v1/users HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    QVERIFY2(answer.out.startsWith("HTTP/1.1 401"), answer.err.constData());
}

void ServeTest::logsCallsWithoutSecrets()
{
    const QString secret = createToken(m_store);
    ServedStore served(m_store);
    RobotoClient client(served.port(), secret);
    QCOMPARE(client.get("/v1/metrics/definition/secret-name?token=" + secret.toLatin1()).status,
             404);
    client.setToken(u"tdm_guess"_s);
    QCOMPARE(client.get("/v1/users").status, 401);
    QCOMPARE(served.end(SIGTERM), 0);
    const QByteArray log = served.messages();
    QVERIFY2(log.contains("GET v1/metrics/definition/{name} 404 "), log.constData());
    QVERIFY2(log.contains("GET v1/users 401 "), log.constData());
    for (const QByteArray &hidden :
         {secret.toLatin1(), QByteArray("tdm_"), QByteArray("secret-name")})
        QVERIFY2(!log.contains(hidden), log.constData());
    ServedStore quiet(m_store, {u"--quiet"_s});
    RobotoClient other(quiet.port(), secret);
    QCOMPARE(other.get("/v1/users").status, 200);
    QCOMPARE(quiet.end(SIGTERM), 0);
    QCOMPARE(quiet.messages(), QByteArray());
}

void ServeTest::answersForAllowedHosts()
{
    const QString secret = createToken(m_store);
    ServedStore served(m_store, {u"--allow-host"_s, u"box.example"_s});
    RobotoClient client(served.port(), secret);
    QByteArray text = client.request("GET", "/v1/users");
    const QByteArray host = "Host: 127.0.0.1:" + QByteArray::number(served.port());
    QCOMPARE(
        RawClient(served.port()).ask(QByteArray(text).replace(host, "Host: box.example")).status,
        200);
    QCOMPARE(
        RawClient(served.port()).ask(QByteArray(text).replace(host, "Host: evil.example")).status,
        421);
}

// One of a newer version, which can be read.
void ServeTest::aStoreThatCannotBeWrittenIsServedForReading()
{
    const QString secret = createToken(m_store);
    QCOMPARE(runTidemark({u"add"_s, u"m"_s, u"1"_s, u"--store"_s, m_store}).exitCode, 0);
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"newer"_s);
        database.setDatabaseName(m_store);
        QVERIFY(database.open());
        QVERIFY(QSqlQuery(database).exec(u"PRAGMA user_version = 99"_s));
    }
    QSqlDatabase::removeDatabase(u"newer"_s);
    ServedStore served(m_store, {u"--quiet"_s});
    RobotoClient client(served.port(), secret);
    QCOMPARE(client.get("/v1/metrics/definition/m").status, 200);
    const Answer refused = client.post("/v1/sessions", {});
    QCOMPARE(refused.status, 403);
    QVERIFY(refused.json[u"error"][u"message"].toString().contains("newer version"_L1));
    QCOMPARE(served.end(SIGTERM), 0);
}

void ServeTest::wrongUsageIsToldApart_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::newRow("no port") << QStringList{u"--listen"_s, u"127.0.0.1"_s} << 2;
    QTest::newRow("bad port") << QStringList{u"--listen"_s, u"127.0.0.1:99999"_s} << 2;
    QTest::newRow("IPv6 without brackets") << QStringList{u"--listen"_s, u"::1:80"_s} << 2;
    QTest::newRow("a name") << QStringList{u"--listen"_s, u"box.example:0"_s} << 2;
    QTest::newRow("certificate only") << QStringList{u"--cert"_s, u"x"_s} << 2;
    QTest::newRow("no certificate there")
        << QStringList{u"--listen"_s, u"127.0.0.1:0"_s, u"--cert"_s,
                       u"none"_s,     u"--key"_s,       u"none"_s}
        << 2;
    QTest::newRow("an argument") << QStringList{u"now"_s} << 2;
    QTest::newRow("dry run without a store") << QStringList{u"--dry-run"_s} << 4;
}

void ServeTest::wrongUsageIsToldApart()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    const ProgramResult result =
        runTidemark(QStringList{u"serve"_s, u"--store"_s, m_store} + arguments);
    QCOMPARE(result.exitCode, code);
    QVERIFY(!result.err.isEmpty());
}

// Z6.
void ServeTest::commandsWorkBesideIt()
{
    const QString secret = createToken(m_store);
    ServedStore served(m_store);
    RobotoClient client(served.port(), secret);
    QCOMPARE(runTidemark({u"add"_s, u"m"_s, u"5"_s, u"--at"_s, u"2026-03-01T10:00:00Z"_s,
                          u"--store"_s, m_store})
                 .exitCode,
             0);
    const Answer rows = client.post("/v1/metrics/query", {{u"name"_s, u"m"_s}});
    QCOMPARE(rows.items().at(0)[u"value"].toDouble(), 5.0);
    const QString other = createToken(m_store);
    client.setToken(other);
    QCOMPARE(client.get("/v1/users").status, 200);
    QCOMPARE(token({u"revoke"_s, u"2"_s}).exitCode, 0);
    QCOMPARE(client.get("/v1/users").status, 401);
}

void ServeTest::tokensAreMadeListedAndRevoked()
{
    const ProgramResult made = token({u"create"_s, u"--name"_s, u"robot"_s, u"--user"_s, u"ana"_s});
    QCOMPARE(made.exitCode, 0);
    static const QRegularExpression secret(u"^tdm_[A-Za-z0-9_-]{43}\\n$"_s);
    QVERIFY2(secret.match(QString::fromUtf8(made.out)).hasMatch(), made.out.constData());
    QVERIFY(!made.err.contains(made.out.trimmed()));
    QVERIFY(!made.err.isEmpty());
    const ProgramResult asJson =
        token({u"create"_s, u"--name"_s, u"two"_s, u"--format"_s, u"json"_s, u"--quiet"_s});
    const QJsonValue row = QJsonDocument::fromJson(asJson.out).array().first();
    QVERIFY(row[u"secret"].toString().startsWith("tdm_"_L1));
    QCOMPARE(asJson.err, QByteArray());

    const auto rows = [this] {
        return QJsonDocument::fromJson(token({u"list"_s, u"--format"_s, u"json"_s}).out).array();
    };
    const QJsonArray listed = rows();
    QCOMPARE(listed.size(), 2);
    QCOMPARE(listed[0][u"name"].toString(), u"robot"_s);
    QCOMPARE(listed[0][u"user"].toString(), u"ana"_s);
    QCOMPARE(listed[0][u"organisations"].toString(), u"og_local"_s);
    QVERIFY(listed[0][u"revoked"].isNull());
    const QString id = QString::number(listed[0][u"id"].toInteger());
    QCOMPARE(token({u"revoke"_s, id, u"--dry-run"_s}).exitCode, 0);
    QVERIFY(rows().at(0)[u"revoked"].isNull());
    QCOMPARE(token({u"revoke"_s, id}).exitCode, 0);
    QVERIFY(rows().at(0)[u"revoked"].isString());
    QCOMPARE(token({u"revoke"_s, id}).exitCode, 0);
    QCOMPARE(token({u"revoke"_s, u"99"_s}).exitCode, 4);
    QCOMPARE(token({u"revoke"_s, u"99"_s, u"--dry-run"_s}).exitCode, 4);
    QCOMPARE(token({u"revoke"_s, u"x"_s}).exitCode, 2);
    QCOMPARE(token({u"create"_s}).exitCode, 2);
    QCOMPARE(token({u"burn"_s}).exitCode, 2);
}

void ServeTest::tokensEndWhenTheyAreTold()
{
    QCOMPARE(token({u"create"_s, u"--name"_s, u"a"_s, u"--expires"_s, u"+90d"_s}).exitCode, 0);
    QCOMPARE(token({u"create"_s, u"--name"_s, u"a"_s, u"--expires"_s, u"2099-01-31"_s}).exitCode,
             0);
    const QJsonArray listed =
        QJsonDocument::fromJson(token({u"list"_s, u"--format"_s, u"json"_s}).out).array();
    QCOMPARE(listed.size(), 2);
    QVERIFY(listed[1][u"expires"].toString().startsWith("2099-01-31T00:00:00"_L1));
    QCOMPARE(token({u"create"_s, u"--name"_s, u"a"_s, u"--expires"_s, u"2001-01-01"_s}).exitCode,
             2);
    QCOMPARE(token({u"create"_s, u"--name"_s, u"a"_s, u"--expires"_s, u"soon"_s}).exitCode, 2);
}

void ServeTest::aRefusedTokenLeavesNothingBehind_data()
{
    QTest::addColumn<QStringList>("wrong");
    QTest::newRow("it has ended") << QStringList{u"--expires"_s, u"2001-01-01"_s};
    QTest::newRow("no user") << QStringList{u"--user"_s, u""_s};
    QTest::newRow("another organisation is not there") << QStringList{u"--org"_s, u"og_none"_s};
}

// So that the corrected command works. A trial foresees the refusal.
void ServeTest::aRefusedTokenLeavesNothingBehind()
{
    QFETCH(QStringList, wrong);
    const QStringList right{u"create"_s, u"--name"_s, u"x"_s, u"--new-org"_s, u"Team"_s};
    QVERIFY(!createToken(m_store).isEmpty()); // makes the store
    const int code = token(right + wrong).exitCode;
    QVERIFY(code == 2 || code == 4);
    QCOMPARE(token(right + wrong + QStringList{u"--dry-run"_s}).exitCode, code);
    QCOMPARE(token(right + QStringList{u"--dry-run"_s}).exitCode, 0);
    QCOMPARE(token(right).exitCode, 0);
    QCOMPARE(token(right + QStringList{u"--dry-run"_s}).exitCode, 1); // there is one by now
    const auto listed = token({u"list"_s, u"--format"_s, u"json"_s});
    QCOMPARE(QJsonDocument::fromJson(listed.out).array().size(), 2);
}

void ServeTest::organisationsAreMadeForTokens()
{
    const QString secret = createToken(m_store, {u"--new-org"_s, u"Field team"_s});
    QVERIFY(!secret.isEmpty());
    QCOMPARE(token({u"create"_s, u"--name"_s, u"x"_s, u"--new-org"_s, u"Field team"_s}).exitCode,
             1);
    QCOMPARE(token({u"create"_s, u"--name"_s, u"x"_s, u"--org"_s, u"og_none"_s}).exitCode, 4);
    const QString both =
        createToken(m_store, {u"--org"_s, u"Field team"_s, u"--org"_s, u"og_local"_s});
    ServedStore served(m_store);
    RobotoClient client(served.port(), secret);
    const Answer orgs = client.get("/v1/orgs/caller");
    QCOMPARE(orgs.data().toArray().size(), 1);
    QCOMPARE(orgs.data()[0][u"name"].toString(), u"Field team"_s);
    client.setToken(both);
    QCOMPARE(client.get("/v1/orgs/caller").data().toArray().size(), 2);
    QCOMPARE(client.post("/v1/sessions", {}).verdict(), "400 RobotoNoOrgProvidedException");
}

// Hardening C7.
void ServeTest::theSecretIsNowhereElse()
{
    const QByteArray secret = createToken(m_store).toLatin1();
    {
        ServedStore served(m_store);
        RobotoClient client(served.port(), QString::fromLatin1(secret));
        QCOMPARE(client.get("/v1/users").status, 200);
        QCOMPARE(served.end(SIGTERM), 0);
        QVERIFY(!served.messages().contains(secret));
    }
    QVERIFY(!token({u"list"_s}).out.contains(secret));
    const QStringList names = QDir(m_folder->path()).entryList(QDir::Files);
    QVERIFY(!names.isEmpty());
    for (const QString &name : names) {
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains(secret), qPrintable(name));
    }
}

} // namespace

TIDEMARK_TEST(ServeTest)
#include "serve_test.moc"
