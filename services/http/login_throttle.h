// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>

#include <chrono>
#include <cstddef>
#include <functional>

namespace tidemark::http {

/// How a LoginThrottle counts.
struct LoginThrottleRules
{
    int freeFailures = 10;                     ///< guesses without a penalty
    std::chrono::milliseconds first{1'000};    ///< the first penalty; each further one doubles it
    std::chrono::milliseconds longest{60'000}; ///< the most a penalty becomes
    std::chrono::minutes memory{10};           ///< an address without failures is forgotten then
    qsizetype addresses = 4096;                ///< the most that are remembered
};

/// Slows down guessing of tokens: after ten failures an address has to wait, and the longer the
/// more it fails. A success forgives nothing (on one machine the honest program and the guessing
/// one have the same address); only time does. When too many addresses fail, the one that has been
/// quiet longest is forgotten. One thread; the cost of a call does not grow with the failures,
/// only a new address in a full table costs a walk over it.
class LoginThrottle
{
public:
    using Instant = std::chrono::steady_clock::time_point;
    using Now = std::function<Instant()>;

    explicit LoginThrottle(Now now = &std::chrono::steady_clock::now,
                           LoginThrottleRules rules = {});

    /// How long credentials from that address are not to be looked at, but refused; zero when they
    /// may be. Those that are being looked at count as wrong: when too many are, the wait is the
    /// first penalty. `address` is PeerAddress::group.
    [[nodiscard]] std::chrono::milliseconds waitOf(const QString &address) const;
    /// Credentials from there are looked at, until end().
    void begin(const QString &address);
    void end(const QString &address);
    /// Wrong or missing credentials came from there.
    void failed(const QString &address);

    [[nodiscard]] qsizetype remembered() const noexcept { return m_failures.size(); }

private:
    struct Failures
    {
        int count = 0;
        Instant last;
        Instant allowedAt; ///< the end of the penalty
        int underWay = 0;  ///< credentials that are being looked at
    };

    [[nodiscard]] bool isForgotten(const Failures &failures, Instant now) const;
    [[nodiscard]] std::chrono::milliseconds penaltyOf(int count) const;
    void makeRoom(Instant now);
    [[nodiscard]] Failures &failuresOf(const QString &address, Instant now);

    Now m_now;
    LoginThrottleRules m_rules;
    QHash<QString, Failures> m_failures;
};

} // namespace tidemark::http
