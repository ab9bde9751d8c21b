// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/time_cell.h"

#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::exchange;

class TimeCellTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void readsTimesOfAZoneAcrossItsChanges_data();
    void readsTimesOfAZoneAcrossItsChanges();
    void readsEpochNumbersExactly_data();
    void readsEpochNumbersExactly();
};

void TimeCellTest::readsTimesOfAZoneAcrossItsChanges_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<RepeatedTime>("repeated");
    QTest::addColumn<qint64>("second"); // -1: refused
    const auto row = [](const char *text, RepeatedTime repeated, qint64 second) {
        QTest::addRow("%s %d", text, static_cast<int>(repeated))
            << QByteArray(text) << repeated << second;
    };
    row("2026-03-29 01:59:59", RepeatedTime::Reject, 1'774'745'999);
    row("2026-03-29 02:30:00", RepeatedTime::Reject, -1);
    row("2026-03-29 03:00", RepeatedTime::Reject, 1'774'746'000);
    row("2026-10-25 02:00:00", RepeatedTime::Reject, -1);
    row("2026-10-25 02:00:00", RepeatedTime::First, 1'792'886'400);
    row("2026-10-25 02:00:00", RepeatedTime::Second, 1'792'890'000);
    row("2026-10-25T02:00:00+01:00", RepeatedTime::Reject, 1'792'890'000);
    row("2026-10-25T02:00:00 UTC", RepeatedTime::Reject, 1'792'893'600);
    row("2026-03-29", RepeatedTime::Reject, 1'774'738'800);
    row("20260329T030000", RepeatedTime::Reject, 1'774'746'000);
    row("2026/3/29 3:00 AM", RepeatedTime::Reject, 1'774'746'000);
    row("2026-03-28 24:00:00", RepeatedTime::Reject, 1'774'738'800);
    row("2026-06-30 23:59:60", RepeatedTime::Reject, -1);
    row("2026-02-29", RepeatedTime::Reject, -1);
    row("2026-03-29 13:00 PM", RepeatedTime::Reject, -1);
    row("2300-01-01", RepeatedTime::Reject, -1);
    row("noon", RepeatedTime::Reject, -1);
}

void TimeCellTest::readsTimesOfAZoneAcrossItsChanges()
{
    QFETCH(const QByteArray, text);
    QFETCH(const RepeatedTime, repeated);
    QFETCH(const qint64, second);
    ImportPlan plan;
    plan.zone = Zone::fromId(u"Europe/Berlin").value();
    plan.repeatedTime = repeated;
    const auto time = TimeCellParser(plan).parse(text.toStdString());
    QCOMPARE(time ? time->posixNs() : -1, second < 0 ? -1 : second * 1'000'000'000);
    // The same in a column of days and one of times of the day.
    const qsizetype gap = text.indexOf(' ');
    if (gap < 0 || text.count(' ') > 1 || text.contains('T'))
        return;
    const auto parted = TimeCellParser(plan).parse(text.first(gap).toStdString(),
                                                   text.sliced(gap + 1).toStdString());
    QCOMPARE(parted ? parted->posixNs() : -1, time ? time->posixNs() : -1);
}

void TimeCellTest::readsEpochNumbersExactly_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("unit");
    QTest::addColumn<QString>("expected"); // nanoseconds, or the error's detail
    QTest::newRow("seconds") << QByteArray("1750000000") << qint64{1'000'000'000}
                             << u"1750000000000000000"_s;
    QTest::newRow("fraction") << QByteArray("1750000000.123456789") << qint64{1'000'000'000}
                              << u"1750000000123456789"_s;
    QTest::newRow("zeros behind") << QByteArray("1.5000000000000") << qint64{1'000'000'000}
                                  << u"1500000000"_s;
    QTest::newRow("too fine") << QByteArray("1.0000000001") << qint64{1'000'000'000}
                              << u"time.digits"_s;
    QTest::newRow("negative ms") << QByteArray("-1.5") << qint64{1'000'000} << u"-1500000"_s;
    QTest::newRow("largest") << QByteArray("9223372036854775807") << qint64{1}
                             << u"9223372036854775807"_s;
    QTest::newRow("smallest") << QByteArray("-9223372036854775808") << qint64{1}
                              << u"-9223372036854775808"_s;
    QTest::newRow("one beyond") << QByteArray("9223372036854775808") << qint64{1}
                                << u"time.overflow"_s;
    QTest::newRow("far beyond") << QByteArray("99999999999999999999") << qint64{1'000'000'000}
                                << u"time.overflow"_s;
    QTest::newRow("no digits") << QByteArray(".") << qint64{1} << u"time.epoch"_s;
    const auto row = [](const char *text, qint64 unit, const QString &expected) {
        QTest::addRow("%s of %lld", text, static_cast<long long>(unit))
            << QByteArray(text) << unit << expected;
    };
    constexpr qint64 kSecond = 1'000'000'000;
    row("1e9", 1, u"1000000000"_s);
    row("1.7e9", kSecond, u"1700000000000000000"_s);
    row("17e8", kSecond, u"1700000000000000000"_s);
    row("1.7E+18", 1, u"1700000000000000000"_s);
    row("1.700000000123456789e09", kSecond, u"1700000000123456789"_s);
    row("-1.5e3", 1'000'000, u"-1500000000"_s);
    row("170000000000e-2", kSecond, u"1700000000000000000"_s);
    row("25e-10", kSecond, u"time.digits"_s);
    row("20e-10", kSecond, u"2"_s);
    row("1e-10", kSecond, u"time.digits"_s);
    row(".000000000000000000017e26", kSecond, u"1700000000000000"_s);
    row("9.223372036854775807e18", 1, u"9223372036854775807"_s);
    row("-9.223372036854775808e18", 1, u"-9223372036854775808"_s);
    row("9.223372036854775808e18", 1, u"time.overflow"_s);
    row("1e19", 1, u"time.overflow"_s);
    row("1e99999999999999999999", kSecond, u"time.overflow"_s);
    row("1e-99999999999999999999", kSecond, u"time.digits"_s);
    row("0e99999999999999999999", kSecond, u"0"_s);
    row("1e", kSecond, u"time.epoch"_s);
    row("1e+", kSecond, u"time.epoch"_s);
    row("1e2e3", kSecond, u"time.epoch"_s);
    row("1e2.5", kSecond, u"time.epoch"_s);
    row("e9", kSecond, u"time.epoch"_s);
    row(".e9", kSecond, u"time.epoch"_s);
    row("-", kSecond, u"time.epoch"_s);
    row("", kSecond, u"time.epoch"_s);
    QTest::newRow("two points") << QByteArray("1.2.3") << qint64{1'000} << u"time.epoch"_s;
}

void TimeCellTest::readsEpochNumbersExactly()
{
    QFETCH(const QByteArray, text);
    QFETCH(const qint64, unit);
    QFETCH(const QString, expected);
    const auto time = parseEpoch(text.toStdString(), unit);
    QCOMPARE(time ? QString::number(time->posixNs()) : time.error().detail, expected);
}

TIDEMARK_TEST(TimeCellTest)
#include "time_cell_test.moc"
