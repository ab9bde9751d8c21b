// SPDX-License-Identifier: GPL-3.0-or-later
// A fetch from a service whose second page fails in every way: the store holds what came whole, and
// loses nothing of what it had.
#include "services/mirror/source_fetch.h"
#include "tests/model/store/outbox_fixture.h"
#include "tests/services/roboto/remote_bench.h"
#include "tests/services/roboto/remote_calls.h"
#include "tests/support/hostile_server.h"
#include "tests/support/test_registry.h"

#include <QTemporaryDir>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;
using namespace std::chrono_literals;

namespace {

using Connection = HostileConnection;
/// Does harm in place of the answer that it is given.
using Harm = std::function<void(Connection &, const QByteArray &)>;

Harm answering(int status, const QByteArray &body, const QByteArray &headers = {})
{
    return [=](Connection &c, const QByteArray &) { c.answer(status, body, headers); };
}

Harm announcing(const QByteArray &length)
{
    return [length](Connection &c, const QByteArray &whole) {
        c.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + whole);
    };
}

// The same answer with something else in the place of its first list.
Harm holding(const QByteArray &content)
{
    return [content](Connection &c, const QByteArray &whole) {
        const qsizetype begin = whole.indexOf('[');
        c.answer(200, whole.first(begin) + content + whole.sliced(whole.lastIndexOf(']') + 1));
    };
}

void hang(Connection &c, const QByteArray &)
{
    c.hang();
}

void drip(Connection &c, const QByteArray &whole)
{
    c.send("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(whole.size()) + "\r\n\r\n");
    for (const char byte : whole) {
        if (!c.send(QByteArray(1, byte)))
            return;
        c.pause(50ms);
    }
}

void cutOff(Connection &c, const QByteArray &whole)
{
    c.send("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(whole.size()) + "\r\n\r\n" +
           whole.first(whole.size() / 2));
}

void flood(Connection &c, const QByteArray &whole)
{
    c.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    const QByteArray block(qsizetype{1024} * 1024, ' ');
    c.send(QByteArray::number(whole.size(), 16) + "\r\n" + whole + "\r\n");
    for (int i = 0; i < 1024 && c.send("100000\r\n" + block + "\r\n"); ++i) {
    }
}

// The same answer with its data a second time, which counts: nothing of it can be read.
void twice(Connection &c, const QByteArray &whole)
{
    c.answer(200, whole.chopped(1) + R"(,"data":{"items":7,"records":7}})");
}

struct Way
{
    const char *name;
    Harm harm;
    Patience patience = Patience::Long;
};

const std::vector<Way> &ways()
{
    static const std::vector<Way> all{
        {"time-out", hang, Patience::Short},
        {"slow drip", drip, Patience::Short},
        {"cut off", cutOff},
        {"announces too much", announcing("100000")},
        {"announces no number", announcing("many")},
        {"429", answering(429, {})},
        {"429 with Retry-After", answering(429, {}, "Retry-After: 604800\r\n")},
        {"500", answering(500, "<html>")},
        {"redirect", answering(302, {}, "Location: /elsewhere\r\n")}, // and on and on
        {"redirect away", answering(307, {}, "Location: http://127.0.0.2:9/\r\n")},
        {"a gigabyte", flood},
        {"no JSON", answering(200, "not json")},
        {"half of the JSON", answering(200, R"({"data":{"items":[)")},
        {"another type", holding("[7]")},
        {"a text for the list", holding("\"many\"")},
        {"a huge integer", holding("[" + QByteArray(5000, '9') + "]")},
        {"members twice, the last one wrong", twice},
    };
    return all;
}

QByteArray named(QByteArray json, const QByteArray &from, const QByteArray &to)
{
    return json.replace(QByteArray('"' + from + '"'), QByteArray('"' + to + '"'));
}

QByteArray definition(const QByteArray &name)
{
    return named(definitionJson(), "m", name);
}

QByteArray session(const QByteArray &uid)
{
    return R"({"session_id":")" + uid +
           R"(","org_id":"og","created_by":"a","modified_by":"b","metadata":{},"tags":[],)"
           R"("custom_fields":{},"modified":"2026-05-01T08:00:00Z",)"
           R"("min_timestamp_ns":1777600000000000000,"max_timestamp_ns":1777600001000000000})";
}

