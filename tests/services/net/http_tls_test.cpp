// SPDX-License-Identifier: GPL-3.0-or-later
// Which certificates are taken (C4).
#include "services/net/tls_trust.h"
#include "tests/services/net/net_bench.h"
#include "tests/support/test_certificates.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::net;
using namespace tidemark::test;
using namespace std::chrono_literals;

namespace {

using Connection = HostileConnection;

class HttpTlsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { failOnUnexpectedWarnings(); }
    void refusesBadCertificates_data();
    void refusesBadCertificates();
    void takesTheAuthorityOfTheConnection();
    void anAuthorityIsNoLeaveForAnotherIssuer();
    void takesThePinnedCertificate();
    void aPinDoesNotOutliveTheCertificate();
    void aPinNarrowsWhatAnAuthorityAllows();
    void noTokenGoesToARefusedServer();
    void refusesTls11();
    void tellsHttpBehindHttps();
    void tellsTlsBehindHttp();
    void refusesUnusableFiles();
    void readsFingerprints_data();
    void readsFingerprints();

private:
    [[nodiscard]] CertificateFiles made(const QString &file, const QString &name, int days = 2,
                                        const CertificateFiles *authority = nullptr) const
    {
        return makeCertificate(m_folder.path(), file, name, days, authority)
            .value_or(CertificateFiles{});
    }

    QTemporaryDir m_folder;
    CertificateFiles m_authority;
    CertificateFiles m_vouched;    ///< by the authority, for 127.0.0.1
    CertificateFiles m_wrongName;  ///< by the authority, for another name
    CertificateFiles m_selfSigned; ///< for 127.0.0.1
    CertificateFiles m_expired;    ///< by the authority, for 127.0.0.1
};

HttpRequest tlsRequest()
{
    HttpRequest request = quickRequest();
    request.limits.deadline = 10s;
    request.limits.silence = 10s;
    return request;
}

const HostileServer::Script kAnswers = [](Connection &c) {
    while (c.read())
        c.answer(200, "ok");
};

void HttpTlsTest::initTestCase()
{
    if (!makeCertificate(m_folder.path(), u"try"_s, u"IP:127.0.0.1"_s, 1))
        QSKIP("This system has no openssl: the whole class is left out.");
    m_authority = made(u"authority"_s, u"DNS:authority.test"_s);
    m_vouched = made(u"vouched"_s, u"IP:127.0.0.1"_s, 2, &m_authority);
    m_wrongName = made(u"wrong"_s, u"DNS:elsewhere.test"_s, 2, &m_authority);
    m_selfSigned = made(u"self"_s, u"IP:127.0.0.1"_s);
    m_expired = made(u"expired"_s, u"IP:127.0.0.1"_s, -1, &m_authority);
}

void HttpTlsTest::refusesBadCertificates_data()
{
    QTest::addColumn<CertificateFiles>("shown");
    QTest::addColumn<bool>("knowsAuthority");
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QString>("words");
    QTest::newRow("self-signed") << m_selfSigned << false << u"tls.selfSigned"_s
                                 << u"a certificate that it issued itself"_s;
    QTest::newRow("unknown authority")
        << m_vouched << false << u"tls.untrusted"_s << u"an authority that is not trusted here"_s;
    QTest::newRow("expired") << m_expired << true << u"tls.expired"_s
                             << u"has expired or is not valid yet"_s;
    QTest::newRow("wrong name") << m_wrongName << true << u"tls.hostName"_s
                                << u"was issued for another name"_s;
}

