// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/record_reader.h"
#include "model/store/selection_sql.h"
#include "tests/model/core/random_numbers.h"
#include "tests/model/store/plain_records.h"
#include "tests/model/store/read_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

QStringList uidsOf(const std::vector<Record> &records)
{
    QStringList uids;
    for (const Record &record : records)
        uids.append(record.sessionUid);
    return uids;
}

QStringList allUids(store::Connection &connection, const Selection &selection, SortOrder order,
                    int limit)
{
    QStringList uids;
    std::optional<RecordPageKey> after;
    do {
        const RecordPage page =
            expectValue(store::readPage(connection, selection, order, after, limit));
        for (const Record &record : page.records)
            uids.append(u"%1 %2"_s.arg(record.key.metric.value()).arg(record.sessionUid));
        after = page.next;
    } while (after);
    return uids;
}

} // namespace

class RecordReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void aRecordHasAllThatBelongsToIt();
    void pagesFollowTheKeyInBothOrders();
    void pagingSurvivesInsertsAndRemovals();
    void pagesEqualOneBigReadForRandomSelections();
    void tiesAreInByteOrderOfTheUid();
    void windowsAreHalfOpenUpToTheLimitsOfTime();
    void unknownTimesNeverMatch();
    void filtersHaveThreeMeanings();
    void tenThousandSessionIdsAreTaken();
    void refusesWhatItCannotAnswer_data();
    void refusesWhatItCannotAnswer();
    void aStoppedReadEndsAsCancelled();
    void recordsOfASessionNeedNoTimes();
    void historyShowsWhatWasReplacedAndByWhom();
    void undoneCorrectionsAreNoHistory();
    void lastValuesComeOldestFirst();
    void extentReachesFromFirstToLast();
};

void RecordReaderTest::aRecordHasAllThatBelongsToIt()
{
    ReadFixture store;
    NewSession created;
    created.uid = u"ss_run"_s;
    created.name = u"Nightly run"_s;
    created.start = Timestamp(100);
    created.end = Timestamp(200);
    created.devices = {u"rack 7"_s};
    created.tags = {{u"env"_s, u"prod"_s}};
    created.note = u"after the update"_s;
    const Session session = store.createSession(created);
    PublishRequest request;
    request.sessionUid = u"ss_run"_s;
    request.invocation = u"iv_1"_s;
    request.items = {PublishItem{u"latency"_s, 12.5}};
    store.publish(request);
    Selection selection;
    const RecordPage page = expectValue(
        store::readPage(store.reader(), selection, SortOrder::Ascending, std::nullopt, 10));
    QCOMPARE(page.records.size(), 1);
    QVERIFY(!page.next);
    const Record &record = page.records.front();
    QCOMPARE(record.key.session, session.id);
    QCOMPARE(record.metricName, u"latency"_s);
    QCOMPARE(record.value, 12.5);
    QCOMPARE(record.device, std::optional(u"rack 7"_s));
    QCOMPARE(record.invocation, std::optional(u"iv_1"_s));
    QCOMPARE(record.publishedBy, u"ana"_s);
    QCOMPARE(record.sessionUid, u"ss_run"_s);
    QCOMPARE(record.sessionName, std::optional(u"Nightly run"_s));
    QCOMPARE(record.sessionStart, std::optional(Timestamp(100)));
    QCOMPARE(record.sessionEnd, std::optional(Timestamp(200)));
    QVERIFY(!record.isEntry && !record.hasHistory);
    QCOMPARE(record.tags, created.tags);
    QCOMPARE(record.note, created.note);
    QCOMPARE(expectValue(store::readRecord(store.reader(), record.key)), std::optional(record));
    const RecordKey other{record.key.metric, SessionId(999)};
    QVERIFY(!expectValue(store::readRecord(store.reader(), other)));
}

