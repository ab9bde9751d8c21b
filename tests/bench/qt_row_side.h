// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/row_questions.h"

#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlQuery>

namespace tidemark::bench {

/// The samples as rows of SQLite through QtSql.
class QtRowSide
{
public:
    QtRowSide(const QString &path, int rowsOfStatement)
        : m_rows(rowsOfStatement)
        , m_database(QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), path))
    {
        m_database.setDatabaseName(path);
        if (!m_database.open())
            qFatal("%s", qPrintable(path));
        for (const char *pragma : kRowPragmas)
            run(pragma);
        run(kRowTable);
    }

    double write_s(const QString &kind, std::size_t count)
    {
        Generator generator(kind);
        std::vector<std::int64_t> times;
        std::vector<double> values;
        QSqlQuery insert(m_database);
        check(insert.prepare(rowInsert(m_rows)), insert);
        double spent_s = 0;
        const auto rows = static_cast<std::size_t>(m_rows);
        for (std::size_t left = count / rows * rows; left > 0;) {
            const std::size_t size = std::min(left, kBatch / rows * rows);
            generator.fill(size, times, values);
            left -= size;
            const double before = processor_s();
            m_database.transaction();
            for (std::size_t i = 0; i < size; i += rows) {
                int place = 0;
                for (std::size_t j = i; j < i + rows; ++j) {
                    insert.bindValue(place++, static_cast<qlonglong>(times[j]));
                    insert.bindValue(place++, values[j]);
                }
                check(insert.exec(), insert);
            }
            m_database.commit();
            spent_s += processor_s() - before;
        }
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
        return static_cast<double>(QFileInfo(m_database.databaseName()).size());
    }

private:
    static void check(bool isDone, const QSqlQuery &query)
    {
        if (!isDone)
            qFatal("%s", qPrintable(query.lastQuery()));
    }
    void run(const char *text)
    {
        QSqlQuery query(m_database);
        check(query.exec(QLatin1StringView(text)), query);
    }
    void ask(const char *text, std::initializer_list<std::int64_t> numbers)
    {
        QSqlQuery select(m_database);
        select.setForwardOnly(true);
        check(select.prepare(QLatin1StringView(text)), select);
        int place = 0;
        for (const std::int64_t number : numbers)
            select.bindValue(place++, static_cast<qlonglong>(number));
        check(select.exec(), select);
        while (select.next())
            (void)select.value(0);
    }

    int m_rows;
    QSqlDatabase m_database;
};

} // namespace tidemark::bench
