// SPDX-License-Identifier: GPL-3.0-or-later
// The receiver over loopback: what it takes, what it answers, and what is stored then.
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "services/http/gzip_pack.h"
#include "services/otlp/gzip_body.h"
#include "services/otlp/otlp_json.h"
#include "services/otlp/otlp_protobuf.h"
#include "services/otlp/otlp_receiver.h"
#include "services/otlp/otlp_recorder.h"
#include "tests/model/store/store_fixture.h"
#include "tests/services/http/raw_client.h"
#include "tests/services/otlp/otlp_examples.h"
#include "tests/services/otlp/otlp_posting.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::otlp;
using namespace tidemark::test;

namespace {

/// Peak of the memory of this process, in bytes.
qint64 peakMemory()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = status.readAll();
    const qsizetype at = text.indexOf("VmHWM:");
    return text.sliced(at + 6, text.indexOf("kB", at) - at - 6).trimmed().toLongLong() * 1024;
}

} // namespace

class OtlpReceiverTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void storesBothEncodings();
    void takesGzipAndChunks();
    void tellsWhatItRefused();
    void refusesWithTheRightStatus_data();
    void refusesWithTheRightStatus();
    void refusesBombsWithoutMemory();
    void listensOnThisMachineOnly();

private:
    [[nodiscard]] std::size_t metricCount() const
    {
        return answer(m_ports.catalog->definitions()).value().size();
    }

    QTemporaryDir m_folder;
    StillClock m_clock{Timestamp(static_cast<std::int64_t>(kTime_ns))};
    StorePointer m_store;
    DataPorts m_ports;
    std::unique_ptr<OtlpRecorder> m_recorder;
    std::unique_ptr<OtlpReceiver> m_receiver;
    quint16 m_port = 0;
};

void OtlpReceiverTest::init()
{
    failOnUnexpectedWarnings();
    static int count = 0;
    m_store = openStore(m_folder.filePath(u"r%1.tidemark"_s.arg(++count))).value();
    m_ports = m_store->ports();
    m_recorder = std::make_unique<OtlpRecorder>(m_ports, m_clock);
    OtlpReceiverOptions options;
    options.port = 0;
    m_receiver = std::make_unique<OtlpReceiver>(*m_recorder, options);
    m_port = m_receiver->start().value();
}

void OtlpReceiverTest::cleanup()
{
    m_receiver.reset();
    m_recorder.reset();
    m_store.reset();
}

void OtlpReceiverTest::storesBothEncodings()
{
    RawClient client(m_port);
    const RawResponse json = client.ask(post(kJson, workedJson()));
    QCOMPARE(json.status, 200);
    QCOMPARE(json.field("Content-Type"), kJson);
    QCOMPARE(json.body, QByteArray("{}"));
    QCOMPARE(metricCount(), 23U); // it is durable when it is answered
    const RawResponse protobuf = client.ask(post(kProtobuf, gaugeProtobuf()));
    QCOMPARE(protobuf.status, 200);
    QCOMPARE(protobuf.field("Content-Type"), kProtobuf);
    QCOMPARE(protobuf.body, QByteArray());
    QCOMPARE(metricCount(), 24U);
    const auto cpu = answer(m_ports.catalog->find(u"cpu"_s)).value();
    const auto series = answer(m_ports.series->list({cpu.id})).value();
    QCOMPARE(series.size(), 1U);
    QCOMPARE(series[0].key.tags, (TagMap{{u"host"_s, u"a"_s}, {u"service.name"_s, u"tidemark"_s}}));
    const auto last = answer(m_ports.series->lastValues({series[0].id})).value();
    QCOMPARE(last[0]->value, 42.5);
    QCOMPARE(last[0]->at.posixNs(), static_cast<std::int64_t>(kStart_ns));
    QCOMPARE(client.ask(post(kProtobuf, {})).status, 200); // nothing at all is something to take
}

void OtlpReceiverTest::takesGzipAndChunks()
{
    RawClient client(m_port);
    QCOMPARE(
        client.ask(post(kJson, http::packGzip(workedJson()), "Content-Encoding: gzip\r\n")).status,
        200);
    QCOMPARE(metricCount(), 23U);
    const QByteArray body = gaugeProtobuf();
    QByteArray chunked = head(kProtobuf, "Transfer-Encoding: chunked\r\n");
    for (qsizetype at = 0; at < body.size(); at += 30) {
        const QByteArray piece = body.mid(at, 30);
        chunked += QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n";
    }
    QCOMPARE(client.ask(chunked + "0\r\n\r\n").status, 200);
    QCOMPARE(metricCount(), 24U);
    const QByteArray two =
        http::packGzip(workedJson().first(100)) + http::packGzip(workedJson().sliced(100));
    QCOMPARE(client.ask(post(kJson, two, "Content-Encoding: gzip\r\n")).status, 200);
}

