// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloudwatch/emf_file.h"
#include "services/cloudwatch/emf_lines.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <numeric>

#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::cloudwatch;
using namespace tidemark::test;

namespace {

constexpr std::int64_t kAt_ns = FakeClock::kWallStart_ns;

CloudWatchDatum datum(const std::string &name, std::uint64_t count, double sum, double min,
                      double max)
{
    return {name,           {{"StreamName", "orders"}},        kAt_ns, kAt_ns,
            "Milliseconds", StatisticSet{count, sum, min, max}};
}

QByteArrayList linesOf(const std::vector<CloudWatchDatum> &datums, std::size_t leftOut = 0,
                       const EmfLimits &limits = {})
{
    QByteArrayList lines;
    const std::size_t left = writeEmf(
        datums, u"Tidemark"_s, [&](const QByteArray &line) { lines << line; }, limits);
    return left == leftOut ? lines
                           : QByteArrayList{"left out " + QByteArray::number(qulonglong(left))};
}

class EmfTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void lineIsAsPublished();
    void hundredMetricsAreALine();
    void valuesKeepCountSumLeastAndLargest();
    void manyObservationsAreOneLine();
    void longLinesAreDivided();
    void namesThatCollideAreLeftOut();
    void sinkAddsWholeLinesToItsFile();
    void fullDiskLeavesNoPart();
    void exporterWritesWhatIsNew();

private:
    [[nodiscard]] QByteArrayList fileLines(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll().split('\n') : QByteArrayList();
    }

    FakeClock m_clock;
};

void EmfTest::lineIsAsPublished()
{
    QCOMPARE(
        linesOf({datum("RequestTime", 3, 6, 1, 3)}),
        QByteArrayList{
            R"({"_aws":{"Timestamp":1700000000000,"CloudWatchMetrics":[{"Namespace":"Tidemark","Dimensions":[["StreamName"]],"Metrics":[{"Name":"RequestTime","Unit":"Milliseconds","StorageResolution":60}]}]},"StreamName":"orders","RequestTime":[1,2,3]})"});
    CloudWatchDatum level{"level", {}, 0, kAt_ns, {}, Level{2.5}};
    QCOMPARE(
        linesOf({level}),
        QByteArrayList{
            R"({"_aws":{"Timestamp":1700000000000,"CloudWatchMetrics":[{"Namespace":"Tidemark","Dimensions":[[]],"Metrics":[{"Name":"level","StorageResolution":60}]}]},"level":2.5})"});
}

void EmfTest::hundredMetricsAreALine()
{
    std::vector<CloudWatchDatum> all;
    for (int i = 0; i < 250; ++i)
        all.push_back(datum("m" + std::to_string(i), 1, i, i, i));
    all.push_back(datum("elsewhere", 1, 1, 1, 1));
    all.back().dimensions.front().second = "payments";
    const QByteArrayList lines = linesOf(all);
    QCOMPARE(lines.size(), 4);
    QList<qsizetype> sizes;
    QSet<QString> names;
    for (const QByteArray &line : lines) {
        const QJsonObject root = QJsonDocument::fromJson(line).object();
        const QJsonObject directive = root.value(u"_aws"_s)
                                          .toObject()
                                          .value(u"CloudWatchMetrics"_s)
                                          .toArray()
                                          .first()
                                          .toObject();
        const QJsonArray metrics = directive.value(u"Metrics"_s).toArray();
        sizes << metrics.size();
        for (const QJsonValue metric : metrics) {
            const QString name = metric.toObject().value(u"Name"_s).toString();
            QVERIFY(root.value(name).isDouble());
            names << name;
        }
        QCOMPARE(root.size(), metrics.size() + 2);
    }
    std::sort(sizes.begin(), sizes.end());
    QCOMPARE(sizes, (QList<qsizetype>{1, 50, 100, 100}));
    QCOMPARE(names.size(), 251);
}

