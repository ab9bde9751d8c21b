// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/calendar_steps.h"
#include "model/time/iso8601.h"
#include "model/time/time_format.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <array>
#include <limits>
#include <random>

using namespace tidemark;

namespace {

constexpr int kCases = 20'000;

/// Values of every size, with the limits and their neighbours among them.
class Random
{
public:
    explicit Random(std::uint64_t seed)
        : m_engine(seed)
    {}
    std::int64_t value()
    {
        static constexpr std::array<std::int64_t, 7> kSpecial{
            0,
            1,
            -1,
            std::numeric_limits<std::int64_t>::min(),
            std::numeric_limits<std::int64_t>::min() + 1,
            std::numeric_limits<std::int64_t>::max(),
            std::numeric_limits<std::int64_t>::max() - 1};
        if (m_engine() % 50 == 0)
            return kSpecial.at(m_engine() % kSpecial.size());
        const auto raw = static_cast<std::int64_t>(m_engine()) >> (m_engine() % 63);
        static constexpr std::array<std::int64_t, 6> kUnits{
            1, 1000, 1'000'000, kNsPerSecond, kNsPerMinute, kNsPerDay};
        return raw - raw % kUnits.at(m_engine() % kUnits.size());
    }
    std::uint64_t below(std::uint64_t limit) { return m_engine() % limit; }

private:
    std::mt19937_64 m_engine;
};

std::uint64_t seed()
{
    const QByteArray given = qgetenv("TIDEMARK_TEST_SEED");
    return given.isEmpty() ? std::random_device{}() : given.toULongLong();
}

} // namespace

class TimePropertyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnUnexpectedWarnings();
        const std::uint64_t used = seed();
        m_random = Random(used);
        qInfo("TIDEMARK_TEST_SEED=%llu", static_cast<unsigned long long>(used));
    }

    void preciseStringReadsBack()
    {
        for (int i = 0; i < kCases; ++i) {
            const Timedelta value(m_random.value());
            const auto read = Timedelta::fromString(value.preciseString());
            QVERIFY2(read && *read == value, qPrintable(value.preciseString()));
        }
    }

    void isoTextReadsBackInAnyZone()
    {
        const std::array zones{Zone(), *Zone::fromId(u"Europe/Berlin"),
                               *Zone::fromId(u"Asia/Kathmandu"), *Zone::fromId(u"Pacific/Apia"),
                               *Zone::fromId(u"Australia/Lord_Howe")};
        for (int i = 0; i < kCases; ++i) {
            const Timestamp value(m_random.value());
            const QString text = isoTime(value, zones.at(m_random.below(zones.size())));
            const auto read = parseIso8601(text);
            QVERIFY2(read && *read == value, qPrintable(text));
        }
    }

    void floorDivisionAndModuloBelongTogether()
    {
        for (int i = 0; i < kCases; ++i) {
            const Timedelta a(m_random.value());
            const Timedelta b(m_random.value());
            if (b.ns() == 0 || (a == Timedelta::min() && b.ns() == -1))
                continue;
            const std::int64_t quotient = *floorDivide(a, b);
            const Timedelta rest = *floorModulo(a, b);
            QVERIFY(rest.ns() == 0 || (rest.ns() < 0) == (b.ns() < 0));
            QVERIFY(b.ns() > 0 ? rest < b : rest > b);
            // quotient * b + rest == a, modulo 2^64, with both sides in range.
            QCOMPARE(static_cast<std::uint64_t>(quotient) * static_cast<std::uint64_t>(b.ns()) +
                         static_cast<std::uint64_t>(rest.ns()),
                     static_cast<std::uint64_t>(a.ns()));
        }
    }

    void saturationAgreesWithCheckedArithmetic()
    {
        for (int i = 0; i < kCases; ++i) {
            const Timestamp t(m_random.value());
            const Timedelta d(m_random.value());
            const Timestamp limit = d.ns() > 0 ? Timestamp::max() : Timestamp::min();
            QCOMPARE(t + d, checkedAdd(t, d).value_or(limit));
            const Timestamp other = d.ns() > 0 ? Timestamp::min() : Timestamp::max();
            QCOMPARE(t - d, checkedSubtract(t, d).value_or(other));
        }
    }

    void wallClockReadingsLeadBackToTheirInstant()
    {
        const std::array zones{*Zone::fromId(u"Europe/Berlin"), *Zone::fromId(u"Pacific/Apia"),
                               *Zone::fromId(u"America/Havana"),
                               *Zone::fromId(u"Australia/Lord_Howe"),
                               *Zone::fromId(u"America/St_Johns")};
        for (int i = 0; i < kCases; ++i) {
            const Timestamp t(m_random.value());
            const Zone &zone = zones.at(m_random.below(zones.size()));
            const LocalInstant meant = zone.resolve(zone.civilAt(t));
            QVERIFY(meant.kind == LocalInstant::Kind::Unique ||
                    meant.kind == LocalInstant::Kind::Repeated);
            QVERIFY(meant.first == t || meant.second == t);
        }
    }

    void everyInstantLiesInItsBucket()
    {
        const std::array zones{*Zone::fromId(u"Europe/Berlin"), *Zone::fromId(u"Pacific/Apia"),
                               *Zone::fromId(u"America/Havana"), *Zone::fromId(u"America/St_Johns"),
                               Zone()};
        for (int i = 0; i < kCases; ++i) {
            const Timestamp t(m_random.value());
            const Calendar calendar{zones.at(m_random.below(zones.size())),
                                    m_random.below(2) == 0 ? Qt::Monday : Qt::Sunday};
            for (const Period period : kAllPeriods) {
                const TimeWindow bucket = calendar.bucketOf(period, t);
                QVERIFY(bucket.contains(t) || t == Timestamp::max());
                QCOMPARE(calendar.startOf(period, bucket.begin), bucket.begin);
                if (bucket.end < Timestamp::max())
                    QCOMPARE(calendar.startOf(period, bucket.end), bucket.end);
            }
        }
    }

    void tickStepsAscendAndHoldTheirInstant()
    {
        const std::array zones{*Zone::fromId(u"Europe/Berlin"), *Zone::fromId(u"Pacific/Apia"),
                               *Zone::fromId(u"Australia/Lord_Howe")};
        const auto nice = niceSteps();
        for (int i = 0; i < kCases; ++i) {
            const Timestamp t(m_random.value());
            const CalendarSteps steps(Calendar{zones.at(m_random.below(zones.size()))},
                                      nice[m_random.below(nice.size())]);
            const Timestamp begin = steps.startOf(t);
            QVERIFY(begin <= t);
            QVERIFY(steps.atOrAfter(t) >= t);
            if (begin > Timestamp::min())
                QCOMPARE(steps.atOrAfter(begin), begin);
            const Timestamp end = steps.after(t);
            QVERIFY(end > t || t == Timestamp::max());
            if (end < Timestamp::max())
                QCOMPARE(steps.startOf(end - Timedelta(1)), begin);
        }
    }

private:
    Random m_random{1};
};

TIDEMARK_TEST(TimePropertyTest)
#include "time_property_test.moc"
