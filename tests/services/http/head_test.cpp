// SPDX-License-Identifier: GPL-3.0-or-later
// What a request's head may look like: HeadScan, checkHead() and both with Beast behind them.
#include "services/http/head_framing.h"
#include "services/http/head_scan.h"
#include "services/http/request_parser.h"
#include "tests/services/http/literal.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <string>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::http;
using tidemark::test::literal;

namespace {

constexpr const char *kHost = "Host: localhost\r\n";

std::string viewOf(const QByteArray &bytes)
{
    return bytes.toStdString();
}

// The request as its parser saw it, given in pieces of `step` bytes.
QString parsed(const QByteArray &wire, std::size_t step, qint64 limit_bytes = 1000)
{
    const std::string bytes = viewOf(wire);
    HeadScan scan;
    std::size_t come = 0;
    auto state = HeadScan::State::More;
    while (state == HeadScan::State::More && come < bytes.size()) {
        come = std::min(come + step, bytes.size());
        state = scan.scan(std::string_view(bytes).substr(0, come));
    }
    if (state != HeadScan::State::Complete)
        return state == HeadScan::State::Bad ? u"bad"_s : u"more"_s;
    RequestParser parser(limit_bytes);
    const std::string head = bytes.substr(scan.begin(), scan.end() - scan.begin());
    if (const auto refusal = parser.readHead(head))
        return u"%1"_s.arg(refusal->status);
    std::size_t at = scan.end();
    while (!parser.isDone()) {
        const auto [used, refusal] = parser.readBody(std::string_view(bytes).substr(at, come - at));
        at += used;
        if (refusal)
            return u"%1"_s.arg(refusal->status);
        if (used > 0)
            continue;
        if (come == bytes.size())
            return u"more"_s;
        come = std::min(come + step, bytes.size());
    }
    const QByteArray rest = QByteArray::fromStdString(bytes.substr(at));
    return QString::fromLatin1(parser.head().method + ' ' + parser.head().target + " <" +
                               parser.body() + "> rest <" + rest + ">");
}

} // namespace

class HeadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void findsTheEndOfAHead();
    void refusesWhatHasTwoReadings_data();
    void refusesWhatHasTwoReadings();
    void readsTheFraming();
    void refusesAmbiguousFraming_data();
    void refusesAmbiguousFraming();
    void readsTheSameInPiecesOfAnySize_data();
    void readsTheSameInPiecesOfAnySize();
    void keepsHeadersInOrder();
    void dropsTrailers();
};

void HeadTest::findsTheEndOfAHead()
{
    const std::string bytes = "\r\n\r\nGET / HTTP/1.1\r\na: b\r\n\r\nrest";
    HeadScan scan;
    for (std::size_t i = 0; i + 4 < bytes.size(); ++i)
        QCOMPARE(scan.scan(bytes.substr(0, i)), HeadScan::State::More);
    QCOMPARE(scan.scan(bytes), HeadScan::State::Complete);
    QCOMPARE(scan.begin(), std::size_t{4});
    QCOMPARE(bytes.substr(scan.end()), "rest");
}

void HeadTest::refusesWhatHasTwoReadings_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::newRow("bare LF") << QByteArray("GET / HTTP/1.1\n");
    QTest::newRow("bare LF between fields") << QByteArray("GET / HTTP/1.1\r\na: b\nc: d\r\n\r\n");
    QTest::newRow("bare LF at the end") << QByteArray("GET / HTTP/1.1\r\na: b\r\n\n");
    QTest::newRow("LF first") << QByteArray("\nGET / HTTP/1.1\r\n");
    QTest::newRow("bare CR") << QByteArray("GET / HTTP/1.1\r\na: b\rc: d\r\n\r\n");
    QTest::newRow("CR CR LF") << QByteArray("GET / HTTP/1.1\r\r\n");
    QTest::newRow("NUL in the request line") << literal("GET /\0 HTTP/1.1\r\n\r\n");
    QTest::newRow("NUL in a value") << literal("GET / HTTP/1.1\r\na: \0b\r\n\r\n");
    QTest::newRow("obs-fold, blank") << QByteArray("GET / HTTP/1.1\r\na: b\r\n c\r\n\r\n");
    QTest::newRow("obs-fold, tab") << QByteArray("GET / HTTP/1.1\r\na: b\r\n\tc\r\n\r\n");
    QTest::newRow("blank before the request line") << QByteArray(" GET / HTTP/1.1\r\n\r\n");
    QTest::newRow("control character") << QByteArray("GET / HTTP/1.1\r\na: \x01\r\n\r\n");
    QTest::newRow("a TLS hello") << QByteArray("\x16\x03\x01");
}

