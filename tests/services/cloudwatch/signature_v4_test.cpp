// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloudwatch/signature_v4.h"
#include "tests/services/cloudwatch/signature_suite.h"
#include "tests/support/test_registry.h"

#include <QCryptographicHash>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::cloudwatch;
using namespace tidemark::test;

namespace {

constexpr auto kSecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
constexpr std::int64_t kSecond_ns = 1'000'000'000;

QByteArray valueOf(const std::vector<net::SecretHeader> &headers, const char *name)
{
    for (const net::SecretHeader &header : headers) {
        if (header.name == name)
            return header.value.reveal().toByteArray();
    }
    return {};
}

SignedRequest requestOf(const SignatureCase &suiteCase)
{
    SignedRequest request;
    request.method = suiteCase.method;
    request.path = suiteCase.path;
    request.query = suiteCase.query;
    request.headers = {{"Host", "example.amazonaws.com"}};
    const QByteArrayList lines = QByteArray(suiteCase.headers).split('\n');
    for (const QByteArray &line : lines) {
        if (const qsizetype colon = line.indexOf(':'); colon > 0)
            request.headers.push_back({line.first(colon), line.sliced(colon + 1)});
    }
    request.body = suiteCase.body;
    return request;
}

class SignatureV4Test : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void publishedSuiteIsSigned_data();
    void publishedSuiteIsSigned();
    void metricRequestIsSignedAsInTheReference();
    void pathOnTheWireIsEncodedOnceMore();
    void keyIsOfItsDayRegionAndService();
    void bodyAndHeadersChangeTheSignature();
};

void SignatureV4Test::publishedSuiteIsSigned_data()
{
    QTest::addColumn<int>("number");
    for (std::size_t i = 0; i < kSignatureSuite.size(); ++i)
        QTest::newRow(kSignatureSuite.at(i).name) << static_cast<int>(i);
}

