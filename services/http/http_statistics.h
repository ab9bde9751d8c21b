// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <array>
#include <atomic>

namespace tidemark::http {

/// What a server has done since it was created.
struct HttpStatistics
{
    qint64 open = 0;     ///< connections at the moment
    qint64 accepted = 0; ///< connections that were let in
    qint64 refused = 0;  ///< connections closed for a cap: new ones, or those that gave way to one
    qint64 expired = 0;  ///< connections closed by a deadline, idle ones too
    qint64 requests = 0; ///< requests handed to the handler
    qint64 inWork = 0;   ///< of those, not answered yet
    qint64 waiting = 0;  ///< requests that wait until fewer are in work
    /// Answers by the first digit of their status; 0 and 1 stay 0.
    std::array<qint64, 6> byStatusClass{};
};

/// The counters behind it: written by the server's thread, read by any.
class HttpCounters
{
public:
    using Counter = std::atomic<qint64>;

    Counter open{0};
    Counter accepted{0};
    Counter refused{0};
    Counter expired{0};
    Counter requests{0};
    Counter inWork{0};
    Counter waiting{0};
    std::array<Counter, 6> byStatusClass{};

    static void add(Counter &counter, qint64 count = 1)
    {
        counter.fetch_add(count, std::memory_order_relaxed);
    }

    [[nodiscard]] HttpStatistics read() const
    {
        HttpStatistics now{open.load(),     accepted.load(), refused.load(), expired.load(),
                           requests.load(), inWork.load(),   waiting.load(), {}};
        for (std::size_t i = 0; i < byStatusClass.size(); ++i)
            now.byStatusClass[i] = byStatusClass[i].load();
        return now;
    }
};

} // namespace tidemark::http
