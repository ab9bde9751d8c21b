// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/mirror_store.h"
#include "tests/model/store/queue_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <map>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// Under which names metrics are sent that were renamed here.
class NamesThereTest : public QObject, private QueueBench
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { close(); }
    void whatIsThereKeepsItsName();
    void anotherMetricOfThatNameIsTold();
    void aLostSendingMayHaveArrivedUnderItsName();
    void valuesThatWaitedForTheirMetricGoOn_data();
    void valuesThatWaitedForTheirMetricGoOn();
    void valuesThatWaitForTheirSessionDoNot_data();
    void valuesThatWaitForTheirSessionDoNot();
    void namesHereStandForThoseThere();
    void digestsTellTheMetricHere();
    void whatCannotBeThereIsComparedWithNothing();

private:
    [[nodiscard]] bool rename(MetricId metric, const QString &name) const
    {
        DefinitionChange change;
        change.name = name;
        return answer(m_ports.catalog->update(metric, change)).has_value();
    }
    [[nodiscard]] OutboxBatch next() const
    {
        const auto batch = answer(m_ports.outbox->next(m_source.id, 10));
        return batch ? *batch : OutboxBatch{};
    }
    /// What becomes of an item, as delivery notes it.
    [[nodiscard]] bool finish(const OutboxHead &head, OutboxOutcome::Kind kind, Mirror mirror,
                              AttentionReason reason = AttentionReason::None) const
    {
        OutboxOutcome outcome;
        outcome.id = head.id;
        outcome.key = head.key;
        outcome.version = head.version;
        outcome.change = head.change;
        outcome.kind = kind;
        outcome.reason = reason;
        outcome.mirror = std::move(mirror);
        return answer(m_ports.outbox->finish(m_source.id, {outcome})).has_value();
    }
    /// The only metric that waits is noted to be on its way, with its answer outstanding.
    [[nodiscard]] bool loseDefinition() const
    {
        const OutboxBatch batch = next();
        if (batch.definitions.size() != 1)
            return false;
        const DefinitionWork &work = batch.definitions.front();
        RemoteImage sending;
        sending.fields.insert("name"_L1, work.definition->name);
        const auto started = answer(m_ports.outbox->start(
            m_source.id, {OutboxStart{work.head.id, work.head.version, sending, {}}}));
        return started && started->size() == 1;
    }
};

void NamesThereTest::init()
{
    failOnUnexpectedWarnings();
    open();
}

void NamesThereTest::whatIsThereKeepsItsName()
{
    const auto entry = enter(u"old"_s, 1, 100);
    QCOMPARE(nextRecord().metricThere, u"old"_s); // the one that it will have
    QVERIFY(deliverAll(m_ports, m_source.id));
    QVERIFY(rename(entry.saved->key.metric, u"new"_s));
    QVERIFY(enter(u"new"_s, 2, 200).saved);
    const OutboxBatch batch = next();
    QCOMPARE(batch.definitions.size(), 1U);
    QCOMPARE(batch.definitions.front().head.mirror->remoteUid, u"old"_s);
    QVERIFY(!batch.definitions.front().namesake);
    QCOMPARE(batch.records.size(), 1U);
    QCOMPARE(batch.records.front().metric, u"new"_s);
    QCOMPARE(batch.records.front().metricThere, u"old"_s);
    QVERIFY(!batch.records.front().isNameTaken);
}

