// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/connection.h"
#include "services/outbox/outbox_delivery.h"
#include "tests/services/outbox/held_clock.h"
#include "tests/services/outbox/outbox_bench.h"
#include "tests/support/filling_disk.h"
#include "tests/support/test_registry.h"

#include <QFileInfo>
#include <QTest>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::outbox;
using namespace tidemark::test;

/// A delivery whose store's disk gets full at some request: it says so and what to do, goes on when
/// there is space again, and each value is published once (C2, R3).
class FullDiskTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void cleanup();
    void goesOnByItself_data() { addMoments(); }
    void goesOnByItself();
    void goesOnWhenAskedTo_data() { addMoments(); }
    void goesOnWhenAskedTo();
    void waitsLongerWhileItIsFull();
    void whatIsWrittenWhileRequestsRunMayFail_data();
    void whatIsWrittenWhileRequestsRunMayFail();

private:
    // Each entry needs a session, its file and a value; before them come the metrics.
    static constexpr int kEntries = 30;
    static constexpr int kMetrics = 2;

    static void addMoments();
    void begin(bool isMounted, int moment, int entries = kEntries);
    void emptyLog() const;
    void checkFull();
    void checkDelivered();
    [[nodiscard]] DeliveryState state() const { return m_delivery->status().state; }

    std::unique_ptr<FillingDisk> m_disk;
    std::unique_ptr<OutboxBench> m_bench;
    HeldClock m_clock;
    std::unique_ptr<OutboxDelivery> m_delivery;
    std::vector<Record> m_records;
    std::atomic<int> m_requests = 0;
};

void FullDiskTest::addMoments()
{
    QTest::addColumn<bool>("isMounted");
    QTest::addColumn<int>("moment");
    for (const bool isMounted : {false, true}) {
        for (const int moment : {0, 1, 2, 3, 20, 32, 50, 62, 80, 92}) {
            const QString name =
                u"%1, request %2"_s.arg(isMounted ? u"mounted"_s : u"simulated"_s).arg(moment);
            QTest::newRow(qPrintable(name)) << isMounted << moment;
        }
    }
}

void FullDiskTest::cleanup()
{
    m_delivery.reset();
    m_bench.reset();
    m_disk.reset();
}

