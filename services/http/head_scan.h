// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace tidemark::http {

/// Finds the end of a request's head in bytes that come piece by piece, and refuses at the first
/// byte what has two readings: lines that end in LF or CR alone, continued lines (obs-fold), NUL
/// and other control characters. Beast 1.74 accepts folded lines and waits for ever on some of the
/// others, which is how requests are smuggled past one of two readers.
/// Source: RFC 9112 sections 2.2 and 5.2.
class HeadScan
{
public:
    enum class State
    {
        More,
        Complete,
        Bad
    };

    /// Reads on; `bytes` begins with all that earlier calls were given. Each byte is looked at
    /// once.
    [[nodiscard]] State scan(std::string_view bytes);

    /// Where the request line begins: empty lines before it are skipped.
    [[nodiscard]] std::size_t begin() const noexcept { return m_begin; }
    /// Behind the empty line that ends the head. Only when complete.
    [[nodiscard]] std::size_t end() const noexcept { return m_at; }
    /// What is wrong, in English, for the client. Only when bad.
    [[nodiscard]] const char *fault() const noexcept { return m_fault; }

private:
    [[nodiscard]] State take(char c);
    [[nodiscard]] State endLine();
    [[nodiscard]] State bad(const char *fault);

    std::size_t m_at = 0;
    std::size_t m_begin = 0;
    std::size_t m_lineSize = 0; ///< of the line being read, without its end
    bool m_hasLine = false;
    bool m_isAfterCr = false;
    const char *m_fault = "";
};

} // namespace tidemark::http
