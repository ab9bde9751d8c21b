// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/own_metrics/own_metrics.h"

#include "app/logging.h"
#include "app/own_metrics/own_machine.h"
#include "app/own_metrics/own_metric_names.h"

#include <array>
#include <chrono>
#include <utility>

namespace tidemark::own {

OwnMetrics::OwnMetrics(std::string_view program, metrics::ExporterFactory exporters,
                       QObject *parent)
    : QObject(parent)
    , m_program(program)
    , m_clock(std::make_shared<metrics::SystemClock>())
    , m_archive(std::make_shared<OwnArchive>([this](std::uint64_t store, const QString &failure) {
        QMetaObject::invokeMethod(
            this, [this, store, failure] { onStored(store, failure); }, Qt::QueuedConnection);
    }))
    , m_system(*m_clock, {[this](metrics::MetricCollector &collector) {
                              return ownMonitor(collector, *m_clock, m_program);
                          },
                          m_archive,
                          std::move(exporters),
                          metrics::Tags{{"service.name", "tidemark"}, {kProgramTag, program}},
                          std::chrono::seconds(5),
                          {},
                          metrics::ExportEndpoints::kTimeout,
                          [](const std::string &sentence) {
                              qCWarning(lcApp).noquote() << QString::fromStdString(sentence);
                          }})
    , m_meter(std::make_shared<OwnMeter>(m_system.sharedCollector(), m_clock, program))
{
    countTraffic(m_system, m_program);
}

OwnMetrics::~OwnMetrics()
{
    end();
}

metrics::MetricsSnapshot OwnMetrics::snapshot()
{
    return metrics::MetricsSnapshot::of(m_system.collector(), *m_clock);
}

void OwnMetrics::recordInto(std::shared_ptr<store::LocalStore> store)
{
    const bool records = store != nullptr;
    m_lost = 0;
    m_store = m_archive->recordInto(std::move(store));
    if (!records)
        return;
    if (m_isCollecting) {
        m_system.collectSoon();
        return;
    }
    if (auto begun = collect(); !begun)
        QMetaObject::invokeMethod(
            this, [this, error = begun.error()] { Q_EMIT failed(error); }, Qt::QueuedConnection);
}

Result<void> OwnMetrics::exportTo(const QStringList &endpoints)
{
    m_endpoints.clear();
    for (const QString &endpoint : endpoints)
        m_endpoints.push_back(endpoint.toStdString());
    return collect();
}

Result<void> OwnMetrics::collect()
{
    const metrics::Settings settings{{"collection_interval", std::int64_t{kInterval.count()}},
                                     {"retention_days", std::int64_t{kDaysKept}},
                                     {"export_endpoints", m_endpoints}};
    const auto begun = m_system.initializeMetrics(settings);
    if (!begun)
        return failure(ErrorCode::InvalidArgument, QString::fromStdString(begun.error().message));
    m_isCollecting = true;
    return {};
}

void OwnMetrics::addGauge(std::string_view name, std::string_view description,
                          std::function<double()> read)
{
    metrics::MetricCollector &collector = m_system.collector();
    collector.describe(name, description);
    metrics::Gauge gauge = collector.gauge(name, {{kProgramTag, m_program}});
    m_system.addSource(std::string(name), [gauge, read = std::move(read)]() mutable {
        gauge.set(read());
        return metrics::ExportResult();
    });
}

void OwnMetrics::noteOutbox(std::int64_t waiting, std::int64_t sent, std::int64_t refused)
{
    metrics::MetricCollector &collector = m_system.collector();
    if (!m_waiting.isBound()) {
        const std::array tags{metrics::TagView(kProgramTag, m_program)};
        collector.describe(kOutboxWaiting, "What waits to be sent to sources.");
        collector.describe(kOutboxSent, "What sources took.");
        collector.describe(kOutboxRefused, "What sources refused.");
        m_waiting = collector.gauge(kOutboxWaiting, tags);
        m_sent = collector.counter(kOutboxSent, tags);
        m_refused = collector.counter(kOutboxRefused, tags);
    }
    m_waiting.set(static_cast<double>(waiting));
    m_sent.increment(static_cast<std::uint64_t>(sent));
    m_refused.increment(static_cast<std::uint64_t>(refused));
}

void OwnMetrics::end()
{
    m_archive->silence();
    if (std::exchange(m_isCollecting, false))
        (void)m_system.shutdownMetrics(); // what failed is not news any more
}

void OwnMetrics::onStored(std::uint64_t store, const QString &failure)
{
    if (store != m_store)
        return; // of one that is not recorded into any more
    if (!failure.isEmpty()) {
        if (++m_lost == 1)
            Q_EMIT paused({ErrorCode::Io, failure, {}});
        return;
    }
    if (const std::int64_t lost = std::exchange(m_lost, 0); lost > 0)
        Q_EMIT resumed(lost);
    Q_EMIT recorded();
}

} // namespace tidemark::own
