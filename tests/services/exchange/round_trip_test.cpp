// SPDX-License-Identifier: GPL-3.0-or-later
// Export, then import into an empty store: the same bits (X16, C8, V1).
#include "model/ports/clock.h"
#include "services/exchange/csv_exporter.h"
#include "services/exchange/csv_importer.h"
#include "tests/services/exchange/memory_store.h"
#include "tests/support/test_registry.h"

#include <QBuffer>
#include <QTest>

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <random>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::exchange;
using tidemark::test::MemoryStore;

namespace {

constexpr int kRecords = 10'000;

std::uint64_t seed()
{
    bool isGiven = false;
    const auto given = qEnvironmentVariable("TIDEMARK_TEST_SEED").toULongLong(&isGiven);
    return isGiven ? given : 20'260'301;
}

// Records that try every corner a file could lose.
class RecordMaker
{
public:
    explicit RecordMaker(std::uint64_t seed)
        : m_random(seed)
    {}

    [[nodiscard]] Record next(int number)
    {
        Record record;
        record.metricName = u"metric %1"_s.arg(m_random() % 20) + odd(6);
        record.metricName = record.metricName.trimmed();
        record.metricName.remove(QChar(u'\t')).remove(QChar(u'\n')).remove(QChar(u'\r'));
        if (m_random() % 8 == 0)
            record.metricName.prepend(u'=');
        record.metricName = record.metricName.normalized(QString::NormalizationForm_C);
        record.unit = record.metricName.size() % 2 == 0 ? QString() : u"%1s"_s.arg(QChar(0x00b5));
        record.value = value();
        record.sessionUid = u"ss_%1"_s.arg(number) + odd(3);
        const Timestamp end(time());
        record.sessionEnd = end;
        record.isEntry = m_random() % 2 == 0;
        record.sessionStart = record.isEntry || m_random() % 4 == 0
                                  ? end
                                  : Timestamp(std::numeric_limits<std::int64_t>::min());
        if (m_random() % 5 == 0 && !record.isEntry)
            record.sessionStart.reset();
        if (m_random() % 2 == 0)
            record.sessionName = odd(8);
        if (m_random() % 2 == 0)
            record.device = u"d" + odd(4);
        if (m_random() % 3 == 0)
            record.invocation = u"-inv" + odd(2);
        for (std::uint64_t i = m_random() % 3; i > 0; --i)
            record.tags.insert(u"k" + odd(3), odd(4) + u'v');
        record.note = odd(20);
        record.publishedBy = u"someone"_s;
        record.published = Timestamp(time());
        return record;
    }

private:
    [[nodiscard]] double value()
    {
        constexpr std::array kExtremes{0.0,
                                       -0.0,
                                       5e-324,
                                       -5e-324,
                                       1.7976931348623157e308,
                                       -1.7976931348623157e308,
                                       2.2250738585072014e-308,
                                       0.1,
                                       1e21,
                                       1e20,
                                       9007199254740993.0,
                                       -5.0,
                                       1.0 / 3};
        if (m_random() % 3 == 0)
            return kExtremes.at(m_random() % kExtremes.size());
        for (;;) {
            const auto value = std::bit_cast<double>(m_random());
            if (std::isfinite(value))
                return value;
        }
    }

    [[nodiscard]] std::int64_t time()
    {
        if (m_random() % 50 == 0)
            return m_random() % 2 == 0 ? std::numeric_limits<std::int64_t>::max()
                                       : std::numeric_limits<std::int64_t>::min();
        // 2026 in Berlin, both changes of the clock included; nine digits of fraction.
        constexpr std::int64_t kYear = 1'767'225'600'000'000'000;
        return kYear + static_cast<std::int64_t>(m_random() % 31'536'000'000'000'000ULL);
    }

    [[nodiscard]] QString odd(std::uint64_t longest)
    {
        static const std::array<QString, 24> kPieces{
            u"a"_s,  u"="_s,      u"+"_s,      u"-"_s,  u"@"_s,      u"'"_s,
            u"\""_s, u","_s,      u";"_s,      u"\t"_s, u"\n"_s,     u"\r\n"_s,
            u" "_s,  u"\r"_s,     u"|"_s,      u"\\"_s, u"\u00e4"_s, u"\u4f60"_s,
            u"#"_s,  u"\u05d0"_s, u"\u00a0"_s, u"0"_s,  u"1.5"_s,    u"\U0001F600"_s};
        QString text;
        for (std::uint64_t i = m_random() % (longest + 1); i > 0; --i)
            text += kPieces.at(m_random() % kPieces.size());
        return text.normalized(QString::NormalizationForm_C);
    }

    std::mt19937_64 m_random;
};

QByteArray exported(MemoryStore &store, const ExportOptions &options)
{
    const SystemClock clock;
    CsvExporter exporter(store.ports(), clock);
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const auto summary = exporter.writeTo(&buffer, {}, options, {}, {}).takeResult();
    return summary ? buffer.data() : QByteArray("failed: " + summary.error().message.toUtf8());
}

ExportOptions with(ExportPreset preset)
{
    return presetOptions(preset, QLocale(QLocale::German), Zone::fromId(u"Europe/Berlin").value());
}

} // namespace

class RoundTripTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void exportThenImportGivesTheSameBits_data();
    void exportThenImportGivesTheSameBits();
    void importingTwiceWithSkipAddsNothing();
};

