// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/csv_exporter.h"

#include "model/ports/clock.h"
#include "tests/services/exchange/memory_store.h"
#include "tests/services/exchange/sample_records.h"
#include "tests/support/test_registry.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::exchange;
using tidemark::test::fillWithReadings;
using tidemark::test::MemoryStore;

namespace {

class StillClock final : public Clock
{
public:
    [[nodiscard]] Timestamp now() const override { return Timestamp(0); }
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
}

void put(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

Record record(const char *metric, double value, const char *iso, int number)
{
    Record made;
    made.metricName = QString::fromLatin1(metric);
    made.value = value;
    made.sessionUid = u"ss_%1"_s.arg(number);
    made.sessionStart = made.sessionEnd = Timestamp::fromIso8601(QString::fromLatin1(iso)).value();
    made.isEntry = true;
    return made;
}

} // namespace

class CsvExporterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_folder.reset(); }

    void writesRecordsInTheirOrder();
    void writesAggregatesAsTheTableShowsThem();
    void writesAWideTableOfSeveralMetrics();
    void writesSessionsAndDefinitions();
    void aRescueReachesTheLastInstant_data();
    void aRescueReachesTheLastInstant();
    void estimatesRowsAndSizeFirst();
    void describesItselfBesideTheFile();
    void describesItselfInComments();
    void refusesToReplaceAFileUnlessTold();
    void leavesTheOldFileWhenStoppedAnywhere();
    void leavesTheOldFileWhenTheDiskIsFull();
    void reportsAFullDevice();
    void survivesBeingKilledAnywhere();
    void writesTheSameBytesUnderACommaLocale();
    void refusesWhatCannotBeWritten_data();
    void refusesWhatCannotBeWritten();

private:
    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }
    [[nodiscard]] QByteArray text(const ExportRequest &request, const ExportOptions &options = {})
    {
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        const auto done = m_exporter->writeTo(&buffer, request, options, {}, {}).takeResult();
        return done ? buffer.data() : QByteArray("failed: " + done.error().message.toUtf8());
    }
    [[nodiscard]] ExportRequest aggregates(std::vector<MetricId> metrics) const
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

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MemoryStore> m_store;
    std::unique_ptr<StillClock> m_clock;
    std::unique_ptr<CsvExporter> m_exporter;
};

void CsvExporterTest::init()
{
    tidemark::test::failOnUnexpectedWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    m_exporter.reset();
    m_store = std::make_unique<MemoryStore>();
    m_clock = std::make_unique<StillClock>();
    m_exporter = std::make_unique<CsvExporter>(m_store->ports(), *m_clock);
}

void CsvExporterTest::writesRecordsInTheirOrder()
{
    m_store->addMetric({u"cpu"_s, {}, u"%"_s, MetricKind::Rate});
    Record second = record("cpu", 2.5, "2026-03-01T10:00:01Z", 2);
    second.device = u"h,1"_s;
    second.tags.insert(u"env"_s, u"prod"_s);
    second.note = u"=sum"_s;
    second.unit = u"%"_s;
    second.publishedBy = u"me"_s;
    m_store->addRecord(second);
    Record first = record("cpu", -1, "2026-03-01T10:00:00Z", 1);
    first.unit = u"%"_s;
    first.sessionStart.reset();
    first.isEntry = false;
    m_store->addRecord(first);
    ExportOptions options;
    options.missing = u"?"_s;
    QCOMPARE(text({}, options),
             "metric,unit,kind,value,start,end,session,session_name,entry,device,invocation,tags,"
             "note,published,published_by\r\n"
             "cpu,%,rate,-1,?,2026-03-01T10:00:00Z,ss_1,,false,,,,,1970-01-01T00:00:00Z,\r\n"
             "cpu,%,rate,2.5,2026-03-01T10:00:01Z,2026-03-01T10:00:01Z,ss_2,,true,\"h,1\",,"
             "env=prod,'=sum,1970-01-01T00:00:00Z,me\r\n");
    ExportRequest chosen;
    chosen.only = {m_store->records().front().key};
    QCOMPARE(text(chosen).count('\n'), 2);
}

