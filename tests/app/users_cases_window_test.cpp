// SPDX-License-Identifier: GPL-3.0-or-later
// A server that does every odd thing, asked for its users by a receiver of the window, and what the
// dashboard *Users* shows of it. Pictures are written to the folder TIDEMARK_PICTURES when that is
// set.
#include "app/ready_dashboards/users_dashboard.h"
#include "model/time/civil.h"
#include "tests/app/receiving_fixture.h"
#include "tests/app/window_looks.h"
#include "tests/services/monitor/fake_nemo_server.h"
#include "tests/support/log_capture.h"
#include "tests/support/secret_search.h"
#include "tests/support/test_registry.h"
#include "views/charts/chart_controller.h"
#include "views/charts/chart_widget.h"

#include <QLabel>
#include <QTableView>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::test;
using monitor::PerUserResourceUsage;
using Manner = FakeNemoServer::Manner;

class UsersCasesWindowTest final : public QObject
{
    Q_OBJECT

    static constexpr int kPatience_ms = 60'000;

    static PerUserResourceUsage user(const QString &id, Timestamp createdAt, std::int64_t total,
                                     double mean_ms, std::int64_t errors = 0)
    {
        PerUserResourceUsage usage;
        usage.userId = id;
        usage.session = {createdAt, createdAt + Timedelta(kNsPerHour), 1, true};
        usage.requests = {total, 1, mean_ms, errors};
        usage.memory = {3, 1, 2};
        return usage;
    }

