// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes of a chunk that are not what was written end in a named fault, whatever they are.
#include "model/series/chunk_codec.h"
#include "tests/model/series/sample_data.h"
#include "tests/support/test_registry.h"

#include <QTest>
#include <QtEndian>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <memory>

using namespace Qt::StringLiterals;
using namespace tidemark::series;
using tidemark::test::SampleData;

namespace {

constexpr qsizetype kVersionAt = 4;
constexpr qsizetype kModeAt = 5;
constexpr qsizetype kExponentAt = 6;
constexpr qsizetype kUnitAt = 15;

// As a program would that writes nonsense on purpose.
QByteArray withChecksum(QByteArray bytes, std::size_t count)
{
    const auto sum = static_cast<quint32>(XXH3_64bits_withSeed(
        bytes.constData() + 4, static_cast<std::size_t>(bytes.size() - 4), count));
    qToLittleEndian(sum, bytes.data());
    return bytes;
}

class ChunkDamageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void everyFlippedBitIsSeen();
    void everyCutIsSeen();
    void anotherCountIsSeen();
    void countsThatNoChunkHas();
    void nonsenseWithAGoodChecksumIsNamed_data();
    void nonsenseWithAGoodChecksumIsNamed();
    void changedBytesWithAGoodChecksumDoNoHarm();

private:
    [[nodiscard]] QByteArray encoded(const SampleData &data);

    ChunkCodec m_codec;
    std::unique_ptr<ChunkPoints> m_points = std::make_unique<ChunkPoints>();
};

QByteArray ChunkDamageTest::encoded(const SampleData &data)
{
    return m_codec.encode(data.times, data.values).toByteArray();
}

void ChunkDamageTest::everyFlippedBitIsSeen()
{
    for (const SampleData &data :
         {tidemark::test::decimalWalk(300, 1), tidemark::test::anyDoubles(40, 2)}) {
        const QByteArray bytes = encoded(data);
        for (qsizetype bit = 0; bit < bytes.size() * 8; ++bit) {
            QByteArray flipped = bytes;
            flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
            QCOMPARE(m_codec.decode(flipped, data.times.size(), *m_points), ChunkFault::Checksum);
        }
    }
}

void ChunkDamageTest::everyCutIsSeen()
{
    const SampleData data = tidemark::test::decimalWalk(200, 3);
    const QByteArray bytes = encoded(data);
    for (qsizetype size = 0; size < bytes.size(); ++size)
        QCOMPARE(m_codec.decode(bytes.first(size), data.times.size(), *m_points),
                 ChunkFault::Checksum);
    QCOMPARE(m_codec.decode(QByteArray(bytes + '\0'), data.times.size(), *m_points),
             ChunkFault::Checksum);
}

void ChunkDamageTest::anotherCountIsSeen()
{
    // regular samples of one value: no byte would tell how many there are
    SampleData data;
    for (std::int64_t i = 0; i < 100; ++i)
        data.add(i * 1'000, 1);
    const QByteArray bytes = encoded(data);
    QCOMPARE(m_codec.decode(bytes, 100, *m_points), ChunkFault::None);
    QCOMPARE(m_codec.decode(bytes, 99, *m_points), ChunkFault::Checksum);
    QCOMPARE(m_codec.decode(bytes, 101, *m_points), ChunkFault::Checksum);
}

void ChunkDamageTest::countsThatNoChunkHas()
{
    const QByteArray bytes = encoded(tidemark::test::counter(10, 4));
    QCOMPARE(m_codec.decode(bytes, 0, *m_points), ChunkFault::Count);
    QCOMPARE(m_codec.decode(bytes, kChunkPoints + 1, *m_points), ChunkFault::Count);
}

void ChunkDamageTest::nonsenseWithAGoodChecksumIsNamed_data()
{
    QTest::addColumn<qsizetype>("at");
    QTest::addColumn<char>("byte");
    QTest::addColumn<ChunkFault>("fault");
    QTest::newRow("a newer version") << kVersionAt << char(2) << ChunkFault::Version;
    QTest::newRow("no mode") << kModeAt << char(9) << ChunkFault::Values;
    QTest::newRow("the other mode") << kModeAt << char(1) << ChunkFault::Values;
    QTest::newRow("an exponent too high") << kExponentAt << char(10) << ChunkFault::Values;
    QTest::newRow("a negative exponent") << kExponentAt << char(-1) << ChunkFault::Values;
    QTest::newRow("no unit of time") << kUnitAt << char(4) << ChunkFault::Times;
    QTest::newRow("no width") << kUnitAt + 1 << char(60) << ChunkFault::Times;
}

void ChunkDamageTest::nonsenseWithAGoodChecksumIsNamed()
{
    QFETCH(qsizetype, at);
    QFETCH(char, byte);
    QFETCH(ChunkFault, fault);
    QByteArray bytes = encoded(tidemark::test::decimalWalk(200, 5));
    bytes[at] = byte;
    QCOMPARE(m_codec.decode(withChecksum(bytes, 200), 200, *m_points), fault);
    QVERIFY(!faultName(fault).isEmpty());
}

// Each may decode to other samples: nobody else wrote them. It ends, and times rise.
void ChunkDamageTest::changedBytesWithAGoodChecksumDoNoHarm()
{
    std::mt19937 random(6);
    for (const SampleData &data :
         {tidemark::test::decimalWalk(300, 7), tidemark::test::anyDoubles(60, 8)}) {
        const QByteArray bytes = encoded(data);
        int refused = 0;
        for (int round = 0; round < 20'000; ++round) {
            QByteArray changed = bytes;
            for (int i = 0; i <= round % 3; ++i)
                changed[kVersionAt + static_cast<qsizetype>(random()) %
                                         (bytes.size() - kVersionAt)] = static_cast<char>(random());
            const ChunkFault fault = m_codec.decode(withChecksum(changed, data.times.size()),
                                                    data.times.size(), *m_points);
            refused += fault == ChunkFault::None ? 0 : 1;
            if (fault == ChunkFault::None)
                QVERIFY(std::ranges::adjacent_find(m_points->times(), std::greater_equal()) ==
                        m_points->times().end());
        }
        QVERIFY(refused > 0);
    }
}

} // namespace

TIDEMARK_TEST(ChunkDamageTest)
#include "chunk_damage_test.moc"
