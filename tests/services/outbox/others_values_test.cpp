// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/outbox/outbox_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::outbox;
using namespace tidemark::test;

/// What others published to is not removed without a word.
class OthersValuesTest : public QObject, private WithOutboxBench
{
    Q_OBJECT

private Q_SLOTS:
    void init() { openBench(); }
    void cleanup() { closeBench(); }
    void aMetricWithValuesOfOthersStays_data();
    void aMetricWithValuesOfOthersStays();
    void aMetricThatOthersDescribedStays();
    void aMetricThatOthersMadeMeanwhileIsNotOurs();
    void aSessionWithValuesOfOthersStays_data();
    void aSessionWithValuesOfOthersStays();
    void aSessionWithAChangedValueStays();
    void ourOwnValuesHoldNothingUp();
    void moreThanWasAgreedToIsAskedAgain();
    void aSecondSessionThatOthersUseStays();
    void withoutALookNothingGoes();

private:
    // Others publish a value there, in a session of theirs or in another one.
    void publishThere(const QString &metric, double value, const QString &key = u"others"_s,
                      bool isTimed = true)
    {
        m_bench->remote.change([&](RemoteState &state) {
            RemoteState::StoredSession *stored = nullptr;
            for (auto &[uid, each] : state.sessions) {
                if (each.session.key == key)
                    stored = &each;
            }
            if (!stored) {
                stored = &state.sessions[u"ss_others"_s];
                stored->session.uid = u"ss_others"_s;
                stored->session.key = key;
                if (isTimed)
                    stored->files[u"fl"_s] = ClosedRange{Timestamp(-5), Timestamp(-1)};
            }
            RemoteRecord record;
            record.metric = metric;
            record.sessionUid = stored->session.uid;
            record.value = value;
            stored->records[metric] = record;
        });
    }
    [[nodiscard]] bool isThere(const QString &metric) const
    {
        return m_bench->remote.state().definitions.contains(metric);
    }
    // Beside them, values of what is in conflict wait for it.
    [[nodiscard]] std::vector<OutboxItem> conflicts() const
    {
        std::vector<OutboxItem> items = m_bench->attention();
        std::erase_if(
            items, [](const OutboxItem &item) { return item.reason == AttentionReason::Blocked; });
        return items;
    }
    void decide(bool keepsMine)
    {
        const auto items = conflicts();
        QCOMPARE(items.size(), 1U);
        QCOMPARE(items.front().reason, AttentionReason::Conflict);
        QVERIFY2(items.front().error.message.contains("not known here"_L1),
                 qPrintable(items.front().error.message));
        const SourceId source = m_bench->source.id;
        if (keepsMine)
            QCOMPARE(answer(m_bench->ports.outbox->keepMine(source, {items.front().id})), 1);
        else
            QVERIFY(answer(m_bench->ports.outbox->takeTheirs(source, items.front().id)));
        QVERIFY(m_bench->drain());
        QVERIFY(m_bench->attention().empty());
    }
};

void OthersValuesTest::aMetricWithValuesOfOthersStays_data()
{
    QTest::addColumn<bool>("isTimed");
    QTest::addColumn<bool>("keepsMine");
    for (const bool isTimed : {true, false}) {
        for (const bool keepsMine : {true, false})
            QTest::addRow("%s, %s", isTimed ? "with times" : "without times",
                          keepsMine ? "keep mine" : "take theirs")
                << isTimed << keepsMine;
    }
}

void OthersValuesTest::aMetricWithValuesOfOthersStays() // R4
{
    QFETCH(const bool, isTimed);
    QFETCH(const bool, keepsMine);
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->drain());
    publishThere(u"m"_s, 7, u"others"_s, isTimed);
    QVERIFY(answer(m_bench->ports.catalog->remove(entry.saved->key.metric)));
    QVERIFY(m_bench->drain());
    QVERIFY(isThere(u"m"_s));
    QCOMPARE(m_bench->sentValue(u"others"_s), std::optional(7.0));
    decide(keepsMine);
    QCOMPARE(isThere(u"m"_s), !keepsMine);
    QCOMPARE(m_bench->sentValue(u"others"_s).has_value(), !keepsMine);
    QCOMPARE(answer(m_bench->ports.catalog->find(u"m"_s)).has_value(), !keepsMine);
}

void OthersValuesTest::aMetricThatOthersDescribedStays()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->drain());
    m_bench->remote.change(
        [](RemoteState &state) { state.definitions[u"m"_s].description = u"theirs"_s; });
    QVERIFY(answer(m_bench->ports.catalog->remove(entry.saved->key.metric)));
    QVERIFY(m_bench->drain());
    QVERIFY(isThere(u"m"_s));
    const auto items = m_bench->attention();
    QCOMPARE(items.size(), 1U);
    QCOMPARE(items.front().reason, AttentionReason::Conflict);
}

void OthersValuesTest::aMetricThatOthersMadeMeanwhileIsNotOurs()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    m_bench->failAll(u"create definition"_s, Fault::LostBefore);
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    m_bench->remote.change([](RemoteState &state) {
        state.definitions[u"m"_s].name = u"m"_s;
        state.definitions[u"m"_s].description = u"theirs"_s;
    });
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QVERIFY(answer(m_bench->ports.catalog->remove(entry.saved->key.metric)));
    QVERIFY(m_bench->drain());
    QVERIFY(isThere(u"m"_s));
    QCOMPARE(m_bench->attention().size(), 1U);
    QCOMPARE(m_bench->attention().front().reason, AttentionReason::Final);
}

