// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/head_framing.h"
#include "services/http/http_message.h"

#include <functional>
#include <optional>

namespace tidemark::http {

/// Whether the body of a request is read.
struct HeadDecision
{
    bool isAdmitted = false;
    std::optional<HttpResponse> refusal = std::nullopt; ///< nothing for a dropped verdict
};

/// The right to decide once, by a request's head, whether its body is read. It may move to any
/// thread and outlive the server. Destroying it undecided answers 500.
class HeadVerdict
{
public:
    /// Brings the decision away. Called once, on the thread that decides.
    using Deliver = std::function<void(HeadDecision)>;

    explicit HeadVerdict(Deliver deliver);
    ~HeadVerdict(); // drops
    HeadVerdict(HeadVerdict &&other) noexcept;
    HeadVerdict &operator=(HeadVerdict &&) = delete;
    HeadVerdict(const HeadVerdict &) = delete;
    HeadVerdict &operator=(const HeadVerdict &) = delete;

    /// The body is read, after "100 Continue" where the client waits for it.
    void admit();
    /// The answer goes out, the body is not read and the connection ends.
    void refuse(HttpResponse response);

private:
    void deliver(HeadDecision decision);

    Deliver m_deliver; ///< empty once decided
};

/// Gets the head of each request that brings a body, which is empty yet, on the server's thread.
/// Must come back soon and not throw.
using HeadJudge =
    std::function<void(const HttpRequest &head, const HeadFraming &framing, HeadVerdict verdict)>;

} // namespace tidemark::http
