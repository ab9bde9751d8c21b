// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/sources/source_runtime.h"

#include <memory>
#include <vector>

namespace tidemark {

/// Keeps sources whose work was told to end until it has, with the store that they need meanwhile:
/// a request or a write under way may take its time, and nobody is to wait for it. GUI thread.
class EndingSources final : public QObject
{
    Q_OBJECT

public:
    EndingSources() = default;
    ~EndingSources() override; // waits for what is left

    /// Tells the source to end. `store`: what it uses.
    void add(std::unique_ptr<SourceRuntime> source, std::shared_ptr<const void> store);
    [[nodiscard]] bool isEmpty() const noexcept { return m_ending.empty(); }

private:
    struct Ending
    {
        std::shared_ptr<const void> store; // goes after the source
        std::unique_ptr<SourceRuntime> source;
    };

    std::vector<Ending> m_ending;
};

} // namespace tidemark
