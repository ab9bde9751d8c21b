// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/metric_tree_model.h"
#include "tests/support/test_registry.h"
#include "tests/views/dashboards/board.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

QStringList names(const PanelCard *panel)
{
    QStringList list;
    for (const MetricRef &metric : panel->spec().metrics)
        list.append(metric.name);
    return list;
}

/// Drags metrics over a widget and lets them go there, by the way that events take.
bool drop(QWidget *target, QPoint at, MetricId metric, Qt::KeyboardModifiers keys = {})
{
    QMimeData data;
    data.setData(QString::fromLatin1(MetricTreeModel::kMimeType),
                 QByteArray::number(metric.value()));
    QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, keys);
    QApplication::sendEvent(target, &enter);
    if (!enter.isAccepted())
        return false;
    QDropEvent event(QPointF(at), Qt::CopyAction, &data, Qt::LeftButton, keys);
    QApplication::sendEvent(target, &event);
    return event.isAccepted();
}

} // namespace

class DashboardPlotTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void threeUnitsAtOnceBecomeTwoPanels_data()
    {
        QTest::addColumn<int>("target");
        QTest::newRow("Ctrl+Enter") << static_cast<int>(PlotTarget::NewPanel);
        QTest::newRow("Enter") << static_cast<int>(PlotTarget::ActivePanel);
        QTest::newRow("replace") << static_cast<int>(PlotTarget::Replace);
        QTest::newRow("add chart") << -1;
    }
    void threeUnitsAtOnceBecomeTwoPanels()
    {
        QFETCH(int, target);
        Board board({panelOf(u"a"_s, PanelType::Chart, u"empty"_s, kTop)});
        QTRY_VERIFY(board.metrics->isLoaded());
        const std::vector three{board.id(u"speed"_s), board.id(u"noise"_s), board.id(u"weight"_s)};
        QSignalSpy edited(board.view.get(), &DashboardView::edited);
        if (target >= 0) {
            board.view->plot(three, static_cast<PlotTarget>(target));
        } else {
            PanelSpec spec;
            for (const MetricId metric : three)
                spec.metrics.push_back(refOf(*board.metrics->find(metric)));
            board.view->addPanel(spec);
        }
        QCOMPARE(edited.size(), 1); // one step
        QList<PanelCard *> panels = board.view->panels();
        if (target != static_cast<int>(PlotTarget::Replace))
            panels.removeFirst();
        QCOMPARE(panels.size(), 2);
        QCOMPARE(names(panels[0]), (QStringList{u"speed"_s, u"noise"_s}));
        QCOMPARE(names(panels[1]), QStringList{u"weight"_s});
        QVERIFY(panels[0]->spec().id != panels[1]->spec().id);
    }

    void followerShowsTwoOfThreeUnitsAndSaysSo()
    {
        PanelSpec follower = panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop);
        follower.followsSelection = true;
        Board board({follower});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        board.context.setSelectedMetrics(
            {board.id(u"speed"_s), board.id(u"noise"_s), board.id(u"weight"_s)});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Partial);
        QVERIFY(board.view->panel(u"a"_s)->stateText().startsWith(u"Showing 2 of 3 units."_s));
        QCOMPARE(board.content(u"a"_s).series.size(), std::size_t(2));
        // Counts have no unit: all three lie on one axis.
        board.context.setFunction(AggregateFunction::Count);
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        QCOMPARE(board.content(u"a"_s).series.size(), std::size_t(3));
    }

    void dropAddsReplacesOrCreates()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop)});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        QWidget *plot =
            qobject_cast<ChartPanel *>(board.view->panel(u"a"_s))->chart()->canvas()->viewport();
        QWidget *view = board.view.get();
        const QPoint onPanel = plot->mapTo(view, plot->rect().center());
        // Nothing between the pointer and the dashboard takes the drop for itself.
        for (QWidget *above = plot; above != view; above = above->parentWidget())
            QVERIFY2(!above->acceptDrops(), above->metaObject()->className());
        QVERIFY(drop(view, onPanel, board.id(u"noise"_s)));
        QCOMPARE(names(board.view->panel(u"a"_s)), (QStringList{u"speed"_s, u"noise"_s}));
        QVERIFY(drop(view, onPanel, board.id(u"weight"_s), Qt::ControlModifier));
        QCOMPARE(names(board.view->panel(u"a"_s)), QStringList{u"weight"_s});
        QVERIFY(drop(view, QPoint(view->width() / 2, view->height() - 4), board.id(u"speed"_s)));
        QCOMPARE(board.view->panels().size(), 2);
        QCOMPARE(names(board.view->panels().last()), QStringList{u"speed"_s});
        QMimeData text;
        text.setText(u"speed"_s);
        QDragEnterEvent other(onPanel, Qt::CopyAction, &text, Qt::LeftButton, {});
        other.ignore();
        QApplication::sendEvent(view, &other);
        QVERIFY(!other.isAccepted());
    }

    void newerDashboardCannotBeEdited()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop)});
        Dashboard newer = board.view->dashboard();
        newer.schema = kDashboardSchema + 1;
        board.view->setDashboard(newer);
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        QSignalSpy edited(board.view.get(), &DashboardView::edited);
        QSignalSpy refused(board.view.get(), &DashboardView::refused);
        board.view->plot({board.id(u"noise"_s)}, PlotTarget::ActivePanel);
        board.view->plot({board.id(u"noise"_s)}, PlotTarget::NewPanel);
        board.view->removePanel(u"a"_s);
        board.view->setTitle(u"Mine"_s);
        QVERIFY(choose(board.view->panel(u"a"_s), u"Bars"_s));
        QCOMPARE(refused.size(), 5);
        QVERIFY(refused[0].first().toString().contains(u"newer version"_s));
        QCOMPARE(edited.size(), 0);
        QVERIFY(board.view->dashboard() == newer);
    }

    void choosingReplacesOnlyTheMissingMetric()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop)});
        QTRY_VERIFY(board.metrics->isLoaded());
        PanelSpec spec = board.view->panel(u"a"_s)->spec();
        spec.metrics = {{{}, u"speed"_s, {}}, {{}, u"gone"_s, {}}, {{}, u"noise"_s, {}}};
        board.view->changePanel(spec);
        const Definition &weight = *board.metrics->findName(u"weight"_s);
        board.view->changePanel(withMetric(spec, weight, *board.metrics));
        QCOMPARE(names(board.view->panel(u"a"_s)),
                 (QStringList{u"speed"_s, u"weight"_s, u"noise"_s}));
        // One that the panel shows already takes the missing one's place by itself.
        const Definition &noise = *board.metrics->findName(u"noise"_s);
        QCOMPARE(withMetric(spec, noise, *board.metrics).metrics.size(), std::size_t(2));
        spec.metrics = {{{}, u"speed"_s, {}}, {{}, u"noise"_s, {}}};
        QCOMPARE(withMetric(spec, weight, *board.metrics).metrics,
                 std::vector{refOf(weight)}); // none is missing: another one for the panel
    }

    void aPanelOfSeveralMetricsCountsOnce()
    {
        Board board({panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop),
                     panelOf(u"b"_s, PanelType::Chart, u"weight"_s, kBelow)});
        QTRY_COMPARE(board.state(u"a"_s), PanelCard::State::Data);
        board.view->plot({board.id(u"noise"_s)}, PlotTarget::ActivePanel);
        const std::vector both{board.id(u"speed"_s), board.id(u"noise"_s)};
        QCOMPARE(board.view->panelsShowing(both), 1);
        QCOMPARE(board.view->panelsShowing({board.id(u"empty"_s)}), 0);
    }
};

TIDEMARK_TEST(DashboardPlotTest)
#include "dashboard_plot_test.moc"
