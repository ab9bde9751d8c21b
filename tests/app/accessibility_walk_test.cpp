// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/export_dialog.h"
#include "app/pages/import_page.h"
#include "app/window/history_list.h"
#include "app/window/message_list.h"
#include "tests/app/nameless.h"
#include "tests/app/window_fixture.h"
#include "tests/support/test_registry.h"
#include "views/actions/area_help.h"
#include "views/actions/command_palette.h"
#include "views/actions/shortcut_list.h"
#include "views/entry/quick_entry_window.h"
#include "views/range/filter_popup.h"
#include "views/range/range_picker.h"
#include "views/tables/edit_records_dialog.h"
#include "views/tables/session_dialog.h"
#include "views/tables/table_dock.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QDialog>
#include <QHash>
#include <QLineEdit>
#include <QSet>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace tidemark;
using test::nameless;
using test::WindowFixture;

class AccessibilityWalkTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void everyFocusableWidgetHasAName_data()
    {
        QTest::addColumn<QString>("command");
        for (const char *id :
             {"", "range.choose", "range.filter", "help.palette", "help.shortcuts", "help.area",
              "view.messages", "edit.history", "file.export", "metric.new", "entry.record"})
            QTest::newRow(*id ? id : "window") << QString::fromUtf8(id);
    }
    void everyFocusableWidgetHasAName()
    {
        QFETCH(QString, command);
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 30);
        QTRY_VERIFY(f.view() && !f.view()->panels().isEmpty());
        if (!command.isEmpty())
            f.window->actions().action(command)->trigger();
        QCoreApplication::processEvents();
        const QStringList found = nameless(f.window.get());
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u"\n"_s)));
    }

    void buttonsOfCommandsTellTheirKeys()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 30);
        QTRY_VERIFY(f.view() && !f.view()->panels().isEmpty());
        QHash<QString, QString> keys; // of commands by their text
        for (const QAction *action : f.window->actions().actions()) {
            const QString text = action->text().remove(u'&').remove(u'…');
            if (!action->shortcut().isEmpty())
                keys.insert(text, action->shortcut().toString(QKeySequence::NativeText));
        }
        QStringList silent;
        int told = 0;
        for (QAbstractButton *button : f.window->findChildren<QAbstractButton *>()) {
            const auto *tool = qobject_cast<QToolButton *>(button);
            const QAction *action = tool ? tool->defaultAction() : nullptr;
            const QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(button);
            const QString name = interface->text(QAccessible::Name);
            QString key = keys.value(QString(name).remove(u'&').remove(u'…'));
            if (action)
                key = action->shortcut().toString(QKeySequence::NativeText);
            if (key.isEmpty())
                continue;
            ++told;
            if (!button->toolTip().contains(key) &&
                !interface->text(QAccessible::Description).contains(key))
                silent.append(name % u' ' % key);
        }
        QVERIFY2(silent.isEmpty(), qPrintable(silent.join(u"\n"_s)));
        QVERIFY(told > 3);
    }

    void emptyStoreAndImportPageAreNamedToo()
    {
        WindowFixture f;
        QVERIFY(f.open());
        QVERIFY2(nameless(f.window.get()).isEmpty(),
                 qPrintable(nameless(f.window.get()).join(u"\n"_s)));
        ImportPage page(f.window->workspace()->importer(), Zone(), f.window.get());
        page.open();
        QVERIFY2(nameless(&page).isEmpty(), qPrintable(nameless(&page).join(u"\n"_s)));
    }

    void hiddenTabsAndTheirDialogsAreNamedToo()
    {
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 30);
        QTRY_VERIFY(!f.window->context().selectedMetrics().empty());
        TableDock &table = f.window->workspace()->table();
        for (const TableTab tab : {TableTab::Records, TableTab::Sessions}) {
            table.setCurrentTab(tab);
            QCoreApplication::processEvents();
            QVERIFY2(nameless(f.window.get()).isEmpty(),
                     qPrintable(nameless(f.window.get()).join(u"\n"_s)));
        }
        const auto records = test::await(f.window->workspace()->ports().records->page(
            f.window->context().selection(f.window->context().selectedMetrics()),
            SortOrder::Descending, std::nullopt, 10));
        QVERIFY(records);
        EditRecordsDialog edit(records->records, f.window->workspace()->ports(),
                               f.window->formatter(), f.window.get());
        SessionDialog session(f.window->formatter(), f.clock, Zone(), f.window.get());
        QuickEntryWindow quick(f.window->workspace()->ports(), &f.window->context(),
                               f.window->formatter(), f.theme);
        for (QDialog *dialog : {static_cast<QDialog *>(&edit), static_cast<QDialog *>(&session)}) {
            dialog->show();
            QVERIFY2(nameless(dialog).isEmpty(), qPrintable(nameless(dialog).join(u"\n"_s)));
            dialog->hide();
        }
        quick.show();
        QVERIFY2(quick.findChildren<QLineEdit *>().size() > 1, "nothing was walked");
        QVERIFY2(nameless(&quick).isEmpty(), qPrintable(nameless(&quick).join(u"\n"_s)));
    }

    void dialogsBeginInTheFirstField_data()
    {
        QTest::addColumn<QString>("command");
        for (const char *id : {"range.choose", "range.filter", "help.palette", "help.shortcuts",
                               "file.export", "metric.new"})
            QTest::newRow(id) << QString::fromUtf8(id);
    }
    void dialogsBeginInTheFirstField()
    {
        QFETCH(QString, command);
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 30);
        QTRY_VERIFY(f.view() && !f.view()->panels().isEmpty());
        f.window->actions().action(command)->trigger();
        QTRY_VERIFY(QApplication::activeModalWidget());
        QWidget *dialog = QApplication::activeModalWidget();
        QVERIFY(QTest::qWaitForWindowActive(dialog));
        const QWidget *first = dialog->focusWidget();
        QVERIFY(first);
        QVERIFY2(!qobject_cast<const QAbstractButton *>(first),
                 qPrintable(QString::fromLatin1(first->metaObject()->className())));
        // Tab goes once through everything that can be used, and back to the beginning.
        QSet<const QWidget *> seen;
        const QWidget *focused = dialog->focusWidget();
        for (int i = 0; i < 200 && focused && !seen.contains(focused); ++i) {
            seen.insert(focused);
            QTest::keyClick(dialog->focusWidget(), Qt::Key_Tab);
            focused = dialog->focusWidget();
        }
        QVERIFY(seen.contains(focused));
        dialog->close();
    }

    void dialogsCloseWithEscAndGiveTheFocusBack_data()
    {
        QTest::addColumn<QString>("command");
        for (const char *id : {"range.choose", "range.filter", "help.palette", "help.shortcuts",
                               "help.area", "view.messages", "edit.history", "file.export"})
            QTest::newRow(id) << QString::fromUtf8(id);
    }
    void dialogsCloseWithEscAndGiveTheFocusBack()
    {
        QFETCH(QString, command);
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"speed"_s, 30);
        QTRY_VERIFY(f.view() && !f.view()->panels().isEmpty());
        f.window->workspace()->browser().focusFilter();
        const QWidget *origin = QApplication::focusWidget();
        f.window->actions().action(command)->trigger();
        QTRY_VERIFY(QApplication::activeModalWidget());
        auto *dialog = qobject_cast<QDialog *>(QApplication::activeModalWidget());
        QVERIFY(dialog);
        QVERIFY(QTest::qWaitForWindowActive(dialog));
        QCOMPARE(dialog->parentWidget(), f.window.get());
        QVERIFY2(dialog->focusWidget(), "the dialog begins without focus");
        QVERIFY2(dialog->width() <= 1024 && dialog->height() <= 640, "larger than W6 allows");
        QTest::keyClick(dialog->focusWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activeModalWidget());
        QVERIFY(f.activate());
        QTRY_COMPARE(QApplication::focusWidget(), origin);
    }
};

TIDEMARK_TEST(AccessibilityWalkTest)
#include "accessibility_walk_test.moc"