void OtlpReceiverTest::tellsWhatItRefused()
{
    const OtlpMetrics metrics =
        oneMetric({"m",
                   {},
                   {},
                   OtlpGauge{{numberPoint(kTime_ns, 1), numberPoint(0, 2), numberPoint(0, 3)}},
                   {}});
    RawClient client(m_port);
    const RawResponse json = client.ask(post(kJson, toJson(metrics)));
    QCOMPARE(json.status, 200);
    QCOMPARE(json.body, QByteArray(R"({"partialSuccess":{"rejectedDataPoints":"2","errorMessage":)"
                                   R"("Data points refused: 2 for no time within int64."}})"));
    const RawResponse protobuf = client.ask(post(kProtobuf, toProtobuf(metrics)));
    QCOMPARE(protobuf.status, 200);
    QCOMPARE(protobuf.body.size(), 2 + static_cast<qsizetype>(protobuf.body.at(1))); // one message
    QCOMPARE(protobuf.body.sliced(2, 2).toHex(), QByteArray("0802")); // rejected_data_points 2
    QVERIFY(protobuf.body.endsWith("Data points refused: 2 for no time within int64."));
    QCOMPARE(metricCount(), 1U);
}

void OtlpReceiverTest::refusesWithTheRightStatus_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("no JSON") << post(kJson, "{") << 400 << QByteArray(kJson);
    QTest::newRow("no protobuf") << post(kProtobuf, "{") << 400 << QByteArray(kProtobuf);
    QTest::newRow("no gzip") << post(kProtobuf, "{", "Content-Encoding: gzip\r\n") << 400
                             << QByteArray(kProtobuf);
    QTest::newRow("half a gzip") << post(kJson, http::packGzip(workedJson()).chopped(9),
                                         "Content-Encoding: gzip\r\n")
                                 << 400 << QByteArray(kJson);
    QTest::newRow("another path") << post(kProtobuf, "{", {}, "POST /v1/traces") << 404
                                  << QByteArray(kProtobuf);
    QTest::newRow("another method")
        << post(kJson, "{}", {}, "PUT /v1/metrics") << 405 << QByteArray(kJson);
    QTest::newRow("GET") << QByteArray("GET /v1/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n") << 405
                         << QByteArray(kJson);
    QTest::newRow("another type") << post("text/plain", "{}") << 415 << QByteArray(kJson);
    QTest::newRow("another coding")
        << post(kProtobuf, "{}", "Content-Encoding: br\r\n") << 415 << QByteArray(kProtobuf);
    QTest::newRow("too long") << head(kProtobuf, "Content-Length: 16777217\r\n") << 413
                              << QByteArray(kJson); // by the layer, which knows one type
    QTest::newRow("from a page") << post(kJson, "{}", "Origin: https://x.example\r\n") << 403
                                 << QByteArray(kJson);
}

void OtlpReceiverTest::refusesWithTheRightStatus()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    QFETCH(QByteArray, type);
    RawClient client(m_port);
    const RawResponse refused = client.ask(request);
    QCOMPARE(refused.status, status);
    QCOMPARE(refused.field("Content-Type"), type);
    QVERIFY(!refused.body.isEmpty());
    QCOMPARE(refused.field("Allow"), status == 405 ? QByteArray("POST") : QByteArray());
    QCOMPARE(metricCount(), 0U);
    RawClient next(m_port);
    QCOMPARE(next.ask(post(kJson, workedJson())).status, 200);
}

// Hardening S9: 413 with less than 32 MB extra.
void OtlpReceiverTest::refusesBombsWithoutMemory()
{
    constexpr qsizetype kMegabyte = qsizetype{1024} * 1024;
    QByteArray bomb;
    {
        const QByteArray piece =
            http::packGzip(QByteArray(kMegabyte, ' ')); // gzip members follow each other
        for (int i = 0; i < 65; ++i)
            bomb += piece;
    }
    QVERIFY(bomb.size() < kMegabyte / 8);
    const qint64 before = peakMemory();
    RawClient client(m_port);
    for (const char *type : {kJson, kProtobuf}) {
        const RawResponse refused = client.ask(post(type, bomb, "Content-Encoding: gzip\r\n"));
        QCOMPARE(refused.status, 413);
        QCOMPARE(refused.field("Content-Type"), type);
    }
    const qint64 extra = peakMemory() - before;
    QVERIFY2(extra < 32 * kMegabyte, qPrintable(QString::number(extra)));
    const QByteArray most = http::packGzip(QByteArray(kMegabyte, ' ')).repeated(64);
    QCOMPARE(unpackGzip(most, 64 * kMegabyte).value().size(), 64 * kMegabyte);
}

void OtlpReceiverTest::listensOnThisMachineOnly()
{
    OtlpReceiverOptions options;
    QCOMPARE(options.address, u"127.0.0.1"_s);
    QCOMPARE(options.port, quint16{4318});
    options.address = u"0.0.0.0"_s;
    options.port = 0;
    OtlpReceiver receiver(*m_recorder, options);
    const auto refused = receiver.start();
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
}

TIDEMARK_TEST(OtlpReceiverTest)
#include "otlp_receiver_test.moc"
