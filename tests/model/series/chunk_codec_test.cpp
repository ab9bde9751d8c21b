// SPDX-License-Identifier: GPL-3.0-or-later
// What goes into a chunk comes out with the same bits, and takes few bytes.
#include "model/series/chunk_codec.h"
#include "tests/model/series/sample_data.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>

using namespace Qt::StringLiterals;
using namespace tidemark::series;
using tidemark::test::SampleData;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

class ChunkCodecTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void comesBackWithTheSameBits_data();
    void comesBackWithTheSameBits();
    void decimalsOfUpToFifteenDigitsAreWholeNumbers();
    void rareExceptionsDoNotSpoilTheRest();
    void stampsOfCoarserClocksTakeFewerBytes_data();
    void stampsOfCoarserClocksTakeFewerBytes();
    void randomChunksComeBack();
    void aMeasuredValueTakesThreeBytes();

private:
    [[nodiscard]] QByteArray encoded(const SampleData &data);
    [[nodiscard]] bool comesBack(const SampleData &data);

    ChunkCodec m_codec;
    std::unique_ptr<ChunkPoints> m_points = std::make_unique<ChunkPoints>();
};

QByteArray ChunkCodecTest::encoded(const SampleData &data)
{
    return m_codec.encode(data.times, data.values).toByteArray();
}

bool ChunkCodecTest::comesBack(const SampleData &data)
{
    const QByteArray bytes = encoded(data);
    if (m_codec.decode(bytes, data.times.size(), *m_points) != ChunkFault::None)
        return false;
    return std::ranges::equal(m_points->times(), data.times) &&
           std::ranges::equal(m_points->values(), data.values, [](double one, double other) {
               return std::bit_cast<std::uint64_t>(one) == std::bit_cast<std::uint64_t>(other);
           });
}

void ChunkCodecTest::comesBackWithTheSameBits_data()
{
    using Limits = std::numeric_limits<double>;
    constexpr auto kEarliest = std::numeric_limits<std::int64_t>::min();
    constexpr auto kLatest = std::numeric_limits<std::int64_t>::max();
    QTest::addColumn<SampleData>("data");
    QTest::newRow("one sample") << SampleData{{5}, {0.1}};
    QTest::newRow("one gap") << SampleData{{5}, {kNan}};
    QTest::newRow("all of time") << SampleData{{kEarliest, -1, 0, kLatest}, {1, 2, 3, 4}};
    QTest::newRow("from end to end of time") << SampleData{{kEarliest, kLatest}, {1, 2}};
    QTest::newRow("zeros of both signs") << SampleData{{1, 2, 3, 4}, {0.0, -0.0, 0.0, -0.0}};
    QTest::newRow("extremes") << SampleData{
        {1, 2, 3, 4, 5},
        {Limits::max(), -Limits::max(), Limits::min(), Limits::denorm_min(), 4.5e15}};
    QTest::newRow("gaps of other bits")
        << SampleData{{1, 2, 3}, {std::bit_cast<double>(0x7ff8000000000123ULL), 1, -kNan}};
    QTest::newRow("full chunk") << tidemark::test::decimalWalk(kChunkPoints, 1);
    QTest::newRow("full chunk of any doubles") << tidemark::test::anyDoubles(kChunkPoints, 2);
    QTest::newRow("full chunk of a counter") << tidemark::test::counter(kChunkPoints, 3);
}

void ChunkCodecTest::comesBackWithTheSameBits()
{
    QFETCH(SampleData, data);
    QVERIFY(comesBack(data));
}

void ChunkCodecTest::decimalsOfUpToFifteenDigitsAreWholeNumbers()
{
    constexpr qsizetype kAsDoubles = 1'000 * 8;
    std::mt19937_64 random(4);
    double power = 1;
    for (int digits = 0; digits <= 9; ++digits, power *= 10) {
        SampleData data;
        for (std::int64_t i = 0; i < 1'000; ++i) {
            const auto whole = static_cast<double>(random() % 1'000'000);
            data.add(i, whole / power);
        }
        QVERIFY(comesBack(data));
        // twenty bits a value
        QVERIFY2(encoded(data).size() < kAsDoubles / 2, qPrintable(u"%1 digits"_s.arg(digits)));
    }
}

void ChunkCodecTest::rareExceptionsDoNotSpoilTheRest()
{
    SampleData data = tidemark::test::decimalWalk(kChunkPoints, 5);
    const qsizetype plain = encoded(data).size();
    int exceptions = 0;
    for (std::size_t i = 13; i < data.values.size(); i += 100, ++exceptions)
        data.values[i] = exceptions % 2 == 0 ? kNan : 1.0 / 3;
    QVERIFY(comesBack(data));
    QVERIFY(encoded(data).size() < plain + exceptions * 11); // index and value of each
}

void ChunkCodecTest::stampsOfCoarserClocksTakeFewerBytes_data()
{
    QTest::addColumn<qint64>("unit_ns");
    QTest::newRow("seconds") << qint64{1'000'000'000};
    QTest::newRow("milliseconds") << qint64{1'000'000};
    QTest::newRow("microseconds") << qint64{1'000};
}

void ChunkCodecTest::stampsOfCoarserClocksTakeFewerBytes()
{
    QFETCH(qint64, unit_ns);
    std::mt19937_64 random(6);
    SampleData data;
    std::int64_t time = 7; // the first one need not be a multiple
    for (std::size_t i = 0; i < kChunkPoints; ++i) {
        data.add(time, 1);
        time += unit_ns * (1 + static_cast<std::int64_t>(random() % 2));
    }
    QVERIFY(comesBack(data));
    // a bit for each difference, and a head for each 128 of them
    QVERIFY(encoded(data).size() < qsizetype{kChunkPoints} / 8 + 500);
    data.times.back() += 1;
    QVERIFY(comesBack(data));
    QVERIFY(encoded(data).size() > qsizetype{kChunkPoints});
}

void ChunkCodecTest::randomChunksComeBack()
{
    std::mt19937_64 random(7);
    const std::array values{0.0, -0.0, kNan, 0.1, 1e300, -5e-324, 4.5e15, 1e15, 12.34, 1.0 / 3};
    for (int round = 0; round < 2'000; ++round) {
        SampleData data;
        auto time = static_cast<std::int64_t>(random());
        const std::size_t count = 1 + random() % 300;
        const std::size_t odd = 1 + random() % 200; // one in so many
        const std::uint64_t farthest = 1ULL << random() % 50;
        for (std::size_t i = 0; i < count; ++i) {
            const double plain = static_cast<double>(random() % 10'000) / 100;
            data.add(time, random() % odd == 0 ? values[random() % values.size()] : plain);
            if (__builtin_add_overflow(time, 1 + static_cast<std::int64_t>(random() % farthest),
                                       &time))
                break;
        }
        QVERIFY2(comesBack(data), qPrintable(u"round %1"_s.arg(round)));
    }
}

void ChunkCodecTest::aMeasuredValueTakesThreeBytes()
{
    const auto walk = tidemark::test::decimalWalk(kChunkPoints, 8);
    const auto bytesPerSample = [&](const SampleData &data) {
        return static_cast<double>(encoded(data).size()) / static_cast<double>(data.times.size());
    };
    QVERIFY(bytesPerSample(walk) < 3.2);
    QVERIFY(bytesPerSample(tidemark::test::onMilliseconds(walk)) < 1.1);
    QVERIFY(bytesPerSample(tidemark::test::anyDoubles(kChunkPoints, 9)) < 8.5);
}

} // namespace

TIDEMARK_TEST(ChunkCodecTest)
#include "chunk_codec_test.moc"