void CsvExporterTest::writesAggregatesAsTheTableShowsThem()
{
    m_store->addRecord(record("cpu", 1, "2026-03-29T00:30:00Z", 1));
    m_store->addRecord(record("cpu", 4, "2026-03-29T22:30:00Z", 2));
    m_store->addRecord(record("cpu", 2, "2026-03-31T10:00:00Z", 3));
    ExportRequest request = aggregates({MetricId(1)});
    const Zone berlin = Zone::fromId(u"Europe/Berlin").value();
    request.aggregates.front().calendar.zone = berlin;
    request.functions = {AggregateFunction::Mean, AggregateFunction::Count, AggregateFunction::Sum};
    request.withEmptyPeriods = true;
    request.withChange = true;
    ExportOptions options;
    options.zone = berlin;
    options.dialect.lineEnd = LineEnd::Lf;
    QCOMPARE(text(request, options),
             "metric,unit,period_start,period_end,zone,count,mean,sum,change,change_ratio\n"
             "cpu,,2026-03-29T00:00:00+01:00,2026-03-30T00:00:00+02:00,Europe/Berlin,1,1,1,,\n"
             "cpu,,2026-03-30T00:00:00+02:00,2026-03-31T00:00:00+02:00,Europe/Berlin,1,4,4,3,3\n"
             "cpu,,2026-03-31T00:00:00+02:00,2026-04-01T00:00:00+02:00,Europe/Berlin,1,2,2,-2,"
             "-0.5\n");
    request.periodOrder = SortOrder::Descending;
    const QByteArrayList lines = text(request, options).split('\n');
    QVERIFY(lines.at(1).startsWith("cpu,,2026-03-31"));
    QVERIFY(lines.at(1).endsWith(",-2,-0.5"));
}

void CsvExporterTest::writesAWideTableOfSeveralMetrics()
{
    m_store->addRecord(record("a", 1, "2026-03-01T10:00:00Z", 1));
    m_store->addRecord(record("a", 3, "2026-03-03T10:00:00Z", 2));
    m_store->addRecord(record("=b", 5, "2026-03-02T10:00:00Z", 3));
    m_store->addRecord(record("=b", 7, "2026-03-03T10:00:00Z", 4));
    ExportRequest request = aggregates({MetricId(1), MetricId(2)});
    ExportOptions options;
    options.layout = TableLayout::Wide;
    options.dialect.lineEnd = LineEnd::Lf;
    options.timeForm = TimeForm::EpochSeconds;
    QCOMPARE(text(request, options), "period_start_s,period_end_s,zone,a,'=b\n"
                                     "1772323200,1772409600,UTC,1,\n"
                                     "1772409600,1772496000,UTC,,5\n"
                                     "1772496000,1772582400,UTC,3,7\n");
    request.functions = {AggregateFunction::Min, AggregateFunction::Max};
    QVERIFY(text(request, options)
                .startsWith("period_start_s,period_end_s,zone,a min,a max,'=b min,'=b max\n"));
}

