// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/head_scan.h"
#include "services/http/http_limits.h"
#include "services/http/input_buffer.h"
#include "services/http/refusal.h"
#include "services/http/request_parser.h"

#include <functional>
#include <memory>
#include <optional>

namespace tidemark::http {

/// Reads the requests of one connection out of the bytes that come in, each its head first and then
/// its body, within the limits. One thread.
class RequestReader
{
public:
    /// `limits` outlive the reader.
    explicit RequestReader(const HttpLimits &limits);

    /// Where the bytes come in; what belongs to a later request stays there.
    [[nodiscard]] InputBuffer &input() noexcept { return m_input; }
    /// The next request begins with the next byte that was not used.
    void beginRequest();

    /// How far a part of the request has come: whole, to be refused, or else in want of more bytes.
    struct Progress
    {
        bool isWhole = false;
        std::optional<Refusal> refusal = {};
    };
    /// Reads on in the head.
    [[nodiscard]] Progress readHead();
    /// Only after a whole head; once.
    [[nodiscard]] RequestHead takeHead() { return m_parser->takeHead(); }
    /// True when the request has come in whole. Only after a whole head.
    [[nodiscard]] bool isDone() const { return m_parser->isDone(); }
    /// Reads on in the body. `keep` is told its size whenever it may have grown; false when there
    /// is no room for it.
    [[nodiscard]] Progress readBody(const std::function<bool(qint64 size_bytes)> &keep);
    [[nodiscard]] QByteArray takeBody() { return m_parser->takeBody(); }

private:
    const HttpLimits &m_limits;
    InputBuffer m_input;
    HeadScan m_scan;
    std::unique_ptr<RequestParser> m_parser;
};

} // namespace tidemark::http
