// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exchange/utf8_stream.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::exchange {

/// Longest row in bytes of UTF-8, quotes and line breaks inside cells included.
inline constexpr std::size_t kMaxRowBytes = std::size_t{16} * 1024 * 1024;
/// Most columns of a row.
inline constexpr std::size_t kMaxColumns = 10'000;

/// What is wrong with a row's text. Its cells are then only good for showing.
enum class RowFault
{
    None,
    InvalidText, ///< bytes that mean no character in the file's encoding
    Nul,         ///< holds a NUL character
    StrayQuote,  ///< text after the end of a quoted cell
};

/// One cell; the text lives until the next row is read.
struct CsvCell
{
    std::string_view text; ///< UTF-8 without its quotes
    bool isQuoted = false;
};

struct CsvRow
{
    std::int64_t line = 0; ///< where it starts, from 1
    std::vector<CsvCell> cells;
    RowFault fault = RowFault::None;
};

/// How a reader treats what RFC 4180 leaves open.
struct CsvReadOptions
{
    CsvDialect dialect;
    TextEncoding encoding = TextEncoding::Utf8;
    int skippedLines = 0;   ///< lines dropped at the start, whatever they hold
    bool trimsCells = true; ///< spaces around cells, and around their quotes, are no part of them
};

/// Reads CSV row by row: RFC 4180, and what real files do: CRLF, LF or CR, quoted cells with line
/// breaks and doubled quotes, ragged rows, a byte-order mark. Memory is bounded by kMaxRowBytes;
/// about 200 MB/s. One thread.
class CsvReader
{
public:
    /// `device` is open and outlives the reader.
    CsvReader(QIODevice &device, const CsvReadOptions &options);

    /// Reads the next row; empty lines are passed over. False at the end.
    ///
    /// Errors: InvalidArgument for a quote that never ends (detail `csv.quote`), Unsupported beyond
    /// kMaxRowBytes (`csv.rowBytes`) or kMaxColumns (`csv.columns`), and those of Utf8Stream. After
    /// an error nothing more can be read.
    [[nodiscard]] Result<bool> next(CsvRow &row);

    [[nodiscard]] std::int64_t bytesRead() const noexcept { return m_stream.bytesRead(); }

private:
    enum class State
    {
        CellStart,
        Bare,
        Quoted,
        QuoteSeen
    };
    struct Span
    {
        std::size_t begin = 0;
        std::size_t end = 0;
        bool isQuoted = false;
    };

    [[nodiscard]] Result<bool> fill();
    [[nodiscard]] Result<void> skipLines();
    [[nodiscard]] Result<bool> readRow();
    [[nodiscard]] Result<void> takeRun();
    [[nodiscard]] bool takeCharacter(char c);
    [[nodiscard]] Result<void> endCell();
    void endLine(char c);
    [[nodiscard]] bool isDelimiter(char c) const noexcept;
    [[nodiscard]] bool isPadding(char c) const noexcept;
    void publish(CsvRow &row);

    Utf8Stream m_stream;
    CsvReadOptions m_options;
    std::array<bool, 256> m_endsBareRun{};
    QByteArray m_piece;
    qsizetype m_at = 0;
    State m_state = State::CellStart;
    bool m_isCarriageReturn = false; ///< the character before was CR: an LF belongs to it
    bool m_cellIsQuoted = false;
    bool m_isSkipped = false; ///< the leading lines are behind
    std::int64_t m_line = 1;
    std::int64_t m_rowLine = 1;
    std::string m_text; ///< the row's cells one after the other
    std::size_t m_cellBegin = 0;
    std::vector<Span> m_spans;
    RowFault m_fault = RowFault::None;
};

} // namespace tidemark::exchange
