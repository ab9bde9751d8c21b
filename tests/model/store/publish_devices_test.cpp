// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/connection.h"
#include "model/store/outbox_preview.h"
#include "tests/model/store/outbox_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// With which device a record is published: what is kept of it, and what then waits (R2).
class PublishDevicesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_store.reset(); }
    void eachChoiceIsKeptForItsRecords();
    void anotherChoiceIsSentThoughTheValueIsThere();
    void theSameChoiceIsNotSentAgain();
    void anInferredDeviceIsKnownByTheSessionsOnlyOne();
    void aCorrectionKeepsTheChoice();
    void aCorrectionBackIsWithdrawnUnderItsChoice();
    void aChoiceMadeWhileItWaitsCountsAsAChange();
    void aChoiceOutlivesWhatIsGoneThere();
    void eachSourceHasItsOwn();
    void namesThatNoDeviceCanHaveAreRefused();
    void previewTellsWhatCannotBeInferred();
    void previewTellsANewDevice();
    void aDeviceIsLookedUpHoweverMuchIsThere();
    void removingTheSourceForgetsItsChoices();
    void aMovedRecordTakesItsChoicesAlong();
    void itemsTellWhatSendingSays();
    void earlierChoicesAreCounted();

private:
    /// A value of the metric in the session, recorded with device "rig".
    RecordKey enter(const QString &metric, double value, const QString &session)
    {
        ValueEntry entry;
        entry.metric = metric;
        entry.value = value;
        entry.sessionUid = session;
        entry.device = u"rig"_s;
        const auto outcome = answer(m_ports.records->enter(entry));
        return outcome && outcome->saved ? outcome->saved->key : RecordKey{};
    }
    [[nodiscard]] bool makeSession(const QString &uid, const QStringList &devices)
    {
        NewSession session;
        session.uid = uid;
        session.start = session.end = Timestamp(100);
        session.devices = devices;
        return answer(m_ports.sessions->createSession(session)).has_value();
    }
    [[nodiscard]] bool correct(const RecordKey &key, double value)
    {
        RecordEdit edit;
        edit.key = key;
        edit.value = value;
        return answer(m_ports.records->edit({edit}, u"edit"_s)).has_value();
    }
    [[nodiscard]] std::int64_t enqueue(const PublishDevice &device, const Selection &selection = {})
    {
        const auto queued = answer(m_ports.outbox->enqueue(m_source.id, selection, device));
        return queued ? queued->records : -1;
    }
    [[nodiscard]] std::vector<RecordWork> works()
    {
        return answer(m_ports.outbox->next(m_source.id, 100)).value_or(OutboxBatch{}).records;
    }
    [[nodiscard]] QStringList queue() const { return waiting(m_ports, m_source.id); }

    std::unique_ptr<QTemporaryDir> m_folder;
    StorePointer m_store;
    DataPorts m_ports;
    Source m_source;
    RecordKey m_record; // in session one, which has the device "bench"
};

void PublishDevicesTest::init()
{
    failOnUnexpectedWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    const auto store = openStore(m_folder->filePath(u"store.tidemark"_s));
    QVERIFY(store);
    m_store = *store;
    m_ports = m_store->ports();
    const auto source = addSource(m_ports, u"far"_s);
    QVERIFY(source);
    m_source = *source;
    QVERIFY(makeSession(u"one"_s, {u"bench"_s}));
    m_record = enter(u"m"_s, 1, u"one"_s);
    QVERIFY(m_record.metric.isValid());
}

void PublishDevicesTest::eachChoiceIsKeptForItsRecords()
{
    const RecordKey other = enter(u"n"_s, 2, u"one"_s);
    Selection selection;
    selection.metrics = {m_record.metric};
    for (const PublishDevice &choice :
         {PublishDevice::inferred(), PublishDevice::none(), PublishDevice::given(u"lab"_s),
          PublishDevice::asRecorded()}) {
        QCOMPARE(enqueue(choice, selection), 1);
        const auto records = works();
        QCOMPARE(records.size(), 2U);
        for (const RecordWork &work : records) {
            const bool isChosen = work.head.key.first == m_record.metric.value();
            QVERIFY(isChosen || work.head.key.first == other.metric.value());
            QVERIFY(work.rule == (isChosen ? choice : PublishDevice::asRecorded()));
            QCOMPARE(work.device, std::optional(u"rig"_s)); // the record is as it was
        }
    }
}

