// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/users_fixture.h"

#include "services/monitor/user_monitor_client.h"
#include "services/monitor/user_recorder.h"
#include "services/net/network_thread.h"
#include "tests/services/monitor/fake_nemo_server.h"
#include "views/dashboards/dashboard_view.h"

#include <QAction>
#include <QHeaderView>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidemark::test {
namespace {

constexpr int kReset = 75; ///< the poll at which bob has begun anew

monitor::PerUserResourceUsage user(const QString &id, std::int64_t total, std::int64_t active,
                                   std::int64_t errors, double latency_ms,
                                   Timestamp createdAt = UsersFixture::kCreated)
{
    monitor::PerUserResourceUsage usage;
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
std::vector<monitor::PerUserResourceUsage> usersAt(int poll)
{
    std::vector<monitor::PerUserResourceUsage> users{
        user(u"alice"_s, 40 + poll * 2, 1 + poll / 20 % 3, poll / 30,
             900 + 300 * std::sin(poll / 9.0)),
        poll < kReset
            ? user(u"bob"_s, 10 + poll / 3, poll / 35 % 2, 0, 650 + 80 * std::sin(poll / 4.0))
            : user(u"bob"_s, (poll - kReset) / 3, 1, 0, 640,
                   UsersFixture::kCreated + Timedelta(kNsPerHour))};
    if (poll < 100)
        users.push_back(user(u"carol"_s, 5 + poll, 1, poll / 10, 2'100));
    if (poll >= 60) { // the same user in another shape, as the server may list one
        users.push_back(user(u"alice"_s, poll, 0, 1, 400));
        users.push_back(user(u"dave"_s, (poll - 60) * 3, 2, 0, 310));
    }
    return users;
}

} // namespace

void UsersFixture::record(FakeNemoServer &server) const
{
    const DataPorts ports = window->workspace()->ports();
    const Timestamp end = clock.now();
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

void UsersFixture::showUsers() const
{
    window->actions().action(u"users.show"_s)->trigger();
}

QTableView *UsersFixture::table() const
{
    for (PanelCard *panel : view()->panels()) {
        if (panel->spec().type == PanelType::Table)
            return panel->findChild<QTableView *>();
    }
    return nullptr;
}

int UsersFixture::columnOf(const QTableView *table, const QString &title)
{
    for (int i = 0; i < table->model()->columnCount(); ++i) {
        if (table->model()->headerData(i, Qt::Horizontal).toString() == title)
            return i;
    }
    return -1;
}

QStringList UsersFixture::texts(const QTableView *table, const QString &title)
{
    QStringList texts;
    const int column = columnOf(table, title);
    for (int row = 0; row < table->model()->rowCount(); ++row)
        texts.append(table->model()->index(row, column).data().toString());
    return texts;
}

bool UsersFixture::waitForData() const
{
    return QTest::qWaitFor(
        [&] {
            const auto panels = view() ? view()->panels() : QList<PanelCard *>();
            return panels.size() > 5 &&
                   std::all_of(panels.begin(), panels.end(), [](const PanelCard *panel) {
                       return panel->state() == PanelCard::State::Data;
                   });
        },
        20'000);
}

void UsersFixture::showRecorded()
{
    FakeNemoServer server;
    QVERIFY(open());
    record(server);
    if (QTest::currentTestFailed())
        return;
    QTRY_VERIFY(window->workspace()->metrics().names().contains(u"nat.user.active"_s));
    showUsers();
    QVERIFY(waitForData());
}

} // namespace tidemark::test
