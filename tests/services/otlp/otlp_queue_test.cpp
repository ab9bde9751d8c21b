// SPDX-License-Identifier: GPL-3.0-or-later
// How the receiver stores together what waits, and what it answers when that fails.
#include "services/otlp/otlp_protobuf.h"
#include "services/otlp/otlp_receiver.h"
#include "tests/services/http/raw_client.h"
#include "tests/services/otlp/otlp_examples.h"
#include "tests/services/otlp/otlp_posting.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <semaphore>
#include <utility>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::otlp;
using namespace tidemark::test;

namespace {

/// Holds what it is given until it is let go; what it answers is set.
class HeldSink final : public OtlpSink
{
public:
    Result<void> record(std::span<OtlpExport> exports) override
    {
        entered.release();
        go.acquire();
        count += exports.size();
        return answer;
    }

    std::counting_semaphore<> entered{0};
    std::counting_semaphore<> go{0};
    std::atomic<std::size_t> count = 0;
    Result<void> answer;
};

/// Takes all but what holds a metric `bad`. The first call waits.
class PickySink final : public OtlpSink
{
public:
    Result<void> record(std::span<OtlpExport> exports) override
    {
        if (!std::exchange(m_hasBegun, true)) {
            entered.release();
            go.acquire();
        }
        most = std::max(most.load(), exports.size());
        const bool isBad = std::any_of(exports.begin(), exports.end(), [](const OtlpExport &each) {
            return each.metrics.resources.front().scopes.front().metrics.front().name == "bad";
        });
        if (isBad)
            return failure(ErrorCode::InvalidArgument, u"Not this one."_s);
        taken += exports.size();
        return {};
    }

    std::counting_semaphore<> entered{0};
    std::counting_semaphore<> go{0};
    std::atomic<std::size_t> taken = 0;
    std::atomic<std::size_t> most = 0; ///< exports at once

private:
    bool m_hasBegun = false;
};

} // namespace

class OtlpQueueTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void answersBusyWhenItsQueueIsFull();
    void storesWhatWaitsTogether();
    void tellsFailuresApart_data();
    void tellsFailuresApart();
    void aRequestThatIsNotTakenSpoilsNoOther();
};

void OtlpQueueTest::answersBusyWhenItsQueueIsFull()
{
    HeldSink sink;
    OtlpReceiverOptions options;
    options.port = 0;
    options.queuedRequests = 2;
    OtlpReceiver receiver(sink, options);
    const quint16 port = receiver.start().value();
    RawClient first(port);
    QVERIFY(first.send(post(kJson, workedJson())));
    sink.entered.acquire(); // it is being stored
    RawClient second(port);
    RawClient third(port);
    QVERIFY(second.send(post(kJson, workedJson())));
    QVERIFY(third.send(post(kJson, workedJson())));
    QTRY_COMPARE(receiver.statistics().inWork, 3);
    RawClient fourth(port);
    const RawResponse busy = fourth.ask(post(kProtobuf, gaugeProtobuf()));
    QCOMPARE(busy.status, 503);
    QCOMPARE(busy.field("Retry-After"), "1");
    QCOMPARE(busy.field("Content-Type"), kProtobuf);
    sink.go.release(2);
    QCOMPARE(first.response().status, 200);
    QCOMPARE(second.response().status, 200);
    QCOMPARE(third.response().status, 200);
    QCOMPARE(sink.count.load(), 3U);
}

void OtlpQueueTest::storesWhatWaitsTogether()
{
    HeldSink sink;
    OtlpReceiverOptions options;
    options.port = 0;
    OtlpReceiver receiver(sink, options);
    const quint16 port = receiver.start().value();
    std::vector<RawClient> clients;
    for (int i = 0; i < 11; ++i) {
        clients.emplace_back(port);
        QVERIFY(clients.back().send(post(kJson, workedJson())));
        if (i == 0)
            sink.entered.acquire();
    }
    QTRY_COMPARE(receiver.statistics().inWork, 11);
    // Answered by the thread that hands requests over: the last one is in the queue.
    QCOMPARE(RawClient(port).ask(post(kProtobuf, "{", {}, "POST /v1/traces")).status, 404);
    sink.go.release(2); // one for the first, one for the ten others
    for (RawClient &client : clients)
        QCOMPARE(client.response().status, 200);
    QCOMPARE(sink.count.load(), 11U);
}

void OtlpQueueTest::tellsFailuresApart_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<int>("status");
    QTest::newRow("a full disk") << ErrorCode::DiskFull << 503;
    QTest::newRow("locked") << ErrorCode::Locked << 503;
    QTest::newRow("ours") << ErrorCode::Internal << 500;
}

void OtlpQueueTest::tellsFailuresApart()
{
    QFETCH(ErrorCode, code);
    QFETCH(int, status);
    HeldSink sink;
    sink.answer = failure(code, u"It did not work."_s);
    sink.go.release();
    OtlpReceiverOptions options;
    options.port = 0;
    OtlpReceiver receiver(sink, options);
    RawClient client(receiver.start().value());
    QTest::ignoreMessage(QtWarningMsg, "OTLP points could not be stored: It did not work.");
    const RawResponse failed = client.ask(post(kJson, workedJson()));
    QCOMPARE(failed.status, status);
    QCOMPARE(failed.field("Retry-After"), status == 503 ? QByteArray("1") : QByteArray());
    QVERIFY(failed.body.contains("It did not work."));
}

// What one request brings that cannot be stored is not held against those read with it.
void OtlpQueueTest::aRequestThatIsNotTakenSpoilsNoOther()
{
    PickySink sink;
    OtlpReceiverOptions options;
    options.port = 0;
    OtlpReceiver receiver(sink, options);
    const quint16 port = receiver.start().value();
    QTest::ignoreMessage(QtWarningMsg, "OTLP points could not be stored: Not this one.");
    std::vector<RawClient> clients;
    for (int i = 0; i < 6; ++i) {
        clients.emplace_back(port);
        const std::string name = i == 3 ? "bad" : "good";
        OtlpMetrics metrics = oneMetric(
            {name, {}, {}, OtlpGauge{{numberPoint(kStart_ns, static_cast<double>(i), 0)}}, {}});
        QVERIFY(clients.back().send(post(kProtobuf, toProtobuf(metrics))));
        if (i == 0)
            sink.entered.acquire(); // the others are stored together then
    }
    QTRY_COMPARE(receiver.statistics().inWork, 6);
    // Answered by the thread that hands requests over: the last one is in the queue.
    QCOMPARE(RawClient(port).ask(post(kProtobuf, "{", {}, "POST /v1/traces")).status, 404);
    sink.go.release();
    for (std::size_t i = 0; i < clients.size(); ++i)
        QCOMPARE(clients[i].response().status, i == 3 ? 500 : 200);
    QCOMPARE(sink.taken.load(), 5U);
    QCOMPARE(sink.most.load(), 5U); // they were in one group
}

TIDEMARK_TEST(OtlpQueueTest)
#include "otlp_queue_test.moc"
