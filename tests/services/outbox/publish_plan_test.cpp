// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/outbox/backoff.h"
#include "services/outbox/publish_plan.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <map>
#include <random>

using namespace Qt::StringLiterals;
using namespace tidemark::outbox;

/// Which values share a request, and how long failures are waited for.
class PublishPlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void valuesOfASessionShareARequest();
    void keepsTheOrderOfEachMetric();
    void neverMixesDevicesNorExceedsTheMost();
    void backsOffAsAgreed();
    void doesAsTheRemoteAsks();
};

void PublishPlanTest::valuesOfASessionShareARequest()
{
    const auto batches =
        planBatches({{u"a"_s, {}, 1}, {u"b"_s, {}, 2}, {u"a"_s, {}, 3}, {u"b"_s, {}, 4}}, 500);
    QCOMPARE(batches.size(), 2U);
    QCOMPARE(batches[0].works, (std::vector<std::size_t>{0, 2}));
    QCOMPARE(batches[1].works, (std::vector<std::size_t>{1, 3}));
    QVERIFY(batches[1].after.empty());
}

void PublishPlanTest::keepsTheOrderOfEachMetric() // property
{
    std::mt19937 random(20261126);
    for (int round = 0; round < 200; ++round) {
        std::vector<PublishWork> works;
        const auto count = random() % 120;
        for (std::size_t i = 0; i < count; ++i)
            works.push_back({QString::number(random() % 8),
                             random() % 4 == 0 ? std::optional(u"d"_s) : std::nullopt,
                             static_cast<std::int64_t>(random() % 6)});
        const auto batches = planBatches(works, 1 + random() % 20);
        std::map<std::int64_t, std::size_t> newestWork;
        std::map<std::int64_t, std::size_t> newestBatch;
        std::size_t planned = 0;
        for (std::size_t b = 0; b < batches.size(); ++b) {
            for (const std::size_t before : batches[b].after)
                QVERIFY(before < b);
            for (const std::size_t work : batches[b].works) {
                const std::int64_t metric = works[work].metric;
                if (const auto known = newestWork.find(metric); known != newestWork.end()) {
                    QVERIFY(known->second < work);
                    const auto &after = batches[b].after;
                    QVERIFY(newestBatch[metric] == b ||
                            std::find(after.begin(), after.end(), newestBatch[metric]) !=
                                after.end());
                }
                newestWork[metric] = work;
                newestBatch[metric] = b;
                ++planned;
            }
        }
        QCOMPARE(planned, works.size());
    }
}

void PublishPlanTest::neverMixesDevicesNorExceedsTheMost()
{
    std::vector<PublishWork> works;
    for (int i = 0; i < 10; ++i)
        works.push_back({u"a"_s, i % 2 == 0 ? std::optional(u"d"_s) : std::nullopt, i});
    const auto batches = planBatches(works, 3);
    QCOMPARE(batches.size(), 4U);
    for (const PublishBatch &batch : batches) {
        QVERIFY(batch.works.size() <= 3);
        for (const std::size_t work : batch.works)
            QCOMPARE(works[work].device, batch.device);
    }
}

void PublishPlanTest::backsOffAsAgreed() // C1
{
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        Backoff backoff(seed);
        double wanted_ms = 1000;
        for (int i = 0; i < 15; ++i) {
            const auto wait = backoff.next({});
            QVERIFY(wait.count() >= static_cast<std::int64_t>(wanted_ms * 0.8));
            QVERIFY(wait.count() <=
                    static_cast<std::int64_t>(std::min(wanted_ms * 1.2, 300'000.0)));
            wanted_ms = std::min(wanted_ms * 2, 300'000.0);
        }
        backoff.reset();
        QVERIFY(backoff.next({}).count() <= 1200);
    }
}

void PublishPlanTest::doesAsTheRemoteAsks()
{
    Backoff backoff(1);
    QCOMPARE(backoff.next(std::chrono::seconds(7)), std::chrono::milliseconds(7000));
    QCOMPARE(backoff.next(std::chrono::hours(100)), Backoff::kLongestAsked);
}

TIDEMARK_TEST(PublishPlanTest)
#include "publish_plan_test.moc"
