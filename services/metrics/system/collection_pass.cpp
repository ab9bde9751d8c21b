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
    const std::lock_guard lock(m_running);
    const auto found = std::find_if(m_sources.begin(), m_sources.end(),
                                    [&name](const auto &known) { return known.first == name; });
    if (found == m_sources.end())
        m_sources.emplace_back(name, std::move(source));
    else
        found->second = std::move(source);
}

CollectionPass::Report CollectionPass::run()
{
    Report report;
    const std::lock_guard running(m_running);
    for (const auto &[name, source] : m_sources) {
        ExportResult result = askSafely(source);
        if (!result.isDone) {
            m_collector.increment("tidemark.collection.failures", {{"source", name}});
            const std::lock_guard lock(m_mutex);
            ++m_failures[name];
        }
        report.sources.emplace(name, std::move(result));
    }
    return report;
}

std::map<std::string, std::uint64_t> CollectionPass::failures() const
{
    const std::lock_guard lock(m_mutex);
    return m_failures;
}

} // namespace tidemark::metrics
