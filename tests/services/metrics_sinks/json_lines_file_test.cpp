// SPDX-License-Identifier: GPL-3.0-or-later
// Lines in a file that stay whole: after a crash, on a full disk, when files are changed.
#include "services/metrics/collector/metric_collector.h"
#include "services/metrics/windows/metrics_manager.h"
#include "services/metrics_sinks/json_lines_file.h"
#include "services/metrics_sinks/json_lines_sink.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/services/metrics/manual_timer.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <chrono>
#include <csignal>
#include <map>
#include <optional>

#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::metrics_sinks;
using namespace tidemark::test;
using metrics::MetricSnapshot;
using metrics::MetricsSnapshot;

namespace {

const metrics::Deadline kNoDeadline = metrics::Deadline::max();

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("A file of the test cannot be written.");
}

/// No file of this process grows beyond a size while it lives.
class SmallFiles
{
public:
    explicit SmallFiles(rlim_t most_bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit small{most_bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    ~SmallFiles() // lets them grow again
    {
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, SIG_DFL);
    }
    SmallFiles(const SmallFiles &) = delete;
    SmallFiles &operator=(const SmallFiles &) = delete;

private:
    rlimit m_before{};
};

} // namespace

class JsonLinesFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void appendsToWhatIsThere();
    void halfLinesOfACrashGo_data();
    void halfLinesOfACrashGo();
    void aFullDiskLeavesNothingHalf();
    void fullFilesGiveWay();
    void keepsNoOlderFilesWhenAskedTo();
    void aBatchLongerThanAFileHasItAlone();
    void oneProgramAtATime();
    void goesOnWhenSomebodyTookTheFile();
    void cannotBeOpened_data();
    void cannotBeOpened();
    void windowsAndSeriesBecomeLines();
    void oneInThreeFailingLosesNothing();

private:
    [[nodiscard]] QString path() const
    {
        return m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction()) + u".jsonl"_s);
    }
    QTemporaryDir m_folder;
};

