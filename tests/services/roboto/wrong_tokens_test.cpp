// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/server/wrong_tokens.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark::roboto;

class WrongTokensTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void tellsForSomeSecondsWhatTheStoreSaid();
    void forgetsWhatIsSentNoMore();
    void remembersABoundedNumber();

private:
    WrongTokens::Instant m_now{1h};
};

void WrongTokensTest::tellsForSomeSecondsWhatTheStoreSaid()
{
    WrongTokens wrong([this] { return m_now; });
    QVERIFY(!wrong.refusalOf("a"));
    wrong.add("a", u"no"_s);
    m_now += 10s - 1ms;
    QCOMPARE(wrong.refusalOf("a").value_or(QString()), u"no"_s);
    m_now += 1ms;
    QVERIFY(!wrong.refusalOf("a")); // to be looked at again
    QVERIFY(wrong.contains("a"));
    QCOMPARE(wrong.refusalOf("a").value_or(QString()), u"no"_s); // meanwhile
    wrong.remove("a");
    QVERIFY(!wrong.contains("a"));
}

void WrongTokensTest::forgetsWhatIsSentNoMore()
{
    WrongTokens wrong([this] { return m_now; });
    wrong.add("a", u"no"_s);
    wrong.add("b", u"no"_s);
    for (int i = 0; i < 3; ++i) {
        m_now += 5min;
        (void)wrong.refusalOf("b");
    }
    QVERIFY(!wrong.contains("a"));
    QVERIFY(!wrong.refusalOf("a"));
    QVERIFY(wrong.contains("b"));
}

void WrongTokensTest::remembersABoundedNumber()
{
    WrongTokenRules rules;
    rules.tokens = 100;
    WrongTokens wrong([this] { return m_now; }, rules);
    wrong.add("sent", u"no"_s);
    for (int i = 0; i < 10'000; ++i) {
        m_now += 1ms;
        wrong.add(QByteArray::number(i), u"no"_s);
        (void)wrong.refusalOf("sent");
    }
    QCOMPARE(wrong.remembered(), 100);
    QVERIFY(wrong.contains("sent")); // the quiet ones were forgotten
    QVERIFY(!wrong.contains("0"));
    m_now += 11min;
    wrong.add("new", u"no"_s);
    QCOMPARE(wrong.remembered(), 1);
    QCOMPARE(WrongTokenRules().tokens, 4096);
}

TIDEMARK_TEST(WrongTokensTest)
#include "wrong_tokens_test.moc"
