// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exchange/row_reader.h"
#include "services/exchange/utf8_stream.h"

#include <array>
#include <string>
#include <vector>

namespace tidemark::exchange {

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
class CsvReader final : public RowReader
{
public:
    /// `device` is open and outlives the reader.
    CsvReader(QIODevice &device, const CsvReadOptions &options);

    /// Reads the next row; empty lines are passed over. False at the end.
    ///
    /// Errors: InvalidArgument for a quote that never ends (detail `csv.quote`), Unsupported beyond
    /// kMaxRowBytes (`csv.rowBytes`) or kMaxColumns (`csv.columns`), and those of Utf8Stream. After
    /// an error nothing more can be read.
    [[nodiscard]] Result<bool> next(TableRow &row) override;

    [[nodiscard]] std::int64_t bytesRead() const noexcept override { return m_stream.bytesRead(); }

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
    void publish(TableRow &row);

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