// The disk is full from a request on, the first being number 1; 0: before any.
void FullDiskTest::begin(bool isMounted, int moment, int entries)
{
    m_disk = std::make_unique<FillingDisk>(isMounted);
    if (!m_disk->isThere())
        QSKIP("needs the right to mount a tmpfs; the simulated disk is tested without it");
    m_bench = std::make_unique<OutboxBench>(m_disk->filePath(u"store.tidemark"_s));
    QVERIFY(m_bench->store);
    for (int i = 0; i < entries; ++i)
        QVERIFY(m_bench->enter(u"m%1"_s.arg(i % kMetrics), 0.5 * i, std::int64_t{1'000} * i).saved);
    m_records = m_bench->records();
    emptyLog();
    m_requests = 0;
    m_bench->remote.setFaults([this, moment](const QString &) {
        if (++m_requests == moment)
            m_disk->fill();
        return FakeRemote::Fault::None;
    });
    if (moment == 0)
        m_disk->fill();
    m_delivery =
        std::make_unique<OutboxDelivery>(m_bench->ports, m_bench->remote, m_clock,
                                         OutboxDelivery::Options{m_bench->source.id, QString(), 1});
    m_delivery->start();
}

// One that was moved into the file is written anew from its beginning, for which there is room also
// where the disk is full.
void FullDiskTest::emptyLog() const
{
    auto connection = store::Connection::open({m_bench->store->path(), store::OpenMode::ReadWrite});
    QVERIFY(connection);
    QVERIFY((*connection)->execute(u"PRAGMA wal_checkpoint(TRUNCATE)"_s, "checkpoint"_L1));
    QCOMPARE(QFileInfo(m_bench->store->path() % "-wal"_L1).size(), 0);
}

void FullDiskTest::checkFull()
{
    QTRY_COMPARE(state(), DeliveryState::Retrying);
    const DeliveryStatus status = m_delivery->status();
    QCOMPARE(status.trouble, DeliveryTrouble::Store);
    QVERIFY(status.error);
    QCOMPARE(status.error->code, ErrorCode::DiskFull);
    QVERIFY2(status.error->message.contains(u"Free some disk space"_s),
             qPrintable(status.error->message));
    QVERIFY(status.counts.waiting > 0);
    QVERIFY(status.nextIn);
    QCOMPARE(m_bench->records(), m_records); // reading goes on, and nothing is lost
}

void FullDiskTest::checkDelivered()
{
    QTRY_COMPARE(state(), DeliveryState::Idle);
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->records(), m_records);
    const RemoteState there = m_bench->remote.state();
    QCOMPARE(there.sessions.size(), m_records.size());
    QCOMPARE(there.published.size(), m_records.size()); // none twice
    for (const Record &record : m_records) {
        const auto session = m_bench->remote.sessionOf(record.sessionUid);
        QVERIFY(session);
        QCOMPARE(session->files.size(), 1U);
        QCOMPARE(session->records.at(record.metricName).value, record.value);
    }
}

void FullDiskTest::goesOnByItself()
{
    QFETCH(const bool, isMounted);
    QFETCH(const int, moment);
    begin(isMounted, moment);
    if (QTest::currentTestFailed() || !m_delivery)
        return;
    checkFull();
    QVERIFY(m_disk->freeSpace());
    QTRY_VERIFY(m_clock.isAsleep() && m_clock.left());
    m_clock.advance(*m_clock.left());
    checkDelivered();
}

void FullDiskTest::goesOnWhenAskedTo()
{
    QFETCH(const bool, isMounted);
    QFETCH(const int, moment);
    begin(isMounted, moment);
    if (QTest::currentTestFailed() || !m_delivery)
        return;
    checkFull();
    QTRY_VERIFY(m_clock.isAsleep());
    const int sleeps = m_clock.sleeps();
    m_delivery->sendNow(); // in vain
    QTRY_VERIFY(m_clock.sleeps() > sleeps);
    checkFull();
    QVERIFY(m_disk->freeSpace());
    m_delivery->sendNow();
    checkDelivered();
}

void FullDiskTest::waitsLongerWhileItIsFull()
{
    begin(false, 80); // each try finds values that arrived, which cannot be noted
    std::chrono::milliseconds before{0};
    for (int i = 0; i < 4; ++i) {
        checkFull();
        QTRY_VERIFY(m_clock.isAsleep() && m_clock.left() && m_clock.left()->count() > 0);
        const auto left = *m_clock.left();
        QVERIFY2(left > before, qPrintable(QString::number(left.count())));
        before = left;
        const int sleeps = m_clock.sleeps();
        m_clock.advance(left);
        QTRY_VERIFY(m_clock.sleeps() > sleeps);
    }
    QVERIFY(m_disk->freeSpace());
    m_delivery->sendNow();
    checkDelivered();
}

void FullDiskTest::whatIsWrittenWhileRequestsRunMayFail_data()
{
    constexpr int kEach = static_cast<int>(Sending::kOutcomes);
    QTest::addColumn<int>("moment");
    QTest::newRow("sessions, none written") << kMetrics + 2 * kEach - 200;
    QTest::newRow("sessions, some written") << kMetrics + 2 * kEach + 300;
    QTest::newRow("values, none written") << kMetrics + 2 * (kEach + 250) + kEach - 100;
    QTest::newRow("values, some written") << kMetrics + 2 * (kEach + 250) + kEach + 150;
}

void FullDiskTest::whatIsWrittenWhileRequestsRunMayFail()
{
    QFETCH(const int, moment);
    begin(false, moment, static_cast<int>(Sending::kOutcomes) + 250);
    if (QTest::currentTestFailed())
        return;
    checkFull();
    QVERIFY(m_disk->freeSpace());
    m_delivery->sendNow();
    checkDelivered();
}

TIDEMARK_TEST(FullDiskTest)
#include "full_disk_test.moc"
