// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/server_time.h"
#include "tests/services/monitor/example.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::monitor;
using namespace tidemark::test;

/// Times of a server that may not say its zone.
class ServerTimeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void readsTimes_data();
    void readsTimes();
    void refusesWhatIsNoTime_data();
    void refusesWhatIsNoTime();
    void estimatesToQuartersOfAnHour_data();
    void estimatesToQuartersOfAnHour();
    void anEstimateStaysWhileClocksDriftALittle();
    void anEstimateFollowsSummerTime();
    void whatAPersonSaysHolds();
    void readsOffsets_data();
    void readsOffsets();
};

void ServerTimeTest::readsTimes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("utc_ns"); // with a fallback of +1 h
    QTest::addColumn<bool>("hasZone");
    const qint64 at = utc("2025-12-17T10:30:00Z").posixNs();
    constexpr qint64 kHour = 3'600'000'000'000;
    QTest::newRow("no fraction") << u"2025-12-17T10:30:00"_s << at - kHour << false;
    QTest::newRow("3 digits") << u"2025-12-17T10:30:00.076"_s << at + 76'000'000 - kHour << false;
    QTest::newRow("6 digits") << u"2025-12-17T10:30:00.076274"_s << at + 76'274'000 - kHour
                              << false;
    QTest::newRow("9 digits") << u"2025-12-17T10:30:00.076274813"_s << at + 76'274'813 - kHour
                              << false;
    QTest::newRow("Z") << u"2025-12-17T10:30:00Z"_s << at << true;
    QTest::newRow("Z and 6 digits") << u"2025-12-17T10:30:00.000001Z"_s << at + 1'000 << true;
    QTest::newRow("ahead") << u"2025-12-17T12:30:00+02:00"_s << at << true;
    QTest::newRow("behind") << u"2025-12-17T05:00:00.5-05:30"_s << at + 500'000'000 << true;
    QTest::newRow("a blank") << u"2025-12-17 10:30:00"_s << at - kHour << false;
}

void ServerTimeTest::readsTimes()
{
    QFETCH(QString, text);
    QFETCH(qint64, utc_ns);
    QFETCH(bool, hasZone);
    const auto time = parseServerTime(text);
    QVERIFY(time);
    QCOMPARE(time->utc(1h).posixNs(), utc_ns);
    QCOMPARE(time->offset.has_value(), hasZone);
}

void ServerTimeTest::refusesWhatIsNoTime_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"", "now", "2025-12-17", "2025-12-17T", "2025-12-17T10:30:00.",
                             "2025-12-17T10:30:00.1234567891", "2025-12-17T10:30:00 x",
                             "2025-13-17T10:30:00", "2025-12-17T25:30:00", "2025-12-17T10:30:60",
                             "1765967400", "1677-01-01T00:00:00", "2025-12-17T10:30:00+99:00"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void ServerTimeTest::refusesWhatIsNoTime()
{
    QFETCH(QString, text);
    const auto time = parseServerTime(text);
    QVERIFY(!time);
    QVERIFY(!time.error().message.isEmpty());
}

void ServerTimeTest::estimatesToQuartersOfAnHour_data()
{
    QTest::addColumn<int>("ahead_s");
    QTest::addColumn<int>("offset_s");
    QTest::newRow("by UTC") << 0 << 0;
    QTest::newRow("a slow answer") << -9 << 0;
    QTest::newRow("a clock 7 minutes fast") << 7 * 60 << 0;
    QTest::newRow("a clock 8 minutes fast") << 8 * 60 << 15 * 60;
    QTest::newRow("two hours ahead") << 7'200 << 7'200;
    QTest::newRow("two hours ahead, 3 minutes slow") << 7'200 - 180 << 7'200;
    QTest::newRow("Kathmandu") << 20'700 + 4 << 20'700;
    QTest::newRow("five and a half behind") << -19'800 - 2 << -19'800;
}

void ServerTimeTest::estimatesToQuartersOfAnHour()
{
    QFETCH(int, ahead_s);
    QFETCH(int, offset_s);
    ServerOffset offset;
    const Timestamp received = utc("2025-12-17T10:30:00.5Z");
    const Timestamp shown = received + Timedelta(ahead_s * kNsPerSecond);
    QCOMPARE(offset.update(shown, received).count(), offset_s);
    QVERIFY(offset.isEstimated());
}

void ServerTimeTest::anEstimateStaysWhileClocksDriftALittle()
{
    ServerOffset offset;
    const Timestamp received = utc("2025-12-17T10:30:00Z");
    const auto after = [&](int ahead_s) {
        return offset.update(received + Timedelta(ahead_s * kNsPerSecond), received);
    };
    QCOMPARE(after(7 * 60 + 29), 0s);
    QCOMPARE(after(7 * 60 + 31), 0s); // on its own it would be 15 min
    QCOMPARE(after(8 * 60 + 30), 0s);
    QCOMPARE(after(8 * 60 + 31), 15min);
    QCOMPARE(after(7 * 60 + 29), 15min);
    QCOMPARE(after(6 * 60 + 29), 0s);
}

void ServerTimeTest::anEstimateFollowsSummerTime()
{
    ServerOffset offset;
    const Timestamp received = utc("2026-03-29T00:59:58Z");
    const Timestamp later = utc("2026-03-29T01:00:03Z");
    QCOMPARE(offset.update(received + Timedelta(kNsPerHour), received), 1h);
    QCOMPARE(offset.update(later + Timedelta(2 * kNsPerHour), later), 2h);
}

void ServerTimeTest::whatAPersonSaysHolds()
{
    ServerOffset offset;
    const Timestamp received = utc("2025-12-17T10:30:00Z");
    offset.setOverride(-3h);
    QCOMPARE(offset.update(received + Timedelta(kNsPerHour), received), -3h);
    QVERIFY(!offset.isEstimated());
    offset.setOverride(std::nullopt);
    QCOMPARE(offset.update(received + Timedelta(kNsPerHour), received), 1h);
}

void ServerTimeTest::readsOffsets_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("offset_s");
    QTest::addColumn<bool>("isOffset");
    QTest::newRow("ahead") << u"+05:45"_s << 20'700 << true;
    QTest::newRow("behind") << u"-02:00"_s << -7'200 << true;
    QTest::newRow("UTC") << u"Z"_s << 0 << true;
    QTest::newRow("hours") << u"+02"_s << 7'200 << true;
    QTest::newRow("no sign") << u"02:00"_s << 0 << false;
    QTest::newRow("a word") << u"Berlin"_s << 0 << false;
    QTest::newRow("more behind") << u"+02:00x"_s << 0 << false;
    QTest::newRow("nothing") << QString() << 0 << false;
}

void ServerTimeTest::readsOffsets()
{
    QFETCH(QString, text);
    QFETCH(int, offset_s);
    QFETCH(bool, isOffset);
    const auto offset = parseOffset(text);
    QCOMPARE(offset.has_value(), isOffset);
    if (isOffset)
        QCOMPARE(offset->count(), offset_s);
    else
        QVERIFY(offset.error().message.contains("+02:00"_L1));
}

TIDEMARK_TEST(ServerTimeTest)
#include "server_time_test.moc"
