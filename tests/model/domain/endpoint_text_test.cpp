// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/endpoint_text.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

/// Addresses of services in sentences and lists.
class EndpointTextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesThePlace()
    {
        QCOMPARE(placeOfEndpoint(u"https://metrics.example/api"_s), u"metrics.example"_s);
        QCOMPARE(placeOfEndpoint(u"http://metrics.example:8080"_s), u"metrics.example:8080"_s);
        QCOMPARE(placeOfEndpoint(u" half an address "_s), u"half an address"_s);
    }

    void equalPlacesHaveEqualOrigins()
    {
        QCOMPARE(originOfEndpoint(u"https://Metrics.example/a"_s),
                 u"https://metrics.example:443"_s);
        QCOMPARE(originOfEndpoint(u"https://metrics.example:443"_s),
                 originOfEndpoint(u"https://metrics.example"_s));
        QVERIFY(originOfEndpoint(u"http://metrics.example"_s) !=
                originOfEndpoint(u"https://metrics.example"_s));
        QCOMPARE(addressOfOrigin(u"https://metrics.example:443"_s), u"https://metrics.example"_s);
        QCOMPARE(addressOfOrigin(u"http://metrics.example:80"_s), u"http://metrics.example"_s);
        QCOMPARE(addressOfOrigin(u"https://metrics.example:8443"_s),
                 u"https://metrics.example:8443"_s);
    }

    void onlyPlainHttpToOthersIsReadable_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("readable");
        QTest::newRow("https") << u"https://metrics.example"_s << false;
        QTest::newRow("http") << u"http://metrics.example"_s << true;
        QTest::newRow("localhost") << u"http://localhost:1"_s << false;
        QTest::newRow("sub-domain") << u"http://a.localhost"_s << false;
        QTest::newRow("not localhost") << u"http://mylocalhost"_s << true;
        QTest::newRow("127.9") << u"http://127.9.9.9"_s << false;
        QTest::newRow("127 name") << u"http://127.0.0.1.example.org"_s << true;
        QTest::newRow("127 too large") << u"http://127.0.0.one"_s << true;
        QTest::newRow("v6") << u"http://[::1]"_s << false;
        QTest::newRow("v6 other") << u"http://[fd00::1]"_s << true;
        QTest::newRow("none yet") << u"http://"_s << false;
    }
    void onlyPlainHttpToOthersIsReadable()
    {
        QFETCH(const QString, address);
        QFETCH(const bool, readable);
        QCOMPARE(isReadableOnTheWay(address), readable);
    }
};

TIDEMARK_TEST(EndpointTextTest)
#include "endpoint_text_test.moc"
