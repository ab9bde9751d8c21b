// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "services/monitor/user_monitor_client.h"
#include "services/monitor/user_monitor_poller.h"
#include "services/monitor/user_recorder.h"
#include "services/net/network_thread.h"

#include <QEventLoop>

#include <chrono>
#include <cstdint>
#include <optional>

namespace tidemark::commands {

/// What `tidemark monitor` is to do.
struct UserMonitorPlan
{
    monitor::MonitorTarget target;
    std::chrono::milliseconds interval{5'000};
    std::optional<std::chrono::milliseconds> duration; ///< nothing: until it is stopped
    std::optional<std::chrono::seconds> offset;        ///< of the server's clock; else estimated
    bool isOnce = false;
};

/// Polls one target and records it, until the plan's end, a signal or an error of the store. One
/// that another program locks is tried again at the next poll, with what was new meanwhile. Runs an
/// event loop on the command's thread; between two polls it waits for the store.
class UserMonitorRun
{
public:
    /// Without a recorder nothing is stored. All of them outlive it.
    UserMonitorRun(const Invocation &call, const UserMonitorPlan &plan,
                   monitor::UserRecorder *recorder);

    [[nodiscard]] ExitCode run();

private:
    void onPolled();
    [[nodiscard]] Result<void> record();
    void tellOfStore(const Result<void> &recorded);
    void tellOfStatus();
    void tellOfOffset();
    void printUsers() const;
    [[nodiscard]] ExitCode report();

    const Invocation &m_call;
    const UserMonitorPlan &m_plan;
    monitor::UserRecorder *m_recorder;
    net::NetworkThread m_network;
    monitor::UserMonitorClient m_client;
    QEventLoop m_loop;
    monitor::UserMonitorPoller m_poller;
    monitor::MonitorStatus m_told = monitor::MonitorStatus::Current;
    std::optional<std::chrono::seconds> m_toldOffset;
    std::optional<Error> m_storeError; ///< of the last poll
    std::int64_t m_answers = 0;
    std::int64_t m_failures = 0;
};

} // namespace tidemark::commands
