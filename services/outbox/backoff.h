// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>

namespace tidemark::outbox {

/// How long to wait before the next try: 1 s, doubled each time, give or take a fifth, at most five
/// minutes; what the remote asks for goes before. Source: hardening test C1. One thread.
class Backoff
{
public:
    static constexpr std::chrono::milliseconds kFirst{1000};
    static constexpr std::chrono::milliseconds kLongest{300'000};
    /// Longer than this no remote is obeyed.
    static constexpr std::chrono::milliseconds kLongestAsked{86'400'000};

    explicit Backoff(std::uint32_t seed)
        : m_random(seed)
    {}

    [[nodiscard]] std::chrono::milliseconds next(std::optional<std::chrono::milliseconds> asked);
    void reset() noexcept { m_next = kFirst; }

private:
    std::mt19937 m_random;
    std::chrono::milliseconds m_next = kFirst;
};

} // namespace tidemark::outbox
