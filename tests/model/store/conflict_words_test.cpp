// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/model/store/queue_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// What is said of a conflict is true at each moment.
class ConflictWordsTest : public QObject, private QueueBench
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { close(); }
    void saysWhatBecameOfBothSides_data();
    void saysWhatBecameOfBothSides();
    void saysThatValuesOfOthersWouldGoAlong();
};

void ConflictWordsTest::init()
{
    failOnUnexpectedWarnings();
    open();
}

void ConflictWordsTest::saysWhatBecameOfBothSides_data()
{
    QTest::addColumn<OutboxKind>("kind");
    QTest::addColumn<bool>("isGoneThere");
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::newRow("value") << OutboxKind::Record << false
                           << u"The value of \"m\" was changed here and on \"far\"."_s
                           << u"The value of \"m\" was removed here and changed on \"far\"."_s;
    QTest::newRow("value removed there")
        << OutboxKind::Record << true << u"The value of \"m\" was removed on \"far\"."_s
        << u"The value of \"m\" was removed here and on \"far\"."_s;
    QTest::newRow("session")
        << OutboxKind::Session << false
        << u"The session \"ss_a\" was changed here and on \"far\"."_s
        << u"The session \"theirs\" was removed here and changed on \"far\"."_s;
    QTest::newRow("metric") << OutboxKind::Definition << false
                            << u"The description of \"m\" was changed here and on \"far\"."_s
                            << u"The metric \"m\" was removed here and changed on \"far\"."_s;
    QTest::newRow("metric removed there")
        << OutboxKind::Definition << true << u"The metric \"m\" was removed on \"far\"."_s
        << u"The metric \"m\" was removed here and on \"far\"."_s;
}

// At once, and not only when it is fetched again; undone it is as before.
void ConflictWordsTest::saysWhatBecameOfBothSides()
{
    QFETCH(const OutboxKind, kind);
    QFETCH(const bool, isGoneThere);
    QFETCH(const QString, before);
    QFETCH(const QString, after);
    NewSession wanted;
    wanted.uid = u"ss_a"_s;
    QVERIFY(answer(m_ports.sessions->createSession(wanted)));
    const EntryOutcome entry = enter(u"m"_s, 1, 100, {}, wanted.uid);
    const RecordKey key = entry.saved->key;
    QVERIFY(deliverAll(m_ports, m_source.id));
    if (kind == OutboxKind::Record) {
        QVERIFY(correct(entry, 2));
    } else if (kind == OutboxKind::Session) {
        SessionChange change;
        change.description = std::optional(u"mine"_s);
        QVERIFY(answer(m_ports.sessions->updateSession(key.session, change)));
    } else {
        DefinitionChange change;
        change.description = std::optional(u"mine"_s);
        QVERIFY(answer(m_ports.catalog->update(key.metric, change)));
    }
    const OutboxBatch batch = answer(m_ports.outbox->next(m_source.id, 10)).value_or(OutboxBatch());
    const OutboxHead head = kind == OutboxKind::Record    ? batch.records.at(0).head
                            : kind == OutboxKind::Session ? batch.sessions.at(0).head
                                                          : batch.definitions.at(0).head;
    RemoteImage theirs;
    if (isGoneThere)
        theirs.fields = {{kGoneField, true}};
    else if (kind == OutboxKind::Record)
        theirs.value = 9.25;
    else
        theirs.fields = {{u"name"_s, u"theirs"_s}, {u"description"_s, u"theirs"_s}};
    QVERIFY(need(head, AttentionReason::Conflict, theirs));
    const auto said = [&] {
        for (const OutboxItem &item : attention()) {
            if (item.key == head.key)
                return item.error.message;
        }
        return QString();
    };
    QVERIFY2(said().startsWith(before), qPrintable(said()));
    const Result<ChangeId> removed =
        kind == OutboxKind::Record    ? answer(m_ports.records->remove({key}, u"remove"_s))
        : kind == OutboxKind::Session ? answer(m_ports.sessions->removeSessions({key.session}))
                                      : answer(m_ports.catalog->remove(key.metric));
    QVERIFY(removed);
    QVERIFY2(said().startsWith(after), qPrintable(said()));
    QVERIFY(answer(m_ports.journal->undo(*removed)));
    QVERIFY2(said().startsWith(before), qPrintable(said()));
}

void ConflictWordsTest::saysThatValuesOfOthersWouldGoAlong()
{
    const EntryOutcome entry = enter(u"m"_s, 1, 100);
    QVERIFY(deliverAll(m_ports, m_source.id));
    QVERIFY(answer(m_ports.catalog->remove(entry.saved->key.metric)));
    const OutboxBatch batch = answer(m_ports.outbox->next(m_source.id, 10)).value_or(OutboxBatch());
    RemoteImage theirs;
    theirs.fields = {{u"name"_s, u"m"_s}, {kOthersField, 2}};
    QVERIFY(need(batch.definitions.at(0).head, AttentionReason::Conflict, theirs));
    QVERIFY(need(batch.sessions.at(0).head, AttentionReason::Conflict, theirs));
    const auto items = attention();
    QCOMPARE(items.size(), std::size_t{2});
    for (const OutboxItem &item : items)
        QVERIFY2(item.error.message.contains(u"holds values that are not known here"_s),
                 qPrintable(item.error.message));
}

TIDEMARK_TEST(ConflictWordsTest)
#include "conflict_words_test.moc"
