// SPDX-License-Identifier: GPL-3.0-or-later
// Which rows an export holds: chosen ones, many metrics, and what a damaged store still gives.
#include "services/exchange/readable_windows.h"
#include "tests/services/exchange/exporting_store.h"
#include "tests/services/exchange/sample_records.h"
#include "tests/support/test_registry.h"

#include <QBuffer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::exchange;
using tidemark::test::entryOf;
using tidemark::test::ExportingStore;

namespace {

Record record(const QString &metric, double value, const QString &iso, int number)
{
    Record made = entryOf(metric, value, iso, number);
    made.isEntry = number % 2 == 0;
    return made;
}

AggregateQuery daysOf(std::int64_t metric)
{
    AggregateQuery query;
    query.selection.metrics = {MetricId(metric)};
    return query;
}

struct Store : ExportingStore
{
    [[nodiscard]] QByteArray text(const ExportRequest &request)
    {
        ExportOptions options;
        options.dialect.lineEnd = LineEnd::Lf;
        options.timeForm = TimeForm::EpochSeconds;
        return ExportingStore::text(request, options);
    }
};

} // namespace

class ExportScopesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void writesChosenPeriodsInTheirOrder();
    void countChangesFromAnEmptyPeriodAsTheTableDoes();
    void writesChosenSessions();
    void judgesManyMetricsByTheFirstAndWritesThemAll();
    void stepsOverWhatCannotBeRead_data();
    void stepsOverWhatCannotBeRead();
    void endsSoonWhereNoRowCanBeRead();
};

void ExportScopesTest::writesChosenPeriodsInTheirOrder()
{
    Store store;
    for (int day = 1; day <= 4; ++day)
        store.memory.addRecord(
            record(u"cpu"_s, day * day, u"2026-03-0%1T10:00:00Z"_s.arg(day), day));
    ExportRequest request;
    request.content = ExportContent::Aggregates;
    request.aggregates = {daysOf(1)};
    request.withChange = true;
    for (const int day : {4, 1, 3})
        request.onlyPeriods.push_back(
            Timestamp::fromIso8601(u"2026-03-0%1T00:00:00Z"_s.arg(day)).value());
    request.onlyPeriods.push_back(Timestamp(0)); // no period begins then
    QCOMPARE(store.text(request),
             "metric,unit,period_start_s,period_end_s,zone,count,mean,change,change_ratio\n"
             "cpu,,1772582400,1772668800,UTC,1,16,7,0.7777777777777778\n"
             "cpu,,1772323200,1772409600,UTC,1,1,,\n"
             "cpu,,1772496000,1772582400,UTC,1,9,5,1.25\n");
}

void ExportScopesTest::countChangesFromAnEmptyPeriodAsTheTableDoes()
{
    Store store;
    store.memory.addRecord(record(u"cpu"_s, 1, u"2026-03-01T10:00:00Z"_s, 1));
    store.memory.addRecord(record(u"cpu"_s, 2, u"2026-03-03T10:00:00Z"_s, 2));
    ExportRequest request;
    request.content = ExportContent::Aggregates;
    request.aggregates = {daysOf(1)};
    request.functions = {AggregateFunction::Count};
    request.withChange = true;
    QVERIFY(store.text(request).endsWith(",UTC,1,1,\n")); // from 0 to 1: no ratio
    request.functions = {AggregateFunction::Mean};
    QVERIFY(store.text(request).endsWith(",UTC,1,2,,\n"));
}

void ExportScopesTest::writesChosenSessions()
{
    Store store;
    for (int i = 1; i <= 3; ++i)
        store.memory.addRecord(record(u"cpu"_s, i, u"2026-03-0%1T10:00:00Z"_s.arg(i), i));
    ExportRequest request;
    request.content = ExportContent::Sessions;
    request.sessions.includeEntries = true;
    QCOMPARE(store.text(request).count('\n'), 4);
    const auto page = store.memory.sessions(request.sessions, {}, 10, {}).takeResult();
    request.onlySessions = {page->sessions[1].session.id};
    const QByteArray text = store.text(request);
    QCOMPARE(text.count('\n'), 2);
    QVERIFY(text.contains(page->sessions[1].session.uid.toUtf8()));
}

