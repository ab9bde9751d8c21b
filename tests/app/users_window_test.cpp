// SPDX-License-Identifier: GPL-3.0-or-later
// Users of a server, as they were recorded over a quarter of an hour, on the dashboard *Users*:
// they come, go, are listed twice and begin anew. How servers are asked, whatever they do, is in
// UsersCasesWindowTest. Pictures of it are written
// to the folder TIDEMARK_PICTURES when that is set.
#include "app/ready_dashboards/users_dashboard.h"
#include "model/domain/user_id.h"
#include "services/monitor/user_monitor_client.h"
#include "services/monitor/user_recorder.h"
#include "services/net/network_thread.h"
#include "tests/app/window_looks.h"
#include "tests/services/monitor/fake_nemo_server.h"
#include "tests/support/test_registry.h"
#include "views/charts/chart_controller.h"
#include "views/charts/chart_widget.h"
#include "views/dashboards/dashboard_view.h"
#include "views/dashboards/user_names_dialog.h"
#include "views/tables/message_strip.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QFile>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QTableWidget>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::test;
using monitor::PerUserResourceUsage;

class UsersWindowTest final : public QObject
{
    Q_OBJECT

    static constexpr int kPolls = 150;
    static constexpr std::int64_t kInterval_ns = 6 * kNsPerSecond;

