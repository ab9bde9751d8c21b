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
    return failures.underWay == 0 && now - failures.last >= m_rules.memory &&
           now >= failures.allowedAt;
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
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(found->allowedAt - m_now());
    if (left > left.zero())
        return left;
    const int allowed = std::max(m_rules.freeFailures - found->count, 1);
    return found->underWay < allowed ? left.zero() : m_rules.first;
}

void LoginThrottle::begin(const QString &address)
{
    const Instant now = m_now();
    Failures &failures = failuresOf(address, now);
    failures.last = now;
    ++failures.underWay;
}

void LoginThrottle::end(const QString &address)
{
    const auto found = m_failures.find(address);
    if (found == m_failures.end())
        return; // forgotten for others
    found->underWay = std::max(found->underWay - 1, 0);
    if (found->underWay == 0 && found->count == 0)
        m_failures.erase(found);
}

void LoginThrottle::failed(const QString &address)
{
    const Instant now = m_now();
    Failures &failures = failuresOf(address, now);
    failures.count = std::min(failures.count + 1, 1'000'000);
    failures.last = now;
    failures.allowedAt =
        failures.count < m_rules.freeFailures ? now : now + penaltyOf(failures.count);
}

LoginThrottle::Failures &LoginThrottle::failuresOf(const QString &address, Instant now)
{
    if (!m_failures.contains(address))
        makeRoom(now);
    Failures &failures = m_failures[address];
    if (failures.count > 0 && isForgotten(failures, now))
        failures = {};
    return failures;
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
