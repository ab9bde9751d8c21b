// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/aggregate_reader.h"
#include "model/ports/series_store.h"
#include "services/mirror/aggregate_comparison.h"
#include "tests/services/mirror/mirror_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// Aggregates computed on both sides.
class AggregateComparisonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_bench.reset(); }
    void equalAfterAFetch_data();
    void equalAfterAFetch();
    void showsWhatDiffers();
    void refusesWhatCannotBeCompared();
    void tellsWhatTheSourceLacks();
    void smallDifferencesAreNone();
    void samplesAreNotCompared();

private:
    [[nodiscard]] AggregateQuery query(Period period) const
    {
        AggregateQuery query;
        query.selection.metrics = {m_bench->definition(u"m"_s).value_or(Definition()).id};
        query.period = period;
        return query;
    }
    [[nodiscard]] Result<AggregateComparison> compare(const AggregateQuery &query,
                                                      AggregateFunction function)
    {
        return answer(mirror::compareAggregates(m_bench->remote, *m_bench->ports.aggregates, u"m"_s,
                                                query, function, {}));
    }

    std::unique_ptr<MirrorBench> m_bench;
};

void AggregateComparisonTest::init()
{
    failOnUnexpectedWarnings();
    m_bench = std::make_unique<MirrorBench>();
    QVERIFY(m_bench->store);
    constexpr std::int64_t kDay_s = 86'400;
    for (std::int64_t i = 0; i < 200;
         ++i) { // across years, also at midnight and a second before it
        const std::int64_t end_s = 1'700'000'000 / kDay_s * kDay_s + i * 5 * kDay_s - i % 2;
        m_bench->publish(u"m"_s, m_bench->makeSession(u"run"_s, end_s - 10, end_s),
                         0.1 * static_cast<double>(i) - 3);
    }
    QVERIFY(m_bench->fetch()->isComplete);
}

void AggregateComparisonTest::equalAfterAFetch_data()
{
    QTest::addColumn<int>("period");
    QTest::addColumn<int>("function");
    for (const Period period : kAllPeriods) {
        for (const AggregateFunction function : kAggregateFunctions)
            QTest::addRow("period %d, %s", static_cast<int>(period),
                          qPrintable(functionKey(function)))
                << static_cast<int>(period) << static_cast<int>(function);
    }
}

void AggregateComparisonTest::equalAfterAFetch()
{
    QFETCH(int, period);
    QFETCH(int, function);
    AggregateQuery wanted = query(static_cast<Period>(period));
    for (const bool hasWindow : {false, true}) {
        if (hasWindow) { // widened outward on both sides
            wanted.selection.begin = Timestamp(1'710'000'000'000'000'001);
            wanted.selection.end = Timestamp(1'760'000'000'000'000'001);
        }
        const auto compared = compare(wanted, static_cast<AggregateFunction>(function));
        QVERIFY2(compared, qPrintable(compared ? QString() : compared.error().message));
        QVERIFY(!compared->buckets.empty());
        QCOMPARE(compared->different, 0);
        for (const ComparedBucket &bucket : compared->buckets)
            QVERIFY(bucket.here && bucket.there && bucket.totalHere == bucket.totalThere);
    }
}

void AggregateComparisonTest::showsWhatDiffers()
{
    const auto same = compare(query(Period::Yearly), AggregateFunction::Sum);
    QVERIFY(same && same->different == 0);
    const QString uid = m_bench->makeSession(u"far future"_s, 4'000'000'000, 4'000'000'001);
    m_bench->publish(u"m"_s, uid, 5);                                        // there only
    const auto entry = m_bench->enter(u"m"_s, 7, 1'000'000'000'000'000'000); // here only
    QVERIFY(entry.saved);
    const auto differs = compare(query(Period::Yearly), AggregateFunction::Sum);
    QVERIFY(differs);
    QCOMPARE(differs->different, 2);
    QCOMPARE(differs->buckets.size(), same->buckets.size() + 2);
    QCOMPARE(differs->buckets.front().here, std::optional(7.0));
    QVERIFY(!differs->buckets.front().there);
    QCOMPARE(differs->buckets.back().there, std::optional(5.0));
    QVERIFY(!differs->buckets.back().here);
    QCOMPARE(differs->buckets.back().totalThere, 1);
}

