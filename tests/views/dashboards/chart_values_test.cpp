// SPDX-License-Identifier: GPL-3.0-or-later
// A chart of the values themselves: when it is drawn, each series as a line, gaps, columns with
// their band, and single values of the last one.
#include "model/domain/formatter.h"
#include "model/ports/series_store.h"
#include "tests/support/test_registry.h"
#include "tests/views/dashboards/board.h"
#include "views/charts/single_value_panel.h"

#include <QLabel>
#include <QLocale>
#include <QSignalSpy>
#include <QTableView>

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class ChartValuesTest final : public QObject
{
    Q_OBJECT

    static PanelSpec valuesPanel(const QString &id, PanelType type, const QString &metric,
                                 const PanelPlace &place)
    {
        PanelSpec panel = panelOf(id, type, metric, place);
        panel.detail = PanelDetail::Values;
        return panel;
    }
    static void append(Board &board, const QString &metric, const TagMap &tags,
                       const QString &begin, std::int64_t step_ns,
                       const std::vector<double> &values)
    {
        const DataPorts &ports = board.bench.ports;
        const auto found = await(ports.catalog->find(metric));
        const auto series = await(ports.series->open({found->id, tags}));
        SampleBatch batch{series->id, {}, {}};
        std::int64_t time = at(begin).posixNs();
        for (const double value : values) {
            batch.times.push_back(time);
            batch.values.push_back(value);
            time += step_ns;
        }
        QVERIFY(await(ports.series->append({batch})));
    }

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void aShortRangeShowsTheValues()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop)});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        QCOMPARE(board.content(u"a"_s).series[0].function, u"mean"_s);
        QCOMPARE(board.view->panel(u"a"_s)->summary().period, periodName(Period::Daily));
        board.context.setWindow({at(u"2026-11-03T00:00:00Z"_s), at(u"2026-11-05T12:00:00Z"_s)});
        QTRY_VERIFY(board.content(u"a"_s).series[0].function.isEmpty());
        // The values in view and the neighbours beyond it, each at its instant.
        const auto &points = board.content(u"a"_s).series[0].points;
        QCOMPARE(points.size(), std::size_t(5));
        QCOMPARE(points[1].window.begin, at(u"2026-11-03T00:00:00Z"_s));
        QCOMPARE(points[1].window.duration().ns(), 1);
        QVERIFY(!board.content(u"a"_s).period);
        QCOMPARE(board.view->panel(u"a"_s)->summary().period, u"Values"_s);
        board.context.setWindow({at(u"2026-11-03T00:00:00Z"_s), at(u"2026-11-07T00:00:00Z"_s)});
        QTRY_COMPARE(board.content(u"a"_s).series[0].function, u"mean"_s);
    }

    void whatAddsUpStaysByPeriod()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop)});
        board.context.setFunction(AggregateFunction::Sum);
        board.context.setWindow({at(u"2026-11-03T00:00:00Z"_s), at(u"2026-11-04T00:00:00Z"_s)});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        QTRY_COMPARE(board.content(u"a"_s).series[0].function, u"sum"_s);
        QCOMPARE(board.content(u"a"_s).series[0].points.size(), std::size_t(1));
    }

    void detailIsChosenInTheMenu()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop)});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        QSignalSpy edits(board.view.get(), &DashboardView::edited);
        QVERIFY(choose(board.view->panel(u"a"_s), u"Values, as fine as the width allows"_s));
        QTRY_VERIFY(board.content(u"a"_s).series[0].function.isEmpty());
        QCOMPARE(edits.size(), 1);
        QCOMPARE(board.view->panel(u"a"_s)->spec().detail, PanelDetail::Values);
        QVERIFY(choose(board.view->panel(u"a"_s), u"By period"_s));
        QTRY_COMPARE(board.content(u"a"_s).series[0].function, u"mean"_s);
        board.context.setWindow({at(u"2026-11-03T00:00:00Z"_s), at(u"2026-11-04T00:00:00Z"_s)});
        QTRY_COMPARE(board.content(u"a"_s).series[0].points.size(), std::size_t(1));
        QCOMPARE(board.content(u"a"_s).series[0].function, u"mean"_s);
    }

    void eachSeriesIsALine()
    {
        Board board({valuesPanel(u"a"_s, PanelType::Chart, u"noise"_s, kTop)});
        append(board, u"noise"_s, {{u"host"_s, u"a"_s}}, u"2026-11-05T00:00:00Z"_s, kNsPerHour,
               {1, 2, 3});
        append(board, u"noise"_s, {{u"host"_s, u"b"_s}}, u"2026-11-05T00:00:00Z"_s, kNsPerHour,
               {4, 5});
        QTRY_COMPARE(board.content(u"a"_s).series.size(), std::size_t(3));
        const auto &series = board.content(u"a"_s).series;
        QCOMPARE(series[0].name, u"noise"_s); // its records
        QCOMPARE(series[1].name, u"a"_s);
        QCOMPARE(series[2].name, u"b"_s);
        QVERIFY(series[1].identity != series[2].identity);
        QVERIFY(series[1].style != series[2].style);
        QCOMPARE(series[2].points.size(), std::size_t(2));
        // A click on a point selects the metric, whichever its line.
        Q_EMIT qobject_cast<ChartPanel *>(board.view->panel(u"a"_s))
            ->chart()
            ->bucketSelected(series[2].identity, series[2].points[0].window);
        QCOMPARE(board.context.selectedMetrics(), std::vector{board.id(u"noise"_s)});
    }

    void tooManySeriesAreTold()
    {
        Board board({valuesPanel(u"a"_s, PanelType::Chart, u"empty"_s, kTop)});
        for (int i = 0; i < 23; ++i)
            append(board, u"empty"_s, {{u"core"_s, QString::number(i)}}, u"2026-11-05T00:00:00Z"_s,
                   kNsPerHour, {1, 2});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Partial);
        QTRY_COMPARE(board.content(u"a"_s).series.size(), std::size_t(20));
        QTRY_VERIFY2(board.view->panel(u"a"_s)->stateText().startsWith(u"3 more series"_s),
                     qPrintable(board.view->panel(u"a"_s)->stateText()));
    }

    void explicitGapsPartTheLine()
    {
        Board board({valuesPanel(u"a"_s, PanelType::Chart, u"empty"_s, kTop)});
        constexpr double kGap = std::numeric_limits<double>::quiet_NaN();
        append(board, u"empty"_s, {}, u"2026-11-05T00:00:00Z"_s, kNsPerHour, {1, 2, kGap, 4, 5});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        const charts::ChartSeries &series = board.content(u"a"_s).series.at(0);
        QCOMPARE(series.points.size(), std::size_t(5));
        QVERIFY(series.points[2].isGap);
        QVERIFY(!series.points[2].hasValue());
        QCOMPARE(series.gapRule, charts::GapRule::MedianInterval);
    }

    void manyValuesAreColumnsWithTheirBand()
    {
        Board board({valuesPanel(u"a"_s, PanelType::Chart, u"empty"_s, kTop)});
        std::vector<double> values;
        for (int i = 0; i < 40'000; ++i)
            values.push_back(i == 12'345 ? 99 : i % 10);
        append(board, u"empty"_s, {}, u"2026-11-02T00:00:00Z"_s, 20 * kNsPerSecond, values);
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        QTRY_COMPARE(board.content(u"a"_s).series.at(0).function, u"mean"_s);
        const charts::ChartSeries &series = board.content(u"a"_s).series.at(0);
        QCOMPARE(series.gapRule, charts::GapRule::Buckets);
        QVERIFY(series.points.size() > 100 && series.points.size() < 1'000);
        std::int64_t count = 0;
        double highest = 0;
        for (const charts::ChartPoint &point : series.points) {
            count += point.count;
            highest = std::max(highest, point.max.value_or(0));
        }
        QCOMPARE(count, 40'000);
        QCOMPARE(highest, 99.0); // however far it is zoomed out
        const QString name = board.view->panel(u"a"_s)->accessibleName();
        QVERIFY2(name.contains(u"mean of"_s) && name.contains(u"band"_s), qPrintable(name));
        // A wider panel has more columns.
        const std::size_t before = series.points.size();
        board.view->resize(1'800, 700);
        QTRY_VERIFY(board.content(u"a"_s).series.at(0).points.size() > before * 3 / 2);
    }

    void aCardShowsTheLastValue()
    {
        Board board({valuesPanel(u"a"_s, PanelType::Value, u"empty"_s, kTop)});
        append(board, u"empty"_s, {}, u"2026-11-05T00:00:00Z"_s, kNsPerHour, {1, 2, 3.5});
        const auto *card = board.view->findChild<charts::SingleValuePanel *>();
        QTRY_VERIFY(card && card->value().value == std::optional(3.5));
        QCOMPARE(card->value().detail, u"last, 02:00:00"_s);
        board.context.setWindow({at(u"2026-11-05T00:00:00Z"_s), at(u"2026-11-05T01:30:00Z"_s)});
        QTRY_VERIFY(card->value().value == std::optional(2.0));
        board.context.setWindow({at(u"2026-11-09T00:00:00Z"_s), at(u"2026-11-10T00:00:00Z"_s)});
        QTRY_VERIFY(!card->value().value);
    }

    void chosenFormsReachOpenPanels() // N2, N9
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"disk"_s, kTop),
                     panelOf(u"b"_s, PanelType::Value, u"disk"_s, kBelow)});
        board.bench.addMetric(u"disk"_s, u"B"_s);
        append(board, u"disk"_s, {}, u"2026-11-10T00:00:00Z"_s, kNsPerHour, {2000, 2000});
        const auto *card = board.view->findChild<charts::SingleValuePanel *>();
        QVERIFY(card);
        QTRY_COMPARE(card->value().detail, u"mean, 10 Nov"_s);
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        const QLabel *number = card->findChildren<QLabel *>().at(1);
        QVERIFY2(number->text().contains(u"KiB"_s), qPrintable(number->text()));
        FormatChoices choices = board.bench.formatter.choices();
        choices.numbers.byteStyle = ByteStyle::Si;
        choices.timeStyle = {false, TimeStyle::DateOrder::YearMonthDay};
        board.bench.formatter = Formatter(choices);
        Q_EMIT board.context.calendarChanged();
        QTRY_COMPARE(card->value().detail, u"mean, 2026-11-10"_s);
        QVERIFY2(number->text().contains(u"kB"_s), qPrintable(number->text()));
        QTRY_COMPARE(board.content(u"a"_s).times, choices.timeStyle);
        QCOMPARE(board.content(u"a"_s).numbers.options(), choices.numbers);
        choices.timeStyle.dateOrder = TimeStyle::DateOrder::MonthDayYear;
        board.bench.formatter = Formatter(choices);
        Q_EMIT board.context.calendarChanged();
        QTRY_COMPARE(card->value().detail, u"mean, Nov 10"_s);
    }

    void aTableOfVeryManySeriesShowsTheLatest()
    {
        constexpr int kSeries = 5'003;
        Board board({valuesPanel(u"a"_s, PanelType::Table, u"empty"_s, kTop)});
        const DataPorts &ports = board.bench.ports;
        const auto metric = await(ports.catalog->find(u"empty"_s));
        std::vector<SeriesKey> keys;
        for (int i = 0; i < kSeries; ++i)
            keys.push_back({metric->id, {{u"n"_s, QString::number(i)}}});
        const auto opened = await(ports.series->openAll(keys));
        QVERIFY(opened);
        std::vector<SampleBatch> batches;
        for (int i = 0; i < kSeries; ++i)
            batches.push_back({(*opened)[static_cast<std::size_t>(i)].id,
                               {at(u"2026-11-05T00:00:00Z"_s).posixNs() + i},
                               {static_cast<double>(i)}});
        QVERIFY(await(ports.series->append(std::move(batches))));
        QTRY_COMPARE_WITH_TIMEOUT(board.state(u"a"_s), PanelCard::State::Partial, 20'000);
        const QString told = board.view->panel(u"a"_s)->stateText();
        QVERIFY2(told.contains(QLocale().toString(5'000)) &&
                     told.contains(QLocale().toString(kSeries)),
                 qPrintable(told));
        const auto *table = board.view->panel(u"a"_s)->findChild<QTableView *>();
        QCOMPARE(table->model()->rowCount(), 5'000);
        QStringList names;
        for (int row = 0; row < table->model()->rowCount(); ++row)
            names << table->model()->index(row, 0).data().toString();
        QVERIFY(names.contains(u"5002"_s) && names.contains(u"3"_s));
        for (const QString &old : {u"0"_s, u"1"_s, u"2"_s})
            QVERIFY(!names.contains(old));
    }
};

TIDEMARK_TEST(ChartValuesTest)
#include "chart_values_test.moc"
