// SPDX-License-Identifier: GPL-3.0-or-later
// Series in a store beside the same samples as rows of SQLite, one row each: writing, size, and
// what charts ask of them. Four kinds of samples. Prints the smallest, the middle and the largest
// of the runs, and how many times the rows take.
// Usage: tidemark_bench_series [samples [kinds]], kinds of: walk millis counter doubles gaps, and
// seconds, a sample each second (ten million of them are 116 days)
#include "model/time/calendar.h"
#include "tests/bench/machine_line.h"
#include "tests/bench/series_side.h"

#include <QCoreApplication>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>

using namespace tidemark;
using namespace tidemark::bench;
using namespace Qt::StringLiterals;

namespace {

using bench::must;

void must(bool isDone, const QSqlQuery &query)
{
    if (!isDone)
        qFatal("%s", qPrintable(query.lastQuery()));
}

/// The samples as rows through QtSql.
class RowSide
{
public:
    RowSide(const QString &path, int rowsOfStatement)
        : m_rows(rowsOfStatement)
    {
        m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, path);
        m_database.setDatabaseName(path);
        if (!m_database.open())
            qFatal("%s", qPrintable(path));
        run(u"PRAGMA journal_mode = WAL"_s);
        run(u"PRAGMA synchronous = NORMAL"_s);
        run(u"PRAGMA cache_size = -65536"_s);
        run(u"PRAGMA wal_autocheckpoint = 16384"_s);
        run(u"CREATE TABLE s (series INTEGER NOT NULL, t INTEGER NOT NULL, v REAL NOT NULL, "
            "PRIMARY KEY (series, t)) STRICT, WITHOUT ROWID"_s);
    }

    double write_s(const QString &kind, std::size_t count)
    {
        Generator generator(kind);
        std::vector<std::int64_t> times;
        std::vector<double> values;
        QSqlQuery insert(m_database);
        QString text = u"INSERT OR REPLACE INTO s VALUES (1, ?, ?)"_s;
        for (int i = 1; i < m_rows; ++i)
            text += u", (1, ?, ?)"_s;
        must(insert.prepare(text), insert);
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
                must(insert.exec(), insert);
            }
            m_database.commit();
            spent_s += processor_s() - before;
        }
        return spent_s;
    }
    void timeline(const TimeWindow &window)
    {
        const std::int64_t width = (window.duration().ns() + kColumns - 1) / kColumns;
        QSqlQuery select(m_database);
        select.setForwardOnly(true);
        must(select.prepare(u"SELECT (t - :begin) / :width AS c, count(*), min(v), max(v), sum(v) "
                            "FROM s WHERE series = 1 AND t >= :begin AND t < :end GROUP BY c"_s),
             select);
        select.bindValue(u":begin"_s, static_cast<qlonglong>(window.begin.posixNs()));
        select.bindValue(u":end"_s, static_cast<qlonglong>(window.end.posixNs()));
        select.bindValue(u":width"_s, static_cast<qlonglong>(width));
        must(select.exec(), select);
        while (select.next()) {
        }
    }
    double bytes()
    {
        run(u"PRAGMA wal_checkpoint(TRUNCATE)"_s);
        return static_cast<double>(QFileInfo(m_database.databaseName()).size());
    }

private:
    void run(const QString &text)
    {
        QSqlQuery query(m_database);
        must(query.exec(text), query);
    }

    QSqlDatabase m_database;
    int m_rows;
};

void measure(const QString &kind, std::size_t count)
{
    const QTemporaryDir folder;
    const auto number = static_cast<double>(count);
    std::printf("%s, %zu samples\n", qPrintable(kind), count);
    SeriesSide series(folder.filePath(u"series.tidemark"_s));
    const double series_s = series.write_s(kind, count);
    series.checkpoint();
    const double chunks = series.scalar(u"SELECT sum(length(data)) FROM chunk"_s);
    const double blocks = series.scalar(u"SELECT sum(length(data)) FROM rung_block"_s);
    std::printf("  written %.3f s of processor time, %.1f M samples/s; %.3f bytes a sample "
                "(chunks %.3f, ladder %.3f, of the finest rung %d)\n",
                series_s, number / series_s / 1e6, series.bytes() / number, chunks / number,
                blocks / number, series.row().rung.value_or(-1));
    std::fflush(stdout);

    const store::SeriesRow row = series.row();
    const TimeWindow whole{Timestamp(*row.first), Timestamp(*row.last + 1)};
    std::mt19937_64 random(5);
    const auto anywhere = [&] { return static_cast<double>(random() % 9'000) / 10'000; };
    series.timeline(whole);
    print("timeline of 1000 columns, all, warm",
          measured_ms(101, [&](int) { (void)series.timeline(whole); }));
    for (const double part : {0.1, 0.01, 0.0001}) {
        print(qPrintable(u"timeline, %1 % anywhere"_s.arg(part * 100)), measured_ms(101, [&](int) {
                  (void)series.timeline(partOf(whole, part, anywhere()));
              }));
    }
    print("one aggregate between any borders", measured_ms(201, [&](int) {
              const TimeWindow part = partOf(whole, 0.3 + anywhere() / 2, anywhere() / 5);
              (void)series.buckets({part.begin.posixNs(), part.end.posixNs()});
          }));
    print("1000 buckets with any borders, all", measured_ms(5, [&](int) {
              std::vector<std::int64_t> borders;
              for (int i = 0; i <= kColumns; ++i)
                  borders.push_back(whole.begin.posixNs() + 1 + whole.duration().ns() / 1001 * i);
              (void)series.buckets(borders);
          }));
    const Calendar calendar{must(Zone::fromId(u"Europe/Berlin"_s)), Qt::Monday};
    print("days of Berlin, borders known", measured_ms(21, [&](int) {
              std::vector<std::int64_t> borders;
              for (const TimeWindow &day : calendar.buckets(whole, Period::Daily)) {
                  if (borders.empty())
                      borders.push_back(day.begin.posixNs());
                  borders.push_back(day.end.posixNs());
              }
              (void)series.buckets(borders);
          }));
    const Figure full = measured_ms(3, [&](int) { series.decodeAll(); });
    print("every sample decoded and aggregated", full);
    std::printf("    %.1f M samples/s\n", number / full.middle / 1e3);

    if (count > 10'000'000)
        return;
    for (const int rows : {1, 100}) {
        RowSide side(folder.filePath(u"rows%1.sqlite"_s.arg(rows)), rows);
        const double rows_s = side.write_s(kind, count);
        std::printf("  as rows, %3d a statement: %.3f s, %.2f M samples/s, %.1f bytes a sample: "
                    "%.1f times as long\n",
                    rows, rows_s, number / rows_s / 1e6, side.bytes() / number, rows_s / series_s);
        std::fflush(stdout);
        if (rows == 1) {
            print("rows: timeline, all", measured_ms(3, [&](int) { side.timeline(whole); }));
            print("rows: timeline, 1 %",
                  measured_ms(5, [&](int) { side.timeline(partOf(whole, 0.01, 0.5)); }));
        }
    }
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const auto count = static_cast<std::size_t>(argc > 1 ? std::atoll(argv[1]) : 10'000'000);
    QStringList kinds;
    for (int i = 2; i < argc; ++i)
        kinds.append(QString::fromLocal8Bit(argv[i]));
    if (kinds.isEmpty())
        kinds = {u"walk"_s, u"millis"_s, u"counter"_s, u"doubles"_s, u"gaps"_s};
    std::printf("%s\nleast / middle / most of the runs\n", qPrintable(bench::machineLine()));
    for (const QString &kind : kinds)
        measure(kind, count);
    return 0;
}