void SignatureV4Test::publishedSuiteIsSigned()
{
    QFETCH(int, number);
    const SignatureCase &suiteCase = kSignatureSuite.at(static_cast<std::size_t>(number));
    const SignedRequest request = requestOf(suiteCase);
    const QByteArrayList canonical = canonicalRequest(request).split('\n');
    QCOMPARE(canonical.at(0), QByteArray(suiteCase.method));
    QCOMPARE(canonical.at(1), QByteArray(suiteCase.canonicalPath));
    QCOMPARE(canonical.at(2), QByteArray(suiteCase.canonicalQuery));
    const AwsCredentials credentials{u"AKIDEXAMPLE"_s, Secret(QByteArrayView(kSecretKey)),
                                     Secret(QByteArrayView(suiteCase.sessionToken))};
    const auto headers = signatureHeaders(request, credentials, {"us-east-1", "service"},
                                          Timestamp(1'440'938'160 * kSecond_ns));
    QCOMPARE(valueOf(headers, "X-Amz-Date"), "20150830T123600Z"_ba);
    QCOMPARE(valueOf(headers, "X-Amz-Security-Token"), QByteArray(suiteCase.sessionToken));
    const QByteArray authorization = valueOf(headers, "Authorization");
    QVERIFY2(authorization.startsWith(
                 "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                 "SignedHeaders="),
             authorization.constData());
    QVERIFY2(authorization.endsWith(QByteArray(", Signature="_ba + suiteCase.signature)),
             authorization.constData());
}

void SignatureV4Test::metricRequestIsSignedAsInTheReference()
{
    SignedRequest request;
    request.body =
        R"({"Namespace":"Tidemark","MetricData":[{"MetricName":"RequestTime","Dimensions":[{"Name":"StreamName","Value":"orders"}],"Timestamp":1700000000,"StatisticValues":{"SampleCount":3.0,"Sum":6.0,"Minimum":1.0,"Maximum":3.0},"Unit":"Milliseconds"}]})";
    QCOMPARE(request.body.size(), 243);
    request.headers = {{"Content-Type", "application/x-amz-json-1.0"},
                       {"Host", "monitoring.us-east-1.amazonaws.com"},
                       {"X-Amz-Date", "20231114T221320Z"},
                       {"X-Amz-Target", "GraniteServiceVersion20100801.PutMetricData"}};
    const Timestamp at(1'700'000'000 * kSecond_ns);
    const SigningScope scope{"us-east-1", "monitoring"};
    const auto sha256 = [](const QByteArray &bytes) {
        return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
    };
    QCOMPARE(amzDate(at), "20231114T221320Z"_ba);
    QCOMPARE(sha256(request.body),
             "ff9c1a04600c11d6a8387fe0ac252fa0aa8218fc633334ba43dfa62ad14ff1e9"_ba);
    const QByteArray canonical = canonicalRequest(request);
    QCOMPARE(signedHeaderNames(request), "content-type;host;x-amz-date;x-amz-target"_ba);
    QCOMPARE(sha256(canonical),
             "87de75d9f830b3648fe02d8de4f6277ae4cbe3336802782d5b5fa9f862cda747"_ba);
    const Secret key = signingKey(Secret(QByteArrayView(kSecretKey)), scope, at);
    QCOMPARE(key.reveal().toByteArray().toHex(),
             "8a122ea74bf458cdf1379f77570a6dfbba45dc83d7a4fe22cc47d94e3f118451"_ba);
    QCOMPARE(signatureOf(stringToSign(canonical, scope, at), key),
             "b088916586774fc474bead06253e36fa243027a93450b47defdf86c95aca2808"_ba);
}

void SignatureV4Test::pathOnTheWireIsEncodedOnceMore()
{
    SignedRequest request;
    request.path = "/a%20b/./c";
    QCOMPARE(canonicalRequest(request).split('\n').at(1), "/a%2520b/c"_ba);
    request.path = "";
    QCOMPARE(canonicalRequest(request).split('\n').at(1), "/"_ba);
    request.query = "b&a=1%2F2&a+b=%7e";
    QCOMPARE(canonicalRequest(request).split('\n').at(2), "a=1%2F2&a%2Bb=~&b="_ba);
}

void SignatureV4Test::keyIsOfItsDayRegionAndService()
{
    const Secret secret{QByteArrayView(kSecretKey)};
    const Timestamp at(1'700'000'000 * kSecond_ns);
    const Secret key = signingKey(secret, {"us-east-1", "iam"}, at);
    QVERIFY(key == signingKey(secret, {"us-east-1", "iam"}, at + Timedelta(kSecond_ns)));
    QVERIFY(
        !(key == signingKey(secret, {"us-east-1", "iam"}, at + Timedelta(86'400 * kSecond_ns))));
    QVERIFY(!(key == signingKey(secret, {"us-west-1", "iam"}, at)));
    QVERIFY(!(key == signingKey(secret, {"us-east-1", "monitoring"}, at)));
    // the example of "Signature Version 4 signing process": 20150830, us-east-1, iam
    QCOMPARE(signingKey(secret, {"us-east-1", "iam"}, Timestamp(1'440'938'160 * kSecond_ns))
                 .reveal()
                 .toByteArray()
                 .toHex(),
             "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"_ba);
}

void SignatureV4Test::bodyAndHeadersChangeTheSignature()
{
    const AwsCredentials credentials{u"AKIDEXAMPLE"_s, Secret(QByteArrayView(kSecretKey)), {}};
    const auto signatureFor = [&](const SignedRequest &request) {
        return valueOf(signatureHeaders(request, credentials, {"us-east-1", "monitoring"},
                                        Timestamp(1'700'000'000 * kSecond_ns)),
                       "Authorization");
    };
    SignedRequest request;
    request.headers = {{"Host", "a.example"}};
    const QByteArray first = signatureFor(request);
    SignedRequest other = request;
    other.body = "{}";
    QVERIFY(signatureFor(other) != first);
    other = request;
    other.headers.front().value = "b.example";
    QVERIFY(signatureFor(other) != first);
    other = request;
    other.headers.front().value = "  a.example ";
    QCOMPARE(signatureFor(other), first);
}

} // namespace

TIDEMARK_TEST(SignatureV4Test)
#include "signature_v4_test.moc"
