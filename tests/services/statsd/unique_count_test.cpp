// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/unique_count.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <string>

using namespace tidemark::statsd;

/// Unique counts in bounded memory.
class UniqueCountTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void isExactAtFirst();
    void isNearBeyond();
};

void UniqueCountTest::isExactAtFirst()
{
    UniqueCount unique;
    QCOMPARE(unique.count(), 0.0);
    for (int round = 0; round < 3; ++round) {
        for (std::size_t i = 0; i < UniqueCount::kExact; ++i)
            unique.add("user-" + std::to_string(i));
    }
    QCOMPARE(unique.count(), static_cast<double>(UniqueCount::kExact));
    unique.clear();
    unique.add("a");
    QCOMPARE(unique.count(), 1.0);
}

void UniqueCountTest::isNearBeyond()
{
    UniqueCount unique;
    constexpr int kMembers = 1'000'000;
    for (int i = 0; i < kMembers; ++i)
        unique.add("user-" + std::to_string(i));
    const double error = std::abs(unique.count() / kMembers - 1);
    qInfo("1,000,000 different ones are told as %.0f, %.2f %% off", unique.count(), error * 100);
    QVERIFY(error < 0.05); // three standard errors
    QVERIFY(unique.sizeBytes() <= 32 * 1024);
}

TIDEMARK_TEST(UniqueCountTest)
#include "unique_count_test.moc"
