// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exchange/json_columns.h"
#include "services/exchange/json_scan.h"
#include "services/exchange/json_texts.h"
#include "services/exchange/utf8_stream.h"

#include <optional>
#include <stop_token>
#include <string>

namespace tidemark::exchange {

/// Finds the rows of a JSON text of any size in constant memory. They are, whichever fits first:
/// - the elements of the list that the text is;
/// - the elements of the text's first member that is a list and begins with an object;
/// - of an object of lists, what stands at the same place of each: `{"time": [1, 2], "x": [3, 4]}`.
///   A member that is no list holds for every row. Such a text may have kMaxJsonColumnsBytes.
/// - the object itself, where it has no lists.
/// Only brackets, quotes and commas are looked at; what stands in a row is for the JsonFlattener.
class JsonSplitter final : public JsonTexts
{
public:
    /// `device` is open and outlives the splitter.
    JsonSplitter(QIODevice &device, TextEncoding encoding, std::stop_token stop = {});

    /// Errors: InvalidArgument for what is no JSON or cut off, with the line (detail `json.syntax`,
    /// `json.lengths` for lists of unequal lengths), Unsupported for an element or an object of
    /// lists beyond kMaxRowBytes (`line.bytes`), and those of Utf8Stream.
    [[nodiscard]] Result<bool> next(JsonRowText &row) override;
    [[nodiscard]] std::int64_t bytesRead() const noexcept override { return m_stream.bytesRead(); }

    /// Where the rows stand, once one was read.
    enum class Place
    {
        Unknown,
        List,    ///< the text is the list
        Member,  ///< of the name member()
        Columns, ///< an object of lists
        Object,  ///< the text is the one row
    };
    [[nodiscard]] Place place() const noexcept { return m_place; }
    [[nodiscard]] const std::string &member() const noexcept { return m_member; }

private:
    /// The next character that is no space, without taking it; nothing at the end of the text.
    [[nodiscard]] Result<std::optional<char>> peekSolid();
    [[nodiscard]] Result<bool> fill();
    void take(qsizetype count = 1);
    void keep(std::string_view taken);
    [[nodiscard]] Result<void> takeAs(char expected);
    /// `scan` may know the value's first characters already.
    [[nodiscard]] Result<void> takeValue(JsonScan scan = {});

    [[nodiscard]] Result<void> findRows();
    [[nodiscard]] Result<void> findInMembers();
    [[nodiscard]] Result<bool> takeMemberName(bool isFirst);
    [[nodiscard]] Result<bool> takeMember();
    [[nodiscard]] Result<void> takeWhole();
    [[nodiscard]] Result<bool> nextElement(JsonRowText &row);
    [[nodiscard]] bool nextOfColumns(JsonRowText &row);
    [[nodiscard]] Result<void> finish();
    [[nodiscard]] tl::unexpected<Error> broken() const;

    Utf8Stream m_stream;
    QByteArray m_piece;
    qsizetype m_at = 0;
    std::int64_t m_line = 1;

    std::string m_taken; ///< what was taken since it was emptied, while m_isKept
    bool m_isKept = false;
    bool m_isTooLong = false; ///< m_taken is not all
    bool m_isName = false;    ///< what is taken is m_member

    Place m_place = Place::Unknown;
    std::string m_member;
    bool m_isDone = false;
    std::int64_t m_rows = 0;
    std::optional<JsonColumns> m_columns; ///< of m_taken
    std::string m_columnRow;
};

} // namespace tidemark::exchange
