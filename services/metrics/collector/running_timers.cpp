// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/running_timers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <random>

namespace tidemark::metrics {
namespace {

constexpr std::size_t kDigits = 16;
constexpr int kHex = 16;
constexpr std::uint64_t kPlaceMask = 0xffff'ffff;
constexpr std::uint64_t kOneChange = std::uint64_t{1} << 32;

std::uint64_t anyNumber()
{
    std::random_device device;
    return (std::uint64_t{device()} << 32) | device();
}

} // namespace

std::string TimerId::toText() const
{
    std::array<char, kDigits> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), m_number, kHex).ptr;
    const auto count = static_cast<std::size_t>(end - digits.data());
    return std::string(kDigits - count, '0') + std::string(digits.data(), count);
}

std::optional<TimerId> TimerId::fromText(std::string_view text) noexcept
{
    std::uint64_t number = 0;
    const char *end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number, kHex);
    if (text.size() != kDigits || read.ec != std::errc() || read.ptr != end)
        return std::nullopt;
    return TimerId(number);
}

RunningTimers::RunningTimers(std::size_t most)
    : m_most(static_cast<std::uint32_t>(std::min<std::size_t>(most, kNone)))
    , m_key(anyNumber())
    , m_places(new Place[m_most])
    , m_free(kNone)
{}

// A place that was given back, else one that was never used. The upper half of m_free changes with
// every taking and giving, so that a place which was taken and given back meanwhile is noticed.
std::uint32_t RunningTimers::takePlace() noexcept
{
    std::uint64_t first = m_free.load(std::memory_order_acquire);
    while ((first & kPlaceMask) != kNone) {
        const std::uint64_t next =
            m_places[first & kPlaceMask].next.load(std::memory_order_relaxed);
        const std::uint64_t wanted = ((first & ~kPlaceMask) + kOneChange) | next;
        if (m_free.compare_exchange_weak(first, wanted, std::memory_order_acq_rel))
            return static_cast<std::uint32_t>(first & kPlaceMask);
    }
    std::uint32_t fresh = m_used.load(std::memory_order_relaxed);
    while (fresh < m_most) {
        if (m_used.compare_exchange_weak(fresh, fresh + 1, std::memory_order_acq_rel))
            return fresh;
    }
    return kNone;
}

void RunningTimers::giveBack(std::uint32_t at) noexcept
{
    std::uint64_t first = m_free.load(std::memory_order_relaxed);
    for (;;) {
        m_places[at].next.store(static_cast<std::uint32_t>(first & kPlaceMask),
                                std::memory_order_relaxed);
        const std::uint64_t wanted = ((first & ~kPlaceMask) + kOneChange) | at;
        if (m_free.compare_exchange_weak(first, wanted, std::memory_order_acq_rel))
            return;
    }
}

TimerId RunningTimers::start(TimedOperation &operation, std::int64_t now_ns,
                             std::unique_ptr<Metadata> metadata)
{
    const std::uint32_t at = takePlace();
    if (at == kNone) {
        ++m_refused;
        return idOf(kNone, 0);
    }
    Place &place = m_places[at];
    place.operation.store(&operation, std::memory_order_relaxed);
    place.start_ns.store(now_ns, std::memory_order_relaxed);
    place.metadata = std::move(metadata);
    const std::uint64_t generation = place.generation.load(std::memory_order_relaxed) + 1;
    place.generation.store(generation, std::memory_order_release);
    return idOf(at, generation);
}

// Of those who stop the same timer, one alone changes the generation.
std::optional<RunningTimers::Stopped> RunningTimers::stop(TimerId id)
{
    const std::uint64_t number = id.number() ^ m_key;
    const auto at = static_cast<std::uint32_t>(number & kNone);
    const std::uint64_t generation = number >> kPlaceBits;
    if (at >= m_used.load(std::memory_order_acquire) || !isRunning(generation))
        return std::nullopt;
    Place &place = m_places[at];
    constexpr std::uint64_t kGenerations = (std::uint64_t{1} << (64 - kPlaceBits)) - 1;
    std::uint64_t current = place.generation.load(std::memory_order_acquire);
    if ((current & kGenerations) != generation ||
        !place.generation.compare_exchange_strong(current, current + 1, std::memory_order_acq_rel))
        return std::nullopt;
    Stopped stopped{place.operation.load(std::memory_order_relaxed),
                    place.start_ns.load(std::memory_order_relaxed), std::move(place.metadata)};
    giveBack(at);
    return stopped;
}

} // namespace tidemark::metrics
