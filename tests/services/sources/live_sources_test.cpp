// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/metric_catalog.h"
#include "model/ports/outbox_store.h"
#include "tests/services/sources/live_bench.h"
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
    void init() { m_bench = std::make_unique<LiveBench>(); }
    void cleanup() { m_bench.reset(); }
    void withoutATokenNothingIsSent();
    void sendsOnceThereIsAToken();
    void aWrongTokenPausesAndAnotherGoesOn();
    void whatWaitsIsKnownThroughoutANewToken();
    void followsSourcesThatComeChangeAndGo();
    void fetchesOneAtATime();
    void aFetchThatIsStoppedKeepsWhatCame();
    void aRemovedTokenEndsTheSending();
    void aLockedKeyringPauses();
    void aKeyringIsAskedAgain_data();
    void aKeyringIsAskedAgain();
    void aRefusedTokenIsReadAgain();
    void aTokenOfAnotherOrganisationTouchesNothing();
    void theTokenIsNotSentToAnotherAddress();
    void anotherServiceAtTheSameOriginKeepsItsToken();
    void triesWithTheTokenThatIsKept();
    void tellsWhomItSpokeTo();
    void comparesAggregates();
    void endsWhileItFetches();

private:
    [[nodiscard]] Source add(PublishLevel level, const QString &name = u"far"_s)
    {
        return m_bench->add(m_bench->url(), level, name);
    }
    [[nodiscard]] QJsonArray there(const QString &metric)
    {
        const Answer answer = m_bench->remote->post(
            "/v1/metrics/query",
            {{u"name"_s, metric}, {u"end_time_ns"_s, qint64(4'000'000'000'000'000'000)}});
        constexpr int kNoSuchMetric = 404;
        return answer.status == kNoSuchMetric ? QJsonArray() : answer.items();
    }

    std::unique_ptr<LiveBench> m_bench;
};

void LiveSourcesTest::withoutATokenNothingIsSent()
{
    const Source source = add(PublishLevel::Summary);
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Paused);
    const SourceLink link = *m_bench->live->link(source.id);
    QVERIFY(link.delivery.error->message.contains(u"token"_s));
    QVERIFY(!link.tokenPlace);
    QTRY_COMPARE(m_bench->live->link(source.id)->delivery.counts.waiting, 3);
    QCOMPARE(m_bench->remote.server().statistics().requests, 0U);
    QVERIFY(m_bench->live->contacts().empty());
}

void LiveSourcesTest::sendsOnceThereIsAToken()
{
    const Source source = add(PublishLevel::Summary);
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
    QCOMPARE(m_bench->live->link(source.id)->tokenPlace, SecretPlace::Session);
    QCOMPARE(there(u"load"_s).size(), 1);
    QCOMPARE(there(u"load"_s).at(0)[u"value"].toDouble(), 1.5);
    m_bench->enter(u"load"_s, 2.5, 1'777'600'001); // what comes later goes by itself
    QTRY_COMPARE(there(u"load"_s).size(), 2);
}

void LiveSourcesTest::aWrongTokenPausesAndAnotherGoesOn()
{
    const Source source = add(PublishLevel::Summary);
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    m_bench->giveToken(source.id, u"no-such-token"_s);
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Paused);
    const QString message = m_bench->live->link(source.id)->delivery.error->message;
    QVERIFY2(!message.contains(u"no-such-token"_s), qPrintable(message));
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
    QCOMPARE(there(u"load"_s).size(), 1);
}

