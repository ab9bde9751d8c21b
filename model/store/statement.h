// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/time/timestamp.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QLatin1StringView>
#include <QSqlQuery>
#include <QString>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

struct sqlite3_stmt;

namespace tidemark::store {

class Connection;

/// A statement's text and the name that logs and errors show instead of it. Both are literals, so
/// that a connection may know the statement by where its text lies. QtSql gives each `?` a name of
/// its own and takes a number behind it for text: such a one does not compile.
struct Sql
{
    consteval Sql(QLatin1StringView statementName, QLatin1StringView statementText)
        : name(statementName)
        , text(statementText)
    {
        for (qsizetype i = 0; i + 1 < text.size(); ++i) {
            const char next = text.data()[i + 1];
            if (text.data()[i] == '?' && next >= '0' && next <= '9')
                throw "number no placeholder";
        }
    }

    QLatin1StringView name;
    QLatin1StringView text;
};

/// A statement that QtSql prepared and owns, with what it is for SQLite.
struct PreparedQuery
{
    std::unique_ptr<QSqlQuery> query;
    sqlite3_stmt *statement = nullptr; ///< loan of the query; null where it did not compile
};

/// A prepared statement, borrowed from its connection and given back (reset) on destruction.
/// Rows are read forward only, by column index. Use on the connection's thread.
///
/// QtSql opens the store and prepares; values and rows go to and from SQLite without it. A QVariant
/// for each of them made half of what a page of records took.
///
/// What a C++ value is in the database: numbers, times and ids are as they are, an absent optional
/// is NULL, a null QString is the empty text and never NULL. Bytes stay as they are while the
/// statement uses them. A column that is not there, or no row, reads as NULL; NULL reads as 0 or
/// the empty text.
class Statement
{
public:
    /// `literal`: where the text lies, null for one that was put together.
    Statement(Connection &connection, QLatin1StringView name, PreparedQuery prepared,
              std::optional<Error> prepareError, const char *literal = nullptr);
    ~Statement();
    Statement(Statement &&other) noexcept;
    Statement &operator=(Statement &&) = delete;

    /// Binds all values by position and executes. Errors: those of sqlError().
    template <class... Values>
    [[nodiscard]] Result<void> run(const Values &...values)
    {
        checkCount(sizeof...(values));
        bindFrom(0, values...);
        return execute();
    }
    /// Binds by position, the first value to `first`. What else is bound stays: a statement run for
    /// many rows binds only what differs.
    template <class... Values>
    void bindFrom(int first, const Values &...values)
    {
        [[maybe_unused]] int place = first;
        (bind(++place, values), ...);
    }
    /// Binds one value by name, `:begin`; then execute().
    template <class Value>
    Statement &set(QLatin1StringView name, const Value &value)
    {
        bind(placeOf(name), value);
        return *this;
    }
    [[nodiscard]] Result<void> execute();

    /// Steps to the next row; false after the last one.
    [[nodiscard]] Result<bool> next();
    /// Frees the row and its read lock; the values stay bound.
    void finish();
    /// Rows that the last execution inserted, changed or deleted.
    [[nodiscard]] std::int64_t changedRows() const;

    [[nodiscard]] bool isNull(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] bool boolean(int column) const { return integer(column) != 0; }
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] QString text(int column) const;
    [[nodiscard]] QByteArray bytes(int column) const;
    /// The bytes of a text or blob where they lie, until the next step: a loan.
    [[nodiscard]] QByteArrayView view(int column) const;
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
    enum class State
    {
        Idle,    ///< not executed, or no row is left
        Pending, ///< executed: the first row was found and is not read yet
        Row,
    };

    void bind(int place, std::int64_t value);
    void bind(int place, int value) { bind(place, std::int64_t{value}); }
    void bind(int place, bool value) { bind(place, std::int64_t{value}); }
    void bind(int place, double value);
    void bind(int place, const QString &value);
    void bind(int place, QLatin1StringView value);
    void bind(int place, QByteArrayView value);
    void bind(int place, Timestamp value) { bind(place, value.posixNs()); }
    template <class Tag>
    void bind(int place, Id<Tag> value)
    {
        bind(place, value.value());
    }
    template <class T>
    void bind(int place, const std::optional<T> &value)
    {
        if (value)
            bind(place, *value);
        else
            bindNull(place);
    }
    void bindNull(int place);
    void note(int bindCode);
    void checkCount(std::size_t values);
    [[nodiscard]] int placeOf(QLatin1StringView name) const;
    [[nodiscard]] Result<bool> step();
    void reset();
    [[nodiscard]] Error lastError() const;

    Connection *m_connection;
    QLatin1StringView m_name;
    PreparedQuery m_prepared; // its query is empty after a move
    std::optional<Error> m_prepareError;
    const char *m_literal;
    State m_state = State::Idle;
    int m_bindCode = 0; // of the first value that could not be bound
};

} // namespace tidemark::store
