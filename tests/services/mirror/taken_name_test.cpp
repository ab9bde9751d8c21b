// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/mirror/renamed_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// A metric whose name another one of this store has at the source: it waits until the name is
/// free.
class TakenNameTest : public QObject, private RenamedCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }
    void anotherMetricOfThatNameIsNotMixedWithIt();
    void whileItsRemovalFailsNothingGoesUnderItsNameThere();
    void aRemovalThatNeedsAPersonHoldsUpItsName();
    void aRemovalThatIsGivenUpFreesIt();
    void aFetchThatFindsItGoneFreesIt();
    void keepingWhatIsGoneThereFreesIt();
    void aRemovalThatWasAskedForLastIsReachedThoughMuchWaitsForIt();

private:
    /// What was sent as "old" has another name here or is gone, and another metric is called so.
    [[nodiscard]] bool holdUp() const
    {
        return m_bench->drain() && m_bench->enter(u"old"_s, 7, 0, u"ss_a"_s).saved &&
               m_bench->drain() && isHeldUp();
    }
    [[nodiscard]] bool isHeldUp() const
    {
        const auto items = m_bench->attention();
        return std::any_of(items.begin(), items.end(), [](const OutboxItem &item) {
            return item.key.kind == OutboxKind::Definition &&
                   item.reason == AttentionReason::Refused;
        });
    }
    /// A metric "old" with a value, sent; its session has another value, too.
    [[nodiscard]] bool begin() const
    {
        return m_bench->addSession(u"ss_a"_s) && m_bench->enter(u"old"_s, 1, 0, u"ss_a"_s).saved &&
               m_bench->enter(u"other"_s, 2, 0, u"ss_a"_s).saved && m_bench->drain();
    }
    void loseItThere() const
    {
        m_bench->remote.change([](RemoteState &state) {
            state.definitions.erase(u"old"_s);
            for (auto &[uid, session] : state.sessions)
                std::erase_if(session.records,
                              [](const auto &record) { return record.first == u"old"_s; });
        });
    }
};

void TakenNameTest::anotherMetricOfThatNameIsNotMixedWithIt()
{
    QVERIFY(m_bench->addSession(u"ss_a"_s));
    QVERIFY(m_bench->enter(u"old"_s, 1, 0, u"ss_a"_s).saved);
    QVERIFY(m_bench->drain());
    QVERIFY(rename(u"old"_s, u"new"_s));
    QVERIFY(m_bench->drain());
    QCOMPARE(readNotes().size(), 1);
    QVERIFY(m_bench->enter(u"old"_s, 7, 0, u"ss_a"_s).saved);
    QVERIFY(m_bench->drain());
    QCOMPARE(sent(u"old"_s, u"ss_a"_s), std::optional(1.0));
    const auto items = m_bench->attention();
    QCOMPARE(items.size(), 2U); // nothing of it is lost: it says why it waits
    for (const OutboxItem &item : items) {
        const bool isMetric = item.key.kind == OutboxKind::Definition;
        QCOMPARE(item.reason, isMetric ? AttentionReason::Refused : AttentionReason::Blocked);
        QVERIFY(!isMetric || item.error.message.contains("\"new\""_L1));
    }
    // Retried as it is, it still does not go there.
    QVERIFY(answer(m_bench->ports.outbox->retry(m_bench->source.id, {items[0].id, items[1].id})));
    QVERIFY(m_bench->drain());
    QCOMPARE(sent(u"old"_s, u"ss_a"_s), std::optional(1.0));
    QCOMPARE(m_bench->attention().size(), 2U);
    QVERIFY(rename(u"old"_s, u"own"_s));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(sent(u"old"_s, u"ss_a"_s), std::optional(1.0));
    QCOMPARE(sent(u"own"_s, u"ss_a"_s), std::optional(7.0));
}

// What went there under that name would be removed with it.
void TakenNameTest::whileItsRemovalFailsNothingGoesUnderItsNameThere()
{
    for (const QString &session : {u"ss_a"_s, u"ss_b"_s})
        QVERIFY(m_bench->addSession(session));
    QVERIFY(m_bench->enter(u"old"_s, 1, 0, u"ss_a"_s).saved);
    QVERIFY(m_bench->drain());
    QVERIFY(rename(u"old"_s, u"new"_s));
    QVERIFY(m_bench->enter(u"old"_s, 7, 0, u"ss_a"_s).saved);
    QVERIFY(m_bench->drain()); // which needs a person
    QVERIFY(remove(u"new"_s));
    m_bench->failAll(u"remove definition"_s, FakeRemote::Fault::LostBefore);
    QVERIFY(m_bench->enter(u"old"_s, 8, 0, u"ss_b"_s).saved);
    (void)m_bench->wave();
    QVERIFY(m_bench->remote.requests().contains(u"remove definition old"_s));
    QCOMPARE(sent(u"old"_s, u"ss_b"_s), std::optional<double>());
    QCOMPARE(sent(u"old"_s, u"ss_a"_s), std::optional(1.0));
    // The name is free then, and what waited for it goes by itself.
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    QCOMPARE(sent(u"old"_s, u"ss_a"_s), std::optional(7.0));
    QCOMPARE(sent(u"old"_s, u"ss_b"_s), std::optional(8.0));
    QVERIFY(m_bench->attention().empty());
}

