// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/access_store.h"
#include "model/ports/store_events.h"
#include "tests/model/store/queue_bench.h"
#include "tests/support/test_registry.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// What waits to be sent is written with the change that it comes from.
class OutboxTest : public QObject, private QueueBench
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { close(); }
    void queuesAnEntryWithItsMetricAndSession();
    void queuesNothingWhilePublishingIsOff();
    void queuesForEachSourceOfItsOrganisationOnly();
    void sendsAValueCorrectedTwiceOnce();
    void withdrawsWhatWasNeverSent();
    void withdrawsACorrectionBackToWhatIsThere();
    void removesWhatWasSent();
    void undoOfASentRemovalSendsItAgain();
    void queuesAMetricRemovedWithItsRecords();
    void queuesSessionsDevicesAndFiles();
    void queuesAnImportOfMoreThanItNames();
    void aRefusedChangeQueuesNothing();
    void aChangeWhileSendingIsSentAgain();
    void aLostAnswerIsRemembered();
    void whatComesFromASourceIsNotSentBack();
    void tellsOfChanges();
};

void OutboxTest::init()
{
    failOnUnexpectedWarnings();
    open();
}

void OutboxTest::queuesAnEntryWithItsMetricAndSession()
{
    QVERIFY(enter(u"m"_s, 1.5, 100).saved);
    const QStringList expected{u"definition m"_s, u"session"_s, u"record m = 1.5"_s};
    QCOMPARE(queue(), expected);
    QVERIFY(deliverAll(m_ports, m_source.id));
    QVERIFY(queue().isEmpty());
    // The metric is there; a second value needs only its session.
    QVERIFY(enter(u"m"_s, 2.5, 200).saved);
    QCOMPARE(queue(), (QStringList{u"session"_s, u"record m = 2.5"_s}));
}

void OutboxTest::queuesNothingWhilePublishingIsOff()
{
    SourceChange off;
    off.level = PublishLevel::Off;
    QVERIFY(answer(m_ports.sources->update(m_source.id, off)));
    QVERIFY(enter(u"m"_s, 1, 100).saved);
    QVERIFY(queue().isEmpty());
}

void OutboxTest::queuesForEachSourceOfItsOrganisationOnly()
{
    const auto second = addSource(m_ports, u"second"_s, PublishLevel::Summary);
    const auto off = addSource(m_ports, u"third"_s, PublishLevel::Off);
    QVERIFY(second && off);
    QVERIFY(answer(m_store->access().createOrganisation({u"other"_s, u"og_other"_s})));
    const DataPorts other = m_store->portsFor({u"og_other"_s, u"bea"_s});
    const auto theirs = addSource(other, u"far"_s);
    QVERIFY(theirs);
    QVERIFY(enter(u"m"_s, 1, 100).saved);
    QCOMPARE(queue().size(), 3);
    QCOMPARE(waiting(m_ports, second->id).size(), 3);
    QVERIFY(waiting(m_ports, off->id).isEmpty());
    QVERIFY(waiting(other, theirs->id).isEmpty());
    // Another organisation does not see the source at all.
    QCOMPARE(answer(other.outbox->counts(m_source.id)).error().code, ErrorCode::NotFound);
}

void OutboxTest::sendsAValueCorrectedTwiceOnce()
{
    const auto first = enter(u"m"_s, 1, 100);
    QVERIFY(enter(u"m"_s, 5, 200).saved);
    QVERIFY(correct(first, 2) && correct(first, 3));
    QCOMPARE(queue(), (QStringList{u"definition m"_s, u"session"_s, u"record m = 3"_s, u"session"_s,
                                   u"record m = 5"_s}));
}

void OutboxTest::withdrawsWhatWasNeverSent()
{
    const auto entry = enter(u"m"_s, 1, 100);
    QVERIFY(answer(m_ports.journal->undo(entry.change)));
    QVERIFY2(queue().isEmpty(), qPrintable(queue().join(u", "_s)));
    QVERIFY(answer(m_ports.journal->redo(entry.change)));
    QCOMPARE(queue(), (QStringList{u"definition m"_s, u"session"_s, u"record m = 1"_s}));
    QVERIFY(answer(m_ports.records->remove({entry.saved->key}, u"remove"_s)));
    QCOMPARE(queue(), QStringList{u"definition m"_s});
}

