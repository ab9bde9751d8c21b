// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/metric_collector.h"
#include "services/metrics/export_result.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace tidemark::metrics {

/// The sources that a pass of collecting asks, one after the other. One that fails, or throws, does
/// not keep the others from being asked: it is counted, here and in the collector's
/// `tidemark.collection.failures` by `source`. Any thread.
class CollectionPass
{
public:
    using Source = std::function<ExportResult()>;
    struct Report
    {
        std::map<std::string, ExportResult> sources = {}; ///< of those that were asked, by name
    };

    /// The collector outlives it.
    explicit CollectionPass(MetricCollector &collector)
        : m_collector(collector)
    {}

    /// In place of one of the same name. Asked in the order of adding; waits for a pass that is on.
    void add(const std::string &name, Source source);
    /// The same, asked after all that add() named, for what keeps what they found.
    void addLast(const std::string &name, Source source);
    /// Waits for one that is on, and asks all then.
    Report run();
    /// How many sources there are, and in how many groups they are asked: those that find, and
    /// those that keep. Waits for nothing.
    [[nodiscard]] std::size_t sourceCount() const noexcept;
    [[nodiscard]] std::size_t groupCount() const noexcept;
    /// How often each failed.
    [[nodiscard]] std::map<std::string, std::uint64_t> failures() const;

private:
    using Sources = std::vector<std::pair<std::string, Source>>;

    void put(Sources &sources, std::atomic<std::size_t> &count, const std::string &name,
             Source source);
    void ask(const Sources &sources, Report &report);

    MetricCollector &m_collector;
    std::mutex m_running; ///< of the sources
    Sources m_sources;
    Sources m_lastSources;
    std::atomic<std::size_t> m_count = 0; ///< of m_sources
    std::atomic<std::size_t> m_lastCount = 0;
    mutable std::mutex m_mutex;
    std::map<std::string, std::uint64_t> m_failures;
};

} // namespace tidemark::metrics
