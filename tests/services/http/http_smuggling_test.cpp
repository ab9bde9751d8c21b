// SPDX-License-Identifier: GPL-3.0-or-later
// S7 on the wire: what two readers could understand differently is answered with 400, the
// connection ends, and what followed is never taken for a request.
#include "tests/services/http/literal.h"
#include "tests/services/http/test_server.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace tidemark;
using namespace tidemark::http;
using namespace tidemark::test;

class HttpSmugglingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void refusesAndCloses_data();
    void refusesAndCloses();
    void takesWhatLooksSimilar_data();
    void takesWhatLooksSimilar();
};

void HttpSmugglingTest::refusesAndCloses_data()
{
    QTest::addColumn<QByteArray>("wire");
    const auto post = [](const char *name, const QByteArray &fields, const QByteArray &body) {
        QTest::newRow(name) << QByteArray(
            "POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + fields +
            "\r\n" + body);
    };
    const QByteArray hidden = "GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n";
    post("two lengths", "Content-Length: 0\r\nContent-Length: 50\r\n", hidden);
    post("two equal lengths", "Content-Length: 2\r\nContent-Length: 2\r\n", "{}");
    post("two equal lengths in a list", "Content-Length: 2, 2\r\n", "{}");
    post("length and chunked", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
         "0\r\n\r\n" + hidden);
    post("chunked and length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
         "0\r\n\r\n" + hidden);
    post("negative length", "Content-Length: -1\r\n", hidden);
    post("length of 10,000 digits", "Content-Length: " + QByteArray(10'000, '1') + "\r\n", hidden);
    post("a coding that hides chunked", "Transfer-Encoding: xchunked\r\n", hidden);
    post("chunked with a vertical tab",
         "Transfer-Encoding: \x0b"
         "chunked\r\n",
         hidden);
    post("identity", "Transfer-Encoding: identity\r\n", hidden);
    post("two codings", "Transfer-Encoding: chunked, chunked\r\n", hidden);
    post("two fields of coding", "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
         "0\r\n\r\n" + hidden);
    post("space before the colon", "Content-Length : 2\r\n", "{}");
    post("tab before the colon", "Transfer-Encoding\t: chunked\r\n", "0\r\n\r\n");
    post("obs-fold", "X-A: b\r\n c\r\n", hidden);
    post("obs-fold of a coding", "Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n");
    post("a field that is folded first", " X-A: b\r\n", hidden);
    post("bare LF", "X-A: b\nContent-Length: 2\r\n", "{}");
    post("bare LF ends the head", "X-A: b\r\n\n", hidden);
    post("bare CR", "X-A: b\rContent-Length: 2\r\n", "{}");
    post("NUL in a value", literal("X-A: b\0c\r\n"), hidden);
    post("NUL in a name", literal("X-\0A: b\r\n"), hidden);
    post("NUL behind the length", literal("Content-Length: 2\0\r\n"), "{}");
    post("a line without colon", "Content-Length\r\n", hidden);
    post("chunk with a sign", "Transfer-Encoding: chunked\r\n", "+1\r\nx\r\n0\r\n\r\n");
    post("chunk with 0x", "Transfer-Encoding: chunked\r\n", "0x1\r\nx\r\n0\r\n\r\n");
    post("chunk size ends in LF", "Transfer-Encoding: chunked\r\n", "1\nx\r\n0\r\n\r\n");
    post("chunk that is longer", "Transfer-Encoding: chunked\r\n", "1\r\nxyz\r\n0\r\n\r\n");
    post("chunk ends in LF", "Transfer-Encoding: chunked\r\n", "1\r\nx\n0\r\n\r\n");
    post("chunk size overflows", "Transfer-Encoding: chunked\r\n",
         "10000000000000001\r\nx\r\n0\r\n\r\n");
    post("trailer with a length", "Transfer-Encoding: chunked\r\n",
         "0\r\nContent-Length: 40\r\n\r\n" + hidden);
    const auto whole = [&hidden](const char *name, const QByteArray &head) {
        QTest::newRow(name) << QByteArray(head + hidden);
    };
    whole("LF after the request line", "GET /a HTTP/1.1\nHost: localhost\r\n\r\n");
    whole("two request lines", "GET /a HTTP/1.1\r\nGET /b HTTP/1.1\r\nHost: localhost\r\n\r\n");
    whole("no version", "GET /a\r\nHost: localhost\r\n\r\n");
    whole("a blank in the target", "GET /a /b HTTP/1.1\r\nHost: localhost\r\n\r\n");
    whole("NUL in the target", literal("GET /a\0 HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    whole("another version", "GET /a HTTP/3.0\r\nHost: localhost\r\n\r\n");
    whole("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    whole("chunked in HTTP/1.0",
          "POST /a HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    whole("a body on GET", "GET /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 44\r\n\r\n");
    whole("a TLS hello", literal("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"));
}

void HttpSmugglingTest::refusesAndCloses()
{
    QFETCH(QByteArray, wire);
    const TestServer server;
    RawClient client = server.client();
    const RawResponse answer = client.ask(wire);
    QCOMPARE(answer.status, 400);
    QVERIFY(answer.isLast());
    QVERIFY(answer.body.contains("\"status\":400"));
    QVERIFY(client.sawEnd());
    QCOMPARE(client.unread(), QByteArray());
    QCOMPARE(server.server.statistics().requests, 0);
}

void HttpSmugglingTest::takesWhatLooksSimilar_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("no blank") << QByteArray("Content-Length:2\r\n") << QByteArray("{}");
    QTest::newRow("many blanks") << QByteArray("Content-Length: \t 2 \t \r\n") << QByteArray("{}");
    QTest::newRow("leading zeros") << QByteArray("Content-Length: 0002\r\n") << QByteArray("{}");
    QTest::newRow("chunked in capitals")
        << QByteArray("TRANSFER-ENCODING: CHUNKED\r\n") << QByteArray("2\r\n{}\r\n0\r\n\r\n");
    QTest::newRow("an empty field")
        << QByteArray("X-A:\r\nContent-Length: 2\r\n") << QByteArray("{}");
    QTest::newRow("bytes above ASCII in a value")
        << QByteArray("X-A: \xc3\xa4\r\nContent-Length: 2\r\n") << QByteArray("{}");
}

void HttpSmugglingTest::takesWhatLooksSimilar()
{
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, body);
    const TestServer server;
    RawClient client = server.client();
    const QByteArray wire =
        request("POST", "/a", "Content-Type: application/json\r\n" + fields) + body;
    QVERIFY(client.ask(wire).body.endsWith("\n{}"));
    QVERIFY(client.ask(wire).body.endsWith("\n{}"));
}

TIDEMARK_TEST(HttpSmugglingTest)
#include "http_smuggling_test.moc"
