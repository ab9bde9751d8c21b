// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

namespace tidemark {

/// A cell of a table of another program's database.
struct ForeignCell
{
    enum class Kind
    {
        Null,
        Number, ///< an integer in all its digits, or the shortest text of a double
        Text,
        Bytes, ///< `text` is their number
    };
    Kind kind = Kind::Null;
    QByteArray text; ///< UTF-8
};

/// Reads the rows of one table, in the order of the database. Holds a read lock until the last row,
/// an error or its end. One thread at a time.
class TableCursor
{
public:
    virtual ~TableCursor() = default;
    TableCursor() = default;
    TableCursor(const TableCursor &) = delete;
    TableCursor &operator=(const TableCursor &) = delete;

    [[nodiscard]] virtual const QStringList &columns() const noexcept = 0;
    /// Replaces `cells` by the next row's, one for each column; false at the end. Errors: as those
    /// of TableFiles; Unsupported for a text beyond 16 MiB; Conflict when the file was changed
    /// while it was read.
    [[nodiscard]] virtual Result<bool> next(std::vector<ForeignCell> &cells) = 0;
    /// About how many rows there are, for a progress bar; 0 when that is not known.
    [[nodiscard]] virtual std::int64_t expectedRows() const noexcept = 0;
};

/// The tables of databases of other programs. Nothing is ever changed, in the file or beside it.
/// Any thread.
///
/// Errors: NotFound (file, table), PermissionDenied, Io, Damaged, Locked (another program writes),
/// Cancelled, Unsupported for a file that is no such database, for a store of Tidemark, and for one
/// whose last changes another program has not taken in; the message says what to do.
class TableFiles
{
public:
    virtual ~TableFiles() = default;
    TableFiles() = default;
    TableFiles(const TableFiles &) = delete;
    TableFiles &operator=(const TableFiles &) = delete;

    /// Names of tables and views, by name.
    [[nodiscard]] virtual Result<QStringList> tables(const QString &path) = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<TableCursor>>
    open(const QString &path, const QString &table, std::stop_token stop = {}) = 0;
};

} // namespace tidemark
