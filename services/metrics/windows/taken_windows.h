// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/windows/metrics_sink.h"

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tidemark::metrics {

/// What of an export that failed had been taken. A sink that sends an export in several messages
/// needs it: after a failure all of the data comes again, with newer data, and what was taken
/// already must not be sent twice. A window is known by its steady start. One thread.
class TakenWindows
{
public:
    /// What was not taken yet, in the same order. Series without anything new are left out. Least
    /// and largest are still those of all, which changes neither of what a server has joined; of a
    /// single value they are that value.
    [[nodiscard]] std::vector<MetricSnapshot> rest(std::span<const MetricSnapshot> all) const;
    /// A snapshot of rest() was taken.
    void take(const MetricSnapshot &part);
    /// Everything was: what comes next is new.
    void clear() { m_taken.clear(); }

private:
    using Key = std::pair<std::string, std::vector<Dimension>>;
    struct Taken
    {
        std::uint64_t count = 0;
        double sum = 0;
        std::int64_t steadyStart_ns = 0;
    };

    std::map<Key, Taken> m_taken;
};

} // namespace tidemark::metrics
