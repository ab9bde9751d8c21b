// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/power_cut_vfs.h"

#include "model/ports/change_journal.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/ports/store_admin.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QTest>

#include <algorithm>
#include <random>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

/// What the store held when a step was acknowledged, and how much had been written by then.
struct Step
{
    std::size_t events = 0;
    QByteArray content;
};

int cutCount()
{
    return std::max(1, qEnvironmentVariable("TIDEMARK_POWER_CUTS", u"200"_s).toInt());
}

std::vector<std::size_t> randomCuts(int count, std::size_t events, std::mt19937_64 &random)
{
    std::vector<std::size_t> cuts;
    for (int i = 0; i < count; ++i)
        cuts.push_back(std::uniform_int_distribution<std::size_t>(0, events)(random));
    return cuts;
}

/// Writes through the real store as people and programs do.
class Workload
{
public:
    Workload(QString path, const PowerCutRecorder &recorder, std::uint64_t seed)
        : m_path(std::move(path))
        , m_recorder(recorder)
        , m_random(seed)
    {}

    /// Opens the store, makes `count` changes, closes it.
    void run(int count)
    {
        const auto store = openStore(m_path);
        QVERIFY2(store, qPrintable(store ? QString() : store.error().detail));
        m_ports = (*store)->ports();
        if (m_steps.empty())
            acknowledge(true);
        for (int i = 0; i < count; ++i)
            acknowledge(act());
    }

