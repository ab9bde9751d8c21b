// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/serve_metrics.h"

#include "app/commands/text.h"
#include "app/own_metrics/own_exporters.h"
#include "app/own_metrics/own_metric_names.h"
#include "model/store/local_store.h"
#include "services/roboto/server/roboto_server.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

metrics::ExporterFactory factoryFor(const ServeMetricsPlan &plan,
                                    std::optional<net::NetworkThread> &network,
                                    const metrics::Clock &clock)
{
    if (plan.exports.isEmpty())
        return {};
    network.emplace();
    return own::exporterFactory(*network, clock, QProcessEnvironment::systemEnvironment());
}

} // namespace

void addServeMetricsOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"metrics-listen"_s,
         Text::tr("Where Prometheus and others may ask this server for its own metrics, at "
                  "/metrics and without a token. Only this machine reaches it; port 0 takes a free "
                  "one."),
         u"ADDRESS:PORT"_s},
        {u"record-metrics"_s,
         Text::tr("Record this server's own metrics into the store, where the dashboard Tidemark "
                  "itself shows them.")},
        {u"export-metrics"_s,
         Text::tr("Send this server's own metrics there every five seconds: otlp:URL, "
                  "prometheus:URL, statsd:HOST:PORT, dogstatsd:HOST:PORT, file:PATH, emf:PATH, "
                  "datadog:, cloudwatch:REGION, cloudwatch-otlp:REGION, or otlp, grafana, "
                  "prometheus as the environment says. May be repeated. Where an answer of Datadog "
                  "is lost, its values are sent again and may count twice; datadog:once gives "
                  "them up instead."),
         u"KIND:WHERE"_s},
    });
}

Result<ServeMetricsPlan> readServeMetricsPlan(const QCommandLineParser &parser)
{
    ServeMetricsPlan plan;
    plan.records = parser.isSet(u"record-metrics"_s);
    plan.exports = parser.values(u"export-metrics"_s);
    if (!parser.isSet(u"metrics-listen"_s))
        return plan;
    return net::parseListenAddress(parser.value(u"metrics-listen"_s))
        .transform([&](const net::ListenAddress &listen) {
            plan.listen = listen;
            return plan;
        });
}

ServeMetrics::ServeMetrics(ServeMetricsPlan plan)
    : m_plan(std::move(plan))
    , m_own(own::kServer, factoryFor(m_plan, m_network, m_clock))
{}

monitor::PerUserMemoryMetrics ServeMetrics::kept() const
{
    const metrics::SystemHoldings holdings = m_own.holdings();
    return {static_cast<std::int64_t>(holdings.collectors),
            static_cast<std::int64_t>(holdings.collectorGroups),
            static_cast<std::int64_t>(holdings.shutdownSteps)};
}

Result<void> ServeMetrics::begin(const Invocation &call, store::LocalStore &store,
                                 const roboto::RobotoServer &server)
{
    if (m_plan.records && !store.readOnlyReason().isEmpty())
        return failure(ErrorCode::ReadOnly,
                       Text::tr("The metrics of this server cannot be recorded: %1")
                           .arg(store.readOnlyReason()));
    m_own.addGauge(own::kConnections, "Connections of the server that are open.",
                   [&server] { return static_cast<double>(server.statistics().open); });
    if (m_plan.listen) {
        prometheus::MetricsEndpointOptions options;
        options.address = m_plan.listen->host;
        options.port = m_plan.listen->port;
        m_endpoint.emplace([this] { return m_own.snapshot(); }, options);
        const auto port = m_endpoint->start();
        if (!port)
            return failure(port.error());
        call.console.note(Text::tr("Its own metrics are at %1/metrics.")
                              .arg(net::baseUrl({options.address, *port}, false)));
    }
    if (m_plan.listen || !m_plan.exports.isEmpty()) {
        if (auto begun = m_own.exportTo(m_plan.exports); !begun)
            return begun;
        QObject::connect(&m_look, &QTimer::timeout, &m_own, [this, &call] { tellNews(call); });
        m_look.start(own::OwnMetrics::kInterval);
    }
    if (!m_plan.records)
        return {};
    QObject::connect(&m_own, &own::OwnMetrics::failed, &m_own, [&call](const Error &error) {
        call.console.error(
            Text::tr("The metrics of this server are not recorded. %1").arg(error.message));
    });
    QObject::connect(&m_own, &own::OwnMetrics::paused, &m_own, [&call](const Error &error) {
        call.console.error(Text::tr("The metrics of this server are not recorded until the store "
                                    "takes them again. %1")
                               .arg(error.message));
    });
    QObject::connect(&m_own, &own::OwnMetrics::resumed, &m_own, [&call](qint64 lost) {
        call.console.note(
            Text::tr("The metrics of this server are recorded again. Lost collections: %1.")
                .arg(lost));
    });
    m_own.recordInto(store.shared_from_this());
    return {};
}

void ServeMetrics::tellNews(const Invocation &call)
{
    const QStringList news = m_watch.news(m_own.system().endpoints().state());
    for (const QString &line : news)
        call.console.note(line);
}

void ServeMetrics::end(const Invocation &call)
{
    m_look.stop();
    m_endpoint.reset();
    m_own.end();
    tellNews(call);
    const QStringList summary = own::ExportWatch::summary(m_own.system().endpoints().state());
    for (const QString &line : summary)
        call.console.note(line);
}

} // namespace tidemark::commands
