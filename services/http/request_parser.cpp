// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/request_parser.h"

#include <algorithm>
#include <limits>
#include <utility> // before Asio, which needs it and does not include it

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

using namespace Qt::StringLiterals;

namespace beast_http = boost::beast::http;

namespace tidemark::http {
namespace {

using boost::beast::error_code;
using boost::beast::string_view;

/// A small body is given its memory at once; a large one grows with what really comes.
constexpr std::uint64_t kReservedBody_bytes = std::uint64_t{64} * 1024;
/// The shortest that may follow where a chunk is expected: "0", two line ends.
constexpr std::size_t kSmallestChunk_bytes = 5;

QByteArray bytesOf(string_view text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

Refusal tooLarge(qint64 limit_bytes)
{
    return {413, u"The body is larger than the limit of %1 bytes."_s.arg(limit_bytes)};
}

} // namespace

class RequestParser::Parser final : public beast_http::basic_parser<true>
{
public:
    explicit Parser(qint64 body_bytes)
        : limit_bytes(body_bytes)
    {
        header_limit(std::numeric_limits<std::uint32_t>::max()); // whoever reads has its own
        body_limit(static_cast<std::uint64_t>(body_bytes));
    }

    qint64 limit_bytes;
    RequestHead requestHead;
    QByteArray body;
    bool isInChunk = false; ///< the next byte is data, not the head of a chunk

private:
    void on_request_impl(beast_http::verb /*method*/, string_view name, string_view target,
                         int version, error_code & /*ec*/) override
    {
        requestHead.method = bytesOf(name);
        requestHead.target = bytesOf(target);
        requestHead.isHttp11 = version == 11;
    }
    void on_response_impl(int /*code*/, string_view /*reason*/, int /*version*/,
                          error_code & /*ec*/) override
    {}
    void on_field_impl(beast_http::field /*field*/, string_view name, string_view value,
                       error_code & /*ec*/) override
    {
        if (!is_header_done()) // else it is a trailer
            requestHead.headers.add(bytesOf(name), bytesOf(value));
    }
    void on_header_impl(error_code & /*ec*/) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t> &length,
                           error_code & /*ec*/) override
    {
        body.reserve(static_cast<qsizetype>(std::min(length.value_or(0), kReservedBody_bytes)));
    }
    std::size_t on_body_impl(string_view bytes, error_code & /*ec*/) override
    {
        add(bytes);
        return bytes.size();
    }
    void on_chunk_header_impl(std::uint64_t size, string_view /*extensions*/,
                              error_code & /*ec*/) override
    {
        isInChunk = size > 0;
    }
    std::size_t on_chunk_body_impl(std::uint64_t remain, string_view bytes,
                                   error_code & /*ec*/) override
    {
        add(bytes);
        isInChunk = bytes.size() < remain;
        return bytes.size();
    }
    void on_finish_impl(error_code & /*ec*/) override {}

    // QByteArray grows by copying, which holds a large body twice; reserve() moves its pages.
    void add(string_view bytes)
    {
        const qsizetype size = body.size() + static_cast<qsizetype>(bytes.size());
        if (size > body.capacity())
            body.reserve(std::max(size, 2 * body.capacity()));
        body.append(bytes.data(), static_cast<qsizetype>(bytes.size()));
    }
};

RequestParser::RequestParser(qint64 body_bytes)
    : m_parser(std::make_unique<Parser>(body_bytes))
{}

RequestParser::~RequestParser() = default;

std::optional<Refusal> RequestParser::readHead(std::string_view head)
{
    const auto framing = checkHead(head);
    if (!framing)
        return Refusal{400, framing.error().message};
    error_code error;
    const std::size_t used = m_parser->put(boost::asio::buffer(head.data(), head.size()), error);
    if (error == beast_http::error::body_limit)
        return tooLarge(m_parser->limit_bytes);
    if (error || used != head.size() || !m_parser->is_header_done())
        return Refusal{400, u"The header of the request is not valid (%1)."_s.arg(
                                QString::fromStdString(error.message()))};
    m_parser->requestHead.framing = *framing;
    m_parser->requestHead.isKeepAlive = m_parser->requestHead.isHttp11 && m_parser->keep_alive();
    m_parser->eager(true);
    return std::nullopt;
}

const RequestHead &RequestParser::head() const noexcept
{
    return m_parser->requestHead;
}

RequestParser::Progress RequestParser::readBody(std::string_view bytes)
{
    if (isDone() || bytes.empty())
        return {};
    // Beast 1.74 asserts five bytes when it looks at the last chunk for the second time.
    if (m_parser->chunked() && !m_parser->isInChunk && bytes.size() < kSmallestChunk_bytes)
        return {};
    error_code error;
    Progress progress;
    progress.used = m_parser->put(boost::asio::buffer(bytes.data(), bytes.size()), error);
    if (error == beast_http::error::body_limit)
        progress.refusal = tooLarge(m_parser->limit_bytes);
    else if (error && error != beast_http::error::need_more)
        progress.refusal = Refusal{400, u"The chunks of the body are not valid (%1)."_s.arg(
                                            QString::fromStdString(error.message()))};
    return progress;
}

bool RequestParser::isDone() const
{
    return m_parser->is_done();
}

const QByteArray &RequestParser::body() const noexcept
{
    return m_parser->body;
}

RequestHead RequestParser::takeHead()
{
    return std::exchange(m_parser->requestHead, {});
}

QByteArray RequestParser::takeBody()
{
    return std::exchange(m_parser->body, {});
}

} // namespace tidemark::http
