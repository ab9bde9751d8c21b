// SPDX-License-Identifier: GPL-3.0-or-later
// Aggregates over HTTP against a plain computation by QDate. Numbers: roboto-api, sections 6 and 7.
#include "tests/services/roboto/aggregate_requests.h"
#include "tests/services/roboto/server_harness.h"
#include "tests/support/test_registry.h"

#include <QDate>
#include <QTest>
#include <QTimeZone>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

constexpr std::int64_t kDay = RobotoHarness::kDay;

const QStringList &functions()
{
    static const QStringList all{u"sum"_s, u"mean"_s, u"max"_s, u"min"_s, u"count"_s};
    return all;
}

std::int64_t dayNumber(std::int64_t at_ns)
{
    return at_ns >= 0 ? at_ns / kDay : -((-(at_ns + 1)) / kDay) - 1;
}

QDate dateOf(std::int64_t at_ns)
{
    return QDate(1970, 1, 1).addDays(dayNumber(at_ns));
}

std::int64_t midnight(const QDate &date)
{
    return QDate(1970, 1, 1).daysTo(date) * kDay;
}

std::int64_t midnight(int year, int month, int day)
{
    return midnight(QDate(year, month, day));
}

/// The period that holds a day, by its first day and that of the next one.
std::pair<QDate, QDate> periodOf(const QString &period, const QDate &date)
{
    if (period == "daily"_L1)
        return {date, date.addDays(1)};
    if (period == "weekly"_L1) {
        const QDate monday = date.addDays(1 - date.dayOfWeek());
        return {monday, monday.addDays(7)};
    }
    const QDate month(date.year(), date.month(), 1);
    if (period == "monthly"_L1)
        return {month, month.addMonths(1)};
    const QDate quarter(date.year(), (date.month() - 1) / 3 * 3 + 1, 1);
    if (period == "quarterly"_L1)
        return {quarter, quarter.addMonths(3)};
    return {QDate(date.year(), 1, 1), QDate(date.year() + 1, 1, 1)};
}

struct Observation
{
    std::int64_t start_ns;
    std::int64_t end_ns;
    double value;
};

struct Bucket
{
    std::int64_t end_ns = 0;
    std::vector<double> values = {};
};

double reduced(const QString &function, const std::vector<double> &values)
{
    long double sum = 0;
    for (const double value : values)
        sum += value;
    if (function == "sum"_L1)
        return static_cast<double>(sum);
    if (function == "mean"_L1)
        return static_cast<double>(sum / static_cast<long double>(values.size()));
    if (function == "max"_L1)
        return *std::max_element(values.begin(), values.end());
    if (function == "min"_L1)
        return *std::min_element(values.begin(), values.end());
    return static_cast<double>(values.size());
}

/// The whole periods that [begin, end) touches, with what lies in them.
std::map<std::int64_t, Bucket> bucketsOf(const std::vector<Observation> &all, const QString &period,
                                         bool isByStart, std::int64_t begin, std::int64_t end)
{
    const std::int64_t first = midnight(periodOf(period, dateOf(begin)).first);
    const std::int64_t last = midnight(periodOf(period, dateOf(end - 1)).second);
    std::map<std::int64_t, Bucket> buckets;
    for (const Observation &one : all) {
        const std::int64_t at = isByStart ? one.start_ns : one.end_ns;
        if (at < first || at >= last)
            continue;
        const auto [from, to] = periodOf(period, dateOf(at));
        Bucket &bucket = buckets[midnight(from)];
        bucket.end_ns = midnight(to);
        bucket.values.push_back(one.value);
    }
    return buckets;
}

/// Sessions whose ends lie on and just before the ends of months, quarters, years and of leap days,
/// others whose starts do, and some anywhere.
std::vector<Observation> observations()
{
    std::vector<std::int64_t> edges;
    for (const QDate &date :
         {QDate(2023, 7, 1), QDate(2023, 10, 1), QDate(2024, 1, 1), QDate(2024, 2, 1),
          QDate(2024, 2, 29), QDate(2024, 3, 1), QDate(2024, 4, 1), QDate(2024, 7, 1),
          QDate(2024, 12, 30), QDate(2025, 1, 1), QDate(2025, 1, 6), QDate(2025, 3, 1),
          QDate(2026, 1, 1), QDate(1969, 12, 31), QDate(1970, 1, 1)}) {
        edges.push_back(midnight(date) - 1);
        edges.push_back(midnight(date));
    }
    std::mt19937_64 random(20260501);
    std::uniform_int_distribution<std::int64_t> anywhere(midnight(2023, 1, 1),
                                                         midnight(2026, 4, 1));
    std::uniform_real_distribution<double> value(-1000, 1000);
    std::uniform_int_distribution<std::int64_t> length(0, 90 * kDay);
    std::vector<Observation> all;
    for (const std::int64_t edge : edges) {
        all.push_back({edge - length(random), edge, value(random)});
        all.push_back({edge, edge + length(random), value(random)});
    }
    while (all.size() < 90) {
        const std::int64_t end = anywhere(random);
        all.push_back({end - length(random), end, value(random)});
    }
    return all;
}