void HeadTest::refusesWhatHasTwoReadings()
{
    QFETCH(QByteArray, wire);
    HeadScan scan;
    QCOMPARE(scan.scan(viewOf(wire)), HeadScan::State::Bad);
    QVERIFY(QByteArray(scan.fault()).endsWith('.'));
}

void HeadTest::readsTheFraming()
{
    const auto framing = [](const QByteArray &fields) {
        return checkHead(viewOf("POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n"));
    };
    QCOMPARE(framing("").value(), (HeadFraming{0, false}));
    QCOMPARE(framing("Content-Length: 0\r\n").value(), (HeadFraming{0, false}));
    QCOMPARE(framing("content-length:12\r\n").value(), (HeadFraming{12, false}));
    QCOMPARE(framing("Content-Length: \t 12 \t\r\n").value(), (HeadFraming{12, false}));
    QCOMPARE(framing("Content-Length: 007\r\n").value(), (HeadFraming{7, false}));
    QCOMPARE(framing("Content-Length: 9223372036854775807\r\n").value().length_bytes,
             std::uint64_t{9223372036854775807U});
    QCOMPARE(framing("TRANSFER-ENCODING: Chunked\r\n").value(), (HeadFraming{0, true}));
    QVERIFY(framing("Empty:\r\nX-\xc3\xa4: 1\r\n").has_value() == false); // names are ASCII
    QVERIFY(framing("Empty:\r\nX: \xc3\xa4\r\n").has_value());            // values need not be
}

