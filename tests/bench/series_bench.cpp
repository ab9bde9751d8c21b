// SPDX-License-Identifier: GPL-3.0-or-later
// Series in a store beside the same samples as rows of SQLite, one row each, through QtSql and
// through SQLite's own interface: writing, size, and what charts ask of them. Prints the smallest,
// the middle and the largest of the runs, how many times the rows take, how the cost grows from the
// smallest to the largest size, and which goals are missed (then it ends with 1).
// Usage: tidemark_bench_series [--huge] [samples[,samples...] [kinds]], kinds of: walk millis
// counter doubles gaps, and seconds, a sample each second (ten million of them are 116 days).
// Without sizes: a million and ten millions; --huge: a hundred and a thousand millions besides.
// Above ten millions the rows are left out.
#include "model/time/calendar.h"
#include "tests/bench/c_row_side.h"
#include "tests/bench/goals.h"
#include "tests/bench/instruction_count.h"
#include "tests/bench/machine_line.h"
#include "tests/bench/qt_row_side.h"
#include "tests/bench/series_side.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <map>

using namespace tidemark;
using namespace tidemark::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kTenMillions = 10'000'000;
constexpr std::size_t kMostRows = kTenMillions;
constexpr int kSlowRuns = 3; // of what takes seconds

/// The middle of each figure that is compared between sizes.
struct Costs
{
    double all_ms = 0;
    double part_ms = 0;
    double aggregate_ms = 0;
};

