// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/csv_dialect.h"

#include <QByteArray>

#include <cstdint>
#include <stop_token>

QT_FORWARD_DECLARE_CLASS(QIODevice)

namespace tidemark::exchange {

/// A byte that no UTF-8 text holds. Utf8Stream puts it where the source's bytes mean no character.
inline constexpr char kInvalidByte = '\xff';

/// Reads a device as UTF-8, piece by piece with constant memory. A byte-order mark at the start is
/// left out. One thread.
class Utf8Stream
{
public:
    /// `device` is open and outlives the stream.
    Utf8Stream(QIODevice &device, TextEncoding encoding, std::stop_token stop = {});

    /// Replaces `out` by the next piece. False at the end. Errors: Io, Damaged (gzip), Cancelled.
    [[nodiscard]] Result<bool> read(QByteArray &out);
    /// Bytes taken from the device.
    [[nodiscard]] std::int64_t bytesRead() const noexcept { return m_bytesRead; }

private:
    void decode(QByteArray &piece, bool isLast);
    void decodeUtf16(QByteArray &piece, bool isLast);

    QIODevice &m_device;
    TextEncoding m_encoding;
    std::stop_token m_stop;
    QByteArray m_rest; ///< of the piece before: half a UTF-16 unit or pair, or part of a mark
    std::int64_t m_bytesRead = 0;
    bool m_isStart = true;
    bool m_isEnd = false;
};

} // namespace tidemark::exchange
