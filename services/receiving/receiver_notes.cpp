// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/receiving/receiver_notes.h"

#include "model/ports/clock.h"

#include <utility>

namespace tidemark::receiving {

ReceiverNotes::ReceiverNotes(const Clock &clock)
    : m_clock(clock)
{
    m_state.status = ReceiverStatus::Starting;
    m_state.since = clock.now();
}

template <class Edit>
void ReceiverNotes::change(Edit edit)
{
    const std::lock_guard lock(m_mutex);
    ReceiverState now = m_state;
    edit(now);
    if (now == m_state)
        return;
    m_state = std::move(now);
    if (m_heard)
        m_heard();
}

void ReceiverNotes::beginAttempt()
{
    const std::lock_guard lock(m_mutex);
    m_before = m_state.counts;
}

void ReceiverNotes::setAddress(const QString &address)
{
    change([&](ReceiverState &state) { state.address = address; });
}

void ReceiverNotes::came()
{
    const Timestamp now = m_clock.now();
    change([&](ReceiverState &state) { state.lastAt = now; });
}

void ReceiverNotes::works()
{
    change([](ReceiverState &state) {
        state.status = ReceiverStatus::Receiving;
        state.error.reset();
    });
}

void ReceiverNotes::waits(const Error &what)
{
    change([&](ReceiverState &state) {
        state.status = ReceiverStatus::Waiting;
        state.error = what;
    });
}

void ReceiverNotes::failed(const Error &error)
{
    change([&](ReceiverState &state) {
        state.status = ReceiverStatus::Failing;
        state.error = error;
    });
}

void ReceiverNotes::count(const ReceiverCounts &counts)
{
    change([&](ReceiverState &state) {
        state.counts = m_before;
        state.counts += counts;
    });
}

void ReceiverNotes::setOffset(std::chrono::seconds ahead)
{
    change([&](ReceiverState &state) { state.offset = ahead; });
}

void ReceiverNotes::setSeen(bool isSeen)
{
    const std::lock_guard lock(m_mutex);
    if (std::exchange(m_isSeen, isSeen) != isSeen && m_seen)
        m_seen(isSeen);
}

void ReceiverNotes::onSeen(std::function<void(bool)> heard)
{
    const std::lock_guard lock(m_mutex);
    m_seen = std::move(heard);
    if (m_seen)
        m_seen(m_isSeen);
}

ReceiverState ReceiverNotes::state() const
{
    const std::lock_guard lock(m_mutex);
    return m_state;
}

void ReceiverNotes::setListener(std::function<void()> heard)
{
    const std::lock_guard lock(m_mutex);
    m_heard = std::move(heard);
}

} // namespace tidemark::receiving
