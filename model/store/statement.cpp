// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/statement.h"

#include "model/core/utf8_text.h"
#include "model/store/connection.h"
#include "model/store/sql_error.h"

#include <QVarLengthArray>

#include <sqlite3.h>

#include <string>
#include <string_view>
#include <utility>

namespace tidemark::store {

void CompiledStatement::Finalize::operator()(sqlite3_stmt *handle) const noexcept
{
    sqlite3_finalize(handle);
}

Statement::Statement(Connection &connection, QLatin1StringView name, CompiledStatement compiled,
                     std::optional<Error> prepareError)
    : m_connection(&connection)
    , m_name(name)
    , m_compiled(std::move(compiled))
    , m_prepareError(std::move(prepareError))
{}

Statement::~Statement() // gives the compiled text back for the next use
{
    if (!handle())
        return;
    finish();
    sqlite3_clear_bindings(handle()); // nobody keeps what was bound alive, or secret
    m_connection->giveBack(std::move(m_compiled));
}

// A statement that is on a row takes no values: it is reset first, as it will be by execute().
bool Statement::beginBinding()
{
    if (!handle())
        return false;
    if (m_row != Row::None)
        finish();
    return true;
}

void Statement::noteBinding(int code)
{
    if (m_bindingCode == SQLITE_OK)
        m_bindingCode = code;
}

int Statement::positionOf(QLatin1StringView name) const
{
    const std::string terminated(name.data(), static_cast<std::size_t>(name.size()));
    return handle() ? sqlite3_bind_parameter_index(handle(), terminated.c_str()) - 1 : -1;
}

void Statement::bind(int position, std::int64_t value)
{
    if (beginBinding())
        noteBinding(sqlite3_bind_int64(handle(), position + 1, value));
}

void Statement::bind(int position, double value)
{
    if (beginBinding())
        noteBinding(sqlite3_bind_double(handle(), position + 1, value));
}

// Nearly all texts are ASCII, which need not be translated; of others SQLite makes UTF-8.
void Statement::bind(int position, const QString &value)
{
    if (!beginBinding())
        return;
    QVarLengthArray<char, 256> ascii(value.size());
    unsigned int all = 0;
    for (qsizetype i = 0; i < value.size(); ++i) {
        const unsigned int unit = value.at(i).unicode();
        all |= unit;
        ascii[i] = static_cast<char>(unit);
    }
    if (all < 0x80)
        noteBinding(sqlite3_bind_text64(handle(), position + 1, ascii.constData(),
                                        static_cast<sqlite3_uint64>(value.size()), SQLITE_TRANSIENT,
                                        SQLITE_UTF8));
    else
        noteBinding(sqlite3_bind_text64(
            handle(), position + 1, reinterpret_cast<const char *>(value.utf16()),
            static_cast<sqlite3_uint64>(value.size()) * sizeof(char16_t), SQLITE_TRANSIENT,
            SQLITE_UTF16));
}

void Statement::bind(int position, QByteArrayView value)
{
    if (beginBinding())
        noteBinding(sqlite3_bind_blob64(handle(), position + 1, value.data(),
                                        static_cast<sqlite3_uint64>(value.size()), SQLITE_STATIC));
}

void Statement::bindNull(int position)
{
    if (beginBinding())
        noteBinding(sqlite3_bind_null(handle(), position + 1));
}

Result<void> Statement::execute()
{
    if (m_prepareError)
        return failure(*m_prepareError);
    finish();
    if (const int code = std::exchange(m_bindingCode, SQLITE_OK); code != SQLITE_OK)
        return failure(errorOf(code));
    return step();
}

// After the last row, or a failure, the statement holds no lock.
Result<void> Statement::step()
{
    const int code = sqlite3_step(handle());
    if (code == SQLITE_ROW) {
        m_row = Row::Waiting;
        return {};
    }
    m_row = Row::None;
    Result<void> done;
    if (code != SQLITE_DONE)
        done = failure(errorOf(code));
    sqlite3_reset(handle());
    return done;
}

Result<bool> Statement::next()
{
    if (m_row == Row::Current) {
        if (auto stepped = step(); !stepped)
            return failure(stepped.error());
    }
    if (m_row == Row::None)
        return false;
    m_row = Row::Current;
    return true;
}

void Statement::finish()
{
    sqlite3_reset(handle());
    m_row = Row::None;
}

std::int64_t Statement::changedRows() const
{
    return sqlite3_changes(m_connection->handle());
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(handle(), column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(handle(), column);
}

double Statement::real(int column) const
{
    return sqlite3_column_double(handle(), column);
}

QString Statement::text(int column) const
{
    const unsigned char *const utf8 = sqlite3_column_text(handle(), column);
    if (utf8 == nullptr)
        return {};
    return utf8Text(
        std::string_view(reinterpret_cast<const char *>(utf8),
                         static_cast<std::size_t>(sqlite3_column_bytes(handle(), column))));
}

QByteArray Statement::bytes(int column) const
{
    const void *const data = sqlite3_column_blob(handle(), column);
    return QByteArray(static_cast<const char *>(data), sqlite3_column_bytes(handle(), column));
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

Error Statement::errorOf(int code) const
{
    return m_connection->note(
        sqliteError(m_connection->handle(), code, m_connection->storeName(), QString(m_name)));
}

} // namespace tidemark::store
