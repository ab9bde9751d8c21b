// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/unique_count.h"

#include <algorithm>
#include <cmath>

#include <xxhash.h>

namespace tidemark::statsd {

void UniqueCount::add(std::string_view text)
{
    const std::uint64_t hash = XXH3_64bits(text.data(), text.size());
    if (m_least.size() == kExact && hash > m_least.back()) {
        m_isFull = true;
        return;
    }
    const auto place = std::lower_bound(m_least.begin(), m_least.end(), hash);
    if (place != m_least.end() && *place == hash)
        return;
    if (m_least.size() < kExact) {
        m_least.insert(place, hash);
        return;
    }
    m_isFull = true;
    std::move_backward(place, m_least.end() - 1, m_least.end());
    *place = hash;
}

double UniqueCount::count() const noexcept
{
    if (!m_isFull)
        return static_cast<double>(m_least.size());
    constexpr double kHashes = 18'446'744'073'709'551'616.0; // 2^64
    return std::round(static_cast<double>(kExact - 1) * kHashes /
                      (static_cast<double>(m_least.back()) + 1));
}

} // namespace tidemark::statsd