void NamesThereTest::anotherMetricOfThatNameIsTold()
{
    const auto entry = enter(u"old"_s, 1, 100);
    QVERIFY(deliverAll(m_ports, m_source.id));
    QVERIFY(rename(entry.saved->key.metric, u"new"_s));
    const auto other = enter(u"old"_s, 2, 200);
    QVERIFY(other.saved->key.metric != entry.saved->key.metric);
    const auto workOf = [this](MetricId metric) {
        for (const DefinitionWork &work : next().definitions) {
            if (work.head.key.first == metric.value())
                return work;
        }
        return DefinitionWork{};
    };
    QCOMPARE(workOf(other.saved->key.metric).namesake, std::optional(u"new"_s));
    QVERIFY(!workOf(entry.saved->key.metric).namesake);
    QVERIFY(nextRecord().isNameTaken);
    // With a name of its own, nothing is in its way.
    QVERIFY(rename(other.saved->key.metric, u"own"_s));
    QVERIFY(!workOf(other.saved->key.metric).namesake);
    QVERIFY(!nextRecord().isNameTaken);
    // Once the one that has it there is gone here, that is removed there first.
    QVERIFY(rename(other.saved->key.metric, u"old"_s));
    QVERIFY(nextRecord().isNameTaken);
    QVERIFY(answer(m_ports.catalog->remove(std::vector<MetricId>{entry.saved->key.metric})));
    QVERIFY(!workOf(other.saved->key.metric).namesake);
    QVERIFY(workOf(other.saved->key.metric).isNameLeaving);
    QVERIFY(!workOf(other.saved->key.metric).isNameStuck);
    QVERIFY(nextRecord().isNameTaken);
    const OutboxHead removal = workOf(entry.saved->key.metric).head;
    QVERIFY(need(removal, AttentionReason::Refused));
    QVERIFY(workOf(other.saved->key.metric).isNameStuck);
    QVERIFY(nextRecord().isNameTaken);
    // Given up, it is nobody's any more.
    QVERIFY(answer(m_ports.outbox->discard(m_source.id, {removal.id})));
    QVERIFY(!workOf(other.saved->key.metric).isNameLeaving);
    QVERIFY(!nextRecord().isNameTaken);
}

void NamesThereTest::aLostSendingMayHaveArrivedUnderItsName()
{
    const auto entry = enter(u"old"_s, 1, 100);
    QVERIFY(loseDefinition());
    QVERIFY(!next().definitions.front().sentAs); // the name that it has
    QVERIFY(rename(entry.saved->key.metric, u"new"_s));
    QCOMPARE(next().definitions.front().sentAs, std::optional(u"old"_s));
    // Another metric is called so now: what is there under that name may be either.
    QVERIFY(enter(u"old"_s, 2, 200).saved);
    for (const DefinitionWork &work : next().definitions)
        QVERIFY(!work.sentAs);
}

void NamesThereTest::valuesThatWaitedForTheirMetricGoOn_data()
{
    QTest::addColumn<AttentionReason>("reason");
    QTest::newRow("settled") << AttentionReason::None;
    QTest::newRow("has another name there") << AttentionReason::Final;
    QTest::newRow("in conflict") << AttentionReason::Conflict;
}

void NamesThereTest::valuesThatWaitedForTheirMetricGoOn()
{
    QFETCH(const AttentionReason, reason);
    const bool isSettled = reason == AttentionReason::None;
    QVERIFY(enter(u"m"_s, 1, 100).saved);
    const OutboxBatch batch = next();
    QVERIFY(need(batch.records.front().head, AttentionReason::Blocked));
    QCOMPARE(attention().size(), 1U);
    QVERIFY(finish(batch.definitions.front().head,
                   isSettled ? OutboxOutcome::Kind::Settled : OutboxOutcome::Kind::Attention,
                   Mirror{u"m"_s, {}}, reason));
    QStringList left{u"session"_s, u"record m = 1"_s};
    if (!isSettled)
        left.prepend(u"!definition m"_s);
    QCOMPARE(queue(), left);
}

void NamesThereTest::valuesThatWaitForTheirSessionDoNot_data()
{
    QTest::addColumn<bool>("isThere");
    QTest::addColumn<QStringList>("left");
    QTest::newRow("not there") << false << QStringList{u"!session"_s, u"!record m = 1"_s};
    QTest::newRow("there") << true << QStringList{u"!session"_s, u"record m = 1"_s};
}

