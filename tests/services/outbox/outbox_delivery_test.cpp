// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/source_store.h"
#include "services/outbox/outbox_delivery.h"
#include "tests/services/outbox/held_clock.h"
#include "tests/services/outbox/outbox_bench.h"
#include "tests/support/test_registry.h"

#include <QDateTime>
#include <QPromise>
#include <QSignalSpy>
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
class OutboxDeliveryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void sendsWhatIsEnteredAndSleeps();
    void offMeansNoWorkAndNoConnection();
    void keepsTheInterval();
    void waitsLongerAfterEachFailure();
    void waitsAsLongAsTheRemoteAsks();
    void nothingHurriesABusyRemote_data();
    void nothingHurriesABusyRemote();
    void aWrongTokenPausesUntilThereIsAnother();
    void aConnectionThatIsNotToBeTrustedPauses();
    void aTokenOfAnotherOrganisationPauses();
    void aServiceThatDoesNotTellItsOrganisationIsSentTo();
    void offlineWaitsForTheNetwork();
    void aStoreThatCannotBeReadIsReadAgain();
    void aHangEndsWithTheDelivery();
    void onlyOneProgramSends();
    void whoCannotNoteWhatItSendsLetsOthersSend();
    void aLockThatNamesNobodyHoldsNobodyUp();

private:
    void begin(const AskedWait &asked = {})
    {
        m_delivery = std::make_unique<OutboxDelivery>(
            m_bench->ports, m_bench->remote, m_clock,
            OutboxDelivery::Options{m_bench->source.id, m_lockPath, 1, {}, asked});
        m_delivery->start();
    }
    /// As after a new token: another delivery goes on.
    void beginAnew()
    {
        m_delivery->stop();
        QTRY_VERIFY(m_delivery->hasEnded());
        begin(AskedWait(m_delivery->askedWait()));
    }
    [[nodiscard]] DeliveryState state() const { return m_delivery->status().state; }

    std::unique_ptr<OutboxBench> m_bench;
    HeldClock m_clock;
    QString m_lockPath;
    std::unique_ptr<OutboxDelivery> m_delivery;
};

void OutboxDeliveryTest::init()
{
    failOnUnexpectedWarnings();
    m_bench = std::make_unique<OutboxBench>();
    QVERIFY(m_bench->store);
    m_lockPath.clear();
}

void OutboxDeliveryTest::cleanup()
{
    m_delivery.reset();
    m_bench.reset();
}

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
        QVERIFY(m_delivery->status().error.has_value());
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

void OutboxDeliveryTest::aWrongTokenPausesUntilThereIsAnother()
{
    m_bench->remote.setTokenValid(false);
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    begin();
    QTRY_COMPARE(state(), DeliveryState::Paused);
    QTRY_VERIFY(!m_clock.left());
    QVERIFY(!m_delivery->status().error->message.isEmpty());
    QCOMPARE(m_delivery->status().counts.waiting, 3);
    const auto requests = m_bench->remote.requests().size();
    const auto more = m_bench->enter(u"m"_s, 2, 200);
    QTRY_COMPARE(m_delivery->status().counts.waiting, 5);
    QCOMPARE(m_bench->remote.requests().size(), requests);
    m_bench->remote.setTokenValid(true);
    beginAnew();
    QTRY_COMPARE(state(), DeliveryState::Idle);
    QVERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid));
    QVERIFY(m_bench->remote.sessionOf(more.saved->sessionUid));
}

void OutboxDeliveryTest::aConnectionThatIsNotToBeTrustedPauses() // C4
{
    m_bench->remote.setFaults([](const QString &) { return FakeRemote::Fault::Insecure; });
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    begin();
    QTRY_COMPARE(state(), DeliveryState::Paused);
    QTRY_VERIFY(!m_clock.left()); // it is not tried again by itself
    QVERIFY(m_delivery->status().error);
    QCOMPARE(m_delivery->status().counts.waiting, 3);
    QCOMPARE(m_bench->remote.state().sessions.size(), 0U);
    m_bench->remote.setFaults({}); // with a certificate that a person trusts
    beginAnew();
    QTRY_COMPARE(state(), DeliveryState::Idle);
    QVERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid));
}

