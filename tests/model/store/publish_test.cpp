// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/change_journal.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "tests/model/store/store_test_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// Many values into one session at once.
class PublishTest : public StoreTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void publishStoresWhatItCanAndReportsTheRest();
    void publishKeepsTheOrderAndTheLastOfARepeatedName();
    void publishReplacesDeviceAndInvocationToo();
    void publishInfersTheOnlyDevice();
    void publishRefusesUnknownSessionsAndDevices();
    void publishAcceptsAtMostTenThousand();
    void publishAnswersWhatIsStored();
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

TIDEMARK_TEST(PublishTest)
#include "publish_test.moc"
