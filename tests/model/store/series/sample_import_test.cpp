// SPDX-License-Identifier: GPL-3.0-or-later
// Importing rows as samples, and removing samples: one undo step each, that gives back every bit.
#include "model/ports/access_store.h"
#include "model/ports/change_journal.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "model/ports/store_admin.h"
#include "model/ports/store_events.h"
#include "model/store/connection.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <bit>
#include <limits>
#include <map>
#include <random>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

using Bits = std::map<std::int64_t, std::uint64_t>; // values by stamp

ImportRow rowOf(std::int64_t time, double value, const QString &metric = u"load"_s)
{
    ImportRow row;
    row.metric = metric;
    row.value = value;
    row.start = row.end = Timestamp(time);
    return row;
}

class SampleImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_store.reset(); }
    void rowsBecomeSeries();
    void laterRowsOfAFileCount();
    void conflictsAreWithWhatWasThere_data();
    void conflictsAreWithWhatWasThere();
    void aConflictNamesItsLine();
    void rowsThatAreNoSamplesAreRefused_data();
    void rowsThatAreNoSamplesAreRefused();
    void keepingBothIsRefused();
    void aStoppedImportLeavesTheStoreAsItWas();
    void anUndoneImportTakesItsMetricAlong();
    void aMetricWithLaterSamplesStays();
    void whatChangedSinceIsNotUndone();
    void aFileOfTheSameValuesIsNoStep();
    void removalsComeBack();
    void anyOrderOfStepsIsUndone();
    void changesNameTheSeries();
    void newStretchesKeepNothing();
    void damagedStepsAreFound();

private:
    [[nodiscard]] Result<ImportSummary> import(std::vector<ImportRow> rows,
                                               ConflictPolicy conflicts = ConflictPolicy::Replace,
                                               bool stopOnError = true)
    {
        for (std::size_t i = 0; i < rows.size(); ++i)
            rows[i].line = static_cast<std::int64_t>(i) + 2; // below a header
        ImportOptions options;
        options.conflicts = conflicts;
        options.stopOnError = stopOnError;
        return answer(m_ports.series->importRows(std::make_shared<VectorSource>(std::move(rows)),
                                                 options, {}, {}));
    }
    [[nodiscard]] MetricId metric(const QString &name = u"load"_s)
    {
        const auto all = answer(m_ports.catalog->definitions()).value();
        const auto found = std::find_if(all.begin(), all.end(),
                                        [&name](const Definition &d) { return d.name == name; });
        return found == all.end() ? MetricId() : found->id;
    }
    [[nodiscard]] SeriesId series(const TagMap &tags = {})
    {
        return answer(m_ports.series->open({metric(), tags})).value().id;
    }
    [[nodiscard]] Bits bits(SeriesId id)
    {
        Bits all;
        const auto samples = answer(m_ports.series->samples(id, TimeWindow::all(), 10'000'000));
        for (const Sample &sample : samples.value().samples)
            all.emplace(sample.at.posixNs(), std::bit_cast<std::uint64_t>(sample.value));
        return all;
    }
    [[nodiscard]] Bits bits() { return bits(series()); }
    void append(std::vector<std::int64_t> times, std::vector<double> values)
    {
        QVERIFY(answer(m_ports.series->append({{series(), std::move(times), std::move(values)}})));
    }
    void undo(ChangeId change) { QVERIFY(answer(m_ports.journal->undo(change))); }
    void redo(ChangeId change) { QVERIFY(answer(m_ports.journal->redo(change))); }
    [[nodiscard]] bool isSound() { return answer(m_ports.admin->check())->isSound(); }
    [[nodiscard]] std::int64_t number(const QString &sql)
    {
        const auto connection = store::Connection::open({m_path, store::OpenMode::ReadOnly});
        return (*connection)->scalar(sql, "test"_L1).value().toLongLong();
    }

    QTemporaryDir m_folder;
    QString m_path;
    StorePointer m_store;
    DataPorts m_ports;
};

void SampleImportTest::init()
{
    failOnUnexpectedWarnings();
    static int count = 0;
    m_path = m_folder.filePath(u"s%1.tidemark"_s.arg(++count));
    m_store = openStore(m_path).value();
    m_ports = m_store->ports();
}

