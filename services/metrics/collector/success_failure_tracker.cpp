// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/success_failure_tracker.h"

#include <limits>
#include <mutex>
#include <utility>

namespace tidemark::metrics {
namespace {

constexpr std::string_view kOther = "other";
constexpr std::string_view kUnknown = "unknown";

double ratioOf(std::uint64_t successes, std::uint64_t failures) noexcept
{
    if (successes + failures == 0)
        return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(successes) / static_cast<double>(successes + failures);
}

Outcome<void> checked(SuccessFailureTracker::Window window)
{
    if (window && window->count() <= 0)
        return failed(Fault::InvalidArgument, "The window is not positive. Give one of a second or "
                                              "more, or none for all that was recorded.");
    return {};
}

} // namespace

SuccessFailureTracker::Operation::Counts &
SuccessFailureTracker::Operation::countsOf(std::int64_t second) const
{
    if (second != m_second)
        m_rings.add(std::exchange(m_second, second), std::exchange(m_ofSecond, {}));
    return m_ofSecond;
}

void SuccessFailureTracker::Operation::succeededAt(std::int64_t second)
{
    if (!m_shared.admits())
        return;
    const std::scoped_lock lock(m_lock);
    ++m_total.successes;
    ++countsOf(second).successes;
}

void SuccessFailureTracker::Operation::succeeded(Metadata metadata)
{
    succeeded();
    if (m_shared.isClosed)
        return;
    Success success{m_clock.wall_ns(), std::move(metadata)};
    const std::scoped_lock lock(m_lock);
    m_lastSuccess = std::move(success);
}

void SuccessFailureTracker::Operation::failed(std::string_view type, Metadata metadata)
{
    if (!m_shared.admits())
        return;
    const std::int64_t second = m_clock.steadySecond();
    const std::int64_t now_ns = m_clock.wall_ns();
    const std::string_view name = type.empty() ? kUnknown : type;
    const std::scoped_lock lock(m_lock);
    ++m_total.failures;
    ++countsOf(second).failures;
    Type &known = typeOf(name);
    ++known.total;
    known.rings.add(second, 1);
    m_last.push_back({std::string(name), now_ns, std::move(metadata)});
    if (m_last.size() > kKeptFailures)
        m_last.pop_front();
}

SuccessFailureTracker::Operation::Type &
SuccessFailureTracker::Operation::typeOf(std::string_view name)
{
    if (const auto found = m_types.find(name); found != m_types.end())
        return *found->second;
    const bool isOneTooMany = m_types.size() >= kMostTypes || m_shared.typeCount >= kMostTypesOfAll;
    std::unique_ptr<Type> &place = m_types[std::string(isOneTooMany ? kOther : name)];
    if (!place) {
        place = std::make_unique<Type>();
        ++m_shared.typeCount;
    }
    return *place;
}

SuccessFailureTracker::Rate SuccessFailureTracker::Operation::rate(Window window) const
{
    const std::int64_t second = m_clock.steadySecond();
    const std::scoped_lock lock(m_lock);
    if (!window)
        return {ratioOf(m_total.successes, m_total.failures), m_total.successes, m_total.failures};
    const std::int64_t last = m_second;
    (void)countsOf(last + 1); // into the rings
    m_second = last;
    const auto sum = m_rings.sum(second, window->count());
    return {ratioOf(sum.value.successes, sum.value.failures), sum.value.successes,
            sum.value.failures, sum.window_s};
}

SuccessFailureTracker::Breakdown SuccessFailureTracker::Operation::breakdown(Window window) const
{
    const std::int64_t second = m_clock.steadySecond();
    const std::scoped_lock lock(m_lock);
    Breakdown found;
    for (const auto &[name, type] : m_types) {
        const std::uint64_t count =
            window ? type->rings.sum(second, window->count()).value : type->total;
        if (count > 0)
            found.emplace(name, count);
    }
    return found;
}

std::vector<SuccessFailureTracker::Failure> SuccessFailureTracker::Operation::lastFailures() const
{
    const std::scoped_lock lock(m_lock);
    return {m_last.begin(), m_last.end()};
}

std::optional<SuccessFailureTracker::Success> SuccessFailureTracker::Operation::lastSuccess() const
{
    const std::scoped_lock lock(m_lock);
    return m_lastSuccess;
}

SuccessFailureTracker::SuccessFailureTracker(const Clock &clock)
    : m_clock(clock)
{}

SuccessFailureTracker::~SuccessFailureTracker() = default;

const SuccessFailureTracker::Operation *SuccessFailureTracker::find(std::string_view name) const
{
    const std::shared_lock lock(m_mutex);
    const auto found = m_operations.find(name);
    return found == m_operations.end() ? nullptr : found->second.get();
}

SuccessFailureTracker::Operation &SuccessFailureTracker::operation(std::string_view name)
{
    {
        const std::shared_lock lock(m_mutex);
        if (const auto found = m_operations.find(name); found != m_operations.end())
            return *found->second;
    }
    const std::unique_lock lock(m_mutex);
    const bool isOneTooMany =
        m_operations.size() >= kMostOperations && !m_operations.contains(name);
    auto &place = m_operations[std::string(isOneTooMany ? kOther : name)];
    if (!place)
        place = std::make_unique<Operation>(std::string(isOneTooMany ? kOther : name), m_clock,
                                            m_shared);
    return *place;
}

void SuccessFailureTracker::recordSuccess(std::string_view operation, Metadata metadata)
{
    Operation &found = this->operation(operation);
    if (metadata.empty())
        found.succeeded();
    else
        found.succeeded(std::move(metadata));
}

void SuccessFailureTracker::recordOutcome(std::string_view operation, bool isSuccess,
                                          std::string_view type, Metadata metadata)
{
    if (isSuccess)
        recordSuccess(operation, std::move(metadata));
    else
        recordFailure(operation, type, std::move(metadata));
}

void SuccessFailureTracker::recordFailure(std::string_view operation, std::string_view type,
                                          Metadata metadata)
{
    this->operation(operation).failed(type, std::move(metadata));
}

Outcome<SuccessFailureTracker::Rate> SuccessFailureTracker::successRate(std::string_view operation,
                                                                        Window window) const
{
    return checked(window).map([&] {
        const Operation *found = find(operation);
        return found ? found->rate(window) : Rate{ratioOf(0, 0)};
    });
}

Outcome<SuccessFailureTracker::Breakdown>
SuccessFailureTracker::failureBreakdown(std::string_view operation, Window window) const
{
    return checked(window).map([&] {
        const Operation *found = find(operation);
        return found ? found->breakdown(window) : Breakdown();
    });
}

Outcome<SuccessFailureTracker::Rate> SuccessFailureTracker::overallRate(Window window) const
{
    return checked(window).map([&] {
        Rate all;
        const std::shared_lock lock(m_mutex);
        for (const auto &[name, operation] : m_operations) {
            const Rate one = operation->rate(window);
            all.successes += one.successes;
            all.failures += one.failures;
            all.window_s = one.window_s;
        }
        all.ratio = ratioOf(all.successes, all.failures);
        return all;
    });
}

std::vector<SuccessFailureTracker::Failure>
SuccessFailureTracker::lastFailures(std::string_view operation) const
{
    const Operation *found = find(operation);
    return found ? found->lastFailures() : std::vector<Failure>();
}

std::optional<SuccessFailureTracker::Success>
SuccessFailureTracker::lastSuccess(std::string_view operation) const
{
    const Operation *found = find(operation);
    return found ? found->lastSuccess() : std::nullopt;
}

std::vector<std::string> SuccessFailureTracker::operations() const
{
    const std::shared_lock lock(m_mutex);
    std::vector<std::string> names;
    for (const auto &[name, operation] : m_operations)
        names.push_back(name);
    return names;
}

} // namespace tidemark::metrics
