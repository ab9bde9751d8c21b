// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/aggregate_reader.h"
#include "model/ports/change_journal.h"
#include "model/ports/file_contributions.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/ports/store_admin.h"
#include "model/ports/store_events.h"
#include "model/store/backup.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QSignalSpy>
#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

using Limits = std::numeric_limits<std::int64_t>;

NewContribution file(const QString &uid, std::int64_t first, std::int64_t last)
{
    return {uid, ClosedRange{Timestamp(first), Timestamp(last)}};
}

} // namespace

/// The files of sessions, which decide their times.
class ContributionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_store.reset(); }
    void boundsAreTheFirstAndLastInstantOfAllRanges();
    void keepsEveryDigit_data();
    void keepsEveryDigit();
    void theSameFileAgainReplacesItsRange();
    void filesWithoutARangeAddNothing();
    void keepsTimesSetByHandUntilARangeComes();
    void refusesTimesByHandWhileFilesDecide();
    void refusesWhatCannotBe();
    void recordsFollowInPagesAndAggregates();
    void tellsOfTheRecordsThatMoved();
    void undoAndRedoAreExact();
    void listsInPagesByUid();
    void tenThousandFilesAtOnce();
    void goWithTheirSessionAndTheBackup();

private:
    [[nodiscard]] FileContributions &files() { return *m_store->ports().files; }
    [[nodiscard]] SessionStore &sessions() { return *m_store->ports().sessions; }
    Session createSession(const QString &uid, std::optional<std::int64_t> start = {},
                          std::optional<std::int64_t> end = {})
    {
        NewSession wanted;
        wanted.uid = uid;
        if (start)
            wanted.start = Timestamp(*start);
        if (end)
            wanted.end = Timestamp(*end);
        return answer(sessions().createSession(wanted)).value_or(SessionOutcome()).session;
    }
    void checkBounds(const Result<SessionOutcome> &outcome, std::optional<std::int64_t> first,
                     std::optional<std::int64_t> last)
    {
        QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message));
        const auto stored = answer(sessions().findSession(outcome->session.uid));
        QVERIFY(stored);
        for (const Session &session : {outcome->session, *stored}) {
            QCOMPARE(session.start ? std::optional(session.start->posixNs()) : std::nullopt, first);
            QCOMPARE(session.end ? std::optional(session.end->posixNs()) : std::nullopt, last);
        }
        QVERIFY(answer(m_store->ports().admin->check())->isSound());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    StorePointer m_store;
};

void ContributionsTest::init()
{
    failOnUnexpectedWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = openStore(m_folder->filePath(u"s.tidemark"_s)).value_or(nullptr);
    QVERIFY(m_store);
}

void ContributionsTest::boundsAreTheFirstAndLastInstantOfAllRanges()
{
    createSession(u"ss_1"_s);
    constexpr std::int64_t kAt = 1'746'057'600'000'000'001;
    checkBounds(answer(files().add(u"ss_1"_s, {file(u"fl_a"_s, kAt, kAt + 10)})), kAt, kAt + 10);
    checkBounds(answer(files().add(u"ss_1"_s, {file(u"fl_b"_s, kAt - 5, kAt + 3),
                                               file(u"fl_c"_s, kAt + 11, kAt + 11)})),
                kAt - 5, kAt + 11);
    checkBounds(answer(files().remove(u"ss_1"_s, {u"fl_b"_s})), kAt, kAt + 11);
    checkBounds(answer(files().remove(u"ss_1"_s, {u"fl_a"_s, u"fl_none"_s, u"fl_c"_s})), {}, {});
    const auto nothing = answer(files().remove(u"ss_1"_s, {u"fl_a"_s, u"bad\n"_s}));
    QVERIFY(nothing && !nothing->change.isValid());
}

void ContributionsTest::keepsEveryDigit_data()
{
    QTest::addColumn<qint64>("first");
    QTest::addColumn<qint64>("last");
    constexpr std::int64_t kTwo53 = std::int64_t(1) << 53;
    QTest::newRow("all of int64") << qint64(Limits::min()) << qint64(Limits::max());
    QTest::newRow("the first instant") << qint64(Limits::min()) << qint64(Limits::min());
    QTest::newRow("the last instant") << qint64(Limits::max()) << qint64(Limits::max());
    QTest::newRow("beside 2^53") << qint64(-kTwo53 - 1) << qint64(kTwo53 + 1);
    QTest::newRow("negative") << qint64(-2) << qint64(-1);
    QTest::newRow("today") << qint64(1'777'626'900'000'000'001)
                           << qint64(1'777'629'750'000'000'003);
}

