// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/secrets/session_secret_store.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

class SessionSecretStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void keepsReplacesAndRemoves();
    void saysThatItForgets();
    void refusesEmptyOnes();
};

void SessionSecretStoreTest::keepsReplacesAndRemoves()
{
    SessionSecretStore store;
    QVERIFY(store.get(u"a"_s).takeResult().value() == std::nullopt);
    QVERIFY(store.set(u"a"_s, Secret::fromText(u"one")).takeResult());
    QVERIFY(store.set(u"b"_s, Secret::fromText(u"other")).takeResult());
    QVERIFY(store.set(u"a"_s, Secret::fromText(u"two")).takeResult());
    QVERIFY(store.get(u"a"_s).takeResult().value() == Secret::fromText(u"two"));
    QVERIFY(store.remove(u"a"_s).takeResult());
    QVERIFY(store.remove(u"a"_s).takeResult());
    QVERIFY(store.get(u"a"_s).takeResult().value() == std::nullopt);
    QVERIFY(store.get(u"b"_s).takeResult().value() == Secret::fromText(u"other"));
}

void SessionSecretStoreTest::saysThatItForgets()
{
    SessionSecretStore store;
    QCOMPARE(store.place(), SecretPlace::Session);
    QVERIFY(store.isAvailable().takeResult());
    QVERIFY(store.set(u"a"_s, Secret::fromText(u"one")).takeResult());
    SessionSecretStore next;
    QVERIFY(next.get(u"a"_s).takeResult().value() == std::nullopt);
}

void SessionSecretStoreTest::refusesEmptyOnes()
{
    SessionSecretStore store;
    const auto empty = store.set(u"a"_s, Secret()).takeResult();
    QCOMPARE(empty.error().detail, u"secret.empty"_s);
    const auto nameless = store.set(QString(), Secret::fromText(u"one")).takeResult();
    QCOMPARE(nameless.error().detail, u"secret.key"_s);
    QCOMPARE(store.get(QString()).takeResult().error().code, ErrorCode::InvalidArgument);
}

} // namespace

TIDEMARK_TEST(SessionSecretStoreTest)
#include "session_secret_store_test.moc"