void CsvExporterTest::writesSessionsAndDefinitions()
{
    NewDefinition definition{u"cpu"_s, u"load"_s, u"%"_s, MetricKind::Gauge};
    definition.settings.decimals = 2;
    m_store->addMetric(definition);
    Record made = record("cpu", 1, "2026-03-01T10:00:00Z", 1);
    made.device = u"h;1"_s;
    m_store->addRecord(made);
    ExportRequest request;
    request.content = ExportContent::Definitions;
    const QByteArray definitions = text(request);
    QVERIFY(definitions.startsWith("metric,unit,kind,description,tags,settings,archived,uid,"));
    QVERIFY(definitions.contains("cpu,%,gauge,load,,\"{\"\"decimals\"\":2}\",false,mt_1,"));
    request.content = ExportContent::Sessions;
    request.sessions.includeEntries = true;
    const QByteArray sessions = text(request);
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
    fillWithReadings(*m_store, 3);
    Record last = m_store->records().front();
    last.sessionUid = u"ss_last"_s;
    last.sessionStart = last.sessionEnd = Timestamp::max();
    m_store->addRecord(last);
    ExportRequest request;
    if (hasEnd)
        request.selection.end = Timestamp::max();
    const QByteArray plain = text(request);
    QCOMPARE(plain.contains("ss_last"), !hasEnd);
    request.skipDamaged = true;
    QCOMPARE(text(request), plain);
}

