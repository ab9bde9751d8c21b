// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/table_reader.h"

#include <QCoreApplication>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct TableText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::TableText)
};

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

TableCell cellOf(const ForeignCell &cell)
{
    const bool isText = cell.kind == ForeignCell::Kind::Text;
    const bool isBytes = cell.kind == ForeignCell::Kind::Bytes;
    return {viewOf(cell.text), isText, isBytes ? CellForm::Bytes : CellForm::Text};
}

} // namespace

TableReader::TableReader(TableFiles &files, QString path, QString table, QStringList columns,
                         std::stop_token stop)
    : m_files(files)
    , m_path(std::move(path))
    , m_table(std::move(table))
    , m_columns(std::move(columns))
    , m_stop(std::move(stop))
{}

Result<void> TableReader::open()
{
    auto cursor = m_files.open(m_path, m_table, m_stop);
    if (!cursor)
        return failure(cursor.error());
    for (const QString &column : m_columns) {
        const qsizetype place = (*cursor)->columns().indexOf(column);
        if (place < 0)
            return failure(ErrorCode::NotFound,
                           TableText::tr("The table \"%1\" has no column \"%2\". Choose the table "
                                         "again.")
                               .arg(m_table, column),
                           u"table.column"_s);
        m_places.push_back(static_cast<std::size_t>(place));
    }
    m_expectedRows = (*cursor)->expectedRows();
    m_cursor = std::move(*cursor);
    return {};
}

Result<bool> TableReader::next(TableRow &row)
{
    if (m_isEnded)
        return false;
    if (!m_cursor) {
        if (auto opened = open(); !opened)
            return failure(opened.error());
    }
    auto read = m_cursor->next(m_cells);
    if (!read || !*read) {
        m_isEnded = true;
        m_cursor.reset();
        return read;
    }
    row.line = ++m_rows;
    row.fault = RowFault::None;
    row.problem.clear();
    row.cells.clear();
    for (const std::size_t place : m_places) {
        const ForeignCell &cell = m_cells[place];
        m_bytesRead += cell.text.size();
        row.cells.push_back(cellOf(cell));
        if (cell.text.contains('\0'))
            row.fault = RowFault::Nul;
    }
    return true;
}

} // namespace tidemark::exchange