QByteArray untimedSession(const QByteArray &uid)
{
    QByteArray json = session(uid);
    return json.replace("1777600000000000000", "null").replace("1777600001000000000", "null");
}

QByteArray record(const QByteArray &uid)
{
    return named(named(recordJson(), "m", "a"), "ss_1", uid);
}

} // namespace

class FetchHostileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aBrokenPageIsNotHalfApplied_data();
    void aBrokenPageIsNotHalfApplied();

private:
    /// Two metrics, two sessions and a value in each, one a page, and with the second one a session
    /// without times, whose value is in no query. The list, and what it answers.
    [[nodiscard]] static std::pair<QByteArray, QByteArray> answerTo(const SeenRequest &request);
    [[nodiscard]] Result<FetchSummary> fetch(RemoteApi &api) const;
    /// What the store has: metrics, sessions, values.
    [[nodiscard]] QString here() const;

    QTemporaryDir m_folder;
    int m_stores = 0;
    StorePointer m_store;
    DataPorts m_ports;
    Source m_source;
};

void FetchHostileTest::init()
{
    failOnUnexpectedWarnings();
    m_store = openStore(m_folder.filePath(QString::number(++m_stores) + u".tidemark"_s))
                  .value_or(nullptr);
    QVERIFY(m_store);
    m_ports = m_store->ports();
    m_source = addSource(m_ports, u"far"_s, PublishLevel::Off).value_or(Source());
    QVERIFY(m_source.id.isValid());
}

std::pair<QByteArray, QByteArray> FetchHostileTest::answerTo(const SeenRequest &request)
{
    const QByteArray path = request.firstLine().split(' ').value(1);
    const bool isSecond = path.contains("page_token=");
    const auto page = [isSecond](const QByteArray &first, const QByteArray &second) {
        return isSecond ? pageJson(second) : pageJson(first, "\"2\"");
    };
    const QByteArray other = isSecond ? " 2" : "";
    if (path.startsWith("/v1/metrics/definitions"))
        return {"definitions" + other, page(definition("a"), definition("b"))};
    if (path.startsWith("/v1/sessions?") || path == "/v1/sessions")
        return {"sessions" + other,
                page(session("ss_1"), session("ss_2") + ',' + untimedSession("ss_3"))};
    if (path.startsWith("/v1/metrics/session/ss_3"))
        return {"values of a session", dataJson('[' + record("ss_3") + ']')};
    if (path.startsWith("/v1/metrics/query"))
        return {"query" + other, request.body.contains(R"("name":"a")")
                                     ? page(record("ss_1"), record("ss_2"))
                                     : pageJson({})};
    if (path.startsWith("/v1/metrics/aggregate"))
        return {"aggregate", dataJson(R"({"aggregation":"sum","records":[]})")};
    if (path.startsWith("/v1/orgs/caller"))
        return {"organisations",
                dataJson(R"([{"org_id":"og","name":"One","tier":"free","status":"active",)"
                         R"("created":"2026-05-01T08:00:00Z"}])")};
    if (path.startsWith("/v1/devices/"))
        return {"devices",
                pageJson(R"({"device_id":"rig","org_id":"og","created":"2026-05-01T08:00:00Z",)"
                         R"("created_by":"a","modified":"2026-05-01T08:00:00Z","modified_by":"a",)"
                         R"("metadata":{},"tags":[],"custom_fields":{}})")};
    if (path.contains("/devices"))
        return {"devices of sessions", pageJson(R"("rig")")};
    return {"caller", pageJson({})}; // who is asked for the name alone
}

