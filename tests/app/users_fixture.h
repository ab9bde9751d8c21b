// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/app/window_fixture.h"

#include <QStringList>
#include <QTableView>

#include <cstdint>

namespace tidemark::test {

class FakeNemoServer;

/// A window, and the users of a server as they were over a quarter of an hour: they come, go, are
/// listed twice and begin anew.
struct UsersFixture : WindowFixture
{
    static constexpr int kPolls = 150;
    static constexpr std::int64_t kInterval_ns = 6 * kNsPerSecond;
    static constexpr Timestamp kCreated{1'700'000'000 * kNsPerSecond};

    /// Asks a server once a time for each poll, and records what it says, up to the clock's now.
    void record(FakeNemoServer &server) const;
    void showUsers() const;
    /// A quarter of an hour of the server's users, recorded and in view.
    void showRecorded();
    [[nodiscard]] QTableView *table() const;
    /// The column of that title, -1 for none.
    [[nodiscard]] static int columnOf(const QTableView *table, const QString &title);
    [[nodiscard]] static QStringList texts(const QTableView *table, const QString &title);

private:
    [[nodiscard]] bool waitForData() const;
};

} // namespace tidemark::test
