// SPDX-License-Identifier: GPL-3.0-or-later
// Which addresses may be used (C5).
#include "services/net/url_rules.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::net;

namespace {

class UrlRulesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void takesAndNormalises_data();
    void takesAndNormalises();
    void refusesWithAdvice_data();
    void refusesWithAdvice();
    void linkLocalOnlyWhenTyped_data();
    void linkLocalOnlyWhenTyped();
    void warnsOfPlainHttpToOtherMachines_data();
    void warnsOfPlainHttpToOtherMachines();
    void tellsOriginsApart();
    void namesPlaces();
    void buildsAddresses();
};

void UrlRulesTest::takesAndNormalises_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("base");
    QTest::newRow("plain") << u"https://api.roboto.ai"_s << u"https://api.roboto.ai"_s;
    QTest::newRow("one slash") << u"https://api.roboto.ai/"_s << u"https://api.roboto.ai"_s;
    QTest::newRow("prefix") << u"https://a.example/roboto/"_s << u"https://a.example/roboto"_s;
    QTest::newRow("two slashes") << u"https://a.example/x//"_s << u"https://a.example/x/"_s;
    QTest::newRow("spaces around") << u"  https://a.example\n"_s << u"https://a.example"_s;
    QTest::newRow("capitals") << u"HTTPS://A.Example/X"_s << u"https://a.example/X"_s;
    QTest::newRow("port") << u"http://127.0.0.1:8765"_s << u"http://127.0.0.1:8765"_s;
    QTest::newRow("IPv6") << u"http://[::1]:8765/"_s << u"http://[::1]:8765"_s;
    QTest::newRow("encoded prefix")
        << u"https://a.example/a%2Fb/"_s << u"https://a.example/a%2Fb"_s;
}

void UrlRulesTest::takesAndNormalises()
{
    QFETCH(const QString, typed);
    QFETCH(const QString, base);
    const auto endpoint = parseEndpoint(typed);
    QVERIFY2(endpoint, endpoint ? "" : qPrintable(endpoint.error().message));
    QCOMPARE(QString::fromLatin1(endpoint->base.toEncoded()), base);
    const QString withSlash = base + u'/';
    QCOMPARE(parseEndpoint(withSlash).value().base, endpoint->base);
}

void UrlRulesTest::refusesWithAdvice_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("detail");
    QTest::addColumn<QString>("advice");
    QTest::newRow("file") << u"file:///etc/passwd"_s << u"url.scheme"_s << u"Only https"_s;
    QTest::newRow("ftp") << u"ftp://a.example"_s << u"url.scheme"_s << u"Only https"_s;
    QTest::newRow("javascript") << u"javascript:alert(1)"_s << u"url.scheme"_s << u"https://"_s;
    QTest::newRow("no scheme") << u"api.roboto.ai"_s << u"url.scheme"_s << u"https://"_s;
    QTest::newRow("host and port") << u"localhost:8765"_s << u"url.scheme"_s << u"https://"_s;
    QTest::newRow("empty") << QString() << u"url.form"_s << u"https://host/path"_s;
    QTest::newRow("spaces inside")
        << u"https://a b.example"_s << u"url.form"_s << u"https://host/path"_s;
    QTest::newRow("no host") << u"https://"_s << u"url.host"_s << u"https://host"_s;
    QTest::newRow("user") << u"https://me@a.example"_s << u"url.credentials"_s << u"own field"_s;
    QTest::newRow("user and password")
        << u"https://me:word@a.example"_s << u"url.credentials"_s << u"own field"_s;
    QTest::newRow("query") << u"https://a.example/?key=1"_s << u"url.query"_s << u"Leave out"_s;
    QTest::newRow("fragment") << u"https://a.example/#x"_s << u"url.query"_s << u"Leave out"_s;
    QTest::newRow("port 0") << u"https://a.example:0"_s << u"url.port"_s << u"1 to 65535"_s;
    QTest::newRow("port too large")
        << u"https://a.example:65536"_s << u"url.form"_s << u"https://host/path"_s;
    QTest::newRow("any address") << u"http://0.0.0.0:80"_s << u"url.host"_s << u"127.0.0.1"_s;
    QTest::newRow("any address v6") << u"http://[::]"_s << u"url.host"_s << u"127.0.0.1"_s;
    QTest::newRow("multicast") << u"http://224.0.0.1"_s << u"url.host"_s << u"127.0.0.1"_s;
}