void OutboxDeliveryTest::aTokenOfAnotherOrganisationPauses()
{
    QVERIFY(m_bench->enter(u"m"_s, 1, 100).saved);
    begin();
    QTRY_COMPARE(state(), DeliveryState::Idle);
    const RemoteState own = m_bench->remote.state();
    m_bench->remote.setOrganisation(u"og_other"_s, {});
    beginAnew();
    const auto entry = m_bench->enter(u"m"_s, 2, 200);
    QTRY_COMPARE(state(), DeliveryState::Paused);
    QCOMPARE(m_delivery->status().error->code, ErrorCode::PermissionDenied);
    QVERIFY(m_delivery->status().error->message.contains(u"og_other"_s));
    m_delivery->sendNow(); // not by asking again either
    QTRY_VERIFY(m_clock.isAsleep());
    QVERIFY(m_bench->remote.state().definitions.empty());
    QVERIFY(m_bench->remote.state().sessions.empty());
    m_bench->remote.setOrganisation(u"og_far"_s, own);
    beginAnew();
    QTRY_COMPARE(state(), DeliveryState::Idle);
    QVERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid));
}

void OutboxDeliveryTest::aServiceThatDoesNotTellItsOrganisationIsSentTo()
{
    m_bench->failAll(u"whoami"_s, FakeRemote::Fault::Forbidden);
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    begin();
    QTRY_VERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid));
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
    for (int failed = 0; failed < 2; ++failed) {
        QTRY_COMPARE(state(), DeliveryState::Retrying);
        QVERIFY(m_delivery->status().error);
        QCOMPARE(m_delivery->status().trouble, DeliveryTrouble::Store);
        QTRY_VERIFY(m_clock.left()); // it wakes by itself
        m_clock.advance(*m_clock.left());
    }
    QTRY_COMPARE(state(), DeliveryState::Idle);
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

void OutboxDeliveryTest::onlyOneProgramSends()
{
    m_lockPath = m_bench->folder.filePath(u"far.lock"_s);
    m_bench->remote.setFaults([](const QString &) { return FakeRemote::Fault::Hang; });
    QVERIFY(m_bench->enter(u"m"_s, 1, 100).saved);
    begin();
    QTRY_VERIFY(!m_bench->remote.requests().isEmpty());
    FakeRemote other;
    OutboxDelivery second(m_bench->ports, other, m_clock, {m_bench->source.id, m_lockPath, 2});
    second.start();
    QTRY_COMPARE(second.status().state, DeliveryState::Elsewhere);
    QVERIFY(other.requests().isEmpty());
    m_delivery.reset();
    second.sendNow();
    QTRY_COMPARE(second.status().state, DeliveryState::Idle);
    QVERIFY(!other.requests().isEmpty());
}

void OutboxDeliveryTest::whoCannotNoteWhatItSendsLetsOthersSend()
{
    m_lockPath = m_bench->folder.filePath(u"far.lock"_s);
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    store::OpenOptions options = openOptions(m_bench->store->path());
    options.readOnly = true;
    const auto reading = answer(store::LocalStore::open(options));
    QVERIFY(reading);
    FakeRemote other;
    OutboxDelivery reader((*reading)->ports(), other, m_clock, {m_bench->source.id, m_lockPath, 2});
    reader.start();
    QTRY_COMPARE(reader.status().state, DeliveryState::Retrying);
    QCOMPARE(reader.status().trouble, DeliveryTrouble::Store);
    begin();
    QTRY_COMPARE(state(), DeliveryState::Idle);
    QVERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid).has_value());
    QVERIFY(other.requests().filter(u"publish "_s).isEmpty());
}

// Its process was killed between making the file and writing into it.
void OutboxDeliveryTest::aLockThatNamesNobodyHoldsNobodyUp()
{
    m_lockPath = m_bench->folder.filePath(u"far.lock"_s);
    QFile left(m_lockPath);
    QVERIFY(left.open(QIODevice::WriteOnly));
    QVERIFY(left.setFileTime(QDateTime::currentDateTimeUtc().addSecs(-60),
                             QFileDevice::FileModificationTime));
    left.close();
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    begin();
    QTRY_COMPARE(state(), DeliveryState::Idle);
    QVERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid).has_value());
}

TIDEMARK_TEST(OutboxDeliveryTest)
#include "outbox_delivery_test.moc"
