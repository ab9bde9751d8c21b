// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/clock.h"
#include "services/metrics/collector/time_rings.h"
#include "services/metrics/metric_types.h"
#include "services/metrics/metrics_error.h"
#include "services/metrics/sync/spin_lock.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::metrics {

/// How often operations succeed and why they fail, since the beginning and in windows of up to a
/// day. All of it may be called from any thread. At most kMostOperations names, kMostTypes types of
/// failure of each and kMostTypesOfAll together; further ones are counted together as "other".
/// Source: the metrics protocol, SuccessFailureTracker.
class SuccessFailureTracker
{
public:
    static constexpr std::size_t kMostOperations = 2'000;
    static constexpr std::size_t kMostTypes = 200;
    static constexpr std::size_t kMostTypesOfAll = 10'000;
    static constexpr std::size_t kKeptFailures = 100;

    using Window = std::optional<std::chrono::seconds>; ///< nothing: since the beginning

    struct Rate
    {
        double ratio = 0; ///< 0 to 1; NaN when there was nothing
        std::uint64_t successes = 0;
        std::uint64_t failures = 0;
        std::optional<std::int64_t> window_s = {}; ///< of what; see TimeRings::Sum
    };
    using Breakdown = std::map<std::string, std::uint64_t>;
    struct Success
    {
        std::int64_t at_ns = 0; ///< UTC
        Metadata metadata = {};
    };
    struct Failure
    {
        std::string type;
        std::int64_t at_ns = 0; ///< UTC
        Metadata metadata = {};
    };
    /// An operation that was looked up once; stays good while the tracker lives.
    class Operation;

    explicit SuccessFailureTracker(const Clock &clock);
    ~SuccessFailureTracker();

    [[nodiscard]] Operation &operation(std::string_view name);

    /// What is told besides is kept until the next success of which something is told.
    void recordSuccess(std::string_view operation, Metadata metadata = {});
    /// An empty type is "unknown". Of the last kKeptFailures of an operation what is told besides
    /// is kept.
    void recordFailure(std::string_view operation, std::string_view type, Metadata metadata = {});
    /// What came of an operation in the end, however often it was tried: one success, or one
    /// failure of the type.
    void recordOutcome(std::string_view operation, bool isSuccess, std::string_view type = {},
                       Metadata metadata = {});

    /// Fault InvalidArgument: a window that is not positive. An unknown operation has no data.
    [[nodiscard]] Outcome<Rate> successRate(std::string_view operation, Window window = {}) const;
    /// Types that occurred, and how often. Faults as before.
    [[nodiscard]] Outcome<Breakdown> failureBreakdown(std::string_view operation,
                                                      Window window = {}) const;
    /// Of all operations together.
    [[nodiscard]] Outcome<Rate> overallRate(Window window = {}) const;
    /// The newest last.
    [[nodiscard]] std::vector<Failure> lastFailures(std::string_view operation) const;
    /// What was told of the last success of which something was.
    [[nodiscard]] std::optional<Success> lastSuccess(std::string_view operation) const;
    /// In order.
    [[nodiscard]] std::vector<std::string> operations() const;

    /// From now on nothing is recorded, only counted. What was recorded can still be read.
    void close() noexcept { m_shared.isClosed = true; }
    /// What was not recorded since it was closed.
    [[nodiscard]] std::uint64_t afterClose() const noexcept { return m_shared.afterClose; }

private:
    /// Of all operations.
    struct Shared
    {
        std::atomic<std::size_t> typeCount = 0;
        std::atomic<bool> isClosed = false;
        std::atomic<std::uint64_t> afterClose = 0;

        [[nodiscard]] bool admits() noexcept
        {
            if (!isClosed.load(std::memory_order_relaxed)) [[likely]]
                return true;
            afterClose.fetch_add(1, std::memory_order_relaxed);
            return false;
        }
    };

    [[nodiscard]] const Operation *find(std::string_view name) const;

    const Clock &m_clock;
    Shared m_shared;
    mutable std::shared_mutex m_mutex;
    std::map<std::string, std::unique_ptr<Operation>, std::less<>> m_operations;
};

class SuccessFailureTracker::Operation
{
public:
    Operation(std::string name, const Clock &clock, Shared &shared)
        : m_name(std::move(name))
        , m_clock(clock)
        , m_shared(shared)
    {}

    [[nodiscard]] const std::string &name() const noexcept { return m_name; }
    void succeeded() { succeededAt(m_clock.steadySecond()); }
    void succeeded(Metadata metadata);
    /// In a second of the steady clock.
    void succeededAt(std::int64_t second);
    void failed(std::string_view type, Metadata metadata = {});
    [[nodiscard]] Rate rate(Window window) const;
    [[nodiscard]] Breakdown breakdown(Window window) const;
    [[nodiscard]] std::vector<Failure> lastFailures() const;
    [[nodiscard]] std::optional<Success> lastSuccess() const;

private:
    struct Counts
    {
        std::uint64_t successes = 0;
        std::uint64_t failures = 0;

        Counts &operator+=(const Counts &other) noexcept
        {
            successes += other.successes;
            failures += other.failures;
            return *this;
        }
    };
    struct Type
    {
        std::uint64_t total = 0;
        TimeRings<std::uint64_t> rings = {};
    };

    [[nodiscard]] Type &typeOf(std::string_view name);
    /// The counts of a second, into which all of it go before the rings.
    [[nodiscard]] Counts &countsOf(std::int64_t second) const;

    const std::string m_name;
    const Clock &m_clock;
    Shared &m_shared;
    mutable SpinLock m_lock;
    Counts m_total;
    mutable std::int64_t m_second = 0;
    mutable Counts m_ofSecond;
    mutable TimeRings<Counts> m_rings; ///< without those of m_second
    std::map<std::string, std::unique_ptr<Type>, std::less<>> m_types;
    std::deque<Failure> m_last;
    std::optional<Success> m_lastSuccess;
};

} // namespace tidemark::metrics
