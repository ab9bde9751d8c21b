// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/sources/live_bench.h"
#include "tests/support/test_registry.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// The sources of a store at work, over HTTP with a server of ours.
class LiveSourcesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_bench = std::make_unique<LiveBench>(); }
    void cleanup() { m_bench.reset(); }
    void withoutATokenNothingIsSent();
    void sendsOnceThereIsAToken();
    void whatWaitsIsKnownThroughoutANewToken();
    void followsSourcesThatComeChangeAndGo();

private:
    std::unique_ptr<LiveBench> m_bench;
};

void LiveSourcesTest::withoutATokenNothingIsSent()
{
    const Source source = m_bench->add(PublishLevel::Summary);
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Paused);
    const SourceLink link = *m_bench->live->link(source.id);
    QVERIFY(link.delivery.error->message.contains(u"token"_s));
    QVERIFY(!link.tokenPlace);
    QTRY_COMPARE(m_bench->live->link(source.id)->delivery.counts.waiting, 3);
    QCOMPARE(m_bench->remote.server().statistics().requests, 0U);
    QVERIFY(m_bench->live->contacts().empty());
}

void LiveSourcesTest::sendsOnceThereIsAToken()
{
    const Source source = m_bench->add(PublishLevel::Summary);
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    m_bench->giveToken(source.id, m_bench->remote.newToken());
    QTRY_COMPARE(m_bench->stateOf(source.id), DeliveryState::Idle);
    QCOMPARE(m_bench->live->link(source.id)->tokenPlace, SecretPlace::Session);
    QCOMPARE(m_bench->there(u"load"_s).size(), 1);
    QCOMPARE(m_bench->there(u"load"_s).at(0)[u"value"].toDouble(), 1.5);
    m_bench->enter(u"load"_s, 2.5, 1'777'600'001); // what comes later goes by itself
    QTRY_COMPARE(m_bench->there(u"load"_s).size(), 2);
}

// S9: neither after a start nor with a new token does it look as if nothing waited.
void LiveSourcesTest::whatWaitsIsKnownThroughoutANewToken()
{
    const Source source = m_bench->add(PublishLevel::Summary);
    m_bench->enter(u"load"_s, 1.5, 1'777'600'000);
    m_bench->begin();
    int told = 0;
    QStringList wrong;
    connect(m_bench->live.get(), &SourceLinks::linkChanged, this, [&](SourceId id) {
        const SourceLink link = *m_bench->live->link(id);
        ++told;
        if (link.isRead &&
            (link.delivery.counts.waiting != 3 || link.delivery.state == DeliveryState::Off))
            wrong << u"%1 waiting, state %2"_s.arg(link.delivery.counts.waiting)
                         .arg(static_cast<int>(link.delivery.state));
    });
    QTRY_VERIFY(m_bench->live->link(source.id));
    for (int i = 0; i < 2; ++i) {
        m_bench->giveToken(source.id, u"no-such-token"_s);
        QTRY_VERIFY(m_bench->live->link(source.id)->tokenPlace &&
                    m_bench->stateOf(source.id) == DeliveryState::Paused);
    }
    QVERIFY(told > 0);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u"; "_s)));
    QVERIFY(m_bench->live->link(source.id)->isRead);
}

void LiveSourcesTest::followsSourcesThatComeChangeAndGo()
{
    const QSignalSpy changed(m_bench->live.get(), &SourceLinks::linksChanged);
    const Source b = m_bench->add(PublishLevel::Off, u"b"_s);
    const Source a = m_bench->add(PublishLevel::Off, u"a"_s);
    QTRY_COMPARE(m_bench->live->links().size(), 2U);
    QCOMPARE(m_bench->live->links().front().source.name, u"a"_s);
    QCOMPARE(m_bench->stateOf(a.id), DeliveryState::Off);
    SourceChange change;
    change.name = u"c"_s;
    QVERIFY(answer(m_bench->parts.ports.sources->update(a.id, change)));
    QTRY_COMPARE(m_bench->live->links().front().source.name, u"b"_s);
    QVERIFY(answer(m_bench->parts.ports.sources->remove(b.id, false)));
    QTRY_COMPARE(m_bench->live->links().size(), 1U);
    QVERIFY(!m_bench->live->link(b.id));
    QVERIFY(changed.size() >= 3);
    QCOMPARE(answer(m_bench->live->fetch({b.id})).error().code, ErrorCode::NotFound);
}

TIDEMARK_TEST(LiveSourcesTest)
#include "live_sources_test.moc"
