// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/formatter.h"
#include "tests/support/test_registry.h"
#include "tests/views/dashboards/board.h"
#include "views/charts/single_value_panel.h"
#include "views/dashboards/dashboard_json.h"
#include "views/dashboards/value_range_dialog.h"

#include <QCheckBox>
#include <QInputDialog>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

void addCounter(Board &board)
{
    board.bench.addMetric(u"requests"_s, {}, MetricKind::Counter);
    board.bench.addValue(u"requests"_s, u"2026-11-05T08:00:00Z"_s, 3);
    board.bench.addValue(u"requests"_s, u"2026-11-05T09:00:00Z"_s, 4);
}

std::optional<double> firstValue(const charts::ChartContent &content, std::size_t series)
{
    const auto &points = content.series.at(series).points;
    const auto found = std::find_if(points.begin(), points.end(),
                                    [](const charts::ChartPoint &p) { return p.hasValue(); });
    return found == points.end() ? std::nullopt : found->value;
}

/// Whether the chart's line runs from each value to the next.
bool isUnbroken(const charts::ChartSeries &series)
{
    const std::int64_t limit = charts::gapLimit_ns(series);
    const charts::ChartPoint *before = nullptr;
    for (const charts::ChartPoint &point : series.points) {
        if (!point.hasValue())
            continue;
        if (before && !charts::isJoined(*before, point, limit))
            return false;
        before = &point;
    }
    return before != nullptr;
}

} // namespace

class PanelSettingsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void aCounterIsDrawnAsItsSum()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"requests"_s, kTop),
                     panelOf(u"b"_s, PanelType::Value, u"requests"_s, kBelow)});
        addCounter(board);
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        QTRY_COMPARE(board.state(u"b"_s), PanelCard::State::Data);
        QTRY_COMPARE(firstValue(board.content(u"a"_s), 0), std::optional(7.0));
        QCOMPARE(board.content(u"a"_s).series[0].function, u"sum"_s);
        const auto *value = board.view->findChild<charts::SingleValuePanel *>();
        QTRY_COMPARE(value->value().value, std::optional(7.0));
        // Beside a gauge each has its own function, until the person chooses one for all.
        PanelSpec both = board.view->panel(u"a"_s)->spec();
        both.metrics.push_back({{}, u"speed"_s, {}});
        board.view->changePanel(both);
        QTRY_COMPARE(board.content(u"a"_s).series.size(), std::size_t(2));
        QCOMPARE(board.content(u"a"_s).series[1].function, u"mean"_s);
        QCOMPARE(board.view->panel(u"a"_s)->summary().function, u"Sum, Mean"_s);
        board.context.setFunction(AggregateFunction::Max);
        QTRY_COMPARE(firstValue(board.content(u"a"_s), 0), std::optional(4.0));
        QCOMPARE(board.content(u"a"_s).series[1].function, u"max"_s);
        board.context.setFunction({});
        QTRY_COMPARE(firstValue(board.content(u"a"_s), 0), std::optional(7.0));
    }

    void valueRangeIsSavedWithThePanel()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop)});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        const auto span = [&board] {
            return qobject_cast<ChartPanel *>(board.view->panel(u"a"_s))
                ->chart()
                ->controller()
                .frame()
                .axes.front()
                .scale;
        };
        QVERIFY(span().span().first > 0);
        QVERIFY(choose(board.view->panel(u"a"_s), u"Value range…"_s));
        auto *dialog = board.view->findChild<ValueRangeDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        const auto fields = dialog->findChildren<QLineEdit *>();
        QTest::keyClicks(fields[0], u"50"_s);
        QTest::keyClicks(fields[1], u"20"_s);
        QPushButton *set = buttonNamed(dialog, u"Set range"_s);
        QVERIFY(!set->isEnabled()); // the lowest is above the highest
        fields[0]->clear();
        QTest::keyClicks(fields[0], u"-5"_s);
        QVERIFY(set->isEnabled());
        dialog->findChildren<QCheckBox *>().at(0)->setChecked(true);
        QVERIFY(!set->isEnabled()); // a logarithm of -5
        dialog->findChildren<QCheckBox *>().at(0)->setChecked(false);
        dialog->findChildren<QCheckBox *>().at(2)->setChecked(true);
        QTest::mouseClick(set, Qt::LeftButton);
        QTRY_COMPARE(span().span().first, -5.0);
        QCOMPARE(span().span().last, 20.0);

        const QByteArray text = toFileText(board.view->dashboard());
        const Dashboard read = dashboardFromText(text).value();
        QCOMPARE(toFileText(read), text);
        QCOMPARE(read.panels[0].values.min, std::optional(-5.0));
        QCOMPARE(read.panels[0].values.max, std::optional(20.0));
        QVERIFY(read.panels[0].values.isLocked && !read.panels[0].values.isLogarithmic);
        Board again(read.panels);
        QTRY_COMPARE(again.state(u"a"_s), PanelCard::State::Data);
        const auto &axes = qobject_cast<ChartPanel *>(again.view->panel(u"a"_s))
                               ->chart()
                               ->controller()
                               .frame()
                               .axes;
        QCOMPARE(axes.front().scale.span().first, -5.0);
        QCOMPARE(axes.front().scale.span().last, 20.0);
    }

    void linesCrossGapsAsThePanelSays()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"weekly"_s, kTop)});
        board.bench.addMany(u"weekly"_s, u"2026-11-02T00:00:00Z"_s, 3, Timedelta(7 * kNsPerDay));
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        const auto series = [&board] { return board.content(u"a"_s).series.at(0); };
        QVERIFY(isUnbroken(series())); // a value a week, seen by day, is a line
        PanelCard *panel = board.view->panel(u"a"_s);
        QVERIFY(choose(panel, u"Never"_s));
        QTRY_VERIFY(!isUnbroken(series()));
        QVERIFY(choose(panel, u"Always"_s));
        QTRY_VERIFY(isUnbroken(series()));
        const auto chooseDays = [panel](int days) {
            QTimer::singleShot(0, panel, [days] {
                auto *question = qobject_cast<QInputDialog *>(QApplication::activeModalWidget());
                question->setIntValue(days);
                question->accept();
            });
            return choose(panel, u"Up to a number of days…"_s);
        };
        QVERIFY(chooseDays(5)); // six are missing
        QTRY_VERIFY(!isUnbroken(series()));
        const Dashboard read = dashboardFromText(toFileText(board.view->dashboard())).value();
        QCOMPARE(read.panels[0].gap, (PanelGap{GapMode::UpTo, 5 * 86'400}));
        QVERIFY(chooseDays(6));
        QTRY_VERIFY(isUnbroken(series()));
        // A gap of more than three weeks parts it all the same.
        board.bench.addValue(u"weekly"_s, u"2026-10-01T00:00:00Z"_s, 1);
        board.context.setWindow({at(u"2026-10-01T00:00:00Z"_s), at(u"2026-11-20T00:00:00Z"_s)});
        QVERIFY(choose(panel, u"Automatic: up to 3 times the usual distance"_s));
        QTRY_VERIFY(!isUnbroken(series()));
    }

    void clickedSeriesIsTheSelectedMetric()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop)});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        board.view->plot({board.id(u"noise"_s)}, PlotTarget::ActivePanel);
        QTRY_COMPARE(board.content(u"a"_s).series.size(), std::size_t(2));
        const QString noise = board.content(u"a"_s).series[1].identity;
        const TimeWindow bucket = board.content(u"a"_s).series[1].points[2].window;
        auto *chart = qobject_cast<ChartPanel *>(board.view->panel(u"a"_s))->chart();
        board.context.setSelectedMetrics({board.id(u"speed"_s)});
        QSignalSpy chosen(&board.context, &ViewContext::cursorChosen);
        Q_EMIT chart->cursorMoved(bucket.begin); // the mouse passes over it
        QCOMPARE(board.context.cursor(), std::optional(bucket.begin));
        QCOMPARE(chosen.count(), 0);
        Q_EMIT chart->bucketSelected(noise, bucket);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(board.context.selectedMetrics(), std::vector{board.id(u"noise"_s)});
        QCOMPARE(board.context.selectedSpan(), std::optional(bucket));
        // A panel that follows the selection keeps its other series.
        PanelSpec follower = board.view->panel(u"a"_s)->spec();
        follower.followsSelection = true;
        board.view->changePanel(follower);
        const std::vector both{board.id(u"speed"_s), board.id(u"noise"_s)};
        board.context.setSelectedMetrics(both);
        QTRY_COMPARE(board.content(u"a"_s).series.size(), std::size_t(2));
        Q_EMIT chart->bucketSelected(noise, bucket);
        QCOMPARE(board.context.selectedMetrics(), both);
        QCOMPARE(board.context.focusedMetric(), board.id(u"noise"_s));
    }

    void oneAndTwoUnitsAlignToThePixel()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop),
                     panelOf(u"b"_s, PanelType::Chart, u"noise"_s, kBelow)});
        QTRY_COMPARE(board.state(u"b"_s), PanelCard::State::Data);
        board.view->setActivePanel(u"b"_s);
        board.view->plot({board.id(u"weight"_s)}, PlotTarget::ActivePanel);
        QTRY_COMPARE(board.content(u"b"_s).series.size(), std::size_t(2));
        const auto plot = [&board](const QString &id) {
            auto *chart = qobject_cast<ChartPanel *>(board.view->panel(id))->chart();
            const QRectF area = chart->controller().frame().plot;
            const QPoint origin = chart->canvas()->mapTo(board.view.get(), QPoint());
            return std::pair(area.left() + origin.x(), area.right() + origin.x());
        };
        const auto axes = [&board](const QString &id) {
            auto *chart = qobject_cast<ChartPanel *>(board.view->panel(id))->chart();
            return chart->controller().frame().axes.size();
        };
        QCOMPARE(axes(u"a"_s), std::size_t(1));
        QTRY_COMPARE(axes(u"b"_s), std::size_t(2));
        QTRY_COMPARE(plot(u"a"_s), plot(u"b"_s));
    }

    void oneSeriesLooksTheSameInTwoPanels()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"noise"_s, kTop),
                     panelOf(u"b"_s, PanelType::Chart, u"speed"_s, kBelow)});
        QTRY_COMPARE(board.state(u"b"_s), PanelCard::State::Data);
        board.view->setActivePanel(u"b"_s);
        board.view->plot({board.id(u"noise"_s)}, PlotTarget::ActivePanel);
        QTRY_COMPARE(board.content(u"b"_s).series.size(), std::size_t(2));
        QCOMPARE(board.content(u"b"_s).series[1].style, board.content(u"a"_s).series[0].style);
        QVERIFY(board.content(u"b"_s).series[0].style != board.content(u"b"_s).series[1].style);
    }
};

TIDEMARK_TEST(PanelSettingsTest)
#include "panel_settings_test.moc"
