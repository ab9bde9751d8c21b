// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tidemark::statsd {

/// How many different texts there were: exact up to kExact (two that share a hash of 64 bits count
/// once), and beyond from how near the kExact least hashes lie, with a standard error of 1.6 %. At
/// most 32 KiB. Not for several threads at once. Source: Bar-Yossef et al., Counting Distinct
/// Elements in a Data Stream, 2002 (k minimum values).
class UniqueCount
{
public:
    static constexpr std::size_t kExact = 4096;

    void add(std::string_view text);
    void clear() noexcept { *this = UniqueCount(); }
    [[nodiscard]] double count() const noexcept;
    [[nodiscard]] std::size_t sizeBytes() const noexcept
    {
        return m_least.capacity() * sizeof(std::uint64_t);
    }

private:
    std::vector<std::uint64_t> m_least; // ascending
    bool m_isFull = false;              // there were more than kExact
};

} // namespace tidemark::statsd
