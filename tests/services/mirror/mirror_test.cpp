// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/change_journal.h"
#include "tests/services/mirror/mirror_bench.h"
#include "tests/support/test_registry.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <limits>
#include <mutex>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// What comes from a source into the store.
class MirrorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_bench.reset(); }
    void bringsEverythingOnceAndSendsNothingBack();
    void keepsTheUidsOfAnotherStore();
    void readsOnlyMonthsThatChanged();
    void aFullFetchSeesWhatTheIncrementalOneMisses();
    void takesWhatWasChangedThere();
    void removesWhatIsGoneThere();
    void seesWhatIsGoneWhereTheEndDiffersHere();
    void sessionsWithoutTimes();
    void undoneFetchComesBack_data();
    void undoneFetchComesBack();
    void whatWasRemovedHereStaysRemoved();
    void anotherServiceRemovesNothing();

private:
    std::unique_ptr<MirrorBench> m_bench;
};

void MirrorTest::init()
{
    failOnUnexpectedWarnings();
    m_bench = std::make_unique<MirrorBench>();
    QVERIFY(m_bench->store);
}

void MirrorTest::bringsEverythingOnceAndSendsNothingBack() // R3
{
    m_bench->describe(u"cpu"_s, u"load"_s);
    const QString uid = m_bench->makeSession(u"run 1"_s, 100, 200);
    m_bench->changeSession(uid, [](RemoteState::StoredSession &stored) {
        stored.session.description = u"north"_s;
        stored.session.metadata = {{u"crew"_s, u"a"_s},
                                   {u"tidemark_tags"_s, QJsonObject{{u"env"_s, u"prod"_s}}},
                                   {u"tidemark_note"_s, u"windy"_s}};
        stored.session.labels = {u"b"_s, u"a"_s};
        stored.session.customFields = {{u"n"_s, 3}};
        stored.devices = {u"rig 1"_s, u"rig 2"_s};
    });
    m_bench->publish(u"cpu"_s, uid, 1.5, u"rig 1"_s);
    m_bench->publish(u"mem"_s, uid, -0.0);

    const auto first = m_bench->fetch();
    QVERIFY(first);
    QVERIFY2(first->isComplete, qPrintable(first->error ? first->error->message : QString()));
    QCOMPARE(first->definitions, (FetchCounts{2, 0, 0, 0}));
    QCOMPARE(first->sessions, (FetchCounts{1, 0, 0, 0}));
    QCOMPARE(first->records, (FetchCounts{2, 0, 0, 0}));
    QCOMPARE(m_bench->definition(u"cpu"_s)->description, std::optional(u"load"_s));
    const auto session = m_bench->session(uid);
    QVERIFY(session);
    QCOMPARE(session->name, std::optional(u"run 1"_s));
    QCOMPARE(session->description, std::optional(u"north"_s));
    QCOMPARE(session->metadata, (QJsonObject{{u"crew"_s, u"a"_s}}));
    QCOMPARE(session->tags, (TagMap{{u"env"_s, u"prod"_s}}));
    QCOMPARE(session->note, u"windy"_s);
    QCOMPARE(session->labels, (QStringList{u"b"_s, u"a"_s}));
    QCOMPARE(session->customFields, (QJsonObject{{u"n"_s, 3}}));
    QCOMPARE(session->devices, (QStringList{u"rig 1"_s, u"rig 2"_s}));
    QCOMPARE(session->start, std::optional(Timestamp(100'000'000'000)));
    QCOMPARE(session->end, std::optional(Timestamp(200'000'000'000)));
    QCOMPARE(m_bench->values(),
             (QStringList{u"cpu %1 1.5 rig 1"_s.arg(uid), u"mem %1 0"_s.arg(uid)}));
    QVERIFY(waiting(m_bench->ports, m_bench->source.id).isEmpty()); // publishing is on

    const QByteArray content = contentDump(m_bench->folder.filePath(u"store.tidemark"_s));
    for (const bool isFull : {false, true}) {
        FetchRequest request;
        request.isFull = isFull;
        const auto again = m_bench->fetch(request);
        QVERIFY(again && again->isComplete);
        QCOMPARE(again->definitions, (FetchCounts{0, 0, 0, 2}));
        QCOMPARE(again->sessions, (FetchCounts{0, 0, 0, 1}));
        QCOMPARE(again->records, (FetchCounts{0, 0, 0, isFull ? 2 : 0}));
        QCOMPARE(contentDump(m_bench->folder.filePath(u"store.tidemark"_s)), content);
    }
    QVERIFY(waiting(m_bench->ports, m_bench->source.id).isEmpty());
}

// Two stores with one source show one session under one uid.
void MirrorTest::keepsTheUidsOfAnotherStore()
{
    const auto entry = m_bench->enter(u"m"_s, 7, 1'000'000'000);
    QVERIFY(m_bench->drain());
    QTemporaryDir folder;
    const auto other = openStore(folder.filePath(u"other.tidemark"_s));
    QVERIFY(other);
    const auto source = addSource((*other)->ports(), u"far"_s);
    QVERIFY(source);
    mirror::SourceFetch fetcher(**other, m_bench->remote, {u"og_local"_s, u"ben"_s});
    FetchRequest request;
    request.source = source->id;
    const auto fetched = answer(fetcher.run(request, {}, {}));
    QVERIFY(fetched && fetched->isComplete);
    const auto page = answer((*other)->ports().records->page({}, SortOrder::Ascending, {}, 10));
    QCOMPARE(page->records.size(), 1U);
    QCOMPARE(page->records[0].sessionUid, entry.saved->sessionUid);
    QCOMPARE(page->records[0].value, 7.0);
    // And the store that sent it has it already.
    const auto own = m_bench->fetch();
    QVERIFY(own && own->isComplete);
    QCOMPARE(own->sessions, (FetchCounts{0, 0, 0, 1}));
    QCOMPARE(own->records, (FetchCounts{0, 0, 0, 1}));
    QCOMPARE(own->conflicts, 0);
}

void MirrorTest::readsOnlyMonthsThatChanged()
{
    constexpr std::int64_t kMonth_s = std::int64_t{31} * 86'400;
    QStringList uids;
    for (int month = 0; month < 12; ++month) {
        uids.append(m_bench->makeSession(u"run"_s, month * kMonth_s, month * kMonth_s + 10));
        m_bench->publish(u"m"_s, uids.last(), month);
        m_bench->publish(u"still"_s, uids.last(), month);
    }
    QVERIFY(m_bench->fetch()->isComplete);
    const auto quiet = m_bench->fetch();
    QCOMPARE(quiet->records, (FetchCounts{}));

    m_bench->publish(u"m"_s, uids[9], 90); // replaced in an old month
    const QString late = m_bench->makeSession(u"late"_s, 10 * kMonth_s, 10 * kMonth_s + 20);
    m_bench->publish(u"m"_s, late, 100);
    const qsizetype before = m_bench->remote.requests().size();
    const auto changed = m_bench->fetch();
    QVERIFY(changed->isComplete);
    QCOMPARE(changed->records, (FetchCounts{1, 1, 0, 2})); // of the last three months
    const QStringList asked = m_bench->remote.requests().mid(before);
    QVERIFY(asked.contains(u"query m"_s) && !asked.contains(u"query still"_s));
    // Devices are asked for where a session is new, or as new as the newest one seen.
    QCOMPARE(asked.filter(u"devices of"_s),
             (QStringList{u"devices of "_s + uids.last(), u"devices of "_s + late}));
    m_bench->remote.change(
        [&](RemoteState &state) { state.sessions[uids[9]].records.erase(u"m"_s); });
    QCOMPARE(m_bench->fetch()->records.removed, 1); // seen without a full fetch
}

void MirrorTest::aFullFetchSeesWhatTheIncrementalOneMisses()
{
    const QString a = m_bench->makeSession(u"a"_s, 100, 200);
    const QString b = m_bench->makeSession(u"b"_s, 300, 400);
    m_bench->publish(u"m"_s, a, 1);
    m_bench->publish(u"m"_s, b, 2);
    m_bench->remote.change([](RemoteState &state) { state.now_s += 1'000; });
    (void)m_bench->makeSession(u"newer than what is asked about again"_s, 500, 600);
    QVERIFY(m_bench->fetch()->isComplete);
    m_bench->publish(u"m"_s, a, 2); // count and sum of the month stay
    m_bench->publish(u"m"_s, b, 1);
    m_bench->remote.change([&](RemoteState &state) { // attached, and not noted in the session
        state.devices.insert(u"rig"_s);
        state.sessions[a].devices.insert(u"rig"_s);
    });
    const auto missed = m_bench->fetch();
    QCOMPARE(missed->records, (FetchCounts{}));
    QVERIFY(m_bench->session(a)->devices.isEmpty());
    const auto full = m_bench->fetchAll();
    QCOMPARE(full->records, (FetchCounts{0, 2, 0, 0}));
    QCOMPARE(m_bench->session(a)->devices, QStringList(u"rig"_s));
    QCOMPARE(m_bench->values(), (QStringList{u"m %1 2"_s.arg(a), u"m %1 1"_s.arg(b)}));
}

void MirrorTest::takesWhatWasChangedThere()
{
    const QString uid = m_bench->makeSession(u"run"_s, 100, 200);
    m_bench->describe(u"m"_s, u"first"_s);
    m_bench->publish(u"m"_s, uid, 1);
    QVERIFY(m_bench->fetch()->isComplete);

    m_bench->describe(u"m"_s, {});
    m_bench->changeSession(uid, [](RemoteState::StoredSession &stored) {
        stored.session.name = u"renamed"_s;
        stored.session.labels = {u"new"_s};
        stored.devices = {u"rig"_s};
        stored.files[u"fl_of_others"_s] = ClosedRange{Timestamp(50), Timestamp(300'000'000'000)};
    });
    m_bench->publish(u"m"_s, uid, 2, u"rig"_s);
    const auto fetched = m_bench->fetch();
    QVERIFY(fetched->isComplete);
    QCOMPARE(fetched->definitions, (FetchCounts{0, 1, 0, 0}));
    QCOMPARE(fetched->sessions, (FetchCounts{0, 1, 0, 0}));
    QCOMPARE(fetched->records, (FetchCounts{0, 1, 0, 0}));
    QVERIFY(!m_bench->definition(u"m"_s)->description);
    const auto session = m_bench->session(uid);
    QCOMPARE(session->name, std::optional(u"renamed"_s));
    QCOMPARE(session->labels, QStringList(u"new"_s));
    QCOMPARE(session->devices, QStringList(u"rig"_s));
    QCOMPARE(session->start, std::optional(Timestamp(50)));
    QCOMPARE(session->end, std::optional(Timestamp(300'000'000'000)));
    QCOMPARE(m_bench->values(), QStringList(u"m %1 2 rig"_s.arg(uid)));
    QVERIFY(waiting(m_bench->ports, m_bench->source.id).isEmpty());
    // The earlier value is kept as history, like that of every correction.
    const auto history = answer(m_bench->ports.records->history(m_bench->keyOf(u"m"_s, uid)));
    QVERIFY(history && history->size() == 1 && history->front().value == 1);
}

void MirrorTest::removesWhatIsGoneThere()
{
    const QString a = m_bench->makeSession(u"a"_s, 100, 200);
    const QString b = m_bench->makeSession(u"b"_s, 300, 400);
    for (const QString &uid : {a, b}) {
        m_bench->publish(u"m"_s, uid, 1);
        m_bench->publish(u"n"_s, uid, 2);
        m_bench->publish(u"o"_s, uid, 3);
    }
    QVERIFY(m_bench->fetch()->isComplete);
    m_bench->remote.change([&](RemoteState &state) {
        state.sessions.erase(a);
        state.definitions.erase(u"m"_s);
        state.sessions[b].records.erase(u"m"_s);
        state.sessions[b].records.erase(u"n"_s); // the value alone
    });
    const auto fetched = m_bench->fetch();
    QVERIFY(fetched->isComplete);
    QCOMPARE(fetched->definitions.removed, 1);
    QCOMPARE(fetched->sessions.removed, 1);
    QCOMPARE(fetched->records.removed, 1);
    QCOMPARE(fetched->conflicts, 0);
    QVERIFY(!m_bench->definition(u"m"_s) && !m_bench->session(a));
    QCOMPARE(m_bench->values(), QStringList(u"o %1 3"_s.arg(b)));
    QVERIFY(waiting(m_bench->ports, m_bench->source.id).isEmpty());
}

// The window that was asked for is one of ends as they are there.
void MirrorTest::seesWhatIsGoneWhereTheEndDiffersHere()
{
    constexpr std::int64_t kMonth_s = std::int64_t{31} * 86'400;
    const QString first = m_bench->makeSession(u"first"_s, 0, 10);
    const QString moved = m_bench->makeSession(u"moved"_s, 20, 5 * kMonth_s);
    for (const QString &uid : {first, moved})
        m_bench->publish(u"m"_s, uid, 1);
    QVERIFY(m_bench->fetch()->isComplete);
    QVERIFY(answer(m_bench->ports.sessions->editSession(moved, [](const Session &) {
        SessionChange change;
        change.end = std::optional<std::optional<Timestamp>>(Timestamp(30'000'000'000));
        return Result<SessionChange>(change);
    })));
    m_bench->remote.change(
        [&](RemoteState &state) { state.sessions[moved].records.erase(u"m"_s); });
    QCOMPARE(m_bench->fetch()->records.removed, 1);
    QCOMPARE(m_bench->values(), QStringList(u"m %1 1"_s.arg(first)));
    QCOMPARE(m_bench->session(moved)->end, std::optional(Timestamp(30'000'000'000)));
}

void MirrorTest::sessionsWithoutTimes()
{
    const QString uid = m_bench->makeSession(u"open"_s, {}, {});
    m_bench->publish(u"m"_s, uid, 1);
    QVERIFY(m_bench->fetch()->isComplete);
    QCOMPARE(m_bench->values(), QStringList(u"m %1 1"_s.arg(uid)));
    QVERIFY(!m_bench->session(uid)->end);
    m_bench->publish(u"m"_s, uid, 2);
    QCOMPARE(m_bench->fetch()->records, (FetchCounts{0, 1, 0, 0}));
    m_bench->remote.change([&](RemoteState &state) { state.sessions[uid].records.clear(); });
    QCOMPARE(m_bench->fetch()->records.removed, 1);
    QVERIFY(m_bench->values().isEmpty());
    QVERIFY(m_bench->session(uid).has_value());
}

void MirrorTest::undoneFetchComesBack_data()
{
    QTest::addColumn<int>("steps"); ///< that are undone, the newest first
    QTest::newRow("values") << 1;
    QTest::newRow("values and sessions") << 2;
    QTest::newRow("all") << 3;
}

void MirrorTest::undoneFetchComesBack()
{
    QFETCH(const int, steps);
    const QString uid = m_bench->makeSession(u"run"_s, 100, 200);
    m_bench->publish(u"m"_s, uid, 1);
    QVERIFY(m_bench->fetch()->isComplete);
    const auto changes = answer(m_bench->ports.journal->changes(10));
    QVERIFY(changes && changes->size() == 3U); // definitions, sessions, values
    for (std::size_t i = 0; i < static_cast<std::size_t>(steps); ++i) {
        QCOMPARE(changes->at(i).label, u"fetch from far"_s);
        QVERIFY(answer(m_bench->ports.journal->undo(changes->at(i).id)));
    }
    QVERIFY(m_bench->values().isEmpty());
    QCOMPARE(m_bench->session(uid).has_value(), steps < 2);
    QVERIFY(waiting(m_bench->ports, m_bench->source.id).isEmpty()); // it stays there
    const auto again = m_bench->fetch();
    QVERIFY(again->isComplete);
    QCOMPARE(again->records.added, 1);
    QCOMPARE(m_bench->values(), QStringList(u"m %1 1"_s.arg(uid)));
}

void MirrorTest::whatWasRemovedHereStaysRemoved()
{
    const QString a = m_bench->makeSession(u"a"_s, 100, 200);
    const QString b = m_bench->makeSession(u"b"_s, 300, 400);
    for (const QString &metric : {u"m"_s, u"n"_s}) {
        m_bench->publish(metric, a, 1);
        m_bench->publish(metric, b, 2);
    }
    QVERIFY(m_bench->fetch()->isComplete);
    m_bench->setLevel(PublishLevel::Off);
    QVERIFY(answer(m_bench->ports.catalog->remove(m_bench->definition(u"n"_s)->id)));
    QVERIFY(answer(m_bench->ports.sessions->removeSessions({m_bench->session(a)->id})));
    const auto fetched = m_bench->fetchAll();
    QVERIFY(fetched->isComplete);
    QCOMPARE(fetched->conflicts, 0);
    QCOMPARE(m_bench->values(), QStringList(u"m %1 2"_s.arg(b)));
    QVERIFY(m_bench->valueThere(u"n"_s, a).has_value());
}

// R4: a fetch from another service says nothing about what came from the first one.
void MirrorTest::anotherServiceRemovesNothing()
{
    const QString uid = m_bench->makeSession(u"run 1"_s, 100, 200);
    m_bench->publish(u"cpu"_s, uid, 1.5);
    QVERIFY(m_bench->fetchAll());
    const QStringList before = m_bench->values();
    QCOMPARE(before.size(), 1);
    QVERIFY(m_bench->enter(u"own"_s, 7, 500).saved);
    QVERIFY(m_bench->drain());
    m_bench->remote.change([](RemoteState &state) { // what is there instead
        state.sessions.clear();
        state.definitions.clear();
    });
    SourceChange change;
    change.endpoint = u"https://other.example"_s;
    QCOMPARE(answer(m_bench->ports.sources->update(m_bench->source.id, change)).error().code,
             ErrorCode::InvalidArgument);
    change.move = SourceMove::OtherService;
    const auto moved = answer(m_bench->ports.sources->update(m_bench->source.id, change));
    QVERIFY(moved);
    m_bench->source = *moved;
    const auto fetched = m_bench->fetchAll();
    QVERIFY(fetched && fetched->isComplete && !fetched->error);
    QCOMPARE(fetched->sessions.removed + fetched->records.removed, 0);
    QCOMPARE(fetched->conflicts, 0);
    QCOMPARE(m_bench->values().size(), 2);
    QVERIFY(m_bench->values().contains(before.front()));
    QVERIFY(m_bench->attention().empty());
    // And what the first one had is published to this one as to a new one.
    const auto queued = answer(m_bench->ports.outbox->enqueue(moved->id, {}, {}));
    QVERIFY(queued && queued->records >= 2);
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->remote.state().sessions.size(), 2U);
}

TIDEMARK_TEST(MirrorTest)
#include "mirror_test.moc"