void ContributionsTest::keepsEveryDigit() // V1
{
    QFETCH(const qint64, first);
    QFETCH(const qint64, last);
    createSession(u"ss_1"_s);
    PublishRequest request;
    request.sessionUid = u"ss_1"_s;
    request.device = DeviceChoice::none();
    request.items = {{u"load"_s, 2.5}};
    QVERIFY(answer(m_store->ports().records->publish(request)));
    checkBounds(answer(files().add(u"ss_1"_s, {file(u"fl_a"_s, first, last)})), first, last);
    const auto listed = answer(files().page(u"ss_1"_s, {}, 10));
    QVERIFY(listed);
    QCOMPARE(listed->files.at(0).range,
             std::optional(ClosedRange{Timestamp(first), Timestamp(last)}));
    for (const TimeFilter filter : {TimeFilter::SessionStart, TimeFilter::SessionEnd}) {
        Selection selection;
        selection.timeFilter = filter;
        const auto page =
            answer(m_store->ports().records->page(selection, SortOrder::Ascending, {}, 10));
        QVERIFY(page);
        QCOMPARE(page->records.size(), 1U);
        QCOMPARE(page->records[0].sessionStart, std::optional(Timestamp(first)));
        QCOMPARE(page->records[0].sessionEnd, std::optional(Timestamp(last)));
    }
}

void ContributionsTest::theSameFileAgainReplacesItsRange()
{
    createSession(u"ss_1"_s);
    const auto first = answer(files().add(u"ss_1"_s, {file(u"fl_a"_s, 1, 100)}));
    checkBounds(first, 1, 100);
    checkBounds(answer(files().add(u"ss_1"_s, {file(u"fl_a"_s, 5, 6)})), 5, 6);
    const auto same = answer(files().add(u"ss_1"_s, {file(u"fl_a"_s, 5, 6)}));
    QVERIFY(same && !same->change.isValid());
    // Twice in one call: the last one counts.
    checkBounds(answer(files().add(u"ss_1"_s, {file(u"fl_a"_s, 1, 2), file(u"fl_a"_s, 7, 8)})), 7,
                8);
    QCOMPARE(answer(files().page(u"ss_1"_s, {}, 10))->files.size(), 1U);
    // The file of another session is another contribution.
    createSession(u"ss_2"_s);
    checkBounds(answer(files().add(u"ss_2"_s, {file(u"fl_a"_s, 50, 60)})), 50, 60);
    checkBounds(answer(files().add(u"ss_1"_s, {})), 7, 8);
}

void ContributionsTest::filesWithoutARangeAddNothing()
{
    createSession(u"ss_1"_s);
    checkBounds(answer(files().add(u"ss_1"_s, {{u"fl_a"_s}})), {}, {});
    checkBounds(answer(files().add(u"ss_1"_s, {file(u"fl_b"_s, 3, 4)})), 3, 4);
    const auto page = answer(files().page(u"ss_1"_s, {}, 10));
    QVERIFY(page);
    QCOMPARE(page->files.size(), 2U);
    QVERIFY(!page->files[0].range);
    QCOMPARE(page->files[0].addedBy, u"ana"_s);
    // A range that is taken back to the whole file.
    checkBounds(answer(files().add(u"ss_1"_s, {{u"fl_b"_s}})), {}, {});
}

void ContributionsTest::keepsTimesSetByHandUntilARangeComes()
{
    createSession(u"ss_1"_s, 10, 20);
    checkBounds(answer(files().add(u"ss_1"_s, {{u"fl_a"_s}})), 10, 20);
    checkBounds(answer(files().remove(u"ss_1"_s, {u"fl_a"_s})), 10, 20);
    checkBounds(answer(files().add(u"ss_1"_s, {file(u"fl_a"_s, 15, 16)})), 15, 16);
    checkBounds(answer(files().remove(u"ss_1"_s, {u"fl_a"_s})), {}, {});
}

void ContributionsTest::refusesTimesByHandWhileFilesDecide()
{
    const Session session = createSession(u"ss_1"_s, 10, 20);
    QVERIFY(answer(files().add(u"ss_1"_s, {file(u"fl_a"_s, 15, 16)})));
    SessionChange change;
    change.end = std::optional(Timestamp(17));
    const auto refused = answer(sessions().updateSession(session.id, change));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    QVERIFY(refused.error().message.contains(u"files"_s));
    change.end = std::optional(Timestamp(16)); // as it is
    change.note = u"other things may change"_s;
    QVERIFY(answer(sessions().updateSession(session.id, change)));
    QVERIFY(answer(files().remove(u"ss_1"_s, {u"fl_a"_s})));
    change.end = std::optional(Timestamp(17));
    QVERIFY(answer(sessions().updateSession(session.id, change)));
}

