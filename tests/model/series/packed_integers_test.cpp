// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/packed_integers.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <limits>
#include <random>
#include <vector>

using namespace Qt::StringLiterals;
using namespace tidemark::series;

namespace {

using Numbers = std::vector<std::int64_t>;

Numbers randomNumbers(std::mt19937_64 &random, std::size_t count, int bits)
{
    const std::uint64_t mask = bits == 64 ? ~0ULL : (1ULL << bits) - 1;
    const auto least = static_cast<std::int64_t>(random() >> (random() % 64));
    Numbers numbers;
    for (std::size_t i = 0; i < count; ++i)
        numbers.push_back(
            static_cast<std::int64_t>(static_cast<std::uint64_t>(least) + (random() & mask)));
    return numbers;
}

std::vector<char> packed(const Numbers &numbers)
{
    std::vector<char> bytes(maxPackedSize(numbers.size()));
    const char *end = packIntegers(numbers, bytes.data());
    bytes.resize(static_cast<std::size_t>(end - bytes.data()));
    return bytes;
}

class PackedIntegersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void comesBack_data();
    void comesBack();
    void everyWidthAndLengthComesBack();
    void takesAsManyBitsAsTheFarthestNeeds();
    void shortBytesAreRefusedAtEveryLength();
    void widthsThatDoNotExistAreRefused();
    void aTailThatIsNotZeroIsRefused();
};

void PackedIntegersTest::comesBack_data()
{
    constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
    constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
    QTest::addColumn<Numbers>("numbers");
    QTest::newRow("none") << Numbers{};
    QTest::newRow("one") << Numbers{42};
    QTest::newRow("all the same") << Numbers(300, -7);
    QTest::newRow("as far as can be") << Numbers{kLeast, kMost, 0, -1, 1};
    QTest::newRow("the ends alone") << Numbers{kMost, kLeast};
    QTest::newRow("56 bits") << Numbers{0, (1LL << 56) - 1};
    QTest::newRow("57 bits") << Numbers{0, 1LL << 56};
}

void PackedIntegersTest::comesBack()
{
    QFETCH(Numbers, numbers);
    const auto bytes = packed(numbers);
    Numbers read(numbers.size());
    const char *end = bytes.data() + bytes.size(); // a place, no text
    QVERIFY(unpackIntegers(bytes.data(), end, read) == end);
    QCOMPARE(read, numbers);
}

void PackedIntegersTest::everyWidthAndLengthComesBack()
{
    std::mt19937_64 random(1);
    for (int bits = 0; bits <= 64; ++bits) {
        for (const std::size_t count : {1U, 2U, 7U, 127U, 128U, 129U, 255U, 8191U}) {
            const Numbers numbers = randomNumbers(random, count, bits);
            const auto bytes = packed(numbers);
            Numbers read(count);
            const char *end = unpackIntegers(bytes.data(), bytes.data() + bytes.size(), read);
            QVERIFY2(end == bytes.data() + bytes.size() && read == numbers,
                     qPrintable(u"%1 bits, %2 numbers"_s.arg(bits).arg(count)));
        }
    }
}

void PackedIntegersTest::takesAsManyBitsAsTheFarthestNeeds()
{
    // width, smallest, 128 times three bits, end
    Numbers numbers(128, 1'000);
    numbers[5] = 1'007;
    QCOMPARE(packed(numbers).size(), 1U + 2U + 128U * 3 / 8 + 8U);
    QCOMPARE(packed(Numbers(128, 0)).size(), 1U + 1U + 0U + 8U);
}

void PackedIntegersTest::shortBytesAreRefusedAtEveryLength()
{
    std::mt19937_64 random(2);
    const auto bytes = packed(randomNumbers(random, 200, 11));
    Numbers read(200);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        // of its own, so that the address sanitizer sees a step too far
        const std::vector<char> cut(bytes.begin(),
                                    bytes.begin() + static_cast<std::ptrdiff_t>(size));
        QVERIFY(!unpackIntegers(cut.data(), cut.data() + cut.size(), read));
    }
}

void PackedIntegersTest::widthsThatDoNotExistAreRefused()
{
    auto bytes = packed(Numbers(5, 9));
    bytes.resize(bytes.size() + 64); // long enough for each width
    Numbers read(5);
    for (int width = 0; width < 256; ++width) {
        if (width <= 56 || width == 64)
            continue;
        bytes[0] = static_cast<char>(width);
        QVERIFY(!unpackIntegers(bytes.data(), bytes.data() + bytes.size(), read));
    }
}

void PackedIntegersTest::aTailThatIsNotZeroIsRefused()
{
    auto bytes = packed({1, 2, 3});
    bytes.back() = 1;
    Numbers read(3);
    QVERIFY(!unpackIntegers(bytes.data(), bytes.data() + bytes.size(), read));
}

} // namespace

TIDEMARK_TEST(PackedIntegersTest)
#include "packed_integers_test.moc"
