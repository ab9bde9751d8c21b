// SPDX-License-Identifier: GPL-3.0-or-later
// The real keyring, on a bus and in a home of its own (C7).
#include "services/secrets/keychain_store.h"
#include "tests/support/private_bus.h"
#include "tests/support/test_registry.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

class KeychainStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { failOnUnexpectedWarnings(); }
    void keepsReplacesAndRemoves();
    void outlivesTheStoreObject();
    void answersWhenTheStoreGoes();
    void refusesEmptyOnes();

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

QByteArray revealed(const Result<std::optional<Secret>> &answer)
{
    if (!answer)
        return "error: " + answer.error().detail.toUtf8();
    return *answer ? (*answer)->reveal().toByteArray() : QByteArray("nothing");
}

void KeychainStoreTest::initTestCase()
{
    if (!m_bus.isRunning())
        QSKIP("This system has no dbus-daemon (package dbus-daemon): the whole class is left out.");
    if (!m_bus.startKeyring())
        QSKIP("This system has no GNOME Keyring (package gnome-keyring): the whole class is left "
              "out.");
}

void KeychainStoreTest::keepsReplacesAndRemoves()
{
    KeychainStore store(u"tidemark-test"_s);
    QCOMPARE(store.place(), SecretPlace::Keyring);
    QCOMPARE(answerOf(store.isAvailable()), true);
    QCOMPARE(revealed(answerOf(store.get(u"source-1"_s))), QByteArray("nothing"));
    const QByteArray strange("t\xc3\xb6k\0en\n\xff", 8);
    const auto set = answerOf(store.set(u"source-1"_s, Secret{QByteArrayView(strange)}));
    QVERIFY2(set, set ? "" : qPrintable(set.error().detail));
    QCOMPARE(revealed(answerOf(store.get(u"source-1"_s))), strange);
    QVERIFY(answerOf(store.set(u"source-1"_s, Secret::fromText(u"second"))));
    QCOMPARE(revealed(answerOf(store.get(u"source-1"_s))), QByteArray("second"));
    QCOMPARE(revealed(answerOf(store.get(u"source-2"_s))), QByteArray("nothing"));
    QVERIFY(answerOf(store.remove(u"source-1"_s)));
    QVERIFY(answerOf(store.remove(u"source-1"_s))); // nothing is there: nothing happens
    QCOMPARE(revealed(answerOf(store.get(u"source-1"_s))), QByteArray("nothing"));
}

void KeychainStoreTest::outlivesTheStoreObject()
{
    constexpr auto kToken = "unmistakable-token-in-the-keyring";
    {
        KeychainStore store(u"tidemark-test"_s);
        QVERIFY(answerOf(store.set(u"kept"_s, Secret{QByteArrayView(kToken)})));
    }
    KeychainStore store(u"tidemark-test"_s);
    QCOMPARE(revealed(answerOf(store.get(u"kept"_s))), QByteArray(kToken));
    KeychainStore other(u"tidemark-other"_s);
    QCOMPARE(revealed(answerOf(other.get(u"kept"_s))), QByteArray("nothing"));
    int files = 0;
    QDirIterator all(m_bus.home(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        QFile file(all.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains(kToken), qPrintable(file.fileName()));
        ++files;
    }
    QVERIFY(files > 0); // among them the keyring's own
}

void KeychainStoreTest::answersWhenTheStoreGoes()
{
    QFuture<Result<std::optional<Secret>>> future;
    {
        KeychainStore store(u"tidemark-test"_s);
        future = store.get(u"source"_s);
    }
    const auto answer = answerOf(future);
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, ErrorCode::Cancelled);
}

void KeychainStoreTest::refusesEmptyOnes()
{
    KeychainStore store(u"tidemark-test"_s);
    QCOMPARE(answerOf(store.set(u"a"_s, Secret())).error().detail, u"secret.empty"_s);
    QCOMPARE(answerOf(store.get(QString())).error().detail, u"secret.key"_s);
}

} // namespace

TIDEMARK_TEST(KeychainStoreTest)
#include "keychain_store_test.moc"