void SampleImportTest::rowsBecomeSeries()
{
    std::vector<ImportRow> rows{rowOf(30, 3), rowOf(10, -0.0), rowOf(20, 1e-300),
                                rowOf(10, 5, u"disk"_s)};
    rows[2].tags = {{u"host"_s, u"a"_s}};
    rows[3].unit = u"GB"_s;
    const auto summary = import(rows).value();
    QCOMPARE(summary.added, 4);
    QCOMPARE(summary.replaced + summary.skipped + summary.rejectedCount, 0);
    QCOMPARE(summary.createdDefinitions, 2);
    QCOMPARE(summary.createdSessions, 0);
    QVERIFY(summary.change.isValid());
    QCOMPARE(bits(), (Bits{{10, std::bit_cast<std::uint64_t>(-0.0)},
                           {30, std::bit_cast<std::uint64_t>(3.0)}}));
    QCOMPARE(bits(series({{u"host"_s, u"a"_s}})),
             (Bits{{20, std::bit_cast<std::uint64_t>(1e-300)}}));
    QCOMPARE(answer(m_ports.catalog->definitions())->front().unit, u"GB"_s);
    QCOMPARE(answer(m_ports.journal->changes(1))->front().label, u"import samples"_s);
    QVERIFY(isSound());
}

