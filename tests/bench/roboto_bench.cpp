// SPDX-License-Identifier: GPL-3.0-or-later
// The Roboto server on a store, over HTTP on loopback, clients and server in one process:
// publishing, paging, aggregating, many clients at once, memory. Prints min / median / max of the
// rounds, and whether the middle one reaches its goal; ends with 1 when one was missed. With names
// of parts ("post"), only those are run; see main().
#include "model/items/vector_row_source.h"
#include "model/ports/access_store.h"
#include "model/ports/record_store.h"
#include "model/store/local_store.h"
#include "services/roboto/server/roboto_server.h"
#include "tests/bench/goals.h"
#include "tests/services/roboto/roboto_client.h"

#include <QCoreApplication>
#include <QFile>
#include <QLoggingCategory>
#include <QProcess>
#include <QTemporaryDir>
#include <QUrl>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <future>
#include <vector>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;
using Instant = std::chrono::steady_clock::time_point;

namespace {

using bench::Goals;

constexpr int kRows = 1'000'000; // records of the big metric
constexpr int kRounds = 5;
constexpr int kBatch = 500;
constexpr int kClients = 200;
constexpr std::int64_t kStart_ns = 1'600'000'000'000'000'000;
constexpr std::int64_t kStep_ns = 100'000'000'000;

double secondsSince(Instant begin)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Processor time so far in seconds: of this thread, which is the client, or of all threads.
double processorSeconds(clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// A line of /proc/PID/status in MB: "VmRSS" now, "VmHWM" the most so far.
double memory_mb(qint64 pid, const QByteArray &name)
{
    QFile file(u"/proc/%1/status"_s.arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("The memory of process %lld cannot be read.", static_cast<long long>(pid));
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith(QByteArray(name + ':')))
            return line.sliced(name.size() + 1).simplified().split(' ').first().toDouble() / 1e3;
    }
    qFatal("%s is not told.", name.constData());
}

/// Ends the run: a figure of wrong answers is none.
void require(bool isTrue, const char *what, const QByteArray &answer = {})
{
    if (!isTrue)
        qFatal("%s: %s", what, answer.left(500).constData());
}

/// Least, middle and most; answers with the middle one.
double print(const char *what, std::vector<double> values, const char *unit)
{
    std::sort(values.begin(), values.end());
    const double middle = values[values.size() / 2];
    std::printf("%-44s %11.1f / %11.1f / %11.1f %s\n", what, values.front(), middle, values.back(),
                unit);
    std::fflush(stdout);
    return middle;
}

/// The store and the server under test.
class Served
{
public:
    Served()
    {
        store::OpenOptions options;
        options.path = path();
        auto opened = store::LocalStore::open(options).takeResult();
        if (!opened)
            qFatal("%s", qPrintable(opened.error().message));
        m_store = *std::move(opened);
        const auto token =
            m_store->access().createToken({u"bench"_s, u"bench"_s, {u"og_local"_s}}).takeResult();
        m_token = token->secret;
        m_server = std::make_unique<roboto::RobotoServer>(*m_store, m_clock,
                                                          roboto::RobotoServerOptions());
        m_port = m_server->start().value();
    }
    [[nodiscard]] RobotoClient client() const { return {m_port, m_token}; }
    [[nodiscard]] store::LocalStore &store() { return *m_store; }
    [[nodiscard]] QString path() const { return m_folder.filePath(u"bench.tidemark"_s); }
    [[nodiscard]] const QString &token() const { return m_token; }
    /// Ends the server and closes the store; the file stays.
    void close()
    {
        m_server.reset();
        m_store.reset();
    }

private:
    QTemporaryDir m_folder;
    SystemClock m_clock;
    std::shared_ptr<store::LocalStore> m_store;
    QString m_token;
    std::unique_ptr<roboto::RobotoServer> m_server;
    quint16 m_port = 0;
};

QString newSession(RobotoClient &client, std::int64_t at_ns)
{
    const QString id = client.post("/v1/sessions", {}).data()[u"session_id"].toString();
    const QJsonObject file{{u"file_id"_s, u"f"_s},
                           {u"range_min_timestamp_ns"_s, qint64{at_ns}},
                           {u"range_max_timestamp_ns"_s, qint64{at_ns}}};
    const Answer placed =
        client.post("/v1/sessions/id/" + id.toUtf8() + "/files", {{u"files"_s, QJsonArray{file}}});
    require(placed.status == 200, "a session was refused", placed.raw.body);
    return id;
}

QByteArray publishBody(const QString &session, const QString &prefix, int count)
{
    QByteArray body =
        "{\"session_id\":\"" + session.toUtf8() + "\",\"device_id\":null,\"metrics\":[";
    for (int i = 0; i < count; ++i)
        body += (i == 0 ? "{\"name\":\"" : ",{\"name\":\"") + prefix.toUtf8() +
                QByteArray::number(i) + "\",\"value\":" + QByteArray::number(i * 1.25) + '}';
    return body + "]}";
}

void benchPublish(Served &served, Goals &goals)
{
    constexpr int kBatches = 40;
    RobotoClient client = served.client();
    std::vector<double> rates;
    std::vector<double> againRates;
    for (int round = 0; round < kRounds; ++round) {
        std::vector<QByteArray> bodies;
        for (int i = 0; i < kBatches; ++i)
            bodies.push_back(publishBody(newSession(client, kStart_ns + i), u"pub"_s, kBatch));
        for (std::vector<double> *list : {&rates, &againRates}) {
            const Instant begin = std::chrono::steady_clock::now();
            for (const QByteArray &body : bodies) {
                const RawResponse answer =
                    client.raw().ask(client.request("POST", "/v1/metrics", body));
                require(answer.status == 200 && answer.body.count("\"published\":") == kBatch,
                        "a batch was not stored", answer.body);
            }
            list->push_back(kBatch * kBatches / secondsSince(begin));
        }
    }
    goals.atLeast("records published in a second",
                  print("publish, batches of 500, durable", rates, "records/s"), 50'000);
    print("the same again (replaces)", againRates, "records/s");
}

void fill(Served &served)
{
    std::vector<ImportRow> rows;
    rows.reserve(kRows);
    for (int i = 0; i < kRows; ++i) {
        ImportRow row;
        row.metric = u"big"_s;
        row.value = i % 1000;
        row.start = Timestamp(kStart_ns + i * (kStep_ns / 1000));
        row.end = row.start;
        row.isEntry = true;
        rows.push_back(std::move(row));
    }
    const auto done =
        served.store()
            .ports()
            .records->importRows(std::make_shared<VectorRowSource>(std::move(rows)), {}, {}, {})
            .takeResult();
    if (!done)
        qFatal("%s", qPrintable(done.error().message));
}

/// All pages of the big metric, as bytes: what a client does with them is not measured.
void queryAll(RobotoClient &client)
{
    QByteArray path = "/v1/metrics/query";
    qsizetype rows = 0;
    for (bool isMore = true; isMore;) {
        const RawResponse page =
            client.raw().ask(client.request("POST", path, "{\"name\":\"big\"}"));
        require(page.status == 200, "a page was refused", page.body);
        rows += page.body.count("\"session_id\":");
        const qsizetype from = page.body.lastIndexOf("\"next_token\":\"") + 14;
        isMore = from > 14;
        path = "/v1/metrics/query?page_token=" +
               page.body.mid(from, page.body.indexOf('"', from) - from);
    }
    require(rows == kRows, "rows are missing", QByteArray::number(rows));
}

void benchQuery(Served &served, Goals &goals)
{
    RobotoClient client = served.client();
    std::vector<double> rates;
    std::vector<double> clientTimes;
    std::vector<double> serverTimes;
    for (int round = 0; round < kRounds; ++round) {
        const double client_s = processorSeconds(CLOCK_THREAD_CPUTIME_ID);
        const double all_s = processorSeconds(CLOCK_PROCESS_CPUTIME_ID);
        const Instant begin = std::chrono::steady_clock::now();
        queryAll(client);
        rates.push_back(kRows / secondsSince(begin));
        clientTimes.push_back((processorSeconds(CLOCK_THREAD_CPUTIME_ID) - client_s) * 1e3);
        serverTimes.push_back((processorSeconds(CLOCK_PROCESS_CPUTIME_ID) - all_s) * 1e3 -
                              clientTimes.back());
    }
    goals.atLeast("records queried in a second",
                  print("query, pages of 10,000", rates, "records/s"), 300'000);
    print("processor time of the server for 10^6", serverTimes, "ms");
    print("processor time of the client for 10^6", clientTimes, "ms");
}

void benchAggregate(Served &served, Goals &goals)
{
    RobotoClient client = served.client();
    const QJsonObject body{{u"name"_s, u"big"_s},
                           {u"period"_s, u"daily"_s},
                           {u"aggregation"_s, u"mean"_s},
                           {u"start_time_ns"_s, qint64{kStart_ns}},
                           {u"end_time_ns"_s, qint64{kStart_ns + kRows * (kStep_ns / 1000)}}};
    std::vector<double> first;
    std::vector<double> times;
    for (int round = 0; round < 4 * kRounds; ++round) {
        const Instant begin = std::chrono::steady_clock::now();
        const Answer answer = client.post("/v1/metrics/aggregate", body);
        (round == 0 ? first : times).push_back(secondsSince(begin) * 1e3);
        qint64 total = 0;
        for (const QJsonValue record : answer.data()[u"records"].toArray())
            total += record[u"total"].toInteger();
        require(total == kRows, "an aggregate is not of all", answer.raw.body);
    }
    print("aggregate of 10^6 records, the first time", first, "ms");
    goals.atMost("ms for an aggregate of a million",
                 print("aggregate of 10^6 records", times, "ms"), 50);
}

void benchManyClients(Served &served, Goals &goals)
{
    constexpr int kCalls = 25;
    std::vector<std::future<std::pair<std::vector<double>, int>>> clients;
    for (int n = 0; n < kClients; ++n)
        clients.push_back(std::async(std::launch::async, [&served, n] {
            RobotoClient client = served.client();
            const QString session = newSession(client, kStart_ns + n);
            const QByteArray publish = publishBody(session, u"mix"_s, 10);
            const QByteArray query = "{\"name\":\"big\",\"max_results\":10}";
            std::vector<double> times;
            int errors = 0;
            for (int i = 0; i < kCalls; ++i) {
                const Instant begin = std::chrono::steady_clock::now();
                const bool isGood = (i % 5 == 0 ? client.ask("POST", "/v1/metrics", publish)
                                                : client.ask("POST", "/v1/metrics/query", query))
                                        .status == 200;
                times.push_back(secondsSince(begin) * 1e3);
                errors += isGood ? 0 : 1;
            }
            return std::pair(times, errors);
        }));
    std::vector<double> all;
    int errors = 0;
    for (auto &client : clients) {
        auto [times, failed] = client.get();
        all.insert(all.end(), times.begin(), times.end());
        errors += failed;
    }
    std::sort(all.begin(), all.end());
    const double p50 = all[all.size() / 2];
    const double p99 = all[all.size() * 99 / 100];
    std::printf("%-44s %d errors, p50 %.1f ms, p99 %.1f ms\n",
                "200 keep-alive clients, 1 in 5 publishes", errors, p50, p99);
    require(errors == 0, "calls were refused");
    goals.atMost("times the median is the 99th percentile", p99 / p50, 10);
}

/// 64 clients ask the same again and again for half a minute (S1).
void benchLoad(Served &served, const char *what, const QByteArray &method, const QByteArray &path,
               bool isPublish, Goals &goals)
{
    constexpr int kLoadClients = 64;
    constexpr double kTime_s = 30;
    constexpr int kRecords = 100;
    std::vector<std::future<std::vector<double>>> clients;
    std::vector<QByteArray> bodies(kLoadClients);
    RobotoClient first = served.client();
    for (int n = 0; n < kLoadClients && isPublish; ++n)
        bodies[static_cast<std::size_t>(n)] =
            publishBody(newSession(first, kStart_ns + n), u"load"_s, kRecords);
    const Instant begin = std::chrono::steady_clock::now();
    for (const QByteArray &body : bodies)
        clients.push_back(std::async(std::launch::async, [&, body] {
            RobotoClient client = served.client();
            const QByteArray request = client.request(method, path, body);
            std::vector<double> times;
            while (secondsSince(begin) < kTime_s) {
                const Instant sent = std::chrono::steady_clock::now();
                const RawResponse answer = client.raw().ask(request);
                times.push_back(secondsSince(sent) * 1e3);
                require(answer.status == 200, "a call was refused", answer.body);
                require(!isPublish || answer.body.count("\"published\":") == kRecords,
                        "records were not stored", answer.body);
            }
            return times;
        }));
    std::vector<double> all;
    for (auto &client : clients) {
        const auto times = client.get();
        all.insert(all.end(), times.begin(), times.end());
    }
    const double seconds = secondsSince(begin);
    std::sort(all.begin(), all.end());
    const double rate = static_cast<double>(all.size()) / seconds;
    const double p99 = all[all.size() * 99 / 100];
    std::printf("%-44s %.0f calls/s, p50 %.1f ms, p99 %.1f ms, max %.1f ms\n", what, rate,
                all[all.size() / 2], p99, all.back());
    goals.atLeast("calls in a second", rate, isPublish ? 300 : 10'000);
    goals.atMost("ms for 99 of a hundred", p99, isPublish ? 100 : 50);
}

/// The program itself, a process of its own that has done nothing else.
void benchMemory(const QString &store, const QString &token, Goals &goals)
{
    QProcess program;
    program.start(QStringLiteral(TIDEMARK_PROGRAM),
                  {u"serve"_s, u"--store"_s, store, u"--listen"_s, u"127.0.0.1:0"_s, u"--quiet"_s});
    while (!program.canReadLine() && program.waitForReadyRead()) {
    }
    const int port = QUrl(QString::fromUtf8(program.readLine()).trimmed()).port(0);
    require(port > 0, "the program does not serve", program.readAllStandardError());
    goals.atMost("MB of an idle server",
                 print("tidemark serve, idle", {memory_mb(program.processId(), "VmRSS")}, "MB"),
                 60);
    RobotoClient client(static_cast<quint16>(port), token);
    queryAll(client);
    goals.atMost("MB while a million are queried",
                 print("its highest while 10^6 records are queried",
                       {memory_mb(program.processId(), "VmHWM")}, "MB"),
                 200);
    program.terminate();
    require(program.waitForFinished() && program.exitCode() == 0, "the program did not end well");
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList parts = QCoreApplication::arguments().mid(1);
    const auto isWanted = [&parts](const char *part) {
        return parts.isEmpty() || parts.contains(QLatin1StringView(part));
    };
    QLoggingCategory::setFilterRules(u"tidemark.services.roboto.info=false"_s);
    Served served;
    Goals goals;
    if (isWanted("publish"))
        benchPublish(served, goals);
    fill(served);
    if (isWanted("query"))
        benchQuery(served, goals);
    if (isWanted("aggregate"))
        benchAggregate(served, goals);
    for (int round = 0; round < 3 && isWanted("clients"); ++round)
        benchManyClients(served, goals);
    for (int round = 0; round < 3; ++round) {
        if (isWanted("get"))
            benchLoad(served, "64 clients, GET of one row", "GET", "/v1/metrics/definition/big",
                      false, goals);
        if (isWanted("post"))
            benchLoad(served, "64 clients, POST of 100 records", "POST", "/v1/metrics", true,
                      goals);
    }
    served.close();
    if (isWanted("memory"))
        benchMemory(served.path(), served.token(), goals);
    return goals.exitCode();
}
