// SPDX-License-Identifier: GPL-3.0-or-later
// How the window comes to a store: the lock, links, missing and read-only stores.
#include "app/store_location.h"
#include "app/window/status_bar.h"
#include "app/window/store_banner.h"
#include "app/window/tool_row.h"
#include "app/window/window_commands.h"
#include "model/ports/store_events.h"
#include "tests/app/window_fixture.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QLabel>
#include <QLockFile>
#include <QMenu>
#include <QMenuBar>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::WindowFixture;

class StoreOpeningTest final : public QObject
{
    Q_OBJECT

    static QString stateToolTip(const WindowFixture &f)
    {
        for (const QLabel *label : f.window->status().findChildren<QLabel *>()) {
            if (label->text().startsWith(u"Local"_s))
                return label->toolTip();
        }
        return {};
    }
    static bool statusSays(const WindowFixture &f, const QString &text)
    {
        const auto labels = f.window->status().findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&](const QLabel *label) { return label->text().contains(text); });
    }
    static QAction *recent(const WindowFixture &f, const QString &path)
    {
        for (QAction *menu : f.window->menuBar()->actions())
            Q_EMIT menu->menu()->aboutToShow();
        for (QAction *action : f.window->recentMenu()->actions()) {
            if (action->text() == path)
                return action;
        }
        return nullptr;
    }

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void storeHeldElsewhereOpensReadOnlyWithTheReason()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->closeStore();
        // Held by someone who does not answer, as another machine's window would.
        QLockFile other(canonicalStorePath(f.path()) + u".window-lock"_s);
        QVERIFY(other.tryLock(0));
        QVERIFY(f.open());
        const QString reason = f.window->workspace()->readOnlyReason();
        QVERIFY2(reason.contains(u"open elsewhere"_s), qPrintable(reason));
        QVERIFY(stateToolTip(f).contains(reason));
        const ActionRegistry &actions = f.window->actions();
        QCOMPARE(actions.blockedReason(actions.action(u"entry.record"_s)), reason);
        const auto *banner = f.window->findChild<StoreBanner *>();
        QVERIFY(banner->isVisible());
        QCOMPARE(banner->accessibleDescription(), reason);
    }

    void whatIsChangedElsewhereCannotBeUndoneInAReadOnlyStore()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->closeStore();
        QLockFile other(canonicalStorePath(f.path()) + u".window-lock"_s);
        QVERIFY(other.tryLock(0));
        QVERIFY(f.open());
        UndoHistory &history = f.window->workspace()->history();
        QTRY_VERIFY(history.isReady());
        store::OpenOptions options;
        options.path = f.path();
        options.clock = &f.clock;
        const auto elsewhere = test::await(store::LocalStore::open(options)).value();
        NewDefinition definition;
        definition.name = u"speed"_s;
        QVERIFY(test::await(elsewhere->ports().catalog->create(definition)).has_value());
        history.undo(); // looks for what it may have missed
        QTRY_VERIFY(!history.isBusy());
        QCOMPARE(history.stack().count(), 0);
    }

    void aLinkToTheStoreIsTheSameStore()
    {
        WindowFixture f;
        QVERIFY(f.open());
        const QString link = f.path(u"link.tidemark"_s);
        QVERIFY(QFile::link(f.path(), link));
        QCOMPARE(canonicalStorePath(link), canonicalStorePath(f.path()));
        const Workspace *before = f.window->workspace();
        QSignalSpy opening(f.window.get(), &MainWindow::storeOpening);
        f.window->openStore(link);
        // A second window finds the lock by the link, and the first one answers.
        QTest::ignoreMessage(QtWarningMsg, "This plugin does not support raise()");
        StoreLock second;
        QSignalSpy decided(&second, &StoreLock::decided);
        second.acquire(canonicalStorePath(link));
        QVERIFY(decided.wait(20'000));
        QCOMPARE(decided[0][0].value<StoreLock::Outcome>(), StoreLock::Outcome::HandedOver);
        QCOMPARE(opening.size(), 0);
        QCOMPARE(f.window->workspace(), before);
        QVERIFY(f.window->workspace()->readOnlyReason().isEmpty());
    }

    void reopeningTheOpeningStoreKeepsIt()
    {
        WindowFixture f;
        QSignalSpy opening(f.window.get(), &MainWindow::storeOpening);
        QSignalSpy opened(f.window.get(), &MainWindow::storeOpened);
        f.window->openStore(f.path());
        QVERIFY(opening.wait(20'000));
        f.window->openStore(f.path());
        QVERIFY(!opened.empty() || opened.wait(20'000));
        // Once more through the whole way of a wish, so that a second opening would show.
        QSignalSpy failed(f.window.get(), &MainWindow::storeFailed);
        f.window->openExisting(f.path(u"none.tidemark"_s));
        QTRY_VERIFY(!f.window->messages().messages().isEmpty());
        QCOMPARE(opening.size(), 1);
        QCOMPARE(failed.size(), 0);
        QVERIFY(f.window->workspace()->readOnlyReason().isEmpty());
    }

    void recentStoresOpenAndMissingOnesAreTold()
    {
        WindowFixture f;
        QVERIFY(f.open(u"gone.tidemark"_s));
        const QString gone = f.window->storePath();
        QVERIFY(f.open(u"first.tidemark"_s));
        const QString first = f.window->storePath();
        QVERIFY(f.open(u"second.tidemark"_s));
        QVERIFY(QFile::remove(gone));
        QSignalSpy opened(f.window.get(), &MainWindow::storeOpened);
        QVERIFY(recent(f, first));
        recent(f, first)->trigger();
        QVERIFY(opened.wait(20'000));
        QCOMPARE(f.window->storePath(), first);
        QVERIFY(recent(f, gone));
        recent(f, gone)->trigger();
        QTRY_VERIFY(!f.window->messages().messages().isEmpty());
        const Message told = f.window->messages().messages().first();
        QVERIFY2(told.text.contains(gone), qPrintable(told.text));
        QVERIFY(!QFile::exists(gone)); // it is not made anew
        QCOMPARE(f.window->storePath(), first);
        QVERIFY(told.action);
        told.action();
        QVERIFY(!recent(f, gone));
    }

    void aStoreThatBecomesReadOnlyKeepsItsReasonInSight()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        const auto *banner = f.window->findChild<StoreBanner *>();
        QVERIFY(!banner->isVisible());
        const QString reason = u"The disk reports an error. Copy the store elsewhere."_s;
        Q_EMIT f.window->workspace()->ports().events->becameReadOnly(reason);
        QTRY_VERIFY(banner->isVisible());
        QCOMPARE(banner->accessibleDescription(), reason);
        QVERIFY(f.button(u"Restore a backup…"_s));
        QVERIFY(f.button(u"Export what is readable…"_s));
        QTest::mouseClick(f.button(u"Export what is readable…"_s), Qt::LeftButton);
        QTRY_VERIFY(QApplication::activeModalWidget());
        QApplication::activeModalWidget()->close();
    }

    void withoutAStoreTheAreasAndTheFormatsCanBeUsed()
    {
        WindowFixture f;
        QVERIFY(f.activate());
        f.window->setFocus();
        bool wasInToolRow = false;
        for (int i = 0; i < 8; ++i) {
            f.press(Qt::Key_F6);
            wasInToolRow |= f.window->toolRow().isAncestorOf(QApplication::focusWidget());
        }
        QVERIFY(wasInToolRow);
        for (const QString &id : {u"bytes.si"_s, u"hours.24"_s, u"dates.ymd"_s})
            QVERIFY2(f.window->actions().action(id)->isEnabled(), qPrintable(id));
    }

    void whatUsesAStoreClosesWithIt()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        QTRY_VERIFY(f.window->workspace()->metrics().findName(u"speed"_s));
        for (const QString &id :
             {u"help.palette"_s, u"file.export"_s, u"range.filter"_s, u"edit.history"_s}) {
            QVERIFY(f.window->workspace() || f.open());
            f.window->actions().action(id)->trigger();
            QTRY_VERIFY2(QApplication::activeModalWidget(), qPrintable(id));
            f.window->closeStore();
            QTRY_VERIFY2(!QApplication::activeModalWidget(), qPrintable(id));
        }
        openDashboardFile(*f.window, f.path(u"none.json"_s)); // as a palette of before would
    }

    void aWishForAnotherStoreTakesThePlaceOfTheOneBefore()
    {
        WindowFixture f;
        QVERIFY(f.open());
        const QString first = f.window->storePath();
        for (int delay_ms = 0; delay_ms < 8; ++delay_ms) { // at whatever step the first wish is
            f.window->openStore(f.path(u"other.tidemark"_s));
            QTest::qWait(delay_ms);
            f.window->openStore(first);
            QTest::qWait(200); // nothing is to come
            QTRY_COMPARE(f.window->storePath(), first);
        }
    }

    void closingTheStoreLeavesNothingOfItInTheStatusBar()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        QTRY_VERIFY(statusSays(f, u"3 records in view"_s));
        f.window->closeStore();
        QVERIFY(statusSays(f, u"No store"_s));
        QVERIFY(!statusSays(f, u"records"_s));
        QVERIFY(!statusSays(f, u"read in"_s));
        QVERIFY(f.window->storePath().isEmpty());
    }
};

TIDEMARK_TEST(StoreOpeningTest)
#include "store_opening_test.moc"
