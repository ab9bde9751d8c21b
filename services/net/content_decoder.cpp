// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/content_decoder.h"

#include <zlib.h>

#include <array>

using namespace Qt::StringLiterals;

namespace tidemark::net {

struct ContentDecoder::Inflater
{
    Inflater()
    {
        constexpr int kWindowAndHeader = 15 + 32; // the largest window; gzip or zlib, as it comes
        isReady = inflateInit2(&stream, kWindowAndHeader) == Z_OK;
    }
    Inflater(const Inflater &) = delete;
    Inflater &operator=(const Inflater &) = delete;
    ~Inflater() { inflateEnd(&stream); }

    z_stream stream{};
    bool isReady = false;
    bool isAtEnd = false; ///< a whole packed piece is read; another may follow
};

ContentDecoder::ContentDecoder(std::int64_t maxBody_bytes, std::int64_t maxInflated_bytes)
    : m_maxBody_bytes(maxBody_bytes)
    , m_maxInflated_bytes(maxInflated_bytes)
{}

ContentDecoder::ContentDecoder(ContentDecoder &&) noexcept = default;
ContentDecoder &ContentDecoder::operator=(ContentDecoder &&) noexcept = default;
ContentDecoder::~ContentDecoder() = default;

std::optional<HttpFailure> ContentDecoder::begin(QByteArrayView encoding)
{
    const QByteArray name = encoding.trimmed().toByteArray().toLower();
    if (name.isEmpty() || name == "identity")
        return std::nullopt;
    if (name != "gzip" && name != "x-gzip" && name != "deflate")
        return HttpFailure{HttpFault::Malformed, u"unknown content encoding"_s};
    m_inflater = std::make_unique<Inflater>();
    if (!m_inflater->isReady)
        return HttpFailure{HttpFault::Other, u"zlib did not start"_s};
    return std::nullopt;
}

std::optional<HttpFailure> ContentDecoder::feed(QByteArrayView bytes)
{
    m_wire_bytes += bytes.size();
    if (m_wire_bytes > m_maxBody_bytes)
        return HttpFailure{HttpFault::TooBig, u"bytes on the wire"_s, m_maxBody_bytes};
    if (m_inflater)
        return inflate(bytes);
    if (m_wire_bytes > m_maxInflated_bytes)
        return HttpFailure{HttpFault::TooBig, u"bytes"_s, m_maxInflated_bytes};
    m_body.append(bytes);
    return std::nullopt;
}

std::optional<HttpFailure> ContentDecoder::inflate(QByteArrayView bytes)
{
    z_stream &stream = m_inflater->stream;
    std::array<char, std::size_t{64} * 1024> piece;
    // zlib reads these bytes and does not write them, though its type says otherwise
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    for (;;) {
        if (m_inflater->isAtEnd && stream.avail_in > 0) {
            if (inflateReset(&stream) != Z_OK)
                return HttpFailure{HttpFault::Malformed, u"packed data"_s};
            m_inflater->isAtEnd = false;
        }
        stream.next_out = reinterpret_cast<Bytef *>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        const int status = ::inflate(&stream, Z_NO_FLUSH);
        const auto produced = static_cast<qsizetype>(piece.size() - stream.avail_out);
        if (m_body.size() + produced > m_maxInflated_bytes)
            return HttpFailure{HttpFault::TooBig, u"unpacked bytes"_s, m_maxInflated_bytes};
        m_body.append(piece.data(), produced);
        m_inflater->isAtEnd = status == Z_STREAM_END;
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
            return HttpFailure{HttpFault::Malformed, u"packed data"_s};
        const bool isDone = stream.avail_in == 0 && (m_inflater->isAtEnd || stream.avail_out > 0);
        if (isDone)
            return std::nullopt;
    }
}

std::optional<HttpFailure> ContentDecoder::finish() const
{
    if (m_inflater && m_wire_bytes > 0 && !m_inflater->isAtEnd)
        return HttpFailure{HttpFault::CutOff, u"packed data ends early"_s};
    return std::nullopt;
}

bool ContentDecoder::provesEnd() const noexcept
{
    return m_inflater && m_inflater->isAtEnd;
}

} // namespace tidemark::net
