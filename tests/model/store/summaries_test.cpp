// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/summaries.h"
#include "tests/model/core/random_numbers.h"
#include "tests/model/store/plain_records.h"
#include "tests/model/store/read_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <array>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

using Sparkline = std::vector<std::optional<double>>;

TimeWindow window(std::int64_t begin, std::int64_t end)
{
    return TimeWindow{Timestamp(begin), Timestamp(end)};
}

} // namespace

class SummariesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void showsCountBordersAndLastValue();
    void sparklineHasTheMeansOfEqualParts();
    void sparklineIsLeftOutWhenNoneIsAskedFor();
    void metricsComeInNaturalOrderArchivedOnesToo();
    void recordsWithoutAnEndAreOnlyCounted();
    void amongEqualEndsTheLastUidCounts();
    void writesShowInTheNextAnswer();
    void randomWritesKeepTheSummariesRight();
    void tenThousandDefinitionsAreRead();
    void refusesTooManyPointsAndStops();
};

void SummariesTest::showsCountBordersAndLastValue()
{
    ReadFixture store;
    store.enter(valueAt(u"m"_s, 30, 3));
    store.enter(valueAt(u"m"_s, 10, 1));
    store.define(u"unused"_s);
    store::SummaryReader reader;
    const auto summaries =
        expectValue(reader.read(store.reader(), store::kLocalOrg, window(0, 100), 0));
    QCOMPARE(summaries.size(), 2);
    QCOMPARE(summaries[0].definition.name, u"m"_s);
    QCOMPARE(summaries[0].recordCount, 2);
    QCOMPARE(summaries[0].lastValue, std::optional(3.0));
    QCOMPARE(summaries[0].lastAt, std::optional(Timestamp(30)));
    QCOMPARE(summaries[0].firstAt, std::optional(Timestamp(10)));
    QCOMPARE(summaries[1].recordCount, 0);
    QVERIFY(!summaries[1].lastValue && !summaries[1].lastAt && !summaries[1].firstAt);
}

void SummariesTest::sparklineHasTheMeansOfEqualParts()
{
    ReadFixture store;
    for (const auto &[at, value] :
         {std::pair{-1, 99.0}, {0, 1.0}, {9, 2.0}, {10, 5.0}, {39, 7.0}, {40, 99.0}})
        store.enter(valueAt(u"m"_s, at, value));
    store.define(u"unused"_s);
    store::SummaryReader reader;
    const auto summaries =
        expectValue(reader.read(store.reader(), store::kLocalOrg, window(0, 40), 4));
    QCOMPARE(summaries[0].sparkline, (Sparkline{1.5, 5.0, std::nullopt, 7.0}));
    QCOMPARE(summaries[1].sparkline, Sparkline(4));
}

void SummariesTest::sparklineIsLeftOutWhenNoneIsAskedFor()
{
    ReadFixture store;
    store.enter(valueAt(u"m"_s, 0, 1));
    store::SummaryReader reader;
    QVERIFY(expectValue(reader.read(store.reader(), store::kLocalOrg, window(0, 40), 0))[0]
                .sparkline.empty());
    QVERIFY(expectValue(reader.read(store.reader(), store::kLocalOrg, window(5, 5), 4))[0]
                .sparkline.empty());
}

void SummariesTest::metricsComeInNaturalOrderArchivedOnesToo()
{
    ReadFixture store;
    store::UidSource uids;
    for (const QString &name : {u"cpu10"_s, u"cpu2"_s, u"Älpha"_s, u"beta"_s})
        store.define(name);
    store.change([&](store::ChangeScope &scope) {
        DefinitionChange change;
        change.isArchived = true;
        expectValue(store::CatalogWriter(scope, uids).update(MetricId(2), change));
    });
    store::SummaryReader reader;
    QStringList names;
    for (const auto &summary :
         expectValue(reader.read(store.reader(), store::kLocalOrg, window(0, 1), 0)))
        names.append(summary.definition.name % (summary.definition.isArchived ? u"*"_s : u""_s));
    QCOMPARE(names, (QStringList{u"Älpha"_s, u"beta"_s, u"cpu2*"_s, u"cpu10"_s}));
}

void SummariesTest::recordsWithoutAnEndAreOnlyCounted()
{
    ReadFixture store;
    NewSession created;
    created.start = Timestamp(5);
    PublishRequest request;
    request.sessionUid = store.createSession(created).uid;
    request.device = DeviceChoice::none();
    request.items = {PublishItem{u"m"_s, 1}};
    store.publish(request);
    store::SummaryReader reader;
    const auto summaries =
        expectValue(reader.read(store.reader(), store::kLocalOrg, window(0, 10), 1));
    QCOMPARE(summaries[0].recordCount, 1);
    QVERIFY(!summaries[0].lastValue);
    QCOMPARE(summaries[0].sparkline, Sparkline(1));
}

void SummariesTest::amongEqualEndsTheLastUidCounts()
{
    ReadFixture store;
    for (const QString &uid : {u"b"_s, u"c"_s, u"a"_s}) {
        NewSession created;
        created.uid = uid;
        created.start = created.end = Timestamp(5);
        store.createSession(created);
        PublishRequest request;
        request.sessionUid = uid;
        request.device = DeviceChoice::none();
        request.items = {PublishItem{u"m"_s, static_cast<double>(uid[0].unicode())}};
        store.publish(request);
    }
    store::SummaryReader reader;
    QCOMPARE(
        expectValue(reader.read(store.reader(), store::kLocalOrg, window(0, 10), 0))[0].lastValue,
        std::optional(static_cast<double>('c')));
}