void SampleImportTest::laterRowsOfAFileCount()
{
    std::vector<ImportRow> rows{rowOf(10, 1), rowOf(20, 2), rowOf(10, 3)};
    for (int i = 0; i < 70'000; ++i) // more than are written at once
        rows.push_back(rowOf(100 + i, i));
    rows.push_back(rowOf(20, 4));
    for (const ConflictPolicy policy :
         {ConflictPolicy::Fail, ConflictPolicy::Skip, ConflictPolicy::Replace}) {
        const auto summary = import(rows, policy).value();
        QCOMPARE(summary.added, 70'002);
        QCOMPARE(summary.replaced, 2);
        QCOMPARE(bits().at(10), std::bit_cast<std::uint64_t>(3.0));
        QCOMPARE(bits().at(20), std::bit_cast<std::uint64_t>(4.0));
        undo(summary.change);
        QVERIFY(!metric().isValid());
        redo(summary.change);
        QCOMPARE(bits().size(), 70'002U);
        QCOMPARE(bits().at(20), std::bit_cast<std::uint64_t>(4.0));
        undo(summary.change);
    }
}

void SampleImportTest::conflictsAreWithWhatWasThere_data()
{
    QTest::addColumn<ConflictPolicy>("policy");
    QTest::addColumn<qint64>("added");
    QTest::addColumn<qint64>("replaced");
    QTest::addColumn<qint64>("skipped");
    QTest::addColumn<qint64>("rejected");
    QTest::addColumn<double>("value");
    QTest::newRow("fail") << ConflictPolicy::Fail << qint64{1} << qint64{0} << qint64{0}
                          << qint64{2} << 1.0;
    QTest::newRow("skip") << ConflictPolicy::Skip << qint64{1} << qint64{0} << qint64{2}
                          << qint64{0} << 1.0;
    QTest::newRow("replace") << ConflictPolicy::Replace << qint64{1} << qint64{2} << qint64{0}
                             << qint64{0} << 7.0;
}

void SampleImportTest::conflictsAreWithWhatWasThere()
{
    QFETCH(ConflictPolicy, policy);
    QFETCH(double, value);
    QVERIFY(import({rowOf(10, 1), rowOf(20, 2)}));
    const Bits before = bits();
    const auto summary = import({rowOf(10, 7), rowOf(15, 8), rowOf(20, 2)}, policy, false).value();
    QTEST(qint64{summary.added}, "added");
    QTEST(qint64{summary.replaced}, "replaced");
    QTEST(qint64{summary.skipped}, "skipped");
    QTEST(qint64{summary.rejectedCount}, "rejected");
    QCOMPARE(std::bit_cast<double>(bits().at(10)), value);
    QCOMPARE(bits().size(), 3U);
    const Bits after = bits();
    undo(summary.change);
    QCOMPARE(bits(), before);
    redo(summary.change);
    QCOMPARE(bits(), after);
    QVERIFY(isSound());
}

void SampleImportTest::aConflictNamesItsLine()
{
    QVERIFY(import({rowOf(10, 1)}));
    const Bits before = bits();
    const auto failed = import({rowOf(5, 1), rowOf(10, 7)}, ConflictPolicy::Fail);
    QCOMPARE(failed.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(failed.error().message,
             u"Line 3: A sample of \"load\" exists at this time. Nothing was imported."_s);
    QCOMPARE(bits(), before);
    const auto listed = import({rowOf(5, 1), rowOf(10, 7)}, ConflictPolicy::Fail, false).value();
    QCOMPARE(listed.rejected.size(), 1U);
    QCOMPARE(listed.rejected[0].line, 3);
    QCOMPARE(listed.rejected[0].column, u"time"_s);
}

void SampleImportTest::rowsThatAreNoSamplesAreRefused_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("column");
    QTest::newRow("no time") << u"time"_s << u"time"_s;
    QTest::newRow("the last time") << u"last"_s << u"time"_s;
    QTest::newRow("an end") << u"end"_s << u"end"_s;
    QTest::newRow("a session") << u"session"_s << u"session"_s;
    QTest::newRow("a device") << u"device"_s << u"session"_s;
    QTest::newRow("a note") << u"note"_s << u"session"_s;
    QTest::newRow("infinite") << u"value"_s << u"value"_s;
    QTest::newRow("no metric") << u"metric"_s << u"metric"_s;
    QTest::newRow("an empty tag") << u"tag"_s << u"tags"_s;
}

void SampleImportTest::rowsThatAreNoSamplesAreRefused()
{
    QFETCH(QString, what);
    ImportRow bad = rowOf(10, 1);
    if (what == u"time"_s)
        bad.start = bad.end = std::nullopt;
    else if (what == u"last"_s)
        bad.start = bad.end = Timestamp(std::numeric_limits<std::int64_t>::max());
    else if (what == u"end"_s)
        bad.end = Timestamp(11);
    else if (what == u"session"_s)
        bad.sessionUid = u"ss_1"_s;
    else if (what == u"device"_s)
        bad.device = u"pump"_s;
    else if (what == u"note"_s)
        bad.note = u"seen"_s;
    else if (what == u"value"_s)
        bad.value = std::numeric_limits<double>::infinity();
    else if (what == u"metric"_s)
        bad.metric.clear();
    else
        bad.tags = {{QString(), u"x"_s}};
    const auto stopped = import({rowOf(1, 1), bad});
    QCOMPARE(stopped.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(stopped.error().message.startsWith(u"Line 3: "_s),
             qPrintable(stopped.error().message));
    QVERIFY(!metric().isValid());
    const auto summary = import({rowOf(1, 1), bad}, ConflictPolicy::Fail, false).value();
    QCOMPARE(summary.added, 1);
    QCOMPARE(summary.rejectedCount, 1);
    QTEST(summary.rejected.at(0).column, "column");
}

void SampleImportTest::keepingBothIsRefused()
{
    const auto failed = import({rowOf(1, 1)}, ConflictPolicy::KeepBoth);
    QCOMPARE(failed.error().code, ErrorCode::InvalidArgument);
    QVERIFY(failed.error().message.contains(u"one sample at a time"_s));
    QVERIFY(!metric().isValid());
}

// Stops the import after some rows.
class StoppingSource final : public RowSource
{
public:
    StoppingSource(std::stop_source stop, int batches)
        : m_stop(std::move(stop))
        , m_left(batches)
    {}
    Result<bool> next(std::vector<ImportRow> &rows) override
    {
        if (m_left-- == 0)
            m_stop.request_stop();
        for (int i = 0; i < 20'000; ++i)
            rows.push_back(rowOf(m_time += 3, i));
        return true;
    }

private:
    std::stop_source m_stop;
    int m_left;
    std::int64_t m_time = 0;
};

void SampleImportTest::aStoppedImportLeavesTheStoreAsItWas()
{
    QVERIFY(import({rowOf(31, 1), rowOf(120'031, 2)}));
    const Bits before = bits();
    const std::int64_t seen = number(u"SELECT count(*) FROM change"_s);
    std::stop_source stop;
    const auto stopped = answer(m_ports.series->importRows(
        std::make_shared<StoppingSource>(stop, 7), {}, stop.get_token(), {}));
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QCOMPARE(bits(), before);
    QCOMPARE(number(u"SELECT count(*) FROM change"_s), seen);
    QCOMPARE(number(u"SELECT count(*) FROM sample_revision"_s), 1);
    QVERIFY(isSound());
}

void SampleImportTest::anUndoneImportTakesItsMetricAlong()
{
    const auto summary = import({rowOf(10, 1), rowOf(20, 2)}).value();
    const MetricId made = metric();
    const Bits after = bits();
    undo(summary.change);
    QVERIFY(!metric().isValid());
    QVERIFY(answer(m_ports.series->list())->empty());
    redo(summary.change);
    QCOMPARE(metric(), made);
    QCOMPARE(bits(), after);
}

void SampleImportTest::aMetricWithLaterSamplesStays()
{
    const auto summary = import({rowOf(10, 1), rowOf(20, 2)}).value();
    append({100}, {5});
    const Bits all = bits();
    const auto refused = answer(m_ports.journal->undo(summary.change));
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QVERIFY(refused.error().message.contains(u"a later change uses the same records"_s));
    QCOMPARE(bits(), all);
}

void SampleImportTest::whatChangedSinceIsNotUndone()
{
    QVERIFY(import({rowOf(1, 0)}));
    const auto whole = import({rowOf(10, 1), rowOf(20, 2)}).value();
    const auto mixed = import({rowOf(15, 7), rowOf(20, 8)}).value();
    const Bits all = bits();
    QCOMPARE(answer(m_ports.journal->undo(whole.change)).error().code, ErrorCode::Conflict);
    QCOMPARE(bits(), all);
    append({15}, {9}); // live samples are no step, and are not taken away by one
    QCOMPARE(answer(m_ports.journal->undo(mixed.change)).error().code, ErrorCode::Conflict);
    append({15}, {7});
    undo(mixed.change);
    undo(whole.change);
    append({12}, {3});
    QCOMPARE(answer(m_ports.journal->redo(whole.change)).error().code, ErrorCode::Conflict);
    QCOMPARE(bits().size(), 2U);
    QVERIFY(isSound());
}

void SampleImportTest::aFileOfTheSameValuesIsNoStep()
{
    const std::vector<ImportRow> rows{rowOf(10, 1), rowOf(20, 2)};
    const auto first = import(rows).value();
    const auto again = import(rows).value();
    QCOMPARE(again.added, 0);
    QCOMPARE(again.replaced, 2);
    QVERIFY(!again.change.isValid());
    const auto skipped = import(rows, ConflictPolicy::Skip).value();
    QCOMPARE(skipped.added, 0);
    QCOMPARE(skipped.skipped, 2);
    QVERIFY(!skipped.change.isValid());
    undo(first.change);
}

void SampleImportTest::removalsComeBack()
{
    std::vector<ImportRow> rows;
    for (int i = 0; i < 30'000; ++i)
        rows.push_back(rowOf(i * 10, i * 0.5));
    QVERIFY(import(rows));
    append({300'000, 300'010}, {1, 2}); // in the tail
    const Bits all = bits();
    const SeriesId id = series();
    const auto removal =
        answer(m_ports.series->remove(id, {Timestamp(55), Timestamp(300'005)}, u"remove noise"_s))
            .value();
    QCOMPARE(removal.removed, 29'995);
    QCOMPARE(bits().size(), all.size() - 29'995);
    QCOMPARE(answer(m_ports.journal->changes(1))->front().label, u"remove noise"_s);
    undo(removal.change);
    QCOMPARE(bits(), all);
    redo(removal.change);
    QCOMPARE(bits().size(), all.size() - 29'995);
    undo(removal.change);
    const auto none = answer(m_ports.series->remove(id, {Timestamp(1), Timestamp(9)}, {})).value();
    QCOMPARE(none.removed, 0);
    QVERIFY(!none.change.isValid());
    QVERIFY(isSound());
}

// Imports over each other, removals and live samples in any order; undone to the beginning, then
// repeated to the end, each state with the bits that it had.
void SampleImportTest::anyOrderOfStepsIsUndone()
{
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
        std::mt19937_64 random(seed);
        const auto below = [&random](std::int64_t most) {
            return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most));
        };
        const std::int64_t span = 1 + below(60'000);
        QVERIFY(import({rowOf(below(span), 0)}));
        std::vector<ChangeId> steps;
        std::vector<Bits> states{bits()};
        for (int step = 0; step < 6; ++step) {
            ChangeId change;
            if (below(4) == 0) {
                const std::int64_t begin = below(span);
                const TimeWindow window{Timestamp(begin), Timestamp(begin + below(span))};
                change = answer(m_ports.series->remove(series(), window, {})).value().change;
            } else {
                std::vector<ImportRow> rows;
                std::int64_t time = below(span);
                for (std::int64_t left = below(12'000); left > 0; --left) {
                    time = below(50) == 0 ? below(span) : time + 1 + below(3);
                    rows.push_back(rowOf(time, static_cast<double>(below(1'000)) / 7));
                }
                change = import(rows).value().change;
            }
            if (!change.isValid())
                continue;
            steps.push_back(change);
            states.push_back(bits());
        }
        QVERIFY(isSound());
        for (std::size_t i = steps.size(); i-- > 0;) {
            undo(steps[i]);
            QVERIFY2(bits() == states[i], qPrintable(u"undo, seed %1"_s.arg(seed)));
        }
        QVERIFY(isSound());
        for (std::size_t i = 0; i < steps.size(); ++i) {
            redo(steps[i]);
            QVERIFY2(bits() == states[i + 1], qPrintable(u"redo, seed %1"_s.arg(seed)));
        }
        QVERIFY(isSound());
        QVERIFY(answer(m_ports.catalog->remove({metric()})));
    }
}

void SampleImportTest::changesNameTheSeries()
{
    QVERIFY(import({rowOf(10, 1)}));
    const SeriesId id = series();
    std::vector<StoreChange> seen;
    const auto listener =
        QObject::connect(m_ports.events, &StoreEvents::changed, this,
                         [&seen](const StoreChange &change) { seen.push_back(change); });
    const auto summary = import({rowOf(20, 2)}).value();
    QTRY_COMPARE(seen.size(), 1U);
    undo(summary.change);
    QTRY_COMPARE(seen.size(), 2U);
    QObject::disconnect(listener);
    for (const StoreChange &change : seen) {
        QCOMPARE(change.series, std::vector{id});
        QCOMPARE(change.sampled, std::vector{metric()});
    }
}

// Numbers alone, for samples that were imported where there was nothing.
void SampleImportTest::newStretchesKeepNothing()
{
    std::vector<ImportRow> rows;
    for (int i = 0; i < 40'000; ++i)
        rows.push_back(rowOf(i * 1'000, i));
    const auto summary = import(rows).value();
    const auto kept = u"SELECT coalesce(sum(length(before)), 0) + coalesce(sum(length(stamps)), 0) "
                      "+ coalesce(sum(length(after)), 0) FROM sample_revision"_s;
    QCOMPARE(number(u"SELECT count(*) FROM sample_revision"_s), 5);
    QCOMPARE(number(kept), 0);
    undo(summary.change);
    QVERIFY(number(kept) > 0);
    redo(summary.change);
    QCOMPARE(number(kept), 0);
}

void SampleImportTest::damagedStepsAreFound()
{
    QVERIFY(import({rowOf(10, 1), rowOf(30, 2)}));
    const auto mixed = import({rowOf(10, 7), rowOf(20, 8)}).value();
    const Bits all = bits();
    QVERIFY(isSound());
    {
        const auto connection = store::Connection::open({m_path, store::OpenMode::ReadWrite});
        QVERIFY((*connection)
                    ->execute(u"UPDATE sample_revision SET before = x'0011' "
                              "WHERE before IS NOT NULL"_s,
                              "damage"_L1));
    }
    const auto report = answer(m_ports.admin->check());
    QVERIFY2(report, report ? "" : qPrintable(report.error().detail));
    QCOMPARE(report->findings.size(), 1U);
    QVERIFY2(report->findings[0].problem.startsWith(
                 u"A change of samples from 1970-01-01T00:00:00.00000001Z"_s),
             qPrintable(report->findings[0].problem));
    const auto refused = answer(m_ports.journal->undo(mixed.change));
    QCOMPARE(refused.error().code, ErrorCode::Damaged);
    QVERIFY(refused.error().message.contains(u"can be neither undone nor repeated"_s));
    QVERIFY(m_store->readOnlyReason().isEmpty()); // what lies beside is written on
    QCOMPARE(bits(), all);
}

} // namespace

TIDEMARK_TEST(SampleImportTest)
#include "sample_import_test.moc"