// S9: neither after a start nor with a new token does it look as if nothing waited.
void LiveSourcesTest::whatWaitsIsKnownThroughoutANewToken()
{
    const Source source = add(PublishLevel::Summary);
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    m_bench->begin();
    int told = 0;
    QStringList wrong;
    connect(m_bench->live.get(), &SourceLinks::linkChanged, this, [&](SourceId id) {
        const SourceLink link = *m_bench->live->link(id);
        ++told;
        if (link.isRead &&
            (link.delivery.counts.waiting != 3 || link.delivery.state == DeliveryState::Off))
            wrong << u"%1 waiting, state %2"_s.arg(link.delivery.counts.waiting)
                         .arg(static_cast<int>(link.delivery.state));
    });
    QTRY_VERIFY(m_bench->live->link(source.id));
    for (int i = 0; i < 2; ++i) {
        m_bench->giveToken(source.id, u"no-such-token"_s);
        QTRY_VERIFY(m_bench->live->link(source.id)->tokenPlace &&
                    m_bench->stateOf(source.id) == DeliveryState::Paused);
    }
    QVERIFY(told > 0);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u"; "_s)));
    QVERIFY(m_bench->live->link(source.id)->isRead);
}

void LiveSourcesTest::followsSourcesThatComeChangeAndGo()
{
    const QSignalSpy changed(m_bench->live.get(), &SourceLinks::linksChanged);
    const Source b = add(PublishLevel::Off, u"b"_s);
    const Source a = add(PublishLevel::Off, u"a"_s);
    QTRY_COMPARE(m_bench->live->links().size(), 2U);
    QCOMPARE(m_bench->live->links().front().source.name, u"a"_s);
    QCOMPARE(m_bench->stateOf(a.id), DeliveryState::Off);
    SourceChange change;
    change.name = u"c"_s;
    QVERIFY(answer(m_bench->parts.ports.sources->update(a.id, change)));
    QTRY_COMPARE(m_bench->live->links().front().source.name, u"b"_s);
    QVERIFY(answer(m_bench->parts.ports.sources->remove(b.id, false)));
    QTRY_COMPARE(m_bench->live->links().size(), 1U);
    QVERIFY(!m_bench->live->link(b.id));
    QVERIFY(changed.size() >= 3);
    QCOMPARE(answer(m_bench->live->fetch({b.id})).error().code, ErrorCode::NotFound);
}

void LiveSourcesTest::fetchesOneAtATime()
{
    const QString session = m_bench->remote.session(10, 20);
    m_bench->remote.publish(session, u"load"_s, 7.5);
    const Source source = add(PublishLevel::Off);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    auto first = m_bench->live->fetch({source.id});
    QVERIFY(m_bench->live->link(source.id)->fetching);
    const auto second = answer(m_bench->live->fetch({source.id}));
    QCOMPARE(second.error().code, ErrorCode::Conflict);
    QTRY_VERIFY(first.isFinished());
    const auto summary = first.takeResult();
    QVERIFY2(summary, qPrintable(summary ? QString() : summary.error().message));
    QVERIFY(summary->isComplete);
    QCOMPARE(summary->records.added, 1);
    QCOMPARE(answer(m_bench->parts.ports.records->count({}, {})).value_or(-1), 1);
    const SourceLink link = *m_bench->live->link(source.id);
    QVERIFY(!link.fetching);
    QVERIFY(link.lastFetch == *summary);
    QTRY_VERIFY(m_bench->live->link(source.id)->lastFetched);
}

void LiveSourcesTest::aFetchThatIsStoppedKeepsWhatCame()
{
    const QString session = m_bench->remote.session(10, 20);
    m_bench->remote.publish(session, u"load"_s, 7.5);
    const Source source = add(PublishLevel::Off);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    auto fetch = m_bench->live->fetch({source.id});
    m_bench->live->stopFetch(source.id);
    QTRY_VERIFY(fetch.isFinished());
    QVERIFY(!m_bench->live->link(source.id)->fetching);
    auto again = m_bench->live->fetch({source.id});
    QTRY_VERIFY(again.isFinished());
    QVERIFY(again.result()->isComplete);
    QCOMPARE(answer(m_bench->parts.ports.records->count({}, {})).value_or(-1), 1);
}

