// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/retry_policy.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tidemark::net {
namespace {

using std::chrono::milliseconds;

bool mayRepeatFault(HttpFault fault, bool isIdempotent)
{
    switch (fault) {
    case HttpFault::HostNotFound:
    case HttpFault::Refused:
    case HttpFault::Unreachable:
        return true;
    case HttpFault::Closed:
    case HttpFault::CutOff:
    case HttpFault::Deadline:
    case HttpFault::Silence:
    case HttpFault::Other:
        return isIdempotent;
    default:
        return false;
    }
}

} // namespace

bool mayRepeat(const AttemptOutcome &outcome, bool isIdempotent)
{
    if (outcome.fault)
        return mayRepeatFault(*outcome.fault, isIdempotent);
    switch (outcome.status) {
    case 429:
    case 503:
        return true;
    case 408:
    case 425:
    case 500:
    case 502:
    case 504:
        return isIdempotent;
    default:
        return false;
    }
}

RetryPolicy::RetryPolicy(const RetryLimits &limits, bool isIdempotent,
                         std::function<double()> random)
    : m_limits(limits)
    , m_isIdempotent(isIdempotent)
    , m_random(std::move(random))
{}

std::optional<milliseconds> RetryPolicy::waitAfter(const AttemptOutcome &outcome,
                                                   milliseconds elapsed)
{
    ++m_attempts;
    if (m_attempts >= m_limits.attempts || !mayComeAgain(outcome))
        return std::nullopt;
    milliseconds wait = backoff();
    if (outcome.retryAfter && *outcome.retryAfter > milliseconds(0)) {
        if (*outcome.retryAfter > m_limits.longest)
            return std::nullopt;
        constexpr double kSpread_ms = 500.0; // not all clients at the same instant
        wait =
            *outcome.retryAfter + milliseconds(static_cast<std::int64_t>(m_random() * kSpread_ms));
    }
    if (elapsed + wait > m_limits.total)
        return std::nullopt;
    return wait;
}

bool RetryPolicy::mayComeAgain(const AttemptOutcome &outcome) const
{
    const auto &statuses = m_limits.statuses;
    if (outcome.fault || statuses.empty())
        return mayRepeat(outcome, m_isIdempotent);
    return std::find(statuses.begin(), statuses.end(), outcome.status) != statuses.end();
}

milliseconds RetryPolicy::backoff()
{
    const double longest = static_cast<double>(m_limits.longest.count());
    const double plain =
        static_cast<double>(m_limits.first.count()) * std::pow(m_limits.factor, m_attempts - 1);
    const double jitter = 1.0 + m_limits.jitter_ratio * (2.0 * m_random() - 1.0);
    const double wait = std::min(std::min(plain, longest) * jitter, longest);
    return milliseconds(static_cast<std::int64_t>(wait));
}

} // namespace tidemark::net
