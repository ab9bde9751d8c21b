// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/mirror/mirror_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// A session or metric is removed here while a value of it is in conflict (R4).
class HeldRemovalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_bench.reset(); }
    void whatHoldsAConflictIsNotRemovedThere_data();
    void whatHoldsAConflictIsNotRemovedThere();

private:
    std::unique_ptr<MirrorBench> m_bench;
};

void HeldRemovalTest::init()
{
    failOnUnexpectedWarnings();
    m_bench = std::make_unique<MirrorBench>();
    QVERIFY(m_bench->store);
}

void HeldRemovalTest::whatHoldsAConflictIsNotRemovedThere_data()
{
    QTest::addColumn<bool>("isMetric");
    QTest::addColumn<bool>("isUndone");
    for (const bool isMetric : {false, true}) {
        for (const bool isUndone : {false, true})
            QTest::addRow("%s, %s", isMetric ? "metric" : "session",
                          isUndone ? "undone, theirs taken" : "mine kept")
                << isMetric << isUndone;
    }
}

// It would take their version along.
void HeldRemovalTest::whatHoldsAConflictIsNotRemovedThere()
{
    QFETCH(const bool, isMetric);
    QFETCH(const bool, isUndone);
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->drain());
    const QString uid = m_bench->remote.state().sessions.begin()->first;
    QVERIFY(m_bench->correct(entry.saved->key, 2));
    m_bench->publish(u"m"_s, uid, 3);
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->conflicts().size(), 1U);
    const OutboxItemId disputed = m_bench->conflicts().front().id;
    const auto removal =
        isMetric ? answer(m_bench->ports.catalog->remove(entry.saved->key.metric))
                 : answer(m_bench->ports.records->remove({entry.saved->key}, u"remove"_s));
    QVERIFY(removal);
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->valueThere(u"m"_s, uid), std::optional(3.0));
    QCOMPARE(m_bench->conflicts().size(), 1U);
    QCOMPARE(m_bench->conflicts().front().theirs->value, std::optional(3.0));
    OutboxStore &outbox = *m_bench->ports.outbox;
    if (isUndone) {
        QVERIFY(answer(m_bench->ports.journal->undo(*removal)));
        QVERIFY(answer(outbox.takeTheirs(m_bench->source.id, disputed)));
        QVERIFY(m_bench->drain());
        QCOMPARE(m_bench->records().at(0).value, 3.0);
        QCOMPARE(m_bench->valueThere(u"m"_s, uid), std::optional(3.0));
    } else {
        QVERIFY(answer(outbox.keepMine(m_bench->source.id, {disputed})));
        std::vector<OutboxItemId> blocked;
        for (const OutboxItem &item : m_bench->attention())
            blocked.push_back(item.id);
        QVERIFY(answer(outbox.retry(m_bench->source.id, blocked)));
        QVERIFY(m_bench->drain());
        QVERIFY(!m_bench->valueThere(u"m"_s, uid));
    }
    QVERIFY(m_bench->attention().empty());
}

TIDEMARK_TEST(HeldRemovalTest)
#include "held_removal_test.moc"