void RecordReaderTest::pagesFollowTheKeyInBothOrders()
{
    ReadFixture store;
    QStringList expected;
    for (int i = 0; i < 7; ++i)
        expected.append(
            store.enter(valueAt(u"m"_s, std::int64_t{10} * (i / 2), i)).saved->sessionUid);
    for (int i = 0; i + 1 < expected.size(); i += 2) { // two share a time
        if (expected[i].toUtf8() > expected[i + 1].toUtf8())
            expected.swapItemsAt(i, i + 1);
    }
    Selection selection;
    const RecordPage first = expectValue(
        store::readPage(store.reader(), selection, SortOrder::Ascending, std::nullopt, 3));
    QCOMPARE(uidsOf(first.records), expected.mid(0, 3));
    QVERIFY(first.next);
    QCOMPARE(first.next->sessionUid, expected[2]);
    const RecordPage second = expectValue(
        store::readPage(store.reader(), selection, SortOrder::Ascending, first.next, 4));
    QCOMPARE(uidsOf(second.records), expected.mid(3));
    QVERIFY(!second.next); // exactly full, and nothing follows
    std::reverse(expected.begin(), expected.end());
    const RecordPage newest = expectValue(
        store::readPage(store.reader(), selection, SortOrder::Descending, std::nullopt, 5));
    QCOMPARE(uidsOf(newest.records), expected.mid(0, 5));
    const RecordPage oldest = expectValue(
        store::readPage(store.reader(), selection, SortOrder::Descending, newest.next, 5));
    QCOMPARE(uidsOf(oldest.records), expected.mid(5));
}

void RecordReaderTest::pagingSurvivesInsertsAndRemovals()
{
    ReadFixture store;
    std::vector<Record> entered;
    for (int i = 0; i < 6; ++i)
        entered.push_back(*store.enter(valueAt(u"m"_s, std::int64_t{10} * i, i)).saved);
    Selection selection;
    const RecordPage first = expectValue(
        store::readPage(store.reader(), selection, SortOrder::Ascending, std::nullopt, 3));
    store.remove({entered[2].key}); // the very record the next page continues after
    const Record between = *store.enter(valueAt(u"m"_s, 25, 2.5)).saved;
    store.enter(valueAt(u"m"_s, 5, 0.5));
    const RecordPage second = expectValue(
        store::readPage(store.reader(), selection, SortOrder::Ascending, first.next, 9));
    QCOMPARE(uidsOf(second.records), (QStringList{between.sessionUid, entered[3].sessionUid,
                                                  entered[4].sessionUid, entered[5].sessionUid}));
}

