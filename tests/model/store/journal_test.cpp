// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/change_journal.h"
#include "model/ports/device_store.h"
#include "model/ports/file_contributions.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/metric_merger.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/ports/store_admin.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

// Makes random changes of every kind; some are refused, which changes nothing.
class RandomUser
{
public:
    RandomUser(const DataPorts &ports, std::uint32_t seed)
        : m_ports(ports)
        , m_random(seed)
    {}

    /// The change that was made; invalid when it was refused or had nothing to do.
    ChangeId act()
    {
        switch (pick(16)) {
        case 0:
            return made(m_ports.catalog->create({name(), u"d"_s, u"ms"_s}));
        case 1:
            return editDefinition();
        case 2:
            return pick(3) == 0 ? id(m_ports.catalog->remove(metric())) : enter();
        case 3:
            return createSession();
        case 4:
            return editSession();
        case 5:
            return pick(2) == 0 ? removeSession() : enter();
        case 6:
            return publish();
        case 7:
            return edit();
        case 8:
            return removeRecords();
        case 9:
            return import();
        case 10:
            return changeFiles();
        case 11:
            return changeDevice();
        case 12:
            return attachOrDetach();
        case 13:
            return describeSession();
        case 14:
            return merge();
        default:
            return enter();
        }
    }

private:
    int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(m_random); }
    QString name() { return u"metric.%1"_s.arg(pick(6)); }
    QString device() { return u"device %1"_s.arg(pick(3)); }
    Timestamp time() { return Timestamp(std::int64_t(1'000'000'007) * pick(40)); }
    double value() { return 0.1 * pick(1000); }
    TagMap tags() { return pick(2) == 0 ? TagMap{} : TagMap{{u"env"_s, QString::number(pick(3))}}; }

    template <class T>
    ChangeId made(QFuture<Result<T>> future)
    {
        const auto result = answer(future);
        return result ? result->change : ChangeId();
    }
    ChangeId id(QFuture<Result<ChangeId>> future) { return answer(future).value_or(ChangeId()); }

    MetricId metric()
    {
        const auto all = answer(m_ports.catalog->definitions());
        return all && !all->empty() ? all->at(static_cast<std::size_t>(pick(int(all->size())))).id
                                    : MetricId(999);
    }
    std::optional<Session> session(bool includeEntries)
    {
        SessionQuery query;
        query.includeEntries = includeEntries;
        const auto page = answer(m_ports.sessions->sessions(query, {}, 1000));
        if (!page || page->sessions.empty())
            return std::nullopt;
        return page->sessions.at(static_cast<std::size_t>(pick(int(page->sessions.size()))))
            .session;
    }
    std::optional<Record> record()
    {
        const auto page = answer(m_ports.records->page({}, SortOrder::Ascending, {}, kMaxPageRows));
        if (!page || page->records.empty())
            return std::nullopt;
        return page->records.at(static_cast<std::size_t>(pick(int(page->records.size()))));
    }

    ChangeId enter()
    {
        ValueEntry entry;
        entry.metric = name();
        entry.value = value();
        entry.at = time();
        entry.tags = tags();
        entry.note = pick(2) == 0 ? u"note"_s : QString();
        if (pick(2) == 0)
            entry.device = device();
        if (pick(3) == 0) {
            if (const auto chosen = session(false))
                entry.sessionUid = chosen->uid;
        }
        entry.duplicates = pick(2) == 0 ? DuplicatePolicy::Replace : DuplicatePolicy::KeepBoth;
        return made(m_ports.records->enter(entry));
    }
    ChangeId editDefinition()
    {
        DefinitionChange change;
        if (pick(2) == 0)
            change.name = name();
        if (pick(2) == 0)
            change.description = std::optional<QString>();
        change.tags = tags();
        change.isArchived = pick(2) == 0;
        return made(m_ports.catalog->update(metric(), change));
    }
    ChangeId createSession()
    {
        NewSession wanted;
        wanted.uid = u"ss_%1"_s.arg(pick(8));
        wanted.start = time();
        if (pick(2) == 0)
            wanted.devices = {device(), device()};
        return made(m_ports.sessions->createSession(wanted));
    }
    ChangeId editSession()
    {
        const auto chosen = session(pick(3) == 0);
        if (!chosen)
            return {};
        SessionChange change;
        change.name = std::optional(u"run %1"_s.arg(pick(5)));
        if (pick(2) == 0)
            change.devices = QStringList{device()};
        if (!chosen->isEntry)
            change.start = pick(3) == 0 ? std::optional<Timestamp>() : std::optional(time());
        return made(m_ports.sessions->updateSession(chosen->id, change));
    }
    ChangeId removeSession()
    {
        const auto chosen = session(pick(2) == 0);
        return chosen ? id(m_ports.sessions->removeSessions({chosen->id})) : ChangeId();
    }
    ChangeId publish()
    {
        const auto chosen = session(false);
        if (!chosen)
            return {};
        PublishRequest request;
        request.sessionUid = chosen->uid;
        request.device = DeviceChoice::none();
        request.invocation = u"run-%1"_s.arg(pick(3));
        for (int i = pick(5); i >= 0; --i)
            request.items.push_back({name(), value()});
        return made(m_ports.records->publish(request));
    }
    ChangeId edit()
    {
        std::vector<RecordEdit> edits;
        for (int i = pick(3); i >= 0; --i) {
            const auto chosen = record();
            if (!chosen)
                return {};
            RecordEdit one;
            one.key = chosen->key;
            if (pick(2) == 0)
                one.value = value();
            if (pick(3) == 0)
                one.device = pick(2) == 0 ? std::optional<QString>() : std::optional(device());
            if (chosen->isEntry && pick(2) == 0)
                one.at = time();
            const auto target = pick(4) == 0 ? session(false) : std::nullopt;
            if (target && !one.at)
                one.moveToSession = target->uid;
            edits.push_back(one);
        }
        return id(m_ports.records->edit(edits, u"edit"_s));
    }
    ChangeId removeRecords()
    {
        const auto chosen = record();
        return chosen ? id(m_ports.records->remove({chosen->key}, u"remove"_s)) : ChangeId();
    }
    QJsonObject object()
    {
        if (pick(3) == 0)
            return {};
        return {{u"key %1"_s.arg(pick(3)), pick(100)}, {u"größe"_s, QJsonObject{{u"a"_s, 0.5}}}};
    }
    QStringList labels() { return pick(2) == 0 ? QStringList() : QStringList{u"b"_s, u"a"_s}; }
    std::optional<ClosedRange> range()
    {
        const Timestamp a = time();
        const Timestamp b = time();
        return pick(4) == 0 ? std::nullopt
                            : std::optional(ClosedRange{std::min(a, b), std::max(a, b)});
    }
    ChangeId changeFiles()
    {
        const auto chosen = session(pick(8) == 0); // entries are refused
        if (!chosen)
            return {};
        if (pick(3) == 0)
            return made(m_ports.files->remove(chosen->uid,
                                              {u"fl_%1"_s.arg(pick(4)), u"fl_%1"_s.arg(pick(4))}));
        std::vector<NewContribution> files;
        for (int i = pick(3); i >= 0; --i)
            files.push_back({u"fl_%1"_s.arg(pick(4)), range()});
        return made(m_ports.files->add(chosen->uid, files));
    }
    ChangeId changeDevice()
    {
        switch (pick(4)) {
        case 0:
            return made(m_ports.devices->create({device(), object(), labels(), object()}));
        case 1:
            return id(m_ports.devices->remove(device()));
        default:
            return made(m_ports.devices->update(
                device(),
                [change = DeviceChange{object(), labels(), std::nullopt}](
                    const Device &) -> Result<DeviceChange> { return change; }));
        }
    }
    ChangeId attachOrDetach()
    {
        const auto chosen = session(false);
        if (!chosen)
            return {};
        if (pick(2) == 0)
            return id(m_ports.sessions->detachDevice(chosen->uid, device()));
        return id(m_ports.sessions->attachDevice(
            chosen->uid, device(), pick(2) == 0 ? DevicePolicy::Create : DevicePolicy::MustExist));
    }
    ChangeId describeSession()
    {
        const auto chosen = session(pick(2) == 0);
        if (!chosen)
            return {};
        SessionChange change;
        change.description = pick(2) == 0 ? std::optional<QString>() : u"text"_s;
        change.metadata = object();
        change.labels = labels();
        change.customFields = object();
        return made(m_ports.sessions->editSession(
            chosen->uid, [change](const Session &) -> Result<SessionChange> { return change; }));
    }
    ChangeId merge()
    {
        MergeRequest request{metric(), metric(), MergeConflicts::Keep, true};
        if (pick(2) == 0)
            request.conflicts = MergeConflicts::Replace;
        return pick(3) == 0 ? made(m_ports.merger->merge(request)) : enter();
    }
    ChangeId import()
    {
        std::vector<ImportRow> rows;
        for (int i = pick(20); i >= 0; --i) {
            ImportRow row;
            row.metric = name();
            row.value = value();
            row.start = row.end = time();
            if (pick(2) == 0)
                row.sessionUid = u"ss_%1"_s.arg(pick(12));
            if (pick(3) == 0)
                row.device = device();
            row.tags = tags();
            rows.push_back(row);
        }
        ImportOptions options;
        options.conflicts = pick(2) == 0 ? ConflictPolicy::Replace : ConflictPolicy::Skip;
        options.stopOnError = false;
        return made(
            m_ports.records->importRows(std::make_shared<VectorSource>(rows, 7), options, {}, {}));
    }

    DataPorts m_ports;
    std::mt19937 m_random;
};

} // namespace

class JournalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void undoAndRedoOfRandomChangesGiveTheSameBits_data();
    void undoAndRedoOfRandomChangesGiveTheSameBits();
    void refusesToUndoWhatALaterChangeUses();
    void refusesToRedoOverALaterChange();
    void namesTheErrorsOfUnknownAndRepeatedSteps();
    void listsTheNewestChangesFirst();
    void theOrderIsOfReceiptWhateverTheClockSays();
};

