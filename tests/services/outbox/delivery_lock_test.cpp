// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/outbox/delivery_case.h"

#include <QDateTime>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::outbox;
using namespace tidemark::test;

/// That of several programs with a store one sends.
class DeliveryLockTest : public DeliveryCase
{
    Q_OBJECT

private Q_SLOTS:
    void onlyOneProgramSends();
    void whoCannotNoteWhatItSendsLetsOthersSend();
    void aLockThatNamesNobodyHoldsNobodyUp();
};

void DeliveryLockTest::onlyOneProgramSends()
{
    m_lockPath = m_bench->folder.filePath(u"far.lock"_s);
    m_bench->remote.setFaults([](const QString &) { return FakeRemote::Fault::Hang; });
    QVERIFY(m_bench->enter(u"m"_s, 1, 100).saved);
    begin();
    QTRY_VERIFY(!m_bench->remote.requests().isEmpty());
    FakeRemote other;
    OutboxDelivery second(m_bench->ports, other, m_clock, {m_bench->source.id, m_lockPath, 2});
    second.start();
    QTRY_COMPARE(second.status().state, DeliveryState::Elsewhere);
    QVERIFY(other.requests().isEmpty());
    m_delivery.reset();
    second.sendNow();
    QTRY_COMPARE(second.status().state, DeliveryState::Idle);
    QVERIFY(!other.requests().isEmpty());
}

void DeliveryLockTest::whoCannotNoteWhatItSendsLetsOthersSend()
{
    m_lockPath = m_bench->folder.filePath(u"far.lock"_s);
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    store::OpenOptions options = openOptions(m_bench->store->path());
    options.readOnly = true;
    const auto reading = answer(store::LocalStore::open(options));
    QVERIFY(reading);
    FakeRemote other;
    OutboxDelivery reader((*reading)->ports(), other, m_clock, {m_bench->source.id, m_lockPath, 2});
    reader.start();
    QTRY_COMPARE(reader.status().state, DeliveryState::Retrying);
    QCOMPARE(reader.status().trouble, DeliveryTrouble::Store);
    begin();
    QTRY_COMPARE(state(), DeliveryState::Idle);
    QVERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid).has_value());
    QVERIFY(other.requests().filter(u"publish "_s).isEmpty());
}

// Its process was killed between making the file and writing into it.
void DeliveryLockTest::aLockThatNamesNobodyHoldsNobodyUp()
{
    m_lockPath = m_bench->folder.filePath(u"far.lock"_s);
    QFile left(m_lockPath);
    QVERIFY(left.open(QIODevice::WriteOnly));
    QVERIFY(left.setFileTime(QDateTime::currentDateTimeUtc().addSecs(-60),
                             QFileDevice::FileModificationTime));
    left.close();
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    begin();
    QTRY_COMPARE(state(), DeliveryState::Idle);
    QVERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid).has_value());
}

TIDEMARK_TEST(DeliveryLockTest)
#include "delivery_lock_test.moc"
