// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/login_throttle.h"

#include <algorithm>
#include <utility>

namespace tidemark::http {

LoginThrottle::LoginThrottle(Now now, LoginThrottleRules rules)
    : m_now(std::move(now))
    , m_rules(rules)
{}

bool LoginThrottle::isForgotten(const Failures &failures, Instant now) const
{
    return now - failures.last >= m_rules.memory && now >= failures.allowedAt;
}

std::chrono::milliseconds LoginThrottle::penaltyOf(int count) const
{
    std::chrono::milliseconds penalty = m_rules.first;
    for (int i = m_rules.freeFailures; i < count && penalty < m_rules.longest; ++i)
        penalty *= 2;
    return std::min(penalty, m_rules.longest);
}

std::chrono::milliseconds LoginThrottle::waitOf(const QString &address) const
{
    const auto found = m_failures.constFind(address);
    if (found == m_failures.constEnd())
        return std::chrono::milliseconds::zero();
    const auto left = found->allowedAt - m_now();
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(left),
                    std::chrono::milliseconds::zero());
}

void LoginThrottle::failed(const QString &address)
{
    const Instant now = m_now();
    if (!m_failures.contains(address))
        makeRoom(now);
    Failures &failures = m_failures[address];
    if (failures.count > 0 && isForgotten(failures, now))
        failures = {};
    failures.count = std::min(failures.count + 1, 1'000'000);
    failures.last = now;
    failures.allowedAt =
        failures.count < m_rules.freeFailures ? now : now + penaltyOf(failures.count);
}

void LoginThrottle::makeRoom(Instant now)
{
    if (m_failures.size() < m_rules.addresses)
        return;
    m_failures.removeIf([this, now](const auto &item) { return isForgotten(item.value(), now); });
    if (m_failures.size() < m_rules.addresses)
        return;
    auto oldest = m_failures.begin();
    for (auto it = m_failures.begin(); it != m_failures.end(); ++it) {
        if (it->last < oldest->last)
            oldest = it;
    }
    m_failures.erase(oldest);
}

} // namespace tidemark::http
