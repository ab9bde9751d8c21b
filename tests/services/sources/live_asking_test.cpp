// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/access_store.h"
#include "model/ports/outbox_store.h"
#include "tests/services/roboto/fault_proxy.h"
#include "tests/services/sources/live_bench.h"
#include "tests/support/test_registry.h"

#include <QDeadlineTimer>
#include <QTest>
#include <QThread>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// When a source at work is asked, and with what, while its settings change.
class LiveAskingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_bench = std::make_unique<LiveBench>(); }
    void cleanup() { m_bench.reset(); }
    void aNewTokenDoesNotHurryABusyService();
    void aNewTokenGoesOnAfterHalfABatch();
    void withoutItsOrganisationASourcePauses();

private:
    [[nodiscard]] DeliveryStatus statusOf(SourceId source) const
    {
        const auto link = m_bench->live->link(source);
        return link ? link->delivery : DeliveryStatus();
    }
    /// Values at the server of ours.
    [[nodiscard]] std::int64_t valuesThere() const
    {
        return answer(m_bench->remote.store().ports().records->count({}, {})).value_or(-1);
    }

    std::unique_ptr<LiveBench> m_bench;
};

void LiveAskingTest::aNewTokenDoesNotHurryABusyService() // C1: Retry-After
{
    const HostileServer busy([](HostileConnection &c) {
        while (c.read())
            c.answer(503, {}, "Retry-After: 3600\r\n");
    });
    const Source source = m_bench->add(busy.url(), PublishLevel::Summary);
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    m_bench->giveToken(source.id, u"one"_s);
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Retrying);
    const auto requests = busy.requests().size();
    m_bench->giveToken(source.id, u"two"_s);
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Retrying);
    m_bench->live->sendNow(source.id);
    QTest::qWait(200); // as long as a request would take, and longer
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Retrying); // the new one has looked
    const DeliveryStatus status = statusOf(source.id);
    QCOMPARE(status.state, DeliveryState::Retrying);
    QVERIFY(status.nextIn && *status.nextIn > std::chrono::seconds(3500));
    QVERIFY(status.error && status.isReachable);
    QCOMPARE(busy.requests().size(), requests);
    // Another service asked for nothing.
    SourceChange change;
    change.endpoint = m_bench->url();
    change.move = SourceMove::SameService;
    QVERIFY(answer(m_bench->parts.ports.sources->update(source.id, change)));
    QTRY_COMPARE(m_bench->live->link(source.id)->source.endpoint, m_bench->url());
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
    QCOMPARE(valuesThere(), 1);
}

void LiveAskingTest::aNewTokenGoesOnAfterHalfABatch() // C2, C3
{
    constexpr int kValues = 6;
    constexpr int kBefore = 3;
    auto &access = m_bench->remote.store().access();
    const NewToken wanted{u"first"_s, u"ana@example.org"_s, {u"og_local"_s}};
    const auto first = answer(access.createToken(wanted));
    QVERIFY(first);
    std::atomic<int> publishes = 0;
    FaultProxy proxy([&](const SeenRequest &request) {
        if (request.firstLine().startsWith("POST /v1/metrics ") && ++publishes == kBefore + 1) {
            const QDeadlineTimer patience(10'000);
            while (valuesThere() < kBefore && !patience.hasExpired())
                QThread::msleep(1);
            (void)answer(access.revokeToken(first->token.id));
        }
        return ProxyFault::None;
    });
    proxy.setUpstream(m_bench->remote.port());
    const Source source = m_bench->add(proxy.url(), PublishLevel::Summary);
    for (int i = 0; i < kValues; ++i)
        m_bench->enter(u"load"_s, i, 1'777'600'000 + i);
    m_bench->giveToken(source.id, first->secret);
    QTRY_VERIFY(publishes > kBefore); // until it had a token it paused, too
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Paused);
    QCOMPARE(valuesThere(), kBefore);
    QCOMPARE(statusOf(source.id).counts.waiting, kValues - kBefore);
    QCOMPARE(statusOf(source.id).counts.attention, 0);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
    QCOMPARE(valuesThere(), kValues);
    QCOMPARE(proxy.publications().size(), std::size_t{kValues}); // once each
    QCOMPARE(m_bench->remote->get("/v1/sessions").items().size(), kValues);
}

void LiveAskingTest::withoutItsOrganisationASourcePauses() // edge case: RobotoNoOrgProvided
{
    QVERIFY(answer(m_bench->remote.store().access().createOrganisation({u"Two"_s, u"og_two"_s})));
    const Source source = m_bench->add(m_bench->url(), PublishLevel::Summary);
    for (int i = 0; i < 3; ++i)
        m_bench->enter(u"load"_s, i, 1'777'600'000 + i);
    m_bench->giveToken(source.id, m_bench->remote.newToken({u"og_local"_s, u"og_two"_s}));
    const auto reason = [&] {
        const auto error = statusOf(source.id).error;
        return error ? error->message : QString();
    };
    QTRY_VERIFY2(reason().contains(u"Name the organisation"_s), qPrintable(reason()));
    const DeliveryStatus status = statusOf(source.id);
    QCOMPARE(status.state, DeliveryState::Paused);
    QCOMPARE(status.counts.attention, 0); // no value is to blame
    SourceChange change;
    change.organisation = u"og_local"_s;
    change.move = SourceMove::SameService;
    QVERIFY(answer(m_bench->parts.ports.sources->update(source.id, change)));
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
    QCOMPARE(valuesThere(), 3);
}

TIDEMARK_TEST(LiveAskingTest)
#include "live_asking_test.moc"
