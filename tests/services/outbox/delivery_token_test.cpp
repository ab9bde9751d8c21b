// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/outbox/delivery_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::outbox;
using namespace tidemark::test;

/// That a source is not sent to with a token, or over a connection, that is not the right one.
class DeliveryTokenTest : public DeliveryCase
{
    Q_OBJECT

private Q_SLOTS:
    void aWrongTokenPausesUntilThereIsAnother();
    void aConnectionThatIsNotToBeTrustedPauses();
    void aTokenOfAnotherOrganisationPauses();
    void aServiceThatDoesNotTellItsOrganisationIsSentTo();
};

void DeliveryTokenTest::aWrongTokenPausesUntilThereIsAnother()
{
    m_bench->remote.setTokenValid(false);
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    begin();
    QTRY_COMPARE(state(), DeliveryState::Paused);
    QTRY_VERIFY(!m_clock.left());
    QVERIFY(!m_delivery->status().error->message.isEmpty());
    QCOMPARE(m_delivery->status().counts.waiting, 3);
    const auto requests = m_bench->remote.requests().size();
    const auto more = m_bench->enter(u"m"_s, 2, 200);
    QTRY_COMPARE(m_delivery->status().counts.waiting, 5);
    QCOMPARE(m_bench->remote.requests().size(), requests);
    m_bench->remote.setTokenValid(true);
    beginAnew();
    QTRY_COMPARE(state(), DeliveryState::Idle);
    QVERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid));
    QVERIFY(m_bench->remote.sessionOf(more.saved->sessionUid));
}

void DeliveryTokenTest::aConnectionThatIsNotToBeTrustedPauses() // C4
{
    m_bench->remote.setFaults([](const QString &) { return FakeRemote::Fault::Insecure; });
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    begin();
    QTRY_COMPARE(state(), DeliveryState::Paused);
    QTRY_VERIFY(!m_clock.left()); // it is not tried again by itself
    QVERIFY(m_delivery->status().error);
    QCOMPARE(m_delivery->status().counts.waiting, 3);
    QCOMPARE(m_bench->remote.state().sessions.size(), 0U);
    m_bench->remote.setFaults({}); // with a certificate that a person trusts
    beginAnew();
    QTRY_COMPARE(state(), DeliveryState::Idle);
    QVERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid));
}

void DeliveryTokenTest::aTokenOfAnotherOrganisationPauses()
{
    QVERIFY(m_bench->enter(u"m"_s, 1, 100).saved);
    begin();
    QTRY_COMPARE(state(), DeliveryState::Idle);
    const RemoteState own = m_bench->remote.state();
    m_bench->remote.setOrganisation(u"og_other"_s, {});
    beginAnew();
    const auto entry = m_bench->enter(u"m"_s, 2, 200);
    QTRY_COMPARE(state(), DeliveryState::Paused);
    QCOMPARE(m_delivery->status().error->code, ErrorCode::PermissionDenied);
    QVERIFY(m_delivery->status().error->message.contains(u"og_other"_s));
    m_delivery->sendNow(); // not by asking again either
    QTRY_VERIFY(m_clock.isAsleep());
    QVERIFY(m_bench->remote.state().definitions.empty());
    QVERIFY(m_bench->remote.state().sessions.empty());
    m_bench->remote.setOrganisation(u"og_far"_s, own);
    beginAnew();
    QTRY_COMPARE(state(), DeliveryState::Idle);
    QVERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid));
}

void DeliveryTokenTest::aServiceThatDoesNotTellItsOrganisationIsSentTo()
{
    m_bench->failAll(u"whoami"_s, FakeRemote::Fault::Forbidden);
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    begin();
    QTRY_VERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid));
}

TIDEMARK_TEST(DeliveryTokenTest)
#include "delivery_token_test.moc"