void ContributionsTest::refusesWhatCannotBe()
{
    createSession(u"ss_1"_s);
    const auto entry = answer(m_store->ports().records->enter({u"load"_s, {}, 1, Timestamp(5)}));
    QVERIFY(entry);
    const QByteArray before = contentDump(m_store->path());
    const auto refusedAs = [this](const QString &session, const NewContribution &wanted) {
        const auto added = answer(files().add(session, {file(u"fl_good"_s, 1, 2), wanted}));
        return added ? Error() : added.error();
    };
    QCOMPARE(refusedAs(u"ss_1"_s, file(u"fl_a"_s, 2, 1)).code, ErrorCode::InvalidArgument);
    for (const QString &bad : {QString(256, u'x'), QString(128, u'\u00e9'),
                               QString(u"a"_s + QChar(u'\0')), QString(QChar(0xd800))})
        QCOMPARE(refusedAs(u"ss_1"_s, {bad}).code, ErrorCode::InvalidArgument);
    QCOMPARE(refusedAs(u"ss_1"_s, {QString()}).code, ErrorCode::InvalidArgument);
    QCOMPARE(refusedAs(u"ss_none"_s, {u"fl_a"_s}).subject, ErrorSubject::Session);
    QCOMPARE(refusedAs(entry->saved->sessionUid, {u"fl_a"_s}).code, ErrorCode::InvalidArgument);
    QCOMPARE(answer(files().remove(u"ss_none"_s, {})).error().subject, ErrorSubject::Session);
    QCOMPARE(answer(files().page(u"ss_none"_s, {}, 1)).error().subject, ErrorSubject::Session);
    QCOMPARE(answer(files().page(u"ss_1"_s, {}, 0)).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(contentDump(m_store->path()), before);
}

void ContributionsTest::recordsFollowInPagesAndAggregates()
{
    const DataPorts ports = m_store->ports();
    constexpr std::int64_t kDay_ns = 86'400'000'000'000;
    for (int i = 0; i < 20; ++i) {
        const QString uid = u"ss_%1"_s.arg(i, 2, 10, QLatin1Char('0'));
        createSession(uid, i * kDay_ns, i * kDay_ns);
        PublishRequest request;
        request.sessionUid = uid;
        request.device = DeviceChoice::none();
        request.items = {{u"load"_s, i + 1.0}};
        QVERIFY(answer(ports.records->publish(request)));
    }
    AggregateQuery query;
    query.selection.metrics = {answer(ports.catalog->find(u"load"_s))->id};
    const auto days = [&] {
        std::map<std::int64_t, double> sums;
        const auto series = answer(ports.aggregates->aggregate(query));
        for (const AggregateBucket &bucket : series->buckets)
            sums[bucket.window.begin.posixNs() / kDay_ns] = bucket.aggregate.sum.value();
        return sums;
    };
    auto expected = days(); // and the columns are in memory now
    QCOMPARE(expected.size(), 20U);
    QVERIFY(answer(files().add(u"ss_03"_s, {file(u"fl_a"_s, 4, 7 * kDay_ns + 5)})));
    expected.erase(3);
    expected[7] += 4;
    QCOMPARE(days(), expected);
    Selection day;
    day.begin = Timestamp(7 * kDay_ns);
    day.end = Timestamp(7 * kDay_ns + 6);
    QCOMPARE(answer(ports.records->count(day)).value_or(-1), 2);
    day.end = Timestamp(7 * kDay_ns + 5); // its last instant is just outside
    QCOMPARE(answer(ports.records->count(day)).value_or(-1), 1);
    QVERIFY(answer(files().remove(u"ss_03"_s, {u"fl_a"_s})));
    expected[7] -= 4; // without a time it is in no period
    QCOMPARE(days(), expected);
    QCOMPARE(answer(sessions().recordsOf(u"ss_03"_s, 10))->size(), 1U);
}

void ContributionsTest::tellsOfTheRecordsThatMoved()
{
    const DataPorts ports = m_store->ports();
    createSession(u"ss_1"_s, 10, 20);
    PublishRequest request;
    request.sessionUid = u"ss_1"_s;
    request.device = DeviceChoice::none();
    request.items = {{u"load"_s, 1}};
    const auto published = answer(ports.records->publish(request));
    QVERIFY(published);
    QSignalSpy spy(ports.events, &StoreEvents::changed);
    QVERIFY(spy.wait()); // of what was written so far
    spy.clear();
    QVERIFY(answer(files().add(u"ss_1"_s, {file(u"fl_a"_s, 100, 200)})));
    QVERIFY(spy.wait());
    const auto change = spy.at(0).at(0).value<StoreChange>();
    QVERIFY(change.sessions);
    QVERIFY(change.touches(published->succeeded.at(0).key.metric));
    QVERIFY(change.window);
    QCOMPARE(change.window->begin, Timestamp(10));
    QVERIFY(change.window->end > Timestamp(200));
}

void ContributionsTest::undoAndRedoAreExact()
{
    const DataPorts ports = m_store->ports();
    createSession(u"ss_1"_s, 10, 20);
    std::vector<QByteArray> states{contentDump(m_store->path())};
    std::vector<ChangeId> changes;
    const auto note = [&](const Result<SessionOutcome> &outcome) {
        QVERIFY(outcome && outcome->change.isValid());
        changes.push_back(outcome->change);
        states.push_back(contentDump(m_store->path()));
    };
    note(answer(files().add(u"ss_1"_s, {file(u"fl_a"_s, 1, 2), {u"fl_b"_s}, {u" fl\tb "_s}})));
    note(answer(files().add(u"ss_1"_s, {file(u"fl_a"_s, 3, 4), file(u"fl_b"_s, 5, 6)})));
    note(answer(files().remove(u"ss_1"_s, {u"fl_a"_s})));
    note(answer(files().add(u"ss_1"_s, {file(u"fl_a"_s, 7, 8)})));
    note(answer(files().remove(u"ss_1"_s, {u"fl_a"_s, u"fl_b"_s})));
    for (int round = 0; round < 2; ++round) {
        for (std::size_t i = changes.size(); i-- > 0;) {
            QVERIFY(answer(ports.journal->undo(changes[i])));
            QCOMPARE(contentDump(m_store->path()), states[i]);
        }
        for (std::size_t i = 0; i < changes.size(); ++i) {
            QVERIFY(answer(ports.journal->redo(changes[i])));
            QCOMPARE(contentDump(m_store->path()), states[i + 1]);
        }
    }
    QCOMPARE(answer(ports.journal->changes(1))->at(0).label,
             u"remove 2 file(s) from session ss_1"_s);
}

void ContributionsTest::listsInPagesByUid()
{
    createSession(u"ss_1"_s);
    const QStringList uids{u"Z"_s, u"a b/+"_s, u"fl"_s, u"é"_s, u"\uFF5E"_s, u"\U0001F916"_s};
    std::vector<NewContribution> wanted;
    for (auto uid = uids.crbegin(); uid != uids.crend(); ++uid)
        wanted.push_back({*uid});
    QVERIFY(answer(files().add(u"ss_1"_s, wanted)));
    for (const int limit : {1, 2, 6, 7, 10'000}) {
        QStringList listed;
        std::optional<QString> after;
        do {
            const auto page = answer(files().page(u"ss_1"_s, after, limit));
            QVERIFY(page);
            for (const FileContribution &each : page->files)
                listed.append(each.file);
            after = page->next;
        } while (after);
        QCOMPARE(listed, uids);
    }
}

void ContributionsTest::tenThousandFilesAtOnce()
{
    createSession(u"ss_1"_s);
    std::vector<NewContribution> wanted;
    QStringList uids;
    for (int i = 0; i < 10'001; ++i) {
        wanted.push_back(file(u"fl_%1"_s.arg(i), i, i + 1));
        uids.append(wanted.back().file);
    }
    QCOMPARE(answer(files().add(u"ss_1"_s, wanted)).error().code, ErrorCode::InvalidArgument);
    wanted.pop_back();
    checkBounds(answer(files().add(u"ss_1"_s, wanted)), 0, 10'000);
    const auto page = answer(files().page(u"ss_1"_s, {}, 10'000));
    QVERIFY(page);
    QCOMPARE(page->files.size(), 10'000U);
    QVERIFY(!page->next);
    QCOMPARE(answer(files().remove(u"ss_1"_s, uids)).error().code, ErrorCode::InvalidArgument);
    uids.removeLast();
    checkBounds(answer(files().remove(u"ss_1"_s, uids)), {}, {});
}

void ContributionsTest::goWithTheirSessionAndTheBackup()
{
    const Session session = createSession(u"ss_1"_s);
    QVERIFY(answer(files().add(u"ss_1"_s, {file(u"fl_a"_s, 1, 2), {u"fl_b"_s}})));
    const QString path = m_store->path();
    const QString backup = m_folder->filePath(u"copy.tidemark"_s);
    QVERIFY(answer(m_store->ports().admin->backupTo(backup, false)));
    const QByteArray whole = contentDump(path);
    const auto removed = answer(sessions().removeSessions({session.id}));
    QVERIFY(removed);
    QCOMPARE(answer(files().page(u"ss_1"_s, {}, 10)).error().subject, ErrorSubject::Session);
    QVERIFY(answer(m_store->ports().admin->check())->isSound());
    QVERIFY(answer(m_store->ports().journal->undo(*removed)));
    QCOMPARE(contentDump(path), whole);
    QVERIFY(answer(m_store->ports().journal->redo(*removed)));
    m_store.reset();
    QVERIFY(store::restoreBackup(backup, path));
    QCOMPARE(contentDump(path), whole);
}

TIDEMARK_TEST(ContributionsTest)
#include "contributions_test.moc"
