// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/head_framing.h"
#include "services/http/header_list.h"
#include "services/http/refusal.h"

#include <QByteArray>

#include <memory>
#include <optional>
#include <string_view>

namespace tidemark::http {

/// The head of a request as it was sent.
struct RequestHead
{
    QByteArray method;
    QByteArray target;
    HeaderList headers;
    HeadFraming framing;
    bool isHttp11 = true;
    bool isKeepAlive = true; ///< the client allows another request on this connection
};

/// Reads one request: first its whole head, then its body as it comes. The head passes checkHead()
/// and then Boost.Beast, and both must accept it. Trailers behind a chunked body are dropped. One
/// thread.
class RequestParser
{
public:
    /// `body_bytes` is the most a body may have, without chunking.
    explicit RequestParser(qint64 body_bytes);
    ~RequestParser(); // needs the whole Parser
    RequestParser(const RequestParser &) = delete;
    RequestParser &operator=(const RequestParser &) = delete;

    /// `head` is what HeadScan found, from its begin() to its end(). Once.
    [[nodiscard]] std::optional<Refusal> readHead(std::string_view head);
    /// Only after a head was read.
    [[nodiscard]] const RequestHead &head() const noexcept;

    /// How far readBody() came.
    struct Progress
    {
        std::size_t used = 0; ///< bytes that are not to be given again
        std::optional<Refusal> refusal;
    };
    /// Reads on in the body. `bytes` begins with what was given before and not used.
    [[nodiscard]] Progress readBody(std::string_view bytes);
    /// True when the request has come in whole.
    [[nodiscard]] bool isDone() const;

    [[nodiscard]] const QByteArray &body() const noexcept;
    [[nodiscard]] RequestHead takeHead();
    [[nodiscard]] QByteArray takeBody();

private:
    class Parser;

    std::unique_ptr<Parser> m_parser;
};

} // namespace tidemark::http