void PublishDevicesTest::anotherChoiceIsSentThoughTheValueIsThere()
{
    QVERIFY(deliverAll(m_ports, m_source.id));
    for (const PublishDevice &choice : {PublishDevice::none(), PublishDevice::given(u"lab"_s),
                                        PublishDevice::inferred(), PublishDevice::asRecorded()}) {
        QCOMPARE(enqueue(choice), 1);
        QCOMPARE(queue(), QStringList{u"record m = 1"_s});
        QVERIFY(deliverAll(m_ports, m_source.id));
        QVERIFY(queue().isEmpty());
    }
}

void PublishDevicesTest::theSameChoiceIsNotSentAgain()
{
    for (const PublishDevice &choice :
         {PublishDevice::asRecorded(), PublishDevice::none(), PublishDevice::given(u"lab"_s),
          PublishDevice::inferred()}) {
        QCOMPARE(enqueue(choice), 1);
        QVERIFY(deliverAll(m_ports, m_source.id));
        QCOMPARE(enqueue(choice), 1);
        QVERIFY2(queue().isEmpty(), qPrintable(queue().join(u", "_s)));
    }
    // Another way to say the same.
    QCOMPARE(enqueue(PublishDevice::given(u"bench"_s)), 1);
    QVERIFY(queue().isEmpty());
}

void PublishDevicesTest::anInferredDeviceIsKnownByTheSessionsOnlyOne()
{
    QCOMPARE(enqueue(PublishDevice::inferred()), 1);
    QCOMPARE(works().at(0).onlyDevice, std::optional(u"bench"_s));
    QVERIFY(deliverAll(m_ports, m_source.id));
    const auto session = answer(m_ports.sessions->findSession(u"one"_s));
    QVERIFY(session);
    SessionChange change;
    change.devices = QStringList{u"bench"_s, u"second"_s};
    QVERIFY(answer(m_ports.sessions->updateSession(session->id, change)));
    QCOMPARE(enqueue(PublishDevice::inferred()), 1);
    QVERIFY(queue().contains(u"record m = 1"_s)); // whether it still can be, the source tells
    QVERIFY(!works().at(0).onlyDevice);
}

void PublishDevicesTest::aCorrectionKeepsTheChoice()
{
    QCOMPARE(enqueue(PublishDevice::given(u"lab"_s)), 1);
    QVERIFY(deliverAll(m_ports, m_source.id));
    QVERIFY(correct(m_record, 5));
    const auto records = works();
    QCOMPARE(records.size(), 1U);
    QVERIFY(records[0].rule == PublishDevice::given(u"lab"_s));
    QCOMPARE(records[0].value, std::optional(5.0));
    QCOMPARE(records[0].device, std::optional(u"rig"_s));
}

void PublishDevicesTest::aCorrectionBackIsWithdrawnUnderItsChoice()
{
    for (const PublishDevice &choice : {PublishDevice::given(u"lab"_s), PublishDevice::none(),
                                        PublishDevice::inferred(), PublishDevice::asRecorded()}) {
        QCOMPARE(enqueue(choice), 1);
        QVERIFY(deliverAll(m_ports, m_source.id));
        QVERIFY(correct(m_record, 5));
        QCOMPARE(queue(), QStringList{u"record m = 5"_s});
        QVERIFY(correct(m_record, 1));
        QVERIFY(queue().isEmpty());
    }
}

void PublishDevicesTest::aChoiceMadeWhileItWaitsCountsAsAChange()
{
    const std::int64_t version = works().at(0).head.version;
    const auto before = queue();
    QCOMPARE(enqueue(PublishDevice::none()), 1);
    QCOMPARE(queue(), before); // in the same place
    QCOMPARE(works().at(0).head.version, version + 1);
    QVERIFY(works().at(0).rule == PublishDevice::none());
}

void PublishDevicesTest::aChoiceOutlivesWhatIsGoneThere()
{
    QCOMPARE(enqueue(PublishDevice::none()), 1);
    QVERIFY(deliverAll(m_ports, m_source.id));
    QVERIFY(correct(m_record, 2));
    const auto session = answer(m_ports.sessions->findSession(u"one"_s));
    SessionChange rename;
    rename.name = std::optional(u"named"_s);
    QVERIFY(answer(m_ports.sessions->updateSession(session->id, rename)));
    const auto batch = answer(m_ports.outbox->next(m_source.id, 100));
    QCOMPARE(batch->sessions.size(), 1U);
    OutboxOutcome gone;
    gone.id = batch->sessions[0].head.id;
    gone.key = batch->sessions[0].head.key;
    gone.version = batch->sessions[0].head.version;
    gone.change = batch->sessions[0].head.change;
    gone.kind = OutboxOutcome::Kind::Gone;
    QVERIFY(answer(m_ports.outbox->finish(m_source.id, {gone})));
    const auto records = works();
    QCOMPARE(records.size(), 1U);
    QVERIFY(!records[0].head.mirror);
    QVERIFY(records[0].rule == PublishDevice::none());
}

