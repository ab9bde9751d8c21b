// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "tests/model/store/exchange_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Extreme values and times through the store, a CSV file and the store again (hardening tests V1
/// and V2): the same bits come back, or the sentence says what is wrong.
class ValuesStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void keepsEveryBitOfTimesAndValues_data();
    void keepsEveryBitOfTimesAndValues();
    void storesNegativeZeroAsZero();
    void refusesNumbersThatAreNone_data();
    void refusesNumbersThatAreNone();
    void readsOrRefusesNumbersOfFiles_data();
    void readsOrRefusesNumbersOfFiles();
    void limitsTheTagsOfAThing();

private:
    QTemporaryDir m_folder;
};

void ValuesStoreTest::keepsEveryBitOfTimesAndValues_data()
{
    QTest::addColumn<TimeForm>("form");
    for (const TimeForm form : {TimeForm::IsoOffset, TimeForm::IsoUtc, TimeForm::EpochNanoseconds})
        QTest::addRow("%s", qPrintable(timeFormKey(form))) << form;
}

void ValuesStoreTest::keepsEveryBitOfTimesAndValues()
{
    QFETCH(const TimeForm, form);
    using Limits = std::numeric_limits<std::int64_t>;
    constexpr std::int64_t kTwo53 = std::int64_t(1) << 53;
    constexpr std::int64_t kDay_ns = 86'400'000'000'000;
    const std::vector<std::int64_t> times_ns{Limits::min(),
                                             Limits::min() + 1,
                                             -kTwo53 - 1,
                                             -kTwo53 + 1,
                                             -1,
                                             0,
                                             1,
                                             kTwo53 - 1,
                                             kTwo53 + 1,
                                             kDay_ns - 1,
                                             Limits::max(),
                                             Limits::max() - 1,
                                             1'790'000'000'123'456'789};
    const double two53 = 9007199254740992.0;
    const std::vector<double> values{5e-324,
                                     -5e-324,
                                     2.2250738585072009e-308,
                                     std::numeric_limits<double>::max(),
                                     std::numeric_limits<double>::lowest(),
                                     1e308,
                                     two53 - 1,
                                     -two53 + 1,
                                     std::nextafter(two53, kInfinity),
                                     9223372036854775807.0,
                                     18446744073709551615.0,
                                     0.1,
                                     1.0 / 3,
                                     -12345678.000000001};
    const StorePointer store = newStore(m_folder);
    for (const std::int64_t at : times_ns) {
        const auto done = answer(store->ports().records->enter({u"time"_s, {}, 1, Timestamp(at)}));
        QVERIFY2(done, qPrintable(done ? QString() : done.error().message));
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto done = answer(
            store->ports().records->enter({u"value"_s, {}, values[i], Timestamp(std::int64_t(i))}));
        QVERIFY2(done, qPrintable(done ? QString() : done.error().message));
        QCOMPARE(std::bit_cast<std::uint64_t>(done->saved->value),
                 std::bit_cast<std::uint64_t>(values[i]));
    }
    const std::vector<Record> records = recordsOf(store);
    QCOMPARE(records.size(), times_ns.size() + values.size());
    for (const std::int64_t at : times_ns)
        QVERIFY(std::any_of(records.begin(), records.end(), [at](const Record &record) {
            return record.metricName == u"time"_s && record.sessionStart == Timestamp(at);
        }));

    ExportOptions options;
    options.timeForm = form;
    options.zone = Zone::fromId(u"Asia/Kathmandu").value_or(Zone());
    const StorePointer second = newStore(m_folder);
    import(second, exported(store, options));
    const std::vector<Record> again = recordsOf(second);
    QCOMPARE(again.size(), records.size());
    for (std::size_t i = 0; i < records.size(); ++i)
        QCOMPARE(textOf(again[i]), textOf(records[i]));
}

void ValuesStoreTest::storesNegativeZeroAsZero()
{
    const StorePointer store = newStore(m_folder);
    const auto done = answer(store->ports().records->enter({u"m"_s, {}, -0.0, Timestamp(1)}));
    QVERIFY(done);
    QVERIFY(!std::signbit(done->saved->value));
    QVERIFY(!std::signbit(recordsOf(store).at(0).value));
}

void ValuesStoreTest::refusesNumbersThatAreNone_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("name");
    QTest::newRow("NaN") << kNan << u"Not a number"_s;
    QTest::newRow("infinity") << kInfinity << u"Infinity"_s;
    QTest::newRow("minus infinity") << -kInfinity << u"Infinity"_s;
}