void AggregateComparisonTest::refusesWhatCannotBeCompared()
{
    const qsizetype before = m_bench->remote.requests().size();
    AggregateQuery wanted = query(Period::Daily);
    wanted.calendar.zone = *Zone::fromId(u"Europe/Berlin"_s);
    const auto zone = compare(wanted, AggregateFunction::Mean);
    QVERIFY(!zone && zone.error().code == ErrorCode::InvalidArgument);
    QVERIFY(zone.error().message.contains(u"UTC"_s));
    wanted = query(Period::Weekly);
    wanted.calendar.weekStart = Qt::Sunday;
    QCOMPARE(compare(wanted, AggregateFunction::Mean).error().code, ErrorCode::InvalidArgument);
    wanted = query(Period::Daily);
    wanted.calendar.weekStart = Qt::Sunday; // of no matter for days
    QVERIFY(compare(wanted, AggregateFunction::Mean));
    wanted.selection.tags = {{u"env"_s, u"prod"_s}};
    QCOMPARE(compare(wanted, AggregateFunction::Mean).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(m_bench->remote.requests().size(), before + 1);
}

void AggregateComparisonTest::tellsWhatTheSourceLacks()
{
    m_bench->remote.change([](RemoteState &state) { state.definitions.clear(); });
    const auto lacking = compare(query(Period::Daily), AggregateFunction::Mean);
    QVERIFY(!lacking);
    QCOMPARE(lacking.error().code, ErrorCode::NotFound);
    QCOMPARE(lacking.error().subject, ErrorSubject::Metric);
    m_bench->remote.setFaults([](const QString &) { return FakeRemote::Fault::Offline; });
    QCOMPARE(compare(query(Period::Daily), AggregateFunction::Mean).error().code,
             ErrorCode::Network);
}

void AggregateComparisonTest::smallDifferencesAreNone()
{
    AggregateSeries here;
    AggregateBucket bucket;
    bucket.window = {Timestamp(0), Timestamp(86'400'000'000'000)};
    bucket.aggregate.add(Timestamp(5), 1e6);
    here.buckets = {bucket};
    const auto differentAt = [&](double there) {
        return mirror::compared(here, {{bucket.window.begin, bucket.window.end, 1, there}},
                                AggregateFunction::Mean)
            .different;
    };
    QCOMPARE(differentAt(1e6), 0);
    QCOMPARE(differentAt(1e6 + 0.0009), 0);
    QCOMPARE(differentAt(1e6 + 0.0011), 1);
    const auto counts = mirror::compared(here, {{bucket.window.begin, bucket.window.end, 2, 1e6}},
                                         AggregateFunction::Mean);
    QCOMPARE(counts.different, 1); // as many values as there is part of it
}

// They stay here: a source knows none.
void AggregateComparisonTest::samplesAreNotCompared()
{
    const MetricId metric = m_bench->definition(u"m"_s).value_or(Definition()).id;
    const auto series = answer(m_bench->ports.series->open({metric, {}}));
    QVERIFY(series);
    QVERIFY(answer(m_bench->ports.series->append(
        {{series->id, {1'700'000'000'000'000'000, 1'710'000'000'000'000'000}, {1e6, 2e6}}})));
    const auto compared = compare(query(Period::Monthly), AggregateFunction::Sum);
    QVERIFY(compared);
    QCOMPARE(compared->different, 0);
    QVERIFY(!compared->buckets.empty());
}

TIDEMARK_TEST(AggregateComparisonTest)
#include "aggregate_comparison_test.moc"
