// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "app/own_metrics/export_watch.h"
#include "app/own_metrics/own_metrics.h"
#include "model/core/result.h"
#include "services/monitor/user_metrics.h"
#include "services/net/listen_address.h"
#include "services/net/network_thread.h"
#include "services/prometheus/metrics_endpoint.h"

#include <QCommandLineParser>
#include <QStringList>
#include <QTimer>

#include <memory>
#include <optional>

namespace tidemark {

namespace roboto {
class RobotoServer;
}
namespace store {
class LocalStore;
}

namespace commands {

/// What `tidemark serve` does with what it knows of itself.
struct ServeMetricsPlan
{
    std::optional<net::ListenAddress> listen; ///< answers Prometheus there
    bool records = false;                     ///< into the store that is served
    QStringList exports;                      ///< addresses of own::exporterFactory()

    [[nodiscard]] bool isWanted() const { return listen || records || !exports.isEmpty(); }
};

void addServeMetricsOptions(QCommandLineParser &parser);
/// Errors: InvalidArgument (an address that cannot be).
[[nodiscard]] Result<ServeMetricsPlan> readServeMetricsPlan(const QCommandLineParser &parser);

/// The metrics of a server, made before its store is opened and gone after that is closed. One
/// thread.
class ServeMetrics final
{
public:
    explicit ServeMetrics(ServeMetricsPlan plan);

    [[nodiscard]] std::shared_ptr<ActivityMeter> meter() const { return m_own.meter(); }
    /// The collectors and what ends with them, as /monitor/users tells of what is kept. Any thread.
    [[nodiscard]] monitor::PerUserMemoryMetrics kept() const;
    /// Does what the plan says, until end(). Tells on the console what goes wrong later. Errors:
    /// those of MetricsEndpoint::start(), InvalidArgument (an address of an export), ReadOnly.
    [[nodiscard]] Result<void> begin(const Invocation &call, store::LocalStore &store,
                                     const roboto::RobotoServer &server);
    /// Before the server is gone. Tells what of exports failed.
    void end(const Invocation &call);

private:
    void tellNews(const Invocation &call);

    const ServeMetricsPlan m_plan;
    std::optional<net::NetworkThread> m_network; ///< of exports
    const metrics::SystemClock m_clock;
    own::OwnMetrics m_own;
    std::optional<prometheus::MetricsEndpoint> m_endpoint;
    own::ExportWatch m_watch;
    QTimer m_look; ///< for news of exports
};

} // namespace commands
} // namespace tidemark
