// SPDX-License-Identifier: GPL-3.0-or-later
// What an export says, in each of its contents and layouts.
#include "services/exchange/csv_exporter.h"

#include "tests/services/exchange/exporting_store.h"
#include "tests/services/exchange/sample_records.h"
#include "tests/support/test_registry.h"

#include <QBuffer>
#include <QTest>

#include <cmath>
#include <memory>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::exchange;
using tidemark::test::entryOf;
using tidemark::test::ExportingStore;
using tidemark::test::fillWithReadings;

class CsvExporterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void writesRecordsInTheirOrder();
    void writesAggregatesAsTheTableShowsThem();
    void writesAWideTableOfSeveralMetrics();
    void writesSessionsAndDefinitions();
    void aRescueReachesTheLastInstant_data();
    void aRescueReachesTheLastInstant();
    void estimatesRowsAndSizeFirst();
    void describesItselfInComments();
    void writesTheSameBytesUnderACommaLocale();
    void refusesWhatCannotBeWritten_data();
    void refusesWhatCannotBeWritten();

private:
    [[nodiscard]] static ExportRequest aggregates(const std::vector<MetricId> &metrics)
    {
        ExportRequest request;
        request.content = ExportContent::Aggregates;
        for (const MetricId metric : metrics) {
            AggregateQuery query;
            query.selection.metrics = {metric};
            request.aggregates.push_back(query);
        }
        return request;
    }

    std::unique_ptr<ExportingStore> m_store;
};

void CsvExporterTest::init()
{
    tidemark::test::failOnUnexpectedWarnings();
    m_store = std::make_unique<ExportingStore>();
}

void CsvExporterTest::writesRecordsInTheirOrder()
{
    m_store->memory.addMetric({u"cpu"_s, {}, u"%"_s, MetricKind::Rate});
    Record second = entryOf(u"cpu"_s, 2.5, u"2026-03-01T10:00:01Z"_s, 2);
    second.device = u"h,1"_s;
    second.tags.insert(u"env"_s, u"prod"_s);
    second.note = u"=sum"_s;
    second.unit = u"%"_s;
    second.publishedBy = u"me"_s;
    m_store->memory.addRecord(second);
    Record first = entryOf(u"cpu"_s, -1, u"2026-03-01T10:00:00Z"_s, 1);
    first.unit = u"%"_s;
    first.sessionStart.reset();
    first.isEntry = false;
    m_store->memory.addRecord(first);
    ExportOptions options;
    options.missing = u"?"_s;
    QCOMPARE(m_store->text({}, options),
             "metric,unit,kind,value,start,end,session,session_name,entry,device,invocation,tags,"
             "note,published,published_by\r\n"
             "cpu,%,rate,-1,?,2026-03-01T10:00:00Z,ss_1,,false,,,,,1970-01-01T00:00:00Z,\r\n"
             "cpu,%,rate,2.5,2026-03-01T10:00:01Z,2026-03-01T10:00:01Z,ss_2,,true,\"h,1\",,"
             "env=prod,'=sum,1970-01-01T00:00:00Z,me\r\n");
    ExportRequest chosen;
    chosen.only = {m_store->memory.records().front().key};
    QCOMPARE(m_store->text(chosen).count('\n'), 2);
}

