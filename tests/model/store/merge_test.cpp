// SPDX-License-Identifier: GPL-3.0-or-later
// Two metrics become one (D10): records and samples, units, places that both have, and back again.
#include "tests/model/store/merge_fixture.h"
#include "tests/model/store/outbox_fixture.h"
#include "tests/support/test_registry.h"

#include <QRegularExpression>

#include <algorithm>
#include <bit>

using namespace tidemark;
using namespace tidemark::test;

namespace {

/// What a metric holds, without ids: a text for each record, in order.
QStringList textsOf(const std::vector<Record> &records)
{
    QStringList texts;
    for (const Record &record : records)
        texts.append(
            u"%1 %2 %3 %4 %5 %6 %7"_s.arg(record.sessionStart ? record.sessionStart->posixNs() : -1)
                .arg(record.isEntry ? u"entry"_s : record.sessionUid)
                .arg(record.device.value_or(u"-"_s), record.invocation.value_or(u"-"_s))
                .arg(record.value, 0, 'g', 17)
                .arg(record.published.posixNs())
                .arg(record.publishedBy));
    texts.sort();
    return texts;
}

class MergeTest : public QObject, private MergeFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnUnexpectedWarnings();
        openEmptyStore();
    }
    void cleanup() { m_store.reset(); }
    void everythingMovesAndComesBack();
    void placesOfBothStayOrGiveWay_data();
    void placesOfBothStayOrGiveWay();
    void ofTwoForOnePlaceTheNewerCounts();
    void valuesAreConverted_data();
    void valuesAreConverted();
    void unitsThatDoNotFitAreRefused_data();
    void unitsThatDoNotFitAreRefused();
    void aValueTooLargeLeavesAllAsItWas();
    void samplesMeetByTags();
    void gapsStayGaps();
    void damagedSamplesAreNotLeftBehind();
    void aStoppedMergeChangesNothing();
    void whatCannotBeMergedIsRefused();
    void dashboardsFindTheOneThatIsLeft();
    void isPublishedAsRecordsAndRemovals();
};

void MergeTest::everythingMovesAndComesBack()
{
    define(u"load"_s);
    define(u"old"_s);
    addRecords({entryOf(u"load"_s, 5, 1), inSession(u"load"_s, u"a"_s, 2)});
    addRecords({entryOf(u"old"_s, 6, 3, u"desk"_s), inSession(u"old"_s, u"b"_s, 4)});
    appendTo(u"load"_s, {}, {1, 2}, {10, 20});
    appendTo(u"old"_s, {}, {3, 4}, {30, 40});
    const QByteArray before = contentDump(m_path);
    const QStringList expected = textsOf(records(u"load"_s)) + textsOf(records(u"old"_s));

    const auto preview = answer(m_ports.merger->preview(metric(u"old"_s), metric(u"load"_s)));
    QVERIFY(preview);
    QCOMPARE(preview->counts, (MergeCounts{2, 0, 1, 2, 0}));
    QCOMPARE(contentDump(m_path), before);
    const auto outcome = merge();
    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message));
    QCOMPARE(outcome->counts, preview->counts);
    QVERIFY(!metric(u"old"_s).isValid());
    QStringList sorted = expected;
    sorted.sort();
    QCOMPARE(textsOf(records(u"load"_s)), sorted);
    QCOMPARE(bitsOf(u"load"_s).size(), 4U);
    QVERIFY(isSound());
    const QByteArray after = contentDump(m_path);

    QCOMPARE(answer(m_ports.journal->changes(1))->front().label, u"merge metric old into load"_s);
    undo(outcome->change);
    QCOMPARE(contentDump(m_path), before);
    QCOMPARE(bitsOf(u"load"_s).size(), 2U);
    QCOMPARE(bitsOf(u"old"_s).size(), 2U);
    QVERIFY(isSound());
    redo(outcome->change);
    QCOMPARE(contentDump(m_path), after);
    QCOMPARE(bitsOf(u"load"_s).size(), 4U);
    QVERIFY(isSound());
}