void LiveSourcesTest::aRemovedTokenEndsTheSending()
{
    const Source source = add(PublishLevel::Summary);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
    const auto gone = m_bench->live->removeToken(source.id);
    QTRY_VERIFY(gone.isFinished());
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Paused);
    const auto before = m_bench->remote.server().statistics().requests;
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    QTRY_COMPARE(m_bench->live->link(source.id)->delivery.counts.waiting, 3);
    QCOMPARE(m_bench->remote.server().statistics().requests, before);
}

void LiveSourcesTest::aLockedKeyringPauses()
{
    m_bench->keyring.setLocked(true);
    const Source source = add(PublishLevel::Summary);
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Paused);
    QCOMPARE(m_bench->live->link(source.id)->delivery.error->message, u"The keyring is locked."_s);
    auto fetch = m_bench->live->fetch({source.id});
    QTRY_VERIFY(fetch.isFinished());
    QCOMPARE(fetch.takeResult().error().code, ErrorCode::PermissionDenied);
    ConnectionDraft draft;
    draft.endpoint = source.endpoint;
    draft.tokenOf = source.id;
    auto trial = m_bench->live->check(draft, {}); // what is wrong is the keyring, not the token
    QTRY_VERIFY(trial.isFinished());
    const ConnectionReport report = trial.takeResult();
    QCOMPARE(report.failedAt, ConnectionStep::Token);
    QCOMPARE(report.error.message, u"The keyring is locked."_s);
}

void LiveSourcesTest::aKeyringIsAskedAgain_data()
{
    QTest::addColumn<bool>("isLocked"); // else the token is kept later, by another program
    QTest::addColumn<bool>("isFetch");
    QTest::newRow("unlocked, send") << true << false;
    QTest::newRow("unlocked, fetch") << true << true;
    QTest::newRow("kept elsewhere, send") << false << false;
    QTest::newRow("kept elsewhere, fetch") << false << true;
}

void LiveSourcesTest::aKeyringIsAskedAgain() // Q4, Z6
{
    QFETCH(const bool, isLocked);
    QFETCH(const bool, isFetch);
    m_bench->keyring.setLocked(isLocked);
    const Source source = add(PublishLevel::Summary);
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Paused);
    m_bench->keyring.setLocked(false);
    const Secret token = Secret::fromText(m_bench->remote.newToken());
    QVERIFY(answer(m_bench->keyring.set(tokenKey(source), token)));
    if (isFetch) {
        auto fetch = m_bench->live->fetch({source.id});
        QTRY_VERIFY(fetch.isFinished());
        const auto summary = fetch.takeResult();
        QVERIFY2(summary && summary->isComplete,
                 summary ? "" : qPrintable(summary.error().message));
    } else {
        m_bench->live->sendNow(source.id);
    }
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
    QCOMPARE(m_bench->live->link(source.id)->tokenPlace, SecretPlace::Keyring);
    QCOMPARE(there(u"load"_s).size(), 1);
}

void LiveSourcesTest::aRefusedTokenIsReadAgain() // another program kept a better one
{
    const Source source = add(PublishLevel::Summary);
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    QVERIFY(answer(m_bench->keyring.set(tokenKey(source), Secret("no-such-token"))));
    m_bench->live->sendNow(source.id);
    QTRY_VERIFY(m_bench->live->link(source.id) && m_bench->live->link(source.id)->tokenPlace);
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Paused);
    const Secret token = Secret::fromText(m_bench->remote.newToken());
    QVERIFY(answer(m_bench->keyring.set(tokenKey(source), token)));
    m_bench->live->sendNow(source.id);
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
    QCOMPARE(there(u"load"_s).size(), 1);
}

