// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/entry_hint.h"
#include "app/window/status_bar.h"
#include "app/window/tool_row.h"
#include "model/items/record_table_model.h"
#include "model/ports/store_events.h"
#include "model/time/time_presets.h"
#include "tests/app/window_fixture.h"
#include "tests/support/test_registry.h"
#include "views/actions/command_palette.h"
#include "views/actions/shortcut_list.h"
#include "views/entry/entry_bar.h"
#include "views/range/range_text.h"
#include "views/tables/records_page.h"
#include "views/tables/table_dock.h"

#include <QClipboard>
#include <QDockWidget>
#include <QLabel>
#include <QMenuBar>
#include <QTabBar>
#include <QToolBar>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::WindowFixture;

class MainWindowTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void hasTheFrameOfW1()
    {
        WindowFixture f;
        QVERIFY(f.open());
        const MainWindow &window = *f.window;
        QCOMPARE(window.findChildren<QToolBar *>().size(), 1);
        QCOMPARE(window.dockWidgetArea(window.dock(u"metricsDock"_s)), Qt::LeftDockWidgetArea);
        QCOMPARE(window.dockWidgetArea(window.dock(u"detailsDock"_s)), Qt::RightDockWidgetArea);
        QCOMPARE(window.dockWidgetArea(window.dock(u"tableDock"_s)), Qt::BottomDockWidgetArea);
        QVERIFY(window.findChild<WindowStatusBar *>()->isVisible());
        QStringList menus;
        for (const QAction *menu : window.menuBar()->actions())
            menus.append(menu->text().remove(u'&'));
        QCOMPARE(menus, (QStringList{u"File"_s, u"Edit"_s, u"View"_s, u"Time"_s, u"Metrics"_s,
                                     u"Dashboard"_s, u"Sources"_s, u"Help"_s}));
    }

    void everyCommandIsInAMenu()
    {
        const WindowFixture f;
        QSet<const QAction *> inMenus;
        QList<const QMenu *> open;
        for (const QAction *menu : f.window->menuBar()->actions())
            open.append(menu->menu());
        while (!open.isEmpty()) {
            for (const QAction *action : open.takeFirst()->actions()) {
                inMenus.insert(action);
                if (action->menu())
                    open.append(action->menu());
            }
        }
        for (const QAction *action : f.window->actions().actions())
            QVERIFY2(inMenus.contains(action), qPrintable(action->objectName()));
    }

    void shortcutsDoNotClash()
    {
        const WindowFixture f;
        const auto clashes = f.window->actions().clashes();
        QVERIFY2(clashes.isEmpty(),
                 clashes.isEmpty()
                     ? ""
                     : qPrintable(clashes.first().first % u" and "_s % clashes.first().second));
    }

    void hasTheKeysOfW5_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("key");
        const auto row = [](const char *id, const char *key) {
            QTest::newRow(id) << QString::fromUtf8(id) << QString::fromUtf8(key);
        };
        row("view.next_area", "F6");
        row("view.previous_area", "Shift+F6");
        row("view.metrics", "F9");
        row("view.details", "Shift+F9");
        row("view.table", "Ctrl+F9");
        row("view.full_screen", "F11");
        row("view.reload", "F5");
        row("tab.next", "Ctrl+Tab");
        row("tab.close", "Ctrl+W");
        row("file.quit", "Ctrl+Q");
        row("help.palette", "Ctrl+K");
        row("help.area", "F1");
        row("help.shortcuts", "?");
        row("entry.record", "Ctrl+N");
        row("file.open", "Ctrl+O");
        row("file.import", "Ctrl+I");
        row("file.export", "Ctrl+E");
        row("edit.undo", "Ctrl+Z");
        row("edit.redo", "Ctrl+Shift+Z");
        row("edit.redo", "Ctrl+Y");
        row("edit.history", "Ctrl+Alt+Z");
        row("metric.new", "Ctrl+Shift+N");
        row("range.copy", "Ctrl+Shift+T");
        row("range.utc", "Alt+U");
    }
    void hasTheKeysOfW5()
    {
        QFETCH(QString, id);
        QFETCH(QString, key);
        const WindowFixture f;
        QVERIFY(f.window->actions().action(id)->shortcuts().contains(QKeySequence(key)));
    }

    void f9TogglesTheDocksAndViewBringsThemBack()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 5);
        for (const auto &[key, modifiers, dock] :
             {std::tuple{Qt::Key_F9, Qt::KeyboardModifiers(), u"metricsDock"_s},
              std::tuple{Qt::Key_F9, Qt::KeyboardModifiers(Qt::ShiftModifier), u"detailsDock"_s},
              std::tuple{Qt::Key_F9, Qt::KeyboardModifiers(Qt::ControlModifier), u"tableDock"_s}}) {
            QVERIFY(f.window->dock(dock)->isVisible());
            f.press(key, modifiers);
            QVERIFY2(!f.window->dock(dock)->isVisible(), qPrintable(dock));
            f.press(key, modifiers);
            QVERIFY2(f.window->dock(dock)->isVisible(), qPrintable(dock));
        }
    }

    void tablesCannotBeEditedOnceTheStoreIsReadOnly()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 5);
        QTRY_VERIFY(!f.window->context().selectedMetrics().empty());
        RecordsPage *page = f.window->workspace()->table().records();
        f.window->workspace()->table().setCurrentTab(TableTab::Records);
        QTRY_VERIFY(page->model()->rowCount() > 0);
        const auto canEdit = [page] {
            bool found = false;
            for (int column = 0; column < page->model()->columnCount(); ++column)
                found |= page->model()->index(0, column).flags().testFlag(Qt::ItemIsEditable);
            return found;
        };
        QVERIFY(canEdit());
        Q_EMIT f.window->workspace()->ports().events->becameReadOnly(
            u"The disk reports an error. Copy the store elsewhere."_s);
        QTRY_VERIFY(!canEdit());
        QVERIFY(f.window->workspace()->info().isReadOnly);
    }

    void f6CyclesTheAreas()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 5);
        QTRY_VERIFY(f.view() && !f.view()->panels().isEmpty());
        f.window->setFocus();
        const QList<QWidget *> areas{f.window->dock(u"metricsDock"_s),
                                     &f.window->workspace()->tabs(), f.window->dock(u"tableDock"_s),
                                     f.window->dock(u"detailsDock"_s), &f.window->toolRow()};
        const auto areaOfFocus = [&] {
            for (qsizetype i = 0; i < areas.size(); ++i) {
                if (areas[i]->isAncestorOf(QApplication::focusWidget()))
                    return i;
            }
            return qsizetype(-1);
        };
        for (qsizetype i = 0; i < areas.size(); ++i) {
            f.press(Qt::Key_F6);
            QCOMPARE(areaOfFocus(), i);
        }
        f.press(Qt::Key_F6, Qt::ShiftModifier);
        QCOMPARE(areaOfFocus(), areas.size() - 2);
    }

    void tabsOpenCycleAndClose()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 5);
        DashboardTabs &tabs = f.window->workspace()->tabs();
        f.window->actions().action(u"dashboard.new"_s)->trigger();
        QCOMPARE(tabs.count(), 2);
        QCOMPARE(tabs.currentIndex(), 1);
        f.press(Qt::Key_Tab, Qt::ControlModifier);
        QCOMPARE(tabs.currentIndex(), 0);
        f.press(Qt::Key_Tab, Qt::ControlModifier);
        f.press(Qt::Key_W, Qt::ControlModifier);
        QCOMPARE(tabs.count(), 1);
    }

    void titleNamesDashboardStoreAndUnsavedChanges()
    {
        WindowFixture f;
        QVERIFY(f.open(u"fleet.tidemark"_s));
        f.addValues(u"speed"_s, 5);
        QTRY_COMPARE(f.window->windowTitle(), u"Overview — fleet — Tidemark"_s);
        QTRY_VERIFY(!f.view()->panels().isEmpty());
        f.view()->removePanel(f.view()->panels().last()->spec().id);
        QCOMPARE(f.window->windowTitle(), u"Overview* — fleet — Tidemark"_s);
        f.press(Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(f.window->windowTitle(), u"Overview — fleet — Tidemark"_s);
    }

    void rangeButtonShowsRangeAndZone()
    {
        WindowFixture f;
        QVERIFY(f.open());
        QVERIFY(f.window->context().setRange(presetRange(u"last-7d"_s).value()));
        QCOMPARE(f.window->toolRow().rangeButton()->text(), u"Last 7 days · UTC"_s);
    }

    void nothingInTheToolBarIsClipped_data()
    {
        QTest::addColumn<int>("width");
        for (const int width : {1024, 1280, 1440, 1920})
            QTest::newRow(qPrintable(QString::number(width))) << width;
    }
    void nothingInTheToolBarIsClipped()
    {
        QFETCH(int, width);
        WindowFixture f;
        QVERIFY(f.open());
        f.window->resize(width, 640);
        QCOMPARE(f.window->width(), width);
        QCoreApplication::processEvents(); // what is shown for the first time gets its style
        const ToolRow &row = f.window->toolRow();
        for (const QToolButton *button : row.findChildren<QToolButton *>()) {
            if (!button->isVisible())
                continue;
            const QRect place(button->mapTo(&row, QPoint()), button->size());
            QVERIFY2(row.rect().contains(place), qPrintable(button->accessibleName()));
            QVERIFY2(button->width() >= button->sizeHint().width() - 1,
                     qPrintable(button->accessibleName()));
        }
    }

    void statusBarSaysStoreRowsAndTime()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 25);
        const auto says = [&](const QString &text) {
            for (const QLabel *label : f.window->status().findChildren<QLabel *>()) {
                if (label->text().contains(text) && label->isVisible())
                    return true;
            }
            return false;
        };
        QTRY_VERIFY(says(u"Local · 25 records"_s));
        QTRY_VERIFY(says(u"25 records in view"_s));
        QTRY_VERIFY(says(u"read in"_s));
        const int task = f.window->status().beginTask(u"Importing"_s, [] {});
        QVERIFY(says(u"Importing"_s));
        f.window->status().endTask(task);
        QVERIFY(!says(u"Importing"_s));
    }

    void emptyStoreShowsThreeThingsToDo()
    {
        WindowFixture f;
        QVERIFY(f.open());
        for (const QString &text :
             {u"Add your first value"_s, u"Import a CSV file"_s, u"Load sample data"_s}) {
            QVERIFY2(f.button(text), qPrintable(text));
            QVERIFY(!f.button(text)->accessibleDescription().isEmpty());
        }
    }

    void firstValueBringsAChartByKeyboardAlone()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.press(Qt::Key_N, Qt::ControlModifier);
        QTRY_VERIFY(f.window->workspace()->entry().isVisible());
        QTest::keyClicks(QApplication::focusWidget(), u"weight"_s);
        f.press(Qt::Key_Tab);
        QTest::keyClicks(QApplication::focusWidget(), u"71.5"_s);
        f.press(Qt::Key_Return);
        QTRY_VERIFY(f.button(u"Create \"weight\""_s));
        QTest::keyClick(f.button(u"Create \"weight\""_s), Qt::Key_Space);
        QTRY_VERIFY(f.window->workspace()->metrics().findName(u"weight"_s));
        QTRY_VERIFY(f.view() && f.view()->isVisible() && f.view()->panels().size() >= 3);
        QTRY_COMPARE(f.view()->panel(u"main"_s)->state(), PanelCard::State::Data);
        QTRY_VERIFY(f.window->workspace()->hint().isVisible());
    }

    void paletteListsEveryVisibleCommandAndTheMetrics()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 3);
        QTRY_VERIFY(f.window->workspace()->metrics().findName(u"speed"_s));
        f.press(Qt::Key_K, Qt::ControlModifier);
        const auto *palette = f.window->findChild<CommandPalette *>();
        QVERIFY(palette);
        const QStringList titles = palette->titles();
        for (const QAction *action : f.window->actions().actions())
            QVERIFY2(titles.contains(QString(action->text()).remove(u'&')),
                     qPrintable(action->objectName()));
        QVERIFY(titles.contains(u"speed"_s));
        QVERIFY(titles.contains(u"Overview"_s));
    }

    void questionMarkListsTheKeys()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->setFocus();
        QTest::keyClick(f.window.get(), Qt::Key_Question);
        const auto *list = f.window->findChild<ShortcutList *>();
        QVERIFY(list && list->isVisible());
        QVERIFY(list->shownLines().size() > 40);
    }

    void copiedRangeIsExact()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->context().setWindow(
            {test::at(u"2026-03-01T00:00:00Z"_s), test::at(u"2026-03-08T00:00:00Z"_s)});
        f.press(Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 u"2026-03-01T00:00:00Z/2026-03-08T00:00:00Z"_s);
    }

    void damagedStoreIsToldInPlaceNotInADialog()
    {
        WindowFixture f;
        QFile broken(f.path(u"broken.tidemark"_s));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write(QByteArray(20'000, 'x'));
        broken.close();
        QSignalSpy failed(f.window.get(), &MainWindow::storeFailed);
        f.window->openStore(broken.fileName());
        QVERIFY(!failed.empty() || failed.wait(20'000));
        QVERIFY(!QApplication::activeModalWidget());
        QTRY_VERIFY(f.button(u"Open another store"_s));
        QVERIFY(!f.window->actions().action(u"file.export"_s)->isEnabled());
        QCOMPARE(f.window->actions().blockedReason(f.window->actions().action(u"file.export"_s)),
                 u"No store is open."_s);
    }
};

TIDEMARK_TEST(MainWindowTest)
#include "main_window_test.moc"
