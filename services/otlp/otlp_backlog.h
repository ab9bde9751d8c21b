// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/otlp/otlp_sender.h"

#include <cstddef>
#include <deque>
#include <memory>

namespace tidemark::otlp {

/// Exports that must be sent just as they are, since they are told once: deltas. While it is full,
/// who fills it waits with what is new. One thread at a time.
class OtlpBacklog
{
public:
    static constexpr std::size_t kExports = 16;

    explicit OtlpBacklog(std::shared_ptr<OtlpSender> sender, std::size_t mostExports = kExports)
        : m_sender(std::move(sender))
        , m_most(mostExports)
    {}

    [[nodiscard]] bool hasRoom() const noexcept { return m_exports.size() < m_most; }
    void add(OtlpMetrics metrics) { m_exports.push_back(std::move(metrics)); }
    /// The oldest first, up to the first failure. Done when nothing waits any more; what the
    /// receiver refused for good is in the sender's counts.
    [[nodiscard]] metrics::ExportResult deliver(metrics::Deadline deadline);
    [[nodiscard]] std::size_t waiting() const noexcept { return m_exports.size(); }

private:
    std::shared_ptr<OtlpSender> m_sender;
    std::size_t m_most;
    std::deque<OtlpMetrics> m_exports;
};

} // namespace tidemark::otlp
