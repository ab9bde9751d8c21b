// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/retention.h"

#include "model/time/civil.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

constexpr Timedelta kHour{kNsPerHour};

constexpr Timedelta days(std::int64_t count)
{
    return Timedelta(count * kNsPerDay);
}

/// When samples go for their age, and how that is written.
class KeepingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aClockIsBelievedNearTheNewestSample();
    void bordersSaturate();
    void readsDurations_data();
    void readsDurations();
    void refusesWhatIsNone_data();
    void refusesWhatIsNone();
    void tellsWholeDaysAndHours();
};

void KeepingTest::aClockIsBelievedNearTheNewestSample()
{
    const Timestamp newest(1'700'000'000'000'000'000);
    const auto trust = [newest](Timedelta later, Timedelta keep) {
        return clockTrust(newest + later, newest, keep);
    };
    QVERIFY(trust({}, kHour) == ClockTrust::Plausible);
    QVERIFY(trust(days(-1), kHour) == ClockTrust::Plausible);
    QVERIFY(trust(days(-1) - Timedelta(1), kHour) == ClockTrust::Behind);
    QVERIFY(trust(days(365), kHour) == ClockTrust::Plausible);
    QVERIFY(trust(days(365) + Timedelta(1), kHour) == ClockTrust::Ahead);
    QVERIFY(trust(days(900), days(90)) == ClockTrust::Plausible);
    QVERIFY(trust(days(900) + Timedelta(1), days(90)) == ClockTrust::Ahead);
    QVERIFY(clockTrust(Timestamp::max(), Timestamp::min(), Timedelta::max()) ==
            ClockTrust::Plausible);
}

void KeepingTest::bordersSaturate()
{
    QCOMPARE(retentionBorder(Timestamp(5'000), Timedelta(1'000)), Timestamp(4'000));
    QCOMPARE(retentionBorder(Timestamp(-5), Timedelta::max()), Timestamp::min());
}

void KeepingTest::readsDurations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("ns");
    QTest::addColumn<QString>("key");
    QTest::newRow("days") << u"90d"_s << qint64{90} * kNsPerDay << u"90d"_s;
    QTest::newRow("with a space") << u" 7 days "_s << qint64{7} * kNsPerDay << u"7d"_s;
    QTest::newRow("hours") << u"36 h"_s << qint64{36} * kNsPerHour << u"36h"_s;
    QTest::newRow("the shortest") << u"60 min"_s << qint64{kNsPerHour} << u"1h"_s;
    QTest::newRow("no whole hours") << u"90 min"_s << qint64{90} * kNsPerMinute << u"90min"_s;
}

void KeepingTest::readsDurations()
{
    QFETCH(QString, text);
    QFETCH(qint64, ns);
    QFETCH(QString, key);
    const auto read = keepingFromText(text);
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    QCOMPARE(*read, std::optional(Timedelta(ns)));
    QCOMPARE(keepingKey(*read), key);
    QCOMPARE(keepingFromText(key).value(), *read);
}

void KeepingTest::refusesWhatIsNone_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("empty") << QString() << u"is not a time to keep samples for"_s;
    QTest::newRow("a word") << u"long"_s << u"is not a time to keep samples for"_s;
    QTest::newRow("a month") << u"3 months"_s << u"is not a time to keep samples for"_s;
    QTest::newRow("short") << u"59 min"_s << u"for an hour at least"_s;
    QTest::newRow("negative") << u"-7d"_s << u"for an hour at least"_s;
    QTest::newRow("too long") << u"200000d"_s << u"is not a time to keep samples for"_s;
}

void KeepingTest::refusesWhatIsNone()
{
    QFETCH(QString, text);
    QFETCH(QString, sentence);
    const auto refused = keepingFromText(text);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(refused.error().message.contains(sentence), qPrintable(refused.error().message));
}

void KeepingTest::tellsWholeDaysAndHours()
{
    QVERIFY(!keepingFromText(u"forever").value());
    QCOMPARE(keepingKey({}), u"forever"_s);
    QCOMPARE(keepingText({}), u"for ever"_s);
    QVERIFY(keepingText(days(90)).startsWith(u"90 day"_s));
    QVERIFY(keepingText(Timedelta(36 * kNsPerHour)).startsWith(u"36 hour"_s));
    QCOMPARE(keepingText(Timedelta(90 * kNsPerMinute)), u"90min"_s);
    QVERIFY(keepingSentence(days(90)).startsWith(u"Samples are kept for 90 day"_s));
    QVERIFY(clockSentence(ClockTrust::Plausible, u"x"_s).isEmpty());
    QVERIFY(clockSentence(ClockTrust::Behind, u"2099"_s).contains(u"2099"_s));
    QVERIFY(clockSentence(ClockTrust::Ahead, u"1999"_s).contains(u"1999"_s));
}

} // namespace

TIDEMARK_TEST(KeepingTest)
#include "retention_test.moc"
