// SPDX-License-Identifier: GPL-3.0-or-later
// Removing a stretch of several series at once, and counting beforehand what would go.
#include "tests/model/store/series/sample_fixture.h"
#include "tests/support/test_registry.h"

#include <QRegularExpression>

#include <limits>
#include <random>

using namespace tidemark;
using namespace tidemark::test;

namespace {

class SampleRemovalTest : public QObject, private SampleFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnUnexpectedWarnings();
        openEmptyStore();
    }
    void cleanup() { m_store.reset(); }
    void severalSeriesGoInOneStep();
    void aSeriesThatIsNamedTwiceGoesOnce();
    void countsAreThoseOfTheRemoval();
    void damageAtABorderRemovesNothing();
    void seriesOfOthersAreNotFound();
    void aStoppedRemovalChangesNothing();

private:
    /// `count` samples 10 ns apart with the tag host=`host`.
    void importHost(const QString &host, int count)
    {
        std::vector<ImportRow> rows;
        for (int i = 0; i < count; ++i) {
            rows.push_back(rowOf(i * 10, i));
            rows.back().tags = {{u"host"_s, host}};
        }
        QVERIFY(import(std::move(rows)));
    }
    [[nodiscard]] SeriesId host(const QString &name) { return series({{u"host"_s, name}}); }
    [[nodiscard]] std::size_t stepCount() { return answer(m_ports.journal->changes(100))->size(); }
};

