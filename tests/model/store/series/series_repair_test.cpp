// SPDX-License-Identifier: GPL-3.0-or-later
// Aggregates and numbers that are not those of the samples: answers do without them, the check
// names them, and they are reckoned anew.
#include "tests/model/store/series/series_bench.h"
#include "tests/support/test_registry.h"

#include <QRegularExpression>
#include <QTest>

#include <memory>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

constexpr store::SeriesLayout kSmallChunks{16, 2};

class SeriesRepairTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnUnexpectedWarnings();
        m_bench = std::make_unique<SeriesBench>();
    }
    void damagedAggregatesAreReckonedAnew();
    void aDamagedBlockHoldsWhatIsAddedOnce();
    void eachAnswerTellsOfDamageBelowDamagedAggregates();
    void theCheckFindsDamage_data();
    void theCheckFindsDamage();
    void aggregatesAndNumbersAreRebuilt_data();
    void aggregatesAndNumbersAreRebuilt();
    void whatIsKnownOfUnreadableSamplesStays_data();
    void whatIsKnownOfUnreadableSamplesStays();

private:
    std::unique_ptr<SeriesBench> m_bench;
};

void SeriesRepairTest::damagedAggregatesAreReckonedAnew()
{
    const SeriesId series = m_bench->filled(200, kSmallChunks);
    const Aggregate before = m_bench->whole(series);
    m_bench->run(u"UPDATE rung_block SET data = zeroblob(length(data)) WHERE series_id = %1"_s.arg(
        series.value()));
    // By a reader, for itself: nothing of it is in the cache.
    store::SeriesCache cache;
    const store::SeriesRow row = m_bench->row(series);
    const store::BorrowedWorkspace workspace(cache);
    store::SeriesReader reader(m_bench->connection(), row, cache, *workspace, {});
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"aggregates are damaged"_s));
    const auto day =
        reader.buckets(std::vector<std::int64_t>{0, 86'400 * kSecond}, Extremes::Inside);
    QVERIFY(day);
    QCOMPARE(day->front().count, before.count);
    QCOMPARE(day->front().sum.value(), before.sum.value());
    // And for good by the next writer, as far as it comes by.
    for (series::Rung rung = *row.rung; rung < series::kRungs; ++rung)
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"aggregates are damaged"_s));
    m_bench->add(series, {5 * kSecond}, {5}, kSmallChunks);
    QCOMPARE(m_bench->checked().faultCount, 0);
}

// What is added to a damaged block's series counts once in the block that is reckoned anew.
void SeriesRepairTest::aDamagedBlockHoldsWhatIsAddedOnce()
{
    const SeriesId series = m_bench->filled(200, kSmallChunks);
    const series::Rung finest = *m_bench->row(series).rung;
    for (series::Rung damaged = finest; damaged < finest + 3; ++damaged) {
        m_bench->run(u"UPDATE rung_block SET data = zeroblob(length(data)) WHERE series_id = %1 "
                     "AND rung = %2"_s.arg(series.value())
                         .arg(damaged));
        const std::int64_t from = m_bench->row(series).last.value() / kSecond + 1;
        std::vector<std::int64_t> times;
        std::vector<double> values;
        for (std::int64_t i = from; i < from + 40; ++i) {
            times.push_back(i * kSecond);
            values.push_back(static_cast<double>(i));
        }
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"aggregates are damaged"_s));
        m_bench->add(series, times, values, kSmallChunks);
        QCOMPARE(m_bench->checked().faultCount, 0);
        QCOMPARE(m_bench->whole(series).count, from + 40);
    }
}

// Else only the first answer would tell of it.
void SeriesRepairTest::eachAnswerTellsOfDamageBelowDamagedAggregates()
{
    const SeriesId series = m_bench->filled(64, kSmallChunks);
    m_bench->spoil(series, 16 * kSecond);
    m_bench->run(u"UPDATE rung_block SET data = zeroblob(length(data)) WHERE series_id = %1"_s.arg(
        series.value()));
    for (int time = 0; time < 2; ++time) {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"aggregates are damaged"_s));
        expectDamage();
        m_bench->whole(series);
        QCOMPARE(m_bench->damaged().size(), 1U);
    }
}

