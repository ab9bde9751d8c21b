// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/first_run_page.h"
#include "app/window/message_center.h"
#include "app/window/source_desk.h"
#include "app/window/source_status.h"
#include "app/window/status_bar.h"
#include "model/items/record_table_model.h"
#include "tests/app/nameless.h"
#include "tests/app/source_fixture.h"
#include "tests/support/test_registry.h"
#include "views/sources/source_dialog.h"
#include "views/sources/sources_page.h"
#include "views/sources/waiting_page.h"
#include "views/tables/data_table.h"
#include "views/tables/records_page.h"
#include "views/tables/table_dock.h"

#include <QLabel>
#include <QPointer>
#include <QSet>
#include <QTabBar>

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::test;

/// What a window offers about the sources of its store, by keys and mouse alone.
class SourceWindowTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    // F1
    void connectToAServerOpensTheFormAndNothingSpeaksBefore()
    {
        SourceFixture f;
        QVERIFY(f.open());
        QPushButton *connects = f.button(u"Connect to a server"_s);
        QVERIFY(connects);
        QVERIFY(connects->accessibleDescription().contains(u"only what you choose"_s));
        QTest::mouseClick(connects, Qt::LeftButton);
        QTRY_VERIFY(qobject_cast<SourceDialog *>(QApplication::activeModalWidget()));
        QVERIFY(f.links->checks.empty());
        QVERIFY(f.links->sent.empty());
        QTest::keyClick(QApplication::activeModalWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activeModalWidget());
    }

    // F1
    void emptyStoreShowsFourActionsInOrder()
    {
        SourceFixture f;
        QVERIFY(f.open());
        const QList<std::pair<QString, QString>> wanted{
            {u"Add your first value"_s,
             u"Name a metric, type a number and press Enter. The chart appears by itself."_s},
            {u"Import a CSV file"_s, u"Shows what it understood before anything is stored."_s},
            {u"Connect to a server"_s,
             u"Sends what you record, or fetches from it: only what you choose."_s},
            {u"Load sample data"_s, u"Two years of generated values in a store of their own, "
                                    "removed with one command."_s}};
        const auto *page = f.window->findChild<FirstRunPage *>();
        QVERIFY(page && page->isVisible());
        const auto top = [page](const QWidget *widget) {
            return widget->mapTo(page, QPoint()).y();
        };
        int last = 0;
        for (const auto &[action, explanation] : wanted) {
            const QPushButton *button = f.button(action);
            QVERIFY2(button, qPrintable(action));
            QCOMPARE(button->accessibleDescription(), explanation);
            const QLabel *line = nullptr;
            for (const QLabel *label : page->findChildren<QLabel *>())
                if (label->isVisible() && label->text() == explanation)
                    line = label;
            QVERIFY2(line, qPrintable(explanation));
            QVERIFY2(top(button) > last && top(line) > top(button), qPrintable(action));
            last = top(line);
        }
        int shownButtons = 0;
        for (const QPushButton *button : page->findChildren<QPushButton *>())
            shownButtons += button->isVisible();
        QCOMPARE(shownButtons, 4);
    }

    void commandsSayWhyTheyAreNotPossible()
    {
        SourceFixture f;
        const auto reason = [&f](const QString &id) {
            return f.window->actions().blockedReason(f.window->actions().action(id));
        };
        QCOMPARE(reason(u"sources.show"_s), u"No store is open."_s);
        QVERIFY(f.open());
        QVERIFY(reason(u"sources.show"_s).isEmpty());
        QCOMPARE(reason(u"sources.fetch"_s), u"There is no source yet. Add one first."_s);
        f.addSource(u"Fleet"_s);
        QTRY_VERIFY(reason(u"sources.fetch"_s).isEmpty());
        QVERIFY(reason(u"sources.publish"_s).isEmpty());
    }

    void aWindowWithoutConnectionsSaysSo()
    {
        WindowFixture f;
        QVERIFY(f.open());
        QCOMPARE(f.window->actions().blockedReason(f.window->actions().action(u"sources.add"_s)),
                 u"This window makes no connections."_s);
        QVERIFY(f.window->status().sources().isHidden());
    }

    // W4
    void statusBarSaysWhatMattersMostAndOpensThePage()
    {
        SourceFixture f;
        QVERIFY(f.open());
        SourceStatus &status = f.window->status().sources();
        QVERIFY(status.isHidden());
        const Source fleet = f.addSource(u"Fleet"_s);
        QTRY_COMPARE(status.accessibleName(), u"Fleet: Up to date"_s);
        f.addValues(u"speed"_s, 1);
        QTRY_COMPARE(status.accessibleName(), u"Fleet: 3 waiting"_s);
        f.links->setDelivery(fleet.id, DeliveryState::Retrying, kAwayError, 42s);
        QCOMPARE(status.accessibleName(), u"Fleet: Offline, 3 waiting"_s);
        f.links->setDelivery(fleet.id, DeliveryState::Paused, kAwayError);
        QCOMPARE(status.accessibleName(), u"Fleet: Paused, 3 waiting"_s);
        f.links->setDelivery(
            fleet.id, DeliveryState::Paused,
            Error{ErrorCode::PermissionDenied, u"Unlock the keyring."_s, QString(kKeyringWaits)});
        QCOMPARE(status.accessibleName(), u"Fleet: Waiting for the keyring, 3 waiting"_s);
        f.links->setDelivery(fleet.id, DeliveryState::Paused, kAwayError);
        f.addSource(u"Archive"_s, PublishLevel::Off);
        QTRY_COMPARE(status.accessibleName(), u"Sources: Paused, 3 waiting"_s);
        f.links->setDelivery(fleet.id, DeliveryState::Waiting);
        QCOMPARE(status.accessibleName(), u"Sources: 3 waiting"_s);
        f.links->setDelivery(fleet.id, DeliveryState::Paused, kAwayError);
        QVERIFY(status.toolTip().contains(u"Archive: Publishing is off"_s));
        QTest::mouseClick(&status, Qt::LeftButton);
        auto *dialog = f.window->findChild<SourcesDialog *>();
        QTRY_VERIFY(dialog && dialog->isVisible());
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!f.window->findChild<SourcesDialog *>());
    }

    // S6, H7: what a colour says is said in words, with what waits.
    void statusBarSaysInWordsThatASourceIsAway()
    {
        SourceFixture f;
        QVERIFY(f.open());
        const SourceStatus &status = f.window->status().sources();
        const Source depot = f.addSource(u"Depot"_s);
        const Source fleet = f.addSource(u"Fleet"_s);
        // As at each start, before it is read what waits.
        f.links->setDelivery(depot.id, DeliveryState::Waiting);
        f.links->setDelivery(fleet.id, DeliveryState::Waiting);
        QCOMPARE(status.accessibleName(), u"Sources: Up to date"_s);
        f.addValues(u"speed"_s, 1);
        QTRY_COMPARE(status.accessibleName(), u"Sources: 6 waiting"_s);
        f.links->setReachable(fleet.id, false);
        QCOMPARE(status.accessibleName(), u"Sources: Offline, 6 waiting"_s);
        QVERIFY(await(f.ports().sources->remove(depot.id, true)).has_value());
        QTRY_COMPARE(status.accessibleName(), u"Fleet: Offline, 3 waiting"_s);
    }

    // S9: troubles are messages, never dialogs.
    void aPausedSourceAndRefusedItemsAreToldAsMessages()
    {
        SourceFixture f;
        QVERIFY(f.open());
        const Source fleet = f.addSource(u"Fleet"_s);
        f.addValues(u"speed"_s, 1);
        QTRY_COMPARE(f.counts(fleet.id).waiting, 3);
        f.links->setDelivery(
            fleet.id, DeliveryState::Paused,
            Error{ErrorCode::PermissionDenied, u"Give it a new token."_s, u"401"_s});
        QCOMPARE(f.told(), u"Fleet is paused: Give it a new token."_s);
        QVERIFY(!QApplication::activeModalWidget());
        f.links->setDelivery(fleet.id, DeliveryState::Sending);
        f.links->addSent(fleet.id, 0, 1);
        f.refuse(fleet.id, u"speed"_s);
        QTRY_COMPARE(f.counts(fleet.id).attention, 1);
        f.links->setDelivery(fleet.id, DeliveryState::Waiting);
        QCOMPARE(f.told(), u"Fleet did not take 1 item(s)."_s);
        QTRY_VERIFY(f.button(u"Show them"_s));
        QTest::mouseClick(f.button(u"Show them"_s), Qt::LeftButton);
        auto *dialog = f.window->findChild<SourcesDialog *>();
        QTRY_VERIFY(dialog && dialog->isVisible());
        QCOMPARE(dialog->findChild<QTabBar *>()->currentIndex(),
                 static_cast<int>(SourcesDialog::Tab::Outbox));
        QTRY_COMPARE(dialog->outbox().table()->model()->rowCount(), 1);
    }

    // S9: what a fetch or another program found is not what the source did not take.
    void conflictsThatNoSendingMetAreToldAsSuch()
    {
        SourceFixture f;
        QVERIFY(f.open());
        const Source fleet = f.addSource(u"Fleet"_s);
        f.addValues(u"speed"_s, 1);
        QTRY_COMPARE(f.counts(fleet.id).waiting, 3);
        f.links->setDelivery(fleet.id, DeliveryState::Off);
        refuseRecords(*f.ports().outbox, fleet.id, u"speed"_s, {AttentionReason::Conflict});
        QTRY_COMPARE(f.told(), u"Fleet: 1 item(s) need(s) attention."_s);
        QTRY_VERIFY(f.button(u"Show them"_s));
    }

    // H1, H5, W10
    void dialogsAreNamedReachedByTabAndClosedByEscape_data()
    {
        QTest::addColumn<QString>("command");
        for (const char *id : {"sources.show", "sources.add", "sources.outbox", "sources.privacy",
                               "sources.fetch", "sources.publish"})
            QTest::newRow(id) << QString::fromUtf8(id);
    }
    void dialogsAreNamedReachedByTabAndClosedByEscape()
    {
        QFETCH(const QString, command);
        SourceFixture f;
        QVERIFY(f.open());
        const Source fleet = f.addSource(u"Fleet"_s);
        f.addValues(u"speed"_s, 3);
        QTRY_VERIFY(!f.window->context().selectedMetrics().empty());
        f.refuse(fleet.id, u"speed"_s);
        f.trigger(command);
        QPointer<QWidget> dialog = QApplication::activeModalWidget();
        if (!dialog)
            dialog = f.window->findChild<SourcesDialog *>();
        QVERIFY(dialog);
        QVERIFY(QTest::qWaitForWindowActive(dialog));
        QTRY_VERIFY(dialog->focusWidget());
        QVERIFY2(nameless(dialog).isEmpty(), qPrintable(nameless(dialog).join(u"\n"_s)));
        QVERIFY(dialog->width() <= 1024 && dialog->height() <= 640);
        QSet<const QWidget *> seen;
        for (int i = 0; i < 100 && !seen.contains(dialog->focusWidget()); ++i) {
            seen.insert(dialog->focusWidget());
            QTest::keyClick(dialog->focusWidget(), Qt::Key_Tab);
        }
        QVERIFY(seen.contains(dialog->focusWidget())); // once through, and back
        QVERIFY(seen.size() >= 2);
        QTest::keyClick(dialog->focusWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!dialog || !dialog->isVisible());
    }

    // E16
    void recordsThatWaitAreMarkedPending()
    {
        SourceFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 1);
        const Source fleet = f.addSource(u"Fleet"_s);
        f.clock.set(f.clock.now() + Timedelta(kNsPerHour));
        f.addValues(u"speed"_s, 2);
        QTRY_VERIFY(!f.window->context().selectedMetrics().empty());
        TableDock &table = f.window->workspace()->table();
        table.setCurrentTab(TableTab::Records);
        const DataTable &records = *table.records()->table();
        constexpr int kColumn = static_cast<int>(RecordTableModel::Column::Sending);
        QTRY_VERIFY(!records.isColumnHidden(kColumn));
        const auto marks = [&records] {
            int count = 0;
            for (int row = 0; row < records.model()->rowCount(); ++row)
                count += records.model()->index(row, kColumn).data().toString() == u"pending"_s;
            return count;
        };
        QTRY_COMPARE(marks(), 2);
        f.settle(fleet.id);
        QTRY_VERIFY(records.isColumnHidden(kColumn));
    }
};

TIDEMARK_TEST(SourceWindowTest)
#include "source_window_test.moc"
