// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/statement.h"

#include "model/store/connection.h"
#include "model/store/sql_error.h"

#include <QSqlError>

namespace tidemark::store {

Statement::Statement(Connection &connection, QLatin1StringView name,
                     std::unique_ptr<QSqlQuery> query, std::optional<Error> prepareError,
                     const char *literal)
    : m_connection(&connection)
    , m_name(name)
    , m_query(std::move(query))
    , m_prepareError(std::move(prepareError))
    , m_literal(literal)
{}

Statement::~Statement() // gives the prepared query back for the next use
{
    if (!m_query)
        return;
    m_query->finish();
    if (!m_prepareError)
        m_connection->giveBack(std::move(m_query), m_literal);
}

Result<void> Statement::execute()
{
    if (m_prepareError)
        return failure(*m_prepareError);
    if (!m_query->exec())
        return failure(lastError());
    return {};
}

Result<bool> Statement::next()
{
    if (m_query->next())
        return true;
    if (m_query->lastError().isValid())
        return failure(lastError());
    return false;
}

void Statement::finish()
{
    m_query->finish();
}

std::int64_t Statement::changedRows() const
{
    return m_query->numRowsAffected();
}

std::int64_t Statement::integer(int column) const
{
    return m_query->value(column).toLongLong();
}

std::optional<std::int64_t> Statement::optionalInteger(int column) const
{
    const QVariant value = m_query->value(column);
    return value.isNull() ? std::nullopt : std::optional<std::int64_t>(value.toLongLong());
}

std::optional<QString> Statement::optionalText(int column) const
{
    const QVariant value = m_query->value(column);
    return value.isNull() ? std::nullopt : std::optional(value.toString());
}

std::optional<Timestamp> Statement::optionalTimestamp(int column) const
{
    const auto value = optionalInteger(column);
    return value ? std::optional(Timestamp(*value)) : std::nullopt;
}

Error Statement::lastError() const
{
    return m_connection->note(
        sqlError(m_query->lastError(), m_connection->storeName(), QString(m_name)));
}

} // namespace tidemark::store
