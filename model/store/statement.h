// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/time/timestamp.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QLatin1StringView>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>

struct sqlite3_stmt;

namespace tidemark::store {

class Connection;

/// A statement's text and the name that logs and errors show instead of it.
struct Sql
{
    QLatin1StringView name;
    QLatin1StringView text;
};

/// SQLite's form of a text, which its connection keeps for the next use.
struct CompiledStatement
{
    struct Finalize
    {
        void operator()(sqlite3_stmt *handle) const noexcept;
    };

    QByteArray text; ///< UTF-8
    std::unique_ptr<sqlite3_stmt, Finalize> handle;
};

/// A prepared statement, borrowed from its connection and given back (reset, nothing bound) on
/// destruction. Rows are read forward only, by column index; what is read of a column is its value
/// until the next step. It speaks to SQLite itself: Qt's driver makes a QVariant of every column of
/// every row, which was a quarter of what reading a page took. Use on the connection's thread.
class Statement
{
public:
    Statement(Connection &connection, QLatin1StringView name, CompiledStatement compiled,
              std::optional<Error> prepareError);
    ~Statement();
    Statement(Statement &&) noexcept = default;
    Statement &operator=(Statement &&) = delete;

    /// Binds all values by position and executes. Errors: those of sqliteError().
    template <class... Values>
    [[nodiscard]] Result<void> run(const Values &...values)
    {
        bindFrom(0, values...);
        return execute();
    }
    /// Binds by position, the first value to `first`. What else is bound stays, so a statement run
    /// for many rows binds only what differs.
    template <class... Values>
    void bindFrom(int first, const Values &...values)
    {
        [[maybe_unused]] int position = first;
        (bind(position++, values), ...);
    }
    /// Binds one value by name, `:begin`, wherever the text has it; then execute().
    template <class Value>
    Statement &set(QLatin1StringView name, const Value &value)
    {
        if (const int position = positionOf(name); position >= 0)
            bind(position, value);
        return *this;
    }
    [[nodiscard]] Result<void> execute();

    /// Steps to the next row; false after the last one.
    [[nodiscard]] Result<bool> next();
    /// Frees the row and its read lock; the values stay bound.
    void finish();
    /// Rows that the last execution inserted, changed or deleted.
    [[nodiscard]] std::int64_t changedRows() const;

    /// Of the current row. NULL is 0, false or empty but where the result is optional.
    [[nodiscard]] bool isNull(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] bool boolean(int column) const { return integer(column) != 0; }
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] QString text(int column) const;
    [[nodiscard]] QByteArray bytes(int column) const;
    [[nodiscard]] Timestamp timestamp(int column) const { return Timestamp(integer(column)); }
    [[nodiscard]] std::optional<std::int64_t> optionalInteger(int column) const;
    [[nodiscard]] std::optional<QString> optionalText(int column) const;
    [[nodiscard]] std::optional<Timestamp> optionalTimestamp(int column) const;
    template <class IdType>
    [[nodiscard]] IdType id(int column) const
    {
        return IdType(integer(column));
    }

private:
    enum class Row
    {
        None,
        Waiting, ///< reached by execute(), not asked for yet
        Current,
    };

    void bind(int position, std::int64_t value);
    void bind(int position, int value) { bind(position, std::int64_t{value}); }
    void bind(int position, bool value) { bind(position, std::int64_t{value ? 1 : 0}); }
    void bind(int position, double value);
    /// A null QString is the empty text, never NULL.
    void bind(int position, const QString &value);
    void bind(int position, QLatin1StringView value) { bind(position, QString(value)); }
    /// The bytes themselves, which stay as they are while the statement uses them; none is NULL.
    void bind(int position, QByteArrayView value);
    void bind(int position, Timestamp value) { bind(position, value.posixNs()); }
    template <class Tag>
    void bind(int position, Id<Tag> id)
    {
        bind(position, id.value());
    }
    /// Absent is NULL.
    template <class T>
    void bind(int position, const std::optional<T> &value)
    {
        if (value)
            bind(position, *value);
        else
            bindNull(position);
    }
    void bindNull(int position);
    [[nodiscard]] int positionOf(QLatin1StringView name) const;
    [[nodiscard]] bool beginBinding();
    void noteBinding(int code);
    [[nodiscard]] Result<void> step();
    [[nodiscard]] Error errorOf(int code) const;
    [[nodiscard]] sqlite3_stmt *handle() const noexcept { return m_compiled.handle.get(); }

    Connection *m_connection;
    QLatin1StringView m_name;
    CompiledStatement m_compiled; // without a handle after a move, or when it did not compile
    std::optional<Error> m_prepareError;
    int m_bindingCode = 0; // the first failure of binding since the last execution
    Row m_row = Row::None;
};

} // namespace tidemark::store
