// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/http_fault.h"

#include <QByteArray>
#include <QByteArrayView>

#include <memory>
#include <optional>

namespace tidemark::net {

/// Collects a body, unpacks gzip and deflate, and stops at the limits: packed bytes are counted as
/// they come, unpacked ones before they are kept, so that a body of zeros that packs a thousand to
/// one costs no more memory than its limit. One thread.
class ContentDecoder
{
public:
    /// Bytes on the wire and after unpacking, both included.
    ContentDecoder(std::int64_t maxBody_bytes, std::int64_t maxInflated_bytes);
    ContentDecoder(ContentDecoder &&) noexcept;
    ContentDecoder &operator=(ContentDecoder &&) noexcept;
    ~ContentDecoder(); // of what zlib holds

    /// Call first, with the value of Content-Encoding. Faults: Malformed for an unknown one.
    [[nodiscard]] std::optional<HttpFailure> begin(QByteArrayView encoding);
    /// Faults: TooBig, Malformed for bytes that are not what the encoding promised.
    [[nodiscard]] std::optional<HttpFailure> feed(QByteArrayView bytes);
    /// Call last. Faults: CutOff when the packed bytes end early.
    [[nodiscard]] std::optional<HttpFailure> finish() const;

    /// Whether the packing shows where the body ends, and it has ended.
    [[nodiscard]] bool provesEnd() const noexcept;
    [[nodiscard]] std::int64_t wire_bytes() const noexcept { return m_wire_bytes; }
    [[nodiscard]] QByteArray takeBody() { return std::move(m_body); }

private:
    struct Inflater;

    [[nodiscard]] std::optional<HttpFailure> inflate(QByteArrayView bytes);

    std::int64_t m_maxBody_bytes;
    std::int64_t m_maxInflated_bytes;
    std::int64_t m_wire_bytes = 0;
    QByteArray m_body;
    std::unique_ptr<Inflater> m_inflater; ///< null for bodies that are not packed
};

} // namespace tidemark::net