void HeadTest::refusesAmbiguousFraming_data()
{
    QTest::addColumn<QByteArray>("head");
    const auto fields = [](const char *name, const QByteArray &text) {
        QTest::newRow(name) << QByteArray("POST / HTTP/1.1\r\nHost: a\r\n" + text + "\r\n");
    };
    fields("two lengths", "Content-Length: 1\r\nContent-Length: 2\r\n");
    fields("two equal lengths", "Content-Length: 1\r\nContent-Length: 1\r\n");
    fields("a list of lengths", "Content-Length: 1, 1\r\n");
    fields("length and chunked", "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n");
    fields("chunked and length", "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n");
    fields("negative length", "Content-Length: -1\r\n");
    fields("signed length", "Content-Length: +1\r\n");
    fields("hexadecimal length", "Content-Length: 0x1\r\n");
    fields("length with a unit", "Content-Length: 1k\r\n");
    fields("empty length", "Content-Length:\r\n");
    fields("length beyond 63 bits", "Content-Length: 9223372036854775808\r\n");
    fields("length beyond 64 bits", "Content-Length: 18446744073709551617\r\n");
    fields("length of 10,000 digits", "Content-Length: " + QByteArray(10'000, '9') + "\r\n");
    fields("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n");
    fields("chunked not last", "Transfer-Encoding: chunked, identity\r\n");
    fields("another coding first", "Transfer-Encoding: gzip, chunked\r\n");
    fields("another coding", "Transfer-Encoding: identity\r\n");
    fields("a coding that looks alike", "Transfer-Encoding: xchunked\r\n");
    fields("space before the colon", "Content-Length : 1\r\n");
    fields("tab before the colon", "Content-Length\t: 1\r\n");
    fields("no colon", "Content-Length 1\r\n");
    fields("no name", ": 1\r\n");
    fields("a name with a bracket", "Content[Length]: 1\r\n");
    fields("two hosts", "Host: b\r\n");
    const auto line = [](const char *name, const QByteArray &text) {
        QTest::newRow(name) << QByteArray(text + "\r\nHost: a\r\n\r\n");
    };
    line("no version", "GET /");
    line("HTTP/0.9", "GET / HTTP/0.9");
    line("HTTP/2.0", "GET / HTTP/2.0");
    line("HTTP/1.2", "GET / HTTP/1.2");
    line("lower case", "GET / http/1.1");
    line("two blanks", "GET  / HTTP/1.1");
    line("a blank in the target", "GET /a b HTTP/1.1");
    line("a tab", "GET\t/ HTTP/1.1");
    line("a blank at the end", "GET / HTTP/1.1 ");
    line("no target", "GET HTTP/1.1");
    line("a method with a bracket", "G(T / HTTP/1.1");
    line("only a word", "GET");
    line("only a blank", "GET ");
    QTest::newRow("no host") << QByteArray("GET / HTTP/1.1\r\n\r\n");
    QTest::newRow("chunked in HTTP/1.0")
        << QByteArray("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
}

void HeadTest::refusesAmbiguousFraming()
{
    QFETCH(QByteArray, head);
    const auto framing = checkHead(viewOf(head));
    QVERIFY(!framing);
    QCOMPARE(framing.error().code, ErrorCode::InvalidArgument);
    QVERIFY(framing.error().message.endsWith(u'.'));
}

void HeadTest::readsTheSameInPiecesOfAnySize_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QByteArray &wire, const QString &expected) {
        QTest::newRow(name) << wire << expected;
    };
    const QByteArray post = QByteArray("POST /a HTTP/1.1\r\n") + kHost;
    const QByteArray chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
    row("no body", QByteArray("GET / HTTP/1.1\r\n") + kHost + "\r\nGET", u"GET / <> rest <GET>"_s);
    row("length", post + "Content-Length: 5\r\n\r\nhelloPOST", u"POST /a <hello> rest <POST>"_s);
    row("cut off", post + "Content-Length: 5\r\n\r\nhell", u"more"_s);
    row("length at the limit", post + "Content-Length: 1000\r\n\r\n" + QByteArray(1000, 'x'),
        u"POST /a <%1> rest <>"_s.arg(QString(1000, u'x')));
    row("length above the limit", post + "Content-Length: 1001\r\n\r\n", u"413"_s);
    row("chunks", chunked + "5\r\nhello\r\n1;x=\"y\"\r\n!\r\n0\r\n\r\nGET",
        u"POST /a <hello!> rest <GET>"_s);
    row("no chunks", chunked + "0\r\n\r\nGET", u"POST /a <> rest <GET>"_s);
    row("zeros", chunked + "0005\r\nhello\r\n000\r\n\r\n", u"POST /a <hello> rest <>"_s);
    row("trailers", chunked + "1\r\nx\r\n0\r\nA: b\r\nHost: evil\r\n\r\nGET",
        u"POST /a <x> rest <GET>"_s);
    row("chunks at the limit",
        chunked + "1F4\r\n" + QByteArray(500, 'x') + "\r\n1f4\r\n" + QByteArray(500, 'x') +
            "\r\n0\r\n\r\n",
        u"POST /a <%1> rest <>"_s.arg(QString(1000, u'x')));
    row("chunks above the limit",
        chunked + "1F4\r\n" + QByteArray(500, 'x') + "\r\n1f5\r\n" + QByteArray(501, 'x'),
        u"413"_s);
    row("a chunk of 2^64-1", chunked + "FFFFFFFFFFFFFFFF\r\nx", u"413"_s);
    row("a chunk of 2^64", chunked + "10000000000000000\r\nx\r\n", u"400"_s);
    row("a negative chunk", chunked + "-1\r\nx\r\n", u"400"_s);
    row("a chunk without size", chunked + "\r\nx\r\n0\r\n", u"400"_s);
    row("a chunk that is longer", chunked + "1\r\nxy\r\n0\r\n\r\n", u"400"_s);
    row("a length among trailers", chunked + "0\r\nContent-Length: 1\r\n\r\n", u"400"_s);
    row("Connection is no list", post + "Connection: ;\r\n\r\n", u"400"_s);
}

void HeadTest::readsTheSameInPiecesOfAnySize()
{
    QFETCH(QByteArray, wire);
    QFETCH(QString, expected);
    for (std::size_t step = 1; step < 40; ++step)
        QCOMPARE(parsed(wire, step), expected);
    QCOMPARE(parsed(wire, static_cast<std::size_t>(wire.size())), expected);
}

void HeadTest::keepsHeadersInOrder()
{
    RequestParser parser(0);
    QVERIFY(!parser.readHead("GET /x HTTP/1.0\r\nhost: a\r\nX-B: 1 \r\nX-a:2\r\nx-b: 3\r\n\r\n"));
    QVERIFY(parser.isDone());
    const RequestHead head = parser.takeHead();
    QVERIFY(!head.isHttp11);
    QVERIFY(!head.isKeepAlive);
    QByteArrayList names;
    for (const HeaderField &field : head.headers)
        names.append(field.name);
    QCOMPARE(names, (QByteArrayList{"host", "X-B", "X-a", "x-b"}));
    QCOMPARE(head.headers.value("x-B").value(), "1");
    QCOMPARE(head.headers.values("X-B"), (QByteArrayList{"1", "3"}));
    QVERIFY(!head.headers.contains("X"));
}

void HeadTest::dropsTrailers()
{
    RequestParser parser(10);
    QVERIFY(!parser.readHead("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"));
    QVERIFY(!parser.readBody("0\r\nAuthorization: Bearer x\r\n\r\n").refusal);
    QVERIFY(parser.isDone());
    QVERIFY(!parser.head().headers.contains("Authorization"));
    QCOMPARE(parser.head().headers.size(), std::size_t{2});
}

TIDEMARK_TEST(HeadTest)
#include "head_test.moc"