void CsvExporterTest::writesAggregatesAsTheTableShowsThem()
{
    m_store->memory.addRecord(entryOf(u"cpu"_s, 1, u"2026-03-29T00:30:00Z"_s, 1));
    m_store->memory.addRecord(entryOf(u"cpu"_s, 4, u"2026-03-29T22:30:00Z"_s, 2));
    m_store->memory.addRecord(entryOf(u"cpu"_s, 2, u"2026-03-31T10:00:00Z"_s, 3));
    ExportRequest request = aggregates({MetricId(1)});
    const Zone berlin = Zone::fromId(u"Europe/Berlin").value();
    request.aggregates.front().calendar.zone = berlin;
    request.functions = {AggregateFunction::Mean, AggregateFunction::Count, AggregateFunction::Sum};
    request.withEmptyPeriods = true;
    request.withChange = true;
    ExportOptions options;
    options.zone = berlin;
    options.dialect.lineEnd = LineEnd::Lf;
    QCOMPARE(m_store->text(request, options),
             "metric,unit,period_start,period_end,zone,count,mean,sum,change,change_ratio\n"
             "cpu,,2026-03-29T00:00:00+01:00,2026-03-30T00:00:00+02:00,Europe/Berlin,1,1,1,,\n"
             "cpu,,2026-03-30T00:00:00+02:00,2026-03-31T00:00:00+02:00,Europe/Berlin,1,4,4,3,3\n"
             "cpu,,2026-03-31T00:00:00+02:00,2026-04-01T00:00:00+02:00,Europe/Berlin,1,2,2,-2,"
             "-0.5\n");
    request.periodOrder = SortOrder::Descending;
    const QByteArrayList lines = m_store->text(request, options).split('\n');
    QVERIFY(lines.at(1).startsWith("cpu,,2026-03-31"));
    QVERIFY(lines.at(1).endsWith(",-2,-0.5"));
}

void CsvExporterTest::writesAWideTableOfSeveralMetrics()
{
    m_store->memory.addRecord(entryOf(u"a"_s, 1, u"2026-03-01T10:00:00Z"_s, 1));
    m_store->memory.addRecord(entryOf(u"a"_s, 3, u"2026-03-03T10:00:00Z"_s, 2));
    m_store->memory.addRecord(entryOf(u"=b"_s, 5, u"2026-03-02T10:00:00Z"_s, 3));
    m_store->memory.addRecord(entryOf(u"=b"_s, 7, u"2026-03-03T10:00:00Z"_s, 4));
    ExportRequest request = aggregates({MetricId(1), MetricId(2)});
    ExportOptions options;
    options.layout = TableLayout::Wide;
    options.dialect.lineEnd = LineEnd::Lf;
    options.timeForm = TimeForm::EpochSeconds;
    QCOMPARE(m_store->text(request, options), "period_start_s,period_end_s,zone,a,'=b\n"
                                              "1772323200,1772409600,UTC,1,\n"
                                              "1772409600,1772496000,UTC,,5\n"
                                              "1772496000,1772582400,UTC,3,7\n");
    request.functions = {AggregateFunction::Min, AggregateFunction::Max};
    QVERIFY(m_store->text(request, options)
                .startsWith("period_start_s,period_end_s,zone,a min,a max,'=b min,'=b max\n"));
}

void CsvExporterTest::writesSessionsAndDefinitions()
{
    NewDefinition definition{u"cpu"_s, u"load"_s, u"%"_s, MetricKind::Gauge};
    definition.settings.decimals = 2;
    m_store->memory.addMetric(definition);
    Record made = entryOf(u"cpu"_s, 1, u"2026-03-01T10:00:00Z"_s, 1);
    made.device = u"h;1"_s;
    m_store->memory.addRecord(made);
    ExportRequest request;
    request.content = ExportContent::Definitions;
    const QByteArray definitions = m_store->text(request);
    QVERIFY(definitions.startsWith("metric,unit,kind,description,tags,settings,archived,uid,"));
    QVERIFY(definitions.contains("cpu,%,gauge,load,,\"{\"\"decimals\"\":2}\",false,mt_1,"));
    request.content = ExportContent::Sessions;
    request.sessions.includeEntries = true;
    const QByteArray sessions = m_store->text(request);
    QVERIFY(sessions.startsWith("session,name,start,end,devices,tags,note,entry,records,"));
    QVERIFY(sessions.contains("ss_1,,2026-03-01T10:00:00Z,2026-03-01T10:00:00Z,h\\;1,,,true,1,"));
}