void HttpTlsTest::refusesBadCertificates()
{
    QFETCH(const CertificateFiles, shown);
    QFETCH(const bool, knowsAuthority);
    QFETCH(const QString, fault);
    QFETCH(const QString, words);
    const HostileServer server(kAnswers, shown.serverConfiguration());
    HttpConnection connection = connectionTo(server.url());
    if (knowsAuthority)
        connection.trust.caFile = m_authority.certificate;
    HttpRequest request = tlsRequest();
    request.retry.attempts = 3; // and none of them is used
    const auto answer = ask(connection, request);
    QCOMPARE(faultNameOf(answer), fault);
    QVERIFY2(answer.error().message.contains(words), qPrintable(answer.error().message));
    QVERIFY(server.requests().empty());
    QCOMPARE(server.connections(), 1);
}

void HttpTlsTest::takesTheAuthorityOfTheConnection()
{
    const HostileServer server(kAnswers, m_vouched.serverConfiguration());
    HttpConnection connection = connectionTo(server.url());
    connection.trust.caFile = m_authority.certificate;
    const auto answer = ask(connection, tlsRequest());
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
    QCOMPARE(answer->body, QByteArray("ok"));
}

void HttpTlsTest::anAuthorityIsNoLeaveForAnotherIssuer()
{
    const HostileServer server(kAnswers, m_selfSigned.serverConfiguration());
    HttpConnection connection = connectionTo(server.url());
    connection.trust.caFile = m_authority.certificate;
    QCOMPARE(faultNameOf(ask(connection, tlsRequest())), u"tls.selfSigned"_s);
}

void HttpTlsTest::takesThePinnedCertificate()
{
    for (const CertificateFiles &shown : {m_selfSigned, m_vouched, m_wrongName}) {
        const HostileServer server(kAnswers, shown.serverConfiguration());
        HttpConnection connection = connectionTo(server.url());
        connection.trust.pinnedSha256 = shown.fingerprint();
        NetworkThread network;
        HttpClient client(network, connection);
        for (int i = 0; i < 2; ++i) {
            const auto answer = answerOf(client.send(tlsRequest()));
            QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
        }
    }
}

void HttpTlsTest::aPinDoesNotOutliveTheCertificate()
{
    const HostileServer server(kAnswers, m_expired.serverConfiguration());
    HttpConnection connection = connectionTo(server.url());
    connection.trust.pinnedSha256 = m_expired.fingerprint();
    QCOMPARE(faultNameOf(ask(connection, tlsRequest())), u"tls.expired"_s);
}

void HttpTlsTest::aPinNarrowsWhatAnAuthorityAllows()
{
    const HostileServer server(kAnswers, m_vouched.serverConfiguration());
    HttpConnection connection = connectionTo(server.url());
    connection.trust.caFile = m_authority.certificate;
    connection.trust.pinnedSha256 = m_selfSigned.fingerprint();
    const auto answer = ask(connection, tlsRequest());
    QCOMPARE(faultNameOf(answer), u"tls.pin"_s);
    QVERIFY(answer.error().message.contains(u"is not the one set in the connection"_s));
    QVERIFY(server.requests().empty());
}

void HttpTlsTest::noTokenGoesToARefusedServer()
{
    // a client that trusts does not open the door for one that does not
    const HostileServer server(kAnswers, m_vouched.serverConfiguration());
    HttpConnection trusting = connectionTo(server.url());
    trusting.trust.caFile = m_authority.certificate;
    NetworkThread network;
    HttpClient first(network, trusting);
    HttpClient second(network, connectionTo(server.url()));
    QVERIFY(answerOf(first.send(tlsRequest())));
    QCOMPARE(faultNameOf(answerOf(second.send(tlsRequest()))), u"tls.untrusted"_s);
    QCOMPARE(server.requests().size(), std::size_t{1});
}