void OutboxTest::withdrawsACorrectionBackToWhatIsThere()
{
    const auto entry = enter(u"m"_s, 1, 100);
    QVERIFY(deliverAll(m_ports, m_source.id));
    const auto change = correct(entry, 2);
    QCOMPARE(queue(), QStringList{u"record m = 2"_s});
    QVERIFY(answer(m_ports.journal->undo(*change)));
    QVERIFY(queue().isEmpty());
    QVERIFY(answer(m_ports.journal->redo(*change)));
    QCOMPARE(queue(), QStringList{u"record m = 2"_s});
}

void OutboxTest::removesWhatWasSent()
{
    const auto entry = enter(u"m"_s, 1, 100);
    QVERIFY(deliverAll(m_ports, m_source.id));
    QVERIFY(answer(m_ports.journal->undo(entry.change)));
    QCOMPARE(queue(), (QStringList{u"-definition m"_s, u"-session"_s, u"-record "_s}));
}

void OutboxTest::undoOfASentRemovalSendsItAgain()
{
    const auto entry = enter(u"m"_s, 1, 100);
    QVERIFY(deliverAll(m_ports, m_source.id));
    const auto removal = answer(m_ports.records->remove({entry.saved->key}, u"remove"_s));
    QVERIFY(removal);
    QCOMPARE(queue(), (QStringList{u"-session"_s, u"-record m"_s}));
    QVERIFY(deliverAll(m_ports, m_source.id));
    QVERIFY(queue().isEmpty());
    QVERIFY(answer(m_ports.journal->undo(*removal)));
    QCOMPARE(queue(), (QStringList{u"session"_s, u"record m = 1"_s}));
}

void OutboxTest::queuesAMetricRemovedWithItsRecords()
{
    const auto first = enter(u"m"_s, 1, 100);
    QVERIFY(enter(u"m"_s, 2, 200).saved);
    QVERIFY(deliverAll(m_ports, m_source.id));
    const auto removal =
        answer(m_ports.catalog->remove(std::vector<MetricId>{first.saved->key.metric}));
    QVERIFY(removal);
    QCOMPARE(queue(), (QStringList{u"-definition m"_s, u"-session"_s, u"-session"_s, u"-record "_s,
                                   u"-record "_s}));
    QVERIFY(answer(m_ports.journal->undo(*removal)));
    QCOMPARE(queue(), (QStringList{u"definition m"_s, u"session"_s, u"session"_s}));
}

void OutboxTest::queuesSessionsDevicesAndFiles()
{
    NewSession wanted;
    wanted.uid = u"ss_a"_s;
    QVERIFY(answer(m_ports.sessions->createSession(wanted)));
    QVERIFY(answer(m_ports.devices->create({u"rig"_s})));
    QCOMPARE(queue(), (QStringList{u"session"_s, u"device rig"_s}));
    QVERIFY(deliverAll(m_ports, m_source.id));
    QVERIFY(answer(m_ports.sessions->attachDevice(u"ss_a"_s, u"rig"_s, DevicePolicy::MustExist)));
    QCOMPARE(queue(), QStringList{u"session"_s});
    QVERIFY(deliverAll(m_ports, m_source.id));
    QVERIFY(answer(m_ports.files->add(u"ss_a"_s, {{u"fl_1"_s, ClosedRange{}}})));
    QCOMPARE(queue(), QStringList{u"session"_s});
}

