// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/store_events.h"
#include "tests/services/sources/live_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

const QString kReadOnlyHere = u"The store is open elsewhere, so it is read-only here."_s;

/// The sources of the store once more, as in a second window, which only reads it.
struct SecondWindow
{
    explicit SecondWindow(LiveBench &bench)
    {
        store::OpenOptions options = openOptions(bench.store->path());
        options.readOnly = true;
        options.readOnlyReason = kReadOnlyHere;
        store = answer(store::LocalStore::open(options)).value_or(nullptr);
        if (!store)
            qFatal("The store of the test cannot be opened to read.");
        LiveParts parts = bench.parts;
        parts.ports = store->ports();
        parts.scopes = store.get();
        parts.store = store;
        parts.readOnlyReason = store->readOnlyReason();
        live = std::make_unique<LiveSources>(parts, bench.tokens);
    }

    StorePointer store;
    std::unique_ptr<LiveSources> live;
};

} // namespace

/// Nothing is sent from a store that cannot be written, and what keeps it from that is told.
class LiveReadOnlyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_bench = std::make_unique<LiveBench>(); }
    void cleanup() { m_bench.reset(); }
    void aSecondWindowLeavesTheSendingToTheFirst();
    void aStoreThatBecomesReadOnlyIsNotSentFrom();

private:
    [[nodiscard]] static bool isPausedByTheStore(const LiveSources &live, SourceId source)
    {
        const auto link = live.link(source);
        return link && link->delivery.state == DeliveryState::Paused && link->delivery.error &&
               link->delivery.error->code == ErrorCode::ReadOnly &&
               link->delivery.error->message == kReadOnlyHere;
    }
    [[nodiscard]] std::int64_t waiting(SourceId source) const
    {
        const auto link = m_bench->live->link(source);
        return link && link->isRead ? link->delivery.counts.waiting : -1;
    }
    [[nodiscard]] qsizetype sessionsThere() const
    {
        return m_bench->remote->get("/v1/sessions").items().size();
    }

    std::unique_ptr<LiveBench> m_bench;
};

void LiveReadOnlyTest::aSecondWindowLeavesTheSendingToTheFirst()
{
    const Source source = m_bench->add(m_bench->url(), PublishLevel::Summary);
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    QTRY_COMPARE(waiting(source.id), 3); // the first one has no token yet
    const SecondWindow second(*m_bench);
    QTRY_VERIFY(second.live->link(source.id));
    auto kept = second.live->setToken(source.id, Secret::fromText(m_bench->remote.newToken()),
                                      SecretPlace::Session);
    QTRY_VERIFY(kept.isFinished());
    QTRY_VERIFY(second.live->link(source.id)->isRead);
    QTRY_VERIFY(second.live->link(source.id)->tokenPlace);
    QVERIFY(isPausedByTheStore(*second.live, source.id));
    second.live->sendNow(source.id);
    m_bench->live->sendNow(source.id); // which finds the token
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
    QTRY_COMPARE(waiting(source.id), 0);
    QCOMPARE(sessionsThere(), 1);
    QVERIFY(isPausedByTheStore(*second.live, source.id));
}

void LiveReadOnlyTest::aStoreThatBecomesReadOnlyIsNotSentFrom()
{
    const Source source = m_bench->add(m_bench->url(), PublishLevel::Summary);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
    Q_EMIT m_bench->parts.ports.events->becameReadOnly(kReadOnlyHere);
    QVERIFY(isPausedByTheStore(*m_bench->live, source.id));
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    QTRY_COMPARE(waiting(source.id), 3);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    QTRY_VERIFY(m_bench->live->link(source.id)->tokenPlace);
    QVERIFY(isPausedByTheStore(*m_bench->live, source.id));
    const Source later = m_bench->add(m_bench->url(), PublishLevel::Summary, u"later"_s);
    m_bench->giveToken(later.id, m_bench->remote.newToken());
    QTRY_VERIFY(waiting(later.id) >= 0);
    QVERIFY(isPausedByTheStore(*m_bench->live, later.id));
    QCOMPARE(sessionsThere(), 0);
}

TIDEMARK_TEST(LiveReadOnlyTest)
#include "live_read_only_test.moc"
