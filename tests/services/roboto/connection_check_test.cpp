// SPDX-License-Identifier: GPL-3.0-or-later
// What a person is told about a connection before it becomes a source (R1).
#include "tests/services/roboto/connection_trial.h"
#include "tests/services/roboto/server_harness.h"
#include "tests/support/test_certificates.h"
#include "tests/support/test_registry.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::roboto;
using namespace tidemark::test;

using Connection = HostileConnection;

class ConnectionCheckTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void ourOwnServerIsWell();
    void tellsAWrongToken();
    void tellsOfOrganisations();
    void refusesAddresses_data();
    void refusesAddresses();
    void tellsUnknownHostsAndClosedPorts();
    void tellsWhoDoesNotAnswer_data();
    void tellsWhoDoesNotAnswer();
    void showsTheCertificateThatIsNotTrusted_data();
    void showsTheCertificateThatIsNotTrusted();
    void aPinOrAnAuthorityMakesItWell();
    void endsWhenStopped();
    void neverTellsTheToken();
};

void ConnectionCheckTest::ourOwnServerIsWell()
{
    RobotoHarness server;
    ConnectionDraft draft =
        draftOf(u"http://127.0.0.1:%1/"_s.arg(server.port()), server.newToken());
    for (const QString &organisation : {QString(), u"og_local"_s}) {
        draft.organisation = organisation;
        const ConnectionReport report = checked(draft);
        QVERIFY2(!report.failedAt, qPrintable(report.error.message));
        QCOMPARE(report.identity.user, u"ana@example.org"_s);
        QCOMPARE(report.identity.organisations, QStringList{u"og_local"_s});
        QCOMPARE(report.protocol, u"HTTP"_s);
        QVERIFY(report.certificate.isEmpty());
        QVERIFY(!report.isExposed); // this machine itself
    }
}

void ConnectionCheckTest::tellsAWrongToken()
{
    RobotoHarness server;
    const QString url = u"http://127.0.0.1:%1"_s.arg(server.port());
    for (const QString &token : {QString(), u"wrong"_s}) {
        const ConnectionReport report = checked(draftOf(url, token));
        QCOMPARE(failedAt(report), static_cast<int>(Step::Token));
        QVERIFY(!report.error.message.isEmpty());
    }
    const ConnectionReport odd = checked(draftOf(url, u"two words"_s));
    QCOMPARE(failedAt(odd), static_cast<int>(Step::Token));
    HostileServer page(always(401, "<html>Sign in</html>"));
    QCOMPARE(failedAt(checked(draftOf(page.url()))), static_cast<int>(Step::Token));
}

void ConnectionCheckTest::tellsOfOrganisations()
{
    RobotoHarness server;
    QVERIFY(server.store().access().createOrganisation({u"Two"_s, u"og_two"_s}).takeResult());
    const QString url = u"http://127.0.0.1:%1"_s.arg(server.port());
    ConnectionDraft draft = draftOf(url, server.newToken({u"og_local"_s, u"og_two"_s}));
    const ConnectionReport none = checked(draft);
    QCOMPARE(failedAt(none), static_cast<int>(Step::Organisation));
    QCOMPARE(none.identity.organisations, QStringList({u"og_local"_s, u"og_two"_s}));
    QVERIFY(none.error.message.contains(u"og_two"_s));
    draft.organisation = u"og_two"_s;
    QCOMPARE(failedAt(checked(draft)), -1);
    draft.token = Secret::fromText(server.newToken());
    const ConnectionReport unseen = checked(draft);
    QCOMPARE(failedAt(unseen), static_cast<int>(Step::Organisation));
    QVERIFY(unseen.error.message.contains(u"og_two"_s));

    HostileServer silent(site({{kList, {403, kForbidden}}})); // does not list organisations
    QCOMPARE(failedAt(checked(draftOf(silent.url()))), static_cast<int>(Step::Organisation));
    HostileServer several(site(
        {{kList,
          {400,
           R"({"error":{"error_code":"RobotoNoOrgProvidedException","message":"which?"}})"}}}));
    QCOMPARE(failedAt(checked(draftOf(several.url()))), static_cast<int>(Step::Organisation));
}

void ConnectionCheckTest::refusesAddresses_data()
{
    QTest::addColumn<QString>("address");
    for (const char *address :
         {"", "ftp://host", "file:///etc/passwd", "http://", "https://u:p@host",
          "http://host/?token=1", "http://host:99999", "no address"})
        QTest::newRow(*address ? address : "empty") << QString::fromLatin1(address);
}

void ConnectionCheckTest::refusesAddresses() // C5
{
    QFETCH(QString, address);
    const ConnectionReport report = checked(draftOf(address));
    QCOMPARE(failedAt(report), static_cast<int>(Step::Address));
    QVERIFY(!report.error.message.isEmpty());
    ConnectionDraft draft = draftOf(u"https://127.0.0.1"_s);
    draft.pinnedCertificate = u"12:34"_s;
    QCOMPARE(failedAt(checked(draft)), static_cast<int>(Step::Address));
}

void ConnectionCheckTest::tellsUnknownHostsAndClosedPorts()
{
    const ConnectionReport unknown = checked(draftOf(u"http://no-such-host.invalid"_s));
    QCOMPARE(failedAt(unknown), static_cast<int>(Step::HostName));
    QVERIFY(unknown.error.message.contains(u"no-such-host.invalid"_s));
    QVERIFY(unknown.isExposed);
    int port = 0;
    {
        const HostileServer gone([](Connection &) {});
        port = gone.port();
    }
    const ConnectionReport closed = checked(draftOf(u"http://127.0.0.1:%1"_s.arg(port)));
    QCOMPARE(failedAt(closed), static_cast<int>(Step::Connection));
}

