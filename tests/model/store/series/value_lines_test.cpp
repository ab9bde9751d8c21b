// SPDX-License-Identifier: GPL-3.0-or-later
// What a chart draws of a metric at any zoom: the values themselves, or exact columns of them.
#include "model/ports/access_store.h"
#include "model/ports/line_reader.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/series_store.h"
#include "tests/model/store/series/series_bench.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>
#include <map>
#include <random>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

using Values = std::map<std::int64_t, double>;

class ValueLinesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_store.reset(); }
    void fewValuesAreToldAsTheyAre();
    void linesReachBeyondTheWindow();
    void explicitGapsStay();
    void manyValuesAreColumns();
    void anyWindowIsExact();
    void recordsAreALineOfTheirOwn();
    void manyRecordsAreColumns();
    void eachSeriesIsALine();
    void seriesBeyondTheLimitAreCounted();
    void filtersChooseLines();
    void whatCannotBeDrawnIsRefused();
    void otherOrganisationsSeeNothing();

private:
    SeriesId seriesOf(const TagMap &tags = {})
    {
        return answer(m_ports.series->open({m_metric, tags})).value().id;
    }
    void append(SeriesId series, const Values &values)
    {
        SampleBatch batch{series, {}, {}};
        for (const auto &[time, value] : values) {
            batch.times.push_back(time);
            batch.values.push_back(value);
        }
        QVERIFY(answer(m_ports.series->append({batch})));
    }
    void enter(double value, std::int64_t at)
    {
        ValueEntry entry;
        entry.metric = u"load"_s;
        entry.value = value;
        entry.at = Timestamp(at);
        QVERIFY(answer(m_ports.records->enter(entry)));
    }
    [[nodiscard]] LineQuery query(std::int64_t begin, std::int64_t end, int columns) const
    {
        LineQuery query;
        query.selection.metrics = {m_metric};
        query.window = {Timestamp(begin), Timestamp(end)};
        query.columns = columns;
        return query;
    }
    [[nodiscard]] ValueLines lines(const LineQuery &query)
    {
        return answer(m_ports.lines->lines(query)).value();
    }
    [[nodiscard]] ValueLines lines(std::int64_t begin, std::int64_t end, int columns)
    {
        return lines(query(begin, end, columns));
    }
    [[nodiscard]] ErrorCode refusal(const LineQuery &query)
    {
        const auto told = answer(m_ports.lines->lines(query));
        return told ? ErrorCode::Internal : told.error().code;
    }
    void compareRaw(const ValueLine &line, const Values &values, const TimeWindow &window);
    void compareColumns(const ValueLine &line, const Values &values, const TimeWindow &window,
                        int columns);

    QTemporaryDir m_folder;
    StorePointer m_store;
    DataPorts m_ports;
    MetricId m_metric;
};

std::vector<std::int64_t> timesOf(const ValueLine &line)
{
    std::vector<std::int64_t> times;
    for (const Sample &sample : line.samples)
        times.push_back(sample.at.posixNs());
    return times;
}

Values everySecond(int count)
{
    Values values;
    for (int i = 0; i < count; ++i)
        values[i * kSecond] = (i * 37) % 101;
    return values;
}

void ValueLinesTest::init()
{
    failOnUnexpectedWarnings();
    static int count = 0;
    m_store = openStore(m_folder.filePath(u"s%1.tidemark"_s.arg(++count))).value();
    m_ports = m_store->ports();
    m_metric = answer(m_ports.catalog->create({u"load"_s})).value().definition.id;
}

void ValueLinesTest::compareRaw(const ValueLine &line, const Values &values,
                                const TimeWindow &window)
{
    auto first = values.lower_bound(window.begin.posixNs());
    auto last = values.lower_bound(window.end.posixNs());
    if (first != values.begin())
        --first;
    if (last != values.end())
        ++last;
    std::vector<std::int64_t> times;
    for (auto at = first; at != last; ++at)
        times.push_back(at->first);
    QCOMPARE(timesOf(line), times);
    for (const Sample &sample : line.samples) {
        const double expected = values.at(sample.at.posixNs());
        QVERIFY(std::isnan(expected) ? std::isnan(sample.value) : sample.value == expected);
    }
}

