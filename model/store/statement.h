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
#include <QVariant>

#include <cstdint>
#include <memory>
#include <optional>

namespace tidemark::store {

class Connection;

/// A statement's text and the name that logs and errors show instead of it. Both are literals, so
/// that a connection may know the statement by where its text lies.
struct Sql
{
    consteval Sql(QLatin1StringView statementName, QLatin1StringView statementText)
        : name(statementName)
        , text(statementText)
    {}

    QLatin1StringView name;
    QLatin1StringView text;
};

/// What a C++ value is in the database. Absent optionals are NULL.
[[nodiscard]] inline QVariant sqlValue(std::int64_t value)
{
    return QVariant(static_cast<qlonglong>(value));
}
[[nodiscard]] inline QVariant sqlValue(int value)
{
    return QVariant(value);
}
[[nodiscard]] inline QVariant sqlValue(bool value)
{
    return QVariant(value ? 1 : 0);
}
[[nodiscard]] inline QVariant sqlValue(double value)
{
    return QVariant(value);
}
/// A null QString is the empty text, never NULL.
[[nodiscard]] inline QVariant sqlValue(const QString &value)
{
    return value.isNull() ? QVariant(QLatin1StringView("")) : QVariant(value);
}
[[nodiscard]] inline QVariant sqlValue(QLatin1StringView value)
{
    return QVariant(QString(value));
}
/// The bytes themselves, which stay as they are while the statement uses them.
[[nodiscard]] inline QVariant sqlValue(QByteArrayView value)
{
    return QVariant(QByteArray::fromRawData(value.data(), value.size()));
}
[[nodiscard]] inline QVariant sqlValue(Timestamp value)
{
    return sqlValue(value.posixNs());
}
template <class Tag>
[[nodiscard]] QVariant sqlValue(Id<Tag> id)
{
    return sqlValue(id.value());
}
template <class T>
[[nodiscard]] QVariant sqlValue(const std::optional<T> &value)
{
    return value ? sqlValue(*value) : QVariant();
}

/// A prepared statement, borrowed from its connection and given back (reset) on destruction.
/// Rows are read forward only, by column index. Use on the connection's thread.
class Statement
{
public:
    /// `literal`: where the text lies, null for one that was put together.
    Statement(Connection &connection, QLatin1StringView name, std::unique_ptr<QSqlQuery> query,
              std::optional<Error> prepareError, const char *literal = nullptr);
    ~Statement();
    Statement(Statement &&) noexcept = default;
    Statement &operator=(Statement &&) = delete;

    /// Binds all values by position and executes. Errors: those of sqlError().
    template <class... Values>
    [[nodiscard]] Result<void> run(const Values &...values)
    {
        bindFrom(0, values...);
        return execute();
    }
    /// Binds by position, the first value to `first`. What else is bound stays: binding costs as
    /// much as a small insert, so a statement run for many rows binds only what differs.
    template <class... Values>
    void bindFrom(int first, const Values &...values)
    {
        [[maybe_unused]] int position = first;
        (m_query->bindValue(position++, sqlValue(values)), ...);
    }
    /// Binds one value by name, `:begin`; then execute().
    template <class Value>
    Statement &set(QLatin1StringView name, const Value &value)
    {
        m_query->bindValue(QString(name), sqlValue(value));
        return *this;
    }
    [[nodiscard]] Result<void> execute();

    /// Steps to the next row; false after the last one.
    [[nodiscard]] Result<bool> next();
    /// Frees the row and its read lock; the values stay bound.
    void finish();
    /// Rows that the last execution inserted, changed or deleted.
    [[nodiscard]] std::int64_t changedRows() const;

    [[nodiscard]] bool isNull(int column) const { return m_query->value(column).isNull(); }
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] bool boolean(int column) const { return integer(column) != 0; }
    [[nodiscard]] double real(int column) const { return m_query->value(column).toDouble(); }
    [[nodiscard]] QString text(int column) const { return m_query->value(column).toString(); }
    [[nodiscard]] QByteArray bytes(int column) const
    {
        return m_query->value(column).toByteArray();
    }
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
    [[nodiscard]] Error lastError() const;

    Connection *m_connection;
    QLatin1StringView m_name;
    std::unique_ptr<QSqlQuery> m_query; // empty after a move
    std::optional<Error> m_prepareError;
    const char *m_literal;
};

} // namespace tidemark::store
