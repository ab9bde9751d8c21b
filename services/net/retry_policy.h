// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/http_fault.h"

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace tidemark::net {

/// How often and how long a call is tried.
struct RetryLimits
{
    int attempts = 3;                           ///< in all, the first included; at least 1
    std::chrono::milliseconds total{60'000};    ///< no attempt begins later than this
    std::chrono::milliseconds first{1'000};     ///< before the second attempt
    double factor = 2.0;                        ///< each wait to the one before
    double jitter_ratio = 0.2;                  ///< up to this much more or less, at random
    std::chrono::milliseconds longest{300'000}; ///< no wait is longer
    /// For protocols that say themselves after which statuses a request may come again: after these
    /// and no others. Empty: after those of mayRepeat().
    std::vector<int> statuses = {};
};

/// How an attempt ended: a status, or a fault without one.
struct AttemptOutcome
{
    int status = 0;
    std::optional<HttpFault> fault;
    std::optional<std::chrono::milliseconds> retryAfter;
};

/// Whether asking again may help and does no harm.
///
/// Nothing was done for certain after a name that was not found, a refused connection, 429 and 503:
/// every call may be repeated. After a lost or broken connection, a time-out, 408, 425, 500, 502
/// and 504 it may have been done: only idempotent calls are. Everything else would end the same
/// way again.
[[nodiscard]] bool mayRepeat(const AttemptOutcome &outcome, bool isIdempotent);

/// The waits between the attempts of one call. Holds no clock and waits for nothing itself. One
/// thread.
class RetryPolicy
{
public:
    /// `random` gives numbers in [0, 1).
    RetryPolicy(const RetryLimits &limits, bool isIdempotent, std::function<double()> random);

    /// Call once after each attempt: how long to wait before the next one, or nothing when the
    /// outcome stands. `elapsed` is the time since the call began.
    ///
    /// A server's Retry-After is kept: the wait is never shorter and at most half a second longer.
    /// When that is longer than the limits allow, the outcome stands and the caller decides.
    [[nodiscard]] std::optional<std::chrono::milliseconds>
    waitAfter(const AttemptOutcome &outcome, std::chrono::milliseconds elapsed);

    [[nodiscard]] int attempts() const noexcept { return m_attempts; } ///< so far

private:
    [[nodiscard]] bool mayComeAgain(const AttemptOutcome &outcome) const;
    [[nodiscard]] std::chrono::milliseconds backoff();

    RetryLimits m_limits;
    bool m_isIdempotent;
    std::function<double()> m_random;
    int m_attempts = 0;
};

} // namespace tidemark::net
