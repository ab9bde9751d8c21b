// SPDX-License-Identifier: GPL-3.0-or-later
// Importing rows as samples: what they become, what is refused, and what is in the way.
#include "tests/model/store/series/sample_fixture.h"
#include "tests/support/test_registry.h"

#include <limits>

using namespace tidemark;
using namespace tidemark::test;

namespace {

class SampleImportTest : public QObject, private SampleFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnUnexpectedWarnings();
        openEmptyStore();
    }
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
};

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

} // namespace

TIDEMARK_TEST(SampleImportTest)
#include "sample_import_test.moc"
