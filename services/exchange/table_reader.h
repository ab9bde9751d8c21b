// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/table_files.h"
#include "services/exchange/row_reader.h"

#include <optional>
#include <string>

namespace tidemark::exchange {

/// Reads the rows of a table of a database. The database is opened with the first row, on the
/// thread that reads it, and closed behind the last. Texts are quoted, numbers are not, NULL is an
/// empty cell that is not. One thread at a time.
class TableReader final : public RowReader
{
public:
    /// `files` outlives the reader; `columns` are those to read, in their order.
    TableReader(TableFiles &files, QString path, QString table, QStringList columns,
                std::stop_token stop = {});

    /// Errors: those of TableFiles and TableCursor; NotFound for a column that the table lacks.
    [[nodiscard]] Result<bool> next(TableRow &row) override;
    [[nodiscard]] std::int64_t bytesRead() const noexcept override { return m_bytesRead; }
    [[nodiscard]] TaskProgress progress() const override { return {m_rows, m_expectedRows}; }

private:
    [[nodiscard]] Result<void> open();

    TableFiles &m_files;
    QString m_path;
    QString m_table;
    QStringList m_columns;
    std::stop_token m_stop;
    std::unique_ptr<TableCursor> m_cursor;
    bool m_isEnded = false;
    std::vector<std::size_t> m_places; ///< of the columns in the cursor's rows
    std::vector<ForeignCell> m_cells;
    std::int64_t m_rows = 0;
    std::int64_t m_expectedRows = 0;
    std::int64_t m_bytesRead = 0;
};

} // namespace tidemark::exchange
