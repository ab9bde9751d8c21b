// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/change_journal.h"
#include "tests/support/test_registry.h"
#include "tests/views/browser/browser_bench.h"
#include "views/browser/definition_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class MetricBrowserTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void typingFiltersAndEscapeClears()
    {
        PanelBench bench;
        fillMetrics(bench);
        Browser browser(bench);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 3);
        browser.tree->setFocus();
        QTest::keyClicks(browser.tree, u"lat"_s);
        QVERIFY(browser.filter->hasFocus());
        QTest::keyClicks(browser.filter, u"en"_s);
        QCOMPARE(browser.filter->text(), u"laten"_s);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 1);
        QTest::keyClick(browser.filter, Qt::Key_Escape);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 3);
        QVERIFY(browser.filter->placeholderText().contains(u"unit:ms"_s)); // the syntax
    }

    void tellsNoMatchFromAnEmptyStore()
    {
        PanelBench empty;
        Browser browser(empty);
        QTRY_COMPARE(browser.overlay->state(), StateOverlay::State::Empty);
        QSignalSpy entry(&browser.widget, &MetricBrowser::entryRequested);
        click(browser.widget, u"Add a value"_s);
        QCOMPARE(entry.count(), 1);
        savePicture(browser.widget, u"panel_browser_empty"_s);

        fillMetrics(empty);
        QTRY_COMPARE(browser.overlay->state(), StateOverlay::State::Data);
        browser.widget.focusFilter();
        QTest::keyClicks(browser.filter, u"latncy"_s);
        QTRY_COMPARE(browser.overlay->text(), u"No match for \"latncy\"."_s);
        savePicture(browser.widget, u"panel_browser_no_match"_s);
        click(browser.widget, u"Clear filter"_s);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 3);
    }

    void keysPlotAndPreview()
    {
        PanelBench bench;
        fillMetrics(bench);
        Browser browser(bench);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 3);
        QSignalSpy plotted(&browser.widget, &MetricBrowser::plotRequested);
        QSignalSpy previewed(&browser.widget, &MetricBrowser::previewRequested);
        const MetricId latency = await(bench.ports.catalog->find(u"api.latency"_s))->id;
        browser.widget.selectMetric(latency);
        QCOMPARE(bench.context.selectedMetrics(), std::vector{latency});
        QTest::keyClick(browser.tree, Qt::Key_Return);
        QTest::keyClick(browser.tree, Qt::Key_Return, Qt::ControlModifier);
        QTest::keyClick(browser.tree, Qt::Key_Space);
        QCOMPARE(plotted.count(), 2);
        QCOMPARE(plotted[0].at(1).value<PlotTarget>(), PlotTarget::ActivePanel);
        QCOMPARE(plotted[1].at(1).value<PlotTarget>(), PlotTarget::NewPanel);
        QCOMPARE(previewed.count(), 1);
        QCOMPARE(previewed[0].first().value<MetricId>(), latency);
    }

    void selectingABranchSelectsWhatIsUnderIt()
    {
        PanelBench bench;
        fillMetrics(bench);
        Browser browser(bench);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 3);
        const QAbstractItemModel &model = *browser.tree->model();
        const QModelIndex drive = model.index(1, 0);
        QCOMPARE(drive.data().toString(), u"drive"_s);
        QTest::mouseClick(browser.tree->viewport(), Qt::LeftButton, {},
                          browser.tree->visualRect(drive).center());
        QCOMPARE(bench.context.selectedMetrics().size(), std::size_t(2));
    }

    void createsAMetricByKeyboard()
    {
        PanelBench bench;
        fillMetrics(bench);
        Browser browser(bench);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 3);
        QSignalSpy changed(&browser.widget, &MetricBrowser::changeMade);
        browser.widget.createDefinition();
        auto *dialog = browser.widget.findChild<DefinitionDialog *>();
        QVERIFY(dialog != nullptr);
        auto *name = named<QLineEdit>(*dialog, u"Name"_s);
        auto *create = button(*dialog, u"Create metric"_s);
        QVERIFY(!create->isEnabled()); // only the name is required
        name->setFocus();
        QTest::keyClicks(name, u"  api.latency "_s);
        QVERIFY(!create->isEnabled());
        QVERIFY(button(*dialog, u"Open it"_s) != nullptr);
        bool isClashTold = false;
        for (const auto *label : dialog->findChildren<QLabel *>())
            isClashTold =
                isClashTold || label->text() == u"A metric named \"api.latency\" already exists."_s;
        QVERIFY(isClashTold);
        savePicture(*dialog, u"panel_definition_clash"_s);
        name->setText(u"api.errors"_s);
        QVERIFY(create->isEnabled());
        named<QLineEdit>(*dialog, u"Unit"_s)->setText(u"count"_s);
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_COMPARE(changed.count(), 1);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 4);
        const auto made = await(bench.ports.catalog->find(u"api.errors"_s));
        QVERIFY(made.has_value());
        QCOMPARE(made->unit, u"count"_s);
    }

    void showsWhatTheKindDecidesAndWhatWasChosen()
    {
        PanelBench bench;
        DefinitionDialog dialog(
            {}, [](const QString &) { return std::nullopt; }, bench.formatter);
        auto *kind = named<QComboBox>(dialog, u"Kind"_s);
        auto *function = named<QComboBox>(dialog, u"Default function"_s);
        QVERIFY(function->itemText(0).contains(u"Mean"_s));
        QVERIFY(dialog.newDefinition().settings == DefinitionSettings()); // nothing is chosen
        kind->setCurrentIndex(kind->findText(kindLabel(MetricKind::Counter)));
        QVERIFY(function->itemText(0).contains(u"Sum"_s));
        function->setCurrentIndex(function->findText(u"Max"_s));
        QCOMPARE(dialog.newDefinition().settings.defaultFunction,
                 std::optional(AggregateFunction::Max));
    }

    void sendsOnlyWhatWasTouched()
    {
        PanelBench bench;
        Definition edited = bench.addMetric(u"m"_s, u"ms"_s);
        edited.description = u"as it was"_s;
        edited.settings.validMax = 0.1;
        DefinitionDialog dialog(
            edited, [](const QString &) { return std::nullopt; }, bench.formatter);
        QVERIFY(dialog.change().isEmpty());
        auto *description = dialog.findChild<QPlainTextEdit *>();
        description->clear();
        QVERIFY(dialog.change().description.has_value());
        QVERIFY(!dialog.change().description->has_value()); // cleared, not left alone
        description->setPlainText(u"new"_s);
        QCOMPARE(dialog.change().description, std::optional(std::optional(u"new"_s)));
        QVERIFY(!dialog.change().name);
    }

    void deletingAsksWithCancelAsTheDefault()
    {
        PanelBench bench;
        fillMetrics(bench);
        Browser browser(bench);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 3);
        browser.widget.setPanelCounter([](const std::vector<MetricId> &) { return 2; });
        QSignalSpy changed(&browser.widget, &MetricBrowser::changeMade);
        browser.widget.selectMetric(await(bench.ports.catalog->find(u"drive.distance"_s))->id);

        QTest::keyClick(browser.tree, Qt::Key_Delete);
        auto *question = browser.widget.findChild<QMessageBox *>();
        QVERIFY(question != nullptr);
        QVERIFY(question->informativeText().contains(u"2 record(s)"_s));
        QVERIFY(question->informativeText().contains(u"2 panel"_s));
        QCOMPARE(question->defaultButton(), question->button(QMessageBox::Cancel));
        savePicture(*question, u"panel_delete_metric"_s);
        QTest::keyClick(question, Qt::Key_Escape);
        QTRY_VERIFY(browser.widget.findChild<QMessageBox *>() == nullptr);
        QCOMPARE(changed.count(), 0);

        QTest::keyClick(browser.tree, Qt::Key_Delete);
        question = browser.widget.findChild<QMessageBox *>();
        click(*question, u"Delete 2 record"_s);
        QTRY_COMPARE(changed.count(), 1);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 2);
        QVERIFY(await(bench.ports.journal->undo(changed[0].at(0).value<ChangeId>())).has_value());
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 3);
    }

    void remembersGroupingAndColumns()
    {
        PanelBench bench;
        fillMetrics(bench);
        QByteArray state;
        {
            Browser browser(bench);
            QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 3);
            browser.widget.setGrouped(false);
            state = browser.widget.saveState();
        }
        Browser browser(bench);
        browser.widget.restoreState(state);
        QVERIFY(!browser.widget.isGrouped());
        QTRY_COMPARE(browser.tree->model()->rowCount(), 3);
    }
};

TIDEMARK_TEST(MetricBrowserTest)
#include "metric_browser_test.moc"
