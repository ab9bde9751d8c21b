// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/sources/source_tokens.h"
#include "tests/model/store/store_fixture.h"
#include "tests/services/sources/memory_secrets.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// Where a source's token is, and that there is only one of it (Q4).
class SourceTokensTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsWhatWasSet_data();
    void findsWhatWasSet();
    void movesFromOnePlaceToTheOther();
    void movesTheKeptOne_data() { findsWhatWasSet_data(); }
    void movesTheKeptOne();
    void whatCannotBeMovedStays();
    void withoutAKeyringTheSessionRemains();
    void aLockedKeyringIsAnError();
    void removesFromBoth();

private:
    MemorySecrets m_keyring{SecretPlace::Keyring};
    MemorySecrets m_session{SecretPlace::Session};
    SourceTokens m_tokens{m_keyring, m_session};

private Q_SLOTS:
    void cleanup()
    {
        m_keyring.setAvailable(true);
        m_keyring.setLocked(false);
        QVERIFY(answer(m_tokens.remove(u"sr_1"_s)));
    }
};

void SourceTokensTest::findsWhatWasSet_data()
{
    QTest::addColumn<SecretPlace>("place");
    QTest::newRow("keyring") << SecretPlace::Keyring;
    QTest::newRow("session") << SecretPlace::Session;
}

void SourceTokensTest::findsWhatWasSet()
{
    QFETCH(const SecretPlace, place);
    QVERIFY(!*answer(m_tokens.find(u"sr_1"_s)));
    QVERIFY(answer(m_tokens.set(u"sr_1"_s, Secret("abc"), place)));
    const auto found = answer(m_tokens.find(u"sr_1"_s));
    QVERIFY(found && *found);
    QVERIFY((*found)->secret == Secret("abc"));
    QCOMPARE((*found)->place, place);
    QVERIFY(!*answer(m_tokens.find(u"sr_2"_s)));
}

void SourceTokensTest::movesFromOnePlaceToTheOther()
{
    QVERIFY(answer(m_tokens.set(u"sr_1"_s, Secret("old"), SecretPlace::Session)));
    QVERIFY(answer(m_tokens.set(u"sr_1"_s, Secret("new"), SecretPlace::Keyring)));
    QVERIFY(!m_session.holds(u"sr_1"_s));
    QVERIFY((*answer(m_tokens.find(u"sr_1"_s)))->secret == Secret("new"));
    QVERIFY(answer(m_tokens.set(u"sr_1"_s, Secret("newer"), SecretPlace::Session)));
    QVERIFY(!m_keyring.holds(u"sr_1"_s));
    QVERIFY((*answer(m_tokens.find(u"sr_1"_s)))->secret == Secret("newer"));
}

void SourceTokensTest::movesTheKeptOne()
{
    QFETCH(const SecretPlace, place);
    const bool isKeyring = place == SecretPlace::Keyring;
    const SecretPlace other = isKeyring ? SecretPlace::Session : SecretPlace::Keyring;
    QCOMPARE(answer(m_tokens.move(u"sr_1"_s, place)).error().code, ErrorCode::NotFound);
    QVERIFY(answer(m_tokens.set(u"sr_1"_s, Secret("abc"), other)));
    for (int i = 0; i < 2; ++i) { // the second time it is there
        QVERIFY(answer(m_tokens.move(u"sr_1"_s, place)));
        QCOMPARE(m_keyring.holds(u"sr_1"_s), isKeyring);
        QCOMPARE(m_session.holds(u"sr_1"_s), !isKeyring);
        QVERIFY((*answer(m_tokens.find(u"sr_1"_s)))->secret == Secret("abc"));
    }
}

void SourceTokensTest::whatCannotBeMovedStays()
{
    QVERIFY(answer(m_tokens.set(u"sr_1"_s, Secret("abc"), SecretPlace::Session)));
    m_keyring.setLocked(true); // it cannot be written there
    QCOMPARE(answer(m_tokens.move(u"sr_1"_s, SecretPlace::Keyring)).error().code,
             ErrorCode::PermissionDenied);
    QVERIFY(m_session.holds(u"sr_1"_s));
    m_keyring.setLocked(false);
    QVERIFY(answer(m_tokens.move(u"sr_1"_s, SecretPlace::Keyring)));
    m_keyring.setLocked(true); // it cannot be read here
    QCOMPARE(answer(m_tokens.move(u"sr_1"_s, SecretPlace::Session)).error().code,
             ErrorCode::PermissionDenied);
    m_keyring.setLocked(false);
    m_keyring.setKeepsAll(true); // it cannot be removed here
    QCOMPARE(answer(m_tokens.move(u"sr_1"_s, SecretPlace::Session)).error().code,
             ErrorCode::PermissionDenied);
    m_keyring.setKeepsAll(false);
    m_keyring.setLocked(false);
    QVERIFY(m_keyring.holds(u"sr_1"_s));
    QVERIFY(!m_session.holds(u"sr_1"_s));
}

void SourceTokensTest::withoutAKeyringTheSessionRemains()
{
    m_keyring.setAvailable(false);
    QVERIFY(!answer(m_tokens.hasKeyring()));
    const auto none = answer(m_tokens.find(u"sr_1"_s));
    QVERIFY(none && !*none);
    QCOMPARE(answer(m_tokens.set(u"sr_1"_s, Secret("abc"), SecretPlace::Keyring)).error().code,
             ErrorCode::Unsupported);
    QVERIFY(answer(m_tokens.set(u"sr_1"_s, Secret("abc"), SecretPlace::Session)));
    QVERIFY((*answer(m_tokens.find(u"sr_1"_s)))->secret == Secret("abc"));
    QVERIFY(answer(m_tokens.remove(u"sr_1"_s)));
    QVERIFY(!m_session.holds(u"sr_1"_s));
}

void SourceTokensTest::aLockedKeyringIsAnError()
{
    m_keyring.setLocked(true);
    QCOMPARE(answer(m_tokens.find(u"sr_1"_s)).error().code, ErrorCode::PermissionDenied);
    QCOMPARE(answer(m_tokens.remove(u"sr_1"_s)).error().code, ErrorCode::PermissionDenied);
}

void SourceTokensTest::removesFromBoth()
{
    QVERIFY(answer(m_keyring.set(u"sr_1"_s, Secret("a"))));
    QVERIFY(answer(m_session.set(u"sr_1"_s, Secret("b"))));
    QVERIFY(answer(m_tokens.remove(u"sr_1"_s)));
    QVERIFY(!m_keyring.holds(u"sr_1"_s));
    QVERIFY(!m_session.holds(u"sr_1"_s));
}

TIDEMARK_TEST(SourceTokensTest)
#include "source_tokens_test.moc"
