// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/fuzzy_matcher.h"
#include "model/core/natural_order.h"
#include "model/core/search_query.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;
using namespace tidemark;

/// The definitions' filter box and the command palette with 10,000 definitions (D2: below 50 ms).
class SearchBench : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void foldsTenThousandDefinitions();
    void matchesTenThousandDefinitions_data();
    void matchesTenThousandDefinitions();
    void ranksTenThousandDefinitions();
    void sortsTenThousandNames();

private:
    std::vector<SearchFields> m_fields;
    std::vector<SearchEntry> m_entries;
};

void SearchBench::initTestCase()
{
    for (int i = 0; i < 10'000; ++i) {
        SearchFields fields;
        fields.name = u"site%1.service%2.Lätency"_s.arg(i % 17).arg(i);
        fields.description = u"Response time of service %1, measured at the door"_s.arg(i);
        fields.unit = i % 3 == 0 ? u"ms"_s : u"requests"_s;
        fields.kind = i % 2 == 0 ? u"timer"_s : u"counter"_s;
        fields.tags = {{u"env"_s, i % 2 == 0 ? u"prod"_s : u"test"_s}, {u"team"_s, u"Wörk"_s}};
        fields.recordCount = i % 5;
        if (i % 2 == 0)
            fields.sources = {u"Fern"_s, u"site %1"_s.arg(i % 7)};
        m_fields.push_back(fields);
        m_entries.emplace_back(fields);
    }
}

void SearchBench::foldsTenThousandDefinitions()
{
    QBENCHMARK
    {
        std::vector<SearchEntry> entries;
        entries.reserve(m_fields.size());
        for (const SearchFields &fields : m_fields)
            entries.emplace_back(fields);
        QCOMPARE(entries.size(), m_fields.size());
    }
}

void SearchBench::matchesTenThousandDefinitions_data()
{
    QTest::addColumn<QString>("typed");
    QTest::newRow("one letter") << u"l"_s;
    QTest::newRow("words that are rare") << u"service9 door latency"_s;
    QTest::newRow("nothing found") << u"no such metric"_s;
    QTest::newRow("source") << u"source:remote source:site"_s;
    QTest::newRow("keys") << u"unit:ms tag:env=prod kind:timer unused:"_s;
}

void SearchBench::matchesTenThousandDefinitions()
{
    QFETCH(QString, typed);
    std::ptrdiff_t found = 0;
    QBENCHMARK
    {
        const SearchQuery query = SearchQuery::parse(typed);
        found = std::count_if(m_entries.begin(), m_entries.end(),
                              [&](const SearchEntry &entry) { return query.matches(entry); });
    }
    QVERIFY(found <= 10'000);
}

void SearchBench::ranksTenThousandDefinitions()
{
    int best = 0;
    QBENCHMARK
    {
        const FuzzyMatcher matcher(u"s9999lat");
        best = 0;
        for (const SearchFields &fields : m_fields) {
            if (const auto match = matcher.match(fields.name))
                best = std::max(best, match->score);
        }
    }
    QVERIFY(best > 0);
}

void SearchBench::sortsTenThousandNames()
{
    QStringList names;
    for (const SearchFields &fields : m_fields)
        names.push_back(fields.name);
    QBENCHMARK
    {
        QStringList sorted = names;
        std::sort(sorted.begin(), sorted.end(), NaturalOrder(QLocale(QLocale::English)));
        QCOMPARE(sorted.front(), u"site0.service0.Lätency"_s);
    }
}

TIDEMARK_TEST(SearchBench)
#include "search_bench.moc"
