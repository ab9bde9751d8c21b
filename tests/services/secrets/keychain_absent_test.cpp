// SPDX-License-Identifier: GPL-3.0-or-later
// A desktop without a secret service. In a process of its own, since a process keeps its bus.
#include "services/secrets/keychain_store.h"
#include "tests/support/private_bus.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

class KeychainAbsentTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { failOnUnexpectedWarnings(); }
    void saysThatThereIsNoSecretService();

private:
    PrivateBus m_bus;
};

template <class T>
T answerOf(QFuture<T> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 30'000))
        qFatal("The keyring does not answer.");
    return future.takeResult();
}

void KeychainAbsentTest::initTestCase()
{
    if (!m_bus.isRunning())
        QSKIP("This system has no dbus-daemon (package dbus-daemon): the whole class is left out.");
}

void KeychainAbsentTest::saysThatThereIsNoSecretService()
{
    KeychainStore store(u"tidemark-test"_s);
    QCOMPARE(answerOf(store.isAvailable()), false);
    const auto set = answerOf(store.set(u"source"_s, Secret::fromText(u"token")));
    QVERIFY(!set);
    QVERIFY2(set.error().message.contains(u"for this session only"_s),
             qPrintable(set.error().message));
    QCOMPARE(set.error().code, ErrorCode::Unsupported);
    QCOMPARE(answerOf(store.get(u"source"_s)).error().code, ErrorCode::Unsupported);
    QCOMPARE(answerOf(store.remove(u"source"_s)).error().code, ErrorCode::Unsupported);
}

} // namespace

TIDEMARK_TEST(KeychainAbsentTest)
#include "keychain_absent_test.moc"
