// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/queued_sink.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

namespace tidemark::metrics {
namespace {

using SteadyClock = std::chrono::steady_clock;

} // namespace

/// What the thread uses; its own too, since it may be left alone in a sink that hangs.
struct QueuedSink::Shared
{
    Shared(std::shared_ptr<MetricsSink> target, const QueueOptions &how)
        : sink(std::move(target))
        , options(how)
    {}

    [[nodiscard]] ExportResult open();
    [[nodiscard]] bool tryOnce(std::unique_lock<std::mutex> &lock);
    void deliver();
    void close();
    void drop(const SnapshotBatch &batch);
    void noteFailure(const ExportResult &result);

    const std::shared_ptr<MetricsSink> sink;
    const QueueOptions options;
    std::atomic<std::uint64_t> recordFailures = 0;
    bool isOpen = false; ///< of the thread alone
    std::atomic<bool> mayBeOpen = false;

    mutable std::mutex mutex; ///< of all below
    std::condition_variable changed;
    SnapshotBatch current; ///< under way, or to be tried again
    std::deque<SnapshotBatch> waiting;
    bool isClosing = false;
    bool isClosed = false; ///< or somebody is about to close it
    Deadline lastExport = {};
    Deadline closeDeadline = {};
    QueueCounts counts = {};
};

QueuedSink::QueuedSink(std::shared_ptr<MetricsSink> sink, const QueueOptions &options)
    : m_shared(std::make_shared<Shared>(std::move(sink), options))
    , m_events(m_shared->sink->events())
{}

QueuedSink::~QueuedSink()
{
    if (!m_thread)
        return;
    beginClose(SteadyClock::now());
    finishClose();
}

void QueuedSink::start()
{
    m_thread.emplace([shared = m_shared] { run(shared); });
}

void QueuedSink::add(SnapshotBatch batch)
{
    const std::lock_guard lock(m_shared->mutex);
    if (m_shared->isClosing)
        return m_shared->drop(batch);
    m_shared->waiting.push_back(std::move(batch));
    if (m_shared->waiting.size() > m_shared->options.mostBatches) {
        m_shared->drop(m_shared->waiting.front());
        m_shared->waiting.pop_front();
    }
    m_shared->changed.notify_all();
}

void QueuedSink::record(const MetricEvent &event) noexcept
{
    try {
        if (m_events)
            m_events->record(event);
    } catch (...) {
        m_shared->recordFailures.fetch_add(1, std::memory_order_relaxed);
    }
}

void QueuedSink::Shared::drop(const SnapshotBatch &batch)
{
    ++counts.droppedBatches;
    counts.droppedSnapshots += batch->size();
}

void QueuedSink::Shared::noteFailure(const ExportResult &result)
{
    ++counts.failures;
    counts.lastError = result.why;
}

ExportResult QueuedSink::Shared::open()
{
    if (isOpen)
        return {};
    mayBeOpen = true; // it may hang
    ExportResult result = openSafely(*sink);
    isOpen = result.isDone;
    mayBeOpen = isOpen;
    return result;
}

/// Opens where that is still to do, and exports what is current. Gives the lock up meanwhile.
bool QueuedSink::Shared::tryOnce(std::unique_lock<std::mutex> &lock)
{
    const SnapshotBatch batch = current;
    const Deadline closing = isClosing ? lastExport : Deadline::max();
    lock.unlock();
    const Deadline deadline = std::min(SteadyClock::now() + options.exportTimeout, closing);
    ExportResult result = open();
    if (result.isDone)
        result = exportSafely(*sink, *batch, deadline);
    lock.lock();
    if (!result.isDone)
        noteFailure(result);
    if (!result.isDone || current != batch) // else it was given up, and counted
        return false;
    ++counts.exportedBatches;
    counts.exportedSnapshots += batch->size();
    current = nullptr;
    return true;
}

/// Until it is closing and nothing is left that can be delivered.
void QueuedSink::Shared::deliver()
{
    auto pause = options.firstRetry;
    const ExportResult opened = open();
    std::unique_lock lock(mutex);
    if (!opened.isDone)
        noteFailure(opened);
    for (;;) {
        changed.wait(lock, [this] { return current || !waiting.empty() || isClosing; });
        if (!current && waiting.empty())
            return;
        if (isClosing && SteadyClock::now() >= lastExport)
            return;
        if (!current) {
            current = std::move(waiting.front());
            waiting.pop_front();
        }
        const bool wasClosing = isClosing;
        if (tryOnce(lock)) {
            pause = options.firstRetry;
            continue;
        }
        if (wasClosing)
            return;
        changed.wait_for(lock, pause, [this] { return isClosing; });
        pause = std::min(pause * 2, options.longestRetry);
    }
}

void QueuedSink::Shared::close()
{
    std::unique_lock lock(mutex);
    if (!mayBeOpen || std::exchange(isClosed, true))
        return;
    const Deadline deadline = closeDeadline;
    lock.unlock();
    if (const ExportResult result = closeWithin(sink, deadline); !result.isDone) {
        lock.lock();
        noteFailure(result);
    }
}

void QueuedSink::run(const std::shared_ptr<Shared> &shared)
{
    shared->deliver();
    shared->close();
}

void QueuedSink::beginClose(Deadline deadline)
{
    const auto now = SteadyClock::now();
    const std::lock_guard lock(m_shared->mutex);
    if (std::exchange(m_shared->isClosing, true))
        return;
    m_shared->lastExport = now + std::max(deadline - now, SteadyClock::duration::zero()) / 4 * 3;
    m_shared->closeDeadline = deadline;
    m_shared->changed.notify_all();
}

void QueuedSink::finishClose()
{
    // A thread that hangs is in an export, and closing its sink is what may free it.
    if (m_thread && !m_thread->waitUntil(m_shared->lastExport))
        m_shared->close();
    if (m_thread)
        (void)m_thread->waitUntil(m_shared->closeDeadline);
    const std::lock_guard lock(m_shared->mutex);
    if (m_shared->current)
        m_shared->drop(m_shared->current);
    for (const SnapshotBatch &batch : m_shared->waiting)
        m_shared->drop(batch);
    m_shared->current = nullptr;
    m_shared->waiting.clear();
}

QueueCounts QueuedSink::counts() const
{
    const std::lock_guard lock(m_shared->mutex);
    QueueCounts counts = m_shared->counts;
    counts.recordFailures = m_shared->recordFailures.load(std::memory_order_relaxed);
    counts.waitingBatches = m_shared->waiting.size() + (m_shared->current ? 1 : 0);
    return counts;
}

} // namespace tidemark::metrics
