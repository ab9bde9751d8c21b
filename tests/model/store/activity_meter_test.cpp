// SPDX-License-Identifier: GPL-3.0-or-later
// What a store tells a meter of its readings and writings.
#include "model/ports/activity_meter.h"

#include "model/items/vector_row_source.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/series_store.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <array>
#include <mutex>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

/// Counts what it is told.
class CountingMeter final : public ActivityMeter
{
public:
    void ended(Activity activity, std::chrono::nanoseconds took, Ending ending) noexcept override
    {
        const std::lock_guard lock(m_mutex);
        ++m_ended[static_cast<std::size_t>(activity)][static_cast<std::size_t>(ending)];
        m_isNegative = m_isNegative || took.count() < 0;
    }
    void stored(Stored what, std::int64_t count) noexcept override
    {
        const std::lock_guard lock(m_mutex);
        m_stored[static_cast<std::size_t>(what)] += count;
    }

    [[nodiscard]] int count(Activity activity, Ending ending) const
    {
        const std::lock_guard lock(m_mutex);
        return m_ended[static_cast<std::size_t>(activity)][static_cast<std::size_t>(ending)];
    }
    [[nodiscard]] std::int64_t stored(Stored what) const
    {
        const std::lock_guard lock(m_mutex);
        return m_stored[static_cast<std::size_t>(what)];
    }
    [[nodiscard]] bool isNegative() const
    {
        const std::lock_guard lock(m_mutex);
        return m_isNegative;
    }

private:
    mutable std::mutex m_mutex;
    std::array<std::array<int, 3>, 4> m_ended{};
    std::array<std::int64_t, 2> m_stored{};
    bool m_isNegative = false;
};

class ActivityMeterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_store.reset(); }
    void readingsAndWritingsEnd();
    void valuesAreCountedWhenStored();
    void whatFailsIsToldAsFailed();
    void whatIsStoppedIsToldAsCancelled();

private:
    [[nodiscard]] MetricId addMetric()
    {
        NewDefinition definition;
        definition.name = u"m"_s;
        return answer(m_ports.catalog->create(definition)).value().definition.id;
    }

    QTemporaryDir m_folder;
    const std::shared_ptr<CountingMeter> m_meter = std::make_shared<CountingMeter>();
    StorePointer m_store;
    DataPorts m_ports;
};

void ActivityMeterTest::init()
{
    failOnUnexpectedWarnings();
    static int count = 0;
    store::OpenOptions options;
    options.path = m_folder.filePath(u"s%1.tidemark"_s.arg(++count));
    options.meter = m_meter;
    m_store = answer(store::LocalStore::open(options)).value();
    m_ports = m_store->ports();
}

void ActivityMeterTest::readingsAndWritingsEnd()
{
    // The store may read and write besides, of its own accord.
    const int writes = m_meter->count(Activity::Write, Ending::Done);
    (void)addMetric();
    QVERIFY(m_meter->count(Activity::Write, Ending::Done) > writes);
    const int queries = m_meter->count(Activity::Query, Ending::Done);
    QVERIFY(answer(m_ports.catalog->definitions()).has_value());
    QVERIFY(m_meter->count(Activity::Query, Ending::Done) > queries);
    QVERIFY(!m_meter->isNegative());
}

void ActivityMeterTest::valuesAreCountedWhenStored()
{
    const std::int64_t samples = m_meter->stored(Stored::Samples);
    const std::int64_t records = m_meter->stored(Stored::Records);
    const MetricId metric = addMetric();
    const auto series = answer(m_ports.series->open({metric, {}})).value().id;
    QVERIFY(answer(m_ports.series->append({{series, {1, 2, 3}, {1, 2, 3}}})).has_value());
    QVERIFY(answer(m_ports.series->append({{series, {3, 4}, {9, 4}}})).has_value()); // one replaced
    QCOMPARE(m_meter->stored(Stored::Samples), samples + 5);
    ValueEntry entry;
    entry.metric = u"m"_s;
    entry.value = 1;
    entry.at = Timestamp(10);
    QVERIFY(answer(m_ports.records->enter(entry)).has_value());
    QCOMPARE(m_meter->stored(Stored::Records), records + 1);
    ImportRow row;
    row.metric = u"m"_s;
    row.start = row.end = Timestamp(20);
    ImportOptions options;
    options.label = u"rows"_s;
    const auto import = [&](auto &port, std::int64_t shift) {
        std::vector<ImportRow> rows{row, row};
        rows[0].start = rows[0].end = Timestamp(100 + shift);
        rows[1].start = rows[1].end = Timestamp(200 + shift);
        return answer(
            port.importRows(std::make_shared<VectorRowSource>(std::move(rows)), options, {}, {}));
    };
    QVERIFY(import(*m_ports.records, 0).has_value());
    QCOMPARE(m_meter->stored(Stored::Records), records + 3);
    QVERIFY(import(*m_ports.series, 1'000).has_value());
    QCOMPARE(m_meter->stored(Stored::Samples), samples + 7);
    QCOMPARE(m_meter->stored(Stored::Records), records + 3);
}

void ActivityMeterTest::whatFailsIsToldAsFailed()
{
    QVERIFY(!answer(m_ports.series->append({{SeriesId(77), {1}, {1}}})).has_value());
    QCOMPARE(m_meter->count(Activity::Write, Ending::Failed), 1);
    QVERIFY(!answer(m_ports.series->samples(SeriesId(77), TimeWindow::all(), 1)).has_value());
    QCOMPARE(m_meter->count(Activity::Query, Ending::Failed), 1);
    ValueEntry entry; // without a name; in a group with others
    QVERIFY(!answer(m_ports.records->enter(entry)).has_value());
    QCOMPARE(m_meter->count(Activity::Write, Ending::Failed), 2);
}

void ActivityMeterTest::whatIsStoppedIsToldAsCancelled()
{
    const auto series = answer(m_ports.series->open({addMetric(), {}})).value().id;
    std::stop_source stop;
    stop.request_stop();
    const auto page =
        answer(m_ports.series->samples(series, TimeWindow::all(), 1, stop.get_token()));
    QVERIFY(!page.has_value());
    QCOMPARE(page.error().code, ErrorCode::Cancelled);
    QCOMPARE(m_meter->count(Activity::Query, Ending::Cancelled), 1);
}

} // namespace

TIDEMARK_TEST(ActivityMeterTest)
#include "activity_meter_test.moc"