/// Where the windows and stretches lie that are asked for, the same for all sides.
class Places
{
public:
    explicit Places(const TimeWindow &whole)
        : m_whole(whole)
    {}
    /// A part anywhere.
    TimeWindow window(double part) { return partOf(m_whole, part, anywhere()); }
    /// With borders that lie on nothing.
    TimeWindow stretch() { return partOf(m_whole, 0.3 + anywhere() / 2, anywhere() / 5); }

private:
    double anywhere() { return static_cast<double>(m_random() % 9'000) / 10'000; }

    TimeWindow m_whole;
    std::mt19937_64 m_random{5};
};

std::vector<std::int64_t> bordersOf(const TimeWindow &window, std::int64_t width)
{
    std::vector<std::int64_t> borders;
    for (std::int64_t at = window.begin.posixNs(); at < window.end.posixNs(); at += width)
        borders.push_back(at);
    borders.push_back(borders.back() + width);
    return borders;
}

/// A thousand buckets, none of whose borders is one of the ladder's.
std::int64_t oddWidth(const TimeWindow &whole)
{
    return columnWidth(whole) | 1;
}

std::vector<TimeWindow> daysOf(const TimeWindow &whole)
{
    const Calendar calendar{must(Zone::fromId(u"Europe/Berlin"_s)), Qt::Monday};
    return calendar.buckets(whole, Period::Daily);
}

/// The same questions to a side of rows.
template <class Side>
void measureRows(const char *name, Side &side, const TimeWindow &whole)
{
    const auto line = [&](const char *what, const Figure &figure) {
        print(qPrintable(QString::asprintf("%s: %s", name, what)), figure);
    };
    Places places(whole);
    line("timeline, all",
         measured_ms(kSlowRuns, [&](int) { side.buckets(whole, columnWidth(whole)); }));
    for (const double part : {0.1, 0.01, 0.0001}) {
        line(qPrintable(u"timeline, %1 % anywhere"_s.arg(part * 100)), measured_ms(5, [&](int) {
                 const TimeWindow window = places.window(part);
                 side.buckets(window, columnWidth(window));
             }));
    }
    line("one aggregate between any borders",
         measured_ms(kSlowRuns, [&](int) { side.aggregate(places.stretch()); }));
    line("1000 buckets with any borders, all",
         measured_ms(kSlowRuns, [&](int) { side.buckets(whole, oddWidth(whole)); }));
    const auto days = daysOf(whole);
    line("days of Berlin", measured_ms(kSlowRuns, [&](int) {
             for (const TimeWindow &day : days)
                 side.aggregate(day);
         }));
    line("every sample aggregated", measured_ms(kSlowRuns, [&](int) { side.aggregate(whole); }));
}

/// Writes the rows, and asks where each statement has one. Processor time of writing.
template <class Side>
double measureRowsOf(const char *name, const QString &path, int rowsOfStatement,
                     const QString &kind, std::size_t count, double series_s,
                     const TimeWindow &whole)
{
    Side side(path, rowsOfStatement);
    const double rows_s = side.write_s(kind, count);
    const auto number = static_cast<double>(count);
    std::printf("  as rows through %s, %3d a statement: %.3f s, %.2f M samples/s, %.1f bytes a "
                "sample: %.1f times as long\n",
                name, rowsOfStatement, rows_s, number / rows_s / 1e6, side.bytes() / number,
                rows_s / series_s);
    std::fflush(stdout);
    if (rowsOfStatement == 1)
        measureRows(name, side, whole);
    return rows_s;
}

/// A side of rows at a time: each has a file of a hundred megabytes and more.
double fastestRows_s(const QString &folder, const QString &kind, std::size_t count, double series_s,
                     const TimeWindow &whole)
{
    double fastest_s = 0;
    for (const int rows : {1, 100}) {
        const double qt_s = measureRowsOf<QtRowSide>(
            "QtSql", u"%1/qt%2.sqlite"_s.arg(folder).arg(rows), rows, kind, count, series_s, whole);
        (void)measureRowsOf<CRowSide>("C", u"%1/c%2.sqlite"_s.arg(folder).arg(rows), rows, kind,
                                      count, series_s, whole);
        fastest_s = fastest_s > 0 ? std::min(fastest_s, qt_s) : qt_s;
    }
    return fastest_s;
}

double measureWriting(SeriesSide &series, const QString &kind, std::size_t count, Goals &goals)
{
    const auto number = static_cast<double>(count);
    const InstructionCount instructions;
    const auto before = instructions.sofar();
    const double series_s = series.write_s(kind, count);
    const auto after = instructions.sofar();
    series.checkpoint();
    const double chunks = series.scalar(u"SELECT sum(length(data)) FROM chunk"_s);
    const double blocks = series.scalar(u"SELECT sum(length(data)) FROM rung_block"_s);
    std::printf("  written %.3f s of processor time, %.1f M samples/s; %.3f bytes a sample "
                "(chunks %.3f, ladder %.3f, of the finest rung %d)\n",
                series_s, number / series_s / 1e6, series.bytes() / number, chunks / number,
                blocks / number, series.row().rung.value_or(-1));
    if (before && after)
        std::printf("  %.1f instructions a sample, making them included\n",
                    static_cast<double>(*after - *before) / number);
    else
        std::printf("  (this machine tells no number of instructions)\n");
    if (kind == u"walk"_s)
        goals.atLeast("million samples written in a second", number / series_s / 1e6, 30);
    if (kind == u"walk"_s || kind == u"millis"_s)
        goals.atMost("bytes a sample", series.bytes() / number, kind == u"walk"_s ? 3.2 : 1.1);
    return series_s;
}

Costs measureQuestions(SeriesSide &series, const TimeWindow &whole)
{
    Costs costs;
    Places places(whole);
    series.timeline(whole);
    const Figure all = measured_ms(101, [&](int) { (void)series.timeline(whole); });
    print("timeline of 1000 columns, all, warm", all);
    costs.all_ms = all.middle;
    for (const double part : {0.1, 0.01, 0.0001}) {
        const Figure figure =
            measured_ms(101, [&](int) { (void)series.timeline(places.window(part)); });
        print(qPrintable(u"timeline, %1 % anywhere"_s.arg(part * 100)), figure);
        if (part == 0.01)
            costs.part_ms = figure.middle;
    }
    const Figure aggregate = measured_ms(201, [&](int) {
        const TimeWindow part = places.stretch();
        (void)series.buckets({part.begin.posixNs(), part.end.posixNs()});
    });
    print("one aggregate between any borders", aggregate);
    costs.aggregate_ms = aggregate.middle;
    print("1000 buckets with any borders, all",
          measured_ms(5, [&](int) { (void)series.buckets(bordersOf(whole, oddWidth(whole))); }));
    return costs;
}

void measureRest(SeriesSide &series, const QString &kind, std::size_t count,
                 const TimeWindow &whole, Goals &goals)
{
    const auto number = static_cast<double>(count);
    const Figure days = measured_ms(21, [&](int) {
        std::vector<std::int64_t> borders;
        for (const TimeWindow &day : daysOf(whole)) {
            if (borders.empty())
                borders.push_back(day.begin.posixNs());
            borders.push_back(day.end.posixNs());
        }
        (void)series.buckets(borders);
    });
    print("days of Berlin, finding their borders included", days);
    if (kind == u"seconds"_s && count >= kTenMillions)
        goals.atMost("ms for the days of 116 days", days.middle, 2);
    const Figure full = measured_ms(kSlowRuns, [&](int) { series.decodeAll(); });
    print("every sample decoded and aggregated", full);
    const double rate = number / full.middle / 1e3;
    std::printf("    %.1f M samples/s\n", rate);
    if (kind == u"walk"_s)
        goals.atLeast("million samples decoded in a second", rate, 150);
}

Costs measure(const QString &kind, std::size_t count, Goals &goals)
{
    const QTemporaryDir folder;
    std::printf("%s, %zu samples\n", qPrintable(kind), count);
    SeriesSide series(folder.filePath(u"series.tidemark"_s));
    const double series_s = measureWriting(series, kind, count, goals);
    const store::SeriesRow row = series.row();
    const TimeWindow whole{Timestamp(*row.first), Timestamp(*row.last + 1)};
    const Costs costs = measureQuestions(series, whole);
    if (kind == u"walk"_s && count >= kTenMillions) {
        goals.atMost("ms for a warm timeline of all", costs.all_ms, 0.05);
        goals.atMost("ms for a timeline of 1 %", costs.part_ms, 1);
        goals.atMost("ms for an aggregate between any borders", costs.aggregate_ms, 0.1);
    }
    measureRest(series, kind, count, whole, goals);
    if (count <= kMostRows) {
        const double rows_s = fastestRows_s(folder.path(), kind, count, series_s, whole);
        if (kind == u"walk"_s && count == kTenMillions)
            goals.atLeast("times the fastest rows through QtSql", rows_s / series_s, 60);
    }
    return costs;
}

void compare(const QString &kind, const std::map<std::size_t, Costs> &sizes, Goals &goals)
{
    if (sizes.size() < 2)
        return;
    const auto &[small, few] = *sizes.begin();
    const auto &[large, many] = *sizes.rbegin();
    std::printf("%s, %zu samples beside %zu: timeline of all %.2f times, 1 %% %.2f times, "
                "aggregate %.2f times\n",
                qPrintable(kind), large, small, many.all_ms / few.all_ms,
                many.part_ms / few.part_ms, many.aggregate_ms / few.aggregate_ms);
    if (kind == u"walk"_s) {
        goals.atMost("times the cost of a timeline of all", many.all_ms / few.all_ms, 1.5);
        goals.atMost("times the cost of an aggregate", many.aggregate_ms / few.aggregate_ms, 1.5);
    }
}

std::vector<std::size_t> sizesOf(const QStringList &words, bool areHuge)
{
    std::vector<std::size_t> sizes;
    for (const QString &word : words)
        sizes.push_back(static_cast<std::size_t>(word.toULongLong()));
    if (sizes.empty())
        sizes = {1'000'000, kTenMillions};
    if (areHuge)
        sizes.insert(sizes.end(), {100'000'000, 1'000'000'000});
    return sizes;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QStringList words = QCoreApplication::arguments().mid(1);
    const bool areHuge = words.removeAll(u"--huge"_s) > 0;
    const QStringList given = words.isEmpty() ? QStringList() : words.takeFirst().split(u',');
    const auto sizes = sizesOf(given, areHuge);
    const QStringList kinds =
        words.isEmpty() ? QStringList{u"walk"_s, u"millis"_s, u"counter"_s, u"doubles"_s, u"gaps"_s}
                        : words;
    std::printf("%s\nleast / middle / most of the runs\n", qPrintable(bench::machineLine()));
    Goals goals;
    for (const QString &kind : kinds) {
        std::map<std::size_t, Costs> costs;
        for (const std::size_t count : sizes)
            costs[count] = measure(kind, count, goals);
        compare(kind, costs, goals);
    }
    return goals.exitCode();
}
