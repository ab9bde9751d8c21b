// SPDX-License-Identifier: GPL-3.0-or-later
// Where the server listens (S14), and TLS.
#include "services/http/http_server.h"

#include "tests/services/http/test_server.h"
#include "tests/support/test_registry.h"

#include <QProcess>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::http;
using namespace tidemark::test;

class HttpListenTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void listensOnLoopbackOnly();
    void refusesReachableAddresses_data();
    void refusesReachableAddresses();
    void refusesWhatIsNoAddress();
    void saysThatThePortIsTaken();
    void servesTls();
    void refusesOldTls();
    void closesWhoSpeaksPlainOverTls();
    void refusesLargeBodiesOverTls();
    void listensOnAllAddressesWithTlsAndTokens();
    void refusesBadCertificates();
    void letsTheProcessOpenMoreFiles();

private:
    [[nodiscard]] bool makeCertificate(const QString &name = u"server"_s);
    [[nodiscard]] HttpServerOptions tlsOptions() const;
    [[nodiscard]] std::unique_ptr<QSslSocket> connected(quint16 port) const;
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
};

#define NEEDS_CERTIFICATE()                                                                        \
    if (!makeCertificate())                                                                        \
    QSKIP("The command openssl is missing; install the package openssl.")

bool HttpListenTest::makeCertificate(const QString &name)
{
    const QString openssl = QStandardPaths::findExecutable(u"openssl"_s);
    if (openssl.isEmpty())
        return false;
    if (QFile::exists(path(name + u".pem"_s)))
        return true;
    QProcess process;
    process.start(openssl, {u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s,
                            u"-keyout"_s, path(name + u".key"_s), u"-out"_s, path(name + u".pem"_s),
                            u"-days"_s, u"2"_s, u"-subj"_s, u"/CN=localhost"_s, u"-addext"_s,
                            u"subjectAltName=DNS:localhost"_s});
    return process.waitForFinished(60'000) && process.exitCode() == 0;
}

HttpServerOptions HttpListenTest::tlsOptions() const
{
    HttpServerOptions options;
    options.certificateFile = path(u"server.pem"_s);
    options.keyFile = path(u"server.key"_s);
    return options;
}

std::unique_ptr<QSslSocket> HttpListenTest::connected(quint16 port) const
{
    auto socket = std::make_unique<QSslSocket>();
    QSslConfiguration configuration = socket->sslConfiguration();
    configuration.setCaCertificates(QSslCertificate::fromPath(path(u"server.pem"_s)));
    socket->setSslConfiguration(configuration);
    socket->connectToHostEncrypted(u"127.0.0.1"_s, port, u"localhost"_s);
    return socket;
}

void HttpListenTest::listensOnLoopbackOnly()
{
    const TestServer server;
    // Everything that listens on this port in the tables of the kernel.
    QStringList addresses;
    for (const QString &table : {u"/proc/net/tcp"_s, u"/proc/net/tcp6"_s}) {
        QFile file(table);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QString port = u":%1"_s.arg(int{server.port}, 4, 16, QChar(u'0')).toUpper();
        for (const QByteArray &line : file.readAll().split('\n')) {
            const QStringList words = QString::fromLatin1(line.simplified()).split(u' ');
            if (words.size() > 3 && words.at(3) == u"0A" && words.at(1).endsWith(port))
                addresses.append(words.at(1).chopped(port.size()));
        }
    }
    QVERIFY(addresses.contains(u"0100007F"_s));
    addresses.removeAll(u"0100007F"_s);
    addresses.removeAll(u"00000000000000000000000001000000"_s);
    QCOMPARE(addresses, QStringList());
}

void HttpListenTest::refusesReachableAddresses_data()
{
    QTest::addColumn<QString>("address");
    for (const QString &address : {u"0.0.0.0"_s, u"::"_s, u"192.0.2.1"_s, u"10.0.0.1"_s,
                                   u"fe80::1"_s, u"::ffff:192.0.2.1"_s})
        QTest::newRow(qPrintable(address)) << address;
}

void HttpListenTest::refusesReachableAddresses()
{
    NEEDS_CERTIFICATE();
    QFETCH(QString, address);
    HttpServerOptions plain;
    plain.address = address;
    plain.hasTokens = true;
    const auto withoutTls = HttpServer(plain, &echo).start();
    QVERIFY(!withoutTls);
    QCOMPARE(withoutTls.error().code, ErrorCode::InvalidArgument);
    QVERIFY(withoutTls.error().message.contains(u"TLS"_s));
    HttpServerOptions open = tlsOptions();
    open.address = address;
    const auto withoutTokens = HttpServer(open, &echo).start();
    QVERIFY(!withoutTokens);
    QCOMPARE(withoutTokens.error().code, ErrorCode::InvalidArgument);
    QVERIFY(withoutTokens.error().message.contains(u"token"_s));
}

void HttpListenTest::refusesWhatIsNoAddress()
{
    for (const QString &address : {u""_s, u"example.org"_s, u"localhost.evil.example"_s,
                                   u"127.0.0.1:80"_s, u"[::1]"_s, u"*"_s}) {
        HttpServerOptions options;
        options.address = address;
        const auto started = HttpServer(options, &echo).start();
        QVERIFY2(!started, qPrintable(address));
        QCOMPARE(started.error().code, ErrorCode::InvalidArgument);
    }
    for (const QString &address : {u"LOCALHOST"_s, u"127.0.0.1"_s, u"127.0.0.9"_s}) {
        HttpServerOptions options;
        options.address = address;
        HttpServer server(options, &echo);
        QVERIFY2(server.start().has_value(), qPrintable(address));
    }
}

void HttpListenTest::saysThatThePortIsTaken()
{
    const TestServer server;
    HttpServerOptions options;
    options.port = server.port;
    HttpServer second(options, &echo);
    const auto started = second.start();
    QVERIFY(!started);
    QCOMPARE(started.error().code, ErrorCode::AlreadyExists);
    QVERIFY(started.error().message.contains(QString::number(server.port)));
    QVERIFY(!second.isRunning());
}

void HttpListenTest::servesTls()
{
    NEEDS_CERTIFICATE();
    const TestServer server(tlsOptions());
    QVERIFY(server.port > 0);
    const auto socket = connected(server.port);
    QVERIFY2(socket->waitForEncrypted(20'000), qPrintable(socket->errorString()));
    for (int i = 0; i < 3; ++i) {
        socket->write(request("POST", "/a", {}, "{}"));
        QByteArray answer;
        while (!answer.endsWith("{}") && socket->waitForReadyRead(20'000))
            answer += socket->readAll();
        QVERIFY(answer.contains("\n127.0.0.1 tls\n{}"));
    }
    socket->write(request("GET", "/big?size=3000000", "Connection: close\r\n"));
    QByteArray answer;
    while (socket->waitForReadyRead(20'000))
        answer += socket->readAll();
    QVERIFY(answer.size() > 3'000'000);
    QTRY_COMPARE(socket->state(), QAbstractSocket::UnconnectedState);
    QTRY_COMPARE(server.server.statistics().open, 0);
}

void HttpListenTest::refusesOldTls()
{
    NEEDS_CERTIFICATE();
    const TestServer server(tlsOptions());
    for (const char *version : {"-tls1", "-tls1_1", "-tls1_2", "-tls1_3"}) {
        QProcess client;
        client.start(u"openssl"_s, {u"s_client"_s, QString::fromLatin1(version), u"-cipher"_s,
                                    u"ALL:@SECLEVEL=0"_s, u"-brief"_s, u"-connect"_s,
                                    u"127.0.0.1:%1"_s.arg(server.port)});
        client.closeWriteChannel();
        QVERIFY(client.waitForFinished(20'000));
        const bool isOld = qstrcmp(version, "-tls1") == 0 || qstrcmp(version, "-tls1_1") == 0;
        QCOMPARE(client.readAllStandardError().contains("CONNECTION ESTABLISHED"), !isOld);
    }
}

void HttpListenTest::closesWhoSpeaksPlainOverTls()
{
    NEEDS_CERTIFICATE();
    HttpServerOptions options = tlsOptions();
    options.limits.headerTime = 300ms;
    const TestServer server(options);
    RawClient plain = server.client();
    plain.send(request("GET", "/"));
    QVERIFY(plain.sawEnd());
    QVERIFY(!plain.unread().contains("HTTP/1.1"));
    RawClient silent = server.client(); // the handshake has a deadline too
    QVERIFY(silent.sawEnd());
    QCOMPARE(server.server.statistics().requests, 0);
}

void HttpListenTest::refusesLargeBodiesOverTls()
{
    NEEDS_CERTIFICATE();
    const TestServer server(tlsOptions());
    const auto socket = connected(server.port);
    QVERIFY(socket->waitForEncrypted(20'000));
    socket->write(request("POST", "/a", {}, QByteArray(kBody_bytes + 1, 'x')));
    QByteArray answer;
    while (!answer.contains("\"status\":413") && socket->waitForReadyRead(20'000))
        answer += socket->readAll();
    QVERIFY(answer.startsWith("HTTP/1.1 413 "));
}

void HttpListenTest::listensOnAllAddressesWithTlsAndTokens()
{
    NEEDS_CERTIFICATE();
    HttpServerOptions options = tlsOptions();
    options.address = u"0.0.0.0"_s;
    options.hasTokens = true;
    const TestServer server(options);
    QVERIFY(server.port > 0);
    const auto socket = connected(server.port);
    QVERIFY(socket->waitForEncrypted(20'000));
    socket->write("GET /a HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    QVERIFY(socket->waitForReadyRead(20'000));
    QVERIFY(socket->readAll().startsWith("HTTP/1.1 421 "));
}

void HttpListenTest::refusesBadCertificates()
{
    NEEDS_CERTIFICATE();
    QVERIFY(makeCertificate(u"other"_s));
    const auto errorWith = [this](const QString &certificate, const QString &key) {
        HttpServerOptions options;
        options.certificateFile = path(certificate);
        options.keyFile = path(key);
        const auto started = HttpServer(options, &echo).start();
        return started ? QString() : started.error().message;
    };
    QVERIFY(errorWith(u"server.pem"_s, u"server.key"_s).isEmpty());
    QVERIFY(errorWith(u"absent.pem"_s, u"server.key"_s).contains(u"absent.pem"_s));
    QVERIFY(errorWith(u"server.key"_s, u"server.key"_s).contains(u"server.key"_s));
    QVERIFY(errorWith(u"server.pem"_s, u"absent.key"_s).contains(u"absent.key"_s));
    QVERIFY(errorWith(u"server.pem"_s, u"other.key"_s).contains(u"other.key"_s));
    QProcess process; // a key with a pass phrase: nobody is there to type it
    process.start(u"openssl"_s, {u"rsa"_s, u"-aes256"_s, u"-passout"_s, u"pass:secret"_s, u"-in"_s,
                                 path(u"server.key"_s), u"-out"_s, path(u"locked.key"_s)});
    QVERIFY(process.waitForFinished(60'000));
    QVERIFY(errorWith(u"server.pem"_s, u"locked.key"_s).contains(u"pass phrase"_s));
    HttpServerOptions half;
    half.certificateFile = path(u"server.pem"_s);
    QVERIFY(!HttpServer(half, &echo).start());
}

// Its connections alone may be as many as a process may open files on many systems.
void HttpListenTest::letsTheProcessOpenMoreFiles()
{
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit few = before;
    few.rlim_cur = 256;
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &few), 0);
    HttpServer server({}, &echo);
    const bool isStarted = server.start().has_value();
    rlimit after{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &after), 0);
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
    QVERIFY(isStarted);
    QCOMPARE(after.rlim_cur, std::min<rlim_t>(4096, before.rlim_max));
}

TIDEMARK_TEST(HttpListenTest)
#include "http_listen_test.moc"
