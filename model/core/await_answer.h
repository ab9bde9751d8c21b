// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/when_finished.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace tidemark {

/// What an answer is left in for a thread that waits, which may have gone by then. Any thread.
template <class T>
class AnswerBox
{
public:
    void put(const T &answer)
    {
        const std::lock_guard lock(m_mutex);
        m_answer = answer;
        m_isThere.notify_all();
    }
    /// Nothing when it is stopped first.
    [[nodiscard]] std::optional<T> wait(const std::stop_token &stop)
    {
        std::unique_lock lock(m_mutex);
        (void)m_isThere.wait(lock, stop, [this] { return m_answer.has_value(); });
        return std::exchange(m_answer, std::nullopt);
    }
    /// Nothing when none comes in time.
    [[nodiscard]] std::optional<T> wait(std::chrono::steady_clock::time_point deadline)
    {
        std::unique_lock lock(m_mutex);
        (void)m_isThere.wait_until(lock, deadline, [this] { return m_answer.has_value(); });
        return std::exchange(m_answer, std::nullopt);
    }

private:
    std::mutex m_mutex;
    std::condition_variable_any m_isThere;
    std::optional<T> m_answer;
};

/// Waits for the result of a future until it is stopped (std::stop_token) or a deadline of the
/// steady clock is over: then nothing, and what was asked for may still be done. A cancelled
/// future has no result. For workers only, never on the GUI thread.
template <class T, class Until>
[[nodiscard]] std::optional<T> awaitUntil(QFuture<T> future, const Until &until)
{
    const auto box = std::make_shared<AnswerBox<T>>();
    whenAnswered(std::move(future), [box](const T &answer) { box->put(answer); });
    return box->wait(until);
}

} // namespace tidemark