void MergeTest::placesOfBothStayOrGiveWay_data()
{
    QTest::addColumn<bool>("replaces");
    QTest::newRow("keep") << false;
    QTest::newRow("replace") << true;
}

void MergeTest::placesOfBothStayOrGiveWay()
{
    QFETCH(const bool, replaces);
    define(u"load"_s);
    define(u"old"_s);
    addRecords({inSession(u"load"_s, u"a"_s, 1), entryOf(u"load"_s, 5, 2, u"desk"_s),
                entryOf(u"load"_s, 6, 3)});
    addRecords({inSession(u"old"_s, u"a"_s, 10), entryOf(u"old"_s, 5, 20, u"desk"_s),
                entryOf(u"old"_s, 6, 30, u"desk"_s)}); // the last one: another device
    appendTo(u"load"_s, {}, {1, 2, 3}, {1, 2, 3});
    appendTo(u"old"_s, {}, {2, 3, 4}, {20, 30, 40});
    const auto outcome = merge(replaces ? MergeConflicts::Replace : MergeConflicts::Keep);
    QVERIFY(outcome);
    QCOMPARE(outcome->counts, (MergeCounts{3, 2, 1, 3, 2}));
    std::vector<double> values;
    for (const Record &record : records(u"load"_s))
        values.push_back(record.value);
    std::sort(values.begin(), values.end());
    QCOMPARE(values,
             replaces ? (std::vector<double>{3, 10, 20, 30}) : (std::vector<double>{1, 2, 3, 30}));
    const auto bit = [](double value) { return std::bit_cast<std::uint64_t>(value); };
    QCOMPARE(bitsOf(u"load"_s), replaces
                                    ? (Bits{{1, bit(1)}, {2, bit(20)}, {3, bit(30)}, {4, bit(40)}})
                                    : (Bits{{1, bit(1)}, {2, bit(2)}, {3, bit(3)}, {4, bit(40)}}));
    // Entries whose place was taken leave no session behind.
    QCOMPARE(number(u"SELECT count(*) FROM session s WHERE NOT EXISTS "
                    "(SELECT 1 FROM record r WHERE r.session_id = s.id)"_s),
             0);
    QVERIFY(isSound());
}

void MergeTest::ofTwoForOnePlaceTheNewerCounts()
{
    define(u"load"_s);
    define(u"old"_s);
    addRecords({entryOf(u"load"_s, 5, 1)});
    addRecords({entryOf(u"old"_s, 5, 2), entryOf(u"old"_s, 5, 3)});
    QCOMPARE(merge(MergeConflicts::Replace)->counts.recordsInBoth, 2);
    const auto left = records(u"load"_s);
    QCOMPARE(left.size(), 1U);
    QCOMPARE(left.front().value, 3.0);
}

void MergeTest::valuesAreConverted_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("into");
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("converted");
    QTest::newRow("ms to s") << u"ms"_s << u"s"_s << 1'234.5 << 1.2345;
    QTest::newRow("s to ms") << u"s"_s << u"ms"_s << 0.1 << 100.0;
    QTest::newRow("degrees") << u"°C"_s << u"°F"_s << 100.0 << 212.0;
    QTest::newRow("bytes") << u"GiB"_s << u"B"_s << 1.5 << 1'610'612'736.0;
    QTest::newRow("no unit") << QString() << u"s"_s << 3.5 << 3.5;
    QTest::newRow("to no unit") << u"s"_s << QString() << 3.5 << 3.5;
}

