// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/aggregate_store.h"
#include "model/store/record_reader.h"
#include "tests/model/store/random_store.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <map>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kStores = 40;
constexpr int kRoundsPerStore = 13;
constexpr int kQueriesPerRound = 20; // 10,400 in all

Selection randomSelection(RandomNumbers &numbers, RandomStore &store)
{
    Selection selection;
    selection.metrics = {store.metrics().at(numbers.integer(0, 3) == 0 ? 1 : 0)};
    selection.timeFilter =
        numbers.integer(0, 1) == 0 ? TimeFilter::SessionEnd : TimeFilter::SessionStart;
    const std::int64_t a = store.time();
    const std::int64_t b = store.time();
    if (numbers.integer(0, 2) > 0)
        selection.begin = Timestamp(std::min(a, b));
    if (numbers.integer(0, 2) > 0)
        selection.end = Timestamp(std::max(a, b));
    const auto filter = [&numbers](auto makeId) {
        const int kind = numbers.integer(0, 9);
        if (kind < 6)
            return IdFilter::any();
        if (kind < 8)
            return IdFilter::nullOnly();
        QStringList ids;
        for (int i = numbers.integer(0, 2); i > 0; --i)
            ids.append(makeId());
        ids.append(u"never seen"_s);
        return IdFilter::oneOf(ids);
    };
    selection.devices = filter([&store] { return store.device(); });
    selection.invocations = filter([&store] { return store.invocation(); });
    if (numbers.integer(0, 9) == 0) {
        selection.sessions = QStringList();
        for (int i = numbers.integer(0, 30); i > 0; --i)
            selection.sessions->append(store.anySessionUid());
    }
    if (numbers.integer(0, 4) == 0)
        selection.tags = store.tags();
    return selection;
}

QString differenceOf(const PlainSeries &expected, const AggregateSeries &actual)
{
    if (expected.window.value_or(TimeWindow()) != actual.window &&
        !(actual.window.isEmpty() && !expected.window))
        return u"window %1 to %2"_s.arg(actual.window.begin.debugString(),
                                        actual.window.end.debugString());
    if (expected.buckets.size() != actual.buckets.size())
        return u"%1 buckets instead of %2"_s.arg(actual.buckets.size())
            .arg(expected.buckets.size());
    auto bucket = actual.buckets.begin();
    for (const auto &[begin, plain] : expected.buckets) {
        if (bucket->window != plain.first)
            return u"bucket at %1"_s.arg(begin);
        const QString difference = plain.second.difference(bucket->aggregate);
        if (!difference.isEmpty())
            return u"bucket at %1, %2"_s.arg(begin).arg(difference);
        ++bucket;
    }
    return {};
}

} // namespace

class AggregatePropertyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void aggregatesEqualAPlainRecomputation();

private:
    void check(RandomNumbers &numbers, RandomStore &store, store::AggregateStore &aggregates);
    int m_cases = 0;
};

void AggregatePropertyTest::aggregatesEqualAPlainRecomputation()
{
    RandomNumbers numbers("AggregatePropertyTest");
    for (int i = 0; i < kStores; ++i) {
        RandomStore store(numbers);
        // Half of the stores mend their columns whenever that is possible at all.
        store::ColumnCacheLimits limits;
        limits.reloadRecords = i % 2 == 0 ? 0 : limits.reloadRecords;
        limits.maxBytes = i % 5 == 4 ? 4000 : limits.maxBytes; // and some keep little
        store::AggregateStore aggregates(limits);
        for (int n = numbers.integer(0, 60); n > 0; --n)
            store.change();
        for (int round = 0; round < kRoundsPerStore; ++round) {
            check(numbers, store, aggregates);
            if (QTest::currentTestFailed())
                return;
            for (int n = numbers.integer(1, 8); n > 0; --n)
                store.change();
        }
    }
    qInfo("%d cases", m_cases);
    QVERIFY(m_cases >= 10'000);
}

void AggregatePropertyTest::check(RandomNumbers &numbers, RandomStore &store,
                                  store::AggregateStore &aggregates)
{
    const std::vector<PlainRecord> records = store.records();
    std::map<std::pair<std::size_t, int>, CalendarOracle> oracles;
    for (int i = 0; i < kQueriesPerRound; ++i, ++m_cases) {
        const auto zone = static_cast<std::size_t>(numbers.integer(0, int{kZones.size()} - 1));
        const auto weekStart = static_cast<Qt::DayOfWeek>(numbers.integer(1, 7));
        AggregateQuery query;
        query.selection = randomSelection(numbers, store);
        query.period = kAllPeriods.at(static_cast<std::size_t>(numbers.integer(0, 4)));
        query.calendar =
            Calendar{expectValue(Zone::fromId(QString::fromLatin1(kZones.at(zone)))), weekStart};
        auto oracle =
            oracles.try_emplace({zone, int{weekStart}}, QByteArray(kZones.at(zone)), weekStart)
                .first;
        const auto answer = aggregates.aggregate(store.reader(), store::kLocalOrg, query);
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
        const QString difference =
            differenceOf(plainSeries(query, records, oracle->second), *answer);
        const QString context = u"case %1, %2, %3: %4"_s.arg(m_cases)
                                    .arg(QLatin1StringView(kZones.at(zone)))
                                    .arg(periodId(query.period), difference);
        QVERIFY2(difference.isEmpty(), qPrintable(context));

        PlainAggregate whole;
        for (const PlainRecord &record : selected(query.selection, records)) {
            if (isInside(*record.time_ns(query.selection.timeFilter), query.selection.begin,
                         query.selection.end))
                whole.add(record.value);
        }
        const auto total = aggregates.total(store.reader(), store::kLocalOrg, query.selection);
        QVERIFY(total);
        QVERIFY2(whole.difference(*total).isEmpty(), qPrintable(whole.difference(*total)));
        const auto count = store::readCount(store.reader(), store::kLocalOrg, query.selection);
        QVERIFY(count);
        QCOMPARE(static_cast<std::uint64_t>(*count), whole.count);
    }
}

TIDEMARK_TEST(AggregatePropertyTest)
#include "aggregate_property_test.moc"
