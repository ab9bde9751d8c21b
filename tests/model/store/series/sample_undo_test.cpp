// SPDX-License-Identifier: GPL-3.0-or-later
// Taking back what imports and removals did to samples, and repeating it: every bit comes back.
#include "model/ports/store_events.h"
#include "tests/model/store/series/sample_fixture.h"
#include "tests/support/test_registry.h"

#include <random>

using namespace tidemark;
using namespace tidemark::test;

namespace {

class SampleUndoTest : public QObject, private SampleFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnUnexpectedWarnings();
        openEmptyStore();
    }
    void cleanup() { m_store.reset(); }
    void anUndoneImportTakesItsMetricAlong();
    void aMetricWithLaterSamplesStays();
    void whatChangedSinceIsNotUndone();
    void aFileOfTheSameValuesIsNoStep();
    void removalsComeBack();
    void moreThanAChunkThatIsNotSealed_data();
    void moreThanAChunkThatIsNotSealed();
    void anyOrderOfStepsIsUndone();
    void changesNameTheSeries();
    void newStretchesKeepNothing();
    void damagedStepsAreFound();
};

void SampleUndoTest::anUndoneImportTakesItsMetricAlong()
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

void SampleUndoTest::aMetricWithLaterSamplesStays()
{
    const auto summary = import({rowOf(10, 1), rowOf(20, 2)}).value();
    append({100}, {5});
    const Bits all = bits();
    const auto refused = answer(m_ports.journal->undo(summary.change));
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QVERIFY(refused.error().message.contains(u"a later change uses the same samples"_s));
    QCOMPARE(bits(), all);
}

void SampleUndoTest::whatChangedSinceIsNotUndone()
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

void SampleUndoTest::aFileOfTheSameValuesIsNoStep()
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

// An open chunk may be full but for one sample, and as many as 256 stand beside it.
void SampleUndoTest::moreThanAChunkThatIsNotSealed_data()
{
    QTest::addColumn<int>("beside");
    QTest::addColumn<int>("first"); ///< that is removed, counted from the first of all
    QTest::addColumn<int>("count");
    for (const int beside : {1, 2, 3, 200}) {
        const int all = 8'191 + beside;
        QTest::addRow("%d, the last", beside) << beside << all - 1 << 1;
        QTest::addRow("%d, the first", beside) << beside << 0 << 1;
        QTest::addRow("%d, all", beside) << beside << 0 << all;
    }
}

void SampleUndoTest::moreThanAChunkThatIsNotSealed()
{
    QFETCH(const int, beside);
    QFETCH(const int, first);
    QFETCH(const int, count);
    std::vector<ImportRow> rows;
    for (int i = 0; i < 8'191; ++i)
        rows.push_back(rowOf(i * 10, i * 0.5));
    QVERIFY(import(rows));
    for (int i = 8'191; i < 8'191 + beside; ++i)
        append({i * 10}, {i * 0.5});
    const Bits all = bits();
    QCOMPARE(all.size(), static_cast<std::size_t>(8'191 + beside));
    const SeriesId id = series();
    const TimeWindow window{Timestamp(first * 10), Timestamp((first + count) * 10)};
    const auto removal = answer(m_ports.series->remove(id, window, u"remove"_s));
    QVERIFY(removal);
    QCOMPARE(removal->removed, count);
    QCOMPARE(bits().size(), all.size() - static_cast<std::size_t>(count));
    QVERIFY(isSound());
    undo(removal->change);
    QCOMPARE(bits(), all);
    QVERIFY(isSound());
    append({1'000'000}, {7});
    QCOMPARE(bits().size(), all.size() + 1);
    QVERIFY(isSound());
}

void SampleUndoTest::removalsComeBack()
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
void SampleUndoTest::anyOrderOfStepsIsUndone()
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

void SampleUndoTest::changesNameTheSeries()
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
void SampleUndoTest::newStretchesKeepNothing()
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

void SampleUndoTest::damagedStepsAreFound()
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

TIDEMARK_TEST(SampleUndoTest)
#include "sample_undo_test.moc"
