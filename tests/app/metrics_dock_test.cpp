// SPDX-License-Identifier: GPL-3.0-or-later
// The metrics, the dashboard and the details as they work together in the real window.
#include "app/window/tool_row.h"
#include "tests/app/window_fixture.h"
#include "tests/support/test_registry.h"
#include "views/browser/details_panel.h"
#include "views/browser/fact_list.h"
#include "views/charts/chart_canvas.h"
#include "views/charts/chart_widget.h"
#include "views/dashboards/chart_panel.h"

#include <QDockWidget>
#include <QLineEdit>
#include <QThreadPool>
#include <QToolButton>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::WindowFixture;

namespace {

QTreeView *tree(const WindowFixture &f)
{
    return f.window->workspace()->browser().findChild<QTreeView *>();
}

MetricId selectMetric(const WindowFixture &f, const QString &name)
{
    const auto *found = f.window->workspace()->metrics().findName(name);
    f.window->workspace()->browser().selectMetric(found->id);
    return found->id;
}

QString detailsOf(const WindowFixture &f)
{
    QString text;
    for (const FactList *list : f.window->workspace()->details().findChildren<FactList *>())
        text += list->isHidden() ? QString() : list->text() + u'\n';
    return text;
}

/// The word of the pressed segment of that row of the tool bar.
QString pressedFunction(const WindowFixture &f)
{
    for (const auto *button : f.window->toolRow().findChildren<QToolButton *>()) {
        if (button->isCheckable() && button->isChecked() &&
            functionFromKey(button->text().toLower()))
            return button->text();
    }
    return {};
}

const charts::ChartSeries &firstSeries(const WindowFixture &f, const QString &panel)
{
    const auto *chart = qobject_cast<ChartPanel *>(f.view()->panel(panel));
    return chart->chart()->controller().content().series.at(0);
}

} // namespace

class MetricsDockTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void ctrlFInTheMetricsDock()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 5);
        QTRY_VERIFY(tree(f)->model()->rowCount() > 0);
        tree(f)->setFocus();
        f.press(Qt::Key_F, Qt::ControlModifier);
        QWidget *field = QApplication::focusWidget();
        QCOMPARE(field->accessibleName(), u"Filter metrics"_s);
        f.view()->focusDashboard();
        QVERIFY(QApplication::focusWidget() != field);
        f.press(Qt::Key_F, Qt::ControlModifier); // from elsewhere too
        QCOMPARE(QApplication::focusWidget(), field);
    }

    void enterOpensADashboardWhereNoneIsOpen()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 5);
        QTRY_VERIFY(f.window->workspace()->metrics().findName(u"speed"_s));
        QTRY_VERIFY(tree(f)->model()->rowCount() > 0);
        f.window->workspace()->tabs().closeAll();
        QVERIFY(!f.view());
        selectMetric(f, u"speed"_s);
        QCOMPARE(f.window->workspace()->browser().selectedMetrics().size(), std::size_t(1));
        QTest::keyClick(tree(f), Qt::Key_Return);
        QCOMPARE(f.window->workspace()->tabs().count(), 1);
        QVERIFY(f.view());
        QCOMPARE(f.view()->panels().size(), 1);
    }

    void spaceShowsHiddenDetails()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 5);
        QTRY_VERIFY(tree(f)->model()->rowCount() > 0);
        QTRY_VERIFY(f.window->workspace()->metrics().findName(u"speed"_s));
        selectMetric(f, u"speed"_s);
        f.window->dock(u"detailsDock"_s)->hide();
        QTest::keyClick(tree(f), Qt::Key_Space);
        QVERIFY(f.window->dock(u"detailsDock"_s)->isVisible());
        QTRY_VERIFY(detailsOf(f).contains(u"Records\t5"_s));
    }

    void functionControlShowsWhatTheKindSays()
    {
        WindowFixture f;
        QVERIFY(f.open());
        NewDefinition counter;
        counter.name = u"requests"_s;
        counter.kind = MetricKind::Counter;
        const DataPorts ports = f.window->workspace()->ports();
        QVERIFY(test::await(ports.catalog->create(counter)).has_value());
        f.addValues(u"requests"_s, 5);
        f.addValues(u"speed"_s, 5);
        QTRY_VERIFY(f.window->workspace()->metrics().findName(u"speed"_s));
        QTRY_VERIFY(tree(f)->model()->rowCount() == 2);
        selectMetric(f, u"requests"_s);
        QTRY_COMPARE(pressedFunction(f), u"Sum"_s);
        QVERIFY(f.window->actions().action(u"function.kind"_s)->isChecked());
        selectMetric(f, u"speed"_s);
        QTRY_COMPARE(pressedFunction(f), u"Mean"_s);
        f.window->actions().action(u"function.max"_s)->trigger();
        selectMetric(f, u"requests"_s);
        QCOMPARE(pressedFunction(f), u"Max"_s); // the person's choice holds for all
        f.window->actions().action(u"function.kind"_s)->trigger();
        QCOMPARE(pressedFunction(f), u"Sum"_s);
    }

    void detailsFollowThePanel()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 5);
        f.addValues(u"noise"_s, 4);
        QTRY_VERIFY(f.window->workspace()->metrics().findName(u"noise"_s));
        f.window->actions().action(u"dashboard.overview"_s)->trigger();
        QTRY_VERIFY(f.view()->panel(u"left"_s));
        QTRY_COMPARE(f.view()->panel(u"left"_s)->state(), PanelCard::State::Data);
        QTest::mouseClick(f.view()->panel(u"left"_s), Qt::LeftButton, {}, QPoint(20, 8));
        QTRY_VERIFY(detailsOf(f).contains(u"Metrics\tspeed"_s));
        QVERIFY(detailsOf(f).contains(u"Period\t"_s + periodName(Period::Monthly)));
        QVERIFY(detailsOf(f).contains(u"Function\tMean"_s));
    }

    void aTextPanelOpens()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 5);
        QTRY_VERIFY(f.view() && !f.view()->panels().isEmpty());
        const qsizetype before = f.view()->panels().size();
        f.window->actions().action(u"panel.text"_s)->trigger();
        QCOMPARE(f.view()->panels().size(), before + 1);
        PanelCard *panel = f.view()->panels().last();
        QTRY_COMPARE(panel->stateText(), u"This panel has no text yet."_s);
        PanelSpec written = panel->spec();
        written.text = u"# Note\n\nSome *words*."_s;
        f.view()->changePanel(written);
        QTRY_COMPARE(panel->state(), PanelCard::State::Data);
    }

    void seriesKeepTheirLookAcrossSessions()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 5);
        f.addValues(u"noise"_s, 4);
        QTRY_VERIFY(f.window->workspace()->metrics().findName(u"noise"_s));
        f.window->actions().action(u"dashboard.overview"_s)->trigger();
        QTRY_VERIFY(f.view()->panel(u"right"_s));
        QTRY_COMPARE(f.view()->panel(u"right"_s)->state(), PanelCard::State::Data);
        QTRY_COMPARE(f.view()->panel(u"left"_s)->state(), PanelCard::State::Data);
        const theme::SeriesStyle left = firstSeries(f, u"left"_s).style;
        const theme::SeriesStyle right = firstSeries(f, u"right"_s).style;
        QVERIFY(left != right);
        f.window->close();
        QThreadPool::globalInstance()->waitForDone();
        f.makeWindow();
        QVERIFY(f.open());
        QTRY_VERIFY(f.view() && f.view()->panel(u"right"_s));
        QTRY_COMPARE(f.view()->panel(u"right"_s)->state(), PanelCard::State::Data);
        QTRY_COMPARE(f.view()->panel(u"left"_s)->state(), PanelCard::State::Data);
        QCOMPARE(firstSeries(f, u"left"_s).style, left);
        QCOMPARE(firstSeries(f, u"right"_s).style, right);
        // The switch reaches what is on screen, and is kept.
        f.window->actions().action(u"view.patterns"_s)->trigger();
        QVERIFY(f.settings.settings().patternsForAllSeries);
        QVERIFY(f.window->actions().action(u"view.patterns"_s)->isChecked());
        QTRY_VERIFY(firstSeries(f, u"left"_s).style.dash != left.dash ||
                    firstSeries(f, u"right"_s).style.dash != right.dash);
    }
};

TIDEMARK_TEST(MetricsDockTest)
#include "metrics_dock_test.moc"
