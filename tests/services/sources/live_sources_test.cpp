// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/metric_catalog.h"
#include "model/ports/outbox_store.h"
#include "model/ports/record_store.h"
#include "model/ports/source_store.h"
#include "services/outbox/steady_clock.h"
#include "services/sources/ending_sources.h"
#include "services/sources/live_sources.h"
#include "services/sources/roboto_remotes.h"
#include "tests/model/store/store_fixture.h"
#include "tests/services/roboto/server_harness.h"
#include "tests/services/sources/memory_secrets.h"
#include "tests/support/test_registry.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// The sources of a store at work, over HTTP with a server of ours.
class LiveSourcesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void withoutATokenNothingIsSent();
    void sendsOnceThereIsAToken();
    void aWrongTokenPausesAndAnotherGoesOn();
    void followsSourcesThatComeChangeAndGo();
    void fetchesOneAtATime();
    void aFetchThatIsStoppedKeepsWhatCame();
    void aRemovedTokenEndsTheSending();
    void aLockedKeyringPauses();
    void triesWithTheTokenThatIsKept();
    void theTokenOfARemovedSourceCanBeForgotten();
    void tellsWhomItSpokeTo();
    void comparesAggregates();
    void endsWhileItFetches();

private:
    [[nodiscard]] Source add(PublishLevel level, const QString &name = u"far"_s)
    {
        NewSource source;
        source.name = name;
        source.endpoint = u"http://127.0.0.1:%1"_s.arg(m_remote->port());
        source.level = level;
        return answer(m_parts.ports.sources->create(source)).value_or(Source{});
    }
    void enter(const QString &metric, double value, std::int64_t at_s)
    {
        ValueEntry entry;
        entry.metric = metric;
        entry.value = value;
        entry.at = Timestamp(at_s * RobotoHarness::kSecond);
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
    [[nodiscard]] QJsonArray there(const QString &metric)
    {
        return (*m_remote)
            ->post("/v1/metrics/query",
                   {{u"name"_s, metric}, {u"end_time_ns"_s, qint64(4'000'000'000'000'000'000)}})
            .items();
    }
    void begin() { m_live = std::make_unique<LiveSources>(m_parts, *m_tokens); }

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
};

void LiveSourcesTest::init()
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
    begin();
}

void LiveSourcesTest::cleanup()
{
    m_live.reset();
    m_ending.reset();
    m_parts = {};
    m_remotes.reset();
    m_store.reset();
    m_remote.reset();
}

