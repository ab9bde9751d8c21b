// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/item_roles.h"
#include "model/items/latest_values_model.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class LatestValuesModelTest final : public QObject
{
    Q_OBJECT

    static Definition metric(qint64 id, const QString &name, const QString &unit = {})
    {
        Definition definition;
        definition.id = MetricId(id);
        definition.name = name;
        definition.unit = unit;
        return definition;
    }
    static LatestValue value(qint64 id, const QString &user, double number, std::int64_t at_s)
    {
        return {{MetricId(id), {{u"user"_s, user}}}, {Timestamp(at_s * kNsPerSecond), number}};
    }
    static QStringList row(const LatestValuesModel &model, int row)
    {
        QStringList texts;
        for (int column = 0; column < model.timeColumn(); ++column)
            texts << model.index(row, column).data().toString();
        return texts;
    }
    static QStringList titles(const LatestValuesModel &model)
    {
        QStringList texts;
        for (int column = 0; column < model.columnCount(); ++column)
            texts << model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        return texts;
    }

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void rowsAreByTagsAndColumnsByMetric()
    {
        const StoreBench bench;
        LatestValuesModel model(bench.formatter);
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.set({metric(1, u"app.user.errors"_s), metric(2, u"app.user.latency"_s, u"ms"_s)},
                  {value(2, u"bob"_s, 12.5, 20), value(1, u"alice"_s, 3, 10),
                   value(2, u"alice"_s, 8, 30), value(9, u"eve"_s, 1, 40)});
        QCOMPARE(titles(model), (QStringList{u"user"_s, u"errors"_s, u"latency"_s, u"Latest"_s}));
        QCOMPARE(model.rowCount(), 2); // of another metric: left out
        QCOMPARE(row(model, 0), (QStringList{u"alice"_s, u"3"_s, u"8\u00A0ms"_s}));
        QCOMPARE(row(model, 1).at(0), u"bob"_s);
        QCOMPARE(row(model, 1).at(2), u"12.5\u00A0ms"_s);
        QVERIFY(!model.rows()[1].values[0]);
        const int role = roleOf(ItemRole::SortKey);
        QCOMPARE(model.index(0, model.timeColumn()).data(role).toLongLong(), 30 * kNsPerSecond);
        QCOMPARE(model.index(0, 2).data(role).toDouble(), 8.0);
        QVERIFY(!model.index(1, 1).data(role).isValid());
        QCOMPARE(model.headerData(1, Qt::Horizontal, Qt::ToolTipRole).toString(),
                 u"app.user.errors"_s);
    }

    void whatTellsApartStandsLast()
    {
        const StoreBench bench;
        LatestValuesModel model(bench.formatter);
        const auto entry = [](const TagMap &tags, double number) {
            return LatestValue{{MetricId(1), tags}, {Timestamp(0), number}};
        };
        const TagMap alice{{u"target"_s, u"s"_s}, {u"user"_s, u"alice"_s}};
        TagMap second = alice;
        second.insert(u"entry"_s, u"2"_s);
        model.set({metric(1, u"errors"_s)},
                  {entry(second, 2), entry({{u"target"_s, u"s"_s}, {u"user"_s, u"bob"_s}}, 3),
                   entry(alice, 1)});
        QCOMPARE(titles(model).first(3), (QStringList{u"target"_s, u"user"_s, u"entry"_s}));
        QCOMPARE(row(model, 0), (QStringList{u"s"_s, u"alice"_s, QString(), u"1"_s}));
        QCOMPARE(row(model, 1), (QStringList{u"s"_s, u"alice"_s, u"2"_s, u"2"_s}));
        QCOMPARE(row(model, 2).at(1), u"bob"_s);
    }

    void whatStaysKeepsItsPlace()
    {
        const StoreBench bench;
        LatestValuesModel model(bench.formatter);
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const std::vector<Definition> metrics{metric(1, u"errors"_s)};
        model.set(metrics, {value(1, u"bob"_s, 1, 1), value(1, u"carol"_s, 2, 1)});
        const QPersistentModelIndex carol = model.index(1, 0);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.set(metrics, {value(1, u"alice"_s, 7, 2), value(1, u"carol"_s, 2, 1)});
        QCOMPARE(reset.count(), 0);
        QCOMPARE(changed.count(), 0); // nothing of carol's is new
        QCOMPARE(carol.row(), 1);
        QCOMPARE(row(model, 0), (QStringList{u"alice"_s, u"7"_s}));
        model.set(metrics, {value(1, u"alice"_s, 8, 3), value(1, u"carol"_s, 2, 1)});
        QCOMPARE(changed.count(), 1);
        QCOMPARE(row(model, 0), (QStringList{u"alice"_s, u"8"_s}));
        model.set(metrics, {});
        QCOMPARE(model.rowCount(), 0);
    }

    void usersGoByTheirNames()
    {
        const StoreBench bench;
        LatestValuesModel model(bench.formatter);
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const std::vector<Definition> metrics{metric(1, u"errors"_s)};
        QVERIFY(!model.hasUsers());
        model.set(metrics, {value(1, u"7b03"_s, 1, 1), value(1, u"e0d4"_s, 2, 1)});
        QVERIFY(model.hasUsers());
        model.setUserNames({{u"7b03"_s, u"Zoe"_s}, {u"e0d4"_s, u"Anna"_s}});
        QCOMPARE(row(model, 0), (QStringList{u"Anna"_s, u"2"_s})); // sorted by the names
        QCOMPARE(row(model, 1), (QStringList{u"Zoe"_s, u"1"_s}));
        QCOMPARE(model.index(1, 0).data(Qt::ToolTipRole).toString(), u"Zoe\n7b03"_s);
        QCOMPARE(model.index(1, 0).data(roleOf(ItemRole::SortKey)).toString(), u"Zoe"_s);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.set(metrics, {value(1, u"7b03"_s, 1, 1), value(1, u"aaaa"_s, 3, 2),
                            value(1, u"e0d4"_s, 4, 2)});
        QCOMPARE(row(model, 0), (QStringList{u"Anna"_s, u"4"_s}));
        QCOMPARE(row(model, 2), (QStringList{u"aaaa"_s, u"3"_s}));
        model.setUserNames({{u"7b03"_s, u"Zoe"_s}, {u"e0d4"_s, u"Anna"_s}});
        QCOMPARE(reset.count(), 0);                   // nothing new
        model.setUserNames({{u"7b03"_s, u"aaaa"_s}}); // another's id
        QCOMPARE(row(model, 0), (QStringList{u"aaaa"_s, u"1"_s}));
        QCOMPARE(row(model, 1), (QStringList{u"aaaa"_s, u"3"_s}));
        model.set(metrics, {value(1, u"aaaa"_s, 5, 3)});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(row(model, 0), (QStringList{u"aaaa"_s, u"5"_s}));
        model.set(metrics, {value(1, u"7b03"_s, 1, 1), value(1, u"e0d4"_s, 4, 2)});
        model.setUserNames({});
        QCOMPARE(row(model, 0), (QStringList{u"7b03"_s, u"1"_s}));
        QCOMPARE(model.index(0, 0).data(Qt::ToolTipRole).toString(), u"7b03"_s);
    }

    void usersHaveColumnsForPeopleAndASum()
    {
        const StoreBench bench;
        LatestValuesModel model(bench.formatter);
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const std::vector<Definition> metrics{
            metric(1, u"nat.user.active"_s),
            metric(2, u"nat.user.new_requests"_s),
            metric(3, u"nat.user.new_time_ms"_s, u"ms"_s),
            metric(4, u"nat.user.total_requests"_s),
            metric(5, u"nat.user.avg_latency_ms"_s, u"ms"_s),
            metric(6, u"nat.user.created_timestamp_seconds"_s, u"s"_s),
            metric(7, u"nat.user.last_activity_timestamp_seconds"_s, u"s"_s)};
        std::vector<LatestValue> values;
        const auto add = [&](const TagMap &tags, const std::vector<double> &numbers) {
            for (std::size_t i = 0; i < numbers.size(); ++i)
                values.push_back({{MetricId(static_cast<qint64>(i) + 1), tags},
                                  {Timestamp(100 * kNsPerSecond), numbers[i]}});
        };
        const TagMap alice{{u"target"_s, u"s:1"_s}, {u"user"_s, u"alice"_s}};
        TagMap second = alice;
        second.insert(u"entry"_s, u"2"_s);
        add(alice, {1, 10, 210, 110, 11, 1'000, 1'500});
        add(second, {2, 5, 50, 40, 8, 900, 1'400.5});
        add({{u"target"_s, u"s:2"_s}, {u"user"_s, u"bob"_s}}, {0, 0, 0, 7, 3, 50, 60});
        model.set(metrics, values);
        QCOMPARE(titles(model),
                 (QStringList{u"target"_s, u"user"_s, u"entry"_s, u"Active"_s, u"Requests"_s,
                              u"Latency"_s, u"All requests"_s, u"Mean latency"_s, u"Known since"_s,
                              u"Last activity"_s, u"Latest"_s}));
        const auto time = [&](double s) {
            return bench.formatter.time(Timestamp(static_cast<std::int64_t>(s * 1e9)));
        };
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(row(model, 0),
                 (QStringList{u"s:1"_s, u"alice"_s, QString(), u"1"_s, u"10"_s, u"21\u00A0ms"_s,
                              u"110"_s, u"11\u00A0ms"_s, time(1'000), time(1'500)}));
        QCOMPARE(row(model, 1).at(5), u"10\u00A0ms"_s);
        // 15 requests took 260 ms; all 150 took 1530 ms
        QCOMPARE(row(model, 2), (QStringList{u"s:1"_s, u"alice"_s, u"Sum of 2 entries"_s, u"3"_s,
                                             u"15"_s, u"17.33\u00A0ms"_s, u"150"_s,
                                             u"10.2\u00A0ms"_s, time(900), time(1'500)}));
        QVERIFY(model.rows()[2].isSum && !model.rows()[1].isSum);
        QCOMPARE(row(model, 3).at(5), u"\u2014"_s); // no requests, no latency
        QVERIFY(model.headerData(5, Qt::Horizontal, Qt::ToolTipRole)
                    .toString()
                    .contains(u"in the shown range"_s));

        // what is old says so, of who is asked no more and of who does not answer
        const Timestamp now(130 * kNsPerSecond);
        const QString plain = time(100);
        const int latest = model.timeColumn();
        model.setAges({now, {}});
        QCOMPARE(model.index(0, latest).data().toString(), plain);
        model.setAges({now, {u"s:1"_s}});
        QCOMPARE(model.index(0, latest).data().toString(),
                 QString(plain % u", stale: "_s %
                         bench.formatter.age(Timestamp(100 * kNsPerSecond), now)));
        QCOMPARE(model.index(3, latest).data().toString(), plain);
        model.setAges({Timestamp(161 * kNsPerSecond), {}});
        QVERIFY(model.index(3, latest).data().toString().contains(u"stale"_s));
        model.setAges({});
        QCOMPARE(model.index(3, latest).data().toString(), plain);
    }

    // Means are told to 0.01 ms: of one among a hundred thousand nobody knows how long it took.
    void aLatencyThatRoundingHidesIsNotShown()
    {
        const StoreBench bench;
        LatestValuesModel model(bench.formatter);
        const std::vector<Definition> metrics{metric(1, u"nat.user.new_requests"_s),
                                              metric(2, u"nat.user.new_time_ms"_s, u"ms"_s),
                                              metric(3, u"nat.user.total_requests"_s)};
        const auto shown = [&](double requests, double time_ms, double total) {
            model.set(metrics, {value(1, u"a"_s, requests, 1), value(2, u"a"_s, time_ms, 1),
                                value(3, u"a"_s, total, 1)});
            return row(model, 0).at(2);
        };
        QCOMPARE(shown(1, 50, 1), u"50\u00A0ms"_s);
        QCOMPARE(shown(1, 50, 400), u"50\u00A0ms"_s); // 4 ms at most
        QCOMPARE(shown(1, 50, 600), u"\u2014"_s);     // 6 ms
        QCOMPARE(shown(1, -3, 400), u"\u2014"_s);
    }

    void namesWithoutACommonPartStayWhole()
    {
        const StoreBench bench;
        LatestValuesModel model(bench.formatter);
        model.set({metric(1, u"cpu.load"_s), metric(2, u"disk.load"_s)},
                  {value(1, u"a"_s, 1, 1), value(2, u"a"_s, 1, 1)});
        QCOMPARE(titles(model),
                 (QStringList{u"user"_s, u"cpu.load"_s, u"disk.load"_s, u"Latest"_s}));
        model.set({metric(1, u"cpu.load"_s)}, {value(1, u"a"_s, 1, 1)});
        QCOMPARE(titles(model).at(1), u"cpu.load"_s);
    }
};

TIDEMARK_TEST(LatestValuesModelTest)
#include "latest_values_model_test.moc"
