// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/fuzzy_matcher.h"

#include "tests/support/test_registry.h"

#include <QStringList>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using tidemark::FuzzyMatcher;

class FuzzyMatcherTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void findsLettersInOrder_data();
    void findsLettersInOrder();
    void refusesWhatLacksALetter_data();
    void refusesWhatLacksALetter();
    void putsTheBetterMatchFirst_data();
    void putsTheBetterMatchFirst();
    void matchesEverythingWithAnEmptyPattern();
    void highlightsTheLettersAsWritten();
    void staysQuickOnLongTexts();
};

void FuzzyMatcherTest::findsLettersInOrder_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("candidate");
    QTest::addColumn<QList<int>>("positions");
    QTest::newRow("start") << u"new"_s << u"New definition"_s << QList<int>{0, 1, 2};
    QTest::newRow("starts of words") << u"nd"_s << u"New definition"_s << QList<int>{0, 4};
    QTest::newRow("camel humps") << u"fm"_s << u"uffooFuzzyMatcher"_s << QList<int>{5, 10};
    QTest::newRow("accents and case") << u"CAFE"_s << u"mein Café"_s << QList<int>{5, 6, 7, 8};
    QTest::newRow("white space in the pattern")
        << u"imp csv"_s << u"Import CSV"_s << QList<int>{0, 1, 2, 7, 8, 9};
    QTest::newRow("number after letters") << u"c10"_s << u"cpu10"_s << QList<int>{0, 3, 4};
    QTest::newRow("neighbours rather than scattered")
        << u"load"_s << u"l-o cpu.load"_s << QList<int>{8, 9, 10, 11};
}

void FuzzyMatcherTest::findsLettersInOrder()
{
    QFETCH(QString, pattern);
    QFETCH(QString, candidate);
    QFETCH(QList<int>, positions);
    const auto match = FuzzyMatcher(pattern).match(candidate);
    QVERIFY(match.has_value());
    QCOMPARE(QList<int>(match->positions.begin(), match->positions.end()), positions);
}

void FuzzyMatcherTest::refusesWhatLacksALetter_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("candidate");
    QTest::newRow("other letters") << u"xyz"_s << u"Import"_s;
    QTest::newRow("wrong order") << u"pmi"_s << u"Import"_s;
    QTest::newRow("one letter twice") << u"ii"_s << u"Import"_s;
    QTest::newRow("empty candidate") << u"a"_s << QString();
    QTest::newRow("pattern longer") << u"imports"_s << u"Import"_s;
}

void FuzzyMatcherTest::refusesWhatLacksALetter()
{
    QFETCH(QString, pattern);
    QFETCH(QString, candidate);
    QVERIFY(!FuzzyMatcher(pattern).match(candidate).has_value());
}

void FuzzyMatcherTest::putsTheBetterMatchFirst_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QStringList>("best");
    QTest::newRow("beginning before middle")
        << u"exp"_s << QStringList{u"Export"_s, u"Edit X and past"_s, u"Next page"_s};
    QTest::newRow("starts of words before gaps")
        << u"nd"_s << QStringList{u"New definition"_s, u"Undo"_s, u"Next week's second"_s};
    QTest::newRow("shorter before longer")
        << u"table"_s << QStringList{u"Table"_s, u"Table of all records"_s};
}

void FuzzyMatcherTest::putsTheBetterMatchFirst()
{
    QFETCH(QString, pattern);
    QFETCH(QStringList, best);
    const FuzzyMatcher matcher(pattern);
    QStringList sorted = best;
    std::reverse(sorted.begin(), sorted.end());
    std::sort(sorted.begin(), sorted.end(), [&](const QString &a, const QString &b) {
        return matcher.match(a)->score > matcher.match(b)->score;
    });
    QCOMPARE(sorted, best);
}

void FuzzyMatcherTest::matchesEverythingWithAnEmptyPattern()
{
    const FuzzyMatcher matcher(u"  ");
    QVERIFY(matcher.isEmpty());
    QCOMPARE(matcher.match(u"anything"), tidemark::FuzzyMatch{});
}

void FuzzyMatcherTest::highlightsTheLettersAsWritten()
{
    // One letter that folds to two, and one outside the basic plane before the match.
    const auto sharp = FuzzyMatcher(u"strasse").match(u"Straße");
    QVERIFY(sharp.has_value());
    QCOMPARE(sharp->positions, (std::vector<qsizetype>{0, 1, 2, 3, 4, 5}));
    const auto emoji = FuzzyMatcher(u"load").match(u"🚀 load");
    QVERIFY(emoji.has_value());
    QCOMPARE(emoji->positions, (std::vector<qsizetype>{3, 4, 5, 6}));
}

void FuzzyMatcherTest::staysQuickOnLongTexts()
{
    const QString huge = QString(1'000'000, u'a');
    const auto match = FuzzyMatcher(huge).match(huge);
    QVERIFY(match.has_value());
    QVERIFY(!FuzzyMatcher(u"aab").match(huge).has_value());
}

TIDEMARK_TEST(FuzzyMatcherTest)
#include "fuzzy_matcher_test.moc"
