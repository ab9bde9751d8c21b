// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/aggregate_filter_model.h"
#include "model/items/aggregate_table_model.h"
#include "model/items/item_roles.h"
#include "model/ports/aggregate_reader.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QPromise>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

using Column = AggregateTableModel::Column;

AggregateQuery daysOf(const Definition &metric, const QString &begin, const QString &end)
{
    AggregateQuery query;
    query.selection.metrics = {metric.id};
    query.selection.begin = at(begin);
    query.selection.end = at(end);
    return query;
}

QStringList printed(const QAbstractItemModel &model, std::initializer_list<Column> columns)
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row) {
        QStringList cells;
        for (const Column column : columns)
            cells << model.index(row, static_cast<int>(column)).data().toString();
        lines << cells.join(u'|');
    }
    return lines;
}

// Answers when the test says so, in any order.
class HeldReader final : public AggregateReader
{
public:
    struct Question
    {
        QPromise<Result<AggregateSeries>> promise;
        AggregateQuery query;
        std::stop_token stop;
    };

    QFuture<Result<AggregateSeries>> aggregate(AggregateQuery query, std::stop_token stop) override
    {
        auto &question = questions.emplace_back(std::make_unique<Question>());
        question->query = std::move(query);
        question->stop = std::move(stop);
        question->promise.start();
        return question->promise.future();
    }
    QFuture<Result<Aggregate>> total(Selection, std::stop_token) override { return {}; }
    QFuture<Result<std::optional<TimeWindow>>> extent(std::vector<MetricId>, TimeFilter) override
    {
        return {};
    }
    void answer(std::size_t index, Result<AggregateSeries> series)
    {
        questions[index]->promise.addResult(std::move(series));
        questions[index]->promise.finish();
    }

    std::vector<std::unique_ptr<Question>> questions;
};

AggregateSeries oneDay(double value)
{
    AggregateSeries series;
    series.metric = MetricId(1);
    series.window = {at(u"2026-11-01T00:00:00Z"_s), at(u"2026-11-02T00:00:00Z"_s)};
    AggregateBucket bucket{series.window, {}};
    bucket.aggregate.add(series.window.begin, value);
    series.buckets = {bucket};
    return series;
}

} // namespace

class AggregateTableModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void showsEveryPeriodNewestFirst()
    {
        StoreBench bench;
        const Definition metric = bench.addMetric(u"m"_s, u"km"_s);
        bench.addValue(u"m"_s, u"2026-11-17T08:00:00Z"_s, 10);
        bench.addValue(u"m"_s, u"2026-11-17T09:00:00Z"_s, 20);
        bench.addValue(u"m"_s, u"2026-11-19T08:00:00Z"_s, 30);
        bench.addValue(u"m"_s, u"2026-11-20T08:00:00Z"_s, 45);
        AggregateTableModel model(*bench.ports.aggregates, bench.formatter, bench.clock);
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy loaded(&model, &AggregateTableModel::loaded);
        model.load(daysOf(metric, u"2026-11-17T00:00:00Z"_s, u"2026-11-20T13:00:00Z"_s), metric);
        QTRY_COMPARE(loaded.count(), 1);
        QCOMPARE(printed(model, {Column::Count, Column::Value, Column::Min, Column::Max}),
                 QStringList({u"1|45|45|45"_s, u"1|30|30|30"_s, u"0|—|—|—"_s, u"2|15|10|20"_s}));
        QVERIFY(model.index(0, 0).data().toString().endsWith(u"so far"_s));
        QVERIFY(!model.index(1, 0).data().toString().endsWith(u"so far"_s));
        const auto change = static_cast<int>(Column::ChangePercent);
        QCOMPARE(model.index(0, change).data().toString(), u"+50\u00a0%"_s);
        QCOMPARE(model.index(1, change).data().toString(), u"—"_s); // after an empty one
        QVERIFY(!model.index(2, static_cast<int>(Column::Value))
                     .data(roleOf(ItemRole::Value))
                     .isValid()); // empty, not 0
    }

    void statesWhatItShows()
    {
        StoreBench bench;
        const Definition metric = bench.addMetric(u"m"_s, u"km"_s);
        bench.addValue(u"m"_s, u"2026-11-17T08:00:00Z"_s, 10);
        AggregateTableModel model(*bench.ports.aggregates, bench.formatter, bench.clock);
        QSignalSpy loaded(&model, &AggregateTableModel::loaded);
        AggregateQuery query = daysOf(metric, u"2026-11-17T00:00:00Z"_s, u"2026-11-18T00:00:00Z"_s);
        query.period = Period::Weekly;
        model.load(query, metric);
        QTRY_COMPARE(loaded.count(), 1);
        QVERIFY2(model.statement().startsWith(u"Weekly mean · UTC · weeks from Monday"_s),
                 qPrintable(model.statement()));
        QVERIFY2(model.statement().contains(u"whole periods"_s), qPrintable(model.statement()));
        QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), u"Week (UTC)"_s);
        QCOMPARE(model.headerData(static_cast<int>(Column::Value), Qt::Horizontal, Qt::DisplayRole)
                     .toString(),
                 u"Mean, km"_s);
    }

    void addsTotalsOnlyForWhatAddsUp_data()
    {
        QTest::addColumn<AggregateFunction>("function");
        QTest::addColumn<QString>("total");
        QTest::newRow("sum") << AggregateFunction::Sum << u"Total|3|60"_s;
        QTest::newRow("count") << AggregateFunction::Count << u"Total|3|3"_s;
        QTest::newRow("mean") << AggregateFunction::Mean << QString();
        QTest::newRow("min") << AggregateFunction::Min << QString();
        QTest::newRow("max") << AggregateFunction::Max << QString();
    }
    void addsTotalsOnlyForWhatAddsUp()
    {
        QFETCH(const AggregateFunction, function);
        QFETCH(const QString, total);
        StoreBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        for (const int day : {17, 18, 19})
            bench.addValue(u"m"_s, u"2026-11-%1T08:00:00Z"_s.arg(day), (day - 16) * 10);
        AggregateTableModel model(*bench.ports.aggregates, bench.formatter, bench.clock);
        AggregateFilterModel filter(&model);
        const QAbstractItemModelTester tester(
            &filter, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy loaded(&model, &AggregateTableModel::loaded);
        model.load(daysOf(metric, u"2026-11-17T00:00:00Z"_s, u"2026-11-20T00:00:00Z"_s), metric);
        QTRY_COMPARE(loaded.count(), 1);
        model.setFunction(function);
        QCOMPARE(model.hasTotals(), !total.isEmpty());
        if (total.isEmpty())
            return;
        for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
            filter.sort(static_cast<int>(Column::Value), order);
            QCOMPARE(printed(filter, {Column::Period, Column::Count, Column::Value}).last(), total);
        }
    }

    void hidesEmptyPeriodsAndSaysSo()
    {
        StoreBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.addValue(u"m"_s, u"2026-11-10T08:00:00Z"_s, 1);
        bench.addValue(u"m"_s, u"2026-11-19T08:00:00Z"_s, 2);
        AggregateTableModel model(*bench.ports.aggregates, bench.formatter, bench.clock);
        AggregateFilterModel filter(&model);
        QSignalSpy loaded(&model, &AggregateTableModel::loaded);
        model.load(daysOf(metric, u"2026-11-10T00:00:00Z"_s, u"2026-11-20T00:00:00Z"_s), metric);
        QTRY_COMPARE(loaded.count(), 1);
        QCOMPARE(filter.countText(), QString());
        filter.setEmptyHidden(true);
        QCOMPARE(filter.shownBucketCount(), 2);
        QCOMPARE(model.bucketCount(), 10);
        QVERIFY2(filter.countText().startsWith(u"2 of 10 row"_s), qPrintable(filter.countText()));
    }

    void cancelsAndDropsOlderQuestions()
    {
        HeldReader reader;
        const StillClock clock(at(u"2026-11-20T12:00:00Z"_s));
        const Formatter formatter;
        AggregateTableModel model(reader, formatter, clock);
        Definition metric;
        metric.id = MetricId(1);
        model.load({}, metric);
        model.load({}, metric);
        QCOMPARE(reader.questions.size(), std::size_t(2));
        QVERIFY(reader.questions[0]->stop.stop_requested());
        QVERIFY(!reader.questions[1]->stop.stop_requested());
        reader.answer(1, oneDay(2));
        QTRY_COMPARE(model.bucketCount(), 1);
        reader.answer(0, oneDay(1));
        QCoreApplication::processEvents();
        QCOMPARE(model.row(0)->value, std::optional<double>(2));
    }

    void keepsRowsWhenTheStoreChanges()
    {
        StoreBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.addValue(u"m"_s, u"2026-11-17T08:00:00Z"_s, 1);
        bench.addValue(u"m"_s, u"2026-11-18T08:00:00Z"_s, 2);
        AggregateTableModel model(*bench.ports.aggregates, bench.formatter, bench.clock);
        QSignalSpy loaded(&model, &AggregateTableModel::loaded);
        model.load(daysOf(metric, u"2026-11-17T00:00:00Z"_s, u"2026-11-19T00:00:00Z"_s), metric);
        QTRY_COMPARE(loaded.count(), 1);
        const QPersistentModelIndex first(model.index(1, 0));
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        bench.addValue(u"m"_s, u"2026-11-18T09:00:00Z"_s, 4);
        model.refresh();
        QTRY_COMPARE(loaded.count(), 2);
        QCOMPARE(resets.count(), 0);
        QVERIFY(first.isValid());
        QCOMPARE(model.row(0)->value, std::optional<double>(3));
    }
};

TIDEMARK_TEST(AggregateTableModelTest)
#include "aggregate_table_model_test.moc"