void JournalTest::undoAndRedoOfRandomChangesGiveTheSameBits_data()
{
    QTest::addColumn<std::uint32_t>("seed");
    for (const std::uint32_t seed : {1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U})
        QTest::addRow("seed %u", seed) << seed;
}

void JournalTest::undoAndRedoOfRandomChangesGiveTheSameBits()
{
    QFETCH(const std::uint32_t, seed);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const auto store = openStore(path);
    QVERIFY(store);
    const DataPorts ports = (*store)->ports();
    RandomUser user(ports, seed);
    std::vector<ChangeId> changes;
    std::vector<QByteArray> states{contentDump(path)};
    for (int i = 0; i < 90; ++i) {
        const ChangeId change = user.act();
        const QByteArray state = contentDump(path);
        if (!change.isValid()) {
            QCOMPARE(state, states.back()); // refused or nothing to do: nothing half-written
            continue;
        }
        changes.push_back(change);
        states.push_back(state);
    }
    QVERIFY(changes.size() > 25);
    for (int round = 0; round < 2; ++round) {
        for (std::size_t i = changes.size(); i-- > 0;) {
            const auto undone = answer(ports.journal->undo(changes[i]));
            QVERIFY2(undone, qPrintable(undone ? QString() : undone.error().detail));
            QCOMPARE(contentDump(path), states[i]);
        }
        for (std::size_t i = 0; i < changes.size(); ++i) {
            const auto redone = answer(ports.journal->redo(changes[i]));
            QVERIFY2(redone, qPrintable(redone ? QString() : redone.error().detail));
            QCOMPARE(contentDump(path), states[i + 1]);
        }
    }
    const auto report = answer(ports.admin->check());
    QVERIFY(report);
    for (const CheckFinding &finding : report->findings)
        qInfo().noquote() << finding.where << finding.problem;
    QVERIFY(report->isSound());
}