void LiveSourcesTest::withoutATokenNothingIsSent()
{
    const Source source = add(PublishLevel::Summary);
    enter(u"load"_s, 1.5, 1'777'600'000);
    QTRY_COMPARE(stateOf(source.id), DeliveryState::Paused);
    const SourceLink link = *m_live->link(source.id);
    QVERIFY(link.delivery.error->message.contains(u"token"_s));
    QVERIFY(!link.tokenPlace);
    QTRY_COMPARE(m_live->link(source.id)->delivery.counts.waiting, 3);
    QCOMPARE(m_remote->server().statistics().requests, 0U);
    QVERIFY(m_live->contacts().empty());
}

void LiveSourcesTest::sendsOnceThereIsAToken()
{
    const Source source = add(PublishLevel::Summary);
    enter(u"load"_s, 1.5, 1'777'600'000);
    giveToken(source.id, m_remote->newToken());
    QTRY_COMPARE(stateOf(source.id), DeliveryState::Idle);
    QCOMPARE(m_live->link(source.id)->tokenPlace, SecretPlace::Session);
    QCOMPARE(there(u"load"_s).size(), 1);
    QCOMPARE(there(u"load"_s).at(0)[u"value"].toDouble(), 1.5);
    enter(u"load"_s, 2.5, 1'777'600'001); // what comes later goes by itself
    QTRY_COMPARE(there(u"load"_s).size(), 2);
}

void LiveSourcesTest::aWrongTokenPausesAndAnotherGoesOn()
{
    const Source source = add(PublishLevel::Summary);
    enter(u"load"_s, 1.5, 1'777'600'000);
    giveToken(source.id, u"no-such-token"_s);
    QTRY_COMPARE(stateOf(source.id), DeliveryState::Paused);
    const QString message = m_live->link(source.id)->delivery.error->message;
    QVERIFY2(!message.contains(u"no-such-token"_s), qPrintable(message));
    giveToken(source.id, m_remote->newToken());
    QTRY_COMPARE(stateOf(source.id), DeliveryState::Idle);
    QCOMPARE(there(u"load"_s).size(), 1);
}

void LiveSourcesTest::followsSourcesThatComeChangeAndGo()
{
    const QSignalSpy changed(m_live.get(), &SourceLinks::linksChanged);
    const Source b = add(PublishLevel::Off, u"b"_s);
    const Source a = add(PublishLevel::Off, u"a"_s);
    QTRY_COMPARE(m_live->links().size(), 2U);
    QCOMPARE(m_live->links().front().source.name, u"a"_s);
    QCOMPARE(stateOf(a.id), DeliveryState::Off);
    SourceChange change;
    change.name = u"c"_s;
    QVERIFY(answer(m_parts.ports.sources->update(a.id, change)));
    QTRY_COMPARE(m_live->links().front().source.name, u"b"_s);
    QVERIFY(answer(m_parts.ports.sources->remove(b.id, false)));
    QTRY_COMPARE(m_live->links().size(), 1U);
    QVERIFY(!m_live->link(b.id));
    QVERIFY(changed.size() >= 3);
    QCOMPARE(answer(m_live->fetch({b.id})).error().code, ErrorCode::NotFound);
}

void LiveSourcesTest::fetchesOneAtATime()
{
    const QString session = m_remote->session(10, 20);
    m_remote->publish(session, u"load"_s, 7.5);
    const Source source = add(PublishLevel::Off);
    giveToken(source.id, m_remote->newToken());
    auto first = m_live->fetch({source.id});
    QVERIFY(m_live->link(source.id)->fetching);
    const auto second = answer(m_live->fetch({source.id}));
    QCOMPARE(second.error().code, ErrorCode::Conflict);
    QTRY_VERIFY(first.isFinished());
    const auto summary = first.takeResult();
    QVERIFY2(summary, qPrintable(summary ? QString() : summary.error().message));
    QVERIFY(summary->isComplete);
    QCOMPARE(summary->records.added, 1);
    QCOMPARE(answer(m_parts.ports.records->count({}, {})).value_or(-1), 1);
    const SourceLink link = *m_live->link(source.id);
    QVERIFY(!link.fetching);
    QVERIFY(link.lastFetch == *summary);
    QTRY_VERIFY(m_live->link(source.id)->lastFetched);
}

void LiveSourcesTest::aFetchThatIsStoppedKeepsWhatCame()
{
    const QString session = m_remote->session(10, 20);
    m_remote->publish(session, u"load"_s, 7.5);
    const Source source = add(PublishLevel::Off);
    giveToken(source.id, m_remote->newToken());
    auto fetch = m_live->fetch({source.id});
    m_live->stopFetch(source.id);
    QTRY_VERIFY(fetch.isFinished());
    QVERIFY(!m_live->link(source.id)->fetching);
    auto again = m_live->fetch({source.id});
    QTRY_VERIFY(again.isFinished());
    QVERIFY(again.result()->isComplete);
    QCOMPARE(answer(m_parts.ports.records->count({}, {})).value_or(-1), 1);
}

void LiveSourcesTest::aRemovedTokenEndsTheSending()
{
    const Source source = add(PublishLevel::Summary);
    giveToken(source.id, m_remote->newToken());
    QTRY_COMPARE(stateOf(source.id), DeliveryState::Idle);
    const auto gone = m_live->removeToken(source.id);
    QTRY_VERIFY(gone.isFinished());
    QTRY_COMPARE(stateOf(source.id), DeliveryState::Paused);
    const auto before = m_remote->server().statistics().requests;
    enter(u"load"_s, 1.5, 1'777'600'000);
    QTRY_COMPARE(m_live->link(source.id)->delivery.counts.waiting, 3);
    QCOMPARE(m_remote->server().statistics().requests, before);
}

void LiveSourcesTest::aLockedKeyringPauses()
{
    m_keyring->setLocked(true);
    const Source source = add(PublishLevel::Summary);
    QTRY_COMPARE(stateOf(source.id), DeliveryState::Paused);
    QCOMPARE(m_live->link(source.id)->delivery.error->message, u"The keyring is locked."_s);
    QCOMPARE(answer(m_live->fetch({source.id})).error().code, ErrorCode::PermissionDenied);
}

void LiveSourcesTest::triesWithTheTokenThatIsKept()
{
    const Source source = add(PublishLevel::Off);
    ConnectionDraft draft;
    draft.endpoint = source.endpoint;
    draft.tokenOf = source.id;
    QTRY_VERIFY(m_live->link(source.id));
    auto without = m_live->check(draft, {});
    QTRY_VERIFY(without.isFinished());
    QCOMPARE(without.takeResult().failedAt, ConnectionStep::Token);
    giveToken(source.id, m_remote->newToken());
    auto with = m_live->check(draft, {});
    QTRY_VERIFY(with.isFinished());
    QVERIFY(!with.takeResult().failedAt);
    draft.token = Secret::fromText(u"another"); // what is typed comes first
    auto typed = m_live->check(draft, {});
    QTRY_VERIFY(typed.isFinished());
    QCOMPARE(typed.takeResult().failedAt, ConnectionStep::Token);
}

void LiveSourcesTest::theTokenOfARemovedSourceCanBeForgotten()
{
    const Source source = add(PublishLevel::Off);
    giveToken(source.id, m_remote->newToken());
    QVERIFY(m_session->holds(source.uid));
    QVERIFY(answer(m_parts.ports.sources->remove(source.id, false)));
    QTRY_VERIFY(!m_live->link(source.id));
    const auto gone = m_live->removeToken(source.id);
    QTRY_VERIFY(gone.isFinished());
    QVERIFY(!m_session->holds(source.uid));
    QCOMPARE(answer(m_live->removeToken(SourceId(4711))).error().code, ErrorCode::NotFound);
}

void LiveSourcesTest::tellsWhomItSpokeTo()
{
    const Source source = add(PublishLevel::Off);
    giveToken(source.id, m_remote->newToken());
    QVERIFY(!m_live->link(source.id)->lastContact);
    auto fetch = m_live->fetch({source.id});
    QTRY_VERIFY(fetch.isFinished());
    const auto contacts = m_live->contacts();
    QCOMPARE(contacts.size(), 1U);
    QCOMPARE(contacts.front().address, u"http://127.0.0.1:%1"_s.arg(m_remote->port()));
    QCOMPARE(m_live->link(source.id)->lastContact, contacts.front().last);
}

void LiveSourcesTest::comparesAggregates()
{
    const QString session = m_remote->session(10, 20);
    m_remote->publish(session, u"load"_s, 7.5);
    const Source source = add(PublishLevel::Off);
    giveToken(source.id, m_remote->newToken());
    auto fetch = m_live->fetch({source.id});
    QTRY_VERIFY(fetch.isFinished());
    const auto load = answer(m_parts.ports.catalog->find(u"load"_s));
    QVERIFY(load);
    AggregateQuery query;
    query.selection.metrics = {load->id};
    query.selection.begin = Timestamp(0);
    query.selection.end = Timestamp(100);
    auto equal = m_live->compare(source.id, query, AggregateFunction::Mean, {});
    QTRY_VERIFY(equal.isFinished());
    auto comparison = equal.takeResult();
    QVERIFY2(comparison, qPrintable(comparison ? QString() : comparison.error().message));
    QCOMPARE(comparison->buckets.size(), 1U);
    QCOMPARE(comparison->buckets.front().here, 7.5);
    QCOMPARE(comparison->buckets.front().there, 7.5);
    QCOMPARE(comparison->different, 0);
    m_remote->publish(m_remote->session(10, 20), u"load"_s, 1);
    auto other = m_live->compare(source.id, query, AggregateFunction::Mean, {});
    QTRY_VERIFY(other.isFinished());
    QCOMPARE(other.takeResult()->different, 1);
    query.selection.metrics = {MetricId(4711)};
    auto missing = m_live->compare(source.id, query, AggregateFunction::Mean, {});
    QTRY_VERIFY(missing.isFinished());
    QCOMPARE(missing.takeResult().error().code, ErrorCode::NotFound);
}

void LiveSourcesTest::endsWhileItFetches()
{
    for (int i = 0; i < 20; ++i)
        m_remote->publish(m_remote->session(i, i + 1), u"load"_s, i);
    const Source source = add(PublishLevel::Summary);
    giveToken(source.id, m_remote->newToken());
    const auto fetch = m_live->fetch({source.id});
    m_live.reset();
    QVERIFY(fetch.isFinished());
    begin(); // and the store is as good as ever
    QTRY_VERIFY(m_live->link(source.id));
    auto again = m_live->fetch({source.id});
    QTRY_VERIFY(again.isFinished());
    QCOMPARE(answer(m_parts.ports.records->count({}, {})).value_or(-1), 20);
}

TIDEMARK_TEST(LiveSourcesTest)
#include "live_sources_test.moc"
