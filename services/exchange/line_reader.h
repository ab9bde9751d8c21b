// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exchange/utf8_stream.h"

#include <stop_token>
#include <string>
#include <string_view>

namespace tidemark::exchange {

/// Reads a text line by line; LF and CRLF end a line. Memory is bounded by kMaxRowBytes. One
/// thread.
class LineReader
{
public:
    /// `device` is open and outlives the reader.
    LineReader(QIODevice &device, TextEncoding encoding, std::stop_token stop = {});

    /// The next line without its end; it lives until the next call. False at the end of the text.
    /// Errors: Unsupported beyond kMaxRowBytes (detail `line.bytes`), and those of Utf8Stream.
    [[nodiscard]] Result<bool> next(std::string_view &line);
    /// Of the line that was read, from 1.
    [[nodiscard]] std::int64_t number() const noexcept { return m_number; }
    [[nodiscard]] std::int64_t bytesRead() const noexcept { return m_stream.bytesRead(); }

private:
    Utf8Stream m_stream;
    QByteArray m_piece;
    qsizetype m_at = 0;
    std::string m_line; ///< of a line that lies in more than one piece
    std::int64_t m_number = 0;
};

/// What a line is called that no row may be as long as.
[[nodiscard]] Error lineTooLong(std::int64_t line);

} // namespace tidemark::exchange
