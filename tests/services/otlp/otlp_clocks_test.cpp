// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of totals where a clock is wrong, a sender's or ours.
#include "services/otlp/otlp_answer.h"
#include "services/otlp/sender_times.h"
#include "tests/services/otlp/otlp_recorder_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <string>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::otlp;
using namespace tidemark::test;

namespace {

constexpr std::uint64_t kHour = 3'600 * kSecond;
constexpr auto kNow_ns = static_cast<std::int64_t>(kTime_ns);

} // namespace

class OtlpClocksTest : public OtlpRecorderCase
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_clock.set(Timestamp(kNow_ns)); // the test before moved it
        begin();
    }
    void cleanup() { m_store.reset(); }
    void oneClockAheadFreezesNoOthersTotal();
    void aCountThatIsSetRightGoesOn();
    void deltasOfAClockThatIsSetRightGoOn();
    void whatIsAheadAndSentAgainCountsOnce();
    void aRunAheadIsFoundAgainByANewRecorder();
    void aTotalThatIsStoredAheadGoesOn();
    void ourOwnClockMayBeSetBack();
    void aSenderIsToldThatItsClockIsAhead();
    void timesOfASender();

private:
    OtlpRefusals send(OtlpRecorder &recorder, const char *instance, Temporality temporality,
                      std::uint64_t time_ns, double value, std::uint64_t start_ns = kStart_ns)
    {
        return record(recorder,
                      oneMetric(sumMetric(temporality, {numberPoint(time_ns, value, start_ns)}),
                                {{"service.instance.id", {std::string(instance)}}}));
    }
    OtlpRefusals count(const char *instance, std::uint64_t time_ns, double value,
                       std::uint64_t start_ns = kStart_ns)
    {
        return send(*m_recorder, instance, Temporality::Cumulative, time_ns, value, start_ns);
    }
    OtlpRefusals add(const char *instance, std::uint64_t time_ns, double value)
    {
        return send(*m_recorder, instance, Temporality::Delta, time_ns, value);
    }
    void pass(std::int64_t seconds)
    {
        m_clock.set(m_clock.now() + Timedelta(seconds * kNsPerSecond));
    }
    /// Seconds after kTime_ns, of the samples of the one series of `s`.
    [[nodiscard]] std::vector<std::int64_t> secondsOf() const
    {
        std::vector<std::int64_t> seconds;
        const auto series = seriesOf(u"s"_s);
        const auto page =
            answer(m_ports.series->samples(series.at(0).id, TimeWindow::all(), 1000)).value();
        for (const Sample &sample : page.samples)
            seconds.push_back((sample.at.posixNs() - kNow_ns) / kNsPerSecond);
        return seconds;
    }
};

void OtlpClocksTest::oneClockAheadFreezesNoOthersTotal()
{
    QCOMPARE(count("right", kTime_ns, 10).ahead(), 0U);
    pass(1);
    QCOMPARE(count("ahead", kTime_ns + 20 * kHour, 5).ahead(), 1U);
    pass(1);
    QCOMPARE(count("right", kTime_ns + 2 * kSecond, 13).total(), 0U);
    pass(1);
    QCOMPARE(count("ahead", kTime_ns + 20 * kHour + 2 * kSecond, 6).total(), 0U);
    pass(1);
    QCOMPARE(count("right", kTime_ns + 4 * kSecond, 14).total(), 0U);
    QCOMPARE(valuesOf(u"s"_s), (Doubles{10, 15, 18, 19, 20}));
    QCOMPARE(secondsOf(), (std::vector<std::int64_t>{0, 1, 2, 3, 4}));
}

void OtlpClocksTest::aCountThatIsSetRightGoesOn()
{
    QCOMPARE(count("a", kTime_ns + 20 * kHour, 5).total(), 0U);
    pass(10);
    QCOMPARE(count("a", kTime_ns + 10 * kSecond, 8).total(), 0U); // the same process, set right
    pass(10);
    QCOMPARE(count("a", kTime_ns + 20 * kSecond, 9).total(), 0U);
    QCOMPARE(count("a", kTime_ns + 15 * kSecond, 8.5).total(), 0U); // late, and counted already
    QCOMPARE(valuesOf(u"s"_s).back(), 9.0);
    QCOMPARE(secondsOf().back(), 20);
}