// Q4, R1: a token goes to the scheme, host and port that it was given for, and nowhere else.
// Both organisations are of the same server.
void LiveSourcesTest::aTokenOfAnotherOrganisationTouchesNothing()
{
    QVERIFY(answer(m_bench->remote.store().access().createOrganisation({u"two"_s, u"og_two"_s})));
    m_bench->remote.publish(m_bench->remote.session(1, 2), u"theirs"_s, 3);
    const Source source = add(PublishLevel::Summary);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    auto fetched = m_bench->live->fetch({source.id});
    QTRY_VERIFY(fetched.isFinished());
    QVERIFY(fetched.result()->isComplete);
    QVERIFY(answer(m_bench->parts.ports.catalog->find(u"theirs"_s)));
    m_bench->giveToken(source.id, m_bench->remote.newToken({u"og_two"_s}));
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Paused);
    QVERIFY(m_bench->live->link(source.id)->delivery.error->message.contains(u"og_two"_s));
    auto other = m_bench->live->fetch({source.id});
    QTRY_VERIFY(other.isFinished());
    QVERIFY(!other.result()->isComplete);
    QVERIFY(answer(m_bench->parts.ports.catalog->find(u"theirs"_s)));
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
    QCOMPARE(there(u"load"_s).size(), 1);
}

void LiveSourcesTest::theTokenIsNotSentToAnotherAddress()
{
    const Source source = add(PublishLevel::Summary);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
    RobotoHarness other;
    const QString otherUrl = u"http://127.0.0.1:%1"_s.arg(other.port());
    ConnectionDraft draft;
    draft.endpoint = otherUrl;
    draft.tokenOf = source.id;
    auto trial = m_bench->live->check(draft, {});
    QTRY_VERIFY(trial.isFinished());
    const ConnectionReport report = trial.takeResult();
    QCOMPARE(report.failedAt, ConnectionStep::Token);
    QVERIFY2(report.error.message.contains(m_bench->url()) &&
                 report.error.message.contains(otherUrl),
             qPrintable(report.error.message));
    SourceChange change;
    change.endpoint = otherUrl;
    change.move = SourceMove::SameService;
    QVERIFY(answer(m_bench->parts.ports.sources->update(source.id, change)));
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    QTRY_COMPARE(m_bench->live->link(source.id)->source.endpoint, otherUrl);
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Paused);
    QVERIFY(!m_bench->live->link(source.id)->tokenPlace);
    QTRY_VERIFY(!m_bench->session.holds(tokenKey(source))); // and it is forgotten
    const auto before = other.server().statistics().requests;
    auto fetch = m_bench->live->fetch({source.id});
    QTRY_VERIFY(fetch.isFinished());
    QCOMPARE(fetch.takeResult().error().code, ErrorCode::PermissionDenied);
    QCOMPARE(other.server().statistics().requests, before);
    m_bench->giveToken(source.id, other.newToken());
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
}

