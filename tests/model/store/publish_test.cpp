// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/change_journal.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "tests/model/store/store_test_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <optional>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// Many values into one session at once.
class PublishTest : public StoreTestCase
{
    Q_OBJECT

    [[nodiscard]] std::optional<double> valueOf(const QString &metric) const
    {
        for (const Record &record : allRecords()) {
            if (record.metricName == metric)
                return record.value;
        }
        return {};
    }

private Q_SLOTS:
    void publishStoresWhatItCanAndReportsTheRest();
    void publishKeepsTheOrderAndTheLastOfARepeatedName();
    void publishReplacesDeviceAndInvocationToo();
    void publishInfersTheOnlyDevice();
    void publishRefusesUnknownSessionsAndDevices();
    void publishAcceptsAtMostTenThousand();
    void publishAnswersWhatIsStored();
    void undoTakesBackNewReplacedAndRepeatedItems();
    void batchesOfEachSizeAreStoredWhole_data();
    void batchesOfEachSizeAreStoredWhole();
};

void PublishTest::publishStoresWhatItCanAndReportsTheRest()
{
    createSession(u"ss_1"_s);
    PublishRequest request;
    request.sessionUid = u"ss_1"_s;
    request.device = DeviceChoice::none();
    request.items = {{u"load"_s, 87.2}, {u"bad\nname"_s, 1}, {u"mem"_s, std::nan("")}};
    const auto result = answer(records().publish(request));
    QVERIFY(result);
    QCOMPARE(result->succeeded.size(), 1U);
    QCOMPARE(result->succeeded[0].value, 87.2);
    QCOMPARE(result->failed.size(), 2U);
    QCOMPARE(result->failed[0].index, 1U);
    QCOMPARE(result->failed[0].metric, u"bad\nname"_s);
    QCOMPARE(result->failed[1].index, 2U);
    QCOMPARE(result->failed[1].error.code, ErrorCode::InvalidArgument);
    const auto definitions = answer(m_store->ports().catalog->definitions());
    QCOMPARE(definitions->size(), 1U); // a failed item creates nothing
    QVERIFY(!definitions->at(0).description.has_value());
}

void PublishTest::publishKeepsTheOrderAndTheLastOfARepeatedName()
{
    createSession(u"ss_1"_s);
    const QByteArray before = contentDump(m_store->path());
    PublishRequest request;
    request.sessionUid = u"ss_1"_s;
    request.device = DeviceChoice::none();
    request.items = {{u"z"_s, 1}, {u"a"_s, 2}, {u"z"_s, 3}};
    const auto result = answer(records().publish(request));
    QVERIFY(result);
    QCOMPARE(result->succeeded.size(), 3U);
    QCOMPARE(result->succeeded[0].metricName, u"z"_s);
    QCOMPARE(result->succeeded[1].metricName, u"a"_s);
    QCOMPARE(result->succeeded[2].value, 3.0);
    QCOMPARE(allRecords().size(), 2U);
    QVERIFY(answer(m_store->ports().journal->undo(result->change)));
    QCOMPARE(contentDump(m_store->path()), before);
    request.items.clear();
    const auto none = answer(records().publish(request));
    QVERIFY(none && none->succeeded.empty() && !none->change.isValid());
}

void PublishTest::publishReplacesDeviceAndInvocationToo()
{
    createSession(u"ss_1"_s, {u"rig 1"_s});
    PublishRequest request;
    request.sessionUid = u"ss_1"_s;
    request.invocation = u"iv_1"_s;
    request.items = {{u"load"_s, 1}};
    QVERIFY(answer(records().publish(request)));
    QCOMPARE(allRecords().at(0).invocation, std::optional(u"iv_1"_s));
    request.invocation.reset();
    request.device = DeviceChoice::none();
    QVERIFY(answer(records().publish(request)));
    QCOMPARE(allRecords().size(), 1U);
    QVERIFY(!allRecords().at(0).invocation.has_value() && !allRecords().at(0).device.has_value());
}

void PublishTest::publishInfersTheOnlyDevice()
{
    createSession(u"ss_0"_s);
    createSession(u"ss_1"_s, {u"rig 1"_s});
    createSession(u"ss_2"_s, {u"rig 1"_s, u"rig 2"_s});
    PublishRequest request;
    request.items = {{u"load"_s, 1}};
    request.sessionUid = u"ss_1"_s;
    QCOMPARE(answer(records().publish(request))->succeeded.at(0).device, std::optional(u"rig 1"_s));
    for (const QString &uid : {u"ss_0"_s, u"ss_2"_s}) {
        request.sessionUid = uid;
        const auto refused = answer(records().publish(request));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    }
    request.device = DeviceChoice::given(u"rig 2"_s); // need not be attached
    request.sessionUid = u"ss_0"_s;
    QCOMPARE(answer(records().publish(request))->succeeded.at(0).device, std::optional(u"rig 2"_s));
    QCOMPARE(allRecords().size(), 2U);
}

void PublishTest::publishRefusesUnknownSessionsAndDevices()
{
    createSession(u"ss_1"_s);
    PublishRequest request;
    request.items = {{u"load"_s, 1}};
    request.sessionUid = u"ss_none"_s;
    request.device = DeviceChoice::given(u"rig 9"_s); // the session is looked for first
    auto refused = answer(records().publish(request));
    QCOMPARE(refused.error().code, ErrorCode::NotFound);
    QCOMPARE(refused.error().subject, ErrorSubject::Session);
    request.sessionUid = u"ss_1"_s;
    refused = answer(records().publish(request));
    QCOMPARE(refused.error().code, ErrorCode::NotFound);
    QCOMPARE(refused.error().subject, ErrorSubject::Device);
    request.items.clear(); // also without items
    QCOMPARE(answer(records().publish(request)).error().subject, ErrorSubject::Device);
    QVERIFY(allRecords().empty());
    QVERIFY(answer(m_store->ports().catalog->definitions())->empty());
}

