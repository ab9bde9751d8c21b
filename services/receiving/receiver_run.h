// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/receiving/receiver_notes.h"
#include "services/receiving/receiver_work.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace tidemark::receiving {

/// One run of a receiver, from its start until it was told to stop and has stored what had come, on
/// a thread of its own. What fails is tried again after a pause. Any thread.
class ReceiverRun
{
public:
    static constexpr std::chrono::milliseconds kRetryPause{5'000};

    /// Begins once the runs `before` have ended, which may hold the same port. `store` is kept for
    /// as long as the work needs it; the clock outlives the run.
    ReceiverRun(ReceiverWork work, const Clock &clock, std::shared_ptr<const void> store,
                std::vector<std::shared_ptr<ReceiverRun>> before);
    ~ReceiverRun(); ///< stops, and waits for the end
    ReceiverRun(const ReceiverRun &) = delete;
    ReceiverRun &operator=(const ReceiverRun &) = delete;

    void requestStop() { m_stop.request_stop(); }
    [[nodiscard]] bool hasEnded() const;
    /// Or until the one who waits is stopped.
    void waitUntilEnded(const std::stop_token &stop = {});
    [[nodiscard]] ReceiverNotes &notes() noexcept { return m_notes; }

private:
    void work(const ReceiverWork &work, const std::stop_token &stop);
    void end();

    ReceiverNotes m_notes;
    std::stop_source m_stop;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_ended;
    bool m_hasEnded = false; // under m_mutex
    std::thread m_thread;    // last: it uses the rest
};

} // namespace tidemark::receiving
