// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/source_store.h"
#include "tests/services/outbox/delivery_case.h"
#include "tests/support/test_registry.h"

#include <QPromise>
#include <QTest>

#include <atomic>
#include <functional>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::outbox;
using namespace tidemark::test;

namespace {

/// Sources of a store that cannot be read for the first times.
class UnreadableSources final : public SourceStore
{
public:
    UnreadableSources(SourceStore &sources, int failures)
        : m_sources(sources)
        , m_failures(failures)
    {}
    QFuture<Result<Source>> create(NewSource source) override
    {
        return m_sources.create(std::move(source));
    }
    QFuture<Result<Source>> foresee(NewSource source) override
    {
        return m_sources.foresee(std::move(source));
    }
    QFuture<Result<Source>> update(SourceId source, SourceChange change) override
    {
        return m_sources.update(source, std::move(change));
    }
    QFuture<Result<Source>> foresee(SourceId source, SourceChange change) override
    {
        return m_sources.foresee(source, std::move(change));
    }
    QFuture<Result<void>> remove(SourceId source, bool withQueue) override
    {
        return m_sources.remove(source, withQueue);
    }
    QFuture<Result<std::vector<Source>>> sources() override { return m_sources.sources(); }
    QFuture<Result<Source>> find(SourceId source) override
    {
        if (m_failures-- <= 0)
            return m_sources.find(source);
        QPromise<Result<Source>> promise;
        promise.start();
        promise.addResult(failure(ErrorCode::Io, u"The disk cannot be read."_s));
        promise.finish();
        return promise.future();
    }

private:
    SourceStore &m_sources;
    std::atomic<int> m_failures;
};

} // namespace

/// When a source is sent to, and what is told of it.
class OutboxDeliveryTest : public DeliveryCase
{
    Q_OBJECT

private Q_SLOTS:
    void sendsWhatIsEnteredAndSleeps();
    void offMeansNoWorkAndNoConnection();
    void keepsTheInterval();
    void waitsLongerAfterEachFailure();
    void waitsAsLongAsTheRemoteAsks();
    void nothingHurriesABusyRemote_data();
    void nothingHurriesABusyRemote();
    void offlineWaitsForTheNetwork();
    void aStoreThatCannotBeReadIsReadAgain();
    void aHangEndsWithTheDelivery();
};

void OutboxDeliveryTest::sendsWhatIsEnteredAndSleeps()
{
    begin();
    QTRY_COMPARE(state(), DeliveryState::Idle);
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QTRY_VERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid).has_value());
    QTRY_COMPARE(state(), DeliveryState::Idle);
    QCOMPARE(m_delivery->status().counts.waiting, 0);
    QVERIFY(!m_clock.left()); // no timer while nothing waits
}

void OutboxDeliveryTest::offMeansNoWorkAndNoConnection() // R5
{
    QVERIFY(m_bench->enter(u"m"_s, 1, 100).saved);
    m_bench->setLevel(PublishLevel::Off);
    begin();
    QTRY_COMPARE(m_delivery->status().counts.waiting, 3);
    QCOMPARE(state(), DeliveryState::Off);
    QTRY_VERIFY(m_clock.isAsleep());     // the status comes before the sleep
    const int sleeps = m_clock.sleeps(); // counted before the wake, which may be answered at once
    m_delivery->sendNow();
    QTRY_VERIFY(m_clock.sleeps() > sleeps);
    QVERIFY(m_bench->remote.requests().isEmpty());
    QVERIFY(!m_clock.left());
    m_bench->setLevel(PublishLevel::Summary);
    QTRY_COMPARE(state(), DeliveryState::Idle);
    QVERIFY(!m_bench->remote.requests().isEmpty());
}

