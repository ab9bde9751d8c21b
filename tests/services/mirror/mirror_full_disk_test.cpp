// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/mirror/mirror_bench.h"
#include "tests/support/filling_disk.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <atomic>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// A fetch whose store's disk gets full at some request: it ends with what to do, keeps what came
/// before, and the same fetch brings the rest when there is space again (R3, R4).
class MirrorFullDiskTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void cleanup();
    void theNextFetchBringsTheRest_data();
    void theNextFetchBringsTheRest();

private:
    static constexpr int kSessions = 120;
    static constexpr std::size_t kPage = 20;

    [[nodiscard]] QStringList valuesThere() const;
    void fillAt(int moment);

    std::unique_ptr<FillingDisk> m_disk;
    std::unique_ptr<MirrorBench> m_bench;
    std::atomic<int> m_requests = 0;
};

void MirrorFullDiskTest::cleanup()
{
    m_bench.reset();
    m_disk.reset();
}

QStringList MirrorFullDiskTest::valuesThere() const
{
    QStringList texts;
    const RemoteState there = m_bench->remote.state();
    for (const auto &[uid, stored] : there.sessions) {
        for (const auto &[metric, record] : stored.records)
            texts.append(MirrorBench::textOf(metric, uid, record.value, record.device));
    }
    texts.sort();
    return texts;
}

// From a request on, the first being number 1; 0: before any.
void MirrorFullDiskTest::fillAt(int moment)
{
    m_requests = 0;
    m_bench->remote.setFaults([this, moment](const QString &) {
        if (++m_requests == moment)
            m_disk->fill();
        return FakeRemote::Fault::None;
    });
    if (moment == 0)
        m_disk->fill();
}

void MirrorFullDiskTest::theNextFetchBringsTheRest_data()
{
    QTest::addColumn<bool>("isMounted");
    QTest::addColumn<int>("moment");
    for (const bool isMounted : {false, true}) {
        for (const int moment : {0, 1, 2, 3, 10, 60, 100, 130, 132, 134}) {
            const QString name =
                u"%1, request %2"_s.arg(isMounted ? u"mounted"_s : u"simulated"_s).arg(moment);
            QTest::newRow(qPrintable(name)) << isMounted << moment;
        }
    }
}

void MirrorFullDiskTest::theNextFetchBringsTheRest()
{
    QFETCH(const bool, isMounted);
    QFETCH(const int, moment);
    m_disk = std::make_unique<FillingDisk>(isMounted);
    if (!m_disk->isThere())
        QSKIP("needs the right to mount a tmpfs; the simulated disk is tested without it");
    m_bench = std::make_unique<MirrorBench>(m_disk->filePath(u"store.tidemark"_s));
    QVERIFY(m_bench->store);
    m_bench->remote.setPageSize(kPage);
    for (int i = 0; i < kSessions; ++i) {
        const QString session = m_bench->makeSession(u"run %1"_s.arg(i), 1000 + i, 1001 + i);
        for (const char *metric : {"a", "b", "c"})
            m_bench->publish(QString::fromLatin1(metric), session, 0.5 * i);
    }
    fillAt(moment);
    const auto stopped = m_bench->fetch();
    QVERIFY2(stopped, stopped ? "" : qPrintable(stopped.error().message));
    QVERIFY(!stopped->isComplete);
    QVERIFY(stopped->error);
    QCOMPARE(stopped->error->code, ErrorCode::DiskFull);
    QVERIFY2(stopped->error->message.contains(u"Free some disk space"_s),
             qPrintable(stopped->error->message));
    const QStringList there = valuesThere();
    const QStringList kept = m_bench->values();
    QCOMPARE(kept.size(), stopped->records.added); // what is told of came, and nothing else
    QVERIFY(std::includes(there.begin(), there.end(), kept.begin(), kept.end()));

    QVERIFY(m_disk->freeSpace());
    const auto whole = m_bench->fetch();
    QVERIFY(whole && whole->isComplete);
    QCOMPARE(whole->conflicts, 0);
    QCOMPARE(m_bench->values(), there);
    QCOMPARE(answer(m_bench->ports.outbox->counts(m_bench->source.id))->waiting, 0);
    QVERIFY(m_bench->remote.state().published.empty()); // nothing is sent back
}

TIDEMARK_TEST(MirrorFullDiskTest)
#include "mirror_full_disk_test.moc"
