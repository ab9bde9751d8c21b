// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/request_target.h"

#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::http;

// How a target reads: its segments in brackets, "/" for a trailing slash, then the parameters.
static QString described(const QByteArray &text)
{
    const auto target = parseTarget(text);
    if (!target)
        return u"refused: "_s + target.error().message;
    QString line;
    if (!target->authority.isEmpty())
        line += u"//"_s + QString::fromLatin1(target->authority) + u" "_s;
    for (const QString &segment : target->segments)
        line += u"["_s + segment + u"]"_s;
    if (target->hasTrailingSlash)
        line += u"/"_s;
    for (const auto &[name, value] : target->query)
        line += u" "_s + name + u"="_s + value + u";"_s;
    return line;
}

class RequestTargetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void readsPathAndQuery_data();
    void readsPathAndQuery();
    void refuses_data();
    void refuses();
    void findsParametersByName();
    void keepsEveryEncodedByteOfAName();
};

void RequestTargetTest::readsPathAndQuery_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *text, const QString &expected) {
        QTest::newRow(name) << QByteArray(text) << expected;
    };
    row("root", "/", u""_s);
    row("one", "/v1", u"[v1]"_s);
    row("trailing slash", "/v1/metrics/", u"[v1][metrics]/"_s);
    row("leading slashes collapse", "///v1/a", u"[v1][a]"_s);
    row("only slashes", "///", u""_s);
    row("an empty segment inside", "/a//b", u"[a][][b]"_s);
    row("two slashes at the end", "/a//", u"[a][]/"_s);
    row("an encoded slash does not split", "/a%2Fb/c", u"[a/b][c]"_s);
    row("a plus stays in a path", "/a+b", u"[a+b]"_s);
    row("an encoded plus", "/a%2Bb", u"[a+b]"_s);
    row("a blank", "/a%20b", u"[a b]"_s);
    row("UTF-8", "/%C3%A4%E2%82%AC%F0%9F%98%80", u"[\u00e4\u20ac\U0001F600]"_s);
    row("a byte order mark is kept", "/%EF%BB%BFa", u"[\ufeffa]"_s);
    row("upper and lower digits", "/%c3%A4", u"[\u00e4]"_s);
    row("decoded once", "/%2541", u"[%41]"_s);
    row("dots are names", "/../%2e%2e/./a", u"[..][..][.][a]"_s);
    row("a colon", "/a:b", u"[a:b]"_s);
    row("empty query", "/a?", u"[a]"_s);
    row("parameters", "/a?x=1&y=2", u"[a] x=1; y=2;"_s);
    row("no value", "/a?x&y=", u"[a] x=; y=;"_s);
    row("no name", "/a?=1", u"[a] =1;"_s);
    row("empty pieces", "/a?&&x=1&", u"[a] x=1;"_s);
    row("form decoding", "/a?x+y=1+2%2B3", u"[a] x y=1 2+3;"_s);
    row("an encoded ampersand", "/a?x=1%262", u"[a] x=1&2;"_s);
    row("equals in the value", "/a?x=1=2", u"[a] x=1=2;"_s);
    row("a question mark in the query", "/a?x=?", u"[a] x=?;"_s);
    row("a slash in the query", "/a?x=/b", u"[a] x=/b;"_s);
    row("the same name twice", "/a?x=1&x=2", u"[a] x=1; x=2;"_s);
    row("absolute form", "http://h:80/a?b=c", u"//h:80 [a] b=c;"_s);
    row("absolute form without path", "HTTPS://h", u"//h "_s);
    row("absolute form with a query only", "http://h?x=1", u"//h  x=1;"_s);
}

void RequestTargetTest::readsPathAndQuery()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, expected);
    QCOMPARE(described(text), expected);
}

void RequestTargetTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("asterisk") << QByteArray("*");
    QTest::newRow("no slash") << QByteArray("a/b");
    QTest::newRow("authority") << QByteArray("host:80");
    QTest::newRow("another scheme") << QByteArray("file:///etc/passwd");
    QTest::newRow("scheme without host") << QByteArray("http://");
    QTest::newRow("blank") << QByteArray("/a b");
    QTest::newRow("raw UTF-8") << QByteArray("/\xc3\xa4");
    QTest::newRow("control character") << QByteArray("/a\x01");
    QTest::newRow("delete") << QByteArray("/a\x7f");
    QTest::newRow("fragment") << QByteArray("/a#b");
    QTest::newRow("percent at the end") << QByteArray("/a%");
    QTest::newRow("one digit") << QByteArray("/a%4");
    QTest::newRow("no digits") << QByteArray("/a%zz");
    QTest::newRow("a sign for a digit") << QByteArray("/a%+1");
    QTest::newRow("NUL in the path") << QByteArray("/a%00b");
    QTest::newRow("NUL in the query") << QByteArray("/a?x=%00");
    QTest::newRow("half a character") << QByteArray("/%C3");
    QTest::newRow("a character cut by a slash") << QByteArray("/%C3/%A4");
    QTest::newRow("overlong") << QByteArray("/%C0%AF");
    QTest::newRow("surrogate") << QByteArray("/%ED%A0%80");
    QTest::newRow("percent in a name") << QByteArray("/a?%=1");
    QTest::newRow("percent in a value") << QByteArray("/a?x=%1");
}

void RequestTargetTest::refuses()
{
    QFETCH(QByteArray, text);
    const auto target = parseTarget(text);
    QVERIFY2(!target, qPrintable(described(text)));
    QCOMPARE(target.error().code, ErrorCode::InvalidArgument);
    QVERIFY(target.error().message.endsWith(u'.'));
}

void RequestTargetTest::findsParametersByName()
{
    const auto target = parseTarget("/a?x=1&y=2&x=3");
    QVERIFY(target.has_value());
    QCOMPARE(target->queryValue(u"x").value(), u"1"_s);
    QCOMPARE(target->queryValues(u"x"), (QStringList{u"1"_s, u"3"_s}));
    QVERIFY(!target->queryValue(u"X").has_value());
    QVERIFY(target->queryValues(u"z").isEmpty());
}

// What a client encodes comes out as it was, for every byte that is text.
void RequestTargetTest::keepsEveryEncodedByteOfAName()
{
    QString name;
    for (char16_t c = 1; c < 0x250; ++c)
        name += QChar(c);
    const QByteArray encoded = name.toUtf8().toPercentEncoding();
    const QByteArray text = "/v1/" + encoded + "/d?n=" + encoded;
    const auto target = parseTarget(text);
    QVERIFY(target.has_value());
    QCOMPARE(target->segments, (QStringList{u"v1"_s, name, u"d"_s}));
    QCOMPARE(target->queryValue(u"n").value(), name);
}

TIDEMARK_TEST(RequestTargetTest)
#include "request_target_test.moc"