void SeriesRepairTest::theCheckFindsDamage_data()
{
    QTest::addColumn<QString>("damage");
    QTest::addColumn<int>("part");
    const auto row = [](const char *name, const QString &damage, store::SeriesFault::Part part) {
        QTest::newRow(name) << damage << static_cast<int>(part);
    };
    using Part = store::SeriesFault::Part;
    row("chunk", u"UPDATE chunk SET data = zeroblob(length(data)) WHERE t0 = 0"_s, Part::Chunk);
    row("chunk cut", u"UPDATE chunk SET data = substr(data, 1, 30) WHERE t0 = 0"_s, Part::Chunk);
    row("open chunk", u"UPDATE chunk SET data = x'00' WHERE is_open = 1"_s, Part::Chunk);
    row("head", u"UPDATE chunk SET t1 = t1 + 5 WHERE t0 = 0"_s, Part::Chunk);
    row("aggregates", u"UPDATE rung_block SET data = zeroblob(length(data)) WHERE rung = 8"_s,
        Part::Ladder);
    row("aggregates of others",
        u"UPDATE rung_block SET data = (SELECT data FROM rung_block b WHERE b.rung = 7) "
        "WHERE rung = 8"_s,
        Part::Ladder);
    row("aggregates missing", u"DELETE FROM rung_block WHERE rung = 7"_s, Part::Ladder);
    row("count", u"UPDATE series SET samples = samples + 1"_s, Part::Numbers);
    row("last", u"UPDATE series SET last_ns = last_ns + 1"_s, Part::Numbers);
    row("sample lost", u"DELETE FROM chunk WHERE is_open = 1"_s, Part::Numbers);
}

void SeriesRepairTest::theCheckFindsDamage()
{
    QFETCH(const QString, damage);
    QFETCH(const int, part);
    (void)m_bench->filled(100, kSmallChunks);
    const store::SeriesCheck before = m_bench->checked();
    QCOMPARE(before.faultCount, 0);
    QCOMPARE(before.series, 1);
    QCOMPARE(before.samples, 100);
    QCOMPARE(before.chunks, 6);
    QVERIFY(before.blocks > 0);
    m_bench->run(damage);
    if (damage.contains(u"SET data"_s) && damage.contains(u"chunk"_s))
        expectDamage();
    const store::SeriesCheck after = m_bench->checked();
    QVERIFY(after.faultCount > 0);
    QCOMPARE(static_cast<int>(after.faults.front().part), part);
}

void SeriesRepairTest::aggregatesAndNumbersAreRebuilt_data()
{
    QTest::addColumn<QString>("damage");
    QTest::newRow("aggregates missing") << u"DELETE FROM rung_block"_s;
    QTest::newRow("aggregates unreadable") << u"UPDATE rung_block SET data = x'00'"_s;
    QTest::newRow("aggregates of others")
        << u"UPDATE rung_block SET data = (SELECT data FROM rung_block b WHERE b.rung = 7) "
           "WHERE rung = 8"_s;
    QTest::newRow("count and last")
        << u"UPDATE series SET samples = samples + 1, last_ns = last_ns + 1"_s;
}

void SeriesRepairTest::aggregatesAndNumbersAreRebuilt()
{
    QFETCH(const QString, damage);
    const SeriesId series = m_bench->filled(300, kSmallChunks);
    const Aggregate before = m_bench->whole(series);
    m_bench->run(damage);
    QVERIFY(m_bench->checked().faultCount > 0);
    const store::SeriesCheck left = m_bench->rebuilt();
    QCOMPARE(left.faultCount, 0);
    QCOMPARE(left.series, 1);
    QCOMPARE(left.samples, 300);
    QCOMPARE(m_bench->whole(series).sum.value(), before.sum.value());
    QCOMPARE(m_bench->whole(series).count, before.count);
}

// Each kind of loss beside a chunk that cannot be read: what the ladder knows of it stays.
void SeriesRepairTest::whatIsKnownOfUnreadableSamplesStays_data()
{
    QTest::addColumn<QString>("loss");
    QTest::newRow("none") << QString();
    QTest::newRow("the widest") << u"DELETE FROM rung_block WHERE rung = 8"_s;
    QTest::newRow("all but the finest")
        << u"DELETE FROM rung_block WHERE rung > (SELECT min(rung) FROM rung_block)"_s;
    QTest::newRow("the finest unreadable") << u"UPDATE rung_block SET data = x'00' "
                                              "WHERE rung = (SELECT min(rung) FROM rung_block)"_s;
}

void SeriesRepairTest::whatIsKnownOfUnreadableSamplesStays()
{
    QFETCH(const QString, loss);
    const SeriesId series = m_bench->filled(300, kSmallChunks);
    const Aggregate before = m_bench->whole(series);
    m_bench->run(u"UPDATE chunk SET data = zeroblob(length(data)) WHERE t0 = %1"_s.arg(
        32 * kSecond)); // 16 samples
    if (!loss.isEmpty())
        m_bench->run(loss);
    for (int i = 0; i < 2; ++i) // by the rebuilding, and by the check after it
        expectDamage();
    const store::SeriesCheck left = m_bench->rebuilt();
    QCOMPARE(left.faultCount, 1);
    QCOMPARE(left.faults.front().part, store::SeriesFault::Part::Chunk);
    // Over the whole nothing has to be decoded, so that what the ladder knows is the answer.
    const Aggregate after = m_bench->whole(series);
    QCOMPARE(after.count, before.count);
    QCOMPARE(after.sum.value(), before.sum.value());
    QCOMPARE(m_bench->number(u"SELECT count(*) FROM chunk WHERE data = zeroblob(length(data))"_s),
             1);
}

} // namespace

TIDEMARK_TEST(SeriesRepairTest)
#include "series_repair_test.moc"
