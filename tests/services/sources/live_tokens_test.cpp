// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/source_store.h"
#include "tests/services/sources/live_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// Where the token of a source at work is kept, and that it goes on with it (Q4).
class LiveTokensTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_bench = std::make_unique<LiveBench>(); }
    void cleanup() { m_bench.reset(); }
    void aMovedTokenIsUsedFromItsNewPlace();
    void aTokenThatCannotMoveIsStillUsed();
    void aSourceThatIsNotThereHasNone();
    void theTokenOfARemovedSourceCanBeForgotten();

private:
    /// With a token that is kept for the session.
    [[nodiscard]] Source addWithToken()
    {
        const Source source = m_bench->add(m_bench->url(), PublishLevel::Detailed);
        m_bench->giveToken(source.id, m_bench->remote.newToken());
        return source;
    }
    [[nodiscard]] Result<void> move(SourceId source, SecretPlace place)
    {
        const auto moved = m_bench->live->moveToken(source, place);
        [&] { QTRY_VERIFY(moved.isFinished()); }();
        return moved.isFinished() ? moved.result()
                                  : failure(ErrorCode::Timeout, u"It does not end."_s);
    }
    /// A value that is entered now arrives.
    void sendsAValue(const Source &source)
    {
        m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
        QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
        QTRY_VERIFY(m_bench->live->link(source.id)->delivery.sent > 0);
    }

    std::unique_ptr<LiveBench> m_bench;
};

void LiveTokensTest::aMovedTokenIsUsedFromItsNewPlace()
{
    const Source source = addWithToken();
    QVERIFY(move(source.id, SecretPlace::Keyring));
    QVERIFY(m_bench->keyring.holds(tokenKey(source)));
    QVERIFY(!m_bench->session.holds(tokenKey(source)));
    QTRY_COMPARE(m_bench->live->link(source.id)->tokenPlace, std::optional(SecretPlace::Keyring));
    sendsAValue(source);
    QVERIFY(move(source.id, SecretPlace::Session));
    QVERIFY(!m_bench->keyring.holds(tokenKey(source)));
    QTRY_COMPARE(m_bench->live->link(source.id)->tokenPlace, std::optional(SecretPlace::Session));
}

void LiveTokensTest::aTokenThatCannotMoveIsStillUsed()
{
    const Source source = addWithToken();
    m_bench->keyring.setLocked(true);
    const auto moved = move(source.id, SecretPlace::Keyring);
    QCOMPARE(moved.error().code, ErrorCode::PermissionDenied);
    QVERIFY(m_bench->session.holds(tokenKey(source)));
    sendsAValue(source);
    QCOMPARE(m_bench->live->link(source.id)->tokenPlace, std::optional(SecretPlace::Session));
}

void LiveTokensTest::aSourceThatIsNotThereHasNone()
{
    QCOMPARE(move(SourceId(4711), SecretPlace::Session).error().code, ErrorCode::NotFound);
    const Source source = m_bench->add(m_bench->url(), PublishLevel::Off);
    QTRY_VERIFY(m_bench->live->link(source.id));
    QCOMPARE(move(source.id, SecretPlace::Session).error().code, ErrorCode::NotFound);
}

void LiveTokensTest::theTokenOfARemovedSourceCanBeForgotten()
{
    const Source source = addWithToken();
    QVERIFY(m_bench->session.holds(tokenKey(source)));
    QVERIFY(answer(m_bench->parts.ports.sources->remove(source.id, false)));
    QTRY_VERIFY(!m_bench->live->link(source.id));
    const auto gone = m_bench->live->removeToken(source.id);
    QTRY_VERIFY(gone.isFinished());
    QVERIFY(!m_bench->session.holds(tokenKey(source)));
    QCOMPARE(answer(m_bench->live->removeToken(SourceId(4711))).error().code, ErrorCode::NotFound);
}

TIDEMARK_TEST(LiveTokensTest)
#include "live_tokens_test.moc"