void RecordReaderTest::pagesEqualOneBigReadForRandomSelections()
{
    RandomNumbers numbers("RecordReaderTest");
    ReadFixture store;
    std::vector<PlainRecord> plain;
    for (int i = 0; i < 60; ++i) {
        NewSession created;
        if (numbers.integer(0, 5) > 0)
            created.start = Timestamp(numbers.integer(0, 9));
        if (numbers.integer(0, 5) > 0)
            created.end = Timestamp(numbers.integer(10, 19));
        if (numbers.integer(0, 1) == 0)
            created.devices = {u"d%1"_s.arg(numbers.integer(0, 2))};
        if (numbers.integer(0, 1) == 0)
            created.tags = {{u"k"_s, QString::number(numbers.integer(0, 1))}};
        const Session session = store.createSession(created);
        PublishRequest request;
        request.sessionUid = session.uid;
        if (created.devices.isEmpty())
            request.device = DeviceChoice::none();
        if (numbers.integer(0, 1) == 0)
            request.invocation = u"iv%1"_s.arg(numbers.integer(0, 2));
        for (const QString &name : {u"a"_s, u"b"_s, u"c"_s}) {
            if (numbers.integer(0, 2) > 0)
                request.items.push_back(PublishItem{name, 1.0 * i});
        }
        for (const Record &saved : store.publish(request).succeeded) {
            PlainRecord record;
            record.metric = saved.key.metric;
            record.value = saved.value;
            record.device = saved.device;
            record.invocation = request.invocation;
            record.sessionUid = session.uid;
            if (created.start)
                record.start_ns = created.start->posixNs();
            if (created.end)
                record.end_ns = created.end->posixNs();
            record.tags = created.tags;
            plain.push_back(record);
        }
    }
    for (int i = 0; i < 400; ++i) {
        Selection selection;
        for (int metric = 1; metric <= 3; ++metric) {
            if (numbers.integer(0, 2) == 0)
                selection.metrics.emplace_back(metric);
        }
        if (numbers.integer(0, 1) == 0)
            selection.timeFilter = TimeFilter::SessionStart;
        const int a = numbers.integer(-1, 20);
        const int b = numbers.integer(-1, 20);
        if (numbers.integer(0, 2) == 0)
            selection.begin = Timestamp(std::min(a, b));
        if (numbers.integer(0, 2) == 0)
            selection.end = Timestamp(std::max(a, b));
        if (numbers.integer(0, 3) == 0)
            selection.devices = IdFilter::nullOnly();
        else if (numbers.integer(0, 3) == 0)
            selection.devices = IdFilter::oneOf({u"d1"_s, u"d2"_s, u"unknown"_s});
        if (numbers.integer(0, 3) == 0)
            selection.invocations = IdFilter::oneOf({u"iv0"_s});
        if (numbers.integer(0, 3) == 0)
            selection.tags = {{u"k"_s, u"1"_s}};
        if (numbers.integer(0, 3) == 0) {
            selection.sessions = QStringList();
            for (int n = numbers.integer(0, 40); n > 0; --n)
                selection.sessions->append(plain[static_cast<std::size_t>(numbers.integer(
                                                     0, static_cast<int>(plain.size()) - 1))]
                                               .sessionUid);
        }
        QStringList expected;
        for (const PlainRecord &record : selected(selection, plain)) {
            if (isInside(*record.time_ns(selection.timeFilter), selection.begin, selection.end))
                expected.append(u"%1 %2"_s.arg(record.metric.value()).arg(record.sessionUid));
        }
        QCOMPARE(expectValue(store::readCount(store.reader(), selection)), expected.size());
        const int limit = numbers.integer(1, 30);
        QCOMPARE(allUids(store.reader(), selection, SortOrder::Ascending, limit), expected);
        std::reverse(expected.begin(), expected.end());
        QCOMPARE(allUids(store.reader(), selection, SortOrder::Descending, limit), expected);
    }
}

void RecordReaderTest::tiesAreInByteOrderOfTheUid()
{
    ReadFixture store;
    // By UTF-16 units the emoji would stand before U+FF21, by bytes it stands after.
    const QStringList byBytes{u"Z"_s, u"a"_s, u"é"_s, u"\uff21"_s, u"😀"_s};
    for (const QString &uid : {byBytes[4], byBytes[2], byBytes[0], byBytes[3], byBytes[1]}) {
        NewSession created;
        created.uid = uid;
        created.start = created.end = Timestamp(5);
        store.createSession(created);
        PublishRequest request;
        request.sessionUid = uid;
        request.device = DeviceChoice::none();
        request.items = {PublishItem{u"m"_s, 1}};
        store.publish(request);
    }
    for (const int limit : {1, 2, 10}) {
        QStringList uids = allUids(store.reader(), {}, SortOrder::Ascending, limit);
        for (QString &uid : uids)
            uid = uid.section(u' ', 1);
        QCOMPARE(uids, byBytes);
    }
}

void RecordReaderTest::windowsAreHalfOpenUpToTheLimitsOfTime()
{
    ReadFixture store;
    const std::int64_t max_ns = Timestamp::max().posixNs();
    for (const std::int64_t at : {Timestamp::min().posixNs(), std::int64_t{0}, max_ns - 1, max_ns})
        store.enter(valueAt(u"m"_s, at, 1));
    const auto count = [&store](std::optional<Timestamp> begin, std::optional<Timestamp> end) {
        Selection selection;
        selection.begin = begin;
        selection.end = end;
        return expectValue(store::readCount(store.reader(), selection));
    };
    QCOMPARE(count(std::nullopt, std::nullopt), 4);
    QCOMPARE(count(Timestamp::min(), Timestamp(0)), 1);
    QCOMPARE(count(Timestamp(0), Timestamp(1)), 1);
    QCOMPARE(count(Timestamp(0), Timestamp(0)), 0);
    QCOMPARE(count(Timestamp(1), Timestamp::max()), 1);
    QCOMPARE(count(Timestamp(1), std::nullopt), 2);
    QCOMPARE(count(std::nullopt, Timestamp::min()), 0);
    QCOMPARE(allUids(store.reader(), {}, SortOrder::Descending, 1).size(), 4);
}

