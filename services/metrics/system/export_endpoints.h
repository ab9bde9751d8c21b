// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/clock.h"
#include "services/metrics/metrics_error.h"
#include "services/metrics/metrics_exporter.h"
#include "services/metrics/system/deadline_limit.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::metrics {

/// Makes what exports to a name or URL. Fault InvalidArgument: nobody knows it.
using ExporterFactory =
    std::function<Outcome<std::shared_ptr<MetricsExporter>>(const std::string &endpoint)>;

/// The places that a system exports to, by name or URL. All of them at once, each on a thread of
/// its own, so that one that hangs costs the others nothing. Any thread.
class ExportEndpoints
{
public:
    static constexpr std::chrono::seconds kTimeout{10};

    /// By what was asked for.
    using Results = std::map<std::string, ExportResult>;
    struct Failing
    {
        std::string name; ///< without credentials
        double failing_s = 0;
        std::string why;
    };
    /// How one endpoint fares, since it is there.
    struct Standing
    {
        std::string name;          ///< without credentials
        std::uint64_t exports = 0; ///< that succeeded
        std::uint64_t failures = 0;
        std::uint64_t lostValues = 0; ///< see MetricsExporter
        std::string why = {};         ///< the last export failed: a sentence
    };
    struct State
    {
        std::uint64_t failures = 0;
        std::optional<double> lastExport_s = {}; ///< how long ago one succeeded; absent: none yet
        std::vector<Failing> failing = {};       ///< those whose last export failed
        std::vector<Standing> all = {};
    };

    /// The clock outlives it. `factory` may be empty: then there are only those that were added.
    ExportEndpoints(const Clock &clock, ExporterFactory factory);
    ~ExportEndpoints();

    /// In place of one of the same name.
    void add(const std::string &name, std::shared_ptr<MetricsExporter> exporter);
    /// Makes those that are not there yet, all or none. Fault InvalidArgument: the factory's.
    [[nodiscard]] Outcome<void> ensure(const std::vector<std::string> &endpoints);
    /// Waits for all, at most until the deadline; a key for each that was named, also for unknown
    /// ones. The snapshot's collector is kept as long as somebody uses it.
    [[nodiscard]] Results exportTo(const std::vector<std::string> &endpoints,
                                   std::shared_ptr<const MetricCollector> collector,
                                   MetricsSnapshot snapshot, Deadline deadline);
    /// The last step of all that are there: see MetricsExporter::finish(). Waits as exportTo().
    [[nodiscard]] Results finish(std::int64_t at_ns, Deadline deadline);
    /// No export goes on for longer than this.
    void cutTo(Deadline latest) noexcept { m_limit.cutTo(latest); }
    [[nodiscard]] State state() const;
    /// Of those that were added.
    [[nodiscard]] std::vector<std::string> names() const;

private:
    struct Endpoint;
    struct Batch;

    [[nodiscard]] Outcome<std::shared_ptr<Endpoint>> find(const std::string &name);
    /// What is done with one endpoint.
    using Work = std::function<ExportResult(MetricsExporter &, Deadline)>;

    using Target = std::pair<std::shared_ptr<Endpoint>, ExportResult *>;

    /// All at once, and each on a thread of its own; each result is written.
    static void
    doWithAll(const std::vector<Target> &targets,
              const std::function<ExportResult(const std::shared_ptr<Endpoint> &)> &ofOne);
    [[nodiscard]] ExportResult doWith(const std::shared_ptr<Endpoint> &endpoint, Work work,
                                      Deadline deadline) const;
    void note(Endpoint &endpoint, const ExportResult &result);

    const Clock &m_clock;
    const ExporterFactory m_factory;
    DeadlineLimit m_limit;
    mutable std::mutex m_mutex; ///< of all below, and of what endpoints remember
    std::map<std::string, std::shared_ptr<Endpoint>> m_endpoints;
    std::uint64_t m_failures = 0;
    std::optional<std::int64_t> m_lastExport_ns; ///< of the steady clock
};

/// An endpoint as logs and people may see it: a URL without user, password, query and fragment.
[[nodiscard]] std::string withoutSecrets(std::string_view endpoint);

} // namespace tidemark::metrics
