// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/statement.h"

#include "model/core/utf8_text.h"
#include "model/store/connection.h"
#include "model/store/sql_error.h"

#include <sqlite3.h>

#include <utility>

namespace tidemark::store {

Statement::Statement(Connection &connection, QLatin1StringView name, PreparedQuery prepared,
                     std::optional<Error> prepareError, const char *literal)
    : m_connection(&connection)
    , m_name(name)
    , m_prepared(std::move(prepared))
    , m_prepareError(std::move(prepareError))
    , m_literal(literal)
{}

Statement::Statement(Statement &&other) noexcept
    : m_connection(other.m_connection)
    , m_name(other.m_name)
    , m_prepared(std::move(other.m_prepared))
    , m_prepareError(std::move(other.m_prepareError))
    , m_literal(other.m_literal)
    , m_state(other.m_state)
    , m_bindCode(other.m_bindCode)
{}

Statement::~Statement() // gives the prepared query back for the next use
{
    if (!m_prepared.query || m_prepareError)
        return;
    reset();
    sqlite3_clear_bindings(m_prepared.statement);
    m_connection->giveBack(std::move(m_prepared), m_literal);
}

void Statement::note(int bindCode)
{
    if (m_bindCode == SQLITE_OK)
        m_bindCode = bindCode;
}

// What is not bound would be NULL.
void Statement::checkCount(std::size_t values)
{
    if (static_cast<int>(values) != sqlite3_bind_parameter_count(m_prepared.statement))
        note(SQLITE_RANGE);
}

// A value is bound to a statement at rest only.
void Statement::bind(int place, std::int64_t value)
{
    reset();
    note(sqlite3_bind_int64(m_prepared.statement, place, value));
}

void Statement::bind(int place, double value)
{
    reset();
    note(sqlite3_bind_double(m_prepared.statement, place, value));
}

void Statement::bind(int place, const QString &value)
{
    reset();
    const QByteArray text = value.toUtf8();
    note(sqlite3_bind_text64(m_prepared.statement, place, text.constData(),
                             static_cast<sqlite3_uint64>(text.size()), SQLITE_TRANSIENT,
                             SQLITE_UTF8));
}

void Statement::bind(int place, QLatin1StringView value)
{
    bind(place, QString(value));
}

void Statement::bind(int place, QByteArrayView value)
{
    reset();
    const char *const bytes = value.isEmpty() ? "" : value.data(); // null would be NULL
    note(sqlite3_bind_blob64(m_prepared.statement, place, bytes,
                             static_cast<sqlite3_uint64>(value.size()), SQLITE_STATIC));
}

void Statement::bindNull(int place)
{
    reset();
    note(sqlite3_bind_null(m_prepared.statement, place));
}

int Statement::placeOf(QLatin1StringView name) const
{
    return sqlite3_bind_parameter_index(m_prepared.statement,
                                        QByteArray(name.data(), name.size()).constData());
}

// With the first row at once, so that what changes the store has done so.
Result<void> Statement::execute()
{
    if (m_prepareError)
        return failure(*m_prepareError);
    reset();
    if (const int code = std::exchange(m_bindCode, SQLITE_OK); code != SQLITE_OK)
        return failure(m_connection->note(sqlError(code, QString::fromUtf8(sqlite3_errstr(code)),
                                                   m_connection->storeName(), QString(m_name))));
    const auto hasRow = step();
    if (!hasRow)
        return failure(hasRow.error());
    m_state = *hasRow ? State::Pending : State::Idle;
    return {};
}

Result<bool> Statement::step()
{
    m_state = State::Row;
    const int code = sqlite3_step(m_prepared.statement);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE) {
        reset();
        return false;
    }
    Error error = lastError();
    reset();
    return failure(std::move(error));
}

Result<bool> Statement::next()
{
    switch (m_state) {
    case State::Idle: // a step would begin anew
        return false;
    case State::Pending:
        m_state = State::Row;
        return true;
    case State::Row:
        break;
    }
    return step();
}

void Statement::reset()
{
    if (std::exchange(m_state, State::Idle) != State::Idle)
        sqlite3_reset(m_prepared.statement);
}

void Statement::finish()
{
    reset();
}

std::int64_t Statement::changedRows() const
{
    return sqlite3_changes64(m_connection->handle());
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_prepared.statement, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_prepared.statement, column);
}

double Statement::real(int column) const
{
    return sqlite3_column_double(m_prepared.statement, column);
}

QString Statement::text(int column) const
{
    const auto *const text =
        reinterpret_cast<const char *>(sqlite3_column_text(m_prepared.statement, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_prepared.statement, column));
    return text != nullptr ? utf8Text({text, size}) : QString();
}

QByteArray Statement::bytes(int column) const
{
    return view(column).toByteArray();
}

QByteArrayView Statement::view(int column) const
{
    const void *const bytes = sqlite3_column_blob(m_prepared.statement, column);
    return {static_cast<const char *>(bytes), sqlite3_column_bytes(m_prepared.statement, column)};
}

std::optional<std::int64_t> Statement::optionalInteger(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(integer(column));
}

std::optional<QString> Statement::optionalText(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(text(column));
}

std::optional<Timestamp> Statement::optionalTimestamp(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(timestamp(column));
}

Error Statement::lastError() const
{
    sqlite3 *const handle = m_connection->handle();
    return m_connection->note(sqlError(sqlite3_extended_errcode(handle),
                                       QString::fromUtf8(sqlite3_errmsg(handle)),
                                       m_connection->storeName(), QString(m_name)));
}

} // namespace tidemark::store
