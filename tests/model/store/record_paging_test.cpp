// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/record_page.h"
#include "model/store/record_reader.h"
#include "model/store/selection_sql.h"
#include "tests/model/core/random_numbers.h"
#include "tests/model/store/paged_records.h"
#include "tests/model/store/plain_records.h"
#include "tests/model/store/read_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

#include <sqlite3.h>

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

// Counts what SQLite does, in some instructions of its virtual machine, while it lives.
class WorkCount
{
public:
    explicit WorkCount(store::Connection &connection)
        : m_handle(connection.handle())
    {
        sqlite3_progress_handler(m_handle, 10, count, &m_count);
    }
    ~WorkCount() { sqlite3_progress_handler(m_handle, 0, nullptr, nullptr); }
    WorkCount(const WorkCount &) = delete;
    WorkCount &operator=(const WorkCount &) = delete;

    [[nodiscard]] int value() const { return m_count; }

private:
    static int count(void *count)
    {
        ++*static_cast<int *>(count);
        return 0;
    }

    sqlite3 *m_handle;
    int m_count = 0;
};

} // namespace

/// Pages of records continue after the last one by its key.
class RecordPagingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void pagesFollowTheKeyInBothOrders();
    void pagingSurvivesInsertsAndRemovals();
    void pagesEqualOneBigReadForRandomSelections();
    void laterPagesOfOneInstantCostNoMore_data();
    void laterPagesOfOneInstantCostNoMore();
    void tiesAreInByteOrderOfTheUid();
    void piecesAreThePage_data();
    void piecesAreThePage();
};

void RecordPagingTest::pagesFollowTheKeyInBothOrders()
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
    const RecordPage first = expectValue(store::readPage(
        store.reader(), store::kLocalOrg, selection, SortOrder::Ascending, std::nullopt, 3));
    QCOMPARE(uidsOf(first.records), expected.mid(0, 3));
    QVERIFY(first.next);
    QCOMPARE(first.next->sessionUid, expected[2]);
    const RecordPage second = expectValue(store::readPage(
        store.reader(), store::kLocalOrg, selection, SortOrder::Ascending, first.next, 4));
    QCOMPARE(uidsOf(second.records), expected.mid(3));
    QVERIFY(!second.next); // exactly full, and nothing follows
    std::reverse(expected.begin(), expected.end());
    const RecordPage newest = expectValue(store::readPage(
        store.reader(), store::kLocalOrg, selection, SortOrder::Descending, std::nullopt, 5));
    QCOMPARE(uidsOf(newest.records), expected.mid(0, 5));
    const RecordPage oldest = expectValue(store::readPage(
        store.reader(), store::kLocalOrg, selection, SortOrder::Descending, newest.next, 5));
    QCOMPARE(uidsOf(oldest.records), expected.mid(5));
}

void RecordPagingTest::pagingSurvivesInsertsAndRemovals()
{
    ReadFixture store;
    std::vector<Record> entered;
    for (int i = 0; i < 6; ++i)
        entered.push_back(*store.enter(valueAt(u"m"_s, std::int64_t{10} * i, i)).saved);
    Selection selection;
    const RecordPage first = expectValue(store::readPage(
        store.reader(), store::kLocalOrg, selection, SortOrder::Ascending, std::nullopt, 3));
    store.remove({entered[2].key}); // the very record the next page continues after
    const Record between = *store.enter(valueAt(u"m"_s, 25, 2.5)).saved;
    store.enter(valueAt(u"m"_s, 5, 0.5));
    const RecordPage second = expectValue(store::readPage(
        store.reader(), store::kLocalOrg, selection, SortOrder::Ascending, first.next, 9));
    QCOMPARE(uidsOf(second.records), (QStringList{between.sessionUid, entered[3].sessionUid,
                                                  entered[4].sessionUid, entered[5].sessionUid}));
}

void RecordPagingTest::pagesEqualOneBigReadForRandomSelections()
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
        QCOMPARE(expectValue(store::readCount(store.reader(), store::kLocalOrg, selection)),
                 expected.size());
        const int limit = numbers.integer(1, 30);
        QCOMPARE(allPlaces(store.reader(), selection, SortOrder::Ascending, limit), expected);
        std::reverse(expected.begin(), expected.end());
        QCOMPARE(allPlaces(store.reader(), selection, SortOrder::Descending, limit), expected);
    }
}