void CsvExporterTest::aRescueReachesTheLastInstant_data()
{
    QTest::addColumn<bool>("hasEnd");
    QTest::newRow("open range") << false;
    QTest::newRow("range that ends there") << true;
}

// Ranges exclude their end, so the last instant there is lies in open ones only.
void CsvExporterTest::aRescueReachesTheLastInstant()
{
    QFETCH(const bool, hasEnd);
    fillWithReadings(m_store->memory, 3);
    Record last = m_store->memory.records().front();
    last.sessionUid = u"ss_last"_s;
    last.sessionStart = last.sessionEnd = Timestamp::max();
    m_store->memory.addRecord(last);
    ExportRequest request;
    if (hasEnd)
        request.selection.end = Timestamp::max();
    const QByteArray plain = m_store->text(request);
    QCOMPARE(plain.contains("ss_last"), !hasEnd);
    request.skipDamaged = true;
    QCOMPARE(m_store->text(request), plain);
}

void CsvExporterTest::estimatesRowsAndSizeFirst()
{
    fillWithReadings(m_store->memory, 25'000);
    const auto estimate = m_store->exporter.estimate({}, {}, {}).takeResult();
    QVERIFY(estimate);
    QCOMPARE(estimate->rows, 25'000);
    const double size = static_cast<double>(m_store->text({}).size());
    QVERIFY(std::abs(static_cast<double>(estimate->size_bytes) - size) < size / 20);
}

void CsvExporterTest::describesItselfInComments()
{
    fillWithReadings(m_store->memory, 3);
    ExportOptions options;
    options.describe = DescribeForm::Comments;
    ExportRequest request = aggregates({MetricId(1)});
    request.source = u"line\nbreak"_s;
    const QByteArrayList lines = m_store->text(request, options).split('\n');
    QVERIFY(lines.contains("# source: \"line\\nbreak\"\r"));
    QVERIFY(lines.contains("# week_start: monday\r"));
    QVERIFY(lines.contains("# period: daily\r"));
    QVERIFY(lines.contains("# functions: [\"mean\"]\r"));
}

void CsvExporterTest::writesTheSameBytesUnderACommaLocale()
{
    fillWithReadings(m_store->memory, 100);
    const QByteArray expected = m_store->text({});
    QVERIFY(expected.contains("0.5"));
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    const char *changed = setlocale(LC_NUMERIC, "de_DE.UTF-8"); // null where it is not installed
    const QByteArray actual = m_store->text({});
    setlocale(LC_NUMERIC, "C");
    QLocale::setDefault(QLocale::c());
    qInfo("C locale for numbers: %s", changed ? changed : "C, de_DE is not installed");
    QCOMPARE(actual, expected);
}

void CsvExporterTest::refusesWhatCannotBeWritten_data()
{
    QTest::addColumn<int>("which");
    QTest::newRow("delimiter") << 0;
    QTest::newRow("decimal sign") << 1;
    QTest::newRow("decimals") << 2;
    QTest::newRow("wide records") << 3;
    QTest::newRow("no metric") << 4;
    QTest::newRow("sidecar of a device") << 5;
}

void CsvExporterTest::refusesWhatCannotBeWritten()
{
    QFETCH(const int, which);
    ExportOptions options;
    ExportRequest request;
    if (which == 0)
        options.dialect.delimiter = 'x';
    else if (which == 1)
        options.dialect.decimal = '-';
    else if (which == 2)
        options.decimals = 18;
    else if (which == 3)
        options.layout = TableLayout::Wide;
    else if (which == 4)
        request.content = ExportContent::Aggregates;
    else
        options.describe = DescribeForm::Sidecar;
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const auto refused = m_store->exporter.writeTo(&buffer, request, options, {}, {}).takeResult();
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    QVERIFY(buffer.data().isEmpty());
}

TIDEMARK_TEST(CsvExporterTest)
#include "csv_exporter_test.moc"