void JournalTest::refusesToUndoWhatALaterChangeUses()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const auto store = openStore(path);
    QVERIFY(store);
    const DataPorts ports = (*store)->ports();
    const auto metric = answer(ports.catalog->create({u"load"_s}));
    const auto entry = answer(ports.records->enter({u"load"_s, {}, 1.5, Timestamp(7)}));
    QVERIFY(metric && entry);
    const QByteArray before = contentDump(path);
    auto undone = answer(ports.journal->undo(metric->change)); // its record refers to it
    QVERIFY(!undone);
    QCOMPARE(undone.error().code, ErrorCode::Conflict);
    QVERIFY(undone.error().message.contains(u"create metric load"_s));
    QCOMPARE(contentDump(path), before);

    RecordEdit edit;
    edit.key = entry->saved->key;
    edit.value = 2.5;
    QVERIFY(answer(ports.records->edit({edit}, u"edit 1 record"_s)));
    undone = answer(ports.journal->undo(entry->change));
    QVERIFY(!undone);
    QCOMPARE(undone.error().code, ErrorCode::Conflict);
}

void JournalTest::refusesToRedoOverALaterChange()
{
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.tidemark"_s));
    QVERIFY(store);
    const DataPorts ports = (*store)->ports();
    const auto entry = answer(ports.records->enter({u"load"_s, {}, 1.5, Timestamp(7)}));
    QVERIFY(entry);
    RecordEdit edit;
    edit.key = entry->saved->key;
    edit.value = 2.5;
    const auto first = answer(ports.records->edit({edit}, u"edit 1 record"_s));
    QVERIFY(first && answer(ports.journal->undo(*first)));
    edit.value = 3.5;
    QVERIFY(answer(ports.records->edit({edit}, u"edit 1 record"_s)));
    const auto redone = answer(ports.journal->redo(*first));
    QVERIFY(!redone);
    QCOMPARE(redone.error().code, ErrorCode::Conflict);
}

