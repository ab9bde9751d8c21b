// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/metric_types.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::metrics {

struct TimedOperation;

/// Which timer. Not to be guessed by another process; never given twice.
class TimerId
{
public:
    TimerId() = default;
    explicit TimerId(std::uint64_t number) noexcept
        : m_number(number)
    {}
    [[nodiscard]] std::uint64_t number() const noexcept { return m_number; }
    /// 16 hexadecimal digits.
    [[nodiscard]] std::string toText() const;
    [[nodiscard]] static std::optional<TimerId> fromText(std::string_view text) noexcept;

    bool operator==(const TimerId &) const = default;

private:
    std::uint64_t m_number = 0;
};

/// The timers that run, in places that are used again: each use of a place is a generation, so that
/// the id of a timer that was stopped fits no other. No locks; any thread.
class RunningTimers
{
public:
    explicit RunningTimers(std::size_t most);

    struct Stopped
    {
        TimedOperation *operation = nullptr;
        std::int64_t start_ns = 0;               ///< of the steady clock
        std::unique_ptr<Metadata> metadata = {}; ///< null: none
    };

    /// With all places taken: an id that stops as unknown, which is counted.
    [[nodiscard]] TimerId start(TimedOperation &operation, std::int64_t now_ns,
                                std::unique_ptr<Metadata> metadata = {});
    /// Nothing for one that does not run.
    [[nodiscard]] std::optional<Stopped> stop(TimerId id);
    /// Calls `take(id, operation, start_ns)` for each that runs.
    template <class Take>
    void forEach(Take take) const
    {
        for (std::uint32_t at = 0; at < m_used.load(std::memory_order_acquire); ++at) {
            const Place &place = m_places[at];
            const std::uint64_t generation = place.generation.load(std::memory_order_acquire);
            TimedOperation *operation = place.operation.load(std::memory_order_relaxed);
            const std::int64_t start_ns = place.start_ns.load(std::memory_order_relaxed);
            std::atomic_thread_fence(std::memory_order_acquire);
            if (isRunning(generation) &&
                place.generation.load(std::memory_order_relaxed) == generation)
                take(idOf(at, generation), *operation, start_ns);
        }
    }
    [[nodiscard]] std::uint64_t refused() const noexcept { return m_refused; }

private:
    static constexpr int kPlaceBits = 20;
    static constexpr std::uint32_t kNone = (std::uint32_t{1} << kPlaceBits) - 1;

    struct Place
    {
        std::atomic<std::uint64_t> generation = 0; ///< odd while a timer runs
        std::atomic<TimedOperation *> operation = nullptr;
        std::atomic<std::int64_t> start_ns = 0;
        std::atomic<std::uint32_t> next = kNone; ///< of the free ones
        std::unique_ptr<Metadata> metadata = {}; ///< of whoever starts or stops it
    };

    [[nodiscard]] static bool isRunning(std::uint64_t generation) noexcept
    {
        return (generation & 1) != 0;
    }
    [[nodiscard]] TimerId idOf(std::uint32_t at, std::uint64_t generation) const noexcept
    {
        return TimerId(((generation << kPlaceBits) | at) ^ m_key);
    }
    [[nodiscard]] std::uint32_t takePlace() noexcept;
    void giveBack(std::uint32_t at) noexcept;

    const std::uint32_t m_most;
    const std::uint64_t m_key; ///< of this process, at random
    std::unique_ptr<Place[]> m_places;
    std::atomic<std::uint64_t> m_free;     ///< the first free place and how often that changed
    std::atomic<std::uint32_t> m_used = 0; ///< places that were ever taken
    std::atomic<std::uint64_t> m_refused = 0;
};

} // namespace tidemark::metrics
