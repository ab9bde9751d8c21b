// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/aggregate_table_model.h"
#include "model/items/session_table_model.h"
#include "model/ports/outbox_store.h"
#include "model/ports/source_store.h"
#include "tests/support/test_registry.h"
#include "tests/views/tables/table_bench.h"
#include "views/tables/sessions_page.h"
#include "views/tables/state_overlay.h"

#include <QCheckBox>
#include <QDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTabBar>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class TableDockTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void rowsAndTheSelectedSpanFollowEachOther()
    {
        PanelBench bench;
        fill(bench);
        Dock dock(bench);
        QTRY_COMPARE(dock.aggregates()->model()->rowCount(), 5);
        const QRect second = dock.aggregates()->visualRect(dock.aggregates()->model()->index(1, 0));
        QTest::mouseClick(dock.aggregates()->viewport(), Qt::LeftButton, {}, second.center());
        QCOMPARE(bench.context.selectedSpan(),
                 std::optional(
                     TimeWindow{at(u"2026-11-17T00:00:00Z"_s), at(u"2026-11-18T00:00:00Z"_s)}));
        bench.context.setSelectedSpan(
            TimeWindow{at(u"2026-11-15T00:00:00Z"_s), at(u"2026-11-17T00:00:00Z"_s)});
        QCOMPARE(dock.aggregates()->selectedRows(), QList<int>({2, 3}));
        QTRY_COMPARE(dock.widget.records()->total(), std::optional<std::int64_t>(2));
        QVERIFY2(dock.widget.findChild<QTabBar *>()->tabText(1).contains(u"2 in selection"_s),
                 qPrintable(dock.widget.findChild<QTabBar *>()->tabText(1)));
    }

    void periodsThatWereLeftOutStayOut()
    {
        PanelBench bench;
        fill(bench);
        Dock dock(bench);
        DataTable &table = *dock.aggregates();
        QTRY_COMPARE(table.model()->rowCount(), 5);
        const auto press = [&table](int row, Qt::KeyboardModifiers keys) {
            QTest::mouseClick(table.viewport(), Qt::LeftButton, keys,
                              table.visualRect(table.model()->index(row, 0)).center());
        };
        press(0, {});
        press(2, Qt::ControlModifier);
        const TimeWindow span{at(u"2026-11-16T00:00:00Z"_s), at(u"2026-11-19T00:00:00Z"_s)};
        QCOMPARE(bench.context.selectedSpan(), std::optional(span));
        QSignalSpy loaded(dock.widget.aggregates()->model(), &AggregateTableModel::loaded);
        dock.widget.refresh();
        QTRY_VERIFY(!loaded.isEmpty());
        QCOMPARE(table.selectedRows(), (QList<int>{0, 2}));
        QCOMPARE(dock.widget.selectedExport()->onlyPeriods.size(), std::size_t(2));
        QCOMPARE(bench.context.selectedSpan(), std::optional(span));
        // A span that is chosen elsewhere has all of its periods.
        bench.context.setSelectedSpan({});
        bench.context.setSelectedSpan(span);
        QCOMPARE(table.selectedRows(), (QList<int>{0, 1, 2}));
    }

    void sortingAndColumnsLeaveTheContextAlone()
    {
        PanelBench bench;
        fill(bench);
        Dock dock(bench);
        QTRY_COMPARE(dock.aggregates()->model()->rowCount(), 5);
        QSignalSpy range(&bench.context, &ViewContext::rangeChanged);
        QSignalSpy span(&bench.context, &ViewContext::selectedSpanChanged);
        dock.aggregates()->sortByColumn(static_cast<int>(AggregateTableModel::Column::Value),
                                        Qt::AscendingOrder);
        dock.aggregates()->setColumnHidden(2, true);
        for (auto *box : dock.widget.aggregates()->findChildren<QCheckBox *>())
            box->setChecked(box->text() == u"Hide empty"_s);
        QCOMPARE(dock.aggregates()->model()->rowCount(), 4);
        QCOMPARE(range.count(), 0);
        QCOMPARE(span.count(), 0);
    }

    void enterZoomsAndControlEnterListsRecords()
    {
        PanelBench bench;
        fill(bench);
        Dock dock(bench);
        QTRY_COMPARE(dock.aggregates()->model()->rowCount(), 5);
        dock.aggregates()->setFocus();
        dock.aggregates()->selectRows(2, 2);
        QTest::keyClick(dock.aggregates(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(dock.widget.currentTab(), TableTab::Records);
        QTRY_COMPARE(dock.widget.records()->model()->recordCount(), 1);
        dock.widget.setCurrentTab(TableTab::Aggregates);
        dock.aggregates()->selectRows(2, 2);
        QTest::keyClick(dock.aggregates(), Qt::Key_Return);
        QCOMPARE(bench.context.window(),
                 (TimeWindow{at(u"2026-11-16T00:00:00Z"_s), at(u"2026-11-17T00:00:00Z"_s)}));
    }

    void saysWhatIsEmptyAndOffersTheWayOn()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.showNovember();
        bench.context.setSelectedMetrics({metric.id});
        Dock dock(bench, TableTab::Records);
        auto *overlay = dock.widget.records()->findChild<StateOverlay *>();
        QTRY_COMPARE(overlay->state(), StateOverlay::State::Empty);
        QVERIFY2(overlay->text().startsWith(u"No records in "_s), qPrintable(overlay->text()));
        savePicture(dock.widget, u"panel_records_empty"_s);
        QSignalSpy entry(&dock.widget, &TableDock::entryRequested);
        click(*dock.widget.records(), u"Add a value"_s);
        QCOMPARE(entry.count(), 1);
        RecordFilter filter;
        filter.devices = IdFilter::nullOnly();
        bench.context.setFilter(filter);
        QTRY_COMPARE(overlay->text(), u"No record passes the filter in this range."_s);
        click(*dock.widget.records(), u"Clear filter"_s);
        QVERIFY(!bench.context.filter().isActive());
    }

    void saysWhenOnlyAPartIsShown()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.addMany(u"m"_s, u"2026-11-01T00:00:00Z"_s, 1200, Timedelta(kNsPerMinute));
        bench.showNovember();
        bench.context.setSelectedMetrics({metric.id});
        Dock dock(bench, TableTab::Records);
        auto *overlay = dock.widget.records()->findChild<StateOverlay *>();
        QTRY_COMPARE(overlay->state(), StateOverlay::State::Partial);
        QTRY_VERIFY2(overlay->text().startsWith(u"Showing 500 of about"_s),
                     qPrintable(overlay->text()));
        savePicture(dock.widget, u"panel_records_partial"_s);
        click(*dock.widget.records(), u"Load all"_s);
        QTRY_COMPARE(overlay->state(), StateOverlay::State::Data);
        QCOMPARE(dock.widget.records()->model()->recordCount(), 1200);
    }

    void showsTheDesignedStates()
    {
        PanelBench bench;
        StateOverlay overlay(new QWidget, bench.theme);
        showWindow(overlay, {500, 260});
        bool isRetried = false;
        overlay.showError({ErrorCode::Locked, u"Could not read the records."_s, u"SQLITE_BUSY"_s},
                          {{u"Retry"_s, [&isRetried] { isRetried = true; }}});
        QCOMPARE(overlay.state(), StateOverlay::State::Error);
        QCOMPARE(overlay.text(), u"Could not read the records."_s);
        savePicture(overlay, u"panel_state_error"_s);
        click(overlay, u"Retry"_s);
        QVERIFY(isRetried);
        overlay.showData();
        QSignalSpy cancelled(&overlay, &StateOverlay::cancelled);
        overlay.showLoading(u"Reading the records…"_s);
        QVERIFY(button(overlay, u"Cancel"_s) == nullptr); // no flash for faster answers
        QTRY_VERIFY_WITH_TIMEOUT(button(overlay, u"Cancel"_s) != nullptr, 5000);
        savePicture(overlay, u"panel_state_loading"_s);
        click(overlay, u"Cancel"_s);
        QCOMPARE(cancelled.count(), 1);
    }

    void createsAndDeletesSessions()
    {
        PanelBench bench;
        Dock dock(bench, TableTab::Sessions);
        SessionsPage &page = *dock.widget.sessions();
        auto *overlay = page.findChild<StateOverlay *>();
        QTRY_COMPARE(overlay->state(), StateOverlay::State::Empty);
        QSignalSpy changed(&dock.widget, &TableDock::changeMade);
        page.createSession();
        auto *dialog = page.findChild<QDialog *>();
        QVERIFY(dialog != nullptr);
        for (auto *edit : dialog->findChildren<QLineEdit *>()) {
            if (edit->accessibleName() == u"Name"_s)
                edit->setText(u"Morning run"_s);
            if (edit->accessibleName() == u"Start"_s)
                edit->setText(u"yesterday 14:30"_s);
        }
        click(*dialog, u"Create session"_s);
        QTRY_COMPARE(page.model()->rowCount(), 1);
        QCOMPARE(page.model()->summary(0)->session.start,
                 std::optional(at(u"2026-11-19T14:30:00Z"_s)));
        QTRY_VERIFY(page.findChild<QDialog *>() == nullptr);
        page.table()->setFocus();
        page.table()->selectRows(0, 0);
        QTest::keyClick(page.table(), Qt::Key_Delete);
        auto *question = page.findChild<QDialog *>();
        QVERIFY(question != nullptr);
        click(*question, u"Delete 1 session"_s);
        QTRY_COMPARE(page.model()->rowCount(), 0);
        QTRY_COMPARE(changed.count(), 2);
    }

    void deletingASessionSaysThatASourceMayNotGiveItBack() // P4
    {
        PanelBench bench;
        NewSource source;
        source.name = u"far"_s;
        source.endpoint = u"https://metrics.example"_s;
        const SourceId far = await(bench.ports.sources->create(source))->id;
        NewSession wanted;
        wanted.name = u"sent"_s;
        wanted.start = at(u"2026-11-19T14:30:00Z"_s);
        const SessionId sent = await(bench.ports.sessions->createSession(wanted))->session.id;
        wanted.name = u"kept"_s;
        QVERIFY(await(bench.ports.sessions->createSession(wanted)));
        const OutboxKey key{OutboxKind::Session, sent.value(), 0};
        QVERIFY(
            await(bench.ports.outbox->noteMirrored(far, {{key, Mirror{u"ss_far"_s, {}, true}}})));
        Dock dock(bench, TableTab::Sessions);
        SessionsPage &page = *dock.widget.sessions();
        QTRY_COMPARE(page.model()->rowCount(), 2);
        for (int row = 0; row < 2; ++row) {
            const bool isSent = page.model()->summary(row)->session.id == sent;
            page.table()->setFocus();
            page.table()->selectRows(row, row);
            QTest::keyClick(page.table(), Qt::Key_Delete);
            auto *question = page.findChild<QMessageBox *>();
            QVERIFY(question != nullptr);
            QCOMPARE(question->informativeText().contains(u"sent to far may be removed"_s), isSent);
            QTest::keyClick(question, Qt::Key_Escape);
            QTRY_VERIFY(page.findChild<QMessageBox *>() == nullptr);
        }
        QCOMPARE(page.model()->rowCount(), 2);
    }

    void opensTheExportOfTheShownTable()
    {
        PanelBench bench;
        Dock dock(bench, TableTab::Records);
        QSignalSpy asked(&dock.widget, &TableDock::exportRequested);
        click(dock.widget, u"Export CSV"_s);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0].first().value<TableTab>(), TableTab::Records);
    }
};

TIDEMARK_TEST(TableDockTest)
#include "table_dock_test.moc"