void UrlRulesTest::refusesWithAdvice()
{
    QFETCH(const QString, typed);
    QFETCH(const QString, detail);
    QFETCH(const QString, advice);
    const auto endpoint = parseEndpoint(typed, LinkLocal::TypedByPerson);
    QVERIFY(!endpoint);
    QCOMPARE(endpoint.error().detail, detail);
    QCOMPARE(endpoint.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(endpoint.error().message.contains(advice), qPrintable(endpoint.error().message));
    QVERIFY(!endpoint.error().message.contains(u"word@"_s));
}

void UrlRulesTest::linkLocalOnlyWhenTyped_data()
{
    QTest::addColumn<QString>("typed");
    for (const char *typed :
         {"http://169.254.169.254", "http://169.254.0.1:8080/x", "http://[fe80::1]",
          "http://[fe80::1%25eth0]", "http://[::ffff:169.254.169.254]", "http://2852039166",
          "http://0xa9fea9fe", "http://metadata.google.internal",
          "http://METADATA.google.internal.", "http://[fd00:ec2::254]", "http://100.100.100.200"})
        QTest::newRow(typed) << QString::fromLatin1(typed);
}

void UrlRulesTest::linkLocalOnlyWhenTyped()
{
    QFETCH(const QString, typed);
    const auto refused = parseEndpoint(typed);
    QVERIFY2(!refused, refused ? qPrintable(refused->base.toString()) : "");
    QCOMPARE(refused.error().detail, u"url.linkLocal"_s);
    QCOMPARE(refused.error().code, ErrorCode::PermissionDenied);
    QVERIFY(parseEndpoint(typed, LinkLocal::TypedByPerson));
}

void UrlRulesTest::warnsOfPlainHttpToOtherMachines_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<bool>("warns");
    QTest::newRow("https") << u"https://a.example"_s << false;
    QTest::newRow("http") << u"http://a.example"_s << true;
    QTest::newRow("http in the house") << u"http://192.168.1.2"_s << true;
    QTest::newRow("localhost") << u"http://localhost:1"_s << false;
    QTest::newRow("below localhost") << u"http://a.localhost"_s << false;
    QTest::newRow("localhost elsewhere") << u"http://localhost.evil.example"_s << true;
    QTest::newRow("loopback") << u"http://127.8.9.1"_s << false;
    QTest::newRow("loopback v6") << u"http://[::1]"_s << false;
    QTest::newRow("loopback inside v6") << u"http://[::ffff:127.0.0.1]"_s << false;
}

void UrlRulesTest::warnsOfPlainHttpToOtherMachines()
{
    QFETCH(const QString, typed);
    QFETCH(const bool, warns);
    QCOMPARE(parseEndpoint(typed).value().sendsInTheClear, warns);
}

void UrlRulesTest::tellsOriginsApart()
{
    const Origin home = originOf(QUrl(u"https://a.example/x"_s));
    QCOMPARE(originOf(QUrl(u"https://A.EXAMPLE:443/y"_s)), home);
    for (const QString &other : {u"http://a.example/x"_s, u"https://b.example/x"_s,
                                 u"https://a.example:444/x"_s, u"https://a.example.evil/x"_s})
        QVERIFY2(originOf(QUrl(other)) != home, qPrintable(other));
}

void UrlRulesTest::namesPlaces()
{
    QCOMPARE(placeOf(QUrl(u"https://a.example/x?y"_s)), u"a.example"_s);
    QCOMPARE(placeOf(QUrl(u"https://a.example:443"_s)), u"a.example"_s);
    QCOMPARE(placeOf(QUrl(u"http://a.example:443"_s)), u"a.example:443"_s);
    QCOMPARE(placeOf(QUrl(u"http://[::1]:8080/"_s)), u"[::1]:8080"_s);
}

void UrlRulesTest::buildsAddresses()
{
    const Endpoint endpoint = parseEndpoint(u"https://a.example/p/"_s).value();
    const auto encoded = [&](const QByteArray &path, const QByteArray &query) {
        return urlBelow(endpoint, path, query).value_or(QUrl()).toEncoded();
    };
    QCOMPARE(encoded("v1/x", {}), QByteArray("https://a.example/p/v1/x"));
    QCOMPARE(encoded("/v1/x/", {}), QByteArray("https://a.example/p/v1/x/"));
    QCOMPARE(encoded("v1/" + pathSegment(u"a/b +%?#ü"_s), "q=1"),
             QByteArray("https://a.example/p/v1/a%2Fb%20%2B%25%3F%23%C3%BC?q=1"));
    QCOMPARE(pathSegment(u"AZaz09-._~"_s), QByteArray("AZaz09-._~"));
    QCOMPARE(formQuery({}), QByteArray());
    QCOMPARE(formQuery({{u"a b"_s, u"c d+e"_s}, {u"f"_s, QString()}}),
             QByteArray("a+b=c+d%2Be&f="));
    for (const char *path : {"a b", "a?b", "a#b", "a%2", "a%zz", "a\nb", "\xc3\xbc"})
        QVERIFY2(!urlBelow(endpoint, path, {}), path);
    QVERIFY(!urlBelow(endpoint, "a", "b c"));
}

} // namespace

TIDEMARK_TEST(UrlRulesTest)
#include "url_rules_test.moc"
