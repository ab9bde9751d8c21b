// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/record_store.h"
#include "model/ports/source_store.h"
#include "services/outbox/steady_clock.h"
#include "services/sources/ending_sources.h"
#include "services/sources/live_sources.h"
#include "services/sources/roboto_remotes.h"
#include "tests/model/store/store_fixture.h"
#include "tests/services/roboto/server_harness.h"
#include "tests/services/sources/memory_secrets.h"
#include "tests/support/heartbeat.h"
#include "tests/support/hostile_server.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <chrono>
#include <semaphore>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

/// An import that keeps the store's writer until it is let go, or for five seconds.
class HeldImport final : public RowSource
{
public:
    [[nodiscard]] Result<bool> next(std::vector<ImportRow> & /*rows*/) override
    {
        m_begun.release();
        (void)m_go.try_acquire_for(std::chrono::seconds(5));
        return false;
    }
    void waitForBegin() { m_begun.acquire(); }
    void letGo() { m_go.release(); }

private:
    std::counting_semaphore<> m_begun{0};
    std::counting_semaphore<> m_go{0};
};

} // namespace

/// The window never waits for the end of what a source does (P1).
class SourceEndTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aServerThatNeverAnswersIsNotWaitedFor();
    void aBusyStoreIsNotWaitedFor();
    void aFetchIsNotWaitedFor();
    void aNewTokenWaitsForTheOldSending();
    void aRemovedSourceIsNotWaitedFor();

private:
    [[nodiscard]] Source add(const QString &endpoint)
    {
        NewSource source;
        source.name = u"far"_s;
        source.endpoint = endpoint;
        source.level = PublishLevel::Summary;
        return answer(m_parts.ports.sources->create(source)).value_or(Source{});
    }
    [[nodiscard]] Source addRemote() { return add(u"http://127.0.0.1:%1"_s.arg(m_remote->port())); }
    void enterValue()
    {
        ValueEntry entry;
        entry.metric = u"load"_s;
        entry.value = 1.5;
        entry.at = Timestamp(1'777'600'000'000'000'000);
        QVERIFY(answer(m_parts.ports.records->enter(entry)));
    }
    void giveToken(SourceId source, const QString &token)
    {
        QTRY_VERIFY(m_live->link(source));
        auto kept = m_live->setToken(source, Secret::fromText(token), SecretPlace::Session);
        QTRY_VERIFY(kept.isFinished());
        QVERIFY(kept.result());
    }
    [[nodiscard]] DeliveryState stateOf(SourceId source) const
    {
        const auto link = m_live->link(source);
        return link ? link->delivery.state : DeliveryState::Off;
    }
    void holdWriter()
    {
        m_held = std::make_shared<HeldImport>();
        m_import = m_parts.ports.records->importRows(m_held, {}, {}, {});
        m_held->waitForBegin();
    }
    [[nodiscard]] qsizetype sessionsThere()
    {
        return (*m_remote)->get("/v1/sessions").items().size();
    }

    std::unique_ptr<RobotoHarness> m_remote;
    std::unique_ptr<QTemporaryDir> m_folder;
    StorePointer m_store;
    std::unique_ptr<MemorySecrets> m_keyring;
    std::unique_ptr<MemorySecrets> m_session;
    std::unique_ptr<SourceTokens> m_tokens;
    std::unique_ptr<RobotoRemotes> m_remotes;
    outbox::MachineSteadyClock m_steady;
    std::unique_ptr<EndingSources> m_ending;
    LiveParts m_parts;
    std::unique_ptr<LiveSources> m_live;
    std::shared_ptr<HeldImport> m_held;
    QFuture<Result<ImportSummary>> m_import;
};

void SourceEndTest::init()
{
    m_remote = std::make_unique<RobotoHarness>();
    m_remotes = std::make_unique<RobotoRemotes>();
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = openStore(m_folder->filePath(u"here.tidemark"_s)).value_or(nullptr);
    QVERIFY(m_store);
    m_keyring = std::make_unique<MemorySecrets>(SecretPlace::Keyring);
    m_session = std::make_unique<MemorySecrets>(SecretPlace::Session);
    m_tokens = std::make_unique<SourceTokens>(*m_keyring, *m_session);
    m_ending = std::make_unique<EndingSources>();
    m_parts = {m_store->ports(), m_store.get(),   QString::fromLatin1(kLocalOrgUid),
               u"ana"_s,         m_store->path(), m_store,
               m_ending.get(),   m_remotes.get(), &m_steady,
               &steppingClock()};
    m_live = std::make_unique<LiveSources>(m_parts, *m_tokens);
}

