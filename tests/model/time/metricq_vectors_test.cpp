// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/time_format.h"
#include "model/time/timestamp.h"
#include "tests/model/time/metricq_vectors.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <charconv>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

QString text(std::int64_t value)
{
    return QString::number(value);
}

QString text(Timedelta value)
{
    return text(value.ns());
}

QString text(Timestamp value)
{
    return text(value.posixNs());
}

/// Shortest digits, as Python prints a float.
QString text(double value)
{
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

template <class T>
QString answer(const Result<T> &result)
{
    if (result)
        return text(*result);
    return result.error().code == ErrorCode::Overflow ? u"error Overflow"_s
                                                      : u"error InvalidArgument"_s;
}

double number(const QString &input)
{
    return input == "nan"_L1 ? qQNaN() : input == "inf"_L1 ? qInf() : input.toDouble();
}

Zone zone(const char16_t *id)
{
    return *Zone::fromId(id);
}

QString evaluated(test::Op op, const QString &input)
{
    using test::Op;
    const QStringList parts = input.split(u' ');
    const Timedelta left(parts[0].toLongLong());
    const QString &right = parts.last();
    const Timestamp instant(input.toLongLong());
    switch (op) {
    case Op::FromString:
        return answer(Timedelta::fromString(input));
    case Op::PreciseString:
        return Timedelta(input.toLongLong()).preciseString();
    case Op::TimedeltaStr:
        return Timedelta(input.toLongLong()).toString();
    case Op::FloorDivideByInt:
        return answer(floorDivide(left, std::int64_t{right.toLongLong()}));
    case Op::FloorDivide:
        return answer(floorDivide(left, Timedelta(right.toLongLong())));
    case Op::FloorModulo:
        return answer(floorModulo(left, Timedelta(right.toLongLong())));
    case Op::DivideByNumber:
        return answer(divide(left, number(right)));
    case Op::Ratio:
        return answer(ratio(left, Timedelta(right.toLongLong())));
    case Op::Multiply: {
        bool isWhole = false;
        const std::int64_t factor = right.toLongLong(&isWhole);
        return answer(isWhole ? checkedMultiply(left, factor)
                              : checkedMultiply(left, number(right)));
    }
    case Op::FromSeconds:
        return answer(Timedelta::fromSeconds(number(input)));
    case Op::FromMilliseconds:
        return answer(Timedelta::fromMilliseconds(number(input)));
    case Op::FromMicroseconds:
        return answer(Timedelta::fromMicroseconds(number(input)));
    case Op::FromPosixSeconds:
        return answer(Timestamp::fromPosixSeconds(number(input)));
    case Op::StrUtc:
        return metricqString(instant, Zone());
    case Op::StrBerlin:
        return metricqString(instant, zone(u"Europe/Berlin"));
    case Op::StrNewYork:
        return metricqString(instant, zone(u"America/New_York"));
    case Op::FromIso8601:
        return answer(Timestamp::fromIso8601(input));
    }
    return {};
}

} // namespace

class MetricqVectorsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void answersAsMetricqDoes_data()
    {
        QTest::addColumn<int>("op");
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("expected");
        QCOMPARE(test::kMetricqVectors.size(), std::size_t{175});
        for (const test::MetricqVector &vector : test::kMetricqVectors)
            QTest::addRow("%d", vector.number)
                << static_cast<int>(vector.op) << QString::fromUtf16(vector.input)
                << QString::fromUtf16(vector.expected);
    }
    void answersAsMetricqDoes()
    {
        QFETCH(int, op);
        QFETCH(QString, input);
        QFETCH(QString, expected);
        QCOMPARE(evaluated(static_cast<test::Op>(op), input), expected);
    }

    void comparesWithMicrosecondsExactly()
    {
        using std::chrono::microseconds;
        QVERIFY(Timedelta(1000) == microseconds(1));
        QVERIFY(Timedelta(1999) != microseconds(1)); // decided: exact, without flooring
        QVERIFY(Timedelta(1999) > microseconds(1));
        QVERIFY(Timedelta(-1) != microseconds(-1)); // decided
        QVERIFY(Timedelta(-1) > microseconds(-1));
        QVERIFY(Timedelta(-1) < microseconds(0));
        QVERIFY(Timedelta(1) < microseconds(1));
        QVERIFY(Timedelta(1) > microseconds(0)); // decided
        QVERIFY(Timedelta::max() < microseconds::max());
        QVERIFY(Timedelta::min() > microseconds::min());
    }

    void mixesInstantsAndDurations()
    {
        QCOMPARE(Timedelta(5) + Timestamp(7), Timestamp(12));
        QCOMPARE(Timestamp(7) - Timedelta(9), Timestamp(-2));
        QCOMPARE(Timestamp(7) - Timestamp(9), Timedelta(-2));
        QCOMPARE(*floorModulo(Timestamp(10'000'000'001), Timedelta(3'000'000'000)),
                 Timedelta(1'000'000'001));
        QCOMPARE(*floorModulo(Timestamp(-1), Timedelta(10)), Timedelta(9));
    }

    void convertsFromAndToStandardDurations()
    {
        using namespace std::chrono_literals;
        QCOMPARE(*Timedelta::fromDuration(-24h + 5s + 7us), Timedelta(-86'394'999'993'000));
        QCOMPARE(Timedelta(-1).microseconds(), -1us);
        QCOMPARE(Timedelta(1999).microseconds(), 1us);
        QCOMPARE(Timedelta::fromDuration(std::chrono::microseconds::max()).error().code,
                 ErrorCode::Overflow);
        const Timestamp instant(1'500'000'000'123'456'789);
        QCOMPARE(instant.systemTime().time_since_epoch(), 1'500'000'000'123'456us);
        QCOMPARE(*Timestamp::fromSystemTime(instant.systemTime()),
                 Timestamp(1'500'000'000'123'456'000));
        QCOMPARE(instant.posix(), 1500000000.1234567);
        QCOMPARE(Timedelta(1'500).us(), 1.5);
        QCOMPARE(Timedelta(1'500'000).ms(), 1.5);
        QCOMPARE(Timedelta(-1'500'000'000).s(), -1.5);
    }

    void readsTheClockInWholeMicroseconds()
    {
        const Timestamp before = Timestamp::now();
        const Timestamp ago = Timestamp::ago(Timedelta(kNsPerHour));
        const Timestamp ahead = Timestamp::fromNow(Timedelta(kNsPerHour));
        const Timestamp after = Timestamp::now();
        QCOMPARE(before.posixNs() % 1000, 0);
        QVERIFY(before - Timedelta(kNsPerHour) <= ago && ago <= after - Timedelta(kNsPerHour));
        QVERIFY(before + Timedelta(kNsPerHour) <= ahead && ahead <= after + Timedelta(kNsPerHour));
    }

    void hashesEqualValuesEqually()
    {
        QCOMPARE(qHash(Timestamp(7)), qHash(Timestamp(7)));
        QCOMPARE(std::hash<Timedelta>{}(Timedelta(7)), std::hash<Timedelta>{}(Timedelta(7)));
        QVERIFY(qHash(Timedelta(7)) != qHash(Timedelta(8)));
        QCOMPARE(Timedelta(-3).debugString(), u"Timedelta(-3)"_s);
        QCOMPARE(Timestamp(5).debugString(), u"Timestamp(5)"_s);
    }

    void takesLocalTimesAsMetricqDoes()
    {
        const Zone berlin = zone(u"Europe/Berlin");
        const CivilTime skipped{{2023, 3, 26}, 2 * kNsPerHour + 30 * kNsPerMinute};
        QCOMPARE(*fromLocalTime(skipped, berlin), Timestamp(1'679'790'600'000'000'000));
        const CivilTime repeated{{2025, 10, 26}, 2 * kNsPerHour + 30 * kNsPerMinute};
        QCOMPARE(*fromLocalTime(repeated, berlin),
                 *Timestamp::fromIso8601(u"2025-10-26T02:30:00+02:00"));
        QCOMPARE(*fromLocalTime(repeated, berlin, Fold::Second),
                 *Timestamp::fromIso8601(u"2025-10-26T02:30:00+01:00"));
        QCOMPARE(fromLocalTime({{2262, 4, 12}, 12 * kNsPerHour}, berlin).error().code,
                 ErrorCode::Overflow);
    }
};

TIDEMARK_TEST(MetricqVectorsTest)
#include "metricq_vectors_test.moc"
