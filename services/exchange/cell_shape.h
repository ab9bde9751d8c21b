// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/import_plan.h"

#include <optional>
#include <string_view>

namespace tidemark::exchange {

/// What a cell's text looks like before anything is known of its column.
enum class CellShape
{
    Empty, ///< nothing, or a word for it such as `NA`
    Number,
    IsoTime,      ///< year first, a date at least
    CalendarTime, ///< day, month and year in some order
    TimeOfDay,
    Text,
};

[[nodiscard]] CellShape shapeOf(std::string_view cell);
[[nodiscard]] constexpr bool isTimeShape(CellShape shape) noexcept
{
    return shape == CellShape::IsoTime || shape == CellShape::CalendarTime;
}
/// True for words that stand for "no value": `NA`, `null`, `NaN`, `-` and their like.
[[nodiscard]] bool isMissingWord(std::string_view cell);

/// Collects what numbers say about their decimal sign and groups.
class DecimalEvidence
{
public:
    void add(std::string_view number);
    /// Point when there is no sign at all. In a file with commas between its cells a lone point is
    /// taken as decimal sign.
    [[nodiscard]] DecimalSign sign(char delimiter) const;
    [[nodiscard]] std::optional<char16_t> groupSign(DecimalSign sign) const;
    /// Some numbers can be read both ways, and no other number helps.
    [[nodiscard]] bool isOpen(char delimiter) const
    {
        return sign(delimiter) == DecimalSign::Undecided;
    }
    /// Some numbers say point, others comma.
    [[nodiscard]] bool isContradictory() const noexcept { return m_hasPoint && m_hasComma; }

private:
    bool m_hasPoint = false; ///< a number whose decimal sign must be a point
    bool m_hasComma = false;
    bool m_hasPointInDoubt = false; ///< such as `1.234`
    bool m_hasCommaInDoubt = false;
    std::optional<char16_t> m_space; ///< a space or apostrophe between digits
};

/// What stands between cells, for DecimalEvidence: nothing that could be a decimal sign where cells
/// are not told apart by a character.
[[nodiscard]] constexpr char delimiterOf(ImportFormat format, const CsvDialect &dialect) noexcept
{
    return format == ImportFormat::Csv ? dialect.delimiter : '\0';
}

/// Collects what dates say about the order of day and month (I4).
class OrderEvidence
{
public:
    void add(std::string_view date);
    [[nodiscard]] DateOrder order() const noexcept;
    [[nodiscard]] bool isContradictory() const noexcept { return m_hasDayFirst && m_hasMonthFirst; }

private:
    bool m_hasDayFirst = false;
    bool m_hasMonthFirst = false;
    bool m_hasDoubt = false;
};

/// A day without signs, as 20260131, of the years 1900 to 2099; as a number since 1970 it would be
/// one of August 1970.
[[nodiscard]] bool isCompactDate(std::string_view cell);
/// The unit that whole numbers of this size count since 1970 (seconds up to 10^11, and so on).
[[nodiscard]] TimeNotation epochNotation(double magnitude);

} // namespace tidemark::exchange