void RoundTripTest::exportThenImportGivesTheSameBits_data()
{
    QTest::addColumn<ExportOptions>("options");
    for (const ExportPreset preset : kExportPresets)
        QTest::newRow(qPrintable(presetKey(preset))) << with(preset);
    ExportOptions options = with(ExportPreset::Standard);
    options.timeForm = TimeForm::EpochNanoseconds;
    options.dialect.delimiter = '|';
    options.dialect.quoteAll = true;
    QTest::newRow("pipe, all quoted, epoch ns") << options;
    options = with(ExportPreset::ExcelComma);
    options.describe = DescribeForm::Comments;
    options.timeForm = TimeForm::LocaleText;
    options.missing = u"n/a"_s;
    QTest::newRow("comments, german times, token for missing") << options;
}

void RoundTripTest::exportThenImportGivesTheSameBits()
{
    QFETCH(const ExportOptions, options);
    qInfo("seed %llu", static_cast<unsigned long long>(seed()));
    RecordMaker maker(seed());
    MemoryStore store;
    for (int i = 0; i < kRecords; ++i)
        store.addRecord(maker.next(i));
    const QByteArray text = exported(store, options);

    MemoryStore empty;
    CsvImporter importer(empty.ports());
    const ImportInput input{{}, text, u"x"_s};
    auto inspection = importer.inspect(input, {}, {}).takeResult();
    QVERIFY2(inspection, inspection ? "" : qPrintable(inspection.error().message));
    QVERIFY(inspection->isOwnExport);
    QCOMPARE(inspection->plan.removesGuard, options.formulaGuard);
    ImportRun run;
    run.plan = inspection->plan;
    if (!options.missing.isEmpty())
        QCOMPARE(run.plan.missing, QStringList{options.missing});
    if (options.timeForm == TimeForm::LocaleText)
        QCOMPARE(run.plan.dateOrder, DateOrder::DayFirst);
    run.conflicts = ConflictPolicy::KeepBoth;
    auto report = importer.run(input, run, {}, {}).takeResult();
    QVERIFY2(report, report ? "" : qPrintable(report.error().message));
    const RejectedRow none;
    const RejectedRow &bad =
        report->summary.rejected.empty() ? none : report->summary.rejected.front();
    QVERIFY2(report->isCommitted,
             qPrintable(u"%1 %2 %3"_s.arg(bad.line).arg(bad.column, bad.reason)));

    const std::vector<Record> before = store.records();
    const std::vector<Record> after = empty.records();
    QCOMPARE(after.size(), before.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        Record expected = before[i];
        Record actual = after[i];
        QCOMPARE(std::bit_cast<std::uint64_t>(actual.value),
                 std::bit_cast<std::uint64_t>(expected.value));
        expected.key = actual.key = {};             // ids are each store's own
        expected.published = actual.published = {}; // who stored it there, and when
        expected.publishedBy.clear();
        actual.publishedBy.clear();
        QVERIFY2(actual == expected,
                 qPrintable(u"record %1, session %2"_s.arg(i).arg(expected.sessionUid)));
    }
}

void RoundTripTest::importingTwiceWithSkipAddsNothing()
{
    RecordMaker maker(seed() + 1);
    MemoryStore store;
    for (int i = 0; i < 500; ++i)
        store.addRecord(maker.next(i));
    const ImportInput input{{}, exported(store, {}), u"x"_s};
    CsvImporter importer(store.ports());
    ImportRun run;
    run.plan = importer.inspect(input, {}, {}).takeResult().value().plan;
    run.conflicts = ConflictPolicy::Skip;
    const auto report = importer.run(input, run, {}, {}).takeResult();
    QVERIFY(report);
    QCOMPARE(report->summary.added, 0);
    QCOMPARE(report->summary.skipped, 500);
    run.conflicts = ConflictPolicy::Fail;
    const auto refused = importer.run(input, run, {}, {}).takeResult();
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(store.records().size(), std::size_t{500});
}

TIDEMARK_TEST(RoundTripTest)
#include "round_trip_test.moc"
