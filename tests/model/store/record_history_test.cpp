// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/record_columns.h"
#include "model/store/record_reader.h"
#include "tests/model/core/random_numbers.h"
#include "tests/model/store/read_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

std::optional<Record> recordAt(ReadFixture &store, RecordKey key)
{
    store::RecordColumns columns(store.reader());
    return expectValue(store::readRecord(store.reader(), key, columns));
}

std::vector<RecordRevision> historyOf(ReadFixture &store, RecordKey key)
{
    return expectValue(store::readHistory(store.reader(), store::kLocalOrg, key));
}

std::vector<double> valuesOf(const std::vector<RecordRevision> &history)
{
    std::vector<double> values;
    for (const RecordRevision &revision : history)
        values.push_back(revision.value);
    return values;
}

/// The same by its plain meaning: every version that a change which stands has replaced or removed.
std::vector<double> plainHistory(ReadFixture &store, RecordKey key)
{
    store::Statement select = store.reader().prepare(
        "plain_history"_L1, u"SELECT v.value FROM record_revision v JOIN change c "
                            "ON c.id = v.step_id WHERE v.metric_id = ? AND v.session_id = ? "
                            "AND v.op IN (0, 1) AND c.undone = 0 ORDER BY v.step_id DESC"_s);
    expectValue(select.run(key.metric, key.session));
    std::vector<double> values;
    while (expectValue(select.next()))
        values.push_back(select.real(0));
    return values;
}

RecordEdit editTo(RecordKey key, double value)
{
    RecordEdit edit;
    edit.key = key;
    edit.value = value;
    return edit;
}

} // namespace

/// What is kept of a record's earlier values.
class RecordHistoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void showsWhatWasReplacedAndByWhom();
    void undoneCorrectionsAreNone();
    void goesOnBeforeARemoval();
    void holdsAfterAnyChanges();
};

void RecordHistoryTest::showsWhatWasReplacedAndByWhom()
{
    ReadFixture store;
    const Record record = *store.enter(valueAt(u"m"_s, 1, 10)).saved;
    RecordEdit edit = editTo(record.key, 11);
    edit.device = std::optional(u"d"_s);
    store.edit(edit);
    edit.value = 12;
    edit.device.reset();
    store.edit(edit);
    const auto history = historyOf(store, record.key);
    QCOMPARE(valuesOf(history), (std::vector<double>{11, 10}));
    QCOMPARE(history[0].device, std::optional(u"d"_s));
    QVERIFY(!history[1].device);
    QCOMPARE(history[1].published, record.published);
    QCOMPARE(history[1].replacedBy, u"ana"_s);
    QVERIFY(history[0].replaced > history[1].replaced);
    const auto now = recordAt(store, record.key);
    QCOMPARE(now->value, 12.0);
    QVERIFY(now->hasHistory);
}

void RecordHistoryTest::undoneCorrectionsAreNone()
{
    ReadFixture store;
    const Record record = *store.enter(valueAt(u"m"_s, 1, 10)).saved;
    const ChangeId change = store.edit(editTo(record.key, 11));
    store.undo(change);
    QVERIFY(historyOf(store, record.key).empty());
    QVERIFY(!recordAt(store, record.key)->hasHistory);
    store.redo(change);
    QCOMPARE(historyOf(store, record.key).size(), 1);
    QVERIFY(recordAt(store, record.key)->hasHistory);
}

void RecordHistoryTest::goesOnBeforeARemoval()
{
    ReadFixture store;
    const Session session = store.createSession({});
    PublishRequest request;
    request.sessionUid = session.uid;
    request.device = DeviceChoice::none();
    const auto publish = [&](double value) {
        request.items = {{u"m"_s, value}};
        return store.publish(request).succeeded.at(0);
    };
    const RecordKey key = publish(1).key;
    QVERIFY(publish(2).hasHistory);
    store.remove({key});
    const Record again = publish(3);
    QVERIFY(again.hasHistory); // also as the answer to publishing tells it
    QVERIFY(recordAt(store, key)->hasHistory);
    QCOMPARE(valuesOf(historyOf(store, key)), (std::vector<double>{2, 1}));
    publish(4);
    QCOMPARE(valuesOf(historyOf(store, key)), (std::vector<double>{3, 2, 1}));
}

// Random publishing, corrections, removals, undo and redo of a few records.
void RecordHistoryTest::holdsAfterAnyChanges()
{
    RandomNumbers numbers("RecordHistoryTest");
    ReadFixture store;
    const Session session = store.createSession({});
    const std::vector<MetricId> metrics{store.define(u"a"_s), store.define(u"b"_s)};
    const QStringList names{u"a"_s, u"b"_s};
    std::vector<ChangeId> changes;
    int longest = 0;
    for (int step = 0; step < 400; ++step) {
        const int metric = numbers.integer(0, 1);
        const RecordKey key{metrics[static_cast<std::size_t>(metric)], session.id};
        const bool isThere = recordAt(store, key).has_value();
        const int what = numbers.integer(0, 9);
        if (what < 3 || !isThere) {
            PublishRequest request{session.uid, DeviceChoice::none(), {}, {}};
            request.items = {{names.at(metric), double(step)}};
            if (what == 0) // both, and one of them twice
                request.items = {{names[0], double(step)}, {names[1], double(step)}};
            changes.push_back(store.publish(request).change);
        } else if (what < 5) {
            changes.push_back(store.edit(editTo(key, step + 0.5)));
        } else if (what == 5) {
            changes.push_back(store.remove({key}));
        } else { // refused where a later change uses the same records
            const int back = numbers.integer(1, std::min(3, int(changes.size())));
            const ChangeId change = changes[changes.size() - static_cast<std::size_t>(back)];
            auto &writer = store.writer();
            if (!store::undoChange(writer, store::kLocalOrg, change, u"test"_s))
                (void)store::redoChange(writer, store::kLocalOrg, change, u"test"_s);
        }
        for (const MetricId each : metrics) {
            const RecordKey one{each, session.id};
            const auto wanted = plainHistory(store, one);
            QCOMPARE(valuesOf(historyOf(store, one)), wanted);
            if (const auto record = recordAt(store, one))
                QCOMPARE(record->hasHistory, !wanted.empty());
            longest = std::max(longest, int(wanted.size()));
        }
    }
    QVERIFY2(longest > 20, qPrintable(QString::number(longest)));
}

TIDEMARK_TEST(RecordHistoryTest)
#include "record_history_test.moc"
