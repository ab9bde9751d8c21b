// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/collection_pass.h"

#include "services/metrics/windows/bounded_thread.h"

#include <algorithm>

namespace tidemark::metrics {
namespace {

ExportResult askSafely(const CollectionPass::Source &source)
{
    try {
        return source();
    } catch (...) {
        return ExportResult::failed(textOfException());
    }
}

} // namespace

void CollectionPass::add(const std::string &name, Source source)
{
    put(m_sources, m_count, name, std::move(source));
}

void CollectionPass::addLast(const std::string &name, Source source)
{
    put(m_lastSources, m_lastCount, name, std::move(source));
}

void CollectionPass::put(Sources &sources, std::atomic<std::size_t> &count, const std::string &name,
                         Source source)
{
    const std::lock_guard lock(m_running);
    const auto found = std::find_if(sources.begin(), sources.end(),
                                    [&name](const auto &known) { return known.first == name; });
    if (found == sources.end())
        sources.emplace_back(name, std::move(source));
    else
        found->second = std::move(source);
    count = sources.size();
}

std::size_t CollectionPass::sourceCount() const noexcept
{
    return m_count + m_lastCount;
}

std::size_t CollectionPass::groupCount() const noexcept
{
    return std::size_t{m_count > 0} + std::size_t{m_lastCount > 0};
}

CollectionPass::Report CollectionPass::run()
{
    Report report;
    const std::lock_guard running(m_running);
    ask(m_sources, report);
    ask(m_lastSources, report);
    return report;
}

void CollectionPass::ask(const Sources &sources, Report &report)
{
    for (const auto &[name, source] : sources) {
        ExportResult result = askSafely(source);
        if (!result.isDone) {
            m_collector.increment("tidemark.collection.failures", {{"source", name}});
            const std::lock_guard lock(m_mutex);
            ++m_failures[name];
        }
        report.sources.emplace(name, std::move(result));
    }
}

std::map<std::string, std::uint64_t> CollectionPass::failures() const
{
    const std::lock_guard lock(m_mutex);
    return m_failures;
}

} // namespace tidemark::metrics