    void import(int rows)
    {
        const auto store = openStore(m_path);
        QVERIFY2(store, qPrintable(store ? QString() : store.error().detail));
        m_ports = (*store)->ports();
        acknowledge(true);
        std::vector<ImportRow> source;
        for (int i = 0; i < rows; ++i) {
            ImportRow row;
            row.metric = u"bulk.%1"_s.arg(i % 5);
            row.value = 0.1 * i;
            row.start = row.end = Timestamp(std::int64_t(1'000'000'000) * i);
            source.push_back(row);
        }
        const auto done = answer(m_ports.records->importRows(
            std::make_shared<VectorSource>(source), {u"import"_s, ConflictPolicy::Fail}, {}, {}));
        QVERIFY2(done, qPrintable(done ? QString() : done.error().detail));
        QCOMPARE(done->added, std::int64_t(rows));
        acknowledge(true);
    }

    [[nodiscard]] const std::vector<Step> &steps() const { return m_steps; }

private:
    int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(m_random); }

    void acknowledge(bool done)
    {
        QVERIFY(done);
        const std::size_t events = m_recorder.eventCount(); // before the reading below
        m_steps.push_back({events, contentDump(m_path)});
    }

    bool act()
    {
        const int choice = pick(10);
        const ChangeId last = std::exchange(m_last, {}); // set again by an entry
        if (choice == 0 || m_sessions == 0)
            return createSession();
        if (choice == 1)
            return publish();
        if (choice == 2)
            return edit();
        if (choice == 3)
            return remove();
        if (choice == 4 && last.isValid())
            return undo(last);
        return enter();
    }

    bool undo(ChangeId entry)
    {
        m_keys.pop_back();
        return answer(m_ports.journal->undo(entry)).has_value();
    }

    bool enter()
    {
        ValueEntry entry;
        entry.metric = u"metric.%1"_s.arg(pick(12));
        entry.value = 0.1 * pick(100'000);
        entry.at = Timestamp(std::int64_t(1'000'000'007) * m_entries++);
        entry.note = QString(pick(400), u'n');
        entry.tags = {{u"run"_s, QString::number(pick(9))}};
        const auto done = answer(m_ports.records->enter(entry));
        if (!done || !done->saved)
            return false;
        m_keys.push_back(done->saved->key);
        m_last = done->change;
        return true;
    }

    bool createSession()
    {
        NewSession session;
        session.uid = u"ss_%1"_s.arg(m_sessions++);
        session.start = Timestamp(m_sessions);
        session.devices = {u"device %1"_s.arg(pick(3))};
        return answer(m_ports.sessions->createSession(session)).has_value();
    }

    bool publish()
    {
        PublishRequest request;
        request.sessionUid = u"ss_%1"_s.arg(pick(m_sessions));
        for (int i = 0; i < 30; ++i)
            request.items.push_back({u"metric.%1"_s.arg(i), 0.1 * pick(100'000)});
        const auto done = answer(m_ports.records->publish(request));
        return done && done->failed.empty();
    }

    bool edit()
    {
        if (m_keys.empty())
            return enter();
        RecordEdit edit;
        edit.key = m_keys.back();
        edit.value = 0.1 * pick(100'000);
        return answer(m_ports.records->edit({edit}, u"edit"_s)).has_value();
    }

    bool remove()
    {
        if (m_keys.size() < 5)
            return enter();
        const RecordKey key = m_keys.front();
        m_keys.erase(m_keys.begin());
        return answer(m_ports.records->remove({key}, u"remove"_s)).has_value();
    }

    QString m_path;
    const PowerCutRecorder &m_recorder;
    std::mt19937_64 m_random;
    DataPorts m_ports;
    std::vector<Step> m_steps;
    std::vector<RecordKey> m_keys;
    ChangeId m_last; // an entry that nothing came after
    int m_sessions = 0;
    std::int64_t m_entries = 0;
};

/// Power cuts under the real store (hardening test R2): what was acknowledged is there afterwards,
/// at most the one change in flight besides it, and the file is sound.
class PowerCutTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { failOnUnexpectedWarnings(); }
    void losesWhatTheSyncModeAllows_data();
    void losesWhatTheSyncModeAllows();
    void keepsEveryAcknowledgedChange();
    void keepsAnImportWholeOrNotAtAll();

private:
    [[nodiscard]] static bool makeStore(const QString &path);
    void checkCut(const QString &path, const std::vector<Step> &steps, std::size_t cut);

    std::uint64_t m_seed = 20260302;
    int m_inFlight = 0; // cuts after which the unacknowledged change was there
    int m_exact = 0;
};

void PowerCutTest::initTestCase()
{
    if (qEnvironmentVariableIsSet("TIDEMARK_TEST_SEED"))
        m_seed = qEnvironmentVariable("TIDEMARK_TEST_SEED").toULongLong();
    qInfo("seed %llu, %d cuts", static_cast<unsigned long long>(m_seed), cutCount());
}

// The store is there before the recording, as it was safely closed once.
bool PowerCutTest::makeStore(const QString &path)
{
    return openStore(path).has_value();
}

void PowerCutTest::losesWhatTheSyncModeAllows_data()
{
    QTest::addColumn<QString>("mode");
    for (const char *mode : {"FULL", "NORMAL", "OFF"})
        QTest::addRow("%s", mode) << QString::fromLatin1(mode);
}

// Proves the recorder as much as SQLite: where nothing is synced, a cut does harm.
void PowerCutTest::losesWhatTheSyncModeAllows()
{
    QFETCH(const QString, mode);
    const QTemporaryDir folder;
    const QTemporaryDir after;
    PowerCutRecorder recorder(folder.path());
    std::vector<std::size_t> acknowledged; // [i]: events when row i was committed
    {
        const auto connection =
            store::Connection::open({folder.filePath(u"plain.db"_s), store::OpenMode::Create});
        QVERIFY(connection);
        const auto run = [&](const QString &text) {
            return (*connection)->execute(text, "test"_L1).has_value();
        };
        QVERIFY(run(u"PRAGMA synchronous = "_s + mode));
        QVERIFY(run(u"PRAGMA wal_autocheckpoint = 40"_s));
        QVERIFY(run(u"CREATE TABLE t (i INTEGER PRIMARY KEY, text TEXT)"_s));
        for (int i = 0; i < 200; ++i) {
            QVERIFY(run(u"INSERT INTO t VALUES (%1, hex(randomblob(200)))"_s.arg(i)));
            acknowledged.push_back(recorder.eventCount());
        }
    }
    recorder.stop();

    std::mt19937_64 random(m_seed);
    int damaged = 0;
    int lost = 0;
    const QString result = after.filePath(u"disk"_s);
    recorder.replay(
        randomCuts(100, acknowledged.back(), random), random, result, [&](std::size_t cut) {
            const auto promised = std::upper_bound(acknowledged.begin(), acknowledged.end(), cut) -
                                  acknowledged.begin();
            const auto opened =
                store::Connection::open({result + u"/plain.db"_s, store::OpenMode::Create});
            const auto check = opened ? (*opened)->scalar(u"PRAGMA integrity_check"_s, "test"_L1)
                                      : Result<QVariant>(failure(opened.error()));
            if (!check || check->toString() != u"ok"_s) {
                ++damaged;
                return;
            }
            const auto bounds =
                (*opened)->scalar(u"SELECT count(*) = coalesce(max(i) + 1, 0) FROM t"_s, "test"_L1);
            const auto rows = (*opened)->scalar(u"SELECT count(*) FROM t"_s, "test"_L1);
            if (mode != u"OFF"_s && rows)
                QVERIFY2(bounds && bounds->toInt() == 1, "a hole in the middle");
            lost +=
                (rows ? rows->toLongLong() : 0) < promised ? 1 : 0; // no table: none promised yet
        });
    qInfo("%s: 100 cuts, %d damaged, %d with loss", qPrintable(mode), damaged, lost);
    if (mode != u"OFF"_s)
        QCOMPARE(damaged, 0);
    if (mode == u"FULL"_s)
        QCOMPARE(lost, 0);
    else
        QVERIFY(lost + damaged > 0);
}

void PowerCutTest::checkCut(const QString &path, const std::vector<Step> &steps, std::size_t cut)
{
    const auto next =
        std::upper_bound(steps.begin(), steps.end(), cut,
                         [](std::size_t events, const Step &step) { return events < step.events; });
    QVERIFY(next != steps.begin());
    const auto store = openStore(path);
    QVERIFY2(store, qPrintable(u"cut %1: %2"_s.arg(cut).arg(store ? u""_s : store.error().detail)));
    QVERIFY2((*store)->readOnlyReason().isEmpty(), qPrintable((*store)->readOnlyReason()));
    const auto report = answer((*store)->ports().admin->check());
    QVERIFY(report);
    for (const CheckFinding &finding : report->findings)
        QFAIL(qPrintable(u"cut %1: %2: %3"_s.arg(cut).arg(finding.where, finding.problem)));
    const QByteArray content = contentDump(path);
    if (content == std::prev(next)->content) {
        ++m_exact;
        return;
    }
    QVERIFY2(
        next != steps.end() && content == next->content,
        qPrintable(
            u"cut %1: neither what was acknowledged nor that and the change in flight"_s.arg(cut)));
    ++m_inFlight;
}

void PowerCutTest::keepsEveryAcknowledgedChange()
{
    const QTemporaryDir folder;
    const QTemporaryDir after;
    const QString path = folder.filePath(u"s.tidemark"_s);
    QVERIFY(makeStore(path));
    PowerCutRecorder recorder(folder.path());
    Workload workload(path, recorder, m_seed);
    for (int part = 0; part < 4; ++part) { // opening and closing move the log into the file
        workload.run(40);
        if (QTest::currentTestFailed())
            return;
    }
    recorder.stop();

    std::mt19937_64 random(m_seed);
    m_exact = m_inFlight = 0;
    const std::vector<Step> &steps = workload.steps();
    std::vector<std::size_t> cuts = randomCuts(cutCount(), recorder.eventCount(), random);
    for (std::size_t &cut : cuts)
        cut = std::max(cut, steps.front().events); // the first content to compare with
    const QString result = after.filePath(u"disk"_s);
    recorder.replay(cuts, random, result, [&](std::size_t cut) {
        if (!QTest::currentTestFailed())
            checkCut(result + u"/s.tidemark"_s, steps, cut);
    });
    qInfo("%zu changes, %zu events, %zu cuts: %d as acknowledged, %d with the change in flight",
          steps.size() - 1, recorder.eventCount(), cuts.size(), m_exact, m_inFlight);
}

void PowerCutTest::keepsAnImportWholeOrNotAtAll()
{
    const QTemporaryDir folder;
    const QTemporaryDir after;
    const QString path = folder.filePath(u"s.tidemark"_s);
    QVERIFY(makeStore(path));
    PowerCutRecorder recorder(folder.path());
    Workload workload(path, recorder, m_seed);
    workload.run(5);
    workload.import(2000);
    workload.run(5);
    if (QTest::currentTestFailed())
        return;
    recorder.stop();

    std::mt19937_64 random(m_seed);
    m_exact = m_inFlight = 0;
    const std::vector<Step> &steps = workload.steps();
    std::vector<std::size_t> cuts =
        randomCuts(std::max(1, cutCount() / 4), recorder.eventCount(), random);
    for (std::size_t &cut : cuts)
        cut = std::max(cut, steps.front().events);
    const QString result = after.filePath(u"disk"_s);
    recorder.replay(cuts, random, result, [&](std::size_t cut) {
        if (!QTest::currentTestFailed())
            checkCut(result + u"/s.tidemark"_s, steps, cut);
    });
    qInfo("%zu events, %zu cuts: %d as acknowledged, %d with the change in flight",
          recorder.eventCount(), cuts.size(), m_exact, m_inFlight);
}

} // namespace

TIDEMARK_TEST(PowerCutTest)
#include "power_cut_test.moc"
