// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/activity_meter.h"
#include "model/ports/clock.h"
#include "model/ports/store_scopes.h"
#include "services/roboto/server/caller_gate.h"
#include "services/roboto/server/caller_monitor.h"
#include "services/roboto/server/open_calls.h"

#include <QThreadPool>

#include <optional>
#include <stop_token>

namespace tidemark::roboto {

/// Who is told of the calls of a server.
struct ServiceWatch
{
    bool monitorsUsers = false;     ///< a monitor that is asked at /monitor/users
    ActivityMeter *meter = nullptr; ///< a loan that outlives the service; may be null
    CallerMonitor::Kept kept = {};  ///< for the monitor; what it uses outlives the service
};

/// What all calls of a server share. Outlives them: see OpenCalls. Any thread.
class ServiceState
{
public:
    static constexpr int kWorkers = 2; ///< threads; the store reads with as many

    ServiceState(StoreScopes &store, const Clock &clock, const ServiceWatch &watch)
        : m_store(store)
        , m_clock(clock)
        , m_gate(store.access())
        , m_meter(watch.meter)
    {
        m_workers.setMaxThreadCount(kWorkers);
        if (watch.monitorsUsers)
            m_monitor.emplace(clock, watch.kept);
    }

    [[nodiscard]] StoreScopes &store() noexcept { return m_store; }
    [[nodiscard]] const Clock &clock() const noexcept { return m_clock; }
    [[nodiscard]] CallerGate &gate() noexcept { return m_gate; }
    /// Nothing unless users are monitored.
    [[nodiscard]] CallerMonitor *monitor() noexcept { return m_monitor ? &*m_monitor : nullptr; }
    /// May be null.
    [[nodiscard]] ActivityMeter *meter() const noexcept { return m_meter; }
    [[nodiscard]] OpenCalls &openCalls() noexcept { return m_openCalls; }
    [[nodiscard]] QThreadPool &workers() noexcept { return m_workers; }
    [[nodiscard]] std::stop_token stopToken() const { return m_stop.get_token(); }
    void requestStop() { m_stop.request_stop(); }

private:
    StoreScopes &m_store;
    const Clock &m_clock;
    CallerGate m_gate;
    std::optional<CallerMonitor> m_monitor;
    ActivityMeter *m_meter;
    OpenCalls m_openCalls;
    std::stop_source m_stop;
    QThreadPool m_workers; // ends first
};

} // namespace tidemark::roboto
