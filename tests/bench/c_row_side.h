// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/row_questions.h"

#include <QFileInfo>

#include <sqlite3.h>

namespace tidemark::bench {

/// The samples as rows of SQLite through its own interface of C.
class CRowSide
{
public:
    CRowSide(const QString &path, int rowsOfStatement)
        : m_path(path)
        , m_rows(rowsOfStatement)
    {
        check(sqlite3_open(path.toUtf8().constData(), &m_database));
        for (const char *pragma : kRowPragmas)
            run(pragma);
        run(kRowTable);
    }
    ~CRowSide() { sqlite3_close(m_database); }
    CRowSide(const CRowSide &) = delete;
    CRowSide &operator=(const CRowSide &) = delete;

    double write_s(const QString &kind, std::size_t count)
    {
        Generator generator(kind);
        std::vector<std::int64_t> times;
        std::vector<double> values;
        sqlite3_stmt *insert = prepared(rowInsert(m_rows).toUtf8().constData());
        double spent_s = 0;
        const auto rows = static_cast<std::size_t>(m_rows);
        for (std::size_t left = count / rows * rows; left > 0;) {
            const std::size_t size = std::min(left, kBatch / rows * rows);
            generator.fill(size, times, values);
            left -= size;
            const double before = processor_s();
            run("BEGIN");
            for (std::size_t i = 0; i < size; i += rows) {
                int place = 1;
                for (std::size_t j = i; j < i + rows; ++j) {
                    sqlite3_bind_int64(insert, place++, times[j]);
                    sqlite3_bind_double(insert, place++, values[j]);
                }
                if (sqlite3_step(insert) != SQLITE_DONE)
                    qFatal("%s", sqlite3_errmsg(m_database));
                sqlite3_reset(insert);
            }
            run("COMMIT");
            spent_s += processor_s() - before;
        }
        sqlite3_finalize(insert);
        return spent_s;
    }
    void buckets(const TimeWindow &window, std::int64_t width)
    {
        ask(kRowBuckets,
            {window.begin.posixNs(), width, window.begin.posixNs(), window.end.posixNs()});
    }
    void aggregate(const TimeWindow &window)
    {
        ask(kRowAggregate, {window.begin.posixNs(), window.end.posixNs()});
    }
    double bytes()
    {
        run(kRowEmpty);
        return static_cast<double>(QFileInfo(m_path).size());
    }

private:
    void check(int code)
    {
        if (code != SQLITE_OK)
            qFatal("%s", sqlite3_errmsg(m_database));
    }
    void run(const char *text) { check(sqlite3_exec(m_database, text, nullptr, nullptr, nullptr)); }
    sqlite3_stmt *prepared(const char *text)
    {
        sqlite3_stmt *statement = nullptr;
        check(sqlite3_prepare_v2(m_database, text, -1, &statement, nullptr));
        return statement;
    }
    void ask(const char *text, std::initializer_list<std::int64_t> numbers)
    {
        sqlite3_stmt *select = prepared(text);
        int place = 1;
        for (const std::int64_t number : numbers)
            sqlite3_bind_int64(select, place++, number);
        while (sqlite3_step(select) == SQLITE_ROW)
            (void)sqlite3_column_int64(select, 0);
        check(sqlite3_finalize(select));
    }

    QString m_path;
    int m_rows;
    sqlite3 *m_database = nullptr;
};

} // namespace tidemark::bench
