// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/store/statement.h"

#include <QLatin1StringView>
#include <QSqlDatabase>
#include <QString>
#include <QVariant>

#include <cstddef>
#include <memory>
#include <unordered_map>
#include <vector>

struct sqlite3;

namespace tidemark::store {

enum class OpenMode
{
    ReadWrite, ///< the file must exist
    Create,    ///< made when missing
    ReadOnly,  ///< sees other programs' writes; may use the files beside the store
    Immutable, ///< read-only media: no lock, no file beside it; changes by others are not seen
};

struct ConnectionOptions
{
    QString path;
    OpenMode mode = OpenMode::ReadOnly;
    int busyTimeout_ms = 5000; ///< how long a held lock is waited for
};

/// One connection of a lane to the store's file. Belongs to the thread that opened it; only
/// interrupt() may be called from others.
class Connection
{
public:
    /// Opens and sets the pragmas of a lane: foreign keys, full sync when writing. Writes nothing
    /// to a store that exists.
    /// Errors: those of sqlError().
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const ConnectionOptions &options);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    /// The prepared statement, kept for the next use. A text that does not compile fails on
    /// execution. The same statement may be in use twice.
    [[nodiscard]] Statement prepare(const Sql &sql);
    /// The same for a text that was put together (of constants only, never of values).
    [[nodiscard]] Statement prepare(QLatin1StringView name, const QString &text);
    /// Runs a text without values, once; for schema and pragmas. The rows are dropped.
    [[nodiscard]] Result<void> execute(const QString &text, QLatin1StringView name);
    /// First column of the first row of a text without values.
    [[nodiscard]] Result<QVariant> scalar(const QString &text, QLatin1StringView name);

    /// Makes the store keep a log (WAL), which changes the header of one that keeps none. Opening
    /// does it only for a store that is created.
    [[nodiscard]] Result<void> useLog();

    /// Stops the running statement; it then fails with Cancelled. Any thread, while it is open.
    void interrupt() noexcept;
    /// Leaves the log as it lies when the connection is closed, as a damaged store needs it.
    void keepLog() noexcept;

    [[nodiscard]] OpenMode mode() const noexcept { return m_mode; }
    [[nodiscard]] const QString &path() const noexcept { return m_path; }
    /// The file's name, for sentences.
    [[nodiscard]] const QString &storeName() const noexcept { return m_storeName; }
    /// True after an I/O error, a full disk or damage: reopen before the next use.
    [[nodiscard]] bool isSuspect() const noexcept { return m_isSuspect; }
    /// SQLite's handle, for backups and hooks.
    [[nodiscard]] sqlite3 *handle() const noexcept { return m_handle; }

    /// For Statement: remembers what an error means for this connection and hands it on.
    [[nodiscard]] Error note(Error error);
    /// For Statement: takes a prepared query back; `literal` as it was given.
    void giveBack(PreparedQuery prepared, const char *literal);

private:
    explicit Connection(const ConnectionOptions &options);
    [[nodiscard]] Result<void> openDatabase(int busyTimeout_ms);
    [[nodiscard]] Result<void> setPragmas();
    [[nodiscard]] Statement prepareAnew(QLatin1StringView name, const QString &text,
                                        const char *literal);

    QString m_path;
    QString m_storeName;
    QString m_name;
    OpenMode m_mode;
    bool m_isSuspect = false;
    QSqlDatabase m_database;
    sqlite3 *m_handle = nullptr; // loan of m_database's driver
    // By where their text lies: to make a QString of it and hash that at each use costs more than
    // many a statement.
    std::unordered_map<const char *, std::vector<PreparedQuery>> m_unusedLiterals;
    std::unordered_multimap<QString, PreparedQuery> m_unused; // by their text
    std::size_t m_unusedCount = 0;                            // of both
};

} // namespace tidemark::store
