// SPDX-License-Identifier: GPL-3.0-or-later
// The tokens of OTLP and remote write, looked for in all that is left after runs with every answer
// (check 60).
#include "services/metrics/system/metrics_system.h"
#include "services/metrics/text/json_text.h"
#include "services/metrics_sinks/json_lines_sink.h"
#include "services/metrics_sinks/store_sink.h"
#include "services/otlp/otlp_exporter.h"
#include "services/prometheus/remote_write_exporter.h"
#include "tests/model/store/store_fixture.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/support/hostile_server.h"
#include "tests/support/log_capture.h"
#include "tests/support/secret_search.h"
#include "tests/support/test_registry.h"

#include <QDebug>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

constexpr auto kOtlpToken = "otlp-4c1f0c8be0a94c3f8d2d7a6b";
constexpr auto kWriteToken = "write-9a7d5e21b6c84f70a3e1c2d4";

QByteArray bytesOf(const char *token)
{
    return QByteArray(token);
}

} // namespace

class TokenSecrecyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void noTokenIsInAnyTextOrFile();
};

void TokenSecrecyTest::noTokenIsInAnyTextOrFile()
{
    const LogCapture log;
    const QTemporaryDir folder;
    QStringList seen;
    std::atomic<int> status = 200;
    HostileServer server([&](HostileConnection &c) { // who tells each its own token back
        while (c.read()) {
            const bool isOtlp = c.request().head.contains(kOtlpToken);
            const QByteArray echo = bytesOf(isOtlp ? kOtlpToken : kWriteToken);
            c.answer(status, "{\"partialSuccess\":{\"errorMessage\":\"" + echo + "\"}}",
                     "X-Echo: " + echo +
                         "\r\nContent-Type: application/json\r\nLocation: "
                         "http://127.0.0.1:1/?t=" +
                         echo + "\r\n");
        }
    });
    {
        const auto store = openStore(folder.filePath(u"s.tidemark"_s)).value();
        const FakeClock clock;
        net::NetworkThread network;
        net::HttpConnection connection;
        connection.endpoint = net::parseEndpoint(server.url()).value();
        otlp::OtlpSenderOptions sending;
        sending.encoding = otlp::OtlpEncoding::Json;
        sending.attempts = 1;
        sending.headers = {{"api-key", Secret(QByteArrayView(kOtlpToken))}};
        const auto sender = std::make_shared<otlp::OtlpSender>(
            std::make_shared<net::HttpClient>(network, connection), clock, sending);
        prometheus::RemoteWriteOptions writing;
        writing.where = prometheus::parseServerPath(server.url(), "/api/v1/write").value();
        writing.token = Secret(QByteArrayView(kWriteToken));
        metrics::MetricsSystem system(clock);
        system.endpoints().add("otlp", std::make_shared<otlp::OtlpExporter>(sender));
        system.endpoints().add("remote",
                               std::make_shared<prometheus::RemoteWriteExporter>(network, writing));
        system.endpoints().add("store",
                               std::make_shared<metrics_sinks::StoreExporter>(store->ports()));
        system.endpoints().add("file", std::make_shared<metrics_sinks::JsonLinesExporter>(
                                           folder.filePath(u"own.jsonl"_s)));
        const std::vector<std::string> all{"otlp", "remote", "store", "file"};
        for (const int answer : {200, 400, 401, 403, 404, 413, 307, 501}) {
            status = answer;
            system.collector().recordCounter("c", 1, {{"answer", std::to_string(answer)}});
            const auto results = system.exportMetrics(all);
            for (const auto &[name, result] : results)
                seen << QString::fromStdString(name + ": " + result.why);
            seen << QString::fromStdString(sender->counts().lastTrouble);
            for (const auto &failing : system.endpoints().state().failing)
                seen << QString::fromStdString(failing.why);
        }
        seen << QString::fromStdString(
            metrics::toJson(metrics::MetricsSnapshot::of(system.collector(), clock)));
        QString printed;
        QDebug(&printed) << connection << writing.token;
        seen << printed;
        (void)system.shutdownMetrics();
    }
    int told = 0; // or nothing would have been looked for
    for (const SeenRequest &request : server.requests()) {
        told += request.head.contains(kOtlpToken) || request.head.contains(kWriteToken) ? 1 : 0;
        for (const char *token : {kOtlpToken, kWriteToken}) {
            QVERIFY(!tellsSecret(request.firstLine(), bytesOf(token)));
            QVERIFY(!tellsSecret(request.body, bytesOf(token)));
        }
    }
    QVERIFY(told >= 16);
    QVERIFY(!LogCapture::text().isEmpty());
    for (const char *token : {kOtlpToken, kWriteToken}) {
        for (const QString &text : seen)
            QVERIFY2(!tellsSecret(text.toUtf8(), bytesOf(token)), qPrintable(text));
        QVERIFY(!tellsSecret(LogCapture::text().toUtf8(), bytesOf(token)));
        QCOMPARE(filesThatTell(folder.path(), bytesOf(token)), QStringList());
    }
}

TIDEMARK_TEST(TokenSecrecyTest)
#include "token_secrecy_test.moc"