// A metric that is settled helps them only where their session, which needs a person, is there.
void NamesThereTest::valuesThatWaitForTheirSessionDoNot()
{
    QFETCH(const bool, isThere);
    QFETCH(const QStringList, left);
    QVERIFY(enter(u"m"_s, 1, 100).saved);
    const OutboxBatch batch = next();
    const OutboxHead &session = batch.sessions.front().head;
    if (isThere)
        QVERIFY(finish(session, OutboxOutcome::Kind::Attention, Mirror{u"far_1"_s, {}},
                       AttentionReason::Refused));
    else
        QVERIFY(need(session, AttentionReason::Refused));
    QVERIFY(need(batch.records.front().head, AttentionReason::Blocked));
    QVERIFY(
        finish(batch.definitions.front().head, OutboxOutcome::Kind::Settled, Mirror{u"m"_s, {}}));
    QCOMPARE(queue(), left);
}

void NamesThereTest::namesHereStandForThoseThere()
{
    const auto entry = enter(u"old"_s, 1, 100);
    QVERIFY(deliverAll(m_ports, m_source.id));
    QVERIFY(enter(u"unsent"_s, 1, 200).saved);
    QVERIFY(rename(entry.saved->key.metric, u"new"_s));
    const auto there = answer(
        m_ports.mirror->namesThere(m_source.id, {u"unsent"_s, u"new"_s, u"old"_s, u"none"_s}));
    QVERIFY(there);
    QCOMPARE(*there, (QStringList{u"unsent"_s, u"old"_s, u"old"_s, u"none"_s}));
    const auto second = addSource(m_ports, u"second"_s);
    QCOMPARE(*answer(m_ports.mirror->namesThere(second->id, {u"new"_s})), QStringList{u"new"_s});
}

void NamesThereTest::digestsTellTheMetricHere()
{
    const auto entry = enter(u"old"_s, 1, 100);
    QVERIFY(deliverAll(m_ports, m_source.id));
    QVERIFY(rename(entry.saved->key.metric, u"new"_s));
    QVERIFY(enter(u"old"_s, 2, 200).saved);
    const auto unsent = enter(u"unsent"_s, 3, 300);
    for (const QString &name : {u"old"_s, u"unsent"_s, u"new"_s, u"none"_s})
        QVERIFY(answer(m_ports.mirror->noteDigest(m_source.id, {name, u"d"_s})));
    const auto digests = answer(m_ports.mirror->digests(m_source.id));
    QVERIFY(digests);
    std::map<QString, MetricId> here;
    for (const MetricDigest &digest : *digests)
        here[digest.metric] = digest.here;
    const std::map<QString, MetricId> expected{{u"old"_s, entry.saved->key.metric},
                                               {u"unsent"_s, unsent.saved->key.metric},
                                               {u"new"_s, MetricId()}, // it is "old" there
                                               {u"none"_s, MetricId()}};
    QVERIFY(here == expected);
}

void NamesThereTest::whatCannotBeThereIsComparedWithNothing()
{
    const auto entry = enter(u"old"_s, 1, 100);
    QVERIFY(deliverAll(m_ports, m_source.id));
    QVERIFY(rename(entry.saved->key.metric, u"new"_s));
    QVERIFY(enter(u"old"_s, 2, 200).saved);
    QVERIFY(enter(u"unsent"_s, 1, 300).saved);
    const auto compared = [this](const QString &name) {
        return answer(m_ports.mirror->nameToCompare(m_source.id, name));
    };
    QCOMPARE(compared(u"new"_s), Result<QString>(u"old"_s));
    QCOMPARE(compared(u"unsent"_s), Result<QString>(u"unsent"_s)); // others may have it there
    const auto other = compared(u"old"_s);
    QVERIFY(!other);
    QCOMPARE(other.error().code, ErrorCode::NotFound);
    QCOMPARE(other.error().subject, ErrorSubject::Metric);
}

TIDEMARK_TEST(NamesThereTest)
#include "names_there_test.moc"
