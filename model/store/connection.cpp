// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/connection.h"

#include "model/store/sql_error.h"

#include <QFileInfo>
#include <QSqlDriver>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlResult>
#include <QUrl>

#include <sqlite3.h>

#include <array>
#include <atomic>
#include <span>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

// Statements whose text depends on a selection come in some dozen forms; more are prepared anew.
constexpr std::size_t kMaxUnusedStatements = 200;

QString uriOf(const QString &path, OpenMode mode)
{
    const QString file =
        QString::fromLatin1(QUrl::toPercentEncoding(QFileInfo(path).absoluteFilePath(), "/"));
    switch (mode) {
    case OpenMode::ReadWrite:
        return u"file:"_s % file % u"?mode=rw"_s;
    case OpenMode::Create:
        return u"file:"_s % file % u"?mode=rwc"_s;
    case OpenMode::ReadOnly:
        return u"file:"_s % file % u"?mode=ro"_s;
    case OpenMode::Immutable:
        break;
    }
    return u"file:"_s % file % u"?mode=ro&immutable=1"_s;
}

bool writes(OpenMode mode)
{
    return mode == OpenMode::ReadWrite || mode == OpenMode::Create;
}

// A connection is used by one thread at a time, so SQLite need not lock for every call, nor count
// what it allocates: a tenth of an import. Has no effect once SQLite runs, and then does no harm.
void configureSqlite()
{
    static const bool isDone = [] {
        sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        return true;
    }();
    Q_UNUSED(isDone)
}

sqlite3_stmt *statementOf(const QSqlQuery &query)
{
    const QVariant handle = query.result()->handle();
    if (!handle.isValid() || qstrcmp(handle.typeName(), "sqlite3_stmt*") != 0)
        return nullptr;
    return *static_cast<sqlite3_stmt *const *>(handle.constData());
}

QString nextConnectionName()
{
    configureSqlite();
    static std::atomic<int> counter = 0;
    return u"tidemark-store-%1"_s.arg(++counter);
}

} // namespace

Connection::Connection(const ConnectionOptions &options)
    : m_path(QFileInfo(options.path).absoluteFilePath())
    , m_storeName(QFileInfo(options.path).completeBaseName())
    , m_name(nextConnectionName())
    , m_mode(options.mode)
    , m_database(QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name))
{}

Connection::~Connection() // the queries must be gone before the connection is removed
{
    m_unused.clear();
    m_unusedLiterals.clear();
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_name);
}

Result<std::unique_ptr<Connection>> Connection::open(const ConnectionOptions &options)
{
    std::unique_ptr<Connection> connection(new Connection(options));
    if (auto opened = connection->openDatabase(options.busyTimeout_ms); !opened)
        return failure(opened.error());
    if (auto set = connection->setPragmas(); !set)
        return failure(set.error());
    return connection;
}

Result<void> Connection::openDatabase(int busyTimeout_ms)
{
    m_database.setDatabaseName(uriOf(m_path, m_mode));
    QString flags = u"QSQLITE_OPEN_URI;QSQLITE_BUSY_TIMEOUT=%1"_s.arg(busyTimeout_ms);
    if (!writes(m_mode))
        flags += u";QSQLITE_OPEN_READONLY"_s;
    m_database.setConnectOptions(flags);
    if (!m_database.open())
        return failure(sqlError(m_database.lastError(), m_storeName, u"open"_s));
    const QVariant handle = m_database.driver()->handle();
    if (!handle.isValid() || qstrcmp(handle.typeName(), "sqlite3*") != 0)
        return failure(ErrorCode::Internal, sqliteError(SQLITE_ERROR, m_storeName, {}).message,
                       u"the driver has no SQLite handle"_s);
    m_handle = *static_cast<sqlite3 *const *>(handle.constData());
    return {};
}