void RecordReaderTest::unknownTimesNeverMatch()
{
    ReadFixture store;
    NewSession created;
    created.start = Timestamp(5);
    const Session session = store.createSession(created);
    PublishRequest request;
    request.sessionUid = session.uid;
    request.device = DeviceChoice::none();
    request.items = {PublishItem{u"m"_s, 1}};
    store.publish(request);
    Selection selection;
    QCOMPARE(expectValue(store::readCount(store.reader(), selection)), 0);
    selection.timeFilter = TimeFilter::SessionStart;
    QCOMPARE(expectValue(store::readCount(store.reader(), selection)), 1);
}

void RecordReaderTest::filtersHaveThreeMeanings()
{
    ReadFixture store;
    ValueEntry entry = valueAt(u"m"_s, 1, 1);
    store.enter(entry);
    entry.device = u"d"_s;
    entry.at = Timestamp(2);
    store.enter(entry);
    const auto count = [&store](const IdFilter &devices) {
        Selection selection;
        selection.devices = devices;
        return expectValue(store::readCount(store.reader(), selection));
    };
    QCOMPARE(count(IdFilter::any()), 2);
    QCOMPARE(count(IdFilter::nullOnly()), 1);
    QCOMPARE(count(IdFilter::oneOf({u"d"_s, u"unknown"_s})), 1);
    QCOMPARE(count(IdFilter::oneOf({u"unknown"_s})), 0);
    QCOMPARE(count(IdFilter::oneOf({})), 0);
}

