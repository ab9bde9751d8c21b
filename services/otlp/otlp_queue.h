// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/http_message.h"
#include "services/http/http_reply.h"
#include "services/otlp/otlp_answer.h"
#include "services/otlp/otlp_sink.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace tidemark::otlp {

/// Requests that came whole, in their order: one thread reads them, another one stores what was
/// read meanwhile, all of it together, so that requests share a commit and the store never waits
/// for a reader. Any thread.
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
    /// Requests that were read, and who asked.
    struct Group
    {
        struct Asked
        {
            OtlpEncoding encoding;
            http::HttpReply reply;
        };
        std::vector<OtlpExport> exports;
        std::vector<Asked> asked;
        std::uint64_t points = 0;
        std::uint64_t bytes = 0; ///< of memory, about
    };

    void read(const std::stop_token &stop);
    /// False for one that was answered at once.
    [[nodiscard]] bool readOne(Entry entry);
    void store(const std::stop_token &stop);
    /// Under the lock: nothing more is to be read before it is stored.
    [[nodiscard]] bool isGroupWhole() const;
    [[nodiscard]] bool isGroupFull() const;
    void storeOnce(Group group);
    static void answer(Group::Asked &asked, const Result<void> &done, const OtlpRefusals &refusals);

    OtlpSink &m_sink;
    std::size_t m_size;
    std::mutex m_mutex; // guards all below but the threads
    std::condition_variable_any m_changed;
    std::deque<Entry> m_waiting;
    Group m_read;
    std::size_t m_count = 0; // requests that are not being stored yet
    bool m_isReading = false;
    bool m_isStopped = false;
    std::jthread m_storing; // these end first
    std::jthread m_reading;
};

} // namespace tidemark::otlp
