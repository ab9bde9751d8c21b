// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/record_columns.h"
#include "model/store/record_page.h"
#include "model/store/record_reader.h"
#include "model/store/selection_sql.h"
#include "tests/model/store/paged_records.h"
#include "tests/model/store/read_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

Result<std::optional<Record>> readRecord(ReadFixture &store, RecordKey key)
{
    store::RecordColumns columns(store.reader());
    return store::readRecord(store.reader(), key, columns);
}

} // namespace

class RecordReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void aRecordHasAllThatBelongsToIt();
    void windowsAreHalfOpenUpToTheLimitsOfTime();
    void unknownTimesNeverMatch();
    void filtersHaveThreeMeanings();
    void tenThousandSessionIdsAreTaken();
    void refusesWhatItCannotAnswer_data();
    void refusesWhatItCannotAnswer();
    void aStoppedReadEndsAsCancelled();
    void recordsOfASessionNeedNoTimes();
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
    const RecordPage page = expectValue(store::readPage(store.reader(), store::kLocalOrg, selection,
                                                        SortOrder::Ascending, std::nullopt, 10));
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
    QCOMPARE(expectValue(readRecord(store, record.key)), std::optional(record));
    const RecordKey other{record.key.metric, SessionId(999)};
    QVERIFY(!expectValue(readRecord(store, other)));
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
        return expectValue(store::readCount(store.reader(), store::kLocalOrg, selection));
    };
    QCOMPARE(count(std::nullopt, std::nullopt), 4);
    QCOMPARE(count(Timestamp::min(), Timestamp(0)), 1);
    QCOMPARE(count(Timestamp(0), Timestamp(1)), 1);
    QCOMPARE(count(Timestamp(0), Timestamp(0)), 0);
    QCOMPARE(count(Timestamp(1), Timestamp::max()), 1);
    QCOMPARE(count(Timestamp(1), std::nullopt), 2);
    QCOMPARE(count(std::nullopt, Timestamp::min()), 0);
    QCOMPARE(allPlaces(store.reader(), {}, SortOrder::Descending, 1).size(), 4);
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
    QCOMPARE(expectValue(store::readCount(store.reader(), store::kLocalOrg, selection)), 0);
    selection.timeFilter = TimeFilter::SessionStart;
    QCOMPARE(expectValue(store::readCount(store.reader(), store::kLocalOrg, selection)), 1);
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
        return expectValue(store::readCount(store.reader(), store::kLocalOrg, selection));
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
    QCOMPARE(allPlaces(store.reader(), selection, SortOrder::Ascending, 10).size(), 2);
    selection.sessions->append(u"one too many"_s);
    const auto refused = store::readCount(store.reader(), store::kLocalOrg, selection);
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
    const auto page = store::readPage(store.reader(), store::kLocalOrg, selection,
                                      SortOrder::Ascending, std::nullopt, limit);
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
    const auto page = store::readPage(store.reader(), store::kLocalOrg, {}, SortOrder::Ascending,
                                      std::nullopt, 10, stop.get_token());
    QVERIFY(!page);
    QCOMPARE(page.error().code, ErrorCode::Cancelled);
    QCOMPARE(store::readCount(store.reader(), store::kLocalOrg, {}, stop.get_token()).error().code,
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
    for (const Record &record :
         expectValue(store::readRecordsOf(store.reader(), store::kLocalOrg, session.id)))
        names.append(record.metricName);
    QCOMPARE(names, (QStringList{u"C"_s, u"a"_s, u"b"_s}));
    QVERIFY(expectValue(store::readRecordsOf(store.reader(), store::kLocalOrg, SessionId(999)))
                .empty());
}

void RecordReaderTest::lastValuesComeOldestFirst()
{
    ReadFixture store;
    const MetricId metric = store.define(u"m"_s);
    QVERIFY(
        expectValue(store::readLastValues(store.reader(), store::kLocalOrg, metric, 3)).empty());
    for (const int at : {30, 10, 40, 20})
        store.enter(valueAt(u"m"_s, at, at));
    store.enter(valueAt(u"other"_s, 50, 50));
    QCOMPARE(expectValue(store::readLastValues(store.reader(), store::kLocalOrg, metric, 3)),
             (std::vector<double>{20, 30, 40}));
}

void RecordReaderTest::extentReachesFromFirstToLast()
{
    ReadFixture store;
    QVERIFY(!expectValue(
        store::readExtent(store.reader(), store::kLocalOrg, {}, TimeFilter::SessionEnd)));
    const MetricId metric = store.define(u"m"_s);
    store.enter(valueAt(u"m"_s, 30, 1));
    store.enter(valueAt(u"m"_s, 10, 1));
    store.enter(valueAt(u"other"_s, -50, 1));
    NewSession empty; // without records it has no say
    empty.start = empty.end = Timestamp(99);
    store.createSession(empty);
    const auto of = [&store](const std::vector<MetricId> &metrics) {
        return expectValue(
            store::readExtent(store.reader(), store::kLocalOrg, metrics, TimeFilter::SessionEnd));
    };
    QCOMPARE(of({}), std::optional(TimeWindow{Timestamp(-50), Timestamp(31)}));
    QCOMPARE(of({metric}), std::optional(TimeWindow{Timestamp(10), Timestamp(31)}));
    QVERIFY(!of({MetricId(999)}));
}

TIDEMARK_TEST(RecordReaderTest)
#include "record_reader_test.moc"