void ExportScopesTest::judgesManyMetricsByTheFirstAndWritesThemAll()
{
    Store store;
    ExportRequest request;
    request.content = ExportContent::Aggregates;
    for (int i = 1; i <= 20; ++i) {
        store.memory.addRecord(record(u"m%1"_s.arg(i), i, u"2026-03-01T10:00:00Z"_s, 2 * i));
        store.memory.addRecord(record(u"m%1"_s.arg(i), i, u"2026-03-05T10:00:00Z"_s, 2 * i + 1));
        request.aggregates.push_back(daysOf(i));
    }
    const auto estimate = store.exporter.estimate(request, {}, {}).takeResult();
    QVERIFY(estimate);
    QCOMPARE(estimate->rows, 40);
    QVERIFY(!estimate->isRowCountExact);
    const QByteArray text = store.text(request);
    QCOMPARE(text.count('\n'), 41);
    QVERIFY(text.contains("\nm20,"));
    request.aggregates.resize(3);
    QVERIFY(store.exporter.estimate(request, {}, {}).takeResult()->isRowCountExact);
}

void ExportScopesTest::stepsOverWhatCannotBeRead_data()
{
    QTest::addColumn<SortOrder>("order");
    QTest::addColumn<TimeWindow>("range");
    QTest::addColumn<TimeWindow>("damage");
    const std::int64_t second = 1'000'000'000;
    const TimeWindow day{Timestamp(0), Timestamp(86'400 * second)};
    const TimeWindow instant{Timestamp(40'000 * second), Timestamp(40'000 * second + 1)};
    const TimeWindow half{Timestamp(10'000 * second), Timestamp(50'000 * second)};
    for (const SortOrder order : {SortOrder::Ascending, SortOrder::Descending}) {
        const char *name = order == SortOrder::Ascending ? "ascending" : "descending";
        QTest::addRow("nothing, %s", name) << order << day << TimeWindow{};
        QTest::addRow("an instant, %s", name) << order << day << instant;
        QTest::addRow("a long stretch, %s", name) << order << day << half;
        QTest::addRow("an instant of all times, %s", name) << order << TimeWindow::all() << instant;
        QTest::addRow("all times, %s", name) << order << TimeWindow::all() << TimeWindow::all();
    }
}

void ExportScopesTest::stepsOverWhatCannotBeRead()
{
    QFETCH(const SortOrder, order);
    QFETCH(const TimeWindow, range);
    QFETCH(const TimeWindow, damage);
    ReadableWindows windows(range, order);
    std::vector<TimeWindow> read;
    int probes = 0;
    while (const auto window = windows.current()) {
        QVERIFY2(++probes < 20'000, "does not come to an end");
        if (window->overlaps(damage)) {
            windows.failed();
        } else {
            read.push_back(*window);
            windows.succeeded(true);
        }
    }
    QCOMPARE(windows.leftOut(), damage.isEmpty() ? 0 : 1);
    for (std::size_t i = 1; i < read.size(); ++i)
        QVERIFY(order == SortOrder::Ascending ? read[i - 1].end <= read[i].begin
                                              : read[i].end <= read[i - 1].begin);
    if (damage.isEmpty() || damage == range) {
        QCOMPARE(read.size(), damage.isEmpty() ? 1U : 0U);
        return;
    }
    // All but the damage and its closest surroundings is read.
    const bool isForward = order == SortOrder::Ascending;
    QCOMPARE((isForward ? read.front() : read.back()).begin, range.begin);
    QCOMPARE((isForward ? read.back() : read.front()).end, range.end);
    Timedelta lost = damage.duration();
    for (std::size_t i = 1; i < read.size(); ++i) {
        const Timedelta gap =
            isForward ? read[i].begin - read[i - 1].end : read[i - 1].begin - read[i].end;
        lost = std::max(lost, gap);
    }
    QVERIFY2(lost.ns() <= damage.duration().ns() * 5 / 4 + 2'000'000, qPrintable(lost.toString()));
}

// Every row is lost, while the times between them read well.
void ExportScopesTest::endsSoonWhereNoRowCanBeRead()
{
    constexpr std::int64_t kApart = 3'600'000'000'000;
    constexpr std::int64_t kRows = 100'000;
    ReadableWindows windows(TimeWindow::all(), SortOrder::Ascending);
    int probes = 0;
    while (const auto window = windows.current()) {
        QVERIFY2(++probes < 20'000, "does not come to an end");
        const std::int64_t first = std::max<std::int64_t>(0, window->begin.posixNs());
        const std::int64_t last = std::min(kRows * kApart, window->end.posixNs() - 1);
        const bool hasRow = first <= last && (first + kApart - 1) / kApart <= last / kApart;
        if (hasRow)
            windows.failed();
        else
            windows.succeeded(false);
    }
    QCOMPARE(windows.leftOut(), 1);
}

TIDEMARK_TEST(ExportScopesTest)
#include "export_scopes_test.moc"