    static constexpr Timestamp kCreated{1'700'000'000 * kNsPerSecond};
    static constexpr int kReset = 75; ///< the poll at which bob has begun anew

    static PerUserResourceUsage user(const QString &id, std::int64_t total, std::int64_t active,
                                     std::int64_t errors, double latency_ms,
                                     Timestamp createdAt = kCreated)
    {
        PerUserResourceUsage usage;
        usage.userId = id;
        usage.session.createdAt = createdAt;
        usage.session.lastActivity = usage.session.createdAt;
        usage.session.refCount = active;
        usage.session.isActive = active > 0;
        usage.requests = {total, active, latency_ms, errors};
        usage.memory = {3, 1, active};
        return usage;
    }
    /// The users at a poll, 0 to kPolls - 1.
    static std::vector<PerUserResourceUsage> usersAt(int poll)
    {
        std::vector<PerUserResourceUsage> users{
            user(u"alice"_s, 40 + poll * 2, 1 + poll / 20 % 3, poll / 30,
                 900 + 300 * std::sin(poll / 9.0)),
            poll < kReset
                ? user(u"bob"_s, 10 + poll / 3, poll / 35 % 2, 0, 650 + 80 * std::sin(poll / 4.0))
                : user(u"bob"_s, (poll - kReset) / 3, 1, 0, 640, kCreated + Timedelta(kNsPerHour))};
        if (poll < 100)
            users.push_back(user(u"carol"_s, 5 + poll, 1, poll / 10, 2'100));
        if (poll >= 60) { // the same user in another shape, as the server may list one
            users.push_back(user(u"alice"_s, poll, 0, 1, 400));
            users.push_back(user(u"dave"_s, (poll - 60) * 3, 2, 0, 310));
        }
        return users;
    }
    /// Asks a server once a time for each poll, and records what it says, up to the clock's now.
    static void record(const WindowFixture &f, FakeNemoServer &server)
    {
        const DataPorts ports = f.window->workspace()->ports();
        const Timestamp end = f.clock.now();
        std::atomic<bool> isDone = false;
        QString error;
        std::thread worker([&] {
            net::NetworkThread network;
            const auto target = monitor::parseMonitorTarget(server.url());
            monitor::UserMonitorClient client(network, *target, Secret());
            monitor::UserTracker tracker;
            monitor::ServerOffset offset;
            monitor::UserRecorder recorder(ports, u"assistant:8000"_s);
            for (int poll = 0; poll < kPolls && error.isEmpty(); ++poll) {
                const Timestamp at = end - Timedelta((kPolls - 1 - poll) * kInterval_ns);
                server.setClock(7'200s, at); // it does not say that it is ahead
                server.setUsers(usersAt(poll));
                auto body = client.fetch({});
                body.waitForFinished();
                const auto reading = body.result()
                                         ? monitor::readMonitorResponse(*body.result(), at, offset)
                                         : failure(body.result().error());
                if (!reading)
                    error = reading.error().message;
                else if (auto done = recorder.record(tracker.follow(*reading)); !done)
                    error = done.error().message;
            }
            isDone = true;
        });
        const bool ended = QTest::qWaitFor([&] { return isDone.load(); }, 60'000);
        worker.join();
        QVERIFY(ended);
        QCOMPARE(error, QString());
    }
    static void showUsers(const WindowFixture &f)
    {
        f.window->actions().action(u"users.show"_s)->trigger();
    }
    static QTableView *table(const WindowFixture &f)
    {
        for (PanelCard *panel : f.view()->panels()) {
            if (panel->spec().type == PanelType::Table)
                return panel->findChild<QTableView *>();
        }
        return nullptr;
    }
    static int columnOf(const QTableView *table, const QString &title)
    {
        for (int i = 0; i < table->model()->columnCount(); ++i) {
            if (table->model()->headerData(i, Qt::Horizontal).toString() == title)
                return i;
        }
        return -1;
    }
    static QStringList texts(const QTableView *table, const QString &title)
    {
        QStringList texts;
        const int column = columnOf(table, title);
        for (int row = 0; row < table->model()->rowCount(); ++row)
            texts.append(table->model()->index(row, column).data().toString());
        return texts;
    }
    static bool waitForData(const WindowFixture &f)
    {
        return QTest::qWaitFor(
            [&] {
                const auto panels = f.view() ? f.view()->panels() : QList<PanelCard *>();
                return panels.size() > 5 &&
                       std::all_of(panels.begin(), panels.end(), [](const PanelCard *panel) {
                           return panel->state() == PanelCard::State::Data;
                       });
            },
            20'000);
    }

    /// A quarter of an hour of the server's users, recorded and in view.
    static void showRecorded(WindowFixture &f)
    {
        FakeNemoServer server;
        QVERIFY(f.open());
        record(f, server);
        if (QTest::currentTestFailed())
            return;
        QTRY_VERIFY(f.window->workspace()->metrics().names().contains(u"nat.user.active"_s));
        showUsers(f);
        QVERIFY(waitForData(f));
    }

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

    void withoutUsersItSaysHowToRecordThem()
    {
        WindowFixture f;
        QVERIFY(f.open());
        const int tabs = f.window->workspace()->tabs().count();
        showUsers(f);
        QCOMPARE(f.window->workspace()->tabs().count(), tabs);
        const auto &messages = f.window->messages().messages();
        QVERIFY(!messages.empty());
        QVERIFY2(messages.back().text.contains(u"tidemark monitor"_s),
                 qPrintable(messages.back().text));
    }

    void everyUserIsARowAndALine()
    {
        WindowFixture f;
        showRecorded(f);
        if (QTest::currentTestFailed())
            return;
        QCOMPARE(f.view()->dashboard().uid, usersDashboardUid());
        QTableView *users = table(f);
        QVERIFY(users);
        // carol has gone, and alice is listed twice
        QCOMPARE(texts(users, u"user"_s),
                 (QStringList{u"alice"_s, u"alice"_s, u"alice"_s, u"bob"_s, u"dave"_s}));
        QCOMPARE(texts(users, u"entry"_s),
                 (QStringList{QString(), u"2"_s, u"Sum of 2 entries"_s, QString(), QString()}));
        QCOMPARE(texts(users, u"All requests"_s),
                 (QStringList{u"338"_s, u"149"_s, u"487"_s, u"24"_s, u"267"_s}));
        QCOMPARE(texts(users, u"All errors"_s),
                 (QStringList{u"4"_s, u"1"_s, u"5"_s, u"0"_s, u"0"_s}));
        // in the range: of bob those before and those after he began anew
        f.window->context().requestLive(); // no longer
        const Timestamp first = f.clock.now() - Timedelta((kPolls - 1) * kInterval_ns);
        f.window->context().setWindow({first, f.clock.now() + Timedelta(1)});
        QTRY_COMPARE(texts(users, u"Requests"_s),
                     (QStringList{u"298"_s, u"149"_s, u"447"_s, u"48"_s, u"267"_s}));
        QCOMPARE(texts(users, u"Known since"_s).at(3),
                 f.window->formatter().time(kCreated + Timedelta(kNsPerHour)));
        // a person sorts by requests, most first
        QHeaderView *header = users->horizontalHeader();
        const int column = columnOf(users, u"All requests"_s);
        const QPoint place(header->sectionViewportPosition(column) + 8, header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, place);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, place);
        QCOMPARE(texts(users, u"All requests"_s),
                 (QStringList{u"487"_s, u"338"_s, u"267"_s, u"149"_s, u"24"_s}));
        // again: the same tab
        const int tabs = f.window->workspace()->tabs().count();
        showUsers(f);
        QCOMPARE(f.window->workspace()->tabs().count(), tabs);
    }

    void aRangeOfThePastShowsWhoWasThereThen()
    {
        WindowFixture f;
        showRecorded(f);
        if (QTest::currentTestFailed())
            return;
        const Timestamp first = f.clock.now() - Timedelta((kPolls - 1) * kInterval_ns);
        f.window->context().requestLive(); // no longer
        f.window->context().setWindow({first, first + Timedelta(30 * kInterval_ns)});
        QTableView *users = table(f);
        QTRY_COMPARE(texts(users, u"user"_s), (QStringList{u"alice"_s, u"bob"_s, u"carol"_s}));
        QCOMPARE(texts(users, u"All requests"_s), (QStringList{u"98"_s, u"19"_s, u"34"_s}));
    }

    void usersGoByTheNamesThatTheyAreGiven()
    {
        WindowFixture f;
        showRecorded(f);
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
        QTRY_COMPARE(texts(table(f), u"user"_s),
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
        WindowFixture f;
        showRecorded(f);
        if (QTest::currentTestFailed())
            return;
        // What the offscreen plug-in says of every menu.
        QTest::ignoreMessage(QtWarningMsg, "This plugin does not support raise()");
        QTest::ignoreMessage(QtWarningMsg, "This plugin does not support grabbing the keyboard");
        QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(5, 5),
                                table(f)->mapToGlobal(QPoint(5, 5)));
        QCoreApplication::sendEvent(table(f)->viewport(), &event);
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
        WindowFixture f;
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

    void looksAsDesigned_data() { addWindowLooks(u"users"_s); }

    void looksAsDesigned()
    {
        WindowFixture f;
        applyWindowLook(f);
        showRecorded(f);
        if (QTest::currentTestFailed())
            return;
        QTest::qWait(300);
        lookAt(f);
    }
};

TIDEMARK_TEST(UsersWindowTest)
#include "users_window_test.moc"