void SourceEndTest::cleanup()
{
    m_live.reset();
    m_ending.reset();
    m_parts = {};
    m_remotes.reset();
    m_store.reset();
    m_remote.reset();
}

void SourceEndTest::aServerThatNeverAnswersIsNotWaitedFor()
{
    const HostileServer silent([](HostileConnection &connection) {
        connection.read();
        connection.hang();
    });
    const Source source = add(silent.url());
    enterValue();
    giveToken(source.id, u"token"_s);
    QTRY_VERIFY(!silent.requests().empty());
    Heartbeat heart;
    giveToken(source.id, u"another"_s);
    QTRY_COMPARE(silent.requests().back().header("Authorization"), QByteArray("Bearer another"));
    m_live.reset();
    QVERIFY2(heart.longestStall_ms() < Heartbeat::kLimit_ms,
             qPrintable(u"%1 ms"_s.arg(heart.longestStall_ms())));
    QTRY_VERIFY(m_ending->isEmpty());
}

void SourceEndTest::aBusyStoreIsNotWaitedFor()
{
    const Source source = addRemote();
    enterValue();
    QTRY_VERIFY(m_live->link(source.id));
    holdWriter();
    giveToken(source.id, m_remote->newToken());
    QTRY_COMPARE(stateOf(source.id), DeliveryState::Sending);
    Heartbeat heart;
    giveToken(source.id, m_remote->newToken());
    m_live.reset();
    QVERIFY2(heart.longestStall_ms() < Heartbeat::kLimit_ms,
             qPrintable(u"%1 ms"_s.arg(heart.longestStall_ms())));
    QVERIFY(!m_ending->isEmpty()); // it waits for the store, and nobody for it
    m_held->letGo();
    QTRY_VERIFY(m_ending->isEmpty());
    QVERIFY(answer(std::move(m_import)));
}

void SourceEndTest::aFetchIsNotWaitedFor()
{
    const Source source = addRemote();
    m_remote->publish(m_remote->session(10, 20), u"load"_s, 7.5);
    giveToken(source.id, m_remote->newToken());
    holdWriter();
    const auto fetch = m_live->fetch({source.id});
    const auto before = m_remote->server().statistics().requests;
    QTRY_VERIFY(m_remote->server().statistics().requests > before); // a page, to be written
    Heartbeat heart;
    m_live.reset();
    QVERIFY(fetch.isFinished());
    QVERIFY2(heart.longestStall_ms() < Heartbeat::kLimit_ms,
             qPrintable(u"%1 ms"_s.arg(heart.longestStall_ms())));
    m_held->letGo();
    QTRY_VERIFY(m_ending->isEmpty());
    QVERIFY(answer(std::move(m_import)));
}

void SourceEndTest::aNewTokenWaitsForTheOldSending()
{
    const Source source = addRemote();
    enterValue();
    QTRY_VERIFY(m_live->link(source.id));
    holdWriter();
    giveToken(source.id, m_remote->newToken());
    QTRY_COMPARE(stateOf(source.id), DeliveryState::Sending);
    for (int i = 0; i < 3; ++i)
        giveToken(source.id, m_remote->newToken());
    QCOMPARE(stateOf(source.id), DeliveryState::Waiting); // not Elsewhere: nobody else is there
    m_held->letGo();
    QTRY_COMPARE(stateOf(source.id), DeliveryState::Idle);
    QCOMPARE(sessionsThere(), 1);
    QVERIFY(answer(std::move(m_import)));
}

void SourceEndTest::aRemovedSourceIsNotWaitedFor()
{
    const HostileServer silent([](HostileConnection &connection) {
        connection.read();
        connection.hang();
    });
    const Source source = add(silent.url());
    enterValue();
    giveToken(source.id, u"token"_s);
    QTRY_VERIFY(!silent.requests().empty());
    Heartbeat heart;
    auto removed = m_parts.ports.sources->remove(source.id, true);
    QTRY_VERIFY(removed.isFinished());
    QVERIFY(removed.result());
    QTRY_VERIFY(!m_live->link(source.id));
    QVERIFY2(heart.longestStall_ms() < Heartbeat::kLimit_ms,
             qPrintable(u"%1 ms"_s.arg(heart.longestStall_ms())));
    QTRY_VERIFY(m_ending->isEmpty());
}

TIDEMARK_TEST(SourceEndTest)
#include "source_end_test.moc"