void ValueLinesTest::compareColumns(const ValueLine &line, const Values &values,
                                    const TimeWindow &window, int columns)
{
    QVERIFY(line.begin <= window.begin);
    QVERIFY(line.columns.size() <= static_cast<std::size_t>(columns) + 1);
    QVERIFY(line.columns.size() >= static_cast<std::size_t>(columns) / 2);
    QCOMPARE(line.begin.posixNs() % line.width.ns(), 0);
    const std::int64_t end =
        line.begin.posixNs() + static_cast<std::int64_t>(line.columns.size()) * line.width.ns();
    QVERIFY(end >= window.end.posixNs());
    std::vector<Aggregate> expected(line.columns.size());
    for (auto at = values.lower_bound(line.begin.posixNs()); at != values.lower_bound(end); ++at) {
        if (!std::isnan(at->second))
            expected[static_cast<std::size_t>((at->first - line.begin.posixNs()) / line.width.ns())]
                .add(Timestamp(at->first), at->second);
    }
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const Aggregate &found = line.columns[i];
        QCOMPARE(found.count, expected[i].count);
        if (found.isEmpty())
            continue;
        QCOMPARE(found.min, expected[i].min);
        QCOMPARE(found.max, expected[i].max);
        QCOMPARE(found.first, expected[i].first);
        QCOMPARE(found.last, expected[i].last);
        QCOMPARE(found.firstAt, expected[i].firstAt);
        QCOMPARE(found.lastAt, expected[i].lastAt);
    }
}

void ValueLinesTest::fewValuesAreToldAsTheyAre()
{
    append(seriesOf(), everySecond(40));
    const ValueLines told = lines(0, 40 * kSecond, 10);
    QCOMPARE(told.metric, m_metric);
    QCOMPARE(told.lines.size(), 1U);
    QVERIFY(told.lines[0].isRaw);
    QCOMPARE(told.lines[0].samples.size(), 40U);
    QVERIFY(!lines(0, 40 * kSecond, 9).lines[0].isRaw);
}

void ValueLinesTest::linesReachBeyondTheWindow()
{
    append(seriesOf(), {{10, 1}, {20, 2}, {30, 3}, {40, 4}});
    QCOMPARE(timesOf(lines(20, 30, 100).lines[0]), (std::vector<std::int64_t>{10, 20, 30}));
    QCOMPARE(timesOf(lines(22, 28, 100).lines[0]), (std::vector<std::int64_t>{20, 30}));
    QCOMPARE(timesOf(lines(0, 11, 100).lines[0]), (std::vector<std::int64_t>{10, 20}));
    QCOMPARE(timesOf(lines(40, 99, 100).lines[0]), (std::vector<std::int64_t>{30, 40}));
    QVERIFY(lines(0, 10, 100).lines.empty());
    QVERIFY(lines(41, 99, 100).lines.empty());
}

void ValueLinesTest::explicitGapsStay()
{
    append(seriesOf(), {{10, 1}, {20, kGap}, {30, 3}});
    const ValueLine line = lines(5, 35, 100).lines.at(0);
    QCOMPARE(timesOf(line), (std::vector<std::int64_t>{10, 20, 30}));
    QVERIFY(std::isnan(line.samples[1].value));
    Values gaps;
    for (int i = 0; i < 500; ++i)
        gaps[kSecond + i] = kGap;
    append(seriesOf({{u"of"_s, u"gaps"_s}}), gaps);
    QVERIFY(lines(kSecond, 2 * kSecond, 10).lines.empty()); // too many to draw, and none a value
}

