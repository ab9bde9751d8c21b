// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/receiving/receiver_run.h"

#include "services/collect/machine_recorder.h"

#include <utility>

namespace tidemark::receiving {

ReceiverRun::ReceiverRun(ReceiverWork work, const Clock &clock, std::shared_ptr<const void> store,
                         std::vector<std::shared_ptr<ReceiverRun>> before)
    : m_notes(clock)
    , m_thread([this, work = std::move(work), store = std::move(store), before = std::move(before),
                stop = m_stop.get_token()]() mutable {
        for (const auto &run : before)
            run->waitUntilEnded(stop);
        before.clear();
        this->work(work, stop);
        store.reset(); // before anybody hears of the end, since it may be waited for to close it
        end();
    })
{}

ReceiverRun::~ReceiverRun()
{
    requestStop();
    m_thread.join();
}

void ReceiverRun::work(const ReceiverWork &work, const std::stop_token &stop)
{
    while (!stop.stop_requested()) {
        m_notes.beginAttempt();
        const auto done = work(m_notes, stop);
        if (done || stop.stop_requested())
            continue;
        m_notes.failed(done.error());
        collect::sleepUntil(std::chrono::steady_clock::now() + kRetryPause, stop);
    }
}

void ReceiverRun::end()
{
    const std::lock_guard lock(m_mutex);
    m_hasEnded = true;
    m_ended.notify_all();
}

bool ReceiverRun::hasEnded() const
{
    const std::lock_guard lock(m_mutex);
    return m_hasEnded;
}

void ReceiverRun::waitUntilEnded(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    (void)m_ended.wait(lock, stop, [this] { return m_hasEnded; });
}

} // namespace tidemark::receiving