void HttpTlsTest::refusesTls11()
{
    QProcess server;
    server.start(u"openssl"_s, {u"s_server"_s, u"-accept"_s, u"127.0.0.1:0"_s, u"-cert"_s,
                                m_vouched.certificate, u"-key"_s, m_vouched.key, u"-tls1_1"_s,
                                u"-cipher"_s, u"ALL:@SECLEVEL=0"_s, u"-www"_s});
    QByteArray output;
    const QRegularExpression accept(u"ACCEPT 127\\.0\\.0\\.1:(\\d+)"_s);
    QTRY_VERIFY(
        accept.match(QString::fromLatin1(output += server.readAllStandardOutput())).hasMatch());
    const QString port = accept.match(QString::fromLatin1(output)).captured(1);
    HttpConnection connection = connectionTo(u"https://127.0.0.1:"_s + port);
    connection.trust.caFile = m_authority.certificate;
    const auto answer = ask(connection, tlsRequest());
    QCOMPARE(faultNameOf(answer), u"tls.handshake"_s);
    QVERIFY(answer.error().message.contains(u"TLS 1.2 or newer"_s));
    server.kill();
    server.waitForFinished();
}

void HttpTlsTest::tellsHttpBehindHttps()
{
    HttpRequest request = tlsRequest();
    request.limits.deadline = 2s;
    const HostileServer answering([](Connection &c) {
        c.pause(20ms);
        c.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    });
    const QString url = answering.url().replace(u"http:"_s, u"https:"_s);
    QCOMPARE(faultNameOf(ask(connectionTo(url), request)), u"tls.handshake"_s);
}

void HttpTlsTest::tellsTlsBehindHttp()
{
    const HostileServer server([](Connection &c) {
        c.read();
        c.send(QByteArray::fromHex("15030300020232")); // a TLS alert
    });
    HttpRequest request = tlsRequest();
    request.probesProtocol = true;
    const auto answer = ask(connectionTo(server.url()), request);
    QCOMPARE(faultNameOf(answer), u"notHttp"_s);
    QVERIFY(answer.error().message.contains(u"should begin with https"_s));
}

void HttpTlsTest::refusesUnusableFiles()
{
    const HostileServer server(kAnswers, m_vouched.serverConfiguration());
    QFile text(m_folder.filePath(u"text.pem"_s));
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write("no certificate");
    text.close();
    for (const QString &file : {text.fileName(), m_folder.filePath(u"missing.pem"_s)}) {
        HttpConnection connection = connectionTo(server.url());
        connection.trust.caFile = file;
        const auto answer = ask(connection, tlsRequest());
        QCOMPARE(faultNameOf(answer), u"tls.caFile"_s);
        QVERIFY(answer.error().message.contains(file));
        QCOMPARE(answer.error().code, ErrorCode::InvalidArgument);
    }
    QCOMPARE(server.connections(), 0);
}

void HttpTlsTest::readsFingerprints_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isOne");
    const QString plain = QString(32, u'a') + QString(32, u'0');
    QString pairs;
    for (int i = 0; i < 64; i += 2)
        pairs += (i > 0 ? u":"_s : QString()) + plain.mid(i, 2).toUpper();
    QTest::newRow("digits") << plain << true;
    QTest::newRow("pairs") << pairs << true;
    QTest::newRow("with spaces around") << u"  "_s + pairs + u'\n' << true;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("too short") << plain.chopped(1) << false;
    QTest::newRow("too long") << plain + u'0' << false;
    QTest::newRow("no digits") << QString(64, u'g') << false;
    QTest::newRow("SHA-1") << plain.left(40) << false;
    QTest::newRow("colons elsewhere") << u':' + pairs.chopped(1) << false;
}

void HttpTlsTest::readsFingerprints()
{
    QFETCH(const QString, text);
    QFETCH(const bool, isOne);
    const auto fingerprint = parseFingerprint(text);
    QCOMPARE(fingerprint.has_value(), isOne);
    if (isOne)
        QCOMPARE(*fingerprint, QByteArray(16, '\xaa') + QByteArray(16, '\0'));
    else
        QVERIFY(fingerprint.error().message.contains(u"64 hexadecimal digits"_s));
}

} // namespace

TIDEMARK_TEST(HttpTlsTest)
#include "http_tls_test.moc"