Result<FetchSummary> FetchHostileTest::fetch(RemoteApi &api) const
{
    mirror::SourceFetch fetcher(*m_store, api, StoreScope{u"og_local"_s, u"ana"_s});
    FetchRequest request;
    request.source = m_source.id;
    request.isFull = true;
    return answer(fetcher.run(request, {}, {}));
}

QString FetchHostileTest::here() const
{
    QStringList all;
    for (const Definition &each :
         answer(m_ports.catalog->definitions()).value_or(std::vector<Definition>()))
        all.append(each.name);
    const auto page = answer(m_ports.sessions->sessionsByUid({}, 100));
    for (const Session &each : page ? page->sessions : std::vector<Session>()) {
        all.append(each.uid);
        for (const Record &value :
             answer(m_ports.sessions->recordsOf(each.id)).value_or(std::vector<Record>()))
            all.append(value.metricName % u'@' % value.sessionUid % u'=' %
                       QString::number(value.value));
    }
    return all.join(u' ');
}

void FetchHostileTest::aBrokenPageIsNotHalfApplied_data()
{
    QTest::addColumn<QByteArray>("list");
    QTest::addColumn<QString>("pageOne"); // the store, when that is all that came
    QTest::addColumn<int>("way");
    const std::vector<std::pair<QByteArray, QString>> lists{
        {"organisations", QString()},
        {"devices", u"a b"_s},
        {"definitions 2", u"a"_s},
        {"sessions 2", u"a b ss_1"_s},
        {"devices of sessions", u"a b"_s},
        {"values of a session", u"a b ss_1 ss_2 ss_3"_s},
        {"query 2", u"a b ss_1 a@ss_1=1e+22 ss_2 ss_3 a@ss_3=1e+22"_s},
        {"aggregate", u"a b ss_1 ss_2 ss_3 a@ss_3=1e+22"_s},
    };
    for (const auto &[list, pageOne] : lists) {
        for (std::size_t i = 0; i < ways().size(); ++i)
            QTest::addRow("%s: %s", list.constData(), ways()[i].name)
                << list << pageOne << static_cast<int>(i);
    }
}

void FetchHostileTest::aBrokenPageIsNotHalfApplied()
{
    QFETCH(const QByteArray, list);
    QFETCH(const QString, pageOne);
    QFETCH(const int, way);
    const Way &chosen = ways().at(static_cast<std::size_t>(way));
    std::atomic<bool> isBroken = true;
    HostileServer server([&](Connection &c) {
        while (c.read()) {
            const auto [asked, wanted] = answerTo(c.request());
            const bool isSentOn = c.request().firstLine().contains("/elsewhere");
            if (isSentOn || (isBroken && asked == list)) {
                chosen.harm(c, wanted);
                return;
            }
            c.answer(200, wanted);
        }
    });
    RemoteBench remote(server.url(), u"tok-en"_s, {}, 1, chosen.patience);
    const auto expectBroken = [](const Result<FetchSummary> &fetched) {
        QVERIFY(fetched && !fetched->isComplete && fetched->error);
        QVERIFY2(fetched->error->message.size() > 20, qPrintable(fetched->error->message));
        QCOMPARE(
            fetched->definitions.removed + fetched->sessions.removed + fetched->records.removed, 0);
    };
    expectBroken(fetch(remote.api()));
    QCOMPARE(here(), pageOne);
    isBroken = false;
    RemoteBench patient(server.url());
    const auto whole = fetch(patient.api());
    QVERIFY2(whole && whole->isComplete,
             whole && whole->error ? qPrintable(whole->error->message) : "");
    const QString all = u"a b ss_1 a@ss_1=1e+22 ss_2 a@ss_2=1e+22 ss_3 a@ss_3=1e+22"_s;
    QCOMPARE(here(), all);
    isBroken = true; // what is not told of then is not gone
    expectBroken(fetch(remote.api()));
    QCOMPARE(here(), all);
}

TIDEMARK_TEST(FetchHostileTest)
#include "fetch_hostile_test.moc"
