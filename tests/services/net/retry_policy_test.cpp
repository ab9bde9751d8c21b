// SPDX-License-Identifier: GPL-3.0-or-later
// Which outcomes are tried again and when, without time passing (C1).
#include "services/net/http_message.h"
#include "services/net/retry_after.h"
#include "services/net/retry_policy.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::net;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

class RetryPolicyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void limitsAreBounded();
    void repeatsWhatHelpsAndDoesNoHarm_data();
    void repeatsWhatHelpsAndDoesNoHarm();
    void aProtocolMayNameTheStatuses();
    void waitsDoubleEachTime();
    void jitterIsAFifthEitherWay();
    void neverWaitsLongerThanFiveMinutes();
    void endsAfterTheAttempts();
    void endsWhenTheTimeIsUp();
    void keepsRetryAfterWithinASecond();
    void aZeroRetryAfterIsNoHurry();
    void readsRetryAfter_data();
    void readsRetryAfter();
};

std::function<double()> always(double value)
{
    return [value] { return value; };
}

RetryLimits endless()
{
    RetryLimits limits;
    limits.attempts = 1'000'000;
    limits.total = 24h * 365;
    return limits;
}

const AttemptOutcome kBusy{503, std::nullopt, std::nullopt};

// C1: an attempt takes half a minute at the most, and none begins after a minute.
void RetryPolicyTest::limitsAreBounded()
{
    QCOMPARE(HttpLimits().deadline, milliseconds(30s));
    QVERIFY(HttpLimits().silence <= HttpLimits().deadline);
    QCOMPARE(RetryLimits().total, milliseconds(60s));
}

void RetryPolicyTest::repeatsWhatHelpsAndDoesNoHarm_data()
{
    QTest::addColumn<AttemptOutcome>("outcome");
    QTest::addColumn<bool>("anyCall");
    QTest::addColumn<bool>("whenIdempotent");
    const auto status = [](int number, bool any, bool idempotent) {
        QTest::newRow(QByteArray::number(number).constData())
            << AttemptOutcome{number, std::nullopt, std::nullopt} << any << idempotent;
    };
    for (const int number : {429, 503})
        status(number, true, true);
    for (const int number : {408, 425, 500, 502, 504})
        status(number, false, true);
    for (const int number :
         {200, 201, 204, 302, 400, 401, 403, 404, 409, 410, 413, 422, 501, 505, 507})
        status(number, false, false);
    const auto fault = [](HttpFault what, bool any, bool idempotent) {
        QTest::newRow(nameOf(what).data())
            << AttemptOutcome{0, what, std::nullopt} << any << idempotent;
    };
    for (const auto what : {HttpFault::HostNotFound, HttpFault::Refused, HttpFault::Unreachable})
        fault(what, true, true);
    for (const auto what : {HttpFault::Closed, HttpFault::CutOff, HttpFault::Deadline,
                            HttpFault::Silence, HttpFault::Other})
        fault(what, false, true);
    for (const auto what :
         {HttpFault::InvalidRequest, HttpFault::TlsSelfSigned, HttpFault::TlsUntrusted,
          HttpFault::TlsExpired, HttpFault::TlsHostName, HttpFault::TlsPin, HttpFault::TlsHandshake,
          HttpFault::TrustFile, HttpFault::Proxy, HttpFault::NotHttp, HttpFault::Malformed,
          HttpFault::TooBig, HttpFault::RedirectRefused, HttpFault::RedirectLoop,
          HttpFault::Cancelled})
        fault(what, false, false);
}

void RetryPolicyTest::repeatsWhatHelpsAndDoesNoHarm()
{
    QFETCH(const AttemptOutcome, outcome);
    QFETCH(const bool, anyCall);
    QFETCH(const bool, whenIdempotent);
    QCOMPARE(mayRepeat(outcome, false), anyCall);
    QCOMPARE(mayRepeat(outcome, true), whenIdempotent);
    RetryPolicy policy(endless(), true, always(0.5));
    QCOMPARE(policy.waitAfter(outcome, 0ms).has_value(), whenIdempotent);
}

void RetryPolicyTest::aProtocolMayNameTheStatuses()
{
    RetryLimits limits = endless();
    limits.statuses = {429, 502};
    RetryPolicy policy(limits, true, always(0.5));
    for (const int status : {429, 502})
        QVERIFY(policy.waitAfter({status, std::nullopt, std::nullopt}, 0ms));
    for (const int status : {400, 408, 500, 503})
        QVERIFY(!policy.waitAfter({status, std::nullopt, std::nullopt}, 0ms));
    QVERIFY(policy.waitAfter({0, HttpFault::Closed, std::nullopt}, 0ms));
}