void PublishDevicesTest::eachSourceHasItsOwn()
{
    const auto second = addSource(m_ports, u"second"_s);
    QVERIFY(second);
    QCOMPARE(enqueue(PublishDevice::none()), 1);
    QCOMPARE(answer(m_ports.outbox->enqueue(second->id, {}, PublishDevice::inferred()))->records,
             1);
    QVERIFY(works().at(0).rule == PublishDevice::none());
    QVERIFY(answer(m_ports.outbox->next(second->id, 100))->records.at(0).rule ==
            PublishDevice::inferred());
}

void PublishDevicesTest::namesThatNoDeviceCanHaveAreRefused()
{
    for (const QString &name : {QString(), u"a\nb"_s, QString(300, u'x')}) {
        const PublishDevice choice = PublishDevice::given(name);
        QCOMPARE(answer(m_ports.outbox->enqueue(m_source.id, {}, choice)).error().code,
                 ErrorCode::InvalidArgument);
        QCOMPARE(answer(m_ports.outbox->preview(m_source.id, Selection{}, choice)).error().code,
                 ErrorCode::InvalidArgument);
    }
    QVERIFY(works().at(0).rule == PublishDevice::asRecorded());
}

void PublishDevicesTest::previewTellsWhatCannotBeInferred()
{
    QVERIFY(makeSession(u"none"_s, {}));
    QVERIFY(makeSession(u"several"_s, {u"a"_s, u"b"_s}));
    enter(u"m"_s, 1, u"several"_s);
    enter(u"n"_s, 1, u"several"_s);
    ValueEntry entry;
    entry.metric = u"m"_s;
    entry.value = 3;
    entry.sessionUid = u"none"_s;
    QVERIFY(answer(m_ports.records->enter(entry)));
    const auto refused = [this](const std::optional<Selection> &selection,
                                const PublishDevice &choice) {
        return answer(m_ports.outbox->preview(m_source.id, selection, choice))->uninferable;
    };
    QCOMPARE(refused(Selection{}, PublishDevice::inferred()), 3);
    QCOMPARE(refused(Selection{}, PublishDevice::none()), 0);
    QCOMPARE(refused({}, {}), 0);
    QCOMPARE(enqueue(PublishDevice::inferred()), 4);
    QCOMPARE(refused({}, {}), 3); // of what waits
}

void PublishDevicesTest::previewTellsANewDevice()
{
    const auto isNew = [this](const QString &name) {
        return answer(m_ports.outbox->preview(m_source.id, Selection{}, PublishDevice::given(name)))
            ->isDeviceNew;
    };
    QVERIFY(isNew(u"bench"_s)); // nothing was sent yet
    QVERIFY(isNew(u"lab"_s));
    QCOMPARE(enqueue(PublishDevice::given(u"lab"_s)), 1);
    QVERIFY(deliverAll(m_ports, m_source.id));
    QVERIFY(!isNew(u"bench"_s));
    QVERIFY(!isNew(u"lab"_s));
    QVERIFY(isNew(u"other"_s));
}

// Of all that the source has, only what an index leads to is read.
void PublishDevicesTest::aDeviceIsLookedUpHoweverMuchIsThere()
{
    QVERIFY(deliverAll(m_ports, m_source.id));
    auto connection = store::Connection::open({m_store->path(), store::OpenMode::ReadOnly});
    QVERIFY(connection);
    store::Statement plan =
        (*connection)->prepare("explain"_L1, "EXPLAIN QUERY PLAN "_L1 % store::kIsDeviceThere.text);
    QVERIFY(plan.run(m_source.id, OrgId(1), u"lab"_s, m_source.id, u"lab"_s));
    int searches = 0;
    for (auto row = plan.next(); row && *row; row = plan.next()) {
        const QString step = plan.text(3);
        QVERIFY2(!step.startsWith(u"SCAN"_s) || step == u"SCAN CONSTANT ROW"_s, qPrintable(step));
        if (!step.startsWith(u"SEARCH"_s))
            continue;
        ++searches;
        const bool isByName = step.contains(u"name=?"_s) || step.contains(u"device=?"_s) ||
                              step.contains(u"key1=?"_s);
        QVERIFY2(isByName, qPrintable(step));
    }
    QCOMPARE(searches, 3); // the device, what was told of it, and a value with it
}

