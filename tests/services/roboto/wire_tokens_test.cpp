// SPDX-License-Identifier: GPL-3.0-or-later
// Page tokens (roboto-api 1.5; row 38 of section 6).
#include "services/roboto/wire/limits.h"
#include "services/roboto/wire/page_token.h"
#include "tests/model/core/random_numbers.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::roboto;

namespace {

QString encoded(const QByteArray &text)
{
    return QString::fromLatin1(
        text.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

QByteArray decoded(const QString &token)
{
    return QByteArray::fromBase64(token.toLatin1(), QByteArray::Base64UrlEncoding);
}

} // namespace

class WireTokensTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void comesBackAsItWas();
    void hasTheServicesScheme();
    void refusesOtherTokens_data();
    void refusesOtherTokens();
    void refusesTokensOfOtherListings();
    void survivesDamage();
};

void WireTokensTest::comesBackAsItWas()
{
    for (const QString &text : {u"cpu.usage_max"_s, u"bb b/+x"_s, u"\u00e9\U0001F600\"\\"_s, u""_s,
                                QString(255, u'\x1f')}) {
        const DefinitionsCursor definitions{text};
        QCOMPARE(definitionsCursor(pageToken(definitions)).value(), definitions);
        const DevicesCursor devices{text};
        QCOMPARE(devicesCursor(pageToken(devices)).value(), devices);
        const FilesCursor files{text};
        QCOMPARE(filesCursor(pageToken(files)).value(), files);
        for (const Timestamp at : {Timestamp::min(), Timestamp(-1), Timestamp(), Timestamp::max(),
                                   Timestamp(1777593600000000001)}) {
            const QueryCursor query{at, text, Timestamp(9007199254740993)};
            QCOMPARE(queryCursor(pageToken(query)).value(), query);
            const SessionsCursor sessions{at, text};
            QCOMPARE(sessionsCursor(pageToken(sessions)).value(), sessions);
        }
    }
}

void WireTokensTest::hasTheServicesScheme()
{
    const QString token = pageToken(DefinitionsCursor{u"a?b>~"_s});
    QCOMPARE(decoded(token), QByteArray(R"(v1:json:{"listing":"definitions","name":"a?b>~"})"));
    QVERIFY(!token.contains(u'=') && !token.contains(u'+') && !token.contains(u'/'));
    QCOMPARE(decoded(pageToken(QueryCursor{Timestamp(5), u"s"_s, Timestamp(7)})),
             QByteArray(R"(v1:json:{"listing":"query","time_ns":5,"session_id":"s","now_ns":7})"));
}

void WireTokensTest::refusesOtherTokens_data()
{
    QTest::addColumn<QString>("token");
    const auto row = [](const char *name, const QString &token) { QTest::newRow(name) << token; };
    row("empty", {});
    row("words", u"garbage token"_s);
    row("the reference's", u"djE6anNvbjoxMDA"_s); // v1:json:100
    row("raw", encoded("v1:raw:abc"));
    row("newer", encoded(R"(v2:json:{"listing":"query","time_ns":5,"session_id":"s","now_ns":7})"));
    row("no JSON", encoded("v1:json:{"));
    row("a list", encoded("v1:json:[]"));
    row("nothing in it", encoded("v1:json:{}"));
    row("no listing", encoded(R"(v1:json:{"time_ns":5,"session_id":"s","now_ns":7})"));
    row("a part is missing", encoded(R"(v1:json:{"listing":"query","time_ns":5,"now_ns":7})"));
    row("fraction",
        encoded(R"(v1:json:{"listing":"query","time_ns":5.0,"session_id":"s","now_ns":7})"));
    row("padded", pageToken(QueryCursor{}) + u"=x"_s);
    row("non-ASCII", u"\u00e9"_s);
    row("endless", QString(kPageTokenMaxBytes + 1, u'A'));
}

void WireTokensTest::refusesOtherTokens()
{
    QFETCH(const QString, token);
    const auto cursor = queryCursor(token);
    QVERIFY(!cursor);
    QCOMPARE(cursor.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(cursor.error().detail, u"wire.pageToken"_s);
}

void WireTokensTest::refusesTokensOfOtherListings()
{
    QVERIFY(!definitionsCursor(pageToken(DevicesCursor{u"a"_s})));
    QVERIFY(!devicesCursor(pageToken(DefinitionsCursor{u"a"_s})));
    QVERIFY(!sessionsCursor(pageToken(QueryCursor{})));
    QVERIFY(!queryCursor(pageToken(SessionsCursor{})));
    QVERIFY(!filesCursor(pageToken(DevicesCursor{u"a"_s})));
}

void WireTokensTest::survivesDamage()
{
    tidemark::test::RandomNumbers random("WireTokensTest");
    const QString whole = pageToken(QueryCursor{Timestamp(5), u"ss_1"_s, Timestamp(7)});
    for (int i = 0; i < 5000; ++i) {
        QString token = whole;
        for (int edits = random.integer(1, 3); edits > 0; --edits)
            token[random.integer(0, static_cast<int>(token.size()) - 1)] =
                QChar(static_cast<char16_t>(random.integer(1, 0x17f)));
        const auto cursor = queryCursor(token);
        if (!cursor)
            QCOMPARE(cursor.error().code, ErrorCode::InvalidArgument);
        else
            QCOMPARE(queryCursor(pageToken(*cursor)).value(), *cursor);
    }
}

TIDEMARK_TEST(WireTokensTest)
#include "wire_tokens_test.moc"
