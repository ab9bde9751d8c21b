// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/model/store/series/series_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t kBegin = std::int64_t{1'519'130'000} * kSecond;

} // namespace

/// What the columns of a timeline are read from.
class SeriesColumnsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void columnsNearlyAsWideAsSlotsNeedNoSamples_data();
    void columnsNearlyAsWideAsSlotsNeedNoSamples();

private:
    SeriesBench m_bench;
};

void SeriesColumnsTest::columnsNearlyAsWideAsSlotsNeedNoSamples_data()
{
    QTest::addColumn<int>("columns"); // of 20,000 s
    QTest::addColumn<int>("width_s");
    QTest::newRow("9.995 s: a slot") << 2'001 << 10;
    QTest::newRow("5.001 s: a slot") << 3'999 << 10;
    QTest::newRow("59.9 s: slots up to the next width") << 334 << 60;
    QTest::newRow("60.1 s: two of the next width") << 333 << 120;
    QTest::newRow("869.6 s: slots up to a quarter of an hour") << 23 << 900;
}

// HTA reads all samples of a range for a width just below that of its finest slots. Here such
// columns become as wide as slots: they are there though no sealed sample can be read any more.
void SeriesColumnsTest::columnsNearlyAsWideAsSlotsNeedNoSamples()
{
    QFETCH(const int, columns);
    QFETCH(const int, width_s);
    constexpr int kSamples = 20'000;
    const SeriesId series = m_bench.makeSeries();
    std::vector<std::int64_t> times;
    std::vector<double> values;
    for (int i = 0; i < kSamples; ++i) {
        times.push_back(kBegin + i * kSecond);
        values.push_back(i);
    }
    m_bench.add(series, times, values, {64, 4});
    QCOMPARE(m_bench.row(series).rung, std::optional(series::Rung{4})); // 10 s
    const auto lineOf = [&](std::int64_t begin, std::int64_t end, int count) {
        return m_bench.read(series, [&](store::SeriesReader &reader) {
            return reader.timeline({{Timestamp(begin), Timestamp(end)}, count, Extremes::Inside});
        });
    };
    // That samples are read can be seen: narrower columns need them.
    const std::int64_t chunk = times[6'400];
    m_bench.spoil(series, chunk);
    expectDamage();
    QCOMPARE(lineOf(chunk + 10 * kSecond, chunk + 40 * kSecond, 20).damaged.size(), 1U);

    m_bench.run(u"UPDATE chunk SET data = zeroblob(length(data)) WHERE is_open = 0"_s);
    const Timeline line = lineOf(kBegin, kBegin + kSamples * kSecond, columns);
    QVERIFY(line.damaged.empty());
    QCOMPARE(line.width.ns(), width_s * kSecond);
    for (std::size_t i = 0; i < line.columns.size(); ++i) {
        const std::int64_t begin =
            (line.begin.posixNs() - kBegin) / kSecond + static_cast<std::int64_t>(i) * width_s;
        const std::int64_t first = std::max<std::int64_t>(begin, 0);
        const std::int64_t end = std::min<std::int64_t>(begin + width_s, kSamples);
        QCOMPARE(line.columns[i].count, static_cast<std::uint64_t>(end - first));
        QCOMPARE(line.columns[i].max, static_cast<double>(end - 1));
        QCOMPARE(line.columns[i].sum.value(),
                 static_cast<double>((first + end - 1) * (end - first) / 2));
    }
    QVERIFY(static_cast<int>(line.columns.size()) * 2 >= columns); // all of them
}

TIDEMARK_TEST(SeriesColumnsTest)
#include "series_columns_test.moc"
