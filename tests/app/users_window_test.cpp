// SPDX-License-Identifier: GPL-3.0-or-later
// Users of a server on the dashboard *Users*. How servers are asked, whatever they do, is in
// UsersCasesWindowTest. Pictures of it are written to the folder TIDEMARK_PICTURES when that is
// set.
#include "app/ready_dashboards/users_dashboard.h"
#include "tests/app/users_fixture.h"
#include "tests/app/window_looks.h"
#include "tests/support/test_registry.h"
#include "views/dashboards/dashboard_view.h"

#include <QAction>
#include <QHeaderView>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class UsersWindowTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void withoutUsersItSaysHowToRecordThem()
    {
        UsersFixture f;
        QVERIFY(f.open());
        const int tabs = f.window->workspace()->tabs().count();
        f.showUsers();
        QCOMPARE(f.window->workspace()->tabs().count(), tabs);
        const auto &messages = f.window->messages().messages();
        QVERIFY(!messages.empty());
        QVERIFY2(messages.back().text.contains(u"tidemark monitor"_s),
                 qPrintable(messages.back().text));
    }

    void everyUserIsARowAndALine()
    {
        UsersFixture f;
        f.showRecorded();
        if (QTest::currentTestFailed())
            return;
        QCOMPARE(f.view()->dashboard().uid, usersDashboardUid());
        QTableView *users = f.table();
        QVERIFY(users);
        // carol has gone, and alice is listed twice
        QCOMPARE(UsersFixture::texts(users, u"user"_s),
                 (QStringList{u"alice"_s, u"alice"_s, u"alice"_s, u"bob"_s, u"dave"_s}));
        QCOMPARE(UsersFixture::texts(users, u"entry"_s),
                 (QStringList{QString(), u"2"_s, u"Sum of 2 entries"_s, QString(), QString()}));
        QCOMPARE(UsersFixture::texts(users, u"All requests"_s),
                 (QStringList{u"338"_s, u"149"_s, u"487"_s, u"24"_s, u"267"_s}));
        QCOMPARE(UsersFixture::texts(users, u"All errors"_s),
                 (QStringList{u"4"_s, u"1"_s, u"5"_s, u"0"_s, u"0"_s}));
        // in the range: of bob those before and those after he began anew
        f.window->context().requestLive(); // no longer
        const Timestamp first =
            f.clock.now() - Timedelta((UsersFixture::kPolls - 1) * UsersFixture::kInterval_ns);
        f.window->context().setWindow({first, f.clock.now() + Timedelta(1)});
        QTRY_COMPARE(UsersFixture::texts(users, u"Requests"_s),
                     (QStringList{u"298"_s, u"149"_s, u"447"_s, u"48"_s, u"267"_s}));
        QCOMPARE(UsersFixture::texts(users, u"Known since"_s).at(3),
                 f.window->formatter().time(UsersFixture::kCreated + Timedelta(kNsPerHour)));
        // a person sorts by requests, most first
        QHeaderView *header = users->horizontalHeader();
        const int column = UsersFixture::columnOf(users, u"All requests"_s);
        const QPoint place(header->sectionViewportPosition(column) + 8, header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, place);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, place);
        QCOMPARE(UsersFixture::texts(users, u"All requests"_s),
                 (QStringList{u"487"_s, u"338"_s, u"267"_s, u"149"_s, u"24"_s}));
        // again: the same tab
        const int tabs = f.window->workspace()->tabs().count();
        f.showUsers();
        QCOMPARE(f.window->workspace()->tabs().count(), tabs);
    }

    void aRangeOfThePastShowsWhoWasThereThen()
    {
        UsersFixture f;
        f.showRecorded();
        if (QTest::currentTestFailed())
            return;
        const Timestamp first =
            f.clock.now() - Timedelta((UsersFixture::kPolls - 1) * UsersFixture::kInterval_ns);
        f.window->context().requestLive(); // no longer
        f.window->context().setWindow({first, first + Timedelta(30 * UsersFixture::kInterval_ns)});
        QTableView *users = f.table();
        QTRY_COMPARE(UsersFixture::texts(users, u"user"_s),
                     (QStringList{u"alice"_s, u"bob"_s, u"carol"_s}));
        QCOMPARE(UsersFixture::texts(users, u"All requests"_s),
                 (QStringList{u"98"_s, u"19"_s, u"34"_s}));
    }

    void looksAsDesigned_data() { addWindowLooks(u"users"_s); }

    void looksAsDesigned()
    {
        UsersFixture f;
        applyWindowLook(f);
        f.showRecorded();
        if (QTest::currentTestFailed())
            return;
        QTest::qWait(300);
        lookAt(f);
    }
};

TIDEMARK_TEST(UsersWindowTest)
#include "users_window_test.moc"