void OutboxTest::queuesAnImportOfMoreThanItNames()
{
    std::vector<ImportRow> rows;
    for (int i = 0; i < 6000; ++i) {
        ImportRow row;
        row.metric = u"m%1"_s.arg(i % 3);
        row.value = i;
        row.start = row.end = Timestamp(i);
        row.isEntry = true;
        rows.push_back(row);
    }
    const auto imported =
        answer(m_ports.records->importRows(std::make_shared<VectorSource>(rows), {}, {}, {}));
    QVERIFY(imported);
    QCOMPARE(answer(m_ports.outbox->counts(m_source.id))->waiting, 12'003);
    QVERIFY(answer(m_ports.journal->undo(imported->change)));
    QCOMPARE(answer(m_ports.outbox->counts(m_source.id))->waiting, 0);
}

void OutboxTest::aRefusedChangeQueuesNothing()
{
    const auto entry = enter(u"m"_s, 1, 100);
    QVERIFY(deliverAll(m_ports, m_source.id));
    RecordEdit good;
    good.key = entry.saved->key;
    good.value = 2;
    RecordEdit bad;
    bad.key = {entry.saved->key.metric, SessionId(999)};
    bad.value = 3;
    QVERIFY(!answer(m_ports.records->edit({good, bad}, u"edit"_s)));
    QVERIFY(queue().isEmpty());
}

void OutboxTest::aChangeWhileSendingIsSentAgain()
{
    const auto entry = enter(u"m"_s, 1, 100);
    QVERIFY(deliverAll(m_ports, m_source.id));
    QVERIFY(correct(entry, 2));
    const auto batch = answer(m_ports.outbox->next(m_source.id, 10));
    const RecordWork work = batch->records.at(0);
    RemoteImage sending;
    sending.value = 2;
    const auto started = answer(m_ports.outbox->start(
        m_source.id, {OutboxStart{work.head.id, work.head.version, sending, {}}}));
    QCOMPARE(started->size(), 1U);
    QVERIFY(correct(entry, 3));
    OutboxOutcome outcome;
    outcome.id = work.head.id;
    outcome.key = work.head.key;
    outcome.version = work.head.version;
    outcome.kind = OutboxOutcome::Kind::Settled;
    outcome.mirror = Mirror{{}, sending};
    QVERIFY(answer(m_ports.outbox->finish(m_source.id, {outcome})));
    QCOMPARE(queue(), QStringList{u"record m = 3"_s});
    const auto again = answer(m_ports.outbox->next(m_source.id, 10));
    QCOMPARE(again->records.at(0).head.mirror->image.value, std::optional(2.0));
    QCOMPARE(again->records.at(0).head.unanswered, 0);
    // What was read before the change may no longer be started.
    QVERIFY(answer(m_ports.outbox->start(
                       m_source.id, {OutboxStart{work.head.id, work.head.version, sending, {}}}))
                ->empty());
}

void OutboxTest::aLostAnswerIsRemembered()
{
    const auto entry = enter(u"m"_s, 1, 100);
    const auto batch = answer(m_ports.outbox->next(m_source.id, 10));
    const OutboxHead head = batch->records.at(0).head;
    RemoteImage sending;
    sending.value = 1;
    QVERIFY(answer(
        m_ports.outbox->start(m_source.id, {OutboxStart{head.id, head.version, sending, {}}})));
    // As after a crash: nobody said what became of it.
    const auto again = answer(m_ports.outbox->next(m_source.id, 10));
    QVERIFY2(again, again ? "" : qPrintable(again.error().detail));
    QCOMPARE(again->records.at(0).head.unanswered, 1);
    QCOMPARE(again->records.at(0).head.sent, sending);
    // It may be there, so taking it back is work.
    QVERIFY(answer(m_ports.records->remove({entry.saved->key}, u"remove"_s)));
    QVERIFY(queue().contains(u"-record m"_s));
}

void OutboxTest::whatComesFromASourceIsNotSentBack()
{
    const auto second = addSource(m_ports, u"second"_s);
    QVERIFY(second);
    const DataPorts fetched = m_store->portsFor({u"og_local"_s, u"ana"_s, m_source.id});
    ValueEntry entry;
    entry.metric = u"m"_s;
    entry.value = 1;
    const auto outcome = answer(fetched.records->enter(entry));
    QVERIFY(outcome);
    QVERIFY(queue().isEmpty());
    QCOMPARE(waiting(m_ports, second->id).size(), 3);
    QVERIFY(answer(m_ports.journal->undo(outcome->change)));
    QVERIFY(queue().isEmpty()); // it stays there
    // What is known of there is found by its uid.
    const OutboxKey key{OutboxKind::Session, 7, 0};
    QVERIFY(answer(m_ports.outbox->noteMirrored(m_source.id, {{key, {u"ss_far"_s, {}, false}}})));
    const auto found =
        answer(m_ports.outbox->mirrored(m_source.id, OutboxKind::Session, {u"ss_far"_s, u"no"_s}));
    QCOMPARE(found->size(), 1U);
    QCOMPARE(found->at(0).key, key);
    QVERIFY(!found->at(0).mirror.isOurs);
}

void OutboxTest::tellsOfChanges()
{
    QSignalSpy changes(m_ports.events, &StoreEvents::changed);
    QVERIFY(enter(u"m"_s, 1, 100).saved);
    const auto isTold = [&changes] {
        return std::any_of(changes.cbegin(), changes.cend(), [](const QList<QVariant> &arguments) {
            return arguments.at(0).value<StoreChange>().publishing;
        });
    };
    QTRY_VERIFY(isTold());
    changes.clear();
    QVERIFY(deliverAll(m_ports, m_source.id));
    QTRY_VERIFY(isTold());
}

TIDEMARK_TEST(OutboxTest)
#include "outbox_test.moc"