void PublishTest::publishAcceptsAtMostTenThousand()
{
    createSession(u"ss_1"_s);
    PublishRequest request;
    request.sessionUid = u"ss_1"_s;
    request.device = DeviceChoice::none();
    request.items.assign(10'001, {u"load"_s, 1});
    const auto refused = answer(records().publish(request));
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    QVERIFY(refused.error().message.contains(u"10000"_s));
    request.items.pop_back();
    QCOMPARE(answer(records().publish(request))->succeeded.size(), 10'000U);
}

// The answer is made without reading the rows back.
void PublishTest::publishAnswersWhatIsStored()
{
    NewSession wanted;
    wanted.uid = u"ss_1"_s;
    wanted.name = u"run"_s;
    wanted.start = Timestamp(100);
    wanted.devices = {u"rig 1"_s};
    wanted.tags = {{u"env"_s, u"prod"_s}};
    wanted.note = u"note"_s;
    const auto session = answer(m_store->ports().sessions->createSession(wanted));
    QVERIFY(session);
    QVERIFY(answer(m_store->ports().catalog->create({u"load"_s, {}, u"ms"_s})));
    PublishRequest request;
    request.sessionUid = u"ss_1"_s;
    request.invocation = u"iv_1"_s;
    request.items = {{u"cafe\u0301"_s, 1}, {u"load"_s, -0.0}};
    for (int round = 0; round < 3; ++round) { // new, replaced, and after a removal
        const auto published = answer(records().publish(request));
        QVERIFY(published);
        const auto stored = answer(m_store->ports().sessions->recordsOf(session->session.id));
        QVERIFY(stored);
        QVERIFY(published->succeeded == *stored);
        QCOMPARE(stored->at(0).hasHistory, round > 0);
        if (round == 1)
            QVERIFY(answer(records().remove({stored->at(0).key}, u"remove"_s)));
    }
}

// Only what is written gets a revision: one too many would stand in the way of the undo.
void PublishTest::undoTakesBackNewReplacedAndRepeatedItems()
{
    createSession(u"ss_1"_s);
    PublishRequest request;
    request.sessionUid = u"ss_1"_s;
    request.device = DeviceChoice::none();
    request.items = {{u"kept"_s, 1}, {u"replaced"_s, 2}, {u"refused"_s, 3}, {u"twice"_s, 4}};
    QVERIFY(answer(records().publish(request)));
    const QByteArray before = contentDump(m_store->path());
    request.items = {{u"new"_s, 5},   {u"replaced"_s, 6}, {u"refused"_s, std::nan("")},
                     {u"twice"_s, 7}, {u"new"_s, 8},      {u"twice"_s, 9}};
    const auto mixed = answer(records().publish(request));
    QVERIFY(mixed);
    QCOMPARE(mixed->failed.size(), 1U);
    QCOMPARE(mixed->succeeded.size(), 5U);
    const std::vector<bool> expected{false, true, true, false, true};
    for (std::size_t i = 0; i < expected.size(); ++i)
        QCOMPARE(mixed->succeeded[i].hasHistory, expected[i]);
    const QByteArray after = contentDump(m_store->path());
    QCOMPARE(valueOf(u"new"_s), std::optional(8.0));
    QCOMPARE(valueOf(u"twice"_s), std::optional(9.0));
    QCOMPARE(valueOf(u"refused"_s), std::optional(3.0));
    QCOMPARE(answer(records().history(mixed->succeeded[2].key))->size(), 1U);
    QVERIFY(answer(m_store->ports().journal->undo(mixed->change)));
    QCOMPARE(contentDump(m_store->path()), before);
    QVERIFY(answer(m_store->ports().journal->redo(mixed->change)));
    QCOMPARE(contentDump(m_store->path()), after);
}

// Rows are written by some dozen at once.
void PublishTest::batchesOfEachSizeAreStoredWhole_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {1, 9, 10, 11, 49, 50, 51, 60, 61, 99, 100})
        QTest::addRow("%d", size) << size;
}

void PublishTest::batchesOfEachSizeAreStoredWhole()
{
    QFETCH(int, size);
    createSession(u"ss_1"_s, {u"rig 1"_s});
    PublishRequest request;
    request.sessionUid = u"ss_1"_s;
    request.invocation = u"iv_1"_s;
    for (const double factor : {0.1, -7.3}) {
        request.items.clear();
        for (int i = 0; i < size; ++i)
            request.items.push_back({u"m%1"_s.arg(i), i * factor});
        const auto published = answer(records().publish(request));
        QVERIFY(published);
        QCOMPARE(published->succeeded.size(), static_cast<std::size_t>(size));
        const auto stored = allRecords();
        QCOMPARE(stored.size(), static_cast<std::size_t>(size));
        for (const Record &record : published->succeeded)
            QVERIFY(std::find(stored.begin(), stored.end(), record) != stored.end());
        for (int i = 0; i < size; ++i)
            QCOMPARE(published->succeeded[static_cast<std::size_t>(i)].value, i * factor);
    }
}

TIDEMARK_TEST(PublishTest)
#include "publish_test.moc"
