// SPDX-License-Identifier: GPL-3.0-or-later
// Series in a store beside the same samples as rows of SQLite, one row each: writing, size, and
// what charts ask of them. Four kinds of samples. Prints the smallest, the middle and the largest
// of the runs, and how many times the rows take.
// Usage: tidemark_bench_series [samples [kinds]], kinds of: walk millis counter doubles gaps
#include "model/store/connection.h"
#include "model/store/migrations.h"
#include "model/store/series/series_reader.h"
#include "model/store/series/series_writer.h"
#include "model/store/transaction.h"
#include "model/time/calendar.h"
#include "tests/bench/machine_line.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <random>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kBatch = 131'072;
constexpr std::int64_t kBegin_ns = 1'700'000'000'000'000'000;
constexpr std::int64_t kMillisecond_ns = 1'000'000;
constexpr int kColumns = 1000;

void must(const Result<void> &result)
{
    if (!result)
        qFatal("%s %s", qPrintable(result.error().message), qPrintable(result.error().detail));
}
template <class T>
T must(Result<T> result)
{
    if (!result)
        qFatal("%s %s", qPrintable(result.error().message), qPrintable(result.error().detail));
    return *std::move(result);
}
void must(bool isDone, const QSqlQuery &query)
{
    if (!isDone)
        qFatal("%s", qPrintable(query.lastQuery()));
}

/// Makes samples of one kind in batches, the same each time.
class Generator
{
public:
    explicit Generator(const QString &kind)
        : m_kind(kind)
    {}
    void fill(std::size_t count, std::vector<std::int64_t> &times, std::vector<double> &values)
    {
        times.resize(count);
        values.resize(count);
        for (std::size_t i = 0; i < count; ++i) {
            times[i] = nextTime();
            values[i] = nextValue();
        }
    }

private:
    std::int64_t nextTime()
    {
        m_time += kMillisecond_ns;
        if (m_kind == u"walk"_s)
            return m_time + static_cast<std::int64_t>(m_random() % 2'001) - 1'000;
        if (m_kind == u"gaps"_s && m_random() % 5'000 == 0)
            m_time += static_cast<std::int64_t>(m_random() % 3'600) * 1'000 * kMillisecond_ns;
        return m_time;
    }
    double nextValue()
    {
        if (m_kind == u"counter"_s)
            return m_value += static_cast<double>(m_random() % 1'000);
        if (m_kind == u"doubles"_s) {
            const auto any = std::bit_cast<double>(m_random());
            return std::isfinite(any) ? any : 1.0;
        }
        // About normal: the sum of some even ones.
        double step = 0;
        for (int i = 0; i < 4; ++i)
            step += static_cast<double>(m_random() % 1'001) - 500;
        m_value += step / 12'000;
        return std::round(m_value * 100) / 100;
    }

    QString m_kind;
    std::mt19937_64 m_random{1};
    std::int64_t m_time = kBegin_ns;
    double m_value = 20;
};

double processor_s()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

struct Figure
{
    double least = 0;
    double middle = 0;
    double most = 0;
};

/// Milliseconds of a call, of `runs` runs.
Figure measured_ms(int runs, const std::function<void(int)> &call)
{
    std::vector<double> all;
    for (int run = 0; run < runs; ++run) {
        QElapsedTimer timer;
        timer.start();
        call(run);
        all.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    std::sort(all.begin(), all.end());
    return {all.front(), all[all.size() / 2], all.back()};
}

void print(const char *what, const Figure &figure)
{
    std::printf("  %-44s %9.4f / %9.4f / %9.4f ms\n", what, figure.least, figure.middle,
                figure.most);
    std::fflush(stdout);
}

/// The samples as series of a store.
class SeriesSide
{
public:
    explicit SeriesSide(const QString &path)
        : m_path(path)
        , m_connection(must(store::Connection::open({path, store::OpenMode::Create})))
    {
        must(store::migrate(*m_connection));
        must(m_connection->execute(u"INSERT INTO series (id, metric_id) VALUES (1, 1)"_s,
                                   "make"_L1));
    }

    double write_s(const QString &kind, std::size_t count)
    {
        Generator generator(kind);
        std::vector<std::int64_t> times;
        std::vector<double> values;
        double spent_s = 0;
        for (std::size_t left = count; left > 0;) {
            const std::size_t size = std::min(left, kBatch);
            generator.fill(size, times, values);
            left -= size;
            const double before = processor_s();
            auto transaction = must(store::Transaction::begin(*m_connection));
            const auto writer =
                must(store::SeriesWriter::begin(*m_connection, SeriesId(1), m_workspace));
            (void)must(writer->add(times, values));
            must(writer->finish());
            must(transaction.commit());
            spent_s += processor_s() - before;
        }
        return spent_s;
    }

    template <class Ask>
    auto read(Ask ask)
    {
        const auto transaction = must(store::Transaction::beginRead(*m_connection));
        const store::SeriesRow row = must(store::readSeriesRow(*m_connection, SeriesId(1)));
        store::SeriesReader reader(*m_connection, row, m_cache, *m_borrowed, {});
        return must(ask(reader));
    }
    Timeline timeline(const TimeWindow &window)
    {
        return read([&](store::SeriesReader &reader) {
            return reader.timeline({window, kColumns, Extremes::Inside});
        });
    }
    std::vector<Aggregate> buckets(const std::vector<std::int64_t> &borders)
    {
        return read(
            [&](store::SeriesReader &reader) { return reader.buckets(borders, Extremes::Inside); });
    }
    void decodeAll()
    {
        const store::SeriesRow seen = row();
        store::ChunkLoader loader(*m_connection, SeriesId(1), seen.rewrites, m_workspace);
        series::SampleAggregate all;
        for (const store::ChunkHead &head :
             must(loader.table().overlapping(*seen.first, *seen.last))) {
            const series::ChunkPoints *points = must(loader.load(head));
            all += series::aggregateOf(points->times(), points->values());
        }
        if (all.isEmpty())
            qFatal("nothing was read");
    }
    store::SeriesRow row() { return must(store::readSeriesRow(*m_connection, SeriesId(1))); }
    void checkpoint()
    {
        must(m_connection->execute(u"PRAGMA wal_checkpoint(TRUNCATE)"_s, "checkpoint"_L1));
    }
    double bytes() const { return static_cast<double>(QFileInfo(m_path).size()); }
    double scalar(const QString &sql)
    {
        return must(m_connection->scalar(sql, "bench"_L1)).toDouble();
    }

private:
    QString m_path;
    std::unique_ptr<store::Connection> m_connection;
    store::ChunkWorkspace m_workspace;
    store::SeriesCache m_cache;
    std::unique_ptr<store::ChunkWorkspace> m_borrowed = m_cache.takeWorkspace();
};

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

TimeWindow partOf(const TimeWindow &whole, double part, double at)
{
    const auto length = static_cast<double>(whole.duration().ns());
    const Timestamp begin = whole.begin + Timedelta(static_cast<std::int64_t>(length * at));
    return {begin, begin + Timedelta(static_cast<std::int64_t>(length * part))};
}

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