void RecordReaderTest::tenThousandSessionIdsAreTaken()
{
    ReadFixture store;
    Selection selection;
    selection.sessions = QStringList();
    for (int i = 0; i < 9'998; ++i)
        selection.sessions->append(u"ss_unknown_%1"_s.arg(i));
    for (int i = 0; i < 2; ++i)
        selection.sessions->append(store.enter(valueAt(u"m"_s, i, i)).saved->sessionUid);
    QCOMPARE(allUids(store.reader(), selection, SortOrder::Ascending, 10).size(), 2);
    selection.sessions->append(u"one too many"_s);
    const auto refused = store::readCount(store.reader(), selection);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    QVERIFY(refused.error().message.contains(u"10,000"_s));
}

void RecordReaderTest::refusesWhatItCannotAnswer_data()
{
    QTest::addColumn<int>("limit");
    QTest::addColumn<int>("end");
    QTest::newRow("no rows") << 0 << 9;
    QTest::newRow("negative") << -1 << 9;
    QTest::newRow("too many rows") << kMaxPageRows + 1 << 9;
    QTest::newRow("end before begin") << 10 << 4;
}

void RecordReaderTest::refusesWhatItCannotAnswer()
{
    QFETCH(int, limit);
    QFETCH(int, end);
    ReadFixture store;
    Selection selection;
    selection.begin = Timestamp(5);
    selection.end = Timestamp(end);
    const auto page =
        store::readPage(store.reader(), selection, SortOrder::Ascending, std::nullopt, limit);
    QVERIFY(!page);
    QCOMPARE(page.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!page.error().message.isEmpty());
}

void RecordReaderTest::aStoppedReadEndsAsCancelled()
{
    ReadFixture store;
    store.enter(valueAt(u"m"_s, 1, 1));
    std::stop_source stop;
    stop.request_stop();
    const auto page = store::readPage(store.reader(), {}, SortOrder::Ascending, std::nullopt, 10,
                                      stop.get_token());
    QVERIFY(!page);
    QCOMPARE(page.error().code, ErrorCode::Cancelled);
    QCOMPARE(store::readCount(store.reader(), {}, stop.get_token()).error().code,
             ErrorCode::Cancelled);
}

void RecordReaderTest::recordsOfASessionNeedNoTimes()
{
    ReadFixture store;
    const Session session = store.createSession({});
    PublishRequest request;
    request.sessionUid = session.uid;
    request.device = DeviceChoice::none();
    request.items = {PublishItem{u"b"_s, 1}, PublishItem{u"a"_s, 2}, PublishItem{u"C"_s, 3}};
    store.publish(request);
    QStringList names;
    for (const Record &record : expectValue(store::readRecordsOf(store.reader(), session.id)))
        names.append(record.metricName);
    QCOMPARE(names, (QStringList{u"C"_s, u"a"_s, u"b"_s}));
    QVERIFY(expectValue(store::readRecordsOf(store.reader(), SessionId(999))).empty());
}

void RecordReaderTest::historyShowsWhatWasReplacedAndByWhom()
{
    ReadFixture store;
    const Record record = *store.enter(valueAt(u"m"_s, 1, 10)).saved;
    RecordEdit edit;
    edit.key = record.key;
    edit.value = 11;
    edit.device = std::optional(u"d"_s);
    store.edit(edit);
    edit.value = 12;
    edit.device.reset();
    store.edit(edit);
    const auto history = expectValue(store::readHistory(store.reader(), record.key));
    QCOMPARE(history.size(), 2);
    QCOMPARE(history[0].value, 11.0);
    QCOMPARE(history[0].device, std::optional(u"d"_s));
    QCOMPARE(history[1].value, 10.0);
    QVERIFY(!history[1].device);
    QCOMPARE(history[1].published, record.published);
    QCOMPARE(history[1].replacedBy, u"ana"_s);
    QVERIFY(history[0].replaced > history[1].replaced);
    const auto now = expectValue(store::readRecord(store.reader(), record.key));
    QCOMPARE(now->value, 12.0);
    QVERIFY(now->hasHistory);
}

void RecordReaderTest::undoneCorrectionsAreNoHistory()
{
    ReadFixture store;
    const Record record = *store.enter(valueAt(u"m"_s, 1, 10)).saved;
    RecordEdit edit;
    edit.key = record.key;
    edit.value = 11;
    const ChangeId change = store.edit(edit);
    store.undo(change);
    QVERIFY(expectValue(store::readHistory(store.reader(), record.key)).empty());
    QVERIFY(!expectValue(store::readRecord(store.reader(), record.key))->hasHistory);
    store.redo(change);
    QCOMPARE(expectValue(store::readHistory(store.reader(), record.key)).size(), 1);
    QVERIFY(expectValue(store::readRecord(store.reader(), record.key))->hasHistory);
}

void RecordReaderTest::lastValuesComeOldestFirst()
{
    ReadFixture store;
    const MetricId metric = store.define(u"m"_s);
    QVERIFY(expectValue(store::readLastValues(store.reader(), metric, 3)).empty());
    for (const int at : {30, 10, 40, 20})
        store.enter(valueAt(u"m"_s, at, at));
    store.enter(valueAt(u"other"_s, 50, 50));
    QCOMPARE(expectValue(store::readLastValues(store.reader(), metric, 3)),
             (std::vector<double>{20, 30, 40}));
}

void RecordReaderTest::extentReachesFromFirstToLast()
{
    ReadFixture store;
    QVERIFY(!expectValue(store::readExtent(store.reader(), {}, TimeFilter::SessionEnd)));
    const MetricId metric = store.define(u"m"_s);
    store.enter(valueAt(u"m"_s, 30, 1));
    store.enter(valueAt(u"m"_s, 10, 1));
    store.enter(valueAt(u"other"_s, -50, 1));
    NewSession empty; // without records it has no say
    empty.start = empty.end = Timestamp(99);
    store.createSession(empty);
    const auto of = [&store](const std::vector<MetricId> &metrics) {
        return expectValue(store::readExtent(store.reader(), metrics, TimeFilter::SessionEnd));
    };
    QCOMPARE(of({}), std::optional(TimeWindow{Timestamp(-50), Timestamp(31)}));
    QCOMPARE(of({metric}), std::optional(TimeWindow{Timestamp(10), Timestamp(31)}));
    QVERIFY(!of({MetricId(999)}));
}

TIDEMARK_TEST(RecordReaderTest)
#include "record_reader_test.moc"
