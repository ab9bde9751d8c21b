// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/metric_catalog.h"
#include "tests/services/sources/live_bench.h"
#include "tests/support/heartbeat.h"
#include "tests/support/hostile_server.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <chrono>
#include <semaphore>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

/// An import that keeps the store's writer until it is let go, or for half a minute.
class HeldImport final : public RowSource
{
public:
    [[nodiscard]] Result<bool> next(std::vector<ImportRow> & /*rows*/) override
    {
        m_begun.release();
        (void)m_go.try_acquire_for(std::chrono::seconds(30));
        return false;
    }
    void waitForBegin() { m_begun.acquire(); }
    void letGo() { m_go.release(); }

private:
    std::counting_semaphore<> m_begun{0};
    std::counting_semaphore<> m_go{0};
};

} // namespace

/// The window never waits for the end of what a source does (P1).
class SourceEndTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_bench = std::make_unique<LiveBench>(); }
    void cleanup() { m_bench.reset(); }
    void aServerThatNeverAnswersIsNotWaitedFor();
    void aBusyStoreIsNotWaitedFor();
    void aFetchIsNotWaitedFor();
    void aNewTokenWaitsForTheOldSending();
    void aRemovedSourceIsNotWaitedFor();
    void aFetchFromARemovedSourceIsAnswered();
    void aComparisonStopsWhileTheServerHangs();

private:
    [[nodiscard]] Source add(const QString &endpoint)
    {
        return m_bench->add(endpoint, PublishLevel::Summary);
    }
    [[nodiscard]] Source addRemote() { return add(m_bench->url()); }
    void enterValue() { m_bench->enter(u"load"_s, 1.5, 1'777'600'000); }
    void holdWriter()
    {
        m_held = std::make_shared<HeldImport>();
        m_import = m_bench->parts.ports.records->importRows(m_held, {}, {}, {});
        m_held->waitForBegin();
    }
    [[nodiscard]] qsizetype sessionsThere()
    {
        return m_bench->remote->get("/v1/sessions").items().size();
    }

    std::unique_ptr<LiveBench> m_bench;
    std::shared_ptr<HeldImport> m_held;
    QFuture<Result<ImportSummary>> m_import;
};

void SourceEndTest::aServerThatNeverAnswersIsNotWaitedFor()
{
    const HostileServer silent([](HostileConnection &connection) {
        connection.read();
        connection.hang();
    });
    const Source source = add(silent.url());
    enterValue();
    m_bench->giveToken(source.id, u"token"_s);
    QTRY_VERIFY(!silent.requests().empty());
    Heartbeat heart;
    m_bench->giveToken(source.id, u"another"_s);
    QTRY_COMPARE(silent.requests().back().header("Authorization"), QByteArray("Bearer another"));
    m_bench->live.reset();
    QVERIFY2(heart.longestStall_ms() < Heartbeat::kLimit_ms,
             qPrintable(u"%1 ms"_s.arg(heart.longestStall_ms())));
    QTRY_VERIFY(m_bench->ending->isEmpty());
}

void SourceEndTest::aBusyStoreIsNotWaitedFor()
{
    const Source source = addRemote();
    enterValue();
    QTRY_VERIFY(m_bench->live->link(source.id));
    holdWriter();
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Sending);
    Heartbeat heart;
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    m_bench->live.reset();
    QVERIFY2(heart.longestStall_ms() < Heartbeat::kLimit_ms,
             qPrintable(u"%1 ms"_s.arg(heart.longestStall_ms())));
    QVERIFY(!m_bench->ending->isEmpty()); // it waits for the store, and nobody for it
    m_held->letGo();
    QTRY_VERIFY(m_bench->ending->isEmpty());
    QVERIFY(answer(std::move(m_import)));
}

void SourceEndTest::aFetchIsNotWaitedFor()
{
    const Source source = addRemote();
    m_bench->remote.publish(m_bench->remote.session(10, 20), u"load"_s, 7.5);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    holdWriter();
    const auto before = m_bench->remote.server().statistics().requests;
    const auto fetch = m_bench->live->fetch({source.id});
    QTRY_VERIFY(m_bench->remote.server().statistics().requests > before); // a page, to be written
    Heartbeat heart;
    m_bench->live.reset();
    QVERIFY(fetch.isFinished());
    QVERIFY2(heart.longestStall_ms() < Heartbeat::kLimit_ms,
             qPrintable(u"%1 ms"_s.arg(heart.longestStall_ms())));
    m_held->letGo();
    QTRY_VERIFY(m_bench->ending->isEmpty());
    QVERIFY(answer(std::move(m_import)));
}