void MergeTest::valuesAreConverted()
{
    QFETCH(const QString, from);
    QFETCH(const QString, into);
    QFETCH(const double, value);
    QFETCH(const double, converted);
    define(u"load"_s, into);
    define(u"old"_s, from);
    addRecords({entryOf(u"load"_s, 5, 7), inSession(u"load"_s, u"a"_s, 8)});
    addRecords({entryOf(u"old"_s, 5, value), entryOf(u"old"_s, 6, value),
                inSession(u"old"_s, u"b"_s, value)});
    appendTo(u"old"_s, {}, {1, 2}, {value, value});
    const QByteArray before = contentDump(m_path);
    const auto asked = merge(MergeConflicts::Replace);
    QCOMPARE(asked.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(asked.error().message.contains(u"Confirm"_s), qPrintable(asked.error().message));
    QCOMPARE(contentDump(m_path), before);
    QVERIFY(merge(MergeConflicts::Replace, true));
    const auto all = records(u"load"_s);
    QCOMPARE(all.size(), 4U);
    QCOMPARE(std::count_if(all.begin(), all.end(),
                           [&](const Record &r) { return r.value == converted; }),
             3); // to the last bit
    for (const auto &[time, stored] : bitsOf(u"load"_s))
        QCOMPARE(std::bit_cast<double>(stored), converted);
}

void MergeTest::unitsThatDoNotFitAreRefused_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("into");
    QTest::newRow("time and data") << u"ms"_s << u"B"_s;
    QTest::newRow("rate and amount") << u"B/s"_s << u"B"_s;
    QTest::newRow("currencies") << u"EUR"_s << u"USD"_s;
    QTest::newRow("free text") << u"boxes"_s << u"crates"_s;
}

void MergeTest::unitsThatDoNotFitAreRefused()
{
    QFETCH(const QString, from);
    QFETCH(const QString, into);
    define(u"load"_s, into);
    define(u"old"_s, from);
    addRecords({entryOf(u"old"_s, 5, 7)});
    const QByteArray before = contentDump(m_path);
    const auto preview = answer(m_ports.merger->preview(metric(u"old"_s), metric(u"load"_s)));
    QCOMPARE(preview->units, UnitFit::Misfit);
    const auto refused = merge(MergeConflicts::Keep, true);
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    for (const QString &part : {u"\"old\""_s, from, into})
        QVERIFY2(refused.error().message.contains(part), qPrintable(refused.error().message));
    QCOMPARE(contentDump(m_path), before);
}

void MergeTest::aValueTooLargeLeavesAllAsItWas()
{
    define(u"load"_s, u"ns"_s);
    define(u"old"_s, u"h"_s);
    addRecords({entryOf(u"old"_s, 5, 7), entryOf(u"old"_s, 6, 1e308)});
    const QByteArray before = contentDump(m_path);
    QCOMPARE(merge(MergeConflicts::Keep, true).error().code, ErrorCode::Overflow);
    QCOMPARE(contentDump(m_path), before);
    QVERIFY(isSound());
}

void MergeTest::samplesMeetByTags()
{
    define(u"load"_s);
    define(u"old"_s);
    const TagMap one{{u"host"_s, u"one"_s}};
    const TagMap two{{u"host"_s, u"two"_s}};
    appendTo(u"load"_s, one, {1}, {1});
    appendTo(u"old"_s, one, {1, 2}, {10, 20});
    appendTo(u"old"_s, two, {1}, {100});
    const auto outcome = merge();
    QCOMPARE(outcome->counts, (MergeCounts{0, 0, 2, 3, 1}));
    QCOMPARE(bitsOf(u"load"_s, one).size(), 2U);
    QCOMPARE(bitsOf(u"load"_s, two).size(), 1U);
    QCOMPARE(bitsOf(u"load"_s, one).at(1), std::bit_cast<std::uint64_t>(1.0));
}