void RecordPagingTest::tiesAreInByteOrderOfTheUid()
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
        QStringList uids = allPlaces(store.reader(), {}, SortOrder::Ascending, limit);
        for (QString &uid : uids)
            uid = uid.section(u' ', 1);
        QCOMPARE(uids, byBytes);
    }
}

void RecordPagingTest::laterPagesOfOneInstantCostNoMore_data()
{
    QTest::addColumn<SortOrder>("order");
    QTest::addColumn<TimeFilter>("filter");
    QTest::newRow("up by start") << SortOrder::Ascending << TimeFilter::SessionStart;
    QTest::newRow("down by start") << SortOrder::Descending << TimeFilter::SessionStart;
    QTest::newRow("up by end") << SortOrder::Ascending << TimeFilter::SessionEnd;
    QTest::newRow("down by end") << SortOrder::Descending << TimeFilter::SessionEnd;
}

void RecordPagingTest::laterPagesOfOneInstantCostNoMore()
{
    QFETCH(const SortOrder, order);
    QFETCH(const TimeFilter, filter);
    constexpr int kRecords = 2000;
    constexpr int kPage = 20;
    ReadFixture store;
    for (int i = 0; i < kRecords; ++i)
        store.enter(valueAt(u"load"_s, 5, i));
    Selection selection;
    selection.timeFilter = filter;
    const QStringList all = allPlaces(store.reader(), selection, order, kRecords);
    QCOMPARE(all.size(), kRecords);
    QStringList paged;
    int first = 0;
    int most = 0;
    std::optional<RecordPageKey> after;
    do {
        const WorkCount work(store.reader());
        const RecordPage page = expectValue(
            store::readPage(store.reader(), store::kLocalOrg, selection, order, after, kPage));
        for (const Record &record : page.records)
            paged.append(placeOf(record));
        first = first == 0 ? work.value() : first;
        most = std::max(most, work.value());
        after = page.next;
    } while (after);
    QCOMPARE(paged, all);
    QVERIFY2(most < 3 * first, qPrintable(u"%1, then up to %2"_s.arg(first).arg(most)));
}

void RecordPagingTest::piecesAreThePage_data()
{
    QTest::addColumn<int>("limit");
    QTest::addColumn<int>("last"); // records of the last piece
    QTest::newRow("less than a piece") << 1'999 << 1'999;
    QTest::newRow("a piece") << 2'000 << 2'000;
    QTest::newRow("and one more") << 2'001 << 1;
    QTest::newRow("all that there are") << 4'100 << 100;
    QTest::newRow("more than there are") << 9'000 << 100;
}

void RecordPagingTest::piecesAreThePage()
{
    QFETCH(const int, limit);
    QFETCH(const int, last);
    constexpr int kRecords = 4'100;
    ReadFixture store;
    store.change([](store::ChangeScope &scope) {
        store::UidSource uids;
        store::RecordWriter writer(scope, uids);
        for (int i = 0; i < kRecords; ++i)
            expectValue(writer.enter(valueAt(u"load"_s, i / 3, i)));
    });
    Selection selection;
    const RecordPage whole = expectValue(store::readPage(
        store.reader(), store::kLocalOrg, selection, SortOrder::Ascending, std::nullopt, limit));
    std::vector<std::vector<Record>> pieces;
    PageReading reading;
    reading.onPiece = [&](std::vector<Record> piece) { pieces.push_back(std::move(piece)); };
    const RecordPage page =
        expectValue(store::readPage(store.reader(), store::kLocalOrg, selection,
                                    SortOrder::Ascending, std::nullopt, limit, {}, reading));
    QVERIFY(page.records.empty());
    QCOMPARE(page.next, whole.next);
    QCOMPARE(static_cast<int>(pieces.back().size()), last);
    std::vector<Record> joined;
    for (const std::vector<Record> &piece : pieces)
        joined.insert(joined.end(), piece.begin(), piece.end());
    QVERIFY(joined == whole.records);
    if (pieces.size() > 1)
        QVERIFY(pieces[0].back().metricName.constData() !=
                pieces[1].front().metricName.constData());
}

TIDEMARK_TEST(RecordPagingTest)
#include "record_paging_test.moc"