    /// A window that asks a server four times a second; its clock and the server's go five times as
    /// fast, and the server's is two hours ahead and does not say so.
    struct Agents : ReceivingFixture
    {
        Agents()
        {
            QObject::connect(&ticking, &QTimer::timeout, &ticking, [this] { tick(); });
            ticking.start(20ms);
            tick();
        }
        ~Agents() { window.reset(); } // before the server
        void tick()
        {
            clock.set(clock.now() + Timedelta(100'000'000));
            server.setClock(2h, clock.now());
        }
        void begin()
        {
            QVERIFY(open());
            ReceiverPlan plan = usualPlan(ReceiverKind::Users);
            plan.name = u"Agents"_s;
            plan.address = server.url();
            plan.interval = 250ms;
            uid = window->receivers()->links().put(plan);
            QTRY_VERIFY(window->workspace()->metrics().names().contains(u"nat.user.active"_s));
            window->actions().action(u"users.show"_s)->trigger();
            QTRY_VERIFY(table());
        }
        [[nodiscard]] ReceiverState state() const
        {
            return window->receivers()->links().link(uid)->state;
        }
        [[nodiscard]] PanelCard *tablePanel() const
        {
            for (PanelCard *panel : view() ? view()->panels() : QList<PanelCard *>()) {
                if (panel->spec().type == PanelType::Table)
                    return panel;
            }
            return nullptr;
        }
        [[nodiscard]] QTableView *table() const
        {
            const PanelCard *panel = tablePanel();
            return panel ? panel->findChild<QTableView *>() : nullptr;
        }
        /// What stands in the column, from top to bottom.
        [[nodiscard]] QStringList column(const QString &title) const
        {
            const QAbstractItemModel &model = *table()->model();
            QStringList texts;
            for (int at = 0; at < model.columnCount(); ++at) {
                if (model.headerData(at, Qt::Horizontal).toString() != title)
                    continue;
                for (int row = 0; row < model.rowCount(); ++row)
                    texts << model.index(row, at).data().toString();
            }
            return texts;
        }
        /// Whether the panel of the table says so in words that can be seen.
        [[nodiscard]] bool tableSays(const QString &part) const
        {
            const auto labels = tablePanel()->findChildren<QLabel *>();
            return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
                return label->isVisible() && label->text().contains(part);
            });
        }
        /// Whether the user's line in the chart of the metric is broken, with values at both sides.
        [[nodiscard]] bool isBroken(const QString &metric, const QString &name) const
        {
            const QString uid = window->workspace()->metrics().findName(metric)->uid;
            for (const auto *chart : view()->findChildren<charts::ChartWidget *>()) {
                for (const charts::ChartSeries &series : chart->controller().content().series) {
                    if (series.identity.contains(uid) && series.identity.contains(name) &&
                        breaksOf(series) > 0)
                        return true;
                }
            }
            return false;
        }
        [[nodiscard]] static int breaksOf(const charts::ChartSeries &series)
        {
            int breaks = 0;
            bool hasValue = false;
            bool hasGap = false;
            for (const charts::ChartPoint &point : series.points) {
                hasGap = hasGap || point.isGap;
                if (!point.hasValue())
                    continue;
                breaks += hasValue && hasGap ? 1 : 0;
                hasValue = true;
                hasGap = false;
            }
            return breaks;
        }

        FakeNemoServer server;
        QTimer ticking;
        QString uid;
    };

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void whatUsersDoIsShown()
    {
        Agents f;
        const Timestamp created = f.clock.now() - Timedelta(kNsPerDay);
        std::vector<PerUserResourceUsage> users{
            user(u"alice"_s, created, 100, 10.00, 1), user(u"alice"_s, created, 30, 40.00),
            user(u"bob"_s, created, 42, 5.00), user(u"carol"_s, created, 7, 5.00)};
        f.server.setUsers(users);
        f.begin();
        if (QTest::currentTestFailed())
            return;
        // the same user twice: both, and a total with a mark (check 17)
        QTRY_COMPARE(f.column(u"user"_s),
                     (QStringList{u"alice"_s, u"alice"_s, u"alice"_s, u"bob"_s, u"carol"_s}));
        QTRY_COMPARE(f.column(u"entry"_s),
                     (QStringList{QString(), u"2"_s, u"Sum of 2 entries"_s, QString(), QString()}));
        QTRY_COMPARE(f.column(u"All requests"_s),
                     (QStringList{u"100"_s, u"30"_s, u"130"_s, u"42"_s, u"7"_s}));
        // two hours ahead without a zone: UTC (check 14)
        QTRY_COMPARE_WITH_TIMEOUT(f.column(u"Known since"_s).first(),
                                  f.window->formatter().time(created), kPatience_ms);
        QTRY_COMPARE(f.column(u"Last activity"_s).first(),
                     f.window->formatter().time(created + Timedelta(kNsPerHour)));
        QTRY_COMPARE_WITH_TIMEOUT(f.column(u"Active"_s).at(2), u"2"_s, kPatience_ms);

        // 10 more in which the mean goes from 10 to 11 ms (check 16)
        QTRY_COMPARE_WITH_TIMEOUT(f.column(u"Requests"_s).value(0), u"0"_s,
                                  kPatience_ms); // two answers came
        users[0] = user(u"alice"_s, created, 110, 11.00, 3);
        f.server.setUsers(users);
        QTRY_COMPARE_WITH_TIMEOUT(f.column(u"Requests"_s).value(0), u"10"_s, kPatience_ms);
        QTRY_COMPARE_WITH_TIMEOUT(f.column(u"Latency"_s).value(0), u"21\u00A0ms"_s, kPatience_ms);
        QTRY_COMPARE_WITH_TIMEOUT(f.column(u"Last latency"_s).value(0), u"21\u00A0ms"_s,
                                  kPatience_ms);
        QTRY_COMPARE_WITH_TIMEOUT(f.column(u"Errors"_s).value(0), u"2"_s, kPatience_ms);
        QTRY_COMPARE_WITH_TIMEOUT(f.column(u"Requests"_s).value(2), u"10"_s, kPatience_ms);
        QTRY_COMPARE_WITH_TIMEOUT(f.column(u"Latency"_s).value(2), u"21\u00A0ms"_s, kPatience_ms);

        // bob begins anew: one request more, not 41 fewer, and his line is broken (check 15)
        users[2] = user(u"bob"_s, f.clock.now(), 1, 5.00);
        f.server.setUsers(users);
        QTRY_COMPARE_WITH_TIMEOUT(f.column(u"All requests"_s).value(3), u"1"_s, kPatience_ms);
        QTRY_COMPARE_WITH_TIMEOUT(f.column(u"Requests"_s).value(3), u"1"_s, kPatience_ms);
        QTRY_VERIFY_WITH_TIMEOUT(f.isBroken(u"nat.user.total_requests"_s, u"bob"_s), 20'000);

        users.pop_back(); // carol goes
        f.server.setUsers(users);
        QTRY_COMPARE_WITH_TIMEOUT(f.column(u"user"_s).last(), u"bob"_s, kPatience_ms);
        QTRY_COMPARE(clippedControl(*f.window), QString());
        keepPicture(*f.window, u"users-cases"_s);

        // a user whom nobody knows: nothing, and no error (check 13)
        RecordFilter filter;
        filter.tags = {{u"user"_s, u"nobody"_s}};
        f.window->context().setFilter(filter);
        QTRY_VERIFY(f.tablePanel()->state() != PanelCard::State::Data);
        QVERIFY(f.tablePanel()->state() != PanelCard::State::Error);
        f.window->context().setFilter({});
        QTRY_COMPARE(f.tablePanel()->state(), PanelCard::State::Data);
        f.server.setUsers({});
        QTRY_VERIFY(f.tablePanel()->state() != PanelCard::State::Data);
        QCOMPARE(f.state().status, ReceiverStatus::Receiving);
        QVERIFY(!QApplication::activeModalWidget());
    }

    void aServerThatDoesNotAnswerIsMarked_data()
    {
        QTest::addColumn<int>("manner");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("words"); // of the receiver
        QTest::addColumn<bool>("isTold");   // in the message bar
        const auto row = [](const char *name, Manner manner, ReceiverStatus status,
                            const QString &words, bool isTold) {
            QTest::newRow(name) << static_cast<int>(manner) << static_cast<int>(status) << words
                                << isTold;
        };
        row("switched off", Manner::SwitchedOff, ReceiverStatus::Waiting,
            u"Monitoring is not switched on at"_s, true);
        row("slow", Manner::Slow, ReceiverStatus::Waiting, u"did not answer in time"_s, false);
        row("failing", Manner::Failing, ReceiverStatus::Failing, u"500"_s, true);
        row("without users", Manner::WithoutUsers, ReceiverStatus::Failing,
            u"The field users is missing."_s, true);
    }

    // Checks 12 and 13.
    void aServerThatDoesNotAnswerIsMarked()
    {
        QFETCH(int, manner);
        QFETCH(int, status);
        QFETCH(QString, words);
        QFETCH(bool, isTold);
        Agents f;
        f.server.setUsers({user(u"alice"_s, f.clock.now(), 42, 12.5)});
        f.begin();
        if (QTest::currentTestFailed())
            return;
        QTRY_COMPARE_WITH_TIMEOUT(f.column(u"All requests"_s), QStringList{u"42"_s}, kPatience_ms);
        QVERIFY(!f.column(u"Latest"_s).first().contains(u"stale"_s));
        f.server.setManner(static_cast<Manner>(manner), 60s);
        QTRY_COMPARE_WITH_TIMEOUT(static_cast<int>(f.state().status), status, 30'000);
        QVERIFY2(f.state().error->message.contains(words), qPrintable(f.state().error->message));
        // what was told last stays, and says how old it is
        QTRY_VERIFY_WITH_TIMEOUT(f.tableSays(u"did not answer when it was asked last"_s), 20'000);
        QCOMPARE(f.column(u"All requests"_s), QStringList{u"42"_s});
        QTRY_VERIFY2(f.column(u"Latest"_s).first().contains(u"stale: "_s),
                     qPrintable(f.column(u"Latest"_s).first()));
        const auto &messages = f.window->messages().messages();
        const auto hasWords = [&](const Message &message) { return message.text.contains(words); };
        if (isTold)
            QTRY_VERIFY(std::any_of(messages.begin(), messages.end(), hasWords));
        else
            QVERIFY(std::none_of(messages.begin(), messages.end(), hasWords));
        QVERIFY(!QApplication::activeModalWidget());
        QTRY_COMPARE(clippedControl(*f.window), QString()); // a message is laid out a turn later
        keepPicture(*f.window, u"users-%1"_s.arg(QString::fromUtf8(QTest::currentDataTag())));
    }

    // Nobody looks: every half a minute, not four times a second.
    void itIsAskedLessOftenWhileNobodyLooks()
    {
        Agents f;
        f.server.setUsers({user(u"alice"_s, f.clock.now(), 42, 12.5)});
        f.begin();
        if (QTest::currentTestFailed())
            return;
        const std::size_t seen = f.server.requests().size();
        QTRY_VERIFY(f.server.requests().size() >= seen + 3);
        f.window->workspace()->tabs().openNew(); // another dashboard in front
        const auto isQuiet = [&f] {
            const std::size_t before = f.server.requests().size();
            QTest::qWait(1'500);
            return f.server.requests().size() == before;
        };
        // One that was due already may still come; four a second are never quiet.
        QVERIFY(isQuiet() || isQuiet() || isQuiet());
        const std::size_t hidden = f.server.requests().size();
        QVERIFY(f.window->workspace()->tabs().showByUid(usersDashboardUid()));
        QTRY_VERIFY(f.server.requests().size() >= hidden + 3);
    }

    // Check 60.
    void theTokenOfAProfileIsNowhere()
    {
        const QByteArray secret = "rb_users_0123456789abcdefghijklmnopqrstuvwxyz";
        const LogCapture log;
        {
            Agents f;
            qputenv("ROBOTO_API_KEY", secret);
            qputenv("ROBOTO_SERVICE_ENDPOINT", f.server.url().toLatin1());
            f.server.setUsers({user(u"alice"_s, f.clock.now(), 42, 12.5)});
            f.begin();
            qunsetenv("ROBOTO_API_KEY");
            qunsetenv("ROBOTO_SERVICE_ENDPOINT");
            if (QTest::currentTestFailed())
                return;
            QTRY_COMPARE_WITH_TIMEOUT(f.column(u"All requests"_s), QStringList{u"42"_s},
                                      kPatience_ms);
            QCOMPARE(f.server.requests().front().header("Authorization"), "Bearer " + secret);
            f.server.setManner(Manner::Failing);
            QTRY_COMPARE(f.state().status, ReceiverStatus::Failing);
            const ReceiverState state = f.state();
            QVERIFY(!tellsSecret((state.error->message + state.error->detail).toUtf8(), secret));
            QCOMPARE(filesThatTell(f.folder.path(), secret), QStringList()); // store and settings
            f.window->close();
            QTRY_VERIFY(f.ending.ended().isFinished());
            QCOMPARE(filesThatTell(f.folder.path(), secret), QStringList());
        }
        QVERIFY(!tellsSecret(LogCapture::text().toUtf8(), secret));
    }
};

TIDEMARK_TEST(UsersCasesWindowTest)
#include "users_cases_window_test.moc"