void TakenNameTest::aRemovalThatNeedsAPersonHoldsUpItsName()
{
    QVERIFY(m_bench->addSession(u"ss_a"_s));
    QVERIFY(m_bench->enter(u"old"_s, 1, 0, u"ss_a"_s).saved);
    QVERIFY(m_bench->enter(u"other"_s, 2, 0, u"ss_a"_s).saved); // the session stays
    QVERIFY(m_bench->drain());
    QVERIFY(rename(u"old"_s, u"new"_s));
    QVERIFY(m_bench->drain());
    m_bench->publish(u"old"_s, m_bench->makeSession(u"run"_s, 100, 200), 5); // by others
    QVERIFY(remove(u"new"_s));
    QVERIFY(m_bench->drain());
    const auto removals = m_bench->conflicts();
    QCOMPARE(removals.size(), 1U);
    QVERIFY(m_bench->enter(u"old"_s, 7, 0, u"ss_a"_s).saved);
    QVERIFY(m_bench->drain());
    QCOMPARE(sent(u"old"_s, u"ss_a"_s), std::optional(1.0));
    const auto items = m_bench->attention();
    QVERIFY(std::any_of(items.begin(), items.end(), [](const OutboxItem &item) {
        return item.reason == AttentionReason::Refused &&
               item.error.message.contains("removed here"_L1);
    }));
    QVERIFY(answer(m_bench->ports.outbox->keepMine(m_bench->source.id, {removals.front().id})));
    QVERIFY(m_bench->drain());
    QCOMPARE(metricsThere(), (QStringList{u"old"_s, u"other"_s}));
    QCOMPARE(sent(u"old"_s, u"ss_a"_s), std::optional(7.0));
    QVERIFY(m_bench->attention().empty());
}

void TakenNameTest::aRemovalThatIsGivenUpFreesIt()
{
    QVERIFY(begin());
    m_bench->publish(u"old"_s, m_bench->makeSession(u"run"_s, 100, 200), 5); // by others
    QVERIFY(remove(u"old"_s));
    QVERIFY(holdUp());
    const auto more = m_bench->enter(u"old"_s, 8, 1'000'000'000);
    QVERIFY(m_bench->drain());
    QCOMPARE(sent(u"old"_s, more.saved->sessionUid), std::optional<double>());
    const auto removals = m_bench->conflicts();
    QCOMPARE(removals.size(), 1U);
    QVERIFY(answer(m_bench->ports.outbox->discard(m_bench->source.id, {removals.front().id})));
    QVERIFY(m_bench->drain());
    QVERIFY(!isHeldUp());
    QCOMPARE(sent(u"old"_s, more.saved->sessionUid), std::optional(8.0));
}

void TakenNameTest::aFetchThatFindsItGoneFreesIt()
{
    QVERIFY(begin());
    m_bench->publish(u"old"_s, m_bench->makeSession(u"run"_s, 100, 200), 5); // by others
    QVERIFY(remove(u"old"_s));
    QVERIFY(holdUp());
    loseItThere();
    QVERIFY(m_bench->fetchAll()->isComplete);
    QVERIFY(m_bench->drain());
    QVERIFY(!isHeldUp());
    QCOMPARE(sent(u"old"_s, u"ss_a"_s), std::optional(7.0));
}

void TakenNameTest::keepingWhatIsGoneThereFreesIt()
{
    QVERIFY(begin());
    QVERIFY(rename(u"old"_s, u"new"_s));
    QVERIFY(m_bench->drain());
    QCOMPARE(readNotes().size(), 1);
    QVERIFY(holdUp());
    QVERIFY(describe(u"new"_s, u"mine"_s));
    loseItThere();
    QVERIFY(m_bench->fetchAll()->isComplete);
    const auto conflicts = m_bench->conflicts();
    QVERIFY(!conflicts.empty());
    QVERIFY(answer(m_bench->ports.outbox->keepMine(m_bench->source.id, {conflicts.front().id})));
    QVERIFY(m_bench->drain());
    QVERIFY(!isHeldUp());
    QCOMPARE(metricsThere(), (QStringList{u"new"_s, u"old"_s, u"other"_s}));
    QCOMPARE(sent(u"old"_s, u"ss_a"_s), std::optional(7.0));
    QCOMPARE(sent(u"new"_s, u"ss_a"_s), std::optional(1.0));
}

// All that is read at once waits for it, so nothing else would ever be read.
void TakenNameTest::aRemovalThatWasAskedForLastIsReachedThoughMuchWaitsForIt()
{
    QVERIFY(begin());
    QVERIFY(rename(u"old"_s, u"new"_s));
    QVERIFY(m_bench->drain());
    QCOMPARE(readNotes().size(), 1);
    for (int i = 0; i < 8; ++i)
        QVERIFY(m_bench->enter(u"old"_s, i, std::int64_t{1'000'000'000} * (i + 1)).saved);
    QVERIFY(remove(u"new"_s));
    const auto batch = answer(m_bench->ports.outbox->next(m_bench->source.id, 3));
    QVERIFY(batch);
    const auto removal = std::find_if(batch->definitions.begin(), batch->definitions.end(),
                                      [](const DefinitionWork &work) { return !work.definition; });
    QVERIFY(removal != batch->definitions.end());
    QCOMPARE(removal->head.mirror->remoteUid, u"old"_s);
}

TIDEMARK_TEST(TakenNameTest)
#include "taken_name_test.moc"
