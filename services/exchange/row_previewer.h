// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/importer.h"
#include "services/exchange/import_row_parser.h"

#include <string>
#include <vector>

namespace tidemark::exchange {

/// Shows rows under a plan: each cell raw and parsed, and why it will fail. One thread.
class RowPreviewer
{
public:
    /// `plan` outlives the previewer and may be incomplete.
    explicit RowPreviewer(const ImportPlan &plan);

    [[nodiscard]] PreviewRow show(const TableRow &row);

private:
    [[nodiscard]] PreviewCell showCell(const TableRow &row, std::size_t index) const;
    [[nodiscard]] std::string_view timeOfDay(const TableRow &row) const;
    void showNumber(PreviewCell &cell, const TableCell &number) const;
    void show(PreviewCell &cell, const Result<Timestamp> &time) const;
    void addRowProblems(const TableRow &row, PreviewRow &shown);

    const ImportPlan &m_plan;
    bool m_isValid;
    ImportRowParser m_parser;
    TimeCellParser m_times;
};

/// The last rows read, kept as they are in memory that is used again: only those that remain are
/// shown. One thread.
class LastRows
{
public:
    void add(const TableRow &row);
    /// In the order of the file.
    [[nodiscard]] std::vector<PreviewRow> show(RowPreviewer &previewer);

private:
    struct Kept
    {
        TableRow row; ///< whose cells look into `texts`
        std::vector<std::string> texts;
    };
    std::vector<Kept> m_rows;
    std::size_t m_oldest = 0; ///< in a full `m_rows`
};

} // namespace tidemark::exchange
