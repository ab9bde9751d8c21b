// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/export_endpoints.h"

#include "services/metrics/system/one_at_a_time.h"

#include <algorithm>
#include <system_error>
#include <thread>
#include <utility>

namespace tidemark::metrics {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr const char *kLate = "The endpoint did not answer in time. See whether it is at work and "
                              "can be reached.";

/// Somewhat earlier, so that who exports can say why it did not succeed.
Deadline within(Deadline deadline)
{
    constexpr SteadyClock::duration kMost = std::chrono::milliseconds(500);
    const auto left = deadline - SteadyClock::now();
    return deadline - std::clamp(left / 10, SteadyClock::duration::zero(), kMost);
}

} // namespace

struct ExportEndpoints::Endpoint
{
    explicit Endpoint(std::string shownName, std::shared_ptr<MetricsExporter> how)
        : name(std::move(shownName))
        , exporter(std::move(how))
    {}

    const std::string name;
    const std::shared_ptr<MetricsExporter> exporter;
    OneAtATime use; ///< of the exporter
    // of the endpoints' mutex
    std::optional<std::int64_t> failingSince_ns;
    std::string why;
    std::uint64_t exports = 0;
    std::uint64_t failures = 0;
};

/// What is exported; the readings are of the collector's series.
struct ExportEndpoints::Batch
{
    std::shared_ptr<const MetricCollector> collector;
    MetricsSnapshot snapshot;
};

ExportEndpoints::ExportEndpoints(const Clock &clock, ExporterFactory factory)
    : m_clock(clock)
    , m_factory(std::move(factory))
{}

ExportEndpoints::~ExportEndpoints() = default;

void ExportEndpoints::add(const std::string &name, std::shared_ptr<MetricsExporter> exporter)
{
    auto endpoint = std::make_shared<Endpoint>(withoutSecrets(name), std::move(exporter));
    const std::lock_guard lock(m_mutex);
    m_endpoints.insert_or_assign(name, std::move(endpoint));
}

Outcome<std::shared_ptr<ExportEndpoints::Endpoint>> ExportEndpoints::find(const std::string &name)
{
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_endpoints.find(name); found != m_endpoints.end())
            return found->second;
    }
    if (!m_factory)
        return failed(Fault::InvalidArgument,
                      "Nobody knows the endpoint \"" + withoutSecrets(name) +
                          "\". Add it by this name, or name one that was added.");
    return m_factory(name).map([&name](std::shared_ptr<MetricsExporter> &&exporter) {
        return std::make_shared<Endpoint>(withoutSecrets(name), std::move(exporter));
    });
}

Outcome<void> ExportEndpoints::ensure(const std::vector<std::string> &endpoints)
{
    std::map<std::string, std::shared_ptr<Endpoint>> made;
    for (const std::string &name : endpoints) {
        auto endpoint = find(name);
        if (!endpoint)
            return tl::unexpected(endpoint.error());
        made.insert_or_assign(name, *std::move(endpoint));
    }
    const std::lock_guard lock(m_mutex);
    m_endpoints.merge(made); // those that were there stay
    return {};
}

ExportEndpoints::Results ExportEndpoints::exportTo(const std::vector<std::string> &endpoints,
                                                   std::shared_ptr<const MetricCollector> collector,
                                                   MetricsSnapshot snapshot, Deadline deadline)
{
    const auto batch =
        std::make_shared<const Batch>(Batch{std::move(collector), std::move(snapshot)});
    Results results;
    for (const std::string &name : endpoints)
        results.try_emplace(name);
    std::vector<Target> targets;
    for (auto &[name, result] : results) {
        if (const auto done = ensure({name}); !done)
            result = ExportResult::failed(done.error().message);
        else
            targets.emplace_back(*find(name), &result);
    }
    doWithAll(targets, [&](const std::shared_ptr<Endpoint> &endpoint) {
        ExportResult result = doWith(
            endpoint,
            [batch](MetricsExporter &exporter, Deadline until) {
                return exporter.exportMetrics(batch->snapshot, until);
            },
            deadline);
        note(*endpoint, result);
        return result;
    });
    return results;
}

