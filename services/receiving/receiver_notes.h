// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/receiver.h"

#include <functional>
#include <mutex>

namespace tidemark {
class Clock;
}

namespace tidemark::receiving {

/// How it is with a receiver, noted by its threads and read by any. The lock is never held for
/// longer than the listener posts a message.
class ReceiverNotes
{
public:
    /// The clock outlives it.
    explicit ReceiverNotes(const Clock &clock);

    /// Another attempt begins: what it counts is added to what the ones before have.
    void beginAttempt();
    void setAddress(const QString &address);
    /// Something came that could be used; says nothing of how it is.
    void came();
    /// It listens, or was answered, and the store takes what comes.
    void works();
    /// Nothing is broken, and nothing comes.
    void waits(const Error &what);
    void failed(const Error &error);
    /// All of the present attempt.
    void count(const ReceiverCounts &counts);
    void setOffset(std::chrono::seconds ahead);

    /// Somebody looks at what comes, or does so no longer; at first somebody does. Any thread.
    void setSeen(bool isSeen);
    /// Called with that at once and after each change, on its thread, which it may not hold up;
    /// nothing: nobody asks. No call goes on once this has returned.
    void onSeen(std::function<void(bool)> heard);

    [[nodiscard]] ReceiverState state() const;
    /// Called after each change, on its thread; nothing: none. No call goes on once this has
    /// returned.
    void setListener(std::function<void()> heard);

private:
    template <class Edit>
    void change(Edit edit);

    const Clock &m_clock;
    mutable std::mutex m_mutex;
    ReceiverState m_state;
    ReceiverCounts m_before; ///< of earlier attempts
    std::function<void()> m_heard;
    bool m_isSeen = true;
    std::function<void(bool)> m_seen;
};

} // namespace tidemark::receiving
