// SPDX-License-Identifier: GPL-3.0-or-later
// Bodies of answers: how large, packed, and whether they are whole (C1).
#include "tests/services/net/net_bench.h"
#include "tests/support/test_registry.h"

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::net;
using namespace tidemark::test;
using namespace std::chrono_literals;

namespace {

using Connection = HostileConnection;

class HttpBodiesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void stopsAReplyOfAGigabyteAtItsLimit();
    void stopsAGzipBombAtItsLimit();
    void takesAReplyAtItsLimitAndNoByteMore();
    void takesAnUnpackedReplyAtItsLimitAndNoByteMore();
    void unpacksGzip();
    void aBodyWithoutLengthIsNeverTakenForWhole_data();
    void aBodyWithoutLengthIsNeverTakenForWhole();
    void knowsWhichBodiesAreWhole_data();
    void knowsWhichBodiesAreWhole();
};

void HttpBodiesTest::stopsAReplyOfAGigabyteAtItsLimit()
{
    const HostileServer server([](Connection &c) {
        c.read();
        const QByteArray piece(1 << 20, 'x');
        bool isTaken = c.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; isTaken && i < 1024; ++i)
            isTaken = c.send("100000\r\n" + piece + "\r\n");
    });
    HttpRequest request = quickRequest();
    request.limits.deadline = 20s; // the size is to stop it, not the time
    request.limits.silence = 20s;
    const auto answer = ask(connectionTo(server.url()), request);
    QCOMPARE(faultNameOf(answer), u"tooBig"_s);
    QVERIFY(answer.error().message.contains(u"larger than 16 MiB"_s));
    QCOMPARE(answer.error().code, ErrorCode::Unsupported);
    QVERIFY2(server.sent_bytes() < 64 * kMiB, qPrintable(QString::number(server.sent_bytes())));
}

void HttpBodiesTest::stopsAGzipBombAtItsLimit()
{
    const QByteArray bomb = gzipOf(QByteArray(100 * kMiB, '\0'));
    const HostileServer server([&](Connection &c) {
        c.read();
        c.answer(200, bomb, "Content-Encoding: deflate\r\n");
    });
    QVERIFY(bomb.size() < kMiB);
    HttpRequest request = quickRequest();
    request.limits.deadline = 20s;
    request.limits.silence = 20s;
    const auto answer = ask(connectionTo(server.url()), request);
    QCOMPARE(faultNameOf(answer), u"tooBig"_s);
    QVERIFY(answer.error().message.contains(u"larger than 64 MiB"_s));
}

void HttpBodiesTest::takesAReplyAtItsLimitAndNoByteMore()
{
    const HostileServer server([](Connection &c) {
        c.read();
        c.answer(200, QByteArray(c.number() == 1 ? 1000 : 1001, 'x'));
    });
    HttpRequest request = quickRequest();
    request.limits.body_bytes = 1000;
    const auto answer = ask(connectionTo(server.url()), request);
    QVERIFY(answer);
    QCOMPARE(answer->body.size(), 1000);
    QCOMPARE(faultNameOf(ask(connectionTo(server.url()), request)), u"tooBig"_s);
}

void HttpBodiesTest::takesAnUnpackedReplyAtItsLimitAndNoByteMore()
{
    const HostileServer server([](Connection &c) {
        c.read();
        c.answer(200, gzipOf(QByteArray(c.number() == 1 ? 5000 : 5001, 'x')),
                 "Content-Encoding: deflate\r\n");
    });
    HttpRequest request = quickRequest();
    request.limits.inflated_bytes = 5000;
    const auto answer = ask(connectionTo(server.url()), request);
    QVERIFY(answer);
    QCOMPARE(answer->body, QByteArray(5000, 'x'));
    QCOMPARE(faultNameOf(ask(connectionTo(server.url()), request)), u"tooBig"_s);
}

void HttpBodiesTest::unpacksGzip()
{
    // printf 'tide\n' | gzip -9n
    const QByteArray packed =
        QByteArray::fromHex("1f8b08000000000002032bc94c49e502009b1cdf3b05000000");
    const HostileServer server([&](Connection &c) {
        c.read();
        c.answer(200, packed, "Content-Encoding: gzip\r\n");
    });
    const auto answer = ask(connectionTo(server.url()), quickRequest());
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
    QCOMPARE(answer->body, QByteArray("tide\n"));
    QCOMPARE(server.requests().front().header("Accept-Encoding"), QByteArray("gzip"));
}

void HttpBodiesTest::aBodyWithoutLengthIsNeverTakenForWhole_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("half a chunk") << QByteArray(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\nhalf");
    QTest::newRow("no last chunk")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
    QTest::newRow("no number of bytes") << QByteArray(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\nx\r\n0\r\n\r\n");
    QTest::newRow("until the end") << QByteArray("HTTP/1.1 200 OK\r\n\r\nhalf");
}

void HttpBodiesTest::aBodyWithoutLengthIsNeverTakenForWhole()
{
    QFETCH(const QByteArray, bytes);
    const HostileServer server([&](Connection &c) {
        c.read();
        c.send(bytes);
    });
    // which of both it is depends on how the bytes arrive
    const auto answer = ask(connectionTo(server.url()), quickRequest());
    if (answer)
        QVERIFY(!answer->endIsProven);
    else
        QCOMPARE(faultNameOf(answer), u"cutOff"_s);
}

void HttpBodiesTest::knowsWhichBodiesAreWhole_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray packed = gzipOf("whole");
    const QByteArray length = QByteArray::number(packed.size(), 16);
    QTest::newRow("length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole");
    QTest::newRow("packed chunks") << QByteArray(
        "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nTransfer-Encoding: chunked\r\n\r\n" +
        length + "\r\n" + packed + "\r\n0\r\n\r\n");
    QTest::newRow("no content") << QByteArray("HTTP/1.1 204 No\r\n\r\n");
}

void HttpBodiesTest::knowsWhichBodiesAreWhole()
{
    QFETCH(const QByteArray, bytes);
    const HostileServer server([&](Connection &c) {
        c.read();
        c.send(bytes);
    });
    const auto answer = ask(connectionTo(server.url()), quickRequest());
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
    QVERIFY(answer->endIsProven);
    QCOMPARE(answer->body, answer->status == 204 ? QByteArray() : QByteArray("whole"));
}

} // namespace

TIDEMARK_TEST(HttpBodiesTest)
#include "http_bodies_test.moc"