void LiveSourcesTest::anotherServiceAtTheSameOriginKeepsItsToken()
{
    const Source source = add(PublishLevel::Summary);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    QTRY_COMPARE(there(u"load"_s).size(), 1);
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
    SourceChange change;
    change.organisation = u"og_local"_s;
    change.move = SourceMove::OtherService;
    const auto moved = answer(m_bench->parts.ports.sources->update(source.id, change));
    QVERIFY(moved && moved->id != source.id);
    QTRY_VERIFY(m_bench->live->link(moved->id) && m_bench->live->link(moved->id)->tokenPlace);
    QVERIFY(!m_bench->live->link(source.id));
    m_bench->enter(u"load"_s, 2.5, 1'777'600'001);
    QTRY_COMPARE_WITH_TIMEOUT(there(u"load"_s).size(), 2, 20'000); // once the old sender is gone
}

void LiveSourcesTest::triesWithTheTokenThatIsKept()
{
    const Source source = add(PublishLevel::Off);
    ConnectionDraft draft;
    draft.endpoint = source.endpoint;
    draft.tokenOf = source.id;
    QTRY_VERIFY(m_bench->live->link(source.id));
    auto without = m_bench->live->check(draft, {});
    QTRY_VERIFY(without.isFinished());
    QCOMPARE(without.takeResult().failedAt, ConnectionStep::Token);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    auto with = m_bench->live->check(draft, {});
    QTRY_VERIFY(with.isFinished());
    QVERIFY(!with.takeResult().failedAt);
    draft.token = Secret::fromText(u"another"); // what is typed comes first
    auto typed = m_bench->live->check(draft, {});
    QTRY_VERIFY(typed.isFinished());
    QCOMPARE(typed.takeResult().failedAt, ConnectionStep::Token);
}

void LiveSourcesTest::tellsWhomItSpokeTo()
{
    const Source source = add(PublishLevel::Off);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    QVERIFY(!m_bench->live->link(source.id)->lastContact);
    auto fetch = m_bench->live->fetch({source.id});
    QTRY_VERIFY(fetch.isFinished());
    const auto contacts = m_bench->live->contacts();
    QCOMPARE(contacts.size(), 1U);
    QCOMPARE(contacts.front().address, u"http://127.0.0.1:%1"_s.arg(m_bench->remote.port()));
    QCOMPARE(m_bench->live->link(source.id)->lastContact, contacts.front().last);
}

void LiveSourcesTest::comparesAggregates()
{
    const QString session = m_bench->remote.session(10, 20);
    m_bench->remote.publish(session, u"load"_s, 7.5);
    const Source source = add(PublishLevel::Off);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    auto fetch = m_bench->live->fetch({source.id});
    QTRY_VERIFY(fetch.isFinished());
    const auto load = answer(m_bench->parts.ports.catalog->find(u"load"_s));
    QVERIFY(load);
    AggregateQuery query;
    query.selection.metrics = {load->id};
    query.selection.begin = Timestamp(0);
    query.selection.end = Timestamp(100);
    auto equal = m_bench->live->compare(source.id, query, AggregateFunction::Mean, {});
    QTRY_VERIFY(equal.isFinished());
    auto comparison = equal.takeResult();
    QVERIFY2(comparison, qPrintable(comparison ? QString() : comparison.error().message));
    QCOMPARE(comparison->buckets.size(), 1U);
    QCOMPARE(comparison->buckets.front().here, 7.5);
    QCOMPARE(comparison->buckets.front().there, 7.5);
    QCOMPARE(comparison->different, 0);
    DefinitionChange rename; // it is asked for by its name there
    rename.name = u"burden"_s;
    QVERIFY(answer(m_bench->parts.ports.catalog->update(load->id, rename)));
    m_bench->remote.publish(m_bench->remote.session(10, 20), u"load"_s, 1);
    auto other = m_bench->live->compare(source.id, query, AggregateFunction::Mean, {});
    QTRY_VERIFY(other.isFinished());
    QCOMPARE(other.takeResult()->different, 1);
    query.selection.metrics = {MetricId(4711)};
    auto missing = m_bench->live->compare(source.id, query, AggregateFunction::Mean, {});
    QTRY_VERIFY(missing.isFinished());
    QCOMPARE(missing.takeResult().error().code, ErrorCode::NotFound);
}

void LiveSourcesTest::endsWhileItFetches()
{
    for (int i = 0; i < 20; ++i)
        m_bench->remote.publish(m_bench->remote.session(i, i + 1), u"load"_s, i);
    const Source source = add(PublishLevel::Summary);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    const auto fetch = m_bench->live->fetch({source.id});
    m_bench->live.reset();
    QVERIFY(fetch.isFinished());
    m_bench->begin(); // and the store is as good as ever
    QTRY_VERIFY(m_bench->live->link(source.id));
    auto again = m_bench->live->fetch({source.id});
    QTRY_VERIFY(again.isFinished());
    QCOMPARE(answer(m_bench->parts.ports.records->count({}, {})).value_or(-1), 20);
}

TIDEMARK_TEST(LiveSourcesTest)
#include "live_sources_test.moc"
