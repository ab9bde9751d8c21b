// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/item_roles.h"
#include "model/items/metric_filter_model.h"
#include "model/items/metric_tree_model.h"
#include "model/ports/mirror_store.h"
#include "model/ports/source_store.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

// The tree as lines, two spaces a level.
QStringList printed(const QAbstractItemModel &model, const QModelIndex &parent = {}, int depth = 0)
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        lines << QString(qsizetype{2} * depth, u' ') + index.data().toString();
        lines += printed(model, index, depth + 1);
    }
    return lines;
}

void load(MetricTreeModel &model)
{
    QSignalSpy loaded(&model, &MetricTreeModel::loaded);
    model.refresh();
    QTRY_COMPARE(loaded.count(), 1);
}

} // namespace

class MetricTreeModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void aTimeIsShownAsATime()
    {
        StoreBench bench;
        bench.addMetric(u"backup_timestamp_seconds"_s, u"s"_s);
        bench.addMetric(u"uptime"_s, u"s"_s);
        const Timestamp created = at(u"2026-11-20T10:11:12Z"_s);
        for (const auto &name : {u"backup_timestamp_seconds"_s, u"uptime"_s})
            bench.addValue(name, u"2026-11-19T00:00:00Z"_s,
                           static_cast<double>(created.posixNs()) / 1e9);
        MetricTreeModel model(*bench.ports.catalog, bench.formatter, bench.clock);
        load(model);
        const auto shown = [&model](int row, MetricTreeModel::Column column, int role) {
            return model.index(row, static_cast<int>(column)).data(role);
        };
        using Column = MetricTreeModel::Column;
        const QString time = bench.formatter.time(created);
        QCOMPARE(shown(0, Column::LastValue, Qt::DisplayRole).toString(), time);
        QCOMPARE(shown(0, Column::Name, roleOf(ItemRole::ShownValue)).toStringList(),
                 (QStringList{bench.formatter.times().date(created), QString()}));
        QCOMPARE(shown(0, Column::LastValue, Qt::ToolTipRole).toString(),
                 bench.formatter.exactTime(created));
        QVERIFY(shown(1, Column::LastValue, Qt::DisplayRole).toString() != time);
    }

    void groupsNamesAtDotsAndSlashes()
    {
        StoreBench bench;
        for (const auto &name : {u"drive.distance"_s, u"drive.brakes"_s, u"host.a.cpu.busy"_s,
                                 u"host.a.memory"_s, u"lone.name"_s, u"api"_s, u"api/latency"_s})
            bench.addMetric(name);
        MetricTreeModel model(*bench.ports.catalog, bench.formatter, bench.clock);
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        load(model);
        QCOMPARE(printed(model),
                 QStringList({u"api"_s, u"  latency"_s, u"drive"_s, u"  brakes"_s, u"  distance"_s,
                              u"host.a"_s, u"  cpu.busy"_s, u"  memory"_s, u"lone.name"_s}));
        model.setGrouped(false);
        QCOMPARE(printed(model).size(), 7);
        QCOMPARE(printed(model).first(), u"api"_s);
    }

    void sortsNumbersInNamesByValue()
    {
        StoreBench bench;
        for (const auto &name : {u"cpu10"_s, u"cpu2"_s, u"cpu1"_s})
            bench.addMetric(name);
        MetricTreeModel model(*bench.ports.catalog, bench.formatter, bench.clock);
        MetricFilterModel filter(&model);
        load(model);
        QCOMPARE(printed(filter), QStringList({u"cpu1"_s, u"cpu2"_s, u"cpu10"_s}));
    }

    void keepsPersistentIndexesOverARefresh()
    {
        StoreBench bench;
        bench.addMetric(u"drive.b"_s);
        bench.addMetric(u"drive.d"_s);
        const Definition gone = bench.addMetric(u"drive.e"_s);
        MetricTreeModel model(*bench.ports.catalog, bench.formatter, bench.clock);
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        load(model);
        const QPersistentModelIndex kept(
            model.indexOf(model.summaryNamed(u"drive.d")->definition.id));
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        bench.addMetric(u"drive.a"_s);
        bench.addMetric(u"drive.c"_s);
        QVERIFY(await(bench.ports.catalog->remove(gone.id)).has_value());
        load(model);
        QCOMPARE(resets.count(), 0);
        QVERIFY(kept.isValid());
        QCOMPARE(kept.data().toString(), u"d"_s);
        QCOMPARE(printed(model), QStringList({u"drive"_s, u"  a"_s, u"  b"_s, u"  c"_s, u"  d"_s}));
    }

    void changesOnlyWhatChanged()
    {
        StoreBench bench;
        bench.addMetric(u"a"_s, u"ms"_s);
        bench.addMetric(u"b"_s);
        MetricTreeModel model(*bench.ports.catalog, bench.formatter, bench.clock);
        load(model);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        load(model);
        QCOMPARE(changed.count(), 0);
        bench.addValue(u"a"_s, u"2026-11-19T08:00:00Z"_s, 12.5);
        load(model);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.first().at(0).toModelIndex().row(), 0);
        QCOMPARE(changed.first().at(1).toModelIndex().row(), 0);
        const QModelIndex value =
            model.index(0, static_cast<int>(MetricTreeModel::Column::LastValue));
        QCOMPARE(value.data().toString(), u"12.5"_s);
        QCOMPARE(value.data(roleOf(ItemRole::Value)).toDouble(), 12.5);
    }

    void filtersByTheTypedQuery_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("word of the name") << u"LAT"_s << QStringList({u"api"_s, u"  latency"_s});
        QTest::newRow("unit") << u"unit:ms"_s << QStringList({u"api"_s, u"  latency"_s});
        QTest::newRow("kind") << u"kind:counter"_s << QStringList({u"api"_s, u"  requests"_s});
        QTest::newRow("unused") << u"unused:"_s << QStringList({u"api"_s, u"  requests"_s});
        QTest::newRow("no match") << u"latncy"_s << QStringList();
    }
    void filtersByTheTypedQuery()
    {
        QFETCH(const QString, query);
        QFETCH(const QStringList, expected);
        StoreBench bench;
        bench.addMetric(u"api.latency"_s, u"ms"_s);
        bench.addMetric(u"api.requests"_s, {}, MetricKind::Counter);
        bench.addMetric(u"other"_s);
        bench.addValue(u"api.latency"_s, u"2026-11-19T08:00:00Z"_s, 1);
        bench.addValue(u"other"_s, u"2026-11-19T08:00:00Z"_s, 1);
        MetricTreeModel model(*bench.ports.catalog, bench.formatter, bench.clock);
        MetricFilterModel filter(&model);
        const QAbstractItemModelTester tester(
            &filter, QAbstractItemModelTester::FailureReportingMode::Fatal);
        load(model);
        filter.setQuery(SearchQuery::parse(query));
        QCOMPARE(printed(filter), expected);
    }

    void filtersByWhereMetricsComeFromAndGoTo()
    {
        StoreBench bench;
        bench.addMetric(u"before"_s);
        NewSource wanted;
        wanted.name = u"Far away"_s;
        wanted.endpoint = u"https://metrics.example"_s;
        wanted.level = PublishLevel::Summary;
        const auto source = await(bench.ports.sources->create(wanted));
        QVERIFY(source.has_value());
        bench.addMetric(u"goes there"_s);
        RemoteDefinition there;
        there.name = u"came.from.there"_s;
        QVERIFY(await(bench.ports.mirror->takeDefinitions(source->id, {there})).has_value());
        MetricTreeModel model(*bench.ports.catalog, bench.formatter, bench.clock);
        MetricFilterModel filter(&model);
        model.setGrouped(false);
        load(model);
        const QStringList remote({u"came.from.there"_s, u"goes there"_s});
        filter.setQuery(SearchQuery::parse(u"source:remote"_s));
        QCOMPARE(printed(filter), remote);
        filter.setQuery(SearchQuery::parse(u"source:\"far a\""_s));
        QCOMPARE(printed(filter), remote);
        filter.setQuery(SearchQuery::parse(u"source:local"_s));
        QCOMPARE(printed(filter), QStringList(u"before"_s));
        filter.setQuery(SearchQuery::parse(u"source:near"_s));
        QCOMPARE(printed(filter), QStringList());
    }

    void hidesArchivedMetricsUnlessAsked()
    {
        StoreBench bench;
        const Definition old = bench.addMetric(u"old"_s);
        DefinitionChange change;
        change.isArchived = true;
        QVERIFY(await(bench.ports.catalog->update(old.id, change)).has_value());
        MetricTreeModel model(*bench.ports.catalog, bench.formatter, bench.clock);
        MetricFilterModel filter(&model);
        load(model);
        QCOMPARE(filter.rowCount(), 0);
        filter.setArchivedShown(true);
        QCOMPARE(printed(filter), QStringList({u"old (archived)"_s}));
    }

    void dragsAllMetricsOfABranch()
    {
        StoreBench bench;
        const Definition first = bench.addMetric(u"drive.a"_s);
        const Definition second = bench.addMetric(u"drive.b"_s);
        MetricTreeModel model(*bench.ports.catalog, bench.formatter, bench.clock);
        load(model);
        const std::unique_ptr<QMimeData> data(model.mimeData({model.index(0, 0)}));
        QVERIFY(data != nullptr);
        QCOMPARE(MetricTreeModel::metricsFrom(data.get()),
                 (std::vector<MetricId>{first.id, second.id}));
        QCOMPARE(data->text(), u"drive.a\ndrive.b"_s);
        QVERIFY(MetricTreeModel::metricsFrom(nullptr).empty());
    }

    void filtersTenThousandMetricsWhileTyping()
    {
        std::vector<MetricSummary> summaries;
        for (int i = 0; i < 10'000; ++i) {
            MetricSummary summary;
            summary.definition.id = MetricId(i + 1);
            summary.definition.name = u"host%1.cpu%2.busy"_s.arg(i / 100).arg(i % 100);
            if (i % 2 == 0)
                summary.sources = {u"Far away"_s, u"near"_s};
            summaries.push_back(summary);
        }
        const auto tree = buildMetricTree(std::move(summaries), true, NaturalOrder());
        const SearchQuery query =
            SearchQuery::parse(u"host7 cpu42 unit: source:remote source:near");
        qint64 best_ms = std::numeric_limits<qint64>::max();
        for (int round = 0; round < 5; ++round) {
            QElapsedTimer timer;
            timer.start();
            int matches = 0;
            const auto visit = [&](const MetricNode &node, const auto &again) -> void {
                if (node.summary && query.matches(node.search))
                    ++matches;
                for (const auto &child : node.children)
                    again(*child, again);
            };
            visit(*tree, visit);
            QCOMPARE(matches, 11); // host7 and host70 to host79
            best_ms = std::min(best_ms, timer.elapsed());
        }
        QVERIFY2(best_ms < 50, qPrintable(u"%1 ms"_s.arg(best_ms)));
    }
};

TIDEMARK_TEST(MetricTreeModelTest)
#include "metric_tree_model_test.moc"
