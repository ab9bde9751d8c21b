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

/// How a fetch goes on and ends.
class MirrorRunTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_bench.reset(); }
    void pagesThroughTwentyFiveThousandRecords();
    void cancelKeepsWhatCame();
    void anErrorInTheMiddleKeepsWhatCame();
    void aHangEndsWithTheFetch();
    void aListWithoutAnEndEndsTheFetch_data();
    void aListWithoutAnEndEndsTheFetch();
    void fetchesSessionsThatTheListDidNotHold_data();
    void fetchesSessionsThatTheListDidNotHold();
    void fetchesWhatEndsAtTheLastInstant();
    void listsWhatTheStoreRefuses();
    void fetchesAPart();
    void remembersHowFarItCame();
    void tellsOfProgressOffTheCallersThread();
    void aSourceThatIsGoneIsNotFetched();

private:
    std::unique_ptr<MirrorBench> m_bench;
};

void MirrorRunTest::init()
{
    failOnUnexpectedWarnings();
    m_bench = std::make_unique<MirrorBench>();
    QVERIFY(m_bench->store);
}

void MirrorRunTest::pagesThroughTwentyFiveThousandRecords() // R3
{
    constexpr int kRecords = 25'000;
    m_bench->remote.change([](RemoteState &state) {
        state.definitions[u"m"_s].name = u"m"_s;
        for (int i = 0; i < kRecords; ++i) {
            const QString uid = u"ss_%1"_s.arg(i, 7, 10, QLatin1Char('0'));
            RemoteState::StoredSession &stored = state.sessions[uid];
            stored.session.uid = uid;
            stored.session.modified = Timestamp(i);
            const Timestamp at(std::int64_t{i} * 60'000'000'000);
            stored.files[u"fl_1"_s] = ClosedRange{at, at};
            RemoteRecord record;
            record.metric = u"m"_s;
            record.sessionUid = uid;
            record.value = i;
            stored.records[u"m"_s] = record;
        }
    });
    m_bench->remote.setPageSize(1000);
    std::vector<std::int64_t> told;
    const auto fetched = m_bench->fetch({}, [&told](const FetchProgress &progress) {
        if (progress.phase == FetchPhase::Records)
            told.push_back(progress.read);
    });
    QVERIFY(fetched->isComplete);
    QCOMPARE(fetched->sessions.added, kRecords);
    QCOMPARE(fetched->records.added, kRecords);
    QCOMPARE(m_bench->remote.requests().count(u"query m"_s), 3);
    QCOMPARE(told, (std::vector<std::int64_t>{10'000, 20'000, 25'000, 25'000}));
    QCOMPARE(answer(m_bench->ports.records->count({}, {})).value_or(0), kRecords);
    QCOMPARE(m_bench->fetchAll()->records, (FetchCounts{0, 0, 0, kRecords}));
}

void MirrorRunTest::cancelKeepsWhatCame() // R3
{
    m_bench->remote.setPageSize(3);
    for (int i = 0; i < 30; ++i)
        m_bench->publish(u"m"_s, m_bench->makeSession(u"run"_s, i, i + 1), i);
    std::stop_source stop;
    const auto stopped = m_bench->fetch(
        {},
        [&stop](const FetchProgress &progress) {
            if (progress.phase == FetchPhase::Sessions && progress.read >= 9)
                stop.request_stop();
        },
        stop.get_token());
    QVERIFY(stopped);
    QVERIFY(!stopped->isComplete && !stopped->error);
    QCOMPARE(stopped->sessions.added, 9);
    QCOMPARE(answer(m_bench->ports.sessions->count({})).value_or(0), 9);
    QVERIFY(!answer(m_bench->ports.mirror->marks(m_bench->source.id))->fetched);
    const auto rest = m_bench->fetch();
    QVERIFY(rest->isComplete);
    QCOMPARE(rest->sessions, (FetchCounts{21, 0, 0, 9}));
    QCOMPARE(rest->records.added, 30);
}

void MirrorRunTest::anErrorInTheMiddleKeepsWhatCame() // R3
{
    for (int i = 0; i < 4; ++i) {
        const QString uid = m_bench->makeSession(u"run"_s, i, i + 1);
        m_bench->publish(u"a"_s, uid, i);
        m_bench->publish(u"b"_s, uid, i);
    }
    m_bench->remote.setFaults([](const QString &request) {
        return request == u"query b"_s ? FakeRemote::Fault::Server : FakeRemote::Fault::None;
    });
    const auto failed = m_bench->fetch();
    QVERIFY(failed);
    QVERIFY(!failed->isComplete && failed->error);
    QCOMPARE(failed->error->code, ErrorCode::Network);
    QCOMPARE(failed->records.added, 4);
    QCOMPARE(m_bench->values().size(), 4);
    m_bench->remote.setFaults({});
    const auto rest = m_bench->fetch();
    QVERIFY(rest->isComplete);
    QCOMPARE(rest->records, (FetchCounts{4, 0, 0, 0})); // what came before is not read again
    QCOMPARE(m_bench->values().size(), 8);
}

void MirrorRunTest::aHangEndsWithTheFetch()
{
    m_bench->remote.setFaults([](const QString &request) {
        return request == u"sessions"_s ? FakeRemote::Fault::Hang : FakeRemote::Fault::None;
    });
    FetchRequest request;
    request.source = m_bench->source.id;
    auto future = m_bench->fetcher->run(request, {}, {});
    QTRY_VERIFY(m_bench->remote.requests().contains(u"sessions"_s));
    m_bench->fetcher.reset();
    QVERIFY(future.isFinished());
    QVERIFY(!future.result()->isComplete);
}

// Made there between the list of sessions and the values.
void MirrorRunTest::aListWithoutAnEndEndsTheFetch_data()
{
    QTest::addColumn<QString>("list");
    QTest::addColumn<bool>("isFresh"); ///< each page with a token of its own
    for (const char *list : {"definitions", "sessions", "devices", "devices of", "query"}) {
        QTest::newRow(list) << QString::fromLatin1(list) << false;
        QTest::addRow("%s, empty pages", list) << QString::fromLatin1(list) << true;
    }
}

void MirrorRunTest::aListWithoutAnEndEndsTheFetch()
{
    QFETCH(const QString, list);
    QFETCH(const bool, isFresh);
    for (int i = 0; i < 5; ++i)
        m_bench->publish(u"m"_s, m_bench->makeSession(u"run"_s, i, i + 1), i, u"rig"_s);
    m_bench->remote.repeatPagesOf(list, isFresh);
    const auto fetched = m_bench->fetch();
    QVERIFY(fetched && !fetched->isComplete);
    QVERIFY(fetched->error);
    QCOMPARE(fetched->error->detail, u"mirror.endless"_s);
    QVERIFY(fetched->error->message.contains(u"far"_s));
    m_bench->remote.repeatPagesOf({});
    QVERIFY(m_bench->fetch()->isComplete);
    QCOMPARE(m_bench->values().size(), 5);
}

void MirrorRunTest::fetchesSessionsThatTheListDidNotHold_data()
{
    QTest::addColumn<int>("end_s");
    QTest::newRow("within the sessions that it held") << 200;
    QTest::newRow("later in the month") << 5'000;
}

void MirrorRunTest::fetchesSessionsThatTheListDidNotHold()
{
    QFETCH(const int, end_s);
    const QString first = m_bench->makeSession(u"first"_s, 100, 200);
    m_bench->publish(u"m"_s, first, 1);
    const QString hidden = m_bench->makeSession(u"late"_s, 150, end_s);
    RemoteState::StoredSession kept;
    m_bench->remote.change([&](RemoteState &state) {
        kept = state.sessions[hidden];
        state.sessions.erase(hidden);
    });
    const auto fetched = m_bench->fetch({}, [&](const FetchProgress &progress) {
        if (progress.phase == FetchPhase::Sessions && !kept.session.uid.isEmpty()) {
            m_bench->remote.change([&](RemoteState &state) { state.sessions[hidden] = kept; });
            m_bench->publish(u"m"_s, hidden, 2);
            m_bench->changeSession(hidden, [](auto &stored) { stored.devices = {u"rig"_s}; });
            kept = {};
        }
    });
    QVERIFY(fetched->isComplete);
    QCOMPARE(fetched->sessions.added, 2);
    QCOMPARE(fetched->records.added, 2);
    QCOMPARE(m_bench->session(hidden)->devices, QStringList(u"rig"_s));
    QCOMPARE(m_bench->values(), (QStringList{u"m %1 1"_s.arg(first), u"m %1 2"_s.arg(hidden)}));
}

// An open end, which no half-open window holds.
void MirrorRunTest::fetchesWhatEndsAtTheLastInstant()
{
    const QString open = m_bench->makeSession(u"open"_s, 100, 200);
    m_bench->changeSession(open, [](auto &stored) {
        stored.files[u"fl_of_others"_s] = ClosedRange{Timestamp(100), Timestamp::max()};
    });
    m_bench->publish(u"m"_s, open, 1);
    for (int times = 0; times < 2; ++times) {
        const auto fetched = m_bench->fetch();
        QVERIFY(fetched && fetched->isComplete);
        QCOMPARE(m_bench->values(), QStringList(u"m %1 1"_s.arg(open)));
    }
}

void MirrorRunTest::listsWhatTheStoreRefuses()
{
    const QString uid = m_bench->makeSession(u"run"_s, 100, 200);
    const QString longName = m_bench->makeSession(QString(121, u'x'), 300, 400);
    m_bench->publish(u"good"_s, uid, 1);
    m_bench->publish(u"bad"_s, uid, std::numeric_limits<double>::infinity());
    m_bench->publish(u"nan"_s, uid, std::numeric_limits<double>::quiet_NaN());
    m_bench->publish(u"huge"_s, uid, 1.7e308);
    m_bench->publish(u"tab\tin name"_s, uid, 1);
    const auto fetched = m_bench->fetch();
    QVERIFY(fetched);
    QVERIFY(fetched->isComplete && !fetched->error);
    QCOMPARE(fetched->records.added, 2);
    QCOMPARE(fetched->refusedCount, 4);
    QStringList texts;
    for (const Error &error : fetched->refused)
        texts.append(error.message);
    const QString all = texts.join(u'\n');
    for (const QString &name : {u"tab"_s, QString(121, u'x'), u"\"bad · "_s, u"\"nan · "_s})
        QVERIFY2(all.contains(name), qPrintable(all));
    QVERIFY(!m_bench->session(longName));
    QCOMPARE(m_bench->values(), (QStringList{u"good %1 1"_s.arg(uid),
                                             MirrorBench::textOf(u"huge"_s, uid, 1.7e308, {})}));
}

void MirrorRunTest::fetchesAPart()
{
    for (int i = 0; i < 6; ++i) {
        const QString uid = m_bench->makeSession(u"run"_s, 100 * i, 100 * i + 50);
        m_bench->publish(u"a"_s, uid, i);
        m_bench->publish(u"b"_s, uid, i);
    }
    FetchRequest request;
    request.metrics = {u"a"_s, u"none"_s};
    request.begin = Timestamp(150'000'000'000);
    request.end = Timestamp(350'000'000'000); // excluded
    const auto part = m_bench->fetch(request);
    QVERIFY(part->isComplete);
    QCOMPARE(part->definitions.added, 1);
    QCOMPARE(part->sessions.added, 2);
    QCOMPARE(part->records.added, 2);
    QVERIFY(!m_bench->definition(u"b"_s));
    QVERIFY(!answer(m_bench->ports.mirror->marks(m_bench->source.id))->fetched);
    const auto whole = m_bench->fetch(); // a part is not taken for the whole
    QCOMPARE(whole->sessions, (FetchCounts{4, 0, 0, 2}));
    QCOMPARE(whole->records, (FetchCounts{10, 0, 0, 2}));
}

void MirrorRunTest::remembersHowFarItCame()
{
    m_bench->publish(u"m"_s, m_bench->makeSession(u"run"_s, 100, 200), 1);
    QVERIFY(m_bench->fetch()->isComplete);
    const auto marks = answer(m_bench->ports.mirror->marks(m_bench->source.id));
    QVERIFY(marks && marks->fetched && marks->sessions);
    // By as much before the latest change as the reading took, and a second: what changed
    // meanwhile.
    const Timestamp modified = m_bench->remote.state().sessions.begin()->second.session.modified;
    QVERIFY(*marks->sessions < modified &&
            modified - *marks->sessions < Timedelta(60 * kNsPerSecond));
    // Also by another program on the same store, until the source is removed.
    m_bench->fetcher.reset();
    m_bench->store.reset();
    const auto store = openStore(m_bench->folder.filePath(u"store.tidemark"_s));
    QVERIFY(store);
    m_bench->store = *store;
    m_bench->ports = (*store)->ports();
    const auto kept = answer(m_bench->ports.mirror->marks(m_bench->source.id));
    QVERIFY(kept && kept->fetched == marks->fetched && kept->sessions == marks->sessions);
    QCOMPARE(answer(m_bench->ports.mirror->digests(m_bench->source.id))->size(), 1U);
    QVERIFY(answer(m_bench->ports.sources->remove(m_bench->source.id, false)));
    QCOMPARE(answer(m_bench->ports.mirror->marks(m_bench->source.id)).error().code,
             ErrorCode::NotFound);
}

void MirrorRunTest::tellsOfProgressOffTheCallersThread()
{
    m_bench->publish(u"m"_s, m_bench->makeSession(u"run"_s, 100, 200), 1);
    std::mutex mutex;
    std::vector<FetchPhase> phases;
    bool isElsewhere = true;
    QThread *here = QThread::currentThread();
    QVERIFY(m_bench->fetch({}, [&](const FetchProgress &progress) {
        const std::lock_guard lock(mutex);
        phases.push_back(progress.phase);
        isElsewhere = isElsewhere && QThread::currentThread() != here;
    }));
    QVERIFY(isElsewhere);
    QVERIFY(std::is_sorted(phases.begin(), phases.end()));
    QCOMPARE(std::set<FetchPhase>(phases.begin(), phases.end()).size(), 3U);
}

void MirrorRunTest::aSourceThatIsGoneIsNotFetched()
{
    QVERIFY(answer(m_bench->ports.sources->remove(m_bench->source.id, true)));
    const auto refused = m_bench->fetch();
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::NotFound);
    QCOMPARE(refused.error().subject, ErrorSubject::Source);
    QVERIFY(m_bench->remote.requests().isEmpty());
}

TIDEMARK_TEST(MirrorRunTest)
#include "mirror_run_test.moc"
