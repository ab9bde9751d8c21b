// SPDX-License-Identifier: GPL-3.0-or-later
// The order of a query's rows, on one page and on many. Numbers: roboto-api, section 7.
#include "model/ports/session_store.h"
#include "tests/services/roboto/query_requests.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

/// Follows the tokens to the end; the body stays as it is.
QStringList allSessions(RobotoHarness &server, const QJsonObject &body, int *pages = nullptr)
{
    QStringList all;
    QByteArray path = "/v1/metrics/query";
    for (int count = 1; count <= 1000; ++count) {
        const Answer page = server->post(path, body);
        all += sessionsOf(page.items());
        if (pages != nullptr)
            *pages = count;
        if (!page.nextToken().isString())
            return all;
        path = "/v1/metrics/query?page_token=" + page.nextToken().toString().toLatin1();
    }
    return {};
}

/// The sizes of the pages of a listing, to its end, and all items in `all`.
QList<qsizetype> pagesOf(RobotoHarness &server, const QByteArray &listing, QJsonArray &all)
{
    QList<qsizetype> sizes;
    QByteArray path = listing;
    while (sizes.size() < 100) {
        const Answer page = server->get(path);
        sizes.append(page.items().size());
        for (const QJsonValue item : page.items())
            all.append(item);
        if (!page.nextToken().isString())
            return sizes;
        path = listing + "?page_token=" + page.nextToken().toString().toLatin1();
    }
    return {};
}

/// Ids whose byte order is neither that of creation nor of letters without case nor of UTF-16.
QStringList shuffledIds(int count)
{
    QStringList ids{u"ss_\U0001f600"_s, u"ss_\uff21"_s, u"ss_b"_s, u"ss_A"_s,
                    u"ss_B"_s,          u"ss_a"_s,      u"Ss_c"_s, u"ss_-"_s};
    for (int i = 0; ids.size() < count; ++i)
        ids.append((i % 2 == 0 ? u"ss_x%1"_s : u"ss_X%1"_s).arg(i * 37 % 101));
    return ids.first(count);
}

/// A session as a program of the store makes it: with an id of its own choice.
void placeSession(RobotoHarness &server, const QString &uid, std::int64_t start_ns,
                  std::int64_t end_ns)
{
    NewSession wanted;
    wanted.uid = uid;
    wanted.start = Timestamp(start_ns);
    wanted.end = Timestamp(end_ns);
    const auto made = server.store().ports().sessions->createSession(wanted).takeResult();
    if (!made)
        qFatal("%s", qPrintable(made.error().message));
}

} // namespace

class ServerOrderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void ordersByTimeAndSession();
    void everyPageSizeGivesTheSame();
    void pagesOfLargeThingsAreShorter();
};

// Check 23.
void ServerOrderTest::ordersByTimeAndSession()
{
    RobotoHarness server;
    struct Placed
    {
        std::int64_t start;
        std::int64_t end;
        QString id;
    };
    std::vector<Placed> placed;
    for (const QString &id : shuffledIds(24)) {
        const auto i = static_cast<std::int64_t>(placed.size());
        placed.push_back({kPast - (i < 16 ? 5 : i % 3), kPast + 1000 + (i < 8 ? 0 : i % 4), id});
        placeSession(server, id, placed.back().start, placed.back().end);
    }
    for (std::size_t i = 0; i < placed.size(); ++i) // in an order of its own, too
        server.publish(placed[i * 7 % placed.size()].id, u"m"_s, 1);
    const auto idsBy = [&](auto timeOf) {
        std::sort(placed.begin(), placed.end(), [&](const Placed &a, const Placed &b) {
            return std::pair(timeOf(a), a.id.toUtf8()) < std::pair(timeOf(b), b.id.toUtf8());
        });
        QStringList ids;
        for (const Placed &one : placed)
            ids.append(one.id);
        return ids;
    };
    QCOMPARE(sessionsOf(server->post("/v1/metrics/query", queryOf(u"m"_s)).items()),
             idsBy([](const Placed &one) { return one.end; }));
    QCOMPARE(sessionsOf(server
                            ->post("/v1/metrics/query",
                                   queryOf(u"m"_s, {{u"time_filter"_s, u"start_time"_s}}))
                            .items()),
             idsBy([](const Placed &one) { return one.start; }));
    QCOMPARE(server->post("/v1/metrics/query", queryOf(u"m"_s, {{u"time_filter"_s, u"End"_s}}))
                 .verdict(),
             "400 RobotoInvalidRequestException");
}

// Check 25.
void ServerOrderTest::everyPageSizeGivesTheSame()
{
    RobotoHarness server;
    constexpr int kRows = 45;
    std::vector<std::pair<std::int64_t, QByteArray>> rows;
    for (const QString &id : shuffledIds(kRows)) {
        rows.emplace_back(kPast + static_cast<std::int64_t>(rows.size()) / 6, id.toUtf8());
        placeSession(server, id, rows.back().first, rows.back().first);
        server.publish(id, u"m"_s, 1);
    }
    std::sort(rows.begin(), rows.end());
    QStringList wanted;
    for (const auto &[end, id] : rows)
        wanted.append(QString::fromUtf8(id));
    for (const int size : {1, 7, kRows, 10'000}) {
        int pages = 0;
        QCOMPARE(allSessions(server, queryOf(u"m"_s, {{u"max_results"_s, size}}), &pages), wanted);
        QCOMPARE(pages, size >= kRows ? 1 : (kRows + size - 1) / size);
    }
    const Answer exact =
        server->post("/v1/metrics/query", queryOf(u"m"_s, {{u"max_results"_s, kRows}}));
    QVERIFY(exact.nextToken().isNull());
}

// What is answered and read in one piece stays small, whatever the sessions and devices carry.
void ServerOrderTest::pagesOfLargeThingsAreShorter()
{
    RobotoHarness server;
    constexpr int kThings = 30;
    const QJsonObject large{{u"a"_s, QString(250'000, u'x')}};
    for (int i = 0; i < kThings; ++i) {
        const Answer session = server->post("/v1/sessions", {{u"metadata"_s, large}});
        QCOMPARE(session.verdict(), "200");
        const QString id = u"dv_%1"_s.arg(i, 3, 10, QLatin1Char('0'));
        QCOMPARE(server->post("/v1/devices/create", {{u"device_id"_s, id}, {u"metadata"_s, large}})
                     .verdict(),
                 "200");
    }
    for (const auto &[listing, key] :
         {std::pair<QByteArray, QString>("/v1/sessions", u"session_id"_s),
          {"/v1/devices/org/og_local", u"device_id"_s}}) {
        QJsonArray all;
        const QList<qsizetype> sizes = pagesOf(server, listing, all);
        QCOMPARE(sizes, (QList<qsizetype>{16, 14}));
        QStringList ids = texts(all, key);
        QCOMPARE(ids.size(), kThings);
        ids.removeDuplicates();
        QCOMPARE(ids.size(), kThings);
    }
}

TIDEMARK_TEST(ServerOrderTest)
#include "server_order_test.moc"
