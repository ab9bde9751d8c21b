// SPDX-License-Identifier: GPL-3.0-or-later
// What an export of samples tells of those that cannot be read.
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "services/exchange/csv_exporter.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QBuffer>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

constexpr std::int64_t kStep_ns = 1'000'000'000;
constexpr std::int64_t kChunk = 8'192;

class SampleExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }
    void aDamagedPlaceCountsOnceHoweverManyPages();

private:
    [[nodiscard]] QString path() const { return m_folder.filePath(u"samples.tidemark"_s); }
    [[nodiscard]] static bool append(const DataPorts &ports, SampleBatch batch)
    {
        return test::answer(ports.series->append({std::move(batch)})).has_value();
    }

    QTemporaryDir m_folder;
};

// A chunk that was set aside is told of with each page whose range reaches over it.
void SampleExportTest::aDamagedPlaceCountsOnceHoweverManyPages()
{
    constexpr std::int64_t kCount = 25'000;
    const auto store = test::openStore(path()).value();
    const DataPorts ports = store->ports();
    NewDefinition made;
    made.name = u"load"_s;
    QVERIFY(test::answer(ports.catalog->create(made)));
    const MetricId metric = test::answer(ports.catalog->definitions()).value().front().id;
    for (const TagMap &tags : {TagMap(), TagMap{{u"host"_s, u"a"_s}}}) {
        const SeriesId series = test::answer(ports.series->open({metric, tags})).value().id;
        SampleBatch batch{series, {}, {}};
        for (std::int64_t i = 0; i < kCount; ++i) {
            batch.times.push_back(i * kStep_ns);
            batch.values.push_back(static_cast<double>(i));
        }
        QVERIFY(append(ports, batch));
        const auto connection = store::Connection::open({path(), store::OpenMode::ReadWrite});
        QVERIFY((*connection)
                    ->execute(u"UPDATE chunk SET data = zeroblob(50) WHERE series_id = %1 AND "
                              "t0 = %2"_s.arg(series.value())
                                  .arg(2 * kChunk * kStep_ns),
                              "damage"_L1));
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"cannot be read"_s));
        QVERIFY(append(ports, {series, {2 * kChunk * kStep_ns + 1}, {7}})); // sets it aside
    }
    exchange::CsvExporter exporter(ports, test::steppingClock());
    ExportRequest request;
    request.content = ExportContent::Samples;
    request.skipDamaged = true;
    QBuffer buffer;
    QVERIFY(buffer.open(QIODevice::WriteOnly));
    const auto done = test::answer(exporter.writeTo(&buffer, request, {}, {}, {}));
    QVERIFY(done);
    QCOMPARE(done->rows, 2 * (kCount - kChunk + 1));
    QCOMPARE(done->leftOut, 2); // one of each series
    QCOMPARE(done->leftOutRows, std::optional(2 * kChunk));
}

} // namespace

TIDEMARK_TEST(SampleExportTest)
#include "sample_export_test.moc"
