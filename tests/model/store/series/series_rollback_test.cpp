// SPDX-License-Identifier: GPL-3.0-or-later
// What a write that does not stand had read, decoded and merged of full chunks is seen by no
// reader.
#include "model/ports/change_journal.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "tests/model/store/series/series_bench.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <chrono>
#include <memory>
#include <stop_token>
#include <thread>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

class SeriesRollbackTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aRefusedWriteIsSeenByNobody();
    void aStoppedRemovalIsSeenByNobody();

private:
    /// One sample a second from 1970 on, each with the value 1.
    SeriesId filled(int count)
    {
        const MetricId metric = answer(m_ports.catalog->create({u"load"_s})).value().definition.id;
        const SeriesId series = answer(m_ports.series->open({metric, {}})).value().id;
        std::vector<std::int64_t> times;
        for (int i = 0; i < count; ++i)
            times.push_back(i * kSecond);
        std::vector<double> values(times.size(), 1);
        answer(m_ports.series->append({{series, std::move(times), std::move(values)}})).value();
        return series;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    StorePointer m_store;
    DataPorts m_ports;
};

void SeriesRollbackTest::init()
{
    failOnUnexpectedWarnings();
    m_store.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = openStore(m_folder->filePath(u"s.tidemark"_s)).value();
    m_ports = m_store->ports();
}

// What it had decoded and merged of full chunks least of all.
void SeriesRollbackTest::aRefusedWriteIsSeenByNobody()
{
    const SeriesId series = filled(8'192);
    const auto refused =
        answer(m_ports.series->append({{series, {5 * kSecond}, {999}}, {series, {1, 2}, {1}}}));
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    const auto page = answer(m_ports.series->samples(series, TimeWindow::all(), 10)).value();
    QCOMPARE(page.samples.at(5).value, 1.0);
    const auto whole =
        answer(m_ports.series->aggregate(series, {Timestamp(0), Timestamp(7 * kSecond + 1)}))
            .value();
    QCOMPARE(whole.buckets.front().max, 1.0);
}

void SeriesRollbackTest::aStoppedRemovalIsSeenByNobody()
{
    constexpr int kCount = 3 * 8'192;
    constexpr int kRounds = 20;
    const SeriesId series = filled(kCount);
    const TimeWindow most{Timestamp(100 * kSecond), Timestamp(20'000 * kSecond)};
    int stopped = 0;
    for (int round = 0; round < kRounds; ++round) {
        std::stop_source stop;
        const auto removal = m_ports.series->remove({series}, most, {}, stop.get_token());
        std::this_thread::sleep_for(std::chrono::microseconds(round * 100));
        stop.request_stop();
        const auto removed = answer(removal);
        const auto page =
            answer(m_ports.series->samples(series, TimeWindow::all(), kCount)).value();
        if (removed) {
            QCOMPARE(page.samples.size(), kCount - 19'900U);
            QVERIFY(answer(m_ports.journal->undo(removed->change)));
        } else {
            QCOMPARE(removed.error().code, ErrorCode::Cancelled);
            QCOMPARE(page.samples.size(), static_cast<std::size_t>(kCount));
            ++stopped;
        }
    }
    QVERIFY(stopped > 0);
}

} // namespace

TIDEMARK_TEST(SeriesRollbackTest)
#include "series_rollback_test.moc"