void ConnectionCheckTest::tellsWhoDoesNotAnswer_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("500") << 500;
    QTest::newRow("503") << 503;
    QTest::newRow("429") << 429;
    QTest::newRow("closes") << 0;
    QTest::newRow("speaks another protocol") << 1;
    QTest::newRow("cuts off") << 2;
}

void ConnectionCheckTest::tellsWhoDoesNotAnswer()
{
    QFETCH(int, kind);
    HostileServer server([kind](Connection &c) {
        if (kind == 1) {
            c.send("220 mail.example ESMTP\r\n");
            c.pause(std::chrono::milliseconds(200));
            return;
        }
        while (c.read()) {
            if (kind == 0)
                return;
            if (kind == 2) {
                c.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"da");
                return;
            }
            c.answer(kind, "<html>busy</html>");
        }
    });
    const ConnectionReport report = checked(draftOf(server.url()));
    QCOMPARE(failedAt(report), static_cast<int>(Step::Answer));
    QVERIFY(!report.error.message.isEmpty());
}

void ConnectionCheckTest::showsTheCertificateThatIsNotTrusted_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("days");
    QTest::newRow("self-signed") << u"IP:127.0.0.1"_s << 2;
    QTest::newRow("for another name") << u"DNS:elsewhere.test"_s << 2;
    QTest::newRow("expired") << u"IP:127.0.0.1"_s << -1;
}

void ConnectionCheckTest::showsTheCertificateThatIsNotTrusted() // C4
{
    QFETCH(QString, name);
    QFETCH(int, days);
    const QTemporaryDir folder;
    const auto files = makeCertificate(folder.path(), u"server"_s, name, days);
    if (!files)
        QSKIP("This system has no openssl.");
    HostileServer server(site({{kList, {200, kEmptyPage}}}), files->serverConfiguration());
    const ConnectionReport report = checked(draftOf(server.url()));
    QCOMPARE(failedAt(report), static_cast<int>(Step::Trust));
    QCOMPARE(report.certificate, QString::fromLatin1(files->fingerprint().toHex()));
    QVERIFY(!report.certificateOwner.isEmpty());
    QVERIFY(!report.isExposed);
    QVERIFY(server.requests().empty()); // the token has not gone there
}

void ConnectionCheckTest::aPinOrAnAuthorityMakesItWell() // C4
{
    const QTemporaryDir folder;
    const auto files = makeCertificate(folder.path(), u"server"_s, u"IP:127.0.0.1"_s, 2);
    const auto other = makeCertificate(folder.path(), u"other"_s, u"IP:127.0.0.1"_s, 2);
    if (!files || !other)
        QSKIP("This system has no openssl.");
    HostileServer server(site({{kList, {200, kEmptyPage}}}), files->serverConfiguration());
    ConnectionDraft draft = draftOf(server.url());
    draft.pinnedCertificate = checked(draft).certificate; // as the window offers it
    const ConnectionReport pinned = checked(draft);
    QVERIFY2(!pinned.failedAt, qPrintable(pinned.error.message));
    QVERIFY(pinned.protocol.startsWith(u"TLS 1."_s));
    QCOMPARE(pinned.certificate, draft.pinnedCertificate);
    draft.pinnedCertificate = QString::fromLatin1(other->fingerprint().toHex());
    const ConnectionReport wrong = checked(draft);
    QCOMPARE(failedAt(wrong), static_cast<int>(Step::Trust));
    QCOMPARE(wrong.certificate, pinned.certificate);
    draft.pinnedCertificate.clear();
    draft.caFile = files->certificate;
    QCOMPARE(failedAt(checked(draft)), -1);
    draft.caFile = files->key; // no certificate in it
    QCOMPARE(failedAt(checked(draft)), static_cast<int>(Step::Trust));
    const HostileServer plain([](Connection &c) {
        c.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        c.hang();
    });
    const QString noTls = u"https://127.0.0.1:%1"_s.arg(plain.port());
    QCOMPARE(failedAt(checked(draftOf(noTls))), static_cast<int>(Step::Trust));
}

void ConnectionCheckTest::endsWhenStopped()
{
    HostileServer server([](Connection &c) {
        if (c.read())
            c.hang();
    });
    std::stop_source stop;
    net::NetworkThread network;
    auto future = checkConnection(network, draftOf(server.url()), stop.get_token());
    QTRY_COMPARE(server.requests().size(), std::size_t{1});
    QVERIFY(!future.isFinished());
    stop.request_stop();
    QTRY_VERIFY(future.isFinished());
    const ConnectionReport report = future.takeResult();
    QVERIFY(report.failedAt.has_value());
    QCOMPARE(report.error.code, ErrorCode::Cancelled);
}

void ConnectionCheckTest::neverTellsTheToken() // C7
{
    const QByteArray echo =
        R"({"error":{"error_code":"RobotoUnauthorizedException","message":"bad )" +
        QByteArray(kToken) + R"("}})";
    HostileServer server(always(401, echo));
    const ConnectionReport report = checked(draftOf(server.url()));
    QCOMPARE(failedAt(report), static_cast<int>(Step::Token));
    QVERIFY(report.error.message.contains(u"***"_s));
    for (const QString &text : {report.error.message, report.error.detail})
        QVERIFY(!text.contains(QLatin1String(kToken)));
}

TIDEMARK_TEST(ConnectionCheckTest)
#include "connection_check_test.moc"
