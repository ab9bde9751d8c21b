// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/time_aggregate.h"
#include "model/time/time_value.h"
#include "tests/support/test_registry.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
using Mean = std::optional<double>;

TimeAggregate aggregate(double minimum, double maximum, double sum, std::uint64_t count,
                        double integralNs, std::int64_t activeNs)
{
    return {Timestamp(), minimum, maximum, sum, count, integralNs, Timedelta(activeNs)};
}

} // namespace

Q_DECLARE_METATYPE(tidemark::TimeAggregate)
Q_DECLARE_METATYPE(Mean)

class TimeAggregateTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void derivesMeansAsMetricqDoes_data()
    {
        QTest::addColumn<TimeAggregate>("input");
        QTest::addColumn<double>("integralS");
        QTest::addColumn<Mean>("mean");
        QTest::addColumn<Mean>("meanIntegral");
        QTest::addColumn<Mean>("meanSum");
        const Mean none;
        const TimeAggregate value = TimeAggregate::fromValue(Timestamp(5), 42.0);
        const auto pair =
            TimeAggregate::fromValuePair(Timestamp(kSecond), Timestamp(3 * kSecond), 2.5);
        QVERIFY(pair.has_value());
        QTest::newRow("A1") << value << 0.0 << Mean(42.0) << none << Mean(42.0);
        QTest::newRow("A3") << *pair << 5.0 << Mean(2.5) << Mean(2.5) << Mean(2.5);
        QTest::newRow("A6") << aggregate(-1, 3, 4, 2, 6e9, 3 * kSecond) << 6.0 << Mean(2.0)
                            << Mean(2.0) << Mean(2.0);
        QTest::newRow("A7") << TimeAggregate{} << 0.0 << none << none << none;
        QTest::newRow("A8") << aggregate(2, 2, 0, 0, 10, 5) << 1e-8 << Mean(2.0) << Mean(2.0)
                            << none;
        QTest::newRow("A9") << aggregate(2, 2, 6, 3, 10, -5) << 1e-8 << Mean(2.0) << Mean(-2.0)
                            << Mean(2.0);
        QTest::newRow("A10") << aggregate(qInf(), -qInf(), 0, 0, 0, 0) << 0.0 << none << none
                             << none;
        QTest::newRow("A11") << aggregate(2, 4, 6, 2, 0, 0) << 0.0 << Mean(3.0) << none
                             << Mean(3.0);
    }
    void derivesMeansAsMetricqDoes()
    {
        QFETCH(TimeAggregate, input);
        QFETCH(double, integralS);
        QFETCH(Mean, mean);
        QFETCH(Mean, meanIntegral);
        QFETCH(Mean, meanSum);
        QCOMPARE(input.integralS(), integralS);
        QVERIFY(input.mean() == mean);
        QVERIFY(input.meanIntegral() == meanIntegral);
        QVERIFY(input.meanSum() == meanSum);
    }

    void a1TakesOneValueWithoutDuration()
    {
        const TimeAggregate value = TimeAggregate::fromValue(Timestamp(5), 42.0);
        QCOMPARE(value, (TimeAggregate{Timestamp(5), 42, 42, 42, 1, 0, Timedelta()}));
    }

    void a2KeepsNotANumber()
    {
        const TimeAggregate value = TimeAggregate::fromValue(Timestamp(5), qQNaN());
        QVERIFY(std::isnan(value.minimum) && std::isnan(value.maximum) && std::isnan(value.sum));
        QCOMPARE(value.count, std::uint64_t{1});
        QVERIFY(value.mean() && std::isnan(*value.mean()));
        QVERIFY(!value.meanIntegral());
    }

    void a3StampsAPairWithItsEarlierTime()
    {
        const auto pair =
            TimeAggregate::fromValuePair(Timestamp(kSecond), Timestamp(3 * kSecond), 2.5);
        QCOMPARE(*pair, (TimeAggregate{Timestamp(kSecond), 2.5, 2.5, 2.5, 1, 5e9,
                                       Timedelta(2 * kSecond)}));
    }

    void a4a5RefusePairsThatDoNotAscend()
    {
        for (const std::int64_t before : {5, 6}) {
            const auto pair = TimeAggregate::fromValuePair(Timestamp(before), Timestamp(5), 1.0);
            QCOMPARE(pair.error().code, ErrorCode::InvalidArgument);
            QCOMPARE(pair.error().detail, u"NonMonotonicTimestamps"_s);
        }
        QCOMPARE(TimeAggregate::fromValuePair(Timestamp::min(), Timestamp::max(), 1.0).error().code,
                 ErrorCode::Overflow);
    }

    void a12PrintsTheDictionary()
    {
        const auto pair =
            TimeAggregate::fromValuePair(Timestamp(kSecond), Timestamp(3 * kSecond), 2.5);
        QCOMPARE(QJsonDocument(toJson(*pair)).toJson(QJsonDocument::Compact),
                 QByteArray(R"({"count":1,"maximum":2.5,"mean":2.5,"minimum":2.5,)"
                            R"("timestamp":1000000000})"));
    }

    void a13PrintsATimeValue()
    {
        QCOMPARE(
            QJsonDocument(toJson(TimeValue{Timestamp(5), 42.0})).toJson(QJsonDocument::Compact),
            QByteArray(R"({"timestamp":5,"value":42})"));
        const Timestamp late(9'007'199'254'740'993);
        QCOMPARE(toJson(TimeValue{late, 0.5}).value("timestamp"_L1).toInteger(), late.posixNs());
    }

    void writesNullForWhatJsonDoesNotKnow()
    {
        QCOMPARE(QJsonDocument(toJson(aggregate(qInf(), -qInf(), 0, 0, 0, 0)))
                     .toJson(QJsonDocument::Compact),
                 QByteArray(R"({"count":0,"maximum":null,"mean":null,"minimum":null,)"
                            R"("timestamp":0})"));
        QCOMPARE(
            QJsonDocument(toJson(TimeValue{Timestamp(5), qQNaN()})).toJson(QJsonDocument::Compact),
            QByteArray(R"({"timestamp":5,"value":null})"));
    }

    void comparesFieldByField()
    {
        QCOMPARE((TimeValue{Timestamp(5), 1.0}), (TimeValue{Timestamp(5), 1.0}));
        const TimeValue notANumber{Timestamp(5), qQNaN()};
        const TimeValue copy = notANumber;
        QVERIFY(copy != notANumber);
        const auto [timestamp, value] = TimeValue{Timestamp(7), 2.0};
        QCOMPARE(timestamp, Timestamp(7));
        QCOMPARE(value, 2.0);
    }
};

TIDEMARK_TEST(TimeAggregateTest)
#include "time_aggregate_test.moc"
