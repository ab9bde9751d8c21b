// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/bounded_thread.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <utility>

namespace tidemark::metrics {

struct BoundedThread::End
{
    std::mutex mutex;
    std::condition_variable reached;
    bool isReached = false;
};

BoundedThread::BoundedThread(std::function<void()> body)
    : m_end(std::make_shared<End>())
    , m_thread([end = m_end, run = std::move(body)]() mutable {
        run();
        run = nullptr; // what it owns goes before anybody thinks that it has ended
        const std::lock_guard lock(end->mutex);
        end->isReached = true;
        end->reached.notify_all();
    })
{}

BoundedThread::~BoundedThread()
{
    if (waitUntil(Deadline::min()))
        join();
    else
        m_thread.detach();
}

bool BoundedThread::waitUntil(Deadline deadline)
{
    std::unique_lock lock(m_end->mutex);
    return m_end->reached.wait_until(lock, deadline, [this] { return m_end->isReached; });
}

void BoundedThread::join()
{
    if (m_thread.joinable())
        m_thread.join();
}

std::string textOfException()
{
    try {
        throw;
    } catch (const std::exception &error) {
        return error.what();
    } catch (...) {
        return "An exception of an unknown kind was thrown.";
    }
}

ExportResult openSafely(MetricsSink &sink)
{
    try {
        return sink.open();
    } catch (...) {
        return ExportResult::failed(textOfException());
    }
}

ExportResult exportSafely(MetricsSink &sink, std::span<const MetricSnapshot> snapshots,
                          Deadline deadline)
{
    try {
        return sink.exportSnapshots(snapshots, deadline);
    } catch (...) {
        return ExportResult::failed(textOfException());
    }
}

ExportResult closeWithin(std::shared_ptr<MetricsSink> sink, Deadline deadline)
{
    const auto result = std::make_shared<ExportResult>();
    const auto close = [result, deadline, closed = std::move(sink)] {
        try {
            closed->close(deadline);
        } catch (...) {
            *result = ExportResult::failed(textOfException());
        }
    };
    try {
        BoundedThread thread(close);
        if (!thread.waitUntil(deadline))
            return ExportResult::failed("The sink is still closing. See whether its target "
                                        "answers.");
    } catch (const std::system_error &) {
        close(); // without a thread of its own there is no deadline
    }
    return *result;
}

} // namespace tidemark::metrics