void SourceEndTest::aNewTokenWaitsForTheOldSending()
{
    const Source source = addRemote();
    enterValue();
    QTRY_VERIFY(m_bench->live->link(source.id));
    holdWriter();
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Sending);
    for (int i = 0; i < 3; ++i)
        m_bench->giveToken(source.id, m_bench->remote.newToken());
    // One that had not begun to write ends at once: the one in its place gets another token, too.
    const auto waits = [&] {
        if (m_bench->stateOf(source.id) == DeliveryState::Sending)
            m_bench->giveToken(source.id, m_bench->remote.newToken());
        return m_bench->stateOf(source.id) == DeliveryState::Waiting; // not Elsewhere
    };
    QTRY_VERIFY(waits());
    m_held->letGo();
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
    QCOMPARE(sessionsThere(), 1);
    QVERIFY(answer(std::move(m_import)));
}

void SourceEndTest::aRemovedSourceIsNotWaitedFor()
{
    const HostileServer silent([](HostileConnection &connection) {
        connection.read();
        connection.hang();
    });
    const Source source = add(silent.url());
    enterValue();
    m_bench->giveToken(source.id, u"token"_s);
    QTRY_VERIFY(!silent.requests().empty());
    Heartbeat heart;
    auto removed = m_bench->parts.ports.sources->remove(source.id, true);
    QTRY_VERIFY(removed.isFinished());
    QVERIFY(removed.result());
    QTRY_VERIFY(!m_bench->live->link(source.id));
    QVERIFY2(heart.longestStall_ms() < Heartbeat::kLimit_ms,
             qPrintable(u"%1 ms"_s.arg(heart.longestStall_ms())));
    QTRY_VERIFY(m_bench->ending->isEmpty());
}

void SourceEndTest::aFetchFromARemovedSourceIsAnswered()
{
    const HostileServer silent([](HostileConnection &connection) {
        connection.read();
        connection.hang();
    });
    const Source source = m_bench->add(silent.url(), PublishLevel::Off);
    m_bench->giveToken(source.id, u"token"_s);
    QTRY_VERIFY(m_bench->live->link(source.id)->tokenPlace);
    auto fetch = m_bench->live->fetch({source.id});
    QTRY_VERIFY(!silent.requests().empty());
    QVERIFY(answer(m_bench->parts.ports.sources->remove(source.id, true)));
    QTRY_VERIFY(fetch.isFinished());
    QCOMPARE(fetch.resultCount(), 1); // or nobody would be told of its end
    const Result<FetchSummary> told = fetch.result();
    QVERIFY(!told);
    QCOMPARE(told.error().code, ErrorCode::NotFound);
    QVERIFY2(told.error().message.contains(u"What came before stays"_s),
             qPrintable(told.error().message));
    QTRY_VERIFY(m_bench->ending->isEmpty());
}

void SourceEndTest::aComparisonStopsWhileTheServerHangs()
{
    const HostileServer silent([](HostileConnection &connection) {
        connection.read();
        connection.hang();
    });
    const Source source = add(silent.url());
    enterValue();
    const auto load = answer(m_bench->parts.ports.catalog->find(u"load"_s));
    QVERIFY(load);
    AggregateQuery query;
    query.selection.metrics = {load->id};
    m_bench->giveToken(source.id, u"token"_s);
    std::stop_source stop;
    auto compared =
        m_bench->live->compare(source.id, query, AggregateFunction::Mean, stop.get_token());
    QTRY_VERIFY(!silent.requests().empty());
    Heartbeat heart;
    stop.request_stop();
    QTRY_VERIFY(compared.isFinished());
    QCOMPARE(compared.result().error().code, ErrorCode::Cancelled);
    QVERIFY2(heart.longestStall_ms() < Heartbeat::kLimit_ms,
             qPrintable(u"%1 ms"_s.arg(heart.longestStall_ms())));
}

TIDEMARK_TEST(SourceEndTest)
#include "source_end_test.moc"
