// SPDX-License-Identifier: GPL-3.0-or-later
// The same prepared statements through Statement and through QSqlQuery, turn by turn: rows read, as
// wide as a row of a page of records, and rows written. Prints processor time of the thread, least
// / middle / most, and how many times faster Statement is. Ends with 1 where it is not. Usage:
// tidemark_bench_statement [rows]
#include "model/store/connection.h"
#include "model/store/transaction.h"
#include "tests/bench/goals.h"
#include "tests/bench/series_samples.h"

#include <QCoreApplication>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

using namespace tidemark;
using namespace tidemark::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr int kRounds = 5;
constexpr int kTextColumn = 7;
constexpr int kRealColumn = 2;
constexpr std::array kIntegerColumns{0, 1, 3, 5, 6, 9, 10, 11};
constexpr std::array kEmptyColumns{4, 8}; // NULL

constexpr QLatin1StringView kTable(
    "CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER, c REAL, d INTEGER, e INTEGER, f INTEGER, "
    "g INTEGER, h TEXT, i TEXT, j INTEGER, k INTEGER, l INTEGER) STRICT");
constexpr QLatin1StringView kInsert("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
constexpr QLatin1StringView kSelect("SELECT a, b, c, d, e, f, g, h, i, j, k, l FROM t");

/// What all rows come to: both sides must have read the same.
struct Sum
{
    double numbers = 0;
    qsizetype text = 0;
    qsizetype empty = 0;

    friend bool operator==(const Sum &, const Sum &) = default;
};

template <class T>
T expected(Result<T> result)
{
    if (!result)
        qFatal("%s %s", qPrintable(result.error().message), qPrintable(result.error().detail));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

void expected(bool isDone, const QSqlQuery &query)
{
    if (!isDone)
        qFatal("%s", qPrintable(query.lastError().text()));
}

QString textOf(std::int64_t row)
{
    return u"ss_%1"_s.arg(row, 14, 10, QLatin1Char('0'));
}

/// Through Statement.
class StatementSide
{
public:
    explicit StatementSide(const QString &path)
        : m_connection(expected(store::Connection::open({path, store::OpenMode::Create})))
    {
        expected(m_connection->execute(QString(kTable), "bench"_L1));
    }

    void write(std::int64_t rows)
    {
        auto transaction = expected(store::Transaction::begin(*m_connection));
        expected(m_connection->execute(u"DELETE FROM t"_s, "bench"_L1));
        {
            store::Statement insert = m_connection->prepare("bench"_L1, QString(kInsert));
            const std::optional<std::int64_t> none;
            const std::optional<QString> noText;
            for (std::int64_t i = 0; i < rows; ++i)
                expected(insert.run(i, i, static_cast<double>(i) / 8, i, none, i, 1, textOf(i),
                                    noText, i, i, true));
        }
        expected(transaction.commit());
    }
    [[nodiscard]] Sum read()
    {
        Sum sum;
        store::Statement select = m_connection->prepare("bench"_L1, QString(kSelect));
        expected(select.execute());
        while (expected(select.next())) {
            for (const int column : kIntegerColumns)
                sum.numbers += static_cast<double>(select.integer(column));
            sum.numbers += select.real(kRealColumn);
            sum.text += select.text(kTextColumn).size();
            for (const int column : kEmptyColumns)
                sum.empty += select.isNull(column) ? 1 : 0;
        }
        return sum;
    }

private:
    std::unique_ptr<store::Connection> m_connection;
};

/// Through QtSql, as its manual advises: prepared once, bound by position, read forward only.
class QuerySide
{
public:
    explicit QuerySide(const QString &path)
        : m_database(QSqlDatabase::addDatabase(u"QSQLITE"_s, u"bench"_s))
    {
        m_database.setDatabaseName(path);
        if (!m_database.open())
            qFatal("%s", qPrintable(m_database.lastError().text()));
        for (const QString &text : {u"PRAGMA journal_mode = WAL"_s, u"PRAGMA synchronous = FULL"_s,
                                    u"PRAGMA cache_size = -65536"_s,
                                    u"PRAGMA wal_autocheckpoint = 4096"_s, QString(kTable)})
            run(text);
    }

    void write(std::int64_t rows)
    {
        m_database.transaction();
        run(u"DELETE FROM t"_s);
        {
            QSqlQuery insert(m_database);
            expected(insert.prepare(QString(kInsert)), insert);
            for (std::int64_t i = 0; i < rows; ++i) {
                const auto number = static_cast<qlonglong>(i);
                insert.bindValue(0, number);
                insert.bindValue(1, number);
                insert.bindValue(2, static_cast<double>(i) / 8);
                insert.bindValue(3, number);
                insert.bindValue(4, QVariant());
                insert.bindValue(5, number);
                insert.bindValue(6, 1);
                insert.bindValue(7, textOf(i));
                insert.bindValue(8, QVariant());
                insert.bindValue(9, number);
                insert.bindValue(10, number);
                insert.bindValue(11, 1);
                expected(insert.exec(), insert);
            }
        }
        if (!m_database.commit())
            qFatal("%s", qPrintable(m_database.lastError().text()));
    }
    [[nodiscard]] Sum read()
    {
        Sum sum;
        QSqlQuery select(m_database);
        select.setForwardOnly(true);
        expected(select.exec(QString(kSelect)), select);
        while (select.next()) {
            for (const int column : kIntegerColumns)
                sum.numbers += static_cast<double>(select.value(column).toLongLong());
            sum.numbers += select.value(kRealColumn).toDouble();
            sum.text += select.value(kTextColumn).toString().size();
            for (const int column : kEmptyColumns)
                sum.empty += select.value(column).isNull() ? 1 : 0;
        }
        return sum;
    }

private:
    void run(const QString &text)
    {
        QSqlQuery query(m_database);
        expected(query.exec(text), query);
    }

    QSqlDatabase m_database;
};

template <class Work>
void measure(std::vector<double> &times, Work work)
{
    const double before = processor_s();
    work();
    times.push_back(processor_s() - before);
}

double print(const char *what, std::vector<double> times, std::int64_t rows)
{
    std::sort(times.begin(), times.end());
    const double ns = 1e9 / static_cast<double>(rows);
    const double middle = times[times.size() / 2] * ns;
    std::printf("%-28s %8.0f / %8.0f / %8.0f ns a row\n", what, times.front() * ns, middle,
                times.back() * ns);
    return middle;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const std::int64_t rows = argc > 1 ? std::atoll(argv[1]) : 500'000;
    const QTemporaryDir folder;
    StatementSide ours(folder.filePath(u"statement.db"_s));
    QuerySide theirs(folder.filePath(u"query.db"_s));
    std::vector<double> ourWrites;
    std::vector<double> theirWrites;
    std::vector<double> ourReads;
    std::vector<double> theirReads;
    for (int round = 0; round < kRounds; ++round) {
        measure(ourWrites, [&] { ours.write(rows); });
        measure(theirWrites, [&] { theirs.write(rows); });
        Sum our;
        Sum their;
        measure(ourReads, [&] { our = ours.read(); });
        measure(theirReads, [&] { their = theirs.read(); });
        if (our != their || our.empty != 2 * rows)
            qFatal("The sides have not read the same rows.");
    }
    Goals goals;
    const double ourRead = print("read, Statement", ourReads, rows);
    const double theirRead = print("read, QSqlQuery", theirReads, rows);
    goals.atLeast("times as fast rows are read", theirRead / ourRead, 1);
    const double ourWrite = print("write, Statement", ourWrites, rows);
    const double theirWrite = print("write, QSqlQuery", theirWrites, rows);
    goals.atLeast("times as fast rows are written", theirWrite / ourWrite, 1);
    return goals.exitCode();
}