struct Widened
{
    std::int64_t start_ns;
    std::int64_t end_ns;
    int total;

    bool operator==(const Widened &) const = default;
};

/// For what a comparison prints.
char *toString(const Widened &bucket)
{
    return QTest::toString(
        u"%1 to %2: %3"_s.arg(bucket.start_ns).arg(bucket.end_ns).arg(bucket.total));
}

QList<qint64> startsOf(const Answer &answer)
{
    QList<qint64> starts;
    for (const QJsonValue record : recordsOf(answer))
        starts.append(record[u"start_time"].toInteger());
    return starts;
}

} // namespace

class ServerAggregateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void equalsAPlainComputation();
    void widensToWholePeriods();
    void weeksBeginOnMonday();
    void recordsHaveEveryField();
    void whatHasNoTimeIsInNoBucket();
};

// Checks 31, 34; edge cases 44 to 48.
void ServerAggregateTest::equalsAPlainComputation()
{
    RobotoHarness server;
    const std::vector<Observation> all = observations();
    for (const Observation &one : all)
        server.publish(server.session(one.start_ns, one.end_ns), u"m"_s, one.value);
    const std::vector<std::pair<std::int64_t, std::int64_t>> windows{
        {midnight(2023, 6, 15) + kDay / 2, midnight(2026, 3, 3) + 5},
        {midnight(2024, 2, 29), midnight(2024, 3, 1)},
        {midnight(1969, 12, 31) + 1, midnight(1970, 1, 1) + 1}};
    const QJsonValue metric = server->get("/v1/metrics/definition/m").data()[u"metric_id"];
    int compared = 0;
    for (const auto &[begin, end] : windows) {
        for (const QString &period : periods()) {
            for (const bool isByStart : {false, true}) {
                const auto wanted = bucketsOf(all, period, isByStart, begin, end);
                for (const QString &function : functions()) {
                    QJsonObject body = aggregateBody(period, function, begin, end);
                    body.insert(u"time_filter"_s, isByStart ? u"start_time"_s : u"end_time"_s);
                    const Answer answer = server->post("/v1/metrics/aggregate", body);
                    QCOMPARE(answer.data()[u"aggregation"], function);
                    const QJsonArray records = recordsOf(answer);
                    QCOMPARE(records.size(), static_cast<qsizetype>(wanted.size()));
                    qsizetype index = 0;
                    for (const auto &[start, bucket] : wanted) {
                        const QJsonValue record = records.at(index++);
                        QCOMPARE(record[u"start_time"].toInteger(), start);
                        QCOMPARE(record[u"end_time"].toInteger(), bucket.end_ns);
                        QCOMPARE(record[u"total"].toInteger(),
                                 static_cast<qint64>(bucket.values.size()));
                        const double expected = reduced(function, bucket.values);
                        QVERIFY(std::abs(record[u"value"].toDouble() - expected) <=
                                1e-9 * std::abs(expected));
                        QCOMPARE(record[u"period"], period);
                        QCOMPARE(record[u"aggregation"], function);
                        QCOMPARE(record[u"name"], u"m"_s);
                        QCOMPARE(record[u"metric_id"], metric);
                        ++compared;
                    }
                }
            }
        }
    }
    QVERIFY(compared > 500);
}

