// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/upload_loop.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace tidemark::metrics {

/// What the thread uses; its own too, since it may be left alone in a sink that hangs.
struct UploadLoop::Shared
{
    Shared(std::shared_ptr<MetricsSink> target, UploadSource &from, UploadTimer &waits,
           const Clock &time, const UploadOptions &how)
        : sink(std::move(target))
        , source(from)
        , timer(waits)
        , clock(time)
        , options(how)
    {}

    [[nodiscard]] std::chrono::nanoseconds pause() const;
    [[nodiscard]] bool exportOnce();
    void note(const ExportResult &result, std::size_t snapshots);

    const std::shared_ptr<MetricsSink> sink;
    UploadSource &source; ///< these three not any more once it is left alone
    UploadTimer &timer;
    const Clock &clock;
    const UploadOptions options;

    std::mutex useOfSource; ///< held while the source is used, never in a call of the sink
    bool isInSink = false;
    bool isLeftAlone = false;

    mutable std::mutex mutex; ///< of all below
    std::condition_variable changed;
    std::uint64_t asked = 0; ///< flushes that were asked for, and those that were answered
    std::uint64_t answered = 0;
    bool isStopping = false;
    bool hasEnded = false;
    ExportResult last;
    UploadCounts counts;
};

UploadLoop::UploadLoop(std::shared_ptr<MetricsSink> sink, UploadSource &source, UploadTimer &timer,
                       const Clock &clock, const UploadOptions &options)
    : m_shared(std::make_shared<Shared>(std::move(sink), source, timer, clock, options))
{}

UploadLoop::~UploadLoop()
{
    (void)stop(std::chrono::steady_clock::now());
}

void UploadLoop::start()
{
    m_thread.emplace([shared = m_shared] { run(shared); });
}

std::chrono::nanoseconds UploadLoop::Shared::pause() const
{
    const std::lock_guard lock(mutex);
    const auto longest = std::max(options.interval, options.longestBackOff);
    auto pause = options.interval;
    for (std::uint64_t i = 1; i < counts.failuresInARow && pause < longest; ++i)
        pause *= 2;
    return std::min(pause, longest);
}

void UploadLoop::Shared::note(const ExportResult &result, std::size_t snapshots)
{
    const std::lock_guard lock(mutex);
    last = result;
    if (result.isDone) {
        counts.exports += snapshots > 0 ? 1 : 0;
        counts.exportedSnapshots += snapshots;
        counts.failuresInARow = 0;
    } else {
        ++counts.exportFailures;
        ++counts.failuresInARow;
        counts.lastError = result.why;
    }
}

/// False when it was left alone meanwhile.
bool UploadLoop::Shared::exportOnce()
{
    std::unique_lock use(useOfSource);
    if (isLeftAlone)
        return false;
    std::vector<MetricSnapshot> snapshots;
    ExportResult result;
    try {
        snapshots = source.collect();
    } catch (...) {
        result = ExportResult::failed(textOfException());
    }
    isInSink = true;
    use.unlock();
    if (result.isDone && !snapshots.empty())
        result = exportSafely(*sink, snapshots,
                              std::chrono::steady_clock::now() + options.exportTimeout);
    use.lock();
    isInSink = false;
    if (isLeftAlone)
        return false;
    source.settle(result.isDone);
    note(result, snapshots.size());
    return true;
}

void UploadLoop::run(const std::shared_ptr<Shared> &shared)
{
    Shared &my = *shared;
    std::int64_t due_ns = my.clock.steady_ns() + my.options.interval.count();
    std::unique_lock lock(my.mutex);
    for (;;) {
        while (my.answered == my.asked && !my.isStopping) {
            lock.unlock();
            const std::int64_t left_ns = std::max<std::int64_t>(due_ns - my.clock.steady_ns(), 0);
            const auto outcome = my.timer.wait(std::chrono::nanoseconds(left_ns));
            lock.lock();
            if (outcome == UploadTimer::Outcome::Elapsed)
                break;
        }
        if (my.answered == my.asked && my.isStopping)
            break;
        const std::uint64_t answering = my.asked;
        lock.unlock();
        const bool goesOn = my.exportOnce();
        if (goesOn)
            due_ns = my.clock.steady_ns() + my.pause().count();
        lock.lock();
        if (!goesOn)
            break;
        my.answered = answering;
        my.changed.notify_all();
    }
    my.hasEnded = true;
    my.changed.notify_all();
}

ExportResult UploadLoop::flush(Deadline deadline)
{
    std::unique_lock lock(m_shared->mutex);
    if (m_shared->isStopping || m_shared->hasEnded)
        return ExportResult::failed("Nothing is exported any more: the manager is closed.");
    const std::uint64_t mine = ++m_shared->asked;
    lock.unlock();
    m_shared->timer.wake();
    lock.lock();
    m_shared->changed.wait_until(
        lock, deadline, [this, mine] { return m_shared->answered >= mine || m_shared->hasEnded; });
    if (m_shared->answered >= mine)
        return m_shared->last;
    return ExportResult::failed("The export has not ended in time. See whether the sink's target "
                                "answers.");
}

bool UploadLoop::stop(Deadline deadline)
{
    std::unique_lock lock(m_shared->mutex);
    m_shared->isStopping = true;
    lock.unlock();
    m_shared->timer.wake();
    if (!m_thread || m_thread->waitUntil(deadline))
        return true;
    std::unique_lock use(m_shared->useOfSource);
    m_shared->isLeftAlone = true;
    const bool hangs = m_shared->isInSink;
    use.unlock();
    if (!hangs)
        m_thread->join(); // it only has to notice
    lock.lock();
    m_shared->hasEnded = true; // for who waits in flush()
    m_shared->changed.notify_all();
    return !hangs;
}

UploadCounts UploadLoop::counts() const
{
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->counts;
}

} // namespace tidemark::metrics
