// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/metric_catalog.h"
#include "tests/services/sources/live_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// Which token a source at work uses, and where it goes.
class LiveTokenUseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_bench = std::make_unique<LiveBench>(); }
    void cleanup() { m_bench.reset(); }
    void aWrongTokenPausesAndAnotherGoesOn();
    void aRemovedTokenEndsTheSending();
    void aLockedKeyringPauses();
    void aKeyringIsAskedAgain_data();
    void aKeyringIsAskedAgain();
    void aRefusedTokenIsReadAgain();
    void aTokenOfAnotherOrganisationTouchesNothing();
    void theTokenIsNotSentToAnotherAddress();
    void anotherServiceAtTheSameOriginKeepsItsToken();
    void triesWithTheTokenThatIsKept();

private:
    std::unique_ptr<LiveBench> m_bench;
};

void LiveTokenUseTest::aWrongTokenPausesAndAnotherGoesOn()
{
    const Source source = m_bench->add(PublishLevel::Summary);
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    m_bench->giveToken(source.id, u"no-such-token"_s);
    QTRY_VERIFY(m_bench->remote.server().statistics().requests > 0);
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Paused);
    const QString message = m_bench->live->link(source.id)->delivery.error->message;
    QVERIFY2(!message.contains(u"no-such-token"_s), qPrintable(message));
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
    QCOMPARE(m_bench->there(u"load"_s).size(), 1);
}

void LiveTokenUseTest::aRemovedTokenEndsTheSending()
{
    const Source source = m_bench->add(PublishLevel::Summary);
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

void LiveTokenUseTest::aLockedKeyringPauses()
{
    m_bench->keyring.setLocked(true);
    const Source source = m_bench->add(PublishLevel::Summary);
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Paused);
    QTRY_COMPARE(m_bench->live->link(source.id)->delivery.error->message,
                 u"The keyring is locked."_s); // before that it may wait for the keyring
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

void LiveTokenUseTest::aKeyringIsAskedAgain_data()
{
    QTest::addColumn<bool>("isLocked"); // else the token is kept later, by another program
    QTest::addColumn<bool>("isFetch");
    QTest::newRow("unlocked, send") << true << false;
    QTest::newRow("unlocked, fetch") << true << true;
    QTest::newRow("kept elsewhere, send") << false << false;
    QTest::newRow("kept elsewhere, fetch") << false << true;
}

void LiveTokenUseTest::aKeyringIsAskedAgain() // Q4, Z6
{
    QFETCH(const bool, isLocked);
    QFETCH(const bool, isFetch);
    m_bench->keyring.setLocked(isLocked);
    const Source source = m_bench->add(PublishLevel::Summary);
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
    QCOMPARE(m_bench->there(u"load"_s).size(), 1);
}

void LiveTokenUseTest::aRefusedTokenIsReadAgain() // another program kept a better one
{
    const Source source = m_bench->add(PublishLevel::Summary);
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    QVERIFY(answer(m_bench->keyring.set(tokenKey(source), Secret("no-such-token"))));
    m_bench->live->sendNow(source.id);
    QTRY_VERIFY(m_bench->live->link(source.id) && m_bench->live->link(source.id)->tokenPlace);
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Paused);
    const Secret token = Secret::fromText(m_bench->remote.newToken());
    QVERIFY(answer(m_bench->keyring.set(tokenKey(source), token)));
    m_bench->live->sendNow(source.id);
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
    QCOMPARE(m_bench->there(u"load"_s).size(), 1);
}

// Both organisations are of the same server.
void LiveTokenUseTest::aTokenOfAnotherOrganisationTouchesNothing()
{
    QVERIFY(answer(m_bench->remote.store().access().createOrganisation({u"two"_s, u"og_two"_s})));
    m_bench->remote.publish(m_bench->remote.session(1, 2), u"theirs"_s, 3);
    const Source source = m_bench->add(PublishLevel::Summary);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    auto fetched = m_bench->live->fetch({source.id});
    QTRY_VERIFY(fetched.isFinished());
    QVERIFY(fetched.result()->isComplete);
    QVERIFY(answer(m_bench->parts.ports.catalog->find(u"theirs"_s)));
    const auto gone = m_bench->live->removeToken(source.id);
    QTRY_VERIFY(gone.isFinished());
    QTRY_VERIFY(!m_bench->live->link(source.id)->tokenPlace); // the first one sends no more
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    m_bench->giveToken(source.id, m_bench->remote.newToken({u"og_two"_s}));
    const auto reason = [&] {
        const auto error = m_bench->live->link(source.id)->delivery.error;
        return error ? error->message : QString();
    };
    QTRY_VERIFY2(reason().contains(u"og_two"_s),
                 qPrintable(reason())); // without one it pauses, too
    QCOMPARE(m_bench->stateOf(source.id), DeliveryState::Paused);
    auto other = m_bench->live->fetch({source.id});
    QTRY_VERIFY(other.isFinished());
    QVERIFY(!other.result()->isComplete);
    QVERIFY(answer(m_bench->parts.ports.catalog->find(u"theirs"_s)));
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
    QCOMPARE(m_bench->there(u"load"_s).size(), 1);
}

// Q4, R1: a token goes to the scheme, host and port that it was given for, and nowhere else.
void LiveTokenUseTest::theTokenIsNotSentToAnotherAddress()
{
    const Source source = m_bench->add(PublishLevel::Summary);
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

void LiveTokenUseTest::anotherServiceAtTheSameOriginKeepsItsToken()
{
    const Source source = m_bench->add(PublishLevel::Summary);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    QTRY_COMPARE(m_bench->there(u"load"_s).size(), 1);
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
    SourceChange change;
    change.organisation = u"og_local"_s;
    change.move = SourceMove::OtherService;
    const auto moved = answer(m_bench->parts.ports.sources->update(source.id, change));
    QVERIFY(moved && moved->id != source.id);
    QTRY_VERIFY(m_bench->live->link(moved->id) && m_bench->live->link(moved->id)->tokenPlace);
    QVERIFY(!m_bench->live->link(source.id));
    m_bench->enter(u"load"_s, 2.5, 1'777'600'001);
    QTRY_COMPARE_WITH_TIMEOUT(m_bench->there(u"load"_s).size(), 2,
                              20'000); // once the old sender is gone
}

void LiveTokenUseTest::triesWithTheTokenThatIsKept()
{
    const Source source = m_bench->add(PublishLevel::Off);
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

TIDEMARK_TEST(LiveTokenUseTest)
#include "live_token_use_test.moc"
