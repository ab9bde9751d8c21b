// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/own_metrics/own_archive.h"
#include "app/own_metrics/own_meter.h"
#include "model/core/error.h"
#include "services/metrics/clock.h"
#include "services/metrics/system/metrics_system.h"

#include <QObject>
#include <QStringList>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::own {

/// What Tidemark knows of itself: a metrics system whose meter the parts of the program tell what
/// they do, which monitors the machine, and which is read by who serves it, recorded into a store,
/// or exported. Until one of these is wanted it only counts. Lives on the thread that made it,
/// where signals arrive.
class OwnMetrics final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::seconds kInterval{5};
    static constexpr int kDaysKept = 30; ///< of what is recorded

    /// `program`: kWindow or kServer.
    explicit OwnMetrics(std::string_view program, metrics::ExporterFactory exporters = {},
                        QObject *parent = nullptr);
    ~OwnMetrics() override; ///< end()

    /// For all parts of the program; it may outlive this, as a store does that is being closed.
    [[nodiscard]] std::shared_ptr<ActivityMeter> meter() const { return m_meter; }
    [[nodiscard]] metrics::MetricsSystem &system() noexcept { return m_system; }
    /// Any thread.
    [[nodiscard]] metrics::SystemHoldings holdings() const { return m_system.holdings(); }
    /// As it stands now; the system outlives it. Any thread.
    [[nodiscard]] metrics::MetricsSnapshot snapshot();

    /// Records into a store from now on; null: no more. Waits for nothing. What the store does not
    /// take is lost, and the next collection is tried all the same.
    void recordInto(std::shared_ptr<store::LocalStore> store);
    /// Measures the process and the machine, and exports to these, which may be none, each
    /// kInterval. Errors: InvalidArgument (an address that nobody knows).
    [[nodiscard]] Result<void> exportTo(const QStringList &endpoints);
    /// Sets `name` to what `read` answers before each collection; until end(). On a thread of the
    /// system, so it may not hang.
    void addGauge(std::string_view name, std::string_view description,
                  std::function<double()> read);
    /// What waits to be sent to sources now, and what they took and refused since this was told
    /// last.
    void noteOutbox(std::int64_t waiting, std::int64_t sent, std::int64_t refused);
    /// Collects once more, exports that, and ends, in five seconds at most.
    void end();

Q_SIGNALS:
    void recorded();                           ///< a collection is in the store
    void failed(const tidemark::Error &error); ///< it could not begin
    /// The store does not take a collection; told once until it takes them again.
    void paused(const tidemark::Error &error);
    /// It takes them again, and did not take so many in between.
    void resumed(qint64 lost);

private:
    [[nodiscard]] Result<void> collect();
    void onStored(std::uint64_t store, const QString &failure);

    const std::string m_program;
    const std::shared_ptr<const metrics::SystemClock> m_clock;
    const std::shared_ptr<OwnArchive> m_archive;
    metrics::MetricsSystem m_system;
    const std::shared_ptr<OwnMeter> m_meter;
    std::vector<std::string> m_endpoints;
    bool m_isCollecting = false;
    std::uint64_t m_store = 0; ///< the number of the one that is recorded into
    std::int64_t m_lost = 0;   ///< collections in a row that it did not take
    metrics::Gauge m_waiting;
    metrics::Counter m_sent;
    metrics::Counter m_refused;
};

} // namespace tidemark::own
