// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"
#include "tests/views/dashboards/board.h"
#include "views/charts/single_value_panel.h"
#include "views/dashboards/loading_veil.h"
#include "views/range/range_text.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class DashboardViewTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void chartShowsTheBucketsOfTheStore()
    {
        const Board board({panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop)});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        const charts::ChartSeries &series = board.content(u"a"_s).series.at(0);
        QCOMPARE(series.name, u"speed"_s);
        QCOMPARE(series.points.at(0).value, std::optional(1.0));
        QCOMPARE(series.points.at(9).value, std::optional(10.0));
    }

    void valuePanelComparesWithThePeriodBefore()
    {
        const Board board({panelOf(u"a"_s, PanelType::Value, u"speed"_s, {0, 0, 3, 2, {}})});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        const auto *value = board.view->findChild<charts::SingleValuePanel *>();
        QCOMPARE(value->value().value, std::optional(10.0));
        QCOMPARE(value->value().before, std::optional(9.0));
        QCOMPARE(value->value().caption, u"speed"_s);
        QCOMPARE(value->value().detail, u"mean, 10 Nov"_s);
    }

    void tablePanelShowsItsStatement()
    {
        const Board board({panelOf(u"a"_s, PanelType::Table, u"speed"_s, kTop)});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        QVERIFY(board.view->panel(u"a"_s)->accessibleName().startsWith(u"speed"_s));
    }

    void emptyRangeOffersAllDataAndAValue()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop)});
        board.context.setDataExtent(
            TimeWindow{test::at(u"2026-11-01T00:00:00Z"_s), test::at(u"2026-11-11T00:00:00Z"_s)});
        board.context.setWindow(
            {test::at(u"2025-03-01T00:00:00Z"_s), test::at(u"2025-03-08T00:00:00Z"_s)});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Empty);
        QCOMPARE(board.view->panel(u"a"_s)->stateText(), u"No records in 1 – 7 Mar 2025."_s);
        QVERIFY(buttonNamed(board.view.get(), u"Add a value"_s));
        QTest::mouseClick(buttonNamed(board.view.get(), u"Show all data"_s), Qt::LeftButton);
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
    }

    void emptyBecauseOfAFilterOffersToClearIt()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop)});
        RecordFilter filter;
        filter.devices = IdFilter::oneOf({u"nobody"_s});
        board.context.setFilter(filter);
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Empty);
        QTRY_VERIFY(board.view->panel(u"a"_s)->stateText().contains(u"filter"_s));
        QTest::mouseClick(buttonNamed(board.view.get(), u"Clear filter"_s), Qt::LeftButton);
        QVERIFY(!board.context.filter().isActive());
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
    }

    void missingMetricLeavesThePanelWithItsRemedies()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"cpu.temp"_s, kTop),
                     panelOf(u"b"_s, PanelType::Chart, u"speed"_s, kBelow)});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Empty);
        QTRY_COMPARE(board.view->panel(u"a"_s)->stateText(),
                     u"\"cpu.temp\" is not in this store."_s);
        QSignalSpy choose(board.view.get(), &DashboardView::chooseMetricRequested);
        QTest::mouseClick(buttonNamed(board.view.get(), u"Choose another"_s), Qt::LeftButton);
        QCOMPARE(choose.size(), 1);
        QTest::mouseClick(buttonNamed(board.view.get(), u"Remove"_s), Qt::LeftButton);
        QVERIFY(!board.view->panel(u"a"_s));
        QVERIFY(board.view->panel(u"b"_s));
    }

    void missingMetricComesBackWhenItIsCreated()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"late"_s, kTop)});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Empty);
        board.bench.addValue(u"late"_s, u"2026-11-05T00:00:00Z"_s, 4);
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
    }

    void panelsFollowRenamedMetrics()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, {}, kTop)});
        QTRY_VERIFY(board.metrics->isLoaded());
        PanelSpec spec = board.view->panel(u"a"_s)->spec();
        spec.metrics = {refOf(*board.metrics->findName(u"speed"_s))};
        board.view->changePanel(spec);
        DefinitionChange change;
        change.name = u"velocity"_s;
        QVERIFY(test::await(board.bench.ports.catalog->update(board.id(u"speed"_s), change)));
        QTRY_VERIFY(board.metrics->findName(u"velocity"_s));
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        QTRY_VERIFY(board.view->panel(u"a"_s)->accessibleName().startsWith(u"velocity"_s));
    }

    void chartShowsANewValueAtOnce()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop)});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        board.bench.addValue(u"speed"_s, u"2026-11-15T00:00:00Z"_s, 99);
        const auto showsIt = [&board] {
            const auto &points = board.content(u"a"_s).series.at(0).points;
            return std::any_of(points.begin(), points.end(),
                               [](const charts::ChartPoint &point) { return point.value == 99.0; });
        };
        QTRY_VERIFY(showsIt());
    }

    void onlyTheNewestRequestIsShown()
    {
        PanelSpec byPeriod = panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop);
        byPeriod.detail = PanelDetail::Periods;
        Board board({byPeriod});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        for (const Period period : {Period::Weekly, Period::Monthly, Period::Yearly})
            board.context.setPeriod(period);
        QTRY_COMPARE(board.content(u"a"_s).series.at(0).points.size(), std::size_t(1));
        QCOMPARE(board.content(u"a"_s).period, std::optional(Period::Yearly));
    }

    void plotsIntoTheActivePanelOrANewOne()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop)});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        QSignalSpy edited(board.view.get(), &DashboardView::edited);
        board.view->plot({board.id(u"noise"_s)}, PlotTarget::ActivePanel);
        QTRY_COMPARE(board.content(u"a"_s).series.size(), std::size_t(2));
        board.view->plot({board.id(u"noise"_s)}, PlotTarget::Replace);
        QTRY_COMPARE(board.content(u"a"_s).series.size(), std::size_t(1));
        board.view->plot({board.id(u"speed"_s)}, PlotTarget::NewPanel);
        QCOMPARE(board.view->panels().size(), 2);
        QCOMPARE(edited.size(), 3);
    }

    void aThirdUnitOpensAPanelOfItsOwn()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop)});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        board.view->plot({board.id(u"noise"_s)}, PlotTarget::ActivePanel);
        QTRY_COMPARE(board.content(u"a"_s).series.size(), std::size_t(2));
        board.view->plot({board.id(u"weight"_s)}, PlotTarget::ActivePanel);
        QCOMPARE(board.view->panels().size(), 2);
    }

    void vMaximisesAndEscRestores()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop),
                     panelOf(u"b"_s, PanelType::Chart, u"noise"_s, kBelow)});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        auto *canvas = qobject_cast<ChartPanel *>(board.view->panel(u"a"_s))->chart()->canvas();
        canvas->setFocus();
        QTest::keyClick(canvas, Qt::Key_V);
        QVERIFY(board.view->isMaximised());
        QVERIFY(!board.view->panel(u"b"_s)->isVisible());
        QVERIFY(board.view->panel(u"a"_s)->height() > board.view->height() - 40);
        QTest::keyClick(canvas, Qt::Key_Escape);
        QVERIFY(!board.view->isMaximised());
        QVERIFY(board.view->panel(u"b"_s)->isVisible());
        QTest::keyClick(canvas, Qt::Key_V);
        QTest::keyClick(canvas, Qt::Key_V);
        QVERIFY(!board.view->isMaximised());
    }

    void plainWheelScrollsAScrollingDashboardAndZoomsElsewhere()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop),
                     panelOf(u"b"_s, PanelType::Chart, u"noise"_s, kBelow)});
        board.view->resize(900, 300);
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        auto *canvas = qobject_cast<ChartPanel *>(board.view->panel(u"a"_s))->chart()->canvas();
        const TimeWindow before = board.context.window();
        const auto wheel = [canvas](Qt::KeyboardModifiers keys) {
            const QPointF middle = canvas->rect().center();
            QWheelEvent event(middle, canvas->mapToGlobal(middle), {}, {0, 120}, Qt::NoButton, keys,
                              Qt::NoScrollPhase, false);
            QApplication::sendEvent(canvas->viewport(), &event);
        };
        wheel(Qt::NoModifier);
        QCOMPARE(board.context.window(), before);
        wheel(Qt::ControlModifier);
        QTRY_VERIFY(board.context.window() != before);
        const TimeWindow zoomed = board.context.window();
        board.view->toggleMaximised(u"a"_s);
        wheel(Qt::NoModifier);
        QTRY_VERIFY(board.context.window() != zoomed);
    }

    void chartsOfAColumnShareTheirEdges()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop),
                     panelOf(u"b"_s, PanelType::Chart, u"noise"_s, kBelow)});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        QTRY_COMPARE(board.state(u"b"_s), PanelCard::State::Data);
        QTRY_VERIFY(board.content(u"a"_s).minimumLeft > 0);
        QTRY_COMPARE(board.content(u"a"_s).minimumLeft, board.content(u"b"_s).minimumLeft);
    }

    void unknownPanelSaysThatItIsKept()
    {
        PanelSpec globe = panelOf(u"a"_s, PanelType::Unknown, {}, kTop);
        globe.typeName = u"globe"_s;
        const Board board({globe});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Empty);
        QVERIFY(board.view->panel(u"a"_s)->stateText().contains(u"\"globe\""_s));
    }

    void veilComesInStagesAndNotForFastAnswers()
    {
        QWidget covered;
        covered.resize(300, 200);
        covered.show();
        LoadingVeil veil(&covered);
        QSignalSpy cancelled(&veil, &LoadingVeil::cancelled);
        veil.start(u"Reading values…"_s);
        QVERIFY(!veil.isVisible());
        veil.start(u"Reading values: 1 of 3 metrics are there."_s);
        QCOMPARE(veil.text(), u"Reading values: 1 of 3 metrics are there."_s);
        QTRY_COMPARE(veil.stage(), LoadingVeil::Stage::Dimmed);
        QTRY_COMPARE(veil.stage(), LoadingVeil::Stage::Busy);
        QTRY_COMPARE(veil.stage(), LoadingVeil::Stage::Offering);
        QTest::mouseClick(veil.findChild<QPushButton *>(), Qt::LeftButton);
        QCOMPARE(cancelled.size(), 1);
        veil.stop();
        QVERIFY(!veil.isVisible());
        QCOMPARE(veil.stage(), LoadingVeil::Stage::Hidden);
    }
};

TIDEMARK_TEST(DashboardViewTest)
#include "dashboard_view_test.moc"
