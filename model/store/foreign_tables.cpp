// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/foreign_tables.h"

#include "model/core/number_text.h"
#include "model/store/connection.h"
#include "model/store/foreign_file.h"

#include <QCoreApplication>

#include <sqlite3.h>

#include <algorithm>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct TablesText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::TablesText)
};

constexpr int kStepsPerLook = 20'000; ///< of SQLite's machine, between looks at the stop token

constexpr Sql kTables{"foreign_tables"_L1,
                      "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') "
                      "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"_L1};
// Hidden columns of virtual tables (1) are no part of SELECT *; generated ones (2 and 3) are.
constexpr Sql kColumns{"foreign_columns"_L1,
                       "SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid"_L1};

// What the type of a cell is called in the rows that are read.
enum class Type
{
    Null,
    Integer,
    Real,
    Text,
    Blob
};

// Names cannot be bound; in quotes that are doubled inside they are names and nothing else.
QString quoted(const QString &name)
{
    QString text = name;
    return u'"' % text.replace(u'"', u"\"\""_s) % u'"';
}

// Each column as its type and its value. A BLOB is not read: its size stands for it.
QString selectText(const QString &table, const QStringList &columns)
{
    QStringList parts;
    for (const QString &column : columns) {
        // The table's name before it keeps SQLite from taking a name in quotes for a text.
        const QString name = quoted(table) % u'.' % quoted(column);
        parts.append(u"CASE typeof(%1) WHEN 'integer' THEN 1 WHEN 'real' THEN 2 WHEN 'text' THEN 3 "
                     "WHEN 'blob' THEN 4 ELSE 0 END, "
                     "CASE typeof(%1) WHEN 'blob' THEN length(%1) ELSE %1 END"_s.arg(name));
    }
    return u"SELECT "_s % parts.join(u", "_s) % u" FROM "_s % quoted(table);
}

int stopsAtToken(void *token)
{
    return static_cast<std::stop_token *>(token)->stop_requested() ? 1 : 0;
}

Result<QStringList> namesOf(const ForeignFile &file, Statement statement)
{
    QStringList names;
    for (;;) {
        auto more = statement.next();
        if (!more)
            return failure(file.translated(more.error()));
        if (!*more)
            return names;
        names.append(statement.text(0));
    }
}

Result<QStringList> tablesOf(const ForeignFile &file)
{
    Statement statement = file.connection().prepare(kTables);
    if (auto run = statement.run(); !run)
        return failure(file.translated(run.error()));
    return namesOf(file, std::move(statement));
}

Result<QStringList> columnsOf(const ForeignFile &file, const QString &table)
{
    Statement statement = file.connection().prepare(kColumns);
    if (auto run = statement.run(table); !run)
        return failure(file.translated(run.error()));
    return namesOf(file, std::move(statement));
}

// The highest row id: no fewer rows than that were ever added. Views and some tables have none.
std::int64_t expectedRowsOf(const ForeignFile &file, const QString &table)
{
    const auto highest =
        file.connection().scalar(u"SELECT max(_rowid_) FROM "_s % quoted(table), "foreign_rows"_L1);
    return highest ? std::max<std::int64_t>(highest->toLongLong(), 0) : 0;
}

class ForeignCursor final : public TableCursor
{
public:
    ForeignCursor(ForeignFile file, const QString &table, QStringList columns, std::stop_token stop)
        : m_stop(std::move(stop))
        , m_file(std::move(file))
        , m_columns(std::move(columns))
    {
        sqlite3_progress_handler(m_file.connection().handle(), kStepsPerLook, stopsAtToken,
                                 &m_stop);
        m_expectedRows = expectedRowsOf(m_file, table);
        m_statement.emplace(
            m_file.connection().prepare("foreign_rows"_L1, selectText(table, m_columns)));
    }
    ~ForeignCursor() override // the statement goes before its connection, and the handler with it
    {
        m_statement.reset();
        sqlite3_progress_handler(m_file.connection().handle(), 0, nullptr, nullptr);
    }

    [[nodiscard]] Result<void> begin()
    {
        auto run = m_statement->run();
        return run ? run : Result<void>(failure(m_file.translated(run.error())));
    }

    [[nodiscard]] const QStringList &columns() const noexcept override { return m_columns; }
    [[nodiscard]] std::int64_t expectedRows() const noexcept override { return m_expectedRows; }

    [[nodiscard]] Result<bool> next(std::vector<ForeignCell> &cells) override
    {
        auto more = m_statement->next();
        if (!more)
            return failure(m_file.translated(more.error()));
        if (!*more) {
            if (auto same = m_file.checkUnchanged(); !same)
                return failure(same.error());
            return false;
        }
        cells.resize(static_cast<std::size_t>(m_columns.size()));
        for (int i = 0; i < static_cast<int>(m_columns.size()); ++i)
            read(cells[static_cast<std::size_t>(i)], i);
        return true;
    }

private:
    void read(ForeignCell &cell, int column) const
    {
        using Kind = ForeignCell::Kind;
        const int value = 2 * column + 1;
        switch (static_cast<Type>(m_statement->integer(2 * column))) {
        case Type::Null:
            cell.kind = Kind::Null;
            cell.text.clear();
            break;
        case Type::Integer:
            cell.kind = Kind::Number;
            cell.text = QByteArray::number(qlonglong{m_statement->integer(value)});
            break;
        case Type::Real:
            cell.kind = Kind::Number;
            cell.text = numberText(m_statement->real(value)).toLatin1();
            break;
        case Type::Text:
            cell.kind = Kind::Text;
            cell.text = m_statement->text(value).toUtf8();
            break;
        case Type::Blob:
            cell.kind = Kind::Bytes;
            cell.text = QByteArray::number(qlonglong{m_statement->integer(value)});
            break;
        }
    }

    std::stop_token m_stop;
    ForeignFile m_file;
    QStringList m_columns;
    std::optional<Statement> m_statement;
    std::int64_t m_expectedRows = 0;
};

} // namespace

Result<QStringList> ForeignTables::tables(const QString &path)
{
    auto file = ForeignFile::open(path);
    if (!file)
        return failure(file.error());
    return tablesOf(*file);
}

Result<std::unique_ptr<TableCursor>> ForeignTables::open(const QString &path, const QString &table,
                                                         std::stop_token stop)
{
    auto file = ForeignFile::open(path);
    if (!file)
        return failure(file.error());
    const auto tables = tablesOf(*file);
    if (!tables)
        return failure(tables.error());
    if (!tables->contains(table))
        return failure(ErrorCode::NotFound,
                       TablesText::tr("The database has no table \"%1\". It has: %2.")
                           .arg(table, tables->join(u", "_s)),
                       u"foreign.table"_s);
    auto columns = columnsOf(*file, table);
    if (!columns)
        return failure(columns.error());
    auto cursor = std::make_unique<ForeignCursor>(std::move(*file), table, std::move(*columns),
                                                  std::move(stop));
    if (auto begun = cursor->begin(); !begun)
        return failure(begun.error());
    return std::unique_ptr<TableCursor>(std::move(cursor));
}

} // namespace tidemark::store