void OthersValuesTest::aSessionWithValuesOfOthersStays_data()
{
    QTest::addColumn<bool>("keepsMine");
    QTest::newRow("keep mine") << true;
    QTest::newRow("take theirs") << false;
}

// One hand entry is undone.
void OthersValuesTest::aSessionWithValuesOfOthersStays() // R4
{
    QFETCH(const bool, keepsMine);
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->enter(u"m"_s, 2, 200).saved);
    QVERIFY(m_bench->drain());
    const QString uid = entry.saved->sessionUid;
    publishThere(u"n"_s, 7, uid);
    QVERIFY(answer(m_bench->ports.records->remove({entry.saved->key}, u"remove"_s)));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->sentValue(uid, u"n"_s), std::optional(7.0));
    decide(keepsMine);
    QCOMPARE(m_bench->remote.sessionOf(uid).has_value(), !keepsMine);
    QCOMPARE(m_bench->remote.state().sessions.size(), keepsMine ? 1U : 2U);
}

void OthersValuesTest::aSessionWithAChangedValueStays()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->drain());
    publishThere(u"m"_s, 9, entry.saved->sessionUid);
    QVERIFY(answer(m_bench->ports.records->remove({entry.saved->key}, u"remove"_s)));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->sentValue(entry.saved->sessionUid), std::optional(9.0));
    QCOMPARE(conflicts().size(), 1U);
    QCOMPARE(conflicts().front().reason, AttentionReason::Conflict);
}

// What is known to be there is ours, and so is what a lost sending said.
void OthersValuesTest::ourOwnValuesHoldNothingUp()
{
    QVERIFY(m_bench->addSession(u"ss_a"_s, QStringList{u"rig"_s}));
    QVERIFY(m_bench->enter(u"m"_s, 1, 0, u"ss_a"_s, u"rig"_s).saved);
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->correct(entry.saved->key, 2));
    m_bench->failAll(u"publish"_s, Fault::LostAfter);
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    QVERIFY(answer(m_bench->ports.catalog->remove(entry.saved->key.metric)));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QVERIFY(!isThere(u"m"_s));
    QVERIFY(!m_bench->remote.sessionOf(entry.saved->sessionUid));
}

void OthersValuesTest::moreThanWasAgreedToIsAskedAgain()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->drain());
    publishThere(u"n"_s, 7, entry.saved->sessionUid);
    QVERIFY(answer(m_bench->ports.records->remove({entry.saved->key}, u"remove"_s)));
    QVERIFY(m_bench->drain());
    QCOMPARE(conflicts().size(), 1U);
    QCOMPARE(answer(m_bench->ports.outbox->keepMine(m_bench->source.id, {conflicts().front().id})),
             1);
    publishThere(u"o"_s, 8, entry.saved->sessionUid);
    QVERIFY(m_bench->drain());
    QCOMPARE(conflicts().size(), 1U);
    QCOMPARE(m_bench->sentValue(entry.saved->sessionUid, u"o"_s), std::optional(8.0));
    m_bench->failAll(u"remove session"_s, Fault::LostBefore); // the word outlives a lost answer
    QCOMPARE(answer(m_bench->ports.outbox->keepMine(m_bench->source.id, {conflicts().front().id})),
             1);
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QVERIFY(!m_bench->remote.sessionOf(entry.saved->sessionUid));
}

// Two with our key, of which others took the second one for their own.
void OthersValuesTest::aSecondSessionThatOthersUseStays()
{
    QVERIFY(m_bench->addSession(u"ss_a"_s, u"name"_s));
    m_bench->failAll(u"create session"_s, Fault::LostAfter);
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    m_bench->remote.change([](RemoteState &state) {
        RemoteState::StoredSession twin = state.sessions.begin()->second;
        twin.session.uid = u"ss_twin"_s;
        RemoteRecord record;
        record.metric = u"n"_s;
        record.sessionUid = twin.session.uid;
        record.value = 7;
        twin.records[u"n"_s] = record;
        state.sessions[twin.session.uid] = twin;
    });
    QVERIFY(m_bench->drain());
    int count = 0;
    (void)m_bench->remote.sessionOf(u"ss_a"_s, &count);
    QCOMPARE(count, 2);
    const auto items = m_bench->attention();
    QCOMPARE(items.size(), 1U);
    QCOMPARE(items.front().reason, AttentionReason::Conflict);
    QCOMPARE(answer(m_bench->ports.outbox->keepMine(m_bench->source.id, {items.front().id})), 1);
    QVERIFY(m_bench->enter(u"m"_s, 1, 0, u"ss_a"_s).saved);
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->remote.state().sessions.at(u"ss_twin"_s).records.size(), 2U);
}

void OthersValuesTest::withoutALookNothingGoes()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->drain());
    QVERIFY(answer(m_bench->ports.catalog->remove(entry.saved->key.metric)));
    m_bench->remote.setFaults([](const QString &request) {
        const bool isLook = request.startsWith("records of"_L1) || request.startsWith("query"_L1);
        return isLook ? Fault::Server : Fault::None;
    });
    (void)m_bench->wave();
    (void)m_bench->wave();
    QVERIFY(isThere(u"m"_s));
    QCOMPARE(m_bench->remote.state().sessions.size(), 1U);
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    QVERIFY(!isThere(u"m"_s));
    QVERIFY(m_bench->remote.state().sessions.empty());
}

TIDEMARK_TEST(OthersValuesTest)
#include "others_values_test.moc"