void OutboxDeliveryTest::keepsTheInterval()
{
    SourceChange change;
    change.interval = Timedelta(60'000'000'000);
    QVERIFY(answer(m_bench->ports.sources->update(m_bench->source.id, change)));
    QVERIFY(m_bench->enter(u"m"_s, 1, 100).saved);
    begin();
    QTRY_COMPARE(state(), DeliveryState::Idle); // the first at once
    m_clock.advance(std::chrono::seconds(20));
    const auto entry = m_bench->enter(u"m"_s, 2, 200);
    QTRY_COMPARE(state(), DeliveryState::Waiting);
    QCOMPARE(m_delivery->status().nextIn, std::optional(std::chrono::milliseconds(40'000)));
    QVERIFY(!m_bench->remote.sessionOf(entry.saved->sessionUid));
    QTRY_COMPARE(m_clock.left(), std::optional(std::chrono::milliseconds(40'000)));
    m_clock.advance(std::chrono::seconds(40));
    QTRY_COMPARE(state(), DeliveryState::Idle);
    QVERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid));
    QVERIFY(m_bench->enter(u"m"_s, 3, 300).saved);
    QTRY_COMPARE(state(), DeliveryState::Waiting);
    m_delivery->sendNow();
    QTRY_COMPARE(state(), DeliveryState::Idle);
}

void OutboxDeliveryTest::waitsLongerAfterEachFailure() // C1
{
    m_bench->remote.setFaults([](const QString &) { return FakeRemote::Fault::Offline; });
    QVERIFY(m_bench->enter(u"m"_s, 1, 100).saved);
    begin();
    double wanted_ms = 1000;
    for (int i = 0; i < 12; ++i) {
        QTRY_COMPARE(state(), DeliveryState::Retrying);
        const int sleeps = m_clock.sleeps();
        QTRY_VERIFY(m_clock.left().has_value() && m_clock.left()->count() > 0);
        const auto left = m_clock.left()->count();
        QVERIFY2(left >= static_cast<std::int64_t>(wanted_ms * 0.8) - 1 &&
                     left <= static_cast<std::int64_t>(std::min(wanted_ms * 1.2, 300'000.0)),
                 qPrintable(QString::number(left)));
        QTRY_VERIFY(m_delivery->status().error.has_value());
        m_clock.advance(std::chrono::milliseconds(left));
        QTRY_VERIFY(m_clock.sleeps() > sleeps);
        wanted_ms = std::min(wanted_ms * 2, 300'000.0);
    }
    m_bench->remote.setFaults({});
    m_delivery->sendNow();
    QTRY_COMPARE(state(), DeliveryState::Idle);
}

void OutboxDeliveryTest::waitsAsLongAsTheRemoteAsks() // C1
{
    m_bench->remote.setFaults([](const QString &) { return FakeRemote::Fault::Busy; });
    QVERIFY(m_bench->enter(u"m"_s, 1, 100).saved);
    begin();
    QTRY_COMPARE(state(), DeliveryState::Retrying);
    QTRY_COMPARE(m_clock.left(), std::optional(std::chrono::milliseconds(7000)));
    m_bench->remote.setFaults({});
    m_clock.advance(std::chrono::seconds(7));
    QTRY_COMPARE(state(), DeliveryState::Idle);
}

void OutboxDeliveryTest::nothingHurriesABusyRemote_data()
{
    using Change = std::function<void(OutboxDeliveryTest &)>;
    QTest::addColumn<Change>("change");
    QTest::newRow("a person") << Change([](auto &test) { test.m_delivery->sendNow(); });
    QTest::newRow("the network is back") << Change([](auto &test) {
        test.m_delivery->setOnline(false);
        QTRY_VERIFY(!test.m_delivery->status().nextIn); // it has heard of it
        test.m_delivery->setOnline(true);
    });
    QTest::newRow("a new token") << Change([](auto &test) { test.beginAnew(); });
    QTest::newRow("a new token and a person") << Change([](auto &test) {
        test.beginAnew();
        test.m_delivery->sendNow();
    });
}

void OutboxDeliveryTest::nothingHurriesABusyRemote() // C1, R3: Retry-After
{
    QFETCH(const std::function<void(OutboxDeliveryTest &)>, change);
    m_bench->remote.setFaults([](const QString &) { return FakeRemote::Fault::Busy; });
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    begin();
    QTRY_COMPARE(state(), DeliveryState::Retrying);
    QTRY_COMPARE(m_clock.left(), std::optional(std::chrono::milliseconds(7000)));
    m_bench->remote.setFaults({});
    const auto requests = m_bench->remote.requests().size();
    m_clock.advance(std::chrono::seconds(2));
    change(*this);
    QTRY_COMPARE(state(), DeliveryState::Retrying);
    QTRY_COMPARE(m_delivery->status().nextIn, std::optional(std::chrono::milliseconds(5000)));
    QCOMPARE(m_delivery->status().trouble, DeliveryTrouble::Busy);
    QVERIFY(m_delivery->status().error.has_value());
    QTRY_COMPARE(m_clock.left(), std::optional(std::chrono::milliseconds(5000)));
    QCOMPARE(m_bench->remote.requests().size(), requests);
    m_clock.advance(std::chrono::seconds(5));
    QTRY_COMPARE(state(), DeliveryState::Idle);
    QVERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid));
}

void OutboxDeliveryTest::offlineWaitsForTheNetwork()
{
    begin();
    QTRY_COMPARE(state(), DeliveryState::Idle);
    m_delivery->setOnline(false);
    QVERIFY(m_bench->enter(u"m"_s, 1, 100).saved);
    QTRY_COMPARE(m_delivery->status().counts.waiting, 3);
    QTRY_VERIFY(!m_clock.left());
    QVERIFY(m_bench->remote.requests().isEmpty());
    m_delivery->setOnline(true);
    QTRY_COMPARE(state(), DeliveryState::Idle);
    QVERIFY(!m_bench->remote.requests().isEmpty());
}

void OutboxDeliveryTest::aStoreThatCannotBeReadIsReadAgain()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    UnreadableSources sources(*m_bench->ports.sources, 2);
    DataPorts ports = m_bench->ports;
    ports.sources = &sources;
    m_delivery = std::make_unique<OutboxDelivery>(
        ports, m_bench->remote, m_clock,
        OutboxDelivery::Options{m_bench->source.id, {}, 1, {}, {}});
    m_delivery->start();
    QTRY_COMPARE(state(), DeliveryState::Retrying);
    QVERIFY(m_delivery->status().error);
    QCOMPARE(m_delivery->status().trouble, DeliveryTrouble::Store);
    QTRY_VERIFY(m_clock.left()); // it wakes by itself
    const auto goesOn = [this] { // two wakes may come as one
        if (const auto left = m_clock.left())
            m_clock.advance(*left);
        return state() == DeliveryState::Idle;
    };
    QTRY_VERIFY(goesOn());
    QVERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid).has_value());
}

void OutboxDeliveryTest::aHangEndsWithTheDelivery()
{
    m_bench->remote.setFaults([](const QString &) { return FakeRemote::Fault::Hang; });
    QVERIFY(m_bench->enter(u"m"_s, 1, 100).saved);
    begin();
    QTRY_VERIFY(!m_bench->remote.requests().isEmpty());
    m_delivery.reset();
    QCOMPARE(answer(m_bench->ports.outbox->counts(m_bench->source.id))->waiting, 3);
}

TIDEMARK_TEST(OutboxDeliveryTest)
#include "outbox_delivery_test.moc"
