// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/search_query.h"

#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <limits>
#include <vector>

using namespace Qt::StringLiterals;
using tidemark::SearchEntry;
using tidemark::SearchFields;
using tidemark::SearchQuery;

namespace {

SearchEntry latency()
{
    SearchFields fields;
    fields.name = u"Café.Latency"_s;
    fields.description = u"Time until the cup is served"_s;
    fields.unit = u"ms"_s;
    fields.kind = u"timer"_s;
    fields.tags = {{u"env"_s, u"prod"_s}, {u"Room"_s, u"Küche 2"_s}};
    fields.recordCount = 12;
    return SearchEntry(fields);
}

} // namespace

class SearchQueryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void matches_data();
    void matches();
    void findsBySource_data();
    void findsBySource();
    void findsUnusedDefinitions();
    void readsKeys();
    void matchesTenThousandInTime();
};

void SearchQueryTest::matches_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("found");
    QTest::newRow("nothing typed") << u" "_s << true;
    QTest::newRow("case and accents") << u"CAFE"_s << true;
    QTest::newRow("accents typed") << u"café"_s << true;
    QTest::newRow("description") << u"cup"_s << true;
    QTest::newRow("unit as a word") << u"ms"_s << true;
    QTest::newRow("tag value as a word") << u"kuche"_s << true;
    QTest::newRow("two words in any order") << u"served latency"_s << true;
    QTest::newRow("one word is missing") << u"latency tea"_s << false;
    QTest::newRow("quoted words together") << u"\"the cup\""_s << true;
    QTest::newRow("quoted words apart") << u"\"cup the\""_s << false;
    QTest::newRow("quote still open") << u"\"the cu"_s << true;
    QTest::newRow("words do not run across fields") << u"\"latency time\""_s << false;
    QTest::newRow("unit") << u"unit:ms"_s << true;
    QTest::newRow("unit is the whole unit") << u"unit:m"_s << false;
    QTest::newRow("tag and value") << u"tag:env=prod"_s << true;
    QTest::newRow("other value") << u"tag:env=test"_s << false;
    QTest::newRow("has the tag") << u"tag:env"_s << true;
    QTest::newRow("value not typed yet") << u"tag:env="_s << true;
    QTest::newRow("has not the tag") << u"tag:zone"_s << false;
    QTest::newRow("quoted tag value") << u"tag:room=\"kuche 2\""_s << true;
    QTest::newRow("kind") << u"kind:timer"_s << true;
    QTest::newRow("start of a kind") << u"KIND:ti"_s << true;
    QTest::newRow("other kind") << u"kind:counter"_s << false;
    QTest::newRow("source") << u"source:local"_s << true;
    QTest::newRow("other source") << u"source:remote"_s << false;
    QTest::newRow("unused") << u"unused:"_s << false;
    QTest::newRow("key without value") << u"unit:"_s << true;
    QTest::newRow("unknown key is a word") << u"foo:bar"_s << false;
    QTest::newRow("quoted key is a word") << u"\"unit:ms\""_s << false;
    QTest::newRow("everything at once") << u"lat unit:ms tag:env=prod kind:timer cup"_s << true;
}

void SearchQueryTest::matches()
{
    QFETCH(QString, text);
    QFETCH(bool, found);
    QCOMPARE(SearchQuery::parse(text).matches(latency()), found);
}

void SearchQueryTest::findsBySource_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("found");
    QTest::newRow("remote") << u"source:remote"_s << true;
    QTest::newRow("local") << u"source:local"_s << false;
    QTest::newRow("name") << u"source:cafe"_s << true;
    QTest::newRow("the other name") << u"source:\"north site\""_s << true;
    QTest::newRow("start of a name") << u"source:nor"_s << true;
    QTest::newRow("both names") << u"source:cafe source:north"_s << true;
    QTest::newRow("another name") << u"source:south"_s << false;
    QTest::newRow("not typed yet") << u"source:"_s << true;
}

void SearchQueryTest::findsBySource()
{
    QFETCH(QString, text);
    QFETCH(bool, found);
    SearchFields fields;
    fields.name = u"m"_s;
    fields.sources = {u"Café"_s, u"North site"_s};
    QCOMPARE(SearchQuery::parse(text).matches(SearchEntry(fields)), found);
}

void SearchQueryTest::findsUnusedDefinitions()
{
    SearchEntry entry = latency();
    QVERIFY(!SearchQuery::parse(u"unused:").matches(entry));
    entry.recordCount = 0;
    QVERIFY(SearchQuery::parse(u"unused:").matches(entry));
}

void SearchQueryTest::readsKeys()
{
    const SearchQuery query = SearchQuery::parse(u"a:b Unit:MS tag:Env=Prod tag:x kind:G unused:");
    QCOMPARE(query.words, QStringList{u"a:b"_s});
    QCOMPARE(query.units, QStringList{u"ms"_s});
    QCOMPARE(query.kinds, QStringList{u"g"_s});
    QVERIFY(query.unusedOnly);
    QCOMPARE(query.tags.size(), std::size_t{2});
    QCOMPARE(query.tags.front().second.value(), u"prod"_s);
    QVERIFY(!query.tags.back().second.has_value());
    QVERIFY(SearchQuery::parse(u"unit: \"\"").isEmpty());
    QVERIFY(!query.isEmpty());
}

void SearchQueryTest::matchesTenThousandInTime()
{
    std::vector<SearchEntry> entries;
    for (int i = 0; i < 10'000; ++i) {
        SearchFields fields;
        fields.name = u"service.%1.latency"_s.arg(i);
        fields.description = u"Response time of service %1, measured at the door"_s.arg(i);
        fields.unit = u"ms"_s;
        fields.tags = {{u"env"_s, i % 2 == 0 ? u"prod"_s : u"test"_s}};
        entries.emplace_back(fields);
    }
    qint64 elapsed_ms = std::numeric_limits<qint64>::max();
    std::ptrdiff_t found = 0;
    for (int round = 0; round < 5; ++round) { // one may be held up
        QElapsedTimer timer;
        timer.start();
        const SearchQuery query = SearchQuery::parse(u"latency 99 door tag:env=prod unit:ms");
        found = std::count_if(entries.begin(), entries.end(),
                              [&](const SearchEntry &e) { return query.matches(e); });
        elapsed_ms = std::min(elapsed_ms, timer.elapsed());
    }
    // Counted by another route: even numbers whose digits hold "99".
    qsizetype expected = 0;
    for (int i = 0; i < 10'000; i += 2)
        expected += QString::number(i).contains(u"99"_s) ? 1 : 0;
    QCOMPARE(static_cast<qsizetype>(found), expected);
    QVERIFY2(elapsed_ms < 50, qPrintable(u"%1 ms"_s.arg(elapsed_ms)));
}

TIDEMARK_TEST(SearchQueryTest)
#include "search_query_test.moc"