void PublishDevicesTest::removingTheSourceForgetsItsChoices()
{
    QCOMPARE(enqueue(PublishDevice::none()), 1);
    QVERIFY(answer(m_ports.sources->remove(m_source.id, true)));
    QVERIFY(answer(m_ports.sources->sources())->empty());
    const auto again = addSource(m_ports, u"far"_s);
    QVERIFY(again);
    QCOMPARE(answer(m_ports.outbox->enqueue(again->id, {}, PublishDevice::asRecorded()))->records,
             1);
    QVERIFY(answer(m_ports.outbox->next(again->id, 100))->records.at(0).rule ==
            PublishDevice::asRecorded());
}

void PublishDevicesTest::aMovedRecordTakesItsChoicesAlong()
{
    QVERIFY(makeSession(u"three"_s, {}) && makeSession(u"four"_s, {}));
    const RecordKey key = enter(u"m"_s, 1, u"three"_s);
    QVERIFY(enqueue(PublishDevice::none()) > 0);
    QVERIFY(deliverAll(m_ports, m_source.id));
    RecordEdit edit;
    edit.key = key;
    edit.moveToSession = u"four"_s;
    const auto moved = answer(m_ports.records->edit({edit}, u"move"_s));
    QVERIFY(moved);
    const auto works = this->works();
    const auto there = std::find_if(works.begin(), works.end(), [](const RecordWork &work) {
        return work.sessionUid == u"four"_s;
    });
    QVERIFY(there != works.end());
    QCOMPARE(there->rule, PublishDevice::none());
    QVERIFY(answer(m_ports.journal->undo(*moved)));
    QVERIFY(correct(key, 2));
    QCOMPARE(this->works().at(0).rule, PublishDevice::none());
}

void PublishDevicesTest::itemsTellWhatSendingSays()
{
    QVERIFY(makeSession(u"three"_s, {u"bench"_s}));
    (void)enter(u"m"_s, 1, u"three"_s);
    const auto said = [this] {
        const auto page = answer(m_ports.outbox->page(m_source.id, {}, {}, 100));
        for (const OutboxItem &item : page->items) {
            if (item.key.kind == OutboxKind::Record && item.session == u"three"_s)
                return item.said.value_or(RemoteImage());
        }
        return RemoteImage();
    };
    QCOMPARE(said().value, std::optional(1.0));
    QCOMPARE(said().device, std::optional(u"rig"_s));
    QVERIFY(enqueue(PublishDevice::given(u"lab"_s)) > 0);
    QCOMPARE(said().device, std::optional(u"lab"_s));
    QVERIFY(enqueue(PublishDevice::inferred()) > 0);
    QVERIFY(hasInferredDevice(said()) && !said().device);
}

void PublishDevicesTest::earlierChoicesAreCounted()
{
    const auto earlier = [this](const Selection &selection) {
        return answer(m_ports.outbox->earlierDevices(m_source.id, selection))
            .value_or(EarlierDevices{-1, {}});
    };
    QVERIFY(makeSession(u"two"_s, {}));
    QVERIFY(enter(u"n"_s, 2, u"one"_s).metric.isValid());
    const RecordKey third = enter(u"o"_s, 3, u"two"_s);
    QVERIFY(third.metric.isValid());
    QCOMPARE(earlier({}).records, 0); // nobody chose anything, so nothing is read
    Selection last;
    last.metrics = {third.metric};
    QCOMPARE(enqueue(PublishDevice::none(), last), 1);
    QCOMPARE(earlier({}).records, 3);
    using Choices = std::vector<EarlierDevices::Choice>;
    QVERIFY(earlier({}).choices == Choices({{PublishDevice::none(), 1}}));
    Selection first;
    first.metrics = {m_record.metric};
    QCOMPARE(earlier(first).records, 1);
    QVERIFY(earlier(first).choices.empty());
    QCOMPARE(enqueue(PublishDevice::given(u"lab"_s)), 3);
    QCOMPARE(enqueue(PublishDevice::none(), first), 1);
    QVERIFY(earlier({}).choices ==
            Choices({{PublishDevice::given(u"lab"_s), 2}, {PublishDevice::none(), 1}}));
    QCOMPARE(enqueue(PublishDevice::asRecorded()), 3);
    QVERIFY(earlier({}).choices.empty());
    const auto gone = answer(m_ports.outbox->earlierDevices(SourceId(4711), {}));
    QCOMPARE(gone.error().code, ErrorCode::NotFound);
}

TIDEMARK_TEST(PublishDevicesTest)
#include "publish_devices_test.moc"
