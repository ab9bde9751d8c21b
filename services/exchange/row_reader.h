// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/importer.h"

#include <QString>

#include <cstdint>
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
    Unreadable,  ///< TableRow::problem tells why
};

/// What a cell holds. All but Text are for showing, and an Object for the tags of a value.
enum class CellForm
{
    Text,
    List,
    Object, ///< its members as the text of tags
    Bytes,
};

/// One cell; the text lives until the next row is read.
struct TableCell
{
    std::string_view text; ///< UTF-8 without its quotes
    bool isQuoted = false; ///< was marked as text; formats with types of their own do it for all
    CellForm form = CellForm::Text;
};

struct TableRow
{
    std::int64_t line = 0; ///< where it starts, from 1; its number where rows have no lines
    std::vector<TableCell> cells;
    RowFault fault = RowFault::None;
    QString problem = {}; ///< one sentence; of RowFault::Unreadable only
};

/// Reads a file row by row, whatever its format, in constant memory. One thread at a time.
class RowReader
{
public:
    virtual ~RowReader() = default;
    RowReader() = default;
    RowReader(const RowReader &) = delete;
    RowReader &operator=(const RowReader &) = delete;

    /// Reads the next row; false at the end. After an error nothing more can be read.
    [[nodiscard]] virtual Result<bool> next(TableRow &row) = 0;
    /// How much was read, unpacked.
    [[nodiscard]] virtual std::int64_t bytesRead() const noexcept = 0;
    /// How far it is, for those that read no device.
    [[nodiscard]] virtual TaskProgress progress() const { return {}; }
    /// What rows had beside the columns that are read, so far.
    [[nodiscard]] virtual std::vector<UnknownField> unknownFields() const { return {}; }
};

} // namespace tidemark::exchange