void EmfTest::valuesKeepCountSumLeastAndLargest()
{
    CloudWatchDatum counted = datum("v", 0, 0, 0, 0);
    counted.value = ValueCounts{{{1.5, 120}, {2.5, 130}}, 505};
    for (const auto &[one, count, sum, min, max] :
         {std::tuple{datum("v", 1, 4, 4, 4), 1, 4.0, 4.0, 4.0},
          std::tuple{datum("v", 2, 5, 1, 4), 2, 5.0, 1.0, 4.0},
          std::tuple{datum("v", 250, 1000, -3, 90), 250, 1000.0, -3.0, 90.0},
          std::tuple{counted, 250, 505.0, 1.5, 2.5}}) {
        std::vector<double> seen;
        const QByteArrayList lines = linesOf({one});
        for (const QByteArray &line : lines) {
            const QJsonValue value = QJsonDocument::fromJson(line).object().value(u"v"_s);
            QVERIFY(value.isDouble() || value.toArray().size() <= 100);
            const QJsonArray distinct = value.toObject().value(u"Values"_s).toArray();
            const QJsonArray counts = value.toObject().value(u"Counts"_s).toArray();
            QVERIFY(distinct.size() == counts.size() && distinct.size() <= 100);
            for (qsizetype i = 0; i < distinct.size(); ++i)
                seen.insert(seen.end(), static_cast<std::size_t>(counts[i].toInt()),
                            distinct[i].toDouble());
            if (value.isDouble())
                seen.push_back(value.toDouble());
            const QJsonArray values = value.toArray();
            for (const QJsonValue element : values)
                seen.push_back(element.toDouble());
        }
        QCOMPARE(lines.size(), 1);
        QCOMPARE(static_cast<int>(seen.size()), count);
        const double total = std::accumulate(seen.begin(), seen.end(), 0.0);
        QVERIFY2(std::abs(total - sum) < 1e-9, qPrintable(QString::number(total)));
        QCOMPARE(*std::min_element(seen.begin(), seen.end()), min);
        QCOMPARE(*std::max_element(seen.begin(), seen.end()), max);
    }
}

// A minute of six million puts, and a distribution of more values than a line holds.
void EmfTest::manyObservationsAreOneLine()
{
    const QByteArrayList lines = linesOf({datum("v", 6'000'000, 12'000'000, 1, 5)});
    QCOMPARE(lines.size(), 1);
    QVERIFY2(lines[0].size() < 400, lines[0].constData());
    const QJsonObject value = QJsonDocument::fromJson(lines[0]).object().value(u"v"_s).toObject();
    QCOMPARE(value.value(u"Counts"_s).toArray(), (QJsonArray{1, 5'999'998, 1}));
    CloudWatchDatum spread = datum("v", 0, 0, 0, 0);
    ValueCounts all;
    for (int i = 0; i < 150; ++i)
        all.values.emplace_back(i, 1'000'000);
    spread.value = all;
    QCOMPARE(linesOf({spread}).size(), 2);
}

void EmfTest::longLinesAreDivided()
{
    std::vector<CloudWatchDatum> all;
    for (int i = 0; i < 8; ++i)
        all.push_back(datum("m" + std::to_string(i), 1, 1, 1, 1));
    all.push_back(datum(std::string(500, 'n'), 1, 1, 1, 1)); // too long for any line
    const QByteArrayList lines = linesOf(all, 1, {.line_bytes = 600});
    QVERIFY2(lines.size() >= 2, lines.value(0).constData());
    QSet<QString> names;
    for (const QByteArray &line : lines) {
        QVERIFY(line.size() <= 600);
        const QStringList members = QJsonDocument::fromJson(line).object().keys();
        names.unite(QSet<QString>(members.begin(), members.end()));
    }
    QCOMPARE(names.size(), 10); // eight metrics, the dimension and _aws
}

void EmfTest::namesThatCollideAreLeftOut()
{
    const QByteArrayList lines =
        linesOf({datum("StreamName", 1, 1, 1, 1), datum("_aws", 1, 1, 1, 1), datum("m", 1, 1, 1, 1),
                 datum("m", 1, 7, 7, 7)},
                2);
    QCOMPARE(lines.size(), 2); // the two of one name
    QVERIFY(lines.at(0).endsWith(R"("m":1})") && lines.at(1).endsWith(R"("m":7})"));
}