void ValueLinesTest::manyValuesAreColumns()
{
    const Values values = everySecond(20'000);
    append(seriesOf(), values);
    const TimeWindow window{Timestamp(1'234 * kSecond), Timestamp(17'000 * kSecond)};
    const ValueLines told = lines(window.begin.posixNs(), window.end.posixNs(), 700);
    QCOMPARE(told.lines.size(), 1U);
    QVERIFY(!told.lines[0].isRaw);
    compareColumns(told.lines[0], values, window, 700);
}

void ValueLinesTest::anyWindowIsExact()
{
    const quint64 seed = qEnvironmentVariable("TIDEMARK_TEST_SEED", u"20261127"_s).toULongLong();
    qInfo("seed %llu", seed);
    std::mt19937_64 random(seed);
    Values values;
    const auto upTo = [&](std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(0, most)(random);
    };
    std::int64_t time = -500 * kSecond;
    for (int i = 0; i < 30'000; ++i) {
        time += upTo(20) == 0 ? upTo(60 * kSecond) : 1 + upTo(kSecond);
        values[time] = upTo(200) == 0 ? kGap : static_cast<double>(upTo(1'000)) / 7;
    }
    const std::int64_t first = values.begin()->first;
    append(seriesOf(), values);
    int raw = 0;
    int columns = 0;
    for (int round = 0; round < 400; ++round) {
        const std::int64_t begin = first - kSecond + upTo(time - first);
        const std::int64_t length = upTo(2) == 0 ? upTo(time - first) : upTo(600 * kSecond);
        const TimeWindow window{Timestamp(begin), Timestamp(begin + 1 + length)};
        const int asked = 1 + static_cast<int>(upTo(900));
        const ValueLines told = lines(begin, window.end.posixNs(), asked);
        if (told.lines.empty()) {
            const auto after = values.lower_bound(begin);
            QVERIFY(after == values.end() || after == values.begin() ||
                    values.lower_bound(window.end.posixNs()) != after);
            continue;
        }
        const ValueLine &line = told.lines[0];
        ++(line.isRaw ? raw : columns);
        if (line.isRaw)
            compareRaw(line, values, window);
        else
            compareColumns(line, values, window, asked);
        if (QTest::currentTestFailed())
            return;
    }
    QVERIFY(raw > 20 && columns > 20);
}

void ValueLinesTest::recordsAreALineOfTheirOwn()
{
    enter(5, 10);
    enter(7, 30);
    append(seriesOf(), {{20, 1}});
    const ValueLines told = lines(0, 100, 10);
    QCOMPARE(told.lines.size(), 2U);
    QVERIFY(!told.lines[0].series);
    QCOMPARE(timesOf(told.lines[0]), (std::vector<std::int64_t>{10, 30}));
    QCOMPARE(told.lines[0].samples[1].value, 7.0);
    QVERIFY(told.lines[1].series);
    QCOMPARE(timesOf(lines(11, 12, 10).lines.at(0)), (std::vector<std::int64_t>{10, 30}));
}

void ValueLinesTest::manyRecordsAreColumns()
{
    Values values;
    for (int i = 0; i < 60; ++i) {
        values[i * 1'000 + i % 7] = i * 3 % 17;
        enter(i * 3 % 17, i * 1'000 + i % 7);
    }
    const ValueLine line = lines(500, 50'500, 10).lines.at(0);
    QVERIFY(!line.isRaw);
    compareColumns(line, values, {Timestamp(500), Timestamp(50'500)}, 10);
}

void ValueLinesTest::eachSeriesIsALine()
{
    append(seriesOf({{u"host"_s, u"b"_s}}), {{2, 20}});
    append(seriesOf({{u"host"_s, u"a"_s}}), {{1, 10}});
    append(seriesOf(), {{3, 30}});
    const ValueLines told = lines(0, 10, 10);
    QCOMPARE(told.lines.size(), 3U);
    QVERIFY(told.lines[0].tags.isEmpty());
    QCOMPARE(told.lines[1].tags, (TagMap{{u"host"_s, u"a"_s}}));
    QCOMPARE(told.lines[2].samples[0].value, 20.0);
    QCOMPARE(told.omitted, 0U);
}

void ValueLinesTest::seriesBeyondTheLimitAreCounted()
{
    for (int i = 0; i < 5; ++i)
        append(seriesOf({{u"core"_s, QString::number(i)}}), {{i, 1}});
    append(seriesOf({{u"core"_s, u"late"_s}}), {{kSecond, 1}}); // not in the window
    LineQuery few = query(0, 10, 10);
    few.mostLines = 3;
    const ValueLines told = lines(few);
    QCOMPARE(told.lines.size(), 3U);
    QCOMPARE(told.omitted, 2U);
}

void ValueLinesTest::filtersChooseLines()
{
    append(seriesOf({{u"host"_s, u"a"_s}}), {{1, 10}});
    append(seriesOf({{u"host"_s, u"b"_s}}), {{2, 20}});
    enter(5, 3);
    LineQuery one = query(0, 10, 10);
    one.selection.tags = {{u"host"_s, u"b"_s}};
    QCOMPARE(lines(one).lines.size(), 1U);
    QCOMPARE(lines(one).lines[0].samples[0].value, 20.0);
    LineQuery records = query(0, 10, 10);
    records.selection.values = ValueKinds::RecordsOnly;
    QCOMPARE(lines(records).lines.size(), 1U);
    QVERIFY(!lines(records).lines[0].series);
}

void ValueLinesTest::whatCannotBeDrawnIsRefused()
{
    QCOMPARE(refusal(query(10, 10, 10)), ErrorCode::InvalidArgument);
    QCOMPARE(refusal(query(0, 10, 0)), ErrorCode::InvalidArgument);
    QCOMPARE(refusal(query(0, 10, TimelineQuery::kMaxColumns + 1)), ErrorCode::InvalidArgument);
    LineQuery none = query(0, 10, 10);
    none.mostLines = 0;
    QCOMPARE(refusal(none), ErrorCode::InvalidArgument);
    LineQuery all = query(0, 10, 10);
    all.selection.metrics.clear();
    QCOMPARE(refusal(all), ErrorCode::InvalidArgument);
    LineQuery unknown = query(0, 10, 10);
    unknown.selection.metrics = {MetricId(4711)};
    QCOMPARE(refusal(unknown), ErrorCode::NotFound);
}

void ValueLinesTest::otherOrganisationsSeeNothing()
{
    append(seriesOf(), {{1, 10}});
    QVERIFY(answer(m_store->access().createOrganisation({u"other"_s, u"og_other"_s})));
    const DataPorts theirs = m_store->portsFor({u"og_other"_s, u"bo"_s});
    const auto told = answer(theirs.lines->lines(query(0, 10, 10)));
    QVERIFY(!told);
    QCOMPARE(told.error().code, ErrorCode::NotFound);
}

} // namespace

TIDEMARK_TEST(ValueLinesTest)
#include "value_lines_test.moc"
