// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/metric_tree_model.h"
#include "model/ports/change_journal.h"
#include "model/ports/outbox_store.h"
#include "model/ports/source_store.h"
#include "tests/support/test_registry.h"
#include "tests/views/browser/browser_bench.h"
#include "views/browser/definition_dialog.h"

#include <QComboBox>
#include <QHeaderView>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

MetricId idOf(PanelBench &bench, const QString &name)
{
    return await(bench.ports.catalog->find(name))->id;
}

std::size_t stepCount(PanelBench &bench)
{
    return await(bench.ports.journal->changes(100))->size();
}

void chooseColumns(const Browser &browser)
{
    auto *menu = named<QToolButton>(browser.widget, u"Metric list options"_s)->findChild<QMenu *>();
    Q_EMIT menu->aboutToShow(); // not popped up: the offscreen plug-in grabs no keyboard
    for (QAction *action : menu->actions())
        if (action->text() == u"Columns"_s)
            action->trigger();
}

constexpr auto kUnit = static_cast<int>(MetricTreeModel::Column::Unit);
constexpr auto kRecords = static_cast<int>(MetricTreeModel::Column::Records);

} // namespace

class MetricCommandsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void deletingSaysThatASourceMayNotGiveItBack() // P4
    {
        PanelBench bench;
        fillMetrics(bench);
        NewSource source;
        source.name = u"far"_s;
        source.endpoint = u"https://metrics.example"_s;
        const auto made = await(bench.ports.sources->create(source));
        const MetricId sent = await(bench.ports.catalog->find(u"drive.distance"_s))->id;
        const OutboxKey key{OutboxKind::Definition, sent.value(), 0};
        QVERIFY(await(bench.ports.outbox->noteMirrored(
            made->id, {{key, Mirror{u"drive.distance"_s, {}, true}}})));
        for (const QString &name : {u"drive.distance"_s, u"drive.brakes"_s}) {
            const MetricId metric = await(bench.ports.catalog->find(name))->id;
            Browser browser(bench);
            QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 3);
            browser.widget.selectMetric(metric);
            QTest::keyClick(browser.tree, Qt::Key_Delete);
            auto *question = browser.widget.findChild<QMessageBox *>();
            QVERIFY(question != nullptr);
            QCOMPARE(question->informativeText().contains(u"sent to far may be removed"_s),
                     metric == sent);
            QTest::keyClick(question, Qt::Key_Escape);
            QTRY_VERIFY(browser.widget.findChild<QMessageBox *>() == nullptr);
        }
    }

    void deletingSeveralMetricsIsOneUndoStep()
    {
        PanelBench bench;
        fillMetrics(bench);
        Browser browser(bench);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 3);
        std::vector<MetricId> counted;
        browser.widget.setPanelCounter([&counted](const std::vector<MetricId> &metrics) {
            counted = metrics;
            return 1;
        });
        QSignalSpy changed(&browser.widget, &MetricBrowser::changeMade);
        browser.tree->selectAll();
        const std::size_t before = stepCount(bench);
        QTest::keyClick(browser.tree, Qt::Key_Delete);
        auto *question = browser.widget.findChild<QMessageBox *>();
        QVERIFY(question != nullptr);
        QCOMPARE(counted.size(), std::size_t(3)); // asked once, so that no panel counts twice
        QVERIFY(question->informativeText().contains(u"1 panel"_s));
        click(*question, u"Delete 2 record"_s);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 0);
        QTRY_COMPARE(changed.count(), 1);
        QCOMPARE(stepCount(bench), before + 1);
        QVERIFY(await(bench.ports.journal->undo(changed[0].at(0).value<ChangeId>())).has_value());
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 3);
    }

    void archivingAMetricThatIsGoneIsTold()
    {
        PanelBench bench;
        fillMetrics(bench);
        Browser browser(bench);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 3);
        const MetricId metric = idOf(bench, u"api.latency"_s);
        QSignalSpy failed(&browser.widget, &MetricBrowser::failed);
        browser.widget.selectMetric(metric);
        QTest::keyClick(browser.tree, Qt::Key_Delete);
        QVERIFY(browser.widget.findChild<QMessageBox *>());
        QVERIFY(await(bench.ports.catalog->remove({metric})).has_value()); // by someone else
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 2);
        click(*browser.widget.findChild<QMessageBox *>(), u"Archive"_s);
        QTRY_COMPARE(failed.count(), 1);
    }

    void archiveInsteadOfDelete()
    {
        PanelBench bench;
        fillMetrics(bench);
        Browser browser(bench);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 3);
        QSignalSpy changed(&browser.widget, &MetricBrowser::changeMade);
        browser.tree->selectAll();
        QTest::keyClick(browser.tree, Qt::Key_Delete);
        click(*browser.widget.findChild<QMessageBox *>(), u"Archive"_s);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 0);
        QTRY_COMPARE(changed.count(), 1);
        QVERIFY(await(bench.ports.catalog->find(u"drive.distance"_s))->isArchived);
        QCOMPARE(await(bench.ports.records->count({})).value(), 2); // the records stay
        QVERIFY(await(bench.ports.journal->undo(changed[0].at(0).value<ChangeId>())).has_value());
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 3);
    }

    void remembersHiddenMovedAndSortedColumns()
    {
        PanelBench bench;
        fillMetrics(bench);
        QByteArray state;
        const auto isAsChosen = [](const Browser &browser) {
            const QHeaderView *header = browser.tree->header();
            return header->isSectionHidden(kUnit) && header->visualIndex(kRecords) == 1 &&
                   header->sortIndicatorSection() == kRecords &&
                   header->sortIndicatorOrder() == Qt::DescendingOrder &&
                   browser.tree->model()->index(0, 0).data().toString() == u"drive.distance"_s;
        };
        {
            Browser browser(bench);
            QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 3);
            browser.widget.setGrouped(false);
            chooseColumns(browser);
            QVERIFY(!browser.tree->isHeaderHidden());
            QHeaderView *header = browser.tree->header();
            browser.tree->setColumnHidden(kUnit, true);
            header->moveSection(header->visualIndex(kRecords), 1);
            browser.tree->sortByColumn(kRecords, Qt::DescendingOrder);
            QVERIFY(isAsChosen(browser));
            chooseColumns(browser); // off
            QVERIFY(browser.tree->isHeaderHidden());
            state = browser.widget.saveState();
            chooseColumns(browser); // and on again
            QVERIFY(isAsChosen(browser));
        }
        Browser browser(bench);
        browser.widget.restoreState(state);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 3);
        QVERIFY(browser.tree->isHeaderHidden());
        chooseColumns(browser);
        QVERIFY(isAsChosen(browser));
        const QByteArray shown = browser.widget.saveState();
        Browser third(bench);
        third.widget.restoreState(shown);
        QTRY_COMPARE(visibleLeaves(*third.tree->model()), 3);
        QVERIFY(isAsChosen(third));
    }

    void openItSelectsTheExistingMetric()
    {
        PanelBench bench;
        fillMetrics(bench);
        Browser browser(bench);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 3);
        QTest::keyClicks(browser.filter, u"drive"_s);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 2);
        browser.widget.createDefinition(u"api.latency"_s);
        QSignalSpy previewed(&browser.widget, &MetricBrowser::previewRequested);
        click(*browser.widget.findChild<DefinitionDialog *>(), u"Open it"_s);
        QCOMPARE(browser.widget.selectedMetrics(), std::vector{idOf(bench, u"api.latency"_s)});
        QCOMPARE(bench.context.selectedMetrics(), std::vector{idOf(bench, u"api.latency"_s)});
        QCOMPARE(browser.filter->text(), QString());
        QCOMPARE(previewed.count(), 1);
    }

    void selectingAnArchivedMetricShowsIt()
    {
        PanelBench bench;
        fillMetrics(bench);
        const MetricId metric = idOf(bench, u"api.latency"_s);
        QVERIFY(await(bench.ports.catalog->archive({metric}, true)).has_value());
        Browser browser(bench);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 2);
        browser.widget.selectMetric(metric);
        QCOMPARE(browser.widget.selectedMetrics(), std::vector{metric});
        QCOMPARE(visibleLeaves(*browser.tree->model()), 3);
    }

    void selectsAMetricThatIsNotReadYet()
    {
        PanelBench bench;
        fillMetrics(bench);
        const MetricId metric = idOf(bench, u"api.latency"_s);
        Browser browser(bench);
        browser.widget.selectMetric(metric); // the list is still on its way
        QTRY_COMPARE(browser.widget.selectedMetrics(), std::vector{metric});
        QCOMPARE(bench.context.selectedMetrics(), std::vector{metric});
    }

    void readOnlyStoreOpensNoForm()
    {
        PanelBench bench;
        fillMetrics(bench);
        Browser browser(bench);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 3);
        browser.widget.selectMetric(idOf(bench, u"api.latency"_s));
        const QString reason = u"The store is open elsewhere."_s;
        browser.widget.setReadOnly(reason);
        QSignalSpy failed(&browser.widget, &MetricBrowser::failed);
        QTest::keyClick(browser.tree, Qt::Key_F2);
        QTest::keyClick(browser.tree, Qt::Key_Delete);
        browser.widget.createDefinition();
        QVERIFY(browser.widget.findChild<DefinitionDialog *>() == nullptr);
        QVERIFY(browser.widget.findChild<QMessageBox *>() == nullptr);
        QCOMPARE(failed.count(), 3);
        QCOMPARE(failed[0].first().toString(), reason);
        browser.widget.setReadOnly({});
        QTest::keyClick(browser.tree, Qt::Key_F2);
        QVERIFY(browser.widget.findChild<DefinitionDialog *>() != nullptr);
    }

    void createsAMetricWithEveryField()
    {
        PanelBench bench;
        fillMetrics(bench);
        Browser browser(bench);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 3);
        browser.widget.createDefinition();
        auto *dialog = browser.widget.findChild<DefinitionDialog *>();
        const auto type = [dialog](const QString &field, const QString &text) {
            auto *edit = named<QLineEdit>(*dialog, field);
            edit->setFocus();
            QTest::keyClicks(edit, text);
        };
        const auto choose = [dialog](const QString &field, const QString &text) {
            auto *box = named<QComboBox>(*dialog, field);
            box->setCurrentIndex(box->findText(text));
        };
        type(u"Name"_s, u"api.size"_s);
        named<QLineEdit>(*dialog, u"Unit"_s)->setText(u"kB"_s); // without the list of units
        choose(u"Kind"_s, kindLabel(MetricKind::Timer));
        auto *description = dialog->findChild<QPlainTextEdit *>();
        description->setFocus();
        QTest::keyClicks(description, u"Size of answers"_s);
        type(u"Tags"_s, u"team=api"_s);
        choose(u"Default function"_s, u"Max"_s);
        named<QSpinBox>(*dialog, u"Decimals"_s)->setValue(2);
        type(u"Lowest valid value"_s, u"0"_s);
        type(u"Highest valid value"_s, u"250.5"_s);
        click(*dialog, u"Create metric"_s);
        QTRY_COMPARE(visibleLeaves(*browser.tree->model()), 4);
        const Definition made = await(bench.ports.catalog->find(u"api.size"_s)).value();
        QCOMPARE(made.unit, u"kB"_s);
        QCOMPARE(made.kind, MetricKind::Timer);
        QCOMPARE(made.description, std::optional(u"Size of answers"_s));
        QCOMPARE(made.tags, (TagMap{{u"team"_s, u"api"_s}}));
        QCOMPARE(made.settings.defaultFunction, std::optional(AggregateFunction::Max));
        QCOMPARE(made.settings.decimals, std::optional(2));
        QCOMPARE(made.settings.validMin, std::optional(0.0));
        QCOMPARE(made.settings.validMax, std::optional(250.5));
    }

    void untouchedTextOfAnyFormIsNoChange()
    {
        PanelBench bench;
        Definition edited = bench.addMetric(u"m"_s);
        edited.description = u"12\u00a0km a day\r\nand more"_s;
        DefinitionDialog dialog(
            edited, [](const QString &) { return std::nullopt; }, bench.formatter);
        QVERIFY(dialog.change().isEmpty());
        showWindow(dialog, {460, 500});
        auto *description = dialog.findChild<QPlainTextEdit *>();
        description->setFocus();
        description->moveCursor(QTextCursor::End);
        QTest::keyClicks(description, u"!"_s);
        QCOMPARE(dialog.change().description,
                 std::optional(std::optional(u"12\u00a0km a day\nand more!"_s)));
        QTest::keyClick(description, Qt::Key_Backspace);
        QVERIFY(dialog.change().isEmpty());
    }
};

TIDEMARK_TEST(MetricCommandsTest)
#include "metric_commands_test.moc"