void JsonLinesFileTest::appendsToWhatIsThere()
{
    {
        auto file = JsonLinesFile::open(path()).value();
        QVERIFY(file.append("{\"a\":1}\n{\"a\":2}\n"));
        QVERIFY(file.append({}));
    }
    auto file = JsonLinesFile::open(path()).value();
    QCOMPARE(file.mended_bytes(), 0);
    QVERIFY(file.append("{\"a\":3}\n"));
    QCOMPARE(contentOf(path()), QByteArray("{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n"));
    QCOMPARE(QFileInfo(path()).permissions() & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
}

void JsonLinesFileTest::halfLinesOfACrashGo_data()
{
    QTest::addColumn<QByteArray>("whole");
    QTest::addColumn<QByteArray>("half");
    const QByteArray line = "{\"name\":\"a\",\"sum\":1}\n";
    QTest::newRow("half a line") << line << QByteArray("{\"name\":\"b\",\"su");
    QTest::newRow("a line without its end") << line << QByteArray("{\"name\":\"b\",\"sum\":2}");
    QTest::newRow("zeros") << line << QByteArray(5'000, '\0');
    QTest::newRow("nothing else") << QByteArray() << QByteArray("{\"na");
    QTest::newRow("a long one") << line.repeated(9'000) << QByteArray(300'000, 'x');
}

void JsonLinesFileTest::halfLinesOfACrashGo()
{
    QFETCH(const QByteArray, whole);
    QFETCH(const QByteArray, half);
    write(path(), whole + half);
    auto file = JsonLinesFile::open(path()).value();
    QCOMPARE(file.mended_bytes(), half.size());
    QCOMPARE(contentOf(path()), whole);
    QVERIFY(file.append("{\"c\":3}\n"));
    QCOMPARE(contentOf(path()), whole + "{\"c\":3}\n");
}

void JsonLinesFileTest::aFullDiskLeavesNothingHalf()
{
    const QByteArray line = QByteArray("{\"name\":\"") + QByteArray(88, 'a') + "\"}\n";
    const QByteArray ten = line.repeated(10);
    auto file = JsonLinesFile::open(path()).value();
    QVERIFY(file.append(std::string_view(ten.constData(), 1'000)));
    {
        const SmallFiles small(1'550); // so five lines and a half are written
        const auto done = file.append(std::string_view(ten.constData(), 1'000));
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::DiskFull);
        QCOMPARE(contentOf(path()), ten);
        QVERIFY(file.append(std::string_view(line.constData(), 100))); // there is room for that
    }
    QVERIFY(file.append(std::string_view(ten.constData(), 1'000)));
    QCOMPARE(contentOf(path()), ten + line + ten);
}

void JsonLinesFileTest::fullFilesGiveWay()
{
    JsonLinesOptions options;
    options.most_bytes = 20;
    options.olderFiles = 2;
    auto file = JsonLinesFile::open(path(), options).value();
    for (const char *const line : {"{\"n\":1}\n", "{\"n\":2}\n", "{\"n\":3}\n", "{\"n\":4}\n",
                                   "{\"n\":5}\n", "{\"n\":6}\n", "{\"n\":7}\n"})
        QVERIFY(file.append(line));
    QCOMPARE(contentOf(path()), QByteArray("{\"n\":7}\n"));
    QCOMPARE(contentOf(path() + u".1"_s), QByteArray("{\"n\":5}\n{\"n\":6}\n"));
    QCOMPARE(contentOf(path() + u".2"_s), QByteArray("{\"n\":3}\n{\"n\":4}\n"));
    QVERIFY(!QFile::exists(path() + u".3"_s));
}

void JsonLinesFileTest::keepsNoOlderFilesWhenAskedTo()
{
    JsonLinesOptions options;
    options.most_bytes = 10;
    options.olderFiles = 0;
    auto file = JsonLinesFile::open(path(), options).value();
    QVERIFY(file.append("{\"n\":1}\n"));
    QVERIFY(file.append("{\"n\":2}\n"));
    QCOMPARE(contentOf(path()), QByteArray("{\"n\":2}\n"));
    QVERIFY(!QFile::exists(path() + u".1"_s));
}

void JsonLinesFileTest::aBatchLongerThanAFileHasItAlone()
{
    JsonLinesOptions options;
    options.most_bytes = 10;
    auto file = JsonLinesFile::open(path(), options).value();
    QVERIFY(file.append("{\"n\":1}\n"));
    QVERIFY(file.append("{\"n\":2}\n{\"n\":3}\n"));
    QVERIFY(file.append("{\"n\":4}\n"));
    QCOMPARE(contentOf(path() + u".1"_s), QByteArray("{\"n\":2}\n{\"n\":3}\n"));
    QCOMPARE(contentOf(path() + u".2"_s), QByteArray("{\"n\":1}\n"));
}

void JsonLinesFileTest::oneProgramAtATime()
{
    const auto file = JsonLinesFile::open(path());
    QVERIFY(file.has_value());
    const auto other = JsonLinesFile::open(path());
    QVERIFY(!other);
    QCOMPARE(other.error().code, ErrorCode::Locked);
}

void JsonLinesFileTest::goesOnWhenSomebodyTookTheFile()
{
    auto file = JsonLinesFile::open(path()).value();
    QVERIFY(file.append("{\"n\":1}\n"));
    QVERIFY(QFile::rename(path(), path() + u".taken"_s));
    QVERIFY(file.append("{\"n\":2}\n"));
    QCOMPARE(contentOf(path() + u".taken"_s), QByteArray("{\"n\":1}\n"));
    QCOMPARE(contentOf(path()), QByteArray("{\"n\":2}\n"));
    QVERIFY(QFile::remove(path()));
    QVERIFY(file.append("{\"n\":3}\n"));
    QCOMPARE(contentOf(path()), QByteArray("{\"n\":3}\n"));
}

void JsonLinesFileTest::cannotBeOpened_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("a folder") << m_folder.path() << ErrorCode::Io;
    QTest::newRow("no folder") << m_folder.filePath(u"none/x.jsonl"_s) << ErrorCode::Io;
    QTest::newRow("a device") << u"/dev/null"_s << ErrorCode::PermissionDenied;
}

void JsonLinesFileTest::cannotBeOpened()
{
    QFETCH(const QString, path);
    QFETCH(const ErrorCode, code);
    const auto file = JsonLinesFile::open(path);
    QVERIFY(!file);
    QCOMPARE(file.error().code, code);
    QVERIFY(file.error().message.contains(path));
    JsonLinesSink sink(path);
    QVERIFY(!sink.open().isDone);
    QVERIFY(!sink.exportSnapshots({}, kNoDeadline).isDone);
}

void JsonLinesFileTest::windowsAndSeriesBecomeLines()
{
    {
        JsonLinesSink sink(path());
        QVERIFY(sink.open().isDone);
        const MetricSnapshot window{"a\"b",
                                    (std::uint64_t{1} << 53) + 1,
                                    0.1,
                                    -1,
                                    2,
                                    {{"stream", "s\n"}},
                                    1'700'000'000'000'000'000,
                                    1'700'000'060'000'000'000};
        QVERIFY(sink.exportSnapshots(std::span(&window, 1), kNoDeadline).isDone);
    }
    FakeClock clock;
    metrics::MetricCollector collector(clock);
    collector.recordGauge("level", 42.5);
    collector.recordTimer("time", 7);
    JsonLinesExporter exporter(path());
    QVERIFY(exporter.exportMetrics(MetricsSnapshot::of(collector, clock), kNoDeadline).isDone);
    const QList<QByteArray> lines = contentOf(path()).trimmed().split('\n');
    QCOMPARE(lines.size(), 3);
    const QJsonObject first = QJsonDocument::fromJson(lines[0]).object();
    QCOMPARE(first.value(u"name"_s).toString(), u"a\"b"_s);
    QCOMPARE(first.value(u"count"_s).toString(), u"9007199254740993"_s);
    QCOMPARE(first.value(u"sum"_s).toDouble(), 0.1);
    QCOMPARE(first.value(u"dimensions"_s).toObject().value(u"stream"_s).toString(), u"s\n"_s);
    QCOMPARE(first.value(u"window_end"_s).toString(), u"2023-11-14T22:14:20.000Z"_s);
    QCOMPARE(QJsonDocument::fromJson(lines[1]).object().value(u"value"_s).toDouble(), 42.5);
    QCOMPARE(QJsonDocument::fromJson(lines[2]).object().value(u"max"_s).toDouble(), 7.0);
}

void JsonLinesFileTest::oneInThreeFailingLosesNothing()
{
    FakeClock clock;
    ManualTimer timer;
    metrics::MetricsManagerOptions options;
    options.level = metrics::MetricsLevel::Detailed;
    options.upload.exportTimeout = std::chrono::seconds(60);
    options.shutdownTimeout = std::chrono::seconds(60);
    metrics::MetricsManager manager(options, std::make_shared<JsonLinesSink>(path()), clock, timer);
    QVERIFY(manager.open().isDone);
    constexpr int kRounds = 13; // the last one is written
    for (int round = 1; round <= kRounds; ++round) {
        for (int i = 0; i < 20; ++i)
            manager.put("m", round, {.stream = std::to_string(i)});
        clock.pass(10);
        const bool isFull = round % 3 == 0;
        std::optional<SmallFiles> small;
        if (isFull) // a part of what is to be written has room
            small.emplace(static_cast<rlim_t>(QFileInfo(path()).size() + 500));
        QCOMPARE(manager.flush().isDone, !isFull);
    }
    QVERIFY(manager.close().isDone);
    QCOMPARE(manager.counts().upload.exportFailures, 4U);
    std::map<QString, double> sums;
    QSet<QByteArray> seen;
    const QByteArrayList lines = contentOf(path()).split('\n');
    for (const QByteArray &line : lines.first(lines.size() - 1)) {
        QVERIFY(!seen.contains(line));
        seen.insert(line);
        const QJsonObject window = QJsonDocument::fromJson(line).object();
        sums[QString::fromUtf8(QJsonDocument(window.value(u"dimensions"_s).toObject()).toJson())] +=
            window.value(u"sum"_s).toDouble();
    }
    QCOMPARE(sums.size(), std::size_t{20});
    for (const auto &[tags, sum] : sums)
        QCOMPARE(sum, double(kRounds * (kRounds + 1) / 2));
}

TIDEMARK_TEST(JsonLinesFileTest)
#include "json_lines_file_test.moc"
