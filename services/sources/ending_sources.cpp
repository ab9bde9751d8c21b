// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/sources/ending_sources.h"

#include <utility>

namespace tidemark {

EndingSources::~EndingSources() = default;

void EndingSources::add(std::unique_ptr<SourceRuntime> source, std::shared_ptr<const void> store)
{
    SourceRuntime *ending = source.get();
    ending->end();
    if (ending->hasEnded())
        return;
    const auto forget = [this, ending] {
        std::erase_if(m_ending, [&](const Ending &one) { return one.source.get() == ending; });
    };
    // later: it is not to be destroyed by its own signal
    connect(ending, &SourceRuntime::ended, this, forget, Qt::QueuedConnection);
    m_ending.push_back({std::move(store), std::move(source)});
}

} // namespace tidemark