void RetryPolicyTest::waitsDoubleEachTime()
{
    RetryPolicy policy(endless(), false, always(0.5));
    for (const milliseconds expected : {1'000ms, 2'000ms, 4'000ms, 8'000ms, 16'000ms})
        QCOMPARE(policy.waitAfter(kBusy, 0ms), std::optional(expected));
    QCOMPARE(policy.attempts(), 5);
}

void RetryPolicyTest::jitterIsAFifthEitherWay()
{
    RetryPolicy least(endless(), false, always(0.0));
    QCOMPARE(least.waitAfter(kBusy, 0ms), std::optional<milliseconds>(800ms));
    RetryPolicy most(endless(), false, always(0.999999));
    const auto wait = most.waitAfter(kBusy, 0ms);
    QVERIFY(wait && *wait > 1'198ms && *wait <= 1'200ms);
    std::mt19937_64 engine(20260301);
    std::uniform_real_distribution<double> ratio(0.0, 1.0);
    milliseconds least_ms = 10s;
    milliseconds most_ms = 0s;
    for (int i = 0; i < 1000; ++i) {
        RetryPolicy policy(endless(), false, [&] { return ratio(engine); });
        const milliseconds first = policy.waitAfter(kBusy, 0ms).value();
        least_ms = std::min(least_ms, first);
        most_ms = std::max(most_ms, first);
    }
    QVERIFY(least_ms >= 800ms && least_ms < 820ms);
    QVERIFY(most_ms <= 1'200ms && most_ms > 1'180ms);
}

void RetryPolicyTest::neverWaitsLongerThanFiveMinutes()
{
    RetryPolicy policy(endless(), false, always(0.999));
    milliseconds last = 0ms;
    for (int i = 0; i < 2000; ++i) { // 2²⁰⁰⁰ is beyond every number type
        last = policy.waitAfter(kBusy, 0ms).value();
        QVERIFY(last > 0ms && last <= 5min);
    }
    QCOMPARE(last, milliseconds(5min));
}

void RetryPolicyTest::endsAfterTheAttempts()
{
    RetryLimits limits = endless();
    limits.attempts = 3;
    RetryPolicy policy(limits, false, always(0.5));
    QVERIFY(policy.waitAfter(kBusy, 0ms));
    QVERIFY(policy.waitAfter(kBusy, 0ms));
    QVERIFY(!policy.waitAfter(kBusy, 0ms));
    limits.attempts = 1;
    RetryPolicy once(limits, false, always(0.5));
    QVERIFY(!once.waitAfter(kBusy, 0ms));
    QCOMPARE(once.attempts(), 1);
}

void RetryPolicyTest::endsWhenTheTimeIsUp()
{
    RetryLimits limits = endless();
    limits.total = 60s;
    RetryPolicy policy(limits, false, always(0.5));
    QVERIFY(policy.waitAfter(kBusy, 59s));  // the next would begin at 60 s
    QVERIFY(!policy.waitAfter(kBusy, 59s)); // 61 s
}

void RetryPolicyTest::keepsRetryAfterWithinASecond()
{
    for (const double random : {0.0, 0.5, 0.999}) {
        RetryPolicy policy(endless(), false, always(random));
        const auto wait = policy.waitAfter({429, std::nullopt, 7s}, 0ms);
        QVERIFY(wait && *wait >= 7s && *wait <= 8s);
    }
    RetryPolicy policy(endless(), false, always(0.0));
    QCOMPARE(policy.waitAfter({503, std::nullopt, 5min}, 0ms), std::optional<milliseconds>(5min));
    QVERIFY(!policy.waitAfter({503, std::nullopt, 5min + 1s}, 0ms));
    RetryLimits limits = endless();
    limits.total = 5s;
    RetryPolicy hurried(limits, false, always(0.0));
    QVERIFY(!hurried.waitAfter({429, std::nullopt, 7s}, 0ms));
}

void RetryPolicyTest::aZeroRetryAfterIsNoHurry()
{
    RetryPolicy policy(endless(), false, always(0.5));
    QCOMPARE(policy.waitAfter({429, std::nullopt, 0ms}, 0ms), std::optional<milliseconds>(1s));
}

void RetryPolicyTest::readsRetryAfter_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<std::optional<milliseconds>>("wait");
    using Wait = std::optional<milliseconds>;
    const auto row = [](const char *value, Wait wait) {
        QTest::newRow(value) << QByteArray(value) << wait;
    };
    // at Sun, 06 Nov 1994 08:49:37 GMT
    row("7", 7s);
    row(" 120 ", 120s);
    row("0", 0s);
    row("007", 7s);
    row("86400", 24h);
    row("86401", 24h);
    row("99999999999999999999999999", 24h);
    row("Sun, 06 Nov 1994 08:49:44 GMT", 7s);
    row("Sun, 06 Nov 1994 08:49:37 GMT", 0s);
    row("Sun, 06 Nov 1994 08:00:00 GMT", 0s);
    row("Sunday, 06-Nov-94 08:49:47 GMT", 10s);
    row("Sun Nov  6 08:50:37 1994", 60s);
    row("Mon Nov 07 08:49:37 1994", 24h);
    row("Fri, 31 Dec 2100 23:59:59 GMT", 24h);
    row("Fri, 31 Dec 9999 23:59:59 GMT", std::nullopt);
    for (const char *bad :
         {"", "-1", "+1", "1.5", "1s", "soon", "0x10", "Sun, 06 Nov 1994 08:49:37",
          "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
          "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Now 1994 08:49:37 GMT",
          "Sun, 06 Nov 1994 08:49:37 GMT x", "06 Nov 1994 08:49:37 GMT",
          "Sun, 06 Nov 1994 08:49:37 CET", "Sunday, 06 Nov 1994 08:49:37 GMT",
          "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:61:37 GMT"})
        row(bad, std::nullopt);
}

void RetryPolicyTest::readsRetryAfter()
{
    QFETCH(const QByteArray, value);
    QFETCH(const std::optional<milliseconds>, wait);
    constexpr Timestamp now(784'111'777 * std::int64_t{1'000'000'000});
    const auto read = parseRetryAfter(value, now);
    QCOMPARE(read.has_value(), wait.has_value());
    if (wait)
        QCOMPARE(read->count(), wait->count());
}

} // namespace

TIDEMARK_TEST(RetryPolicyTest)
#include "retry_policy_test.moc"
