// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/selection.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

class SelectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void idFiltersHaveThreeMeanings_data();
    void idFiltersHaveThreeMeanings();
    void timeFilterKeysComeBack();
    void anAbsentSessionChangeIsEmpty();
};

void SelectionTest::idFiltersHaveThreeMeanings_data()
{
    QTest::addColumn<IdFilter>("filter");
    QTest::addColumn<bool>("matchesNone");
    QTest::addColumn<bool>("matchesA");
    QTest::addColumn<bool>("matchesB");
    QTest::newRow("any") << IdFilter::any() << true << true << true;
    QTest::newRow("null only") << IdFilter::nullOnly() << true << false << false;
    QTest::newRow("one of one") << IdFilter::oneOf({u"a"_s}) << false << true << false;
    QTest::newRow("one of two") << IdFilter::oneOf({u"b"_s, u"a"_s}) << false << true << true;
    QTest::newRow("one of none") << IdFilter::oneOf({}) << false << false << false;
    QTest::newRow("an empty id is an id") << IdFilter::oneOf({u""_s}) << false << false << false;
    QTest::newRow("case counts") << IdFilter::oneOf({u"A"_s}) << false << false << false;
}

void SelectionTest::idFiltersHaveThreeMeanings()
{
    QFETCH(IdFilter, filter);
    QFETCH(bool, matchesNone);
    QFETCH(bool, matchesA);
    QFETCH(bool, matchesB);
    QCOMPARE(filter.matches(std::nullopt), matchesNone);
    QCOMPARE(filter.matches(u"a"_s), matchesA);
    QCOMPARE(filter.matches(u"b"_s), matchesB);
}

void SelectionTest::timeFilterKeysComeBack()
{
    QCOMPARE(timeFilterKey(TimeFilter::SessionEnd), u"end_time"_s);
    QCOMPARE(timeFilterKey(TimeFilter::SessionStart), u"start_time"_s);
    QCOMPARE(timeFilterFromKey(u"end_time"), std::optional(TimeFilter::SessionEnd));
    QCOMPARE(timeFilterFromKey(u"start_time"), std::optional(TimeFilter::SessionStart));
    QVERIFY(!timeFilterFromKey(u"End_Time"));
    QVERIFY(!timeFilterFromKey(u""));
}

void SelectionTest::anAbsentSessionChangeIsEmpty()
{
    SessionChange change;
    QVERIFY(change.isEmpty());
    change.end = std::optional<Timestamp>(); // clears it
    QVERIFY(!change.isEmpty());
}

TIDEMARK_TEST(SelectionTest)
#include "selection_test.moc"
