// SPDX-License-Identifier: GPL-3.0-or-later
// The tokens of receivers: sent where they were given for, kept and forgotten.
#include "services/receiving/receiver_rules.h"
#include "services/receiving/receiver_set.h"
#include "services/sources/source_tokens.h"
#include "tests/services/receiving/receiving_bench.h"
#include "tests/services/sources/memory_secrets.h"
#include "tests/support/hostile_server.h"
#include "tests/support/test_registry.h"

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::receiving;
using namespace tidemark::test;

class ReceiverTokensTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void aTokenIsSentToItsAddressAloneAndForgottenWithIt()
    {
        const auto page = [](HostileConnection &connection) {
            while (connection.read())
                connection.answer(200, "jobs 3\n", "Content-Type: text/plain\r\n");
        };
        HostileServer target(page);
        HostileServer other(page);
        const auto lastToken = [](const HostileServer &server) {
            const auto requests = server.requests();
            return requests.empty() ? QByteArray("none asked")
                                    : requests.back().header("Authorization");
        };
        ReceivingBench bench;
        MemorySecrets keyring(SecretPlace::Keyring);
        MemorySecrets session(SecretPlace::Session);
        SourceTokens tokens(keyring, session);
        ReceiverSet set(threadReceivers({bench.ports, &bench.clock, &bench.network, &tokens},
                                        bench.local, bench.ending),
                        {}, ReceiverSet::Store::Writable);
        set.setTokens(&tokens);
        const auto put = [&](const ReceiverPlan &plan, const QByteArray &token) {
            return await(set.putWithToken(plan, Secret(token), SecretPlace::Keyring));
        };
        ReceiverPlan plan = planOf(ReceiverKind::Prometheus, target.url());
        const auto uid = put(plan, "one");
        QVERIFY(uid);
        plan = set.link(*uid)->plan;
        QVERIFY(plan.hasToken);
        QVERIFY(keyring.holds(tokenKeyOf(plan)));
        QTRY_COMPARE(lastToken(target), QByteArray("Bearer one"));
        QVERIFY(put(plan, "two")); // nothing else of the plan is another
        QTRY_COMPARE(lastToken(target), QByteArray("Bearer two"));

        const QString before = tokenKeyOf(plan);
        plan.address = other.url();
        QCOMPARE(put(plan, {}).error().code, ErrorCode::NotFound); // that token is not for it
        QVERIFY(keyring.holds(before));
        QCOMPARE(other.connections(), 0);
        QVERIFY(put(plan, "three"));
        QTRY_COMPARE(lastToken(other), QByteArray("Bearer three"));
        QVERIFY(!keyring.holds(before));

        plan.hasToken = false;
        set.put(plan);
        QTRY_COMPARE(lastToken(other), QByteArray());
        QVERIFY(!keyring.holds(tokenKeyOf(plan)));
        QVERIFY(put(plan, "four"));
        QVERIFY(keyring.holds(tokenKeyOf(plan)));
        set.remove(*uid);
        QVERIFY(!keyring.holds(tokenKeyOf(plan)));
        QFuture<void> ended = bench.ending.ended();
        QTRY_VERIFY(ended.isFinished());
    }

    void aTokenThatIsNotKeptAnyMoreIsSaid()
    {
        HostileServer target([](HostileConnection &connection) { connection.hang(); });
        ReceivingBench bench;
        ReceiverPlan plan = planOf(ReceiverKind::Prometheus, target.url());
        plan.uid = u"a"_s;
        plan.hasToken = true;
        ReceiverSet set(bench.factory(), {plan}, ReceiverSet::Store::Writable);
        set.startAll();
        QTRY_COMPARE(set.link(u"a"_s)->state.status, ReceiverStatus::Failing);
        QVERIFY(set.link(u"a"_s)->state.error->message.contains(u"type it again"_s));
        QCOMPARE(target.connections(), 0); // without it nothing is asked
    }
};

TIDEMARK_TEST(ReceiverTokensTest)
#include "receiver_tokens_test.moc"
