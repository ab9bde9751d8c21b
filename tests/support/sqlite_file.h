// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QString>

#include <sqlite3.h>

namespace tidemark::test {

/// A database as another program makes it, open until its end.
class SqliteFile
{
public:
    explicit SqliteFile(const QString &path)
    {
        if (sqlite3_open(QFile::encodeName(path).constData(), &m_database) != SQLITE_OK)
            qFatal("no database can be made at %s", qPrintable(path));
    }
    ~SqliteFile() { sqlite3_close(m_database); } // which takes the log in
    SqliteFile(const SqliteFile &) = delete;
    SqliteFile &operator=(const SqliteFile &) = delete;

    /// Runs statements without values; what must not fail ends the program.
    SqliteFile &run(const char *sql)
    {
        char *problem = nullptr;
        if (sqlite3_exec(m_database, sql, nullptr, nullptr, &problem) != SQLITE_OK)
            qFatal("%s: %s", sql, problem);
        return *this;
    }
    [[nodiscard]] sqlite3 *handle() const { return m_database; }

private:
    sqlite3 *m_database = nullptr;
};

} // namespace tidemark::test
