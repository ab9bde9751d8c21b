// SPDX-License-Identifier: GPL-3.0-or-later
// Names for the users of servers, as a person gives them in a window. Pictures are written to the
// folder TIDEMARK_PICTURES when that is set.
#include "model/domain/user_id.h"
#include "tests/app/users_fixture.h"
#include "tests/app/window_looks.h"
#include "tests/support/test_registry.h"
#include "views/charts/chart_controller.h"
#include "views/charts/chart_widget.h"
#include "views/dashboards/dashboard_view.h"
#include "views/dashboards/user_names_dialog.h"
#include "views/tables/message_strip.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QFile>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableWidget>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class UserNamesWindowTest final : public QObject
{
    Q_OBJECT

    static UserNamesDialog *openNames(const WindowFixture &f)
    {
        f.window->actions().action(u"users.names"_s)->trigger();
        UserNamesDialog *dialog = nullptr;
        const bool isOpen = QTest::qWaitFor([&] {
            dialog = f.window->findChild<UserNamesDialog *>();
            return dialog && dialog->isVisible();
        });
        return isOpen ? dialog : nullptr;
    }
    /// Types over what the cell holds, as a person does.
    static void typeName(QTableWidget *list, int row, const QString &name)
    {
        auto *editor = list->findChild<QLineEdit *>();
        if (!editor) { // else it is this cell that is edited already
            list->setFocus();
            list->setCurrentCell(row, 0);
            list->editItem(list->item(row, 0));
            editor = list->findChild<QLineEdit *>();
        }
        QVERIFY(editor);
        editor->selectAll();
        QTest::keyClicks(editor, name);
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(list->item(row, 0)->text(), name);
        QTRY_VERIFY(!list->findChild<QLineEdit *>());
    }
    static QPushButton *button(const QWidget *dialog, const QString &text)
    {
        for (QPushButton *each : dialog->findChildren<QPushButton *>()) {
            if (each->text() == text)
                return each;
        }
        return nullptr;
    }
    /// What the lines of all charts are called.
    static QStringList lineNames(const WindowFixture &f)
    {
        QStringList names;
        for (const auto *chart : f.view()->findChildren<charts::ChartWidget *>()) {
            for (const charts::ChartSeries &series : chart->controller().content().series)
                names << series.name;
        }
        return names;
    }

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void usersGoByTheNamesThatTheyAreGiven()
    {
        UsersFixture f;
        f.showRecorded();
        if (QTest::currentTestFailed())
            return;
        auto *dialog = openNames(f);
        auto *list = dialog->findChild<QTableWidget *>();
        QCOMPARE(list->rowCount(), 4); // alice, bob, carol, dave
        typeName(list, 1, u"Robert"_s);
        auto *identity = dialog->findChild<QLineEdit *>();
        identity->setFocus();
        QTest::keyClicks(identity, u"carol@example.org"_s);
        QTest::keyClick(identity, Qt::Key_Return);
        QVERIFY(dialog->isVisible()); // it was found, not saved
        QCOMPARE(list->rowCount(), 5);
        const QString found = userIdOf(u"carol@example.org"_s);
        QCOMPARE(list->item(4, 1)->text(), found);
        QCOMPARE(identity->text(), QString());
        typeName(list, 4, u"Robert"_s);
        QTest::mouseClick(button(dialog, u"Save names"_s), Qt::LeftButton);
        const auto *strip = dialog->findChild<MessageStrip *>();
        QVERIFY2(strip->text().contains(u"Robert"_s), qPrintable(strip->text()));
        QVERIFY(dialog->isVisible());
        QCOMPARE(f.settings.settings().userNames, UserNames());
        typeName(list, 4, u"Carol Example"_s);
        QCOMPARE(strip->text(), QString());
        QTest::mouseClick(button(dialog, u"Save names"_s), Qt::LeftButton);
        QCOMPARE(f.settings.settings().userNames,
                 (UserNames{{u"bob"_s, u"Robert"_s}, {found, u"Carol Example"_s}}));
        QTRY_COMPARE(UsersFixture::texts(f.table(), u"user"_s),
                     (QStringList{u"Robert"_s, u"alice"_s, u"alice"_s, u"alice"_s, u"dave"_s}));
        QTRY_VERIFY(lineNames(f).contains(u"user=Robert"_s)); // beside alice's with two tags
        QTRY_VERIFY(!lineNames(f).contains(u"user=bob"_s));
        f.makeWindow(); // the next start
        QCOMPARE(f.window->context().userNames().value(u"bob"_s), u"Robert"_s);
        const QString path = f.folder.filePath(u"settings.conf"_s);
        QSettings(path, QSettings::IniFormat).sync();
        QFile kept(path);
        QVERIFY(kept.open(QIODevice::ReadOnly));
        const QByteArray all = kept.readAll();
        QVERIFY2(all.contains("Carol Example"), all.constData());
        QVERIFY(!all.contains("carol@example.org")); // what a user signs in with is not kept
    }

    void aTableOfUsersOffersToNameThem()
    {
        UsersFixture f;
        f.showRecorded();
        if (QTest::currentTestFailed())
            return;
        // What the offscreen plug-in says of every menu.
        QTest::ignoreMessage(QtWarningMsg, "This plugin does not support raise()");
        QTest::ignoreMessage(QtWarningMsg, "This plugin does not support grabbing the keyboard");
        QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(5, 5),
                                f.table()->mapToGlobal(QPoint(5, 5)));
        QCoreApplication::sendEvent(f.table()->viewport(), &event);
        QTRY_VERIFY(QApplication::activePopupWidget());
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        const QList<QAction *> actions = menu->actions();
        const auto naming = std::find_if(actions.begin(), actions.end(), [](QAction *action) {
            return action->text() == u"N&ames of users…"_s;
        });
        QVERIFY(naming != actions.end());
        for (const QAction *action : actions)
            QVERIFY(action->text() != u"Period"_s); // which makes nothing of last values
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(*naming).center());
        QTRY_VERIFY(qobject_cast<UserNamesDialog *>(QApplication::activeModalWidget()));
    }

    void ofVeryManyUsersTheFirstAreListed()
    {
        theme::Theme theme;
        QStringList ids;
        for (int i = 0; i < 100'000; ++i)
            ids << u"u%1"_s.arg(i, 6, 10, QChar(u'0'));
        UserNamesDialog dialog(ids, {{u"u090000"_s, u"Anna"_s}}, theme);
        auto *list = dialog.findChild<QTableWidget *>();
        QCOMPARE(list->rowCount(), 1'001);
        QCOMPARE(list->item(1'000, 0)->text(), u"Anna"_s); // who has a name is there
        QVERIFY(!dialog.findChild<MessageStrip *>()->text().isEmpty());
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        auto *identity = dialog.findChild<QLineEdit *>();
        identity->setFocus();
        QTest::keyClicks(identity, u"u070000"_s);
        QTest::keyClick(identity, Qt::Key_Return);
        QCOMPARE(list->item(1'001, 1)->text(), u"u070000"_s); // by its id
        typeName(list, 1'001, u"Bob"_s);
        QSignalSpy saved(&dialog, &UserNamesDialog::saved);
        QTest::mouseClick(button(&dialog, u"Save names"_s), Qt::LeftButton);
        QCOMPARE(saved.size(), 1);
        QCOMPARE(saved[0][0].value<UserNames>(),
                 (UserNames{{u"u070000"_s, u"Bob"_s}, {u"u090000"_s, u"Anna"_s}}));
    }

    void theDialogOfNamesLooksAsDesigned_data() { addWindowLooks(u"user-names"_s); }

    void theDialogOfNamesLooksAsDesigned()
    {
        UsersFixture f;
        applyWindowLook(f);
        f.settings.change([](Settings &settings) {
            settings.userNames = {{userIdOf(u"alice"_s), u"Alice Liddell"_s},
                                  {userIdOf(u"bob"_s), u"Bob"_s}};
        });
        QVERIFY(f.open());
        auto *dialog = openNames(f);
        QTest::qWait(200);
        keepPicture(*dialog, QString::fromUtf8(QTest::currentDataTag()));
        QCOMPARE(clippedControl(*dialog), QString());
    }
};

TIDEMARK_TEST(UserNamesWindowTest)
#include "user_names_window_test.moc"
