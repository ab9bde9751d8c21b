// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace tidemark::store {

/// A set of row ids for asking often. Ids that a store gives out are dense, so they become a field
/// of bits (at most 16 MiB); scattered ones are searched by halving.
class IdSet
{
public:
    /// `ids` ascend.
    explicit IdSet(std::vector<std::int64_t> ids)
    {
        if (!ids.empty() && (ids.front() < 0 || ids.back() >= kMaxBits)) {
            m_ids = std::move(ids);
            return;
        }
        m_bits.resize(ids.empty() ? 0 : static_cast<std::size_t>(ids.back()) + 1);
        for (const std::int64_t id : ids)
            m_bits[static_cast<std::size_t>(id)] = true;
    }

    [[nodiscard]] bool contains(std::int64_t id) const
    {
        if (!m_ids.empty())
            return std::binary_search(m_ids.begin(), m_ids.end(), id);
        return id >= 0 && static_cast<std::size_t>(id) < m_bits.size() &&
               m_bits[static_cast<std::size_t>(id)];
    }

private:
    static constexpr std::int64_t kMaxBits = std::int64_t{1} << 27;

    std::vector<bool> m_bits;
    std::vector<std::int64_t> m_ids; // used instead of the bits when not empty
};

} // namespace tidemark::store