void MergeTest::gapsStayGaps()
{
    define(u"load"_s, u"s"_s);
    define(u"old"_s, u"ms"_s);
    const double gap = std::bit_cast<double>(std::uint64_t{0x7ff8'0000'0000'1234});
    appendTo(u"old"_s, {}, {1, 2}, {gap, 1'000});
    QVERIFY(merge(MergeConflicts::Keep, true));
    QCOMPARE(bitsOf(u"load"_s),
             (Bits{{1, 0x7ff8'0000'0000'1234}, {2, std::bit_cast<std::uint64_t>(1.0)}}));
}

void MergeTest::damagedSamplesAreNotLeftBehind()
{
    define(u"load"_s);
    define(u"old"_s);
    std::vector<std::int64_t> times;
    for (std::int64_t i = 0; i < 20'000; ++i)
        times.push_back(i * 1'000);
    appendTo(u"old"_s, {}, times, std::vector<double>(times.size(), 3));
    {
        const auto connection = store::Connection::open({m_path, store::OpenMode::ReadWrite});
        QVERIFY((*connection)
                    ->execute(u"UPDATE chunk SET data = zeroblob(length(data)) WHERE id = "
                              "(SELECT min(id) FROM chunk)"_s,
                              "damage"_L1));
    }
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"cannot be read"_s));
    const auto refused = merge();
    QCOMPARE(refused.error().code, ErrorCode::Damaged);
    QVERIFY2(refused.error().message.contains(u"1970-01-01"_s),
             qPrintable(refused.error().message));
    QVERIFY(metric(u"old"_s).isValid());
    QVERIFY(m_store->readOnlyReason().isEmpty()); // samples alone are damaged
}

void MergeTest::aStoppedMergeChangesNothing()
{
    define(u"load"_s);
    define(u"old"_s);
    addRecords({entryOf(u"old"_s, 5, 7)});
    const QByteArray before = contentDump(m_path);
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = answer(m_ports.merger->merge(
        {metric(u"old"_s), metric(u"load"_s), MergeConflicts::Keep, false}, stop.get_token()));
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QCOMPARE(contentDump(m_path), before);
}

void MergeTest::whatCannotBeMergedIsRefused()
{
    const MetricId load = define(u"load"_s);
    QCOMPARE(answer(m_ports.merger->merge({load, load})).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(answer(m_ports.merger->preview(load, load)).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(answer(m_ports.merger->merge({MetricId(999), load})).error().code,
             ErrorCode::NotFound);
    QCOMPARE(answer(m_ports.merger->preview(load, MetricId(999))).error().code,
             ErrorCode::NotFound);
}

void MergeTest::dashboardsFindTheOneThatIsLeft()
{
    define(u"load"_s);
    define(u"old"_s);
    define(u"older"_s);
    const auto definition = [&](const QString &name) {
        return answer(m_ports.catalog->find(name)).value();
    };
    const QString older = definition(u"older"_s).uid;
    const QString old = definition(u"old"_s).uid;
    QVERIFY(answer(m_ports.merger->merge({metric(u"older"_s), metric(u"old"_s)})));
    const auto second = merge();
    QVERIFY(second);
    QCOMPARE(definition(u"load"_s).settings.replaces,
             (QStringList{older, u"older"_s, old, u"old"_s}));
    undo(second->change);
    QVERIFY(definition(u"load"_s).settings.replaces.isEmpty());
    QCOMPARE(definition(u"old"_s).settings.replaces, (QStringList{older, u"older"_s}));
}

void MergeTest::isPublishedAsRecordsAndRemovals()
{
    define(u"load"_s);
    define(u"old"_s);
    const auto source = addSource(m_ports, u"remote"_s);
    QVERIFY(source);
    addRecords({inSession(u"old"_s, u"a"_s, 4)});
    QVERIFY(deliverAll(m_ports, source->id));
    QVERIFY(waiting(m_ports, source->id).isEmpty());
    const auto outcome = merge();
    QVERIFY(outcome);
    const QStringList items = waiting(m_ports, source->id);
    QVERIFY2(items.contains(u"record load = 4"_s), qPrintable(items.join(u"; "_s)));
    QVERIFY2(items.contains(u"-record "_s), qPrintable(items.join(u"; "_s)));
    undo(outcome->change);
    QVERIFY(deliverAll(m_ports, source->id));
    QVERIFY(waiting(m_ports, source->id).isEmpty());
}

} // namespace

TIDEMARK_TEST(MergeTest)
#include "merge_test.moc"
