// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ingest/series_quota.h"
#include "tests/support/test_registry.h"

#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::ingest;

class SeriesQuotaTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }
    void eachLimitIsKept();
    void whatIsGivenBackMakesRoom();
    void withoutLimitsAllIsTaken();
    void refusalsHaveWords();
};

void SeriesQuotaTest::eachLimitIsKept()
{
    SeriesQuota quota({2, 3, 4});
    QVERIFY(!quota.take(u"a"_s));
    QVERIFY(!quota.take(u"a"_s));
    QVERIFY(!quota.take(u"a"_s));
    QCOMPARE(quota.take(u"a"_s), std::optional(SeriesRefusal::TagSets));
    QVERIFY(!quota.take(u"b"_s));
    QCOMPARE(quota.take(u"c"_s), std::optional(SeriesRefusal::Names));
    QCOMPARE(quota.take(u"b"_s), std::optional(SeriesRefusal::Series));
    QCOMPARE(quota.series(), 4U); // a refusal takes nothing
}

void SeriesQuotaTest::whatIsGivenBackMakesRoom()
{
    SeriesQuota quota({1, 2, 2});
    QVERIFY(!quota.take(u"a"_s));
    QVERIFY(!quota.take(u"a"_s));
    QVERIFY(!quota.release(u"a"_s));
    QVERIFY(!quota.take(u"a"_s));
    QVERIFY(!quota.release(u"a"_s));
    QVERIFY(quota.release(u"a"_s)); // the name is forgotten
    QCOMPARE(quota.series(), 0U);
    QVERIFY(!quota.take(u"b"_s));
}

void SeriesQuotaTest::withoutLimitsAllIsTaken()
{
    SeriesQuota quota(SeriesLimits::none());
    for (int i = 0; i < 20'000; ++i)
        QVERIFY(!quota.take(u"a"_s));
    QCOMPARE(quota.series(), 20'000U);
}

void SeriesQuotaTest::refusalsHaveWords()
{
    QSet<QString> words;
    for (int i = 0; i < static_cast<int>(SeriesRefusal::Count); ++i)
        words.insert(refusalText(static_cast<SeriesRefusal>(i)));
    QCOMPARE(words.size(), static_cast<qsizetype>(SeriesRefusal::Count));
    QVERIFY(!words.contains(QString()));
    QCOMPARE(refusalText(SeriesRefusal::Series), u"too many series"_s);
}

TIDEMARK_TEST(SeriesQuotaTest)
#include "series_quota_test.moc"