void EmfTest::sinkAddsWholeLinesToItsFile()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"metrics.log"_s);
    EmfSink sink({path, u"Tidemark"_s}, m_clock);
    const metrics::MetricSnapshot window{"RequestTime",    3, 6, 1, 3, {{"stream", "a\"b"}}, 0,
                                         m_clock.wall_ns()};
    metrics::MetricSnapshot old = window;
    old.windowEnd_ns = 0;
    const std::vector<metrics::MetricSnapshot> all{window, old};
    for (int i = 0; i < 3; ++i)
        QVERIFY(sink.exportSnapshots(all, {}).isDone);
    const QByteArrayList lines = fileLines(path);
    QCOMPARE(lines.size(), 4); // and nothing behind the last line end
    QVERIFY(lines.last().isEmpty());
    QCOMPARE(QJsonDocument::fromJson(lines.front()).object().value(u"StreamName"_s), u"a\"b"_s);
    QCOMPARE(sink.leftOut(), 3U);
    EmfSink nowhere({folder.filePath(u"no/folder"_s), u"Tidemark"_s}, m_clock);
    const auto result = nowhere.exportSnapshots(all, {});
    QVERIFY(!result.isDone);
    QVERIFY2(QString::fromStdString(result.why).contains(u"no/folder"_s), result.why.c_str());
    QCOMPARE(nowhere.leftOut(), 0U);
    EmfSink wrong({path, u"AWS/x"_s}, m_clock);
    QVERIFY(!wrong.exportSnapshots(all, {}).isDone);
    QCOMPARE(fileLines(path).size(), 4);
}

// A limit of the process stands in for the disk: it too lets a part of a write through.
void EmfTest::fullDiskLeavesNoPart()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"metrics.log"_s);
    EmfSink sink({path, u"Tidemark"_s}, m_clock);
    const std::vector<metrics::MetricSnapshot> few{
        {"RequestTime", 3, 6, 1, 3, {}, 0, m_clock.wall_ns()}};
    std::vector<metrics::MetricSnapshot> many;
    for (int i = 0; i < 600; ++i)
        many.push_back({"Size" + std::to_string(i), 3, 6, 1, 3, {}, 0, m_clock.wall_ns()});
    QVERIFY(sink.exportSnapshots(few, {}).isDone);
    const QByteArrayList before = fileLines(path);
    rlimit usual{};
    ::getrlimit(RLIMIT_FSIZE, &usual);
    rlimit small = usual;
    small.rlim_cur = 4'096;
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &small);
    const auto result = sink.exportSnapshots(many, {});
    ::setrlimit(RLIMIT_FSIZE, &usual);
    std::signal(SIGXFSZ, handler);
    QVERIFY(!result.isDone);
    QVERIFY2(QString::fromStdString(result.why).contains(u"free space"_s), result.why.c_str());
    QCOMPARE(fileLines(path), before);
    QVERIFY(sink.exportSnapshots(many, {}).isDone); // there is room again
    QCOMPARE(fileLines(path).size(), 2 + 6);
}

void EmfTest::exporterWritesWhatIsNew()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"metrics.log"_s);
    EmfExporter exporter({path, u"Tidemark"_s}, m_clock);
    metrics::MetricCollector collector(m_clock);
    for (const int amount : {3, 4}) {
        collector.recordCounter("requests", amount);
        QVERIFY(
            exporter.exportMetrics(metrics::MetricsSnapshot::of(collector, m_clock), {}).isDone);
    }
    const QByteArrayList lines = fileLines(path);
    QVERIFY(lines.value(0).endsWith(R"("requests":3})"));
    QVERIFY(lines.value(1).endsWith(R"("requests":4})"));
    QCOMPARE(exporter.leftOut(), 0U);
}

} // namespace

TIDEMARK_TEST(EmfTest)
#include "emf_test.moc"
