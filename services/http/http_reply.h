// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/http_message.h"

#include <functional>
#include <optional>

namespace tidemark::http {

/// The right to answer one request. It may move to any thread and outlive the server; the first
/// answer counts. Destroying it unanswered answers 500, so that no client waits for ever.
class HttpReply
{
public:
    /// Brings the answer away; nothing stands for a dropped reply. Called once, on the thread that
    /// answers.
    using Deliver = std::function<void(std::optional<HttpResponse>)>;

    explicit HttpReply(Deliver deliver);
    ~HttpReply(); // drops
    HttpReply(HttpReply &&other) noexcept;
    HttpReply &operator=(HttpReply &&other) noexcept;
    HttpReply(const HttpReply &) = delete;
    HttpReply &operator=(const HttpReply &) = delete;

    /// Any thread, one at a time. Does nothing when it was answered or moved away before.
    void answer(HttpResponse response);
    [[nodiscard]] bool isAnswered() const noexcept { return !m_deliver; }

private:
    void deliver(std::optional<HttpResponse> response);

    Deliver m_deliver; ///< empty once answered
};

} // namespace tidemark::http
