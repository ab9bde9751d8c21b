// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/http_message.h"
#include "services/http/http_reply.h"
#include "services/otlp/otlp_sink.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace tidemark::otlp {

/// Requests that came whole, worked on by one thread in their order. Those that wait together are
/// stored together, so that they share a commit. Any thread.
class OtlpQueue final
{
public:
    /// The sink outlives it. `size`: most requests that wait.
    OtlpQueue(OtlpSink &sink, std::size_t size);
    ~OtlpQueue(); // stops
    OtlpQueue(const OtlpQueue &) = delete;
    OtlpQueue &operator=(const OtlpQueue &) = delete;

    /// The request is answered once its points are durable, or with 503 and Retry-After at once
    /// when too many wait.
    void push(http::HttpRequest request, http::HttpReply reply);
    /// Ends what is being stored; what waits is answered with 503. For good.
    void stop();

private:
    struct Entry
    {
        http::HttpRequest request;
        http::HttpReply reply;
    };

    void work(const std::stop_token &stop);
    void storeOnce();
    [[nodiscard]] std::optional<Entry> next();

    OtlpSink &m_sink;
    std::size_t m_size;
    std::mutex m_mutex;
    std::condition_variable_any m_woken;
    std::deque<Entry> m_waiting; // under m_mutex
    bool m_isStopped = false;    // under m_mutex
    std::jthread m_thread;       // ends first
};

} // namespace tidemark::otlp