void ValuesStoreTest::refusesNumbersThatAreNone()
{
    QFETCH(const double, value);
    QFETCH(const QString, name);
    const StorePointer store = newStore(m_folder);
    const DataPorts ports = store->ports();
    const auto entered = answer(ports.records->enter({u"entered"_s, {}, value, Timestamp(1)}));
    QVERIFY(!entered);
    QCOMPARE(entered.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(entered.error().message.contains(name), qPrintable(entered.error().message));

    NewSession session;
    session.uid = u"ss_1"_s;
    QVERIFY(answer(ports.sessions->createSession(session)));
    PublishRequest request;
    request.sessionUid = session.uid;
    request.device = DeviceChoice::none();
    request.items = {{u"good"_s, 1}, {u"bad"_s, value}};
    const auto published = answer(ports.records->publish(request));
    QVERIFY(published);
    QCOMPARE(published->succeeded.size(), 1U);
    QCOMPARE(published->failed.size(), 1U);
    QCOMPARE(published->failed[0].metric, u"bad"_s);
    QVERIFY(published->failed[0].error.message.contains(name));

    ImportRow row;
    row.line = 7;
    row.metric = u"imported"_s;
    row.value = value;
    row.start = row.end = Timestamp(1);
    const auto imported = answer(ports.records->importRows(
        std::make_shared<VectorSource>(std::vector<ImportRow>{row}), {u"import"_s}, {}, {}));
    QVERIFY(!imported);
    QVERIFY2(imported.error().message.contains(u"7"_s) && imported.error().message.contains(name),
             qPrintable(imported.error().message));
    const auto definitions = answer(ports.catalog->definitions());
    QVERIFY(definitions);
    QCOMPARE(definitions->size(), 1U); // a refused value makes no metric
    QCOMPARE(definitions->at(0).name, u"good"_s);
}

void ValuesStoreTest::readsOrRefusesNumbersOfFiles_data()
{
    QTest::addColumn<QByteArray>("cell");
    QTest::addColumn<std::optional<double>>("value"); // absent: refused
    using Value = std::optional<double>;
    QTest::newRow("denormal") << QByteArray("5e-324") << Value(5e-324);
    QTest::newRow("largest") << QByteArray("1.7976931348623157e308")
                             << Value(std::numeric_limits<double>::max());
    QTest::newRow("above int64") << QByteArray("18446744073709551615")
                                 << Value(18446744073709551615.0);
    QTest::newRow("2^53 + 1 is the nearest even")
        << QByteArray("9007199254740993") << Value(9007199254740992.0);
    QTest::newRow("negative zero") << QByteArray("-0.0") << Value(0.0);
    QTest::newRow("1.8e308") << QByteArray("1.8e308") << Value();
    QTest::newRow("1e400") << QByteArray("1e400") << Value();
    QTest::newRow("hexadecimal") << QByteArray("0x10") << Value();
    QTest::newRow("decimal comma in a file with points") << QByteArray("\"1,5\"") << Value();
    QTest::newRow("infinity") << QByteArray("inf") << Value();
    QTest::newRow("word") << QByteArray("much") << Value();
}

void ValuesStoreTest::readsOrRefusesNumbersOfFiles()
{
    QFETCH(const QByteArray, cell);
    QFETCH(const std::optional<double>, value);
    const StorePointer store = newStore(m_folder);
    exchange::CsvImporter importer(store->ports());
    Importer &port = importer;
    ImportInput input;
    input.name = u"file"_s;
    input.content = "time,metric,value\n2026-01-01T00:00:00Z,m,1.25\n2026-01-02T00:00:00Z,m," +
                    cell + "\n2026-01-03T00:00:00Z,m,2.5\n";
    const auto inspected = answer(port.inspect(input));
    QVERIFY2(inspected, qPrintable(inspected ? QString() : inspected.error().message));
    ImportRun run;
    run.plan = inspected->plan;
    const auto report = answer(port.run(input, run));
    const std::vector<Record> records = recordsOf(store);
    if (!report) { // reads both ways: asked for
        QVERIFY2(!value, qPrintable(report.error().message));
        QCOMPARE(report.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(records.size(), 0U);
        return;
    }
    QCOMPARE(report->isCommitted, value.has_value());
    if (!value) {
        QCOMPARE(records.size(), 0U);
        QCOMPARE(report->summary.rejected.size(), 1U);
        QCOMPARE(report->summary.rejected[0].line, std::int64_t(3));
        QCOMPARE(report->summary.rejected[0].column, u"value"_s);
        return;
    }
    QCOMPARE(records.size(), 3U);
    QCOMPARE(std::bit_cast<std::uint64_t>(records[1].value), std::bit_cast<std::uint64_t>(*value));
}

// Hardening 6.5: at most 64, by every entrance.
void ValuesStoreTest::limitsTheTagsOfAThing()
{
    const StorePointer store = newStore(m_folder);
    const DataPorts ports = store->ports();
    TagMap most;
    for (int i = 0; i < 64; ++i)
        most.insert(u"key%1"_s.arg(i), u"v"_s);
    TagMap more = most;
    more.insert(u"one"_s, u"more"_s);
    const auto problem = [](const auto &done) { return done ? QString() : done.error().message; };
    const auto session = [&](const TagMap &tags) {
        NewSession wanted;
        wanted.tags = tags;
        return problem(answer(ports.sessions->createSession(wanted)));
    };
    const auto definition = [&](const QString &name, const TagMap &tags) {
        NewDefinition wanted{name};
        wanted.tags = tags;
        return problem(answer(ports.catalog->create(wanted)));
    };
    const auto entry = [&](std::int64_t at, const TagMap &tags) {
        ValueEntry wanted{u"m"_s, {}, 1, Timestamp(at)};
        wanted.tags = tags;
        return problem(answer(ports.records->enter(wanted)));
    };
    QCOMPARE(session(most), QString());
    QCOMPARE(definition(u"d"_s, most), QString());
    QCOMPARE(entry(1, most), QString());
    for (const QString &refused : {session(more), definition(u"e"_s, more), entry(2, more)})
        QVERIFY2(refused.contains(u"64"), qPrintable(refused));
}

} // namespace

TIDEMARK_TEST(ValuesStoreTest)
#include "values_store_test.moc"
