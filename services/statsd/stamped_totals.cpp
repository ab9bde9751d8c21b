// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/stamped_totals.h"

#include <QHashFunctions>

#include <array>
#include <cmath>
#include <utility>

namespace tidemark::statsd {

std::size_t StampedTotals::PlaceHash::operator()(const Place &place) const noexcept
{
    const std::array both{place.series, static_cast<std::uint64_t>(place.at.posixNs())};
    return qHashBits(both.data(), sizeof(both), m_seed);
}

double StampedTotals::add(const Place &place, double value)
{
    auto known = m_new.find(place);
    if (known == m_new.end()) {
        if (m_new.size() >= m_most)
            age();
        const auto before = m_old.find(place);
        known = m_new.emplace(place, before == m_old.end() ? 0.0 : before->second).first;
        if (before != m_old.end())
            m_old.erase(before);
    }
    const double total = known->second + value;
    if (std::isfinite(total))
        known->second = total;
    return total;
}

void StampedTotals::endInterval()
{
    if (++m_passed >= m_intervals)
        age();
}

void StampedTotals::age()
{
    m_old = std::exchange(m_new, {});
    m_passed = 0;
}

} // namespace tidemark::statsd