ExportEndpoints::Results ExportEndpoints::finish(std::int64_t at_ns, Deadline deadline)
{
    Results results;
    std::vector<Target> targets;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &[name, endpoint] : m_endpoints)
            targets.emplace_back(endpoint, &results[name]);
    }
    doWithAll(targets, [&](const std::shared_ptr<Endpoint> &endpoint) {
        return doWith(
            endpoint,
            [at_ns](MetricsExporter &exporter, Deadline until) {
                return exporter.finish(at_ns, until);
            },
            deadline);
    });
    return results;
}

void ExportEndpoints::doWithAll(
    const std::vector<Target> &targets,
    const std::function<ExportResult(const std::shared_ptr<Endpoint> &)> &ofOne)
{
    std::vector<std::jthread> waiting; // ended before the results are looked at
    for (const auto &[endpoint, result] : targets) {
        const auto work = [&ofOne, &endpoint = endpoint, result = result] {
            *result = ofOne(endpoint);
        };
        try {
            waiting.emplace_back(work);
        } catch (const std::system_error &) {
            work(); // without a thread, one after the other
        }
    }
}

ExportResult ExportEndpoints::doWith(const std::shared_ptr<Endpoint> &endpoint, Work work,
                                     Deadline deadline) const
{
    const auto atItsTurn = [endpoint, work = std::move(work), deadline] {
        const OneAtATime::Turn turn(endpoint->use, deadline);
        if (!turn.isIn())
            return ExportResult::failed("An earlier export to the endpoint is still on. See why "
                                        "it does not answer.");
        return work(*endpoint->exporter, within(deadline));
    };
    return resultWithin(atItsTurn, deadline, m_limit, kLate);
}

void ExportEndpoints::note(Endpoint &endpoint, const ExportResult &result)
{
    const std::int64_t now_ns = m_clock.steady_ns();
    const std::lock_guard lock(m_mutex);
    if (result.isDone) {
        m_lastExport_ns = now_ns;
        endpoint.failingSince_ns.reset();
        ++endpoint.exports;
        return;
    }
    ++m_failures;
    ++endpoint.failures;
    endpoint.failingSince_ns = endpoint.failingSince_ns.value_or(now_ns);
    endpoint.why = result.why;
}

ExportEndpoints::State ExportEndpoints::state() const
{
    const std::int64_t now_ns = m_clock.steady_ns();
    const auto since = [now_ns](std::int64_t at_ns) {
        return static_cast<double>(now_ns - at_ns) / 1e9;
    };
    const std::lock_guard lock(m_mutex);
    State state{m_failures};
    if (m_lastExport_ns)
        state.lastExport_s = since(*m_lastExport_ns);
    for (const auto &[name, endpoint] : m_endpoints) {
        state.all.push_back({endpoint->name, endpoint->exports, endpoint->failures,
                             endpoint->exporter->lostValues(),
                             endpoint->failingSince_ns ? endpoint->why : std::string()});
        if (endpoint->failingSince_ns)
            state.failing.push_back(
                {endpoint->name, since(*endpoint->failingSince_ns), endpoint->why});
    }
    return state;
}

std::vector<std::string> ExportEndpoints::names() const
{
    std::vector<std::string> names;
    const std::lock_guard lock(m_mutex);
    for (const auto &[name, endpoint] : m_endpoints)
        names.push_back(name);
    return names;
}

std::string withoutSecrets(std::string_view endpoint)
{
    const std::size_t scheme = endpoint.find("://");
    if (scheme == std::string_view::npos)
        return std::string(endpoint);
    const std::size_t begin = scheme + 3;
    const std::string_view place = endpoint.substr(begin, endpoint.find_first_of("?#") - begin);
    const std::size_t slash = place.find('/');
    const std::size_t at = place.substr(0, slash).rfind('@');
    return std::string(endpoint.substr(0, begin)) +
           std::string(at == std::string_view::npos ? place : place.substr(at + 1));
}

} // namespace tidemark::metrics