void CsvExporterTest::estimatesRowsAndSizeFirst()
{
    fillWithReadings(*m_store, 25'000);
    const auto estimate = m_exporter->estimate({}, {}, {}).takeResult();
    QVERIFY(estimate);
    QCOMPARE(estimate->rows, 25'000);
    const double size = static_cast<double>(text({}).size());
    QVERIFY(std::abs(static_cast<double>(estimate->size_bytes) - size) < size / 20);
}

void CsvExporterTest::describesItselfBesideTheFile()
{
    fillWithReadings(*m_store, 3);
    ExportOptions options;
    options.describe = DescribeForm::Sidecar;
    ExportRequest request;
    request.source = u"my store"_s;
    request.selection.end = Timestamp::max();
    const QString target = path(u"out.csv"_s);
    const auto done = m_exporter->writeFile(target, false, request, options, {}, {}).takeResult();
    QVERIFY(done);
    QCOMPARE(done->sidecarPath, QString(target + u".json"_s));
    const QJsonObject object = QJsonDocument::fromJson(contentOf(done->sidecarPath)).object();
    QCOMPARE(object.value(u"rows"_s).toInt(), 3);
    QCOMPARE(object.value(u"source"_s).toString(), u"my store"_s);
    QCOMPARE(object.value(u"content"_s).toString(), u"records"_s);
    QCOMPARE(object.value(u"zone"_s).toString(), u"UTC"_s);
    QCOMPARE(object.value(u"created"_s).toString(), u"1970-01-01T00:00:00Z"_s);
    QCOMPARE(object.value(u"range_end_excluded"_s).toString(), u"2262-04-11T23:47:16.854775807Z"_s);
    QVERIFY(object.value(u"formula_guard"_s).toBool());
}

void CsvExporterTest::describesItselfInComments()
{
    fillWithReadings(*m_store, 3);
    ExportOptions options;
    options.describe = DescribeForm::Comments;
    ExportRequest request = aggregates({MetricId(1)});
    request.source = u"line\nbreak"_s;
    const QByteArrayList lines = text(request, options).split('\n');
    QVERIFY(lines.contains("# source: \"line\\nbreak\"\r"));
    QVERIFY(lines.contains("# week_start: monday\r"));
    QVERIFY(lines.contains("# period: daily\r"));
    QVERIFY(lines.contains("# functions: [\"mean\"]\r"));
}

void CsvExporterTest::refusesToReplaceAFileUnlessTold()
{
    fillWithReadings(*m_store, 3);
    const QString target = path(u"out.csv"_s);
    put(target, "old");
    const auto refused = m_exporter->writeFile(target, false, {}, {}, {}, {}).takeResult();
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(contentOf(target), "old");
    QVERIFY(m_exporter->writeFile(target, true, {}, {}, {}, {}).takeResult());
    QCOMPARE(contentOf(target), text({}));
    const auto nowhere =
        m_exporter->writeFile(path(u"no/out.csv"_s), true, {}, {}, {}, {}).takeResult();
    QVERIFY(!nowhere);
    QCOMPARE(nowhere.error().code, ErrorCode::NotFound);
}

void CsvExporterTest::leavesTheOldFileWhenStoppedAnywhere()
{
    fillWithReadings(*m_store, 60'000);
    const QString target = path(u"out.csv"_s);
    for (int stopAt = 0; stopAt < 6; ++stopAt) {
        put(target, "old");
        std::stop_source stop;
        int page = 0;
        m_store->beforePage = [&](int) {
            if (page++ == stopAt)
                stop.request_stop();
        };
        const auto stopped =
            m_exporter->writeFile(target, true, {}, {}, stop.get_token(), {}).takeResult();
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QCOMPARE(contentOf(target), "old");
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{u"out.csv"_s});
    }
}

void CsvExporterTest::leavesTheOldFileWhenTheDiskIsFull()
{
    const QString target = path(u"out.csv"_s);
    put(target, "old");
    QProcess child;
    child.setProgram(QCoreApplication::applicationDirPath() + u"/exchange_export_child"_s);
    child.setArguments({target, u"limited"_s});
    child.start();
    QVERIFY(child.waitForFinished(60'000));
    const QByteArray said = child.readAllStandardOutput();
    QVERIFY2(said.contains("failed: Could not write"), said.constData());
    QCOMPARE(contentOf(target), "old");
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{u"out.csv"_s});
}

void CsvExporterTest::reportsAFullDevice()
{
    QFile full(u"/dev/full"_s);
    if (!full.open(QIODevice::WriteOnly))
        QSKIP("This system has no /dev/full.");
    fillWithReadings(*m_store, 3);
    const auto failed = m_exporter->writeTo(&full, {}, {}, {}, {}).takeResult();
    QVERIFY(!failed);
    full.unsetError();
    QVERIFY(failed.error().code == ErrorCode::Io || failed.error().code == ErrorCode::DiskFull);
}

void CsvExporterTest::survivesBeingKilledAnywhere()
{
    const QString target = path(u"out.csv"_s);
    put(target, "old");
    QProcess child;
    child.setProgram(QCoreApplication::applicationDirPath() + u"/exchange_export_child"_s);
    child.setArguments({target, u"once"_s});
    child.start();
    QVERIFY(child.waitForFinished(60'000));
    const QByteArray whole = contentOf(target);
    QVERIFY(whole.size() > 1'000'000);
    put(target, "old");

    bool isGiven = false;
    const int given = qEnvironmentVariableIntValue("TIDEMARK_TEST_SEED", &isGiven);
    const unsigned seed = isGiven ? static_cast<unsigned>(given) : 20'260'301U;
    qInfo("seed %u", seed);
    std::mt19937 random(seed);
    int kept = 0;
    for (int round = 0; round < 50; ++round) {
        child.setArguments({target, u"for ever"_s});
        child.start();
        QVERIFY(child.waitForReadyRead(60'000)); // it has begun
        (void)child.waitForFinished(static_cast<int>(random() % 250));
        child.kill();
        QVERIFY(child.waitForFinished(60'000));
        (void)child.readAllStandardOutput();
        const QByteArray found = contentOf(target);
        QVERIFY2(found == "old" || found == whole, qPrintable(u"round %1"_s.arg(round)));
        kept += found == "old" ? 1 : 0;
        put(target, "old");
    }
    qInfo("50 kills: %d times the old file, else the new one", kept);
}

void CsvExporterTest::writesTheSameBytesUnderACommaLocale()
{
    fillWithReadings(*m_store, 100);
    const QByteArray expected = text({});
    QVERIFY(expected.contains("0.5"));
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    const char *changed = setlocale(LC_NUMERIC, "de_DE.UTF-8"); // null where it is not installed
    const QByteArray actual = text({});
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
    const auto refused = m_exporter->writeTo(&buffer, request, options, {}, {}).takeResult();
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    QVERIFY(buffer.data().isEmpty());
}

TIDEMARK_TEST(CsvExporterTest)
#include "csv_exporter_test.moc"
