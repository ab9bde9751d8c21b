// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/message_center.h"
#include "app/window/status_bar.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/source_store.h"
#include "tests/app/source_fixture.h"
#include "tests/support/test_registry.h"
#include "views/sources/compare_dialog.h"
#include "views/sources/fetch_dialog.h"
#include "views/sources/publish_dialog.h"
#include "views/tables/data_table.h"
#include "views/tables/records_page.h"
#include "views/tables/table_dock.h"

#include <QClipboard>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPointer>
#include <QRegularExpression>
#include <QTableView>
#include <QTreeView>

#include <cstdlib>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// Fetching and publishing from the window (R2, R3), by keys and mouse alone.
class SourceTasksTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    // R3
    void fetchesInTheBackgroundWithACountAndASummary()
    {
        SourceFixture f;
        QVERIFY(f.open());
        const Source fleet = f.addSource(u"Fleet"_s);
        f.addValues(u"speed"_s, 3);
        QTRY_VERIFY(!f.window->context().selectedMetrics().empty());
        f.trigger(u"sources.fetch"_s);
        QTRY_VERIFY(qobject_cast<FetchDialog *>(QApplication::activeModalWidget()));
        QWidget *dialog = QApplication::activeModalWidget();
        f.check(*dialog, u"Only the selected metrics: speed"_s);
        f.click(*dialog, u"Fetch"_s);
        QTRY_COMPARE(f.links->fetches.size(), 1);
        QCOMPARE(f.links->fetches.front().metrics, QStringList{u"speed"_s});
        QVERIFY(!f.links->fetches.front().begin);
        QVERIFY(!f.links->fetches.front().isFull);
        FetchProgress progress;
        progress.phase = FetchPhase::Records;
        progress.metric = u"speed"_s;
        progress.read = 20'000;
        f.links->progress(fleet.id, progress);
        QTRY_VERIFY(f.says(u"Fleet: reading speed · 20,000"_s));
        FetchSummary summary;
        summary.records = {12, 3, 0, 5};
        summary.conflicts = 1;
        summary.isComplete = true;
        f.links->endFetch(fleet.id, summary);
        QTRY_VERIFY(!f.window->status().hasTask());
        const Message told = f.window->messages().messages().first();
        QCOMPARE(told.text, u"Fetched from Fleet: 12 records added, 3 changed, 1 changed on both "
                            "sides."_s);
        QCOMPARE(told.actionText, u"Show both versions"_s);
    }

    void aStoppedFetchKeepsWhatCame()
    {
        SourceFixture f;
        QVERIFY(f.open());
        const Source fleet = f.addSource(u"Fleet"_s);
        f.trigger(u"sources.fetch"_s);
        QTRY_VERIFY(qobject_cast<FetchDialog *>(QApplication::activeModalWidget()));
        QWidget *dialog = QApplication::activeModalWidget();
        auto *from = shown<QLineEdit>(*dialog, u"From"_s);
        QTest::mouseClick(from, Qt::LeftButton);
        QTest::keyClicks(from, u"2026-11-20"_s);
        QTest::keyClick(from, Qt::Key_Tab);
        auto *to = shown<QLineEdit>(*dialog, u"To"_s);
        QTRY_COMPARE(QApplication::focusWidget(), to);
        QTest::keyClicks(to, u"2026-11-01"_s);
        QVERIFY(!shown<QPushButton>(*dialog, u"Fetch"_s)->isEnabled());
        QTest::keyClick(to, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(to, Qt::Key_Delete);
        f.check(*dialog, u"Read everything again, not only what may have changed"_s);
        f.click(*dialog, u"Fetch"_s);
        QTRY_COMPARE(f.links->fetches.size(), 1);
        QCOMPARE(f.links->fetches.front().begin, at(u"2026-11-20T00:00:00Z"_s));
        QVERIFY(!f.links->fetches.front().end);
        QVERIFY(f.links->fetches.front().isFull);
        FetchProgress progress;
        progress.read = 40;
        f.links->progress(fleet.id, progress);
        // A second one waits for the first.
        f.trigger(u"sources.fetch"_s);
        QTRY_VERIFY(qobject_cast<FetchDialog *>(QApplication::activeModalWidget()));
        QVERIFY(!shown<QPushButton>(*QApplication::activeModalWidget(), u"Fetch"_s)->isEnabled());
        QTest::keyClick(QApplication::activeModalWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activeModalWidget());
        f.click(*f.window, u"Cancel the running task"_s);
        QTRY_COMPARE(f.told(),
                     u"Stopped. What came from Fleet stays: 40 records added, 0 changed."_s);
        QVERIFY(!f.window->status().hasTask());
    }

    // A source that is renamed, added or removed meanwhile is so in the dialog as well.
    void theFetchDialogFollowsTheSources()
    {
        SourceFixture f;
        QVERIFY(f.open());
        f.addSource(u"Archive"_s);
        const Source fleet = f.addSource(u"Fleet"_s);
        f.trigger(u"sources.fetch"_s);
        QTRY_VERIFY(qobject_cast<FetchDialog *>(QApplication::activeModalWidget()));
        QWidget *dialog = QApplication::activeModalWidget();
        auto *sources = shown<QComboBox>(*dialog, u"Source"_s);
        QVERIFY(sources);
        sources->setFocus();
        QTest::keyClick(sources, Qt::Key_End);
        QCOMPARE(sources->currentText(), u"Fleet"_s);
        SourceChange change;
        change.name = u"Trucks"_s;
        QVERIFY(await(f.ports().sources->update(fleet.id, change)));
        QTRY_COMPARE(sources->currentText(), u"Trucks"_s);
        f.addSource(u"Depot"_s);
        QCOMPARE(sources->count(), 3);
        QCOMPARE(sources->currentText(), u"Trucks"_s);
        QVERIFY(shown<QPushButton>(*dialog, u"Fetch"_s)->isEnabled());
        QVERIFY(await(f.ports().sources->remove(fleet.id, true)));
        QTRY_COMPARE(sources->count(), 2);
        QCOMPARE(sources->currentIndex(), -1); // none, rather than one that nobody asked for
        QVERIFY(!shown<QPushButton>(*dialog, u"Fetch"_s)->isEnabled());
        QVERIFY(f.says(u"The source is not there any more. Choose another one."_s, dialog));
        QTest::keyClick(sources, Qt::Key_Home);
        QVERIFY(shown<QPushButton>(*dialog, u"Fetch"_s)->isEnabled());
        f.click(*dialog, u"Fetch"_s);
        QTRY_COMPARE(f.links->fetches.size(), 1);
        QVERIFY(f.links->fetches.front().source != fleet.id);
    }

    // R2, S4
    void publishingShowsWhatGoesAndThenWhatBecameOfIt()
    {
        SourceFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 4);
        QTRY_VERIFY(!f.window->context().selectedMetrics().empty());
        const Source fleet = f.addSource(u"Fleet"_s, PublishLevel::Summary);
        QCOMPARE(f.counts(fleet.id).waiting, 0);
        f.window->context().setWindow(
            {at(u"2026-11-01T00:00:00Z"_s), at(u"2026-11-21T00:00:00Z"_s)});
        f.trigger(u"sources.publish"_s);
        QTRY_VERIFY(qobject_cast<PublishDialog *>(QApplication::activeModalWidget()));
        QWidget *dialog = QApplication::activeModalWidget();
        QTRY_VERIFY(shown<QPushButton>(*dialog, u"Publish 4 record(s)"_s));
        QCOMPARE(
            shown<QPlainTextEdit>(*dialog, u"New metrics that are created there"_s)->toPlainText(),
            u"speed"_s);
        QVERIFY(f.says(u"4 created, changed or removed there"_s, dialog));
        QVERIFY(f.says(u"with the device that it has here"_s, dialog));
        QVERIFY(f.links->sent.empty());
        f.click(*dialog, u"Publish 4 record(s)"_s);
        QTRY_VERIFY(f.says(u"0 of 4 saved, 0 failed, 4 waiting."_s, dialog));
        QCOMPARE(f.links->sent, std::vector{fleet.id});
        f.refuseOne(fleet.id, u"speed"_s);
        f.settle(fleet.id);
        QTRY_VERIFY(f.says(u"3 saved, 1 failed."_s, dialog));
        f.click(*dialog, u"Copy list"_s);
        QVERIFY(QGuiApplication::clipboard()->text().contains(u"Record speed\tIt is too large."_s));
        f.click(*dialog, u"Retry failed"_s);
        QTRY_VERIFY(f.says(u"3 of 4 saved, 0 failed, 1 waiting."_s, dialog));
        QCOMPARE(f.links->sent.size(), 2);
        f.settle(fleet.id);
        const QString done = u"4 saved, 0 failed."_s;
        QTRY_VERIFY(f.says(done, dialog));
        // Alone in the middle: a table without a row would only ask what is missing.
        QVERIFY(!shown<QTableView>(*dialog, u"What was not saved"_s));
        for (const QLabel *label : dialog->findChildren<QLabel *>()) {
            if (label->isVisible() && label->text() == done) {
                QCOMPARE(label->alignment(), Qt::AlignCenter);
                const QPoint middle = label->mapTo(dialog, label->rect().center());
                QVERIFY(std::abs(middle.x() - dialog->width() / 2) < 10);
                QVERIFY(std::abs(middle.y() - dialog->height() / 2) < dialog->height() / 6);
            }
        }
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activeModalWidget());
    }

    // S7: what goes on is not the window's about sources.
    void whatWasAskedForGoesOnWithoutTheSourcesWindow()
    {
        SourceFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 4);
        QTRY_VERIFY(!f.window->context().selectedMetrics().empty());
        const Source fleet = f.addSource(u"Fleet"_s);
        f.trigger(u"sources.show"_s);
        const QPointer<SourcesDialog> sources = f.window->findChild<SourcesDialog *>();
        QVERIFY(sources);
        QTRY_VERIFY(sources->isVisible());
        f.links->comparisonsToHold = 1;
        f.click(*sources, u"Compare aggregates…"_s);
        const QPointer<CompareDialog> comparison = f.window->findChild<CompareDialog *>();
        QVERIFY(comparison);
        const auto *compare = shown<QPushButton>(*comparison, u"Compare"_s);
        QTRY_VERIFY(compare && compare->isEnabled());
        f.click(*comparison, u"Compare"_s);
        QTRY_COMPARE(f.links->comparisons.size(), 1);
        f.click(*sources, u"Remove…"_s);
        QTRY_VERIFY(QApplication::activeModalWidget());
        QVERIFY(await(f.ports().sources->remove(fleet.id, true))); // another one was faster
        const QPointer<QWidget> question = QApplication::activeModalWidget();
        QVERIFY(question);
        f.click(*question, u"Remove source"_s);
        sources->close();
        QTRY_VERIFY(!sources);
        QTRY_VERIFY2(f.told().contains(u"no longer in the store"_s), qPrintable(f.told()));
        QVERIFY(comparison && comparison->isVisible());
        QVERIFY(!f.links->comparisons.front().stop.stop_requested());
    }

    // S4, R2, R4: what else needs a person is left aside, and a conflict is not tried again.
    void publishingTellsOnlyOfItsOwnItems()
    {
        SourceFixture f;
        QVERIFY(f.open());
        const Source fleet = f.addSource(u"Fleet"_s);
        f.addValues(u"old"_s, 2);
        QTRY_VERIFY(f.counts(fleet.id).waiting > 0);
        f.refuse(fleet.id, u"old"_s);
        f.settle(fleet.id);
        f.addValues(u"speed"_s, 2);
        QTRY_COMPARE(f.counts(fleet.id).attention, 2);
        const Definition speed = await(f.ports().catalog->find(u"speed"_s)).value();
        f.window->context().setSelectedMetrics({speed.id});
        f.window->context().setWindow(
            {at(u"2026-11-01T00:00:00Z"_s), at(u"2026-11-21T00:00:00Z"_s)});
        f.trigger(u"sources.publish"_s);
        QTRY_VERIFY(qobject_cast<PublishDialog *>(QApplication::activeModalWidget()));
        QWidget *dialog = QApplication::activeModalWidget();
        QTRY_VERIFY(shown<QPushButton>(*dialog, u"Publish 2 record(s)"_s));
        f.click(*dialog, u"Publish 2 record(s)"_s);
        QTRY_VERIFY(f.says(u"0 of 2 saved, 0 failed, 2 waiting."_s, dialog));
        Refusal conflict{AttentionReason::Conflict, u"Changed there too."_s, RemoteImage{7.5}};
        conflict.most = 1;
        refuseRecords(*f.ports().outbox, fleet.id, u"speed"_s, conflict);
        f.settle(fleet.id);
        QTRY_VERIFY(f.says(u"1 saved, 1 failed."_s, dialog));
        QVERIFY(f.says(u"What was changed on both sides is not tried again"_s, dialog));
        QVERIFY(shown<QTableView>(*dialog, u"What was not saved"_s));
        QVERIFY(!shown<QPushButton>(*dialog, u"Retry failed"_s));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activeModalWidget());
    }

    void publishingRecordsSaysWhyItIsNotPossible()
    {
        SourceFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 4);
        QTRY_VERIFY(!f.window->context().selectedMetrics().empty());
        TableDock &dock = f.window->workspace()->table();
        dock.setCurrentTab(TableTab::Records);
        DataTable &records = *dock.records()->table();
        QTRY_VERIFY(records.model()->rowCount() >= 4);
        // The tool tip of the command while it is off; "on" while it is not.
        const auto publishing = [&dock, &records]() -> QString {
            records.selectRows(0, 1);
            for (int i = 0; i < 2; ++i) // what the offscreen plug-in says of every menu
                QTest::ignoreMessage(
                    QtWarningMsg,
                    QRegularExpression(u"^This plugin does not support (raise|grabbing)"_s));
            Q_EMIT records.customContextMenuRequested(QPoint(5, 5));
            const QPointer<QMenu> menu = dock.records()->findChild<QMenu *>();
            QString state = u"not there"_s;
            for (const QAction *action : menu->actions()) {
                if (action->text() == u"Publish 2 record(s)…"_s)
                    state = action->isEnabled() ? u"on"_s : action->toolTip();
            }
            menu->close();
            [&menu] { QTRY_VERIFY(!menu); }();
            return state;
        };
        QCOMPARE(publishing(), u"There is no source yet. Add one first."_s);
        f.addSource(u"Fleet"_s);
        QTRY_VERIFY(f.window->actions().action(u"sources.publish"_s)->isEnabled());
        QCOMPARE(publishing(), u"on"_s);
    }

    void sendNowTellsOfWhatStays()
    {
        SourceFixture f;
        QVERIFY(f.open());
        const Source fleet = f.addSource(u"Fleet"_s);
        f.addValues(u"speed"_s, 1);
        QTRY_COMPARE(f.counts(fleet.id).waiting, 3);
        const Source trucks = f.addSource(u"Trucks"_s);
        const auto level = [&f](SourceId source) {
            return f.window->sources()->board().find(source)->source.level;
        };
        SourceChange off;
        off.level = PublishLevel::Off;
        QVERIFY(await(f.ports().sources->update(fleet.id, off)));
        QTRY_VERIFY(level(fleet.id) == PublishLevel::Off);
        QAction *send = f.window->actions().action(u"sources.send"_s);
        QVERIFY(send->isEnabled());
        send->trigger();
        QCOMPARE(f.links->sent, std::vector{trucks.id});
        QCOMPARE(f.told(), u"Publishing is off for Fleet: what waits for it is not sent."_s);
        QVERIFY(await(f.ports().sources->update(trucks.id, off)));
        QTRY_VERIFY(!send->isEnabled());
        QCOMPARE(f.window->actions().blockedReason(send), u"Publishing is off for every source."_s);
    }

    void publishingFromTheMetricsMenuTakesTheRangeThatIsShown()
    {
        SourceFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 4);
        QTRY_VERIFY(!f.window->context().selectedMetrics().empty());
        f.addSource(u"Fleet"_s);
        f.window->context().setWindow(
            {at(u"2026-11-18T00:00:00Z"_s), at(u"2026-11-21T00:00:00Z"_s)});
        auto *tree = f.window->workspace()->browser().findChild<QTreeView *>();
        const QPoint place = tree->visualRect(tree->currentIndex()).center();
        // What the offscreen plug-in says of every menu.
        QTest::ignoreMessage(QtWarningMsg, "This plugin does not support raise()");
        QTest::ignoreMessage(QtWarningMsg, "This plugin does not support grabbing the keyboard");
        QContextMenuEvent event(QContextMenuEvent::Mouse, place,
                                tree->viewport()->mapToGlobal(place));
        QApplication::sendEvent(tree->viewport(), &event);
        QTRY_VERIFY(QApplication::activePopupWidget());
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QAction *publish = nullptr;
        for (QAction *action : menu->actions())
            if (action->text() == u"Publish the shown records…"_s)
                publish = action;
        QVERIFY(publish);
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(publish).center());
        QTRY_VERIFY(qobject_cast<PublishDialog *>(QApplication::activeModalWidget()));
        QTRY_VERIFY(
            shown<QPushButton>(*QApplication::activeModalWidget(), u"Publish 2 record(s)"_s));
        QTest::keyClick(QApplication::activeModalWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activeModalWidget());
    }

    void publishingToASourceThatIsOffSaysWhatToDo()
    {
        SourceFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 1);
        QTRY_VERIFY(!f.window->context().selectedMetrics().empty());
        f.addSource(u"Archive"_s, PublishLevel::Off);
        f.trigger(u"sources.publish"_s);
        QTRY_VERIFY(qobject_cast<PublishDialog *>(QApplication::activeModalWidget()));
        QWidget *dialog = QApplication::activeModalWidget();
        QTRY_VERIFY(f.says(u"Publishing to this source is off."_s, dialog));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activeModalWidget());
    }
};

TIDEMARK_TEST(SourceTasksTest)
#include "source_tasks_test.moc"