void SummariesTest::writesShowInTheNextAnswer()
{
    ReadFixture store;
    const EntryOutcome first = store.enter(valueAt(u"a"_s, 1, 1));
    store.enter(valueAt(u"b"_s, 1, 1));
    store::SummaryReader reader;
    const auto countOf = [&](std::size_t metric) {
        return expectValue(reader.read(store.reader(), store::kLocalOrg, window(0, 10), 2))[metric]
            .recordCount;
    };
    QCOMPARE(countOf(0), 1);
    const EntryOutcome second = store.enter(valueAt(u"a"_s, 7, 2));
    QCOMPARE(countOf(0), 2);
    QCOMPARE(countOf(1), 1);
    store.undo(second.change);
    QCOMPARE(countOf(0), 1);
    store.remove({first.saved->key});
    QCOMPARE(countOf(0), 0);
    store::UidSource uids;
    store.change([&](store::ChangeScope &scope) {
        expectValue(store::CatalogWriter(scope, uids).remove(std::array{MetricId(1)}));
    });
    QCOMPARE(expectValue(reader.read(store.reader(), store::kLocalOrg, window(0, 10), 2)).size(),
             1);
}

void SummariesTest::randomWritesKeepTheSummariesRight()
{
    RandomNumbers numbers("SummariesTest");
    ReadFixture store;
    std::map<RecordKey, std::pair<std::int64_t, double>> records;
    const std::array names{u"a"_s, u"b"_s, u"c"_s};
    for (const QString &name : names)
        store.define(name);
    store::SummaryReader kept;
    for (int i = 0; i < 300; ++i) {
        if (!records.empty() && numbers.integer(0, 2) == 0) {
            const auto chosen = std::next(records.begin(),
                                          numbers.integer(0, static_cast<int>(records.size()) - 1));
            store.remove({chosen->first});
            records.erase(chosen);
        } else {
            const auto metric = static_cast<std::size_t>(numbers.integer(0, 2));
            const int at = numbers.integer(0, 1'000'000); // seldom twice
            const double value = numbers.integer(-1000, 1000);
            const auto saved = store.enter(valueAt(names[metric], at, value)).saved;
            records[saved->key] = {at, value};
        }
        const auto window = ::window(100'000, 900'000);
        store::SummaryReader fresh;
        const auto summaries = expectValue(kept.read(store.reader(), store::kLocalOrg, window, 5));
        const auto again = expectValue(fresh.read(store.reader(), store::kLocalOrg, window, 5));
        for (std::size_t m = 0; m < names.size(); ++m) {
            std::array<PlainAggregate, 5> parts;
            PlainAggregate all;
            std::optional<std::int64_t> last;
            for (const auto &[key, record] : records) {
                if (key.metric != summaries[m].definition.id)
                    continue;
                all.add(record.second);
                last = std::max(last.value_or(record.first), record.first);
                if (record.first >= 100'000 && record.first < 900'000)
                    parts[static_cast<std::size_t>((record.first - 100'000) / 160'000)].add(
                        record.second);
            }
            QCOMPARE(static_cast<std::uint64_t>(summaries[m].recordCount), all.count);
            QCOMPARE(summaries[m].lastAt, last ? std::optional(Timestamp(*last)) : std::nullopt);
            QCOMPARE(summaries[m].lastValue, again[m].lastValue);
            for (std::size_t part = 0; part < parts.size(); ++part) {
                const auto shown = summaries[m].sparkline[part];
                QCOMPARE(shown.has_value(), parts[part].count > 0);
                QCOMPARE(shown, again[m].sparkline[part]);
                if (shown) {
                    const double mean = static_cast<double>(parts[part].sum) * kValueUnit /
                                        static_cast<double>(parts[part].count);
                    QVERIFY(std::abs(*shown - mean) <= 1e-9);
                }
            }
        }
    }
}

void SummariesTest::tenThousandDefinitionsAreRead()
{
    ReadFixture store;
    store::UidSource uids;
    store.change([&](store::ChangeScope &scope) {
        store::CatalogWriter writer(scope, uids);
        for (int i = 0; i < 10'000; ++i) {
            NewDefinition definition;
            definition.name = u"metric.%1"_s.arg(i);
            expectValue(writer.create(definition));
        }
    });
    store.enter(valueAt(u"metric.9999"_s, 5, 1));
    store::SummaryReader reader;
    const auto summaries =
        expectValue(reader.read(store.reader(), store::kLocalOrg, window(0, 10), 30));
    QCOMPARE(summaries.size(), 10'000);
    QCOMPARE(summaries[2].definition.name, u"metric.2"_s);
    QCOMPARE(summaries.back().definition.name, u"metric.9999"_s);
    QCOMPARE(summaries.back().recordCount, 1);
}

void SummariesTest::refusesTooManyPointsAndStops()
{
    ReadFixture store;
    store.enter(valueAt(u"m"_s, 0, 1));
    store::SummaryReader reader;
    QCOMPARE(reader.read(store.reader(), store::kLocalOrg, window(0, 1), 1001).error().code,
             ErrorCode::InvalidArgument);
    QCOMPARE(reader.read(store.reader(), store::kLocalOrg, window(0, 1), -1).error().code,
             ErrorCode::InvalidArgument);
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(reader.read(store.reader(), store::kLocalOrg, window(0, 1), 1, stop.get_token())
                 .error()
                 .code,
             ErrorCode::Cancelled);
    QCOMPARE(
        expectValue(reader.read(store.reader(), store::kLocalOrg, window(0, 1), 1))[0].recordCount,
        1);
}

TIDEMARK_TEST(SummariesTest)
#include "summaries_test.moc"