void JournalTest::namesTheErrorsOfUnknownAndRepeatedSteps()
{
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.tidemark"_s));
    QVERIFY(store);
    const DataPorts ports = (*store)->ports();
    QCOMPARE(answer(ports.journal->undo(ChangeId(42))).error().code, ErrorCode::NotFound);
    const auto metric = answer(ports.catalog->create({u"load"_s}));
    QVERIFY(metric);
    QCOMPARE(answer(ports.journal->redo(metric->change)).error().code, ErrorCode::InvalidArgument);
    QVERIFY(answer(ports.journal->undo(metric->change)));
    QCOMPARE(answer(ports.journal->undo(metric->change)).error().code, ErrorCode::InvalidArgument);
}

void JournalTest::listsTheNewestChangesFirst()
{
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.tidemark"_s));
    QVERIFY(store);
    const DataPorts ports = (*store)->ports();
    const auto metric = answer(ports.catalog->create({u"load"_s}));
    const auto entry = answer(ports.records->enter({u"load"_s, {}, 1.5, Timestamp(7)}));
    QVERIFY(metric && entry && answer(ports.journal->undo(entry->change)));
    const auto changes = answer(ports.journal->changes(10));
    QVERIFY(changes);
    QCOMPARE(changes->size(), 2U);
    QCOMPARE(changes->at(0).id, entry->change);
    QVERIFY(changes->at(0).isUndone);
    QCOMPARE(changes->at(1).label, u"create metric load"_s);
    QCOMPARE(changes->at(1).who, u"ana"_s);
    QCOMPARE(answer(ports.journal->changes(1))->size(), 1U);
}

// R10: set back by an hour, and forth by a day.
void JournalTest::theOrderIsOfReceiptWhateverTheClockSays()
{
    const QTemporaryDir folder;
    StillClock clock(at(u"2026-11-20T12:00:00Z"_s));
    store::OpenOptions options = openOptions(folder.filePath(u"s.tidemark"_s));
    options.clock = &clock;
    const auto store = answer(store::LocalStore::open(options));
    QVERIFY(store);
    const DataPorts ports = (*store)->ports();
    ValueEntry entry;
    entry.metric = u"m"_s;
    entry.at = at(u"2026-11-01T00:00:00Z"_s);
    entry.duplicates = DuplicatePolicy::Replace;
    std::vector<ChangeId> received;
    RecordKey key;
    for (const qint64 step_s : {0, -3'600, 86'400, -3'600}) {
        clock.set(clock.now() + Timedelta(step_s * kNsPerSecond));
        entry.value += 1;
        const auto entered = answer(ports.records->enter(entry));
        QVERIFY(entered);
        received.insert(received.begin(), entered->change);
        key = entered->saved->key;
    }
    const auto listed = answer(ports.journal->changes(10)).value();
    QCOMPARE(listed.size(), received.size());
    for (std::size_t i = 0; i < received.size(); ++i)
        QCOMPARE(listed[i].id, received[i]);
    std::vector<double> earlier;
    const auto history = answer(ports.records->history(key)).value();
    for (const RecordRevision &revision : history)
        earlier.push_back(revision.value);
    QCOMPARE(earlier, (std::vector<double>{3, 2, 1}));
    for (const ChangeId change : received)
        QVERIFY(answer(ports.journal->undo(change)));
    QVERIFY(answer(ports.catalog->definitions()).value().empty());
}

TIDEMARK_TEST(JournalTest)
#include "journal_test.moc"
