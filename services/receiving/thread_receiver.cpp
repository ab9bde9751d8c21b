// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/receiving/thread_receiver.h"

#include <utility>

namespace tidemark::receiving {

ThreadReceiver::ThreadReceiver(ReceiverWork work, const Clock &clock,
                               std::shared_ptr<const void> store, EndingReceivers &ending)
    : m_work(std::move(work))
    , m_clock(clock)
    , m_store(std::move(store))
    , m_ending(ending)
{}

ThreadReceiver::~ThreadReceiver()
{
    if (m_run)
        m_run->notes().setListener({});
    stop();
}

void ThreadReceiver::start()
{
    if (std::exchange(m_isRunning, true))
        return;
    if (m_run)
        m_run->notes().setListener({});
    m_run = std::make_shared<ReceiverRun>(m_work, m_clock, m_store, m_ending.runs());
    m_run->notes().setSeen(m_isSeen);
    m_run->notes().setListener(m_heard);
    if (m_heard)
        m_heard(); // of what was noted before somebody listened
}

void ThreadReceiver::stop()
{
    if (!std::exchange(m_isRunning, false))
        return;
    m_ending.add(m_run);
    if (m_heard)
        m_heard();
}

void ThreadReceiver::setSeen(bool isSeen)
{
    m_isSeen = isSeen;
    if (m_run)
        m_run->notes().setSeen(isSeen);
}

ReceiverState ThreadReceiver::state() const
{
    if (!m_run)
        return {};
    ReceiverState state = m_run->notes().state();
    if (!m_isRunning) {
        state.status = ReceiverStatus::Stopped;
        state.error.reset();
    }
    return state;
}

ReceiverFactory threadReceivers(const ReceivingParts &parts, std::shared_ptr<const void> store,
                                EndingReceivers &ending)
{
    return [parts, store = std::move(store), &ending](const ReceiverPlan &plan) {
        return std::make_unique<ThreadReceiver>(workOf(parts, plan), *parts.clock, store, ending);
    };
}

} // namespace tidemark::receiving
