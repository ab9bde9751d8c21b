// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/secret.h"
#include "services/monitor/monitor_json.h"
#include "services/net/http_client.h"

#include <QFuture>
#include <QString>

#include <chrono>
#include <stop_token>

namespace tidemark::monitor {

/// The server whose users are asked for.
struct MonitorTarget
{
    net::Endpoint endpoint; ///< above `/monitor/users`
    QString name;           ///< tags its series: the address without scheme and user
};

/// Reads an address as a person types it, with or without `/monitor/users` at its end. Errors:
/// those of net::parseEndpoint().
[[nodiscard]] Result<MonitorTarget> parseMonitorTarget(const QString &address);

/// Whether the error says that the server has no user monitor, or has it switched off (404).
[[nodiscard]] bool isNoMonitor(const Error &error);

/// Asks one server for its users. Any thread; nothing here waits.
class UserMonitorClient
{
public:
    static constexpr std::chrono::milliseconds kDeadline{10'000};

    /// `network` outlives it. `token` goes to the target's origin alone; most servers want none.
    UserMonitorClient(net::NetworkThread &network, const MonitorTarget &target,
                      Secret token = Secret(), std::chrono::milliseconds deadline = kDeadline);

    /// The body of the answer, of one attempt: who polls asks again soon. Errors: those of
    /// HttpClient, Timeout after the deadline; NotFound (see isNoMonitor()); those of statusError()
    /// for any other status that is no success.
    [[nodiscard]] QFuture<Result<QByteArray>> fetch(std::stop_token stop = {});

private:
    net::HttpClient m_client;
    std::chrono::milliseconds m_deadline;
};

} // namespace tidemark::monitor
