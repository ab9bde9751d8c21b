// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/slot_block.h"
#include "tests/support/test_registry.h"

#include <QTest>
#include <QtEndian>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <limits>
#include <random>

using namespace Qt::StringLiterals;
using namespace tidemark::series;

namespace {

constexpr qsizetype kHead = 8;
constexpr qsizetype kSlot = 96;
constexpr qsizetype kMap = 32;

SampleAggregate sample(std::int64_t time, double value)
{
    return aggregateOf({&time, 1}, {&value, 1});
}

class SlotBlockTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void slotsComeBack();
    void onlyTheUsedStretchTakesRoom();
    void aShortPauseIsStoredAsItIs();
    void wrongMapsAreRefused();
    void aSlotThatIsEmptiedGivesItsRoomBack();
    void everyFlippedBitIsSeen();
    void anotherNumberIsSeen();
};

void SlotBlockTest::slotsComeBack()
{
    std::mt19937_64 random(1);
    for (int round = 0; round < 200; ++round) {
        SlotBlock block;
        for (int i = 0; i < 40; ++i) {
            const std::int64_t at = round * 1'000 + i;
            const double value = random() % 5 == 0 ? std::numeric_limits<double>::quiet_NaN()
                                                   : static_cast<double>(random() % 1'000) / 8;
            block.append(random() % 256, sample(at, value));
        }
        const auto read = SlotBlock::fromBytes(block.toBytes(4, -round), 4, -round);
        QVERIFY(read);
        QVERIFY(*read == block);
    }
}

void SlotBlockTest::onlyTheUsedStretchTakesRoom()
{
    SlotBlock block;
    QVERIFY(block.isEmpty());
    block.append(200, sample(1, 2));
    QCOMPARE(block.toBytes(4, 0).size(), kHead + kSlot);
    block.append(203, sample(2, 3));
    QCOMPARE(block.toBytes(4, 0).size(), kHead + kMap + 2 * kSlot);
    block.append(199, sample(0, 3));
    QCOMPARE(block.toBytes(4, 0).size(), kHead + kMap + 3 * kSlot);
    QVERIFY(block.at(201).isEmpty());
    QVERIFY(block.at(0).isEmpty());
    QVERIFY(block.at(255).isEmpty());
    QCOMPARE(block.at(203).sum, 3.0);
    block.append(0, SampleAggregate());
    QCOMPARE(block.toBytes(4, 0).size(), kHead + kMap + 3 * kSlot);
}

// A map of those that are used would take more.
void SlotBlockTest::aShortPauseIsStoredAsItIs()
{
    SlotBlock block;
    block.append(7, sample(1, 2));
    block.append(9, sample(2, 3));
    QCOMPARE(block.toBytes(4, 0).size(), kHead + kMap + 2 * kSlot);
    block.append(8, sample(3, 4));
    QCOMPARE(block.toBytes(4, 0).size(), kHead + 3 * kSlot);
    // As it was always stored.
    QCOMPARE(block.toBytes(4, 0).at(4), '\1');
}

// Bytes with a right checksum that nobody wrote.
void SlotBlockTest::wrongMapsAreRefused()
{
    SlotBlock block;
    block.append(0, sample(1, 2));
    block.append(255, sample(2, 3));
    const QByteArray bytes = block.toBytes(4, 7);
    const auto with = [&](qsizetype at, char byte) {
        QByteArray changed = bytes;
        changed[at] = byte;
        const QByteArray rest = changed.sliced(4);
        const auto sum = static_cast<std::uint32_t>(
            XXH3_64bits_withSeed(rest.constData(), static_cast<std::size_t>(rest.size()), 67));
        qToLittleEndian(sum, changed.data());
        return SlotBlock::fromBytes(changed, 4, 7);
    };
    QVERIFY(with(4, '\2'));
    QVERIFY(!with(4, '\1'));     // longer than its slots
    QVERIFY(!with(4, '\3'));     // a version that there is not
    QVERIFY(!with(5, '\1'));     // beyond the block
    QVERIFY(!with(6, '\3'));     // more than there are
    QVERIFY(!with(kHead, '\3')); // a bit more
    QVERIFY(!with(kHead, '\0')); // a bit less
    QVERIFY(!with(kHead, '\2')); // the first one is not the first
}

void SlotBlockTest::aSlotThatIsEmptiedGivesItsRoomBack()
{
    SlotBlock block;
    for (const std::size_t place : {10U, 20U, 30U})
        block.append(place, sample(static_cast<std::int64_t>(place), 1));
    block.set(30, {});
    QCOMPARE(block.toBytes(4, 0).size(), kHead + kMap + 2 * kSlot);
    block.set(10, {});
    QCOMPARE(block.toBytes(4, 0).size(), kHead + kSlot);
    QCOMPARE(block.at(20).count, 1U);
    block.set(20, {});
    QVERIFY(block.isEmpty());
    block.set(250, {});
    QVERIFY(block.isEmpty());
}

void SlotBlockTest::everyFlippedBitIsSeen()
{
    SlotBlock block;
    block.append(3, sample(1, 2));
    block.append(5, sample(2, 3));
    block.append(200, sample(3, 4)); // with a map
    const QByteArray bytes = block.toBytes(4, 7);
    for (qsizetype bit = 0; bit < bytes.size() * 8; ++bit) {
        QByteArray flipped = bytes;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        QVERIFY(!SlotBlock::fromBytes(flipped, 4, 7));
    }
    for (qsizetype size = 0; size < bytes.size(); ++size)
        QVERIFY(!SlotBlock::fromBytes(bytes.first(size), 4, 7));
}

void SlotBlockTest::anotherNumberIsSeen()
{
    SlotBlock block;
    block.append(3, sample(1, 2));
    QVERIFY(SlotBlock::fromBytes(block.toBytes(4, 7), 4, 7));
    QVERIFY(!SlotBlock::fromBytes(block.toBytes(4, 7), 4, 8));
    QVERIFY(!SlotBlock::fromBytes(block.toBytes(4, 7), 5, 7));
}

} // namespace

TIDEMARK_TEST(SlotBlockTest)
#include "slot_block_test.moc"