void OtlpClocksTest::deltasOfAClockThatIsSetRightGoOn()
{
    QCOMPARE(add("a", kTime_ns, 1).total(), 0U);
    pass(10);
    QCOMPARE(add("a", kTime_ns + 20 * kHour, 2).total(), 0U);
    pass(10);
    QCOMPARE(add("a", kTime_ns + 20 * kSecond, 4).total(), 0U);
    QCOMPARE(add("a", kTime_ns + 20 * kSecond, 4).count(OtlpRefusal::Order), 1U);
    QCOMPARE(add("a", kTime_ns + 20 * kHour, 2).count(OtlpRefusal::Order),
             1U);     // its answer was lost
    pass(20 * 3'600); // the time that was told once has come
    QCOMPARE(add("a", kTime_ns + 20 * kHour - kSecond, 8).total(), 0U);
    QCOMPARE(add("a", kTime_ns + 20 * kHour + 20 * kSecond, 16).total(), 0U);
    QCOMPARE(valuesOf(u"s"_s).back(), 31.0);
}

void OtlpClocksTest::whatIsAheadAndSentAgainCountsOnce()
{
    QCOMPARE(add("a", kTime_ns + 15 * kSecond, 1).ahead(), 1U);
    pass(7); // near enough to be trusted, when it comes again
    QCOMPARE(add("a", kTime_ns + 15 * kSecond, 1).count(OtlpRefusal::Order), 1U);
    pass(60);
    QCOMPARE(add("a", kTime_ns + 15 * kSecond, 1).count(OtlpRefusal::Order), 1U);
    QCOMPARE(add("a", kTime_ns + 67 * kSecond, 2).total(), 0U);
    QCOMPARE(valuesOf(u"s"_s).back(), 3.0);
}

void OtlpClocksTest::aRunAheadIsFoundAgainByANewRecorder()
{
    const std::uint64_t start_ns = kStart_ns + 20 * kHour;
    pass(60);
    QCOMPARE(count("a", kTime_ns + 60 * kSecond + 20 * kHour, 100, start_ns).total(), 0U);
    OtlpRecorder next(m_ports, m_clock);
    pass(60);
    QCOMPARE(send(next, "a", Temporality::Cumulative, kTime_ns + 120 * kSecond + 20 * kHour, 103,
                  start_ns)
                 .total(),
             0U);
    QCOMPARE(valuesOf(u"s"_s), (Doubles{100, 103})); // by its clock it began after all that
}

void OtlpClocksTest::aTotalThatIsStoredAheadGoesOn()
{
    QCOMPARE(add("a", kTime_ns, 5).total(), 0U);
    const auto series = seriesOf(u"s"_s);
    QVERIFY(answer(m_ports.series->append(
        {{series.at(0).id, {kNow_ns + static_cast<std::int64_t>(20 * kHour)}, {7}}})));
    OtlpRecorder next(m_ports, m_clock);
    pass(30); // may be part of what is stored: nobody knows when that came
    QCOMPARE(
        send(next, "a", Temporality::Delta, kTime_ns + 30 * kSecond, 1).count(OtlpRefusal::Order),
        1U);
    pass(5);
    QCOMPARE(send(next, "a", Temporality::Delta, kTime_ns + 35 * kSecond, 1).total(), 0U);
    OtlpRecorder last(m_ports, m_clock);
    pass(25);
    QCOMPARE(send(last, "a", Temporality::Delta, kTime_ns + 60 * kSecond, 1).total(), 0U);
    QCOMPARE(valuesOf(u"s"_s), (Doubles{5, 8, 9, 7}));
}

void OtlpClocksTest::ourOwnClockMayBeSetBack()
{
    pass(3'600);
    QCOMPARE(add("a", kTime_ns + kHour, 1).ahead(), 0U);
    QCOMPARE(count("b", kTime_ns + kHour, 10).total(), 0U);
    pass(-3'590);
    QCOMPARE(add("a", kTime_ns + 10 * kSecond, 2).total(), 0U);
    QCOMPARE(count("b", kTime_ns + 10 * kSecond, 14).total(), 0U);
    pass(10);
    QCOMPARE(add("a", kTime_ns + 20 * kSecond, 4).total(), 0U);
    const Doubles values = valuesOf(u"s"_s);
    QVERIFY(values.size() >= 3);
    QCOMPARE(values.at(values.size() - 2), 21.0); // beside the one that was told for later
    QCOMPARE(secondsOf().at(values.size() - 2), 20);
}

void OtlpClocksTest::aSenderIsToldThatItsClockIsAhead()
{
    const OtlpRefusals refusals = count("a", kTime_ns + kHour, 5);
    QCOMPARE(refusals.total(), 0U);
    QCOMPARE(refusals.ahead(), 1U);
    for (const OtlpEncoding encoding : {OtlpEncoding::Json, OtlpEncoding::Protobuf}) {
        const auto told = acceptanceOf(encoding, acceptedAnswer(encoding, refusals).body);
        QVERIFY(told.has_value());
        QCOMPARE(told->rejected, 0);
        QVERIFY2(told->message.startsWith(u"Data points taken: 1 "_s), qPrintable(told->message));
    }
    QCOMPARE(count("b", kTime_ns + 10 * kSecond, 5).ahead(), 0U); // trusted
    const OtlpMetric gauge{"g", {}, {}, OtlpGauge{{numberPoint(kTime_ns + kHour, 1)}}, {}};
    QCOMPARE(record(oneMetric(gauge)).ahead(), 0U); // it is told at its own time
}

void OtlpClocksTest::timesOfASender()
{
    constexpr std::int64_t kSecond_ns = kNsPerSecond;
    const auto at = [](std::int64_t sent_s, std::int64_t now_s) {
        return PointTime{sent_s * kSecond_ns, now_s * kSecond_ns};
    };
    SenderTimes times;
    QVERIFY(times.isNews(at(0, 0)));
    times.note(at(72'000, 0));
    QVERIFY(!times.isNews(at(72'000, 60)));
    QVERIFY(!times.isNews(at(71'990, 60)));
    QVERIFY(times.isNews(at(72'060, 60)));
    QVERIFY(times.isNews(at(3'600 + 60, 60))); // still ahead, but set nearer to what is right
    times.note(at(3'660, 60));
    QVERIFY(!times.isNews(at(3'660, 120)));
    QVERIFY(times.isNews(at(120, 120)));
    times.note(at(120, 120));
    QVERIFY(!times.isNews(at(119, 121)));
    QVERIFY(!times.isNews(at(120, 121)));
}

TIDEMARK_TEST(OtlpClocksTest)
#include "otlp_clocks_test.moc"