void SampleRemovalTest::severalSeriesGoInOneStep()
{
    importHost(u"a"_s, 20'000);
    importHost(u"b"_s, 100);
    importHost(u"c"_s, 50);
    const std::vector<SeriesId> wanted{host(u"a"_s), host(u"b"_s)};
    const Bits all = bits(wanted[0]);
    const Bits other = bits(wanted[1]);
    const std::size_t steps = stepCount();
    const TimeWindow window{Timestamp(500), Timestamp(100'005)};
    QCOMPARE(answer(m_ports.series->count(wanted, window)).value(),
             (std::vector<std::int64_t>{9'951, 50}));
    const auto removal = answer(m_ports.series->remove(wanted, window, u"tidy"_s)).value();
    QCOMPARE(removal.removed, 10'001);
    QCOMPARE(removal.ofSeries, (std::vector<std::int64_t>{9'951, 50}));
    QCOMPARE(bits(wanted[0]).size(), all.size() - 9'951);
    QCOMPARE(bits(wanted[1]).size(), 50U);
    QCOMPARE(bits(host(u"c"_s)).size(), 50U);
    QCOMPARE(stepCount(), steps + 1);
    QVERIFY(isSound());
    undo(removal.change);
    QCOMPARE(bits(wanted[0]), all);
    QCOMPARE(bits(wanted[1]), other);
    redo(removal.change);
    QCOMPARE(bits(wanted[1]).size(), 50U);
    QVERIFY(isSound());
}

void SampleRemovalTest::aSeriesThatIsNamedTwiceGoesOnce()
{
    importHost(u"a"_s, 30);
    const SeriesId one = host(u"a"_s);
    const auto removal =
        answer(m_ports.series->remove(std::vector{one, one}, TimeWindow::all(), {})).value();
    QCOMPARE(removal.removed, 30);
    QCOMPARE(removal.ofSeries, (std::vector<std::int64_t>{30, 0}));
    undo(removal.change);
    QCOMPARE(bits(one).size(), 30U);
}

// Chunks, the open chunk, the tail and gaps, cut anywhere.
void SampleRemovalTest::countsAreThoseOfTheRemoval()
{
    std::mt19937_64 random(11);
    const auto below = [&random](std::int64_t most) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most));
    };
    std::vector<ImportRow> rows;
    for (std::int64_t time = 0, i = 0; i < 40'000; ++i, time += 1 + below(5))
        rows.push_back(rowOf(time, static_cast<double>(i)));
    const std::int64_t end = rows.back().start->posixNs();
    QVERIFY(import(std::move(rows)));
    append({end + 1, end + 2, end + 3}, {1, std::numeric_limits<double>::quiet_NaN(), 3});
    const SeriesId id = series();
    const Bits all = bits();
    for (int i = 0; i < 40; ++i) {
        const std::int64_t begin = below(end + 100) - 50;
        const TimeWindow window{Timestamp(begin), Timestamp(begin + below(i % 4 == 0 ? 20 : end))};
        const auto counted = answer(m_ports.series->count({id}, window)).value();
        const auto expected = std::distance(all.lower_bound(window.begin.posixNs()),
                                            all.lower_bound(window.end.posixNs()));
        QCOMPARE(counted, std::vector<std::int64_t>{expected});
        const auto removal = answer(m_ports.series->remove(id, window, {})).value();
        QCOMPARE(removal.removed, expected);
        if (removal.change.isValid())
            undo(removal.change);
    }
    QCOMPARE(answer(m_ports.series->count({id}, TimeWindow::all())).value(),
             std::vector<std::int64_t>{40'003});
    QCOMPARE(bits(), all);
    QVERIFY(isSound());
}

void SampleRemovalTest::damageAtABorderRemovesNothing()
{
    constexpr int kReadings = 4;
    for (int reading = 0; reading < kReadings; ++reading)
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"cannot be read"_s));
    importHost(u"a"_s, 100);
    importHost(u"b"_s, 20'000);
    const std::vector<SeriesId> both{host(u"a"_s), host(u"b"_s)};
    {
        const auto connection = store::Connection::open({m_path, store::OpenMode::ReadWrite});
        QVERIFY((*connection)
                    ->execute(u"UPDATE chunk SET data = zeroblob(50) WHERE series_id = %1 "
                              "AND t0 = 0"_s.arg(both[1].value()),
                              "damage"_L1));
    }
    const Bits sound = bits(both[0]);
    const TimeWindow cuts{Timestamp(5), Timestamp(200'000)};
    for (const Error &error : {answer(m_ports.series->count(both, cuts)).error(),
                               answer(m_ports.series->remove(both, cuts, {})).error()}) {
        QCOMPARE(error.code, ErrorCode::Damaged);
        QVERIFY2(error.message.contains(u"cannot be told from"_s), qPrintable(error.message));
    }
    QCOMPARE(bits(both[0]), sound);
    QCOMPARE(bits(both[1]).size(), 20'000U - 8'192U);
    QVERIFY(m_store->readOnlyReason().isEmpty());
    const TimeWindow covers{Timestamp(0), Timestamp(200'000)};
    QCOMPARE(answer(m_ports.series->count(both, covers)).value(),
             (std::vector<std::int64_t>{100, 20'000}));
    QCOMPARE(answer(m_ports.series->remove(both, covers, {})).value().removed, 20'100);
    QVERIFY(isSound());
}

void SampleRemovalTest::seriesOfOthersAreNotFound()
{
    importHost(u"a"_s, 10);
    const SeriesId ours = host(u"a"_s);
    const std::vector<SeriesId> some{ours, SeriesId(999)};
    QCOMPARE(answer(m_ports.series->count(some, TimeWindow::all())).error().code,
             ErrorCode::NotFound);
    QCOMPARE(answer(m_ports.series->remove(some, TimeWindow::all(), {})).error().code,
             ErrorCode::NotFound);
    QCOMPARE(bits(ours).size(), 10U);
}

void SampleRemovalTest::aStoppedRemovalChangesNothing()
{
    importHost(u"a"_s, 30'000);
    std::stop_source stop;
    stop.request_stop();
    const std::size_t steps = stepCount();
    const auto stopped =
        answer(m_ports.series->remove(host(u"a"_s), TimeWindow::all(), {}, stop.get_token()));
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QCOMPARE(bits(host(u"a"_s)).size(), 30'000U);
    QCOMPARE(stepCount(), steps);
}

} // namespace

TIDEMARK_TEST(SampleRemovalTest)
#include "sample_removal_test.moc"