Result<void> Connection::setPragmas()
{
    static constexpr std::array kAlways{"PRAGMA foreign_keys = ON"_L1,
                                        "PRAGMA temp_store = MEMORY"_L1,
                                        "PRAGMA trusted_schema = OFF"_L1};
    // Readers walk through rows: what they read again is in the system's cache as well, and each of
    // them would fill its own up to the limit.
    static constexpr std::array kReading{"PRAGMA cache_size = -16384"_L1,
                                         "PRAGMA query_only = ON"_L1};
    static constexpr std::array kWriting{"PRAGMA cache_size = -65536"_L1,
                                         "PRAGMA synchronous = FULL"_L1,
                                         "PRAGMA wal_autocheckpoint = 4096"_L1};
    const auto set = [this](std::span<const QLatin1StringView> texts) -> Result<void> {
        for (const QLatin1StringView text : texts) {
            if (auto done = execute(text, "pragma"_L1); !done)
                return done;
        }
        return {};
    };
    if (auto done = set(kAlways); !done)
        return done;
    if (!writes(m_mode))
        return set(kReading);
    if (auto done = set(kWriting); !done)
        return done;
    return m_mode == OpenMode::Create ? useLog() : Result<void>();
}

Result<void> Connection::useLog()
{
    return execute(u"PRAGMA journal_mode = WAL"_s, "pragma"_L1);
}

Statement Connection::prepare(const Sql &sql)
{
    const char *const literal = sql.text.data();
    const auto found = m_unusedLiterals.find(literal);
    if (found == m_unusedLiterals.end() || found->second.empty())
        return prepareAnew(sql.name, QString(sql.text), literal);
    PreparedQuery prepared = std::move(found->second.back());
    found->second.pop_back();
    --m_unusedCount;
    return Statement(*this, sql.name, std::move(prepared), std::nullopt, literal);
}

Statement Connection::prepare(QLatin1StringView name, const QString &text)
{
    if (const auto found = m_unused.find(text); found != m_unused.end()) {
        PreparedQuery prepared = std::move(found->second);
        m_unused.erase(found);
        --m_unusedCount;
        return Statement(*this, name, std::move(prepared), std::nullopt);
    }
    return prepareAnew(name, text, nullptr);
}

Statement Connection::prepareAnew(QLatin1StringView name, const QString &text, const char *literal)
{
    PreparedQuery prepared{std::make_unique<QSqlQuery>(m_database)};
    prepared.query->setForwardOnly(true);
    std::optional<Error> error;
    if (!prepared.query->prepare(text))
        error = note(sqlError(prepared.query->lastError(), m_storeName, QString(name)));
    else
        prepared.statement = statementOf(*prepared.query);
    if (!error && prepared.statement == nullptr)
        error = sqliteError(SQLITE_ERROR, m_storeName, u"the driver has no SQLite statement"_s);
    return Statement(*this, name, std::move(prepared), std::move(error), literal);
}

Result<void> Connection::execute(const QString &text, QLatin1StringView name)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.exec(text))
        return failure(note(sqlError(query.lastError(), m_storeName, QString(name))));
    while (query.next()) {
    } // a pragma may answer; leave no read open
    if (query.lastError().isValid())
        return failure(note(sqlError(query.lastError(), m_storeName, QString(name))));
    return {};
}

Result<QVariant> Connection::scalar(const QString &text, QLatin1StringView name)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.exec(text))
        return failure(note(sqlError(query.lastError(), m_storeName, QString(name))));
    if (query.next())
        return query.value(0);
    if (query.lastError().isValid())
        return failure(note(sqlError(query.lastError(), m_storeName, QString(name))));
    return QVariant();
}

void Connection::interrupt() noexcept
{
    sqlite3_interrupt(m_handle);
}

Error Connection::note(Error error)
{
    if (error.code == ErrorCode::Io || error.code == ErrorCode::DiskFull ||
        error.code == ErrorCode::Damaged)
        m_isSuspect = true;
    if (error.code == ErrorCode::Damaged)
        keepLog();
    return error;
}

void Connection::keepLog() noexcept
{
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

void Connection::giveBack(PreparedQuery prepared, const char *literal)
{
    if (m_unusedCount >= kMaxUnusedStatements)
        return;
    ++m_unusedCount;
    if (literal != nullptr)
        m_unusedLiterals[literal].push_back(std::move(prepared));
    else
        m_unused.emplace(prepared.query->lastQuery(), std::move(prepared));
}

} // namespace tidemark::store