// Check 32; edge cases 45, 46.
void ServerAggregateTest::widensToWholePeriods()
{
    RobotoHarness server;
    for (QDate day(2025, 1, 1); day < QDate(2026, 6, 1); day = day.addDays(1)) {
        if (day.day() == 2 || (day.month() == 1 && day.day() < 6))
            server.publish(server.session(midnight(day), midnight(day) + 5), u"m"_s, 1);
    }
    // Behind the windows' ends, in their last periods.
    for (const std::int64_t at :
         {midnight(2026, 3, 20), midnight(2025, 12, 30), midnight(2026, 1, 3) + kDay * 3 / 4})
        server.publish(server.session(at, at + 5), u"m"_s, 1);
    const auto buckets = [&](const QString &period, std::int64_t begin, std::int64_t end) {
        const Answer answer =
            server->post("/v1/metrics/aggregate", aggregateBody(period, u"sum"_s, begin, end));
        QList<Widened> found;
        for (const QJsonValue record : recordsOf(answer))
            found.append({record[u"start_time"].toInteger(), record[u"end_time"].toInteger(),
                          record[u"total"].toInt()});
        return found;
    };
    const auto whole = [](const QDate &from, const QDate &to, int total) {
        return Widened{midnight(from), midnight(to), total};
    };
    QCOMPARE(
        buckets(u"monthly"_s, midnight(2026, 1, 15), midnight(2026, 3, 15)),
        (QList<Widened>{whole({2026, 1, 1}, {2026, 2, 1}, 6), whole({2026, 2, 1}, {2026, 3, 1}, 1),
                        whole({2026, 3, 1}, {2026, 4, 1}, 2)}));
    QCOMPARE(
        buckets(u"quarterly"_s, midnight(2025, 4, 27), midnight(2025, 12, 28)),
        (QList<Widened>{whole({2025, 4, 1}, {2025, 7, 1}, 3), whole({2025, 7, 1}, {2025, 10, 1}, 3),
                        whole({2025, 10, 1}, {2026, 1, 1}, 4)}));
    QCOMPARE(buckets(u"monthly"_s, midnight(2026, 1, 15), midnight(2026, 2, 1)),
             QList<Widened>{whole({2026, 1, 1}, {2026, 2, 1}, 6)});
    QCOMPARE(buckets(u"daily"_s, midnight(2026, 1, 2) + kDay / 2, midnight(2026, 1, 3) + kDay / 2),
             (QList<Widened>{whole({2026, 1, 2}, {2026, 1, 3}, 1),
                             whole({2026, 1, 3}, {2026, 1, 4}, 2)}));
    const Answer year = server->post(
        "/v1/metrics/aggregate",
        aggregateBody(u"yearly"_s, u"count"_s, midnight(2025, 5, 5), midnight(2025, 5, 6)));
    QCOMPARE(recordsOf(year).size(), 1);
    QCOMPARE(recordsOf(year).at(0)[u"total"].toInteger(), 17);
    QCOMPARE(recordsOf(year).at(0)[u"value"].toDouble(), 17.0);
}

// Check 33; edge case 48.
void ServerAggregateTest::weeksBeginOnMonday()
{
    RobotoHarness server;
    for (const std::int64_t at : {midnight(2024, 12, 30), midnight(2025, 1, 6) - 1})
        server.publish(server.session(at, at), u"m"_s, 1);
    const Answer answer = server->post(
        "/v1/metrics/aggregate",
        aggregateBody(u"weekly"_s, u"sum"_s, midnight(2025, 1, 1), midnight(2025, 1, 2)));
    QCOMPARE(startsOf(answer), QList<qint64>{midnight(2024, 12, 30)});
    QCOMPARE(recordsOf(answer).at(0)[u"end_time"].toInteger(), midnight(2025, 1, 6));
    QCOMPARE(recordsOf(answer).at(0)[u"value"].toDouble(), 2.0);
}

// Check 34.
void ServerAggregateTest::recordsHaveEveryField()
{
    RobotoHarness server;
    server.publish(server.session(5, 6), u"m"_s, 2.5);
    const Answer answer =
        server->post("/v1/metrics/aggregate", aggregateBody(u"daily"_s, u"mean"_s, 0, 10));
    QCOMPARE(answer.data()[u"aggregation"].toString(), u"mean"_s);
    const QJsonObject wanted{
        {u"metric_id"_s, server->get("/v1/metrics/definition/m").data()[u"metric_id"]},
        {u"name"_s, u"m"_s},
        {u"period"_s, u"daily"_s},
        {u"aggregation"_s, u"mean"_s},
        {u"start_time"_s, 0},
        {u"end_time"_s, qint64{kDay}},
        {u"total"_s, 1},
        {u"value"_s, 2.5}};
    QCOMPARE(recordsOf(answer), QJsonArray{wanted});
}

// Check 29; edge cases 40, 41.
void ServerAggregateTest::whatHasNoTimeIsInNoBucket()
{
    RobotoHarness server;
    const std::int64_t later = RobotoHarness::kNow + 3 * kDay;
    server.publish(server.session(), u"m"_s, 1);
    server.publish(server.session(5, 6), u"m"_s, 2);
    server.publish(server.session(later, later), u"m"_s, 4);
    const auto sumUntil = [&](std::int64_t end) {
        double sum = 0;
        for (const QString &filter : {u"start_time"_s, u"end_time"_s}) {
            QJsonObject body = aggregateBody(u"yearly"_s, u"sum"_s, -kDay, end);
            body.insert(u"time_filter"_s, filter);
            const Answer answer = server->post("/v1/metrics/aggregate", body);
            for (const QJsonValue record : recordsOf(answer))
                sum += record[u"value"].toDouble();
        }
        return sum;
    };
    QCOMPARE(sumUntil(kDay), 2 * 2.0);
    QCOMPARE(sumUntil(later + 1), 2 * 6.0);
}

TIDEMARK_TEST(ServerAggregateTest)
#include "server_aggregate_test.moc"
