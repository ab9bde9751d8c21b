// SPDX-License-Identifier: GPL-3.0-or-later
// Series in a store beside the same samples in other people's databases: VictoriaMetrics (where the
// program `victoria-metrics` is installed) and DuckDB (where TIDEMARK_BENCH_PYTHON names a Python
// that has its package, and numpy). Samples lie on a grid of milliseconds, the finest that
// VictoriaMetrics has. Prints processor time of writing, size, and the least, the middle and the
// largest time of some questions.
// Usage: tidemark_bench_series_peers [samples]
#include "tests/bench/machine_line.h"
#include "tests/bench/series_side.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QEventLoop>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QThread>
#include <QUrlQuery>

#include <csignal>

#include <sys/prctl.h>
#include <unistd.h>

using namespace tidemark;
using namespace tidemark::bench;
using namespace Qt::StringLiterals;

namespace {

const QString kKind = u"millis"_s;
constexpr int kRuns = 21;

double folderBytes(const QString &path)
{
    double bytes = 0;
    QDirIterator files(path, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        files.next();
        bytes += static_cast<double>(files.fileInfo().size());
    }
    return bytes;
}

/// What every side is asked, and what writing took.
struct Answers
{
    double written_s = 0; ///< of processor time
    double bytes = 0;
    Figure all = {};
    Figure part = {}; ///< 1 % anywhere
};

void report(const char *name, std::size_t count, const Answers &answers, const Answers &ours)
{
    const auto number = static_cast<double>(count);
    std::printf(
        "%s\n  written in %.3f s of processor time, %.2f M samples/s; %.3f bytes a sample\n", name,
        answers.written_s, number / answers.written_s / 1e6, answers.bytes / number);
    print("timeline of 1000 columns, all", answers.all);
    print("timeline of 1000 columns, 1 % anywhere", answers.part);
    if (&answers != &ours)
        std::printf("  as many times as Tidemark: writing %.1f, bytes %.1f, all %.1f, 1 %% %.1f\n",
                    answers.written_s / ours.written_s, answers.bytes / ours.bytes,
                    answers.all.middle / ours.all.middle, answers.part.middle / ours.part.middle);
    std::fflush(stdout);
}

/// Where the parts of the range begin that are asked for, the same for all sides.
std::vector<double> places()
{
    std::mt19937_64 random(5);
    std::vector<double> all;
    for (int i = 0; i < kRuns; ++i)
        all.push_back(static_cast<double>(random() % 9'000) / 10'000);
    return all;
}

Answers askOurs(const QString &path, std::size_t count, TimeWindow &whole)
{
    SeriesSide series(path);
    Answers answers;
    answers.written_s = series.write_s(kKind, count);
    series.checkpoint();
    answers.bytes = series.bytes();
    const store::SeriesRow row = series.row();
    whole = {Timestamp(*row.first), Timestamp(*row.last + 1)};
    answers.all = measured_ms(kRuns, [&](int) { (void)series.timeline(whole); });
    const auto begins = places();
    answers.part = measured_ms(kRuns, [&](int run) {
        (void)series.timeline(partOf(whole, 0.01, begins[static_cast<std::size_t>(run)]));
    });
    return answers;
}

/// A VictoriaMetrics of this benchmark alone, in a folder of its own, on a free port.
class VictoriaMetrics
{
public:
    VictoriaMetrics(const QString &program, const QString &folder)
        : m_folder(folder)
    {
        QTcpServer free;
        if (!free.listen(QHostAddress::LocalHost))
            qFatal("no free port");
        m_address = u"127.0.0.1:%1"_s.arg(free.serverPort());
        free.close();
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.setStandardOutputFile(folder % u"/log"_s);
        m_process.setWorkingDirectory(folder);
        m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
        m_process.start(program, {u"-storageDataPath=data"_s, u"-httpListenAddr="_s % m_address,
                                  u"-retentionPeriod=100y"_s, u"-search.latencyOffset=0s"_s,
                                  u"-search.disableCache"_s, u"-loggerLevel=WARN"_s});
        for (int i = 0; i < 400 && get(u"/health"_s, {}).isEmpty(); ++i)
            QThread::msleep(50);
    }
    ~VictoriaMetrics() { stop(); }

    /// Processor time of the server for taking the samples.
    double write_s(std::size_t count)
    {
        Generator generator(kKind);
        std::vector<std::int64_t> times;
        std::vector<double> values;
        const double before = spent_s();
        for (std::size_t left = count; left > 0;) {
            const std::size_t size = std::min(left, kBatch);
            generator.fill(size, times, values);
            left -= size;
            QByteArray line = "{\"metric\":{\"__name__\":\"load\"},\"values\":[";
            for (std::size_t i = 0; i < size; ++i)
                line += (i > 0 ? "," : "") + QByteArray::number(values[i], 'f', 2);
            line += "],\"timestamps\":[";
            for (std::size_t i = 0; i < size; ++i)
                line += (i > 0 ? "," : "") + QByteArray::number(qint64(times[i] / kMillisecond_ns));
            post(u"/api/v1/import"_s, line + "]}\n");
        }
        (void)get(u"/internal/force_flush"_s, {});
        return spent_s() - before;
    }
    void timeline(const TimeWindow &window)
    {
        const std::int64_t step_ms =
            std::max<std::int64_t>(1, window.duration().ns() / kColumns / kMillisecond_ns);
        const auto seconds = [](Timestamp at) {
            return QString::number(static_cast<double>(at.posixNs()) / 1e9, 'f', 3);
        };
        const QByteArray found =
            get(u"/api/v1/query_range"_s,
                {{u"query"_s,
                  u"aggr_over_time((\"count_over_time\",\"min_over_time\",\"max_over_time\","
                  "\"sum_over_time\"), load[%1ms])"_s.arg(step_ms)},
                 {u"start"_s, seconds(window.begin)},
                 {u"end"_s, seconds(window.end)},
                 {u"step"_s, u"%1ms"_s.arg(step_ms)}});
        if (!found.contains("\"values\""))
            qFatal("VictoriaMetrics answered %s", found.left(300).constData());
    }
    double stoppedBytes()
    {
        stop();
        return folderBytes(m_folder % u"/data"_s);
    }

private:
    QByteArray finished(QNetworkReply *reply)
    {
        QEventLoop loop;
        QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
        loop.exec();
        reply->deleteLater();
        return reply->error() == QNetworkReply::NoError ? reply->readAll() : QByteArray();
    }
    QByteArray get(const QString &path, const QList<std::pair<QString, QString>> &items)
    {
        QUrl url(u"http://"_s % m_address % path);
        QUrlQuery query;
        for (const auto &[name, value] : items)
            query.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(value)));
        url.setQuery(query);
        return finished(m_network.get(QNetworkRequest(url)));
    }
    void post(const QString &path, const QByteArray &body)
    {
        QNetworkRequest request(QUrl(u"http://"_s % m_address % path));
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        QNetworkReply *reply = m_network.post(request, body);
        (void)finished(reply);
        if (reply->error() != QNetworkReply::NoError)
            qFatal("%s", qPrintable(reply->errorString()));
    }
    /// Of the server so far, from the fields utime and stime.
    double spent_s() const
    {
        QFile stat(u"/proc/%1/stat"_s.arg(m_process.processId()));
        if (!stat.open(QIODevice::ReadOnly))
            qFatal("VictoriaMetrics has ended: see its log");
        const QByteArray text = stat.readAll();
        const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
        return (fields.at(11).toDouble() + fields.at(12).toDouble()) /
               static_cast<double>(::sysconf(_SC_CLK_TCK));
    }
    void stop()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        ::kill(static_cast<pid_t>(m_process.processId()), SIGTERM);
        if (!m_process.waitForFinished(10'000)) {
            m_process.kill();
            m_process.waitForFinished(5'000);
        }
    }

    QString m_folder;
    QString m_address;
    QProcess m_process;
    QNetworkAccessManager m_network;
};

Answers askVictoriaMetrics(const QString &program, std::size_t count, const TimeWindow &whole)
{
    const QTemporaryDir folder;
    VictoriaMetrics server(program, folder.path());
    Answers answers;
    answers.written_s = server.write_s(count);
    answers.all = measured_ms(kRuns, [&](int) { server.timeline(whole); });
    const auto begins = places();
    answers.part = measured_ms(kRuns, [&](int run) {
        server.timeline(partOf(whole, 0.01, begins[static_cast<std::size_t>(run)]));
    });
    answers.bytes = server.stoppedBytes();
    return answers;
}

/// Every sample as 16 bytes, time and value, for a script.
void writeRaw(const QString &path, std::size_t count)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        qFatal("%s", qPrintable(path));
    Generator generator(kKind);
    std::vector<std::int64_t> times;
    std::vector<double> values;
    for (std::size_t left = count; left > 0;) {
        const std::size_t size = std::min(left, kBatch);
        generator.fill(size, times, values);
        left -= size;
        for (std::size_t i = 0; i < size; ++i) {
            file.write(reinterpret_cast<const char *>(&times[i]), sizeof times[i]);
            file.write(reinterpret_cast<const char *>(&values[i]), sizeof values[i]);
        }
    }
}

// The script prints written_s, bytes, and three numbers for each question.
std::optional<Answers> askDuckDb(const QString &python, std::size_t count, const TimeWindow &whole)
{
    const QTemporaryDir folder;
    const QString raw = folder.filePath(u"samples"_s);
    writeRaw(raw, count);
    QStringList arguments{QStringLiteral(TIDEMARK_BENCH_SCRIPTS "/duckdb_peer.py"), raw,
                          folder.filePath(u"s.duckdb"_s), QString::number(kBatch),
                          QString::number(kColumns)};
    for (const double begin : places())
        arguments.append(QString::number(partOf(whole, 0.01, begin).begin.posixNs()));
    QProcess script;
    script.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    script.start(python, arguments);
    if (!script.waitForFinished(-1) || script.exitCode() != 0)
        return std::nullopt;
    QList<double> numbers;
    for (const QByteArray &word : script.readAllStandardOutput().simplified().split(' '))
        numbers.append(word.toDouble());
    if (numbers.size() != 8)
        return std::nullopt;
    return Answers{numbers[0],
                   numbers[1],
                   {numbers[2], numbers[3], numbers[4]},
                   {numbers[5], numbers[6], numbers[7]}};
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const auto count = static_cast<std::size_t>(argc > 1 ? std::atoll(argv[1]) : 10'000'000);
    std::printf("%s\n%zu samples, one each millisecond; least / middle / most of %d runs\n",
                qPrintable(machineLine()), count, kRuns);
    const QTemporaryDir folder;
    TimeWindow whole;
    const Answers ours = askOurs(folder.filePath(u"series.tidemark"_s), count, whole);
    report("Tidemark", count, ours, ours);
    const QString victoria = QStandardPaths::findExecutable(u"victoria-metrics"_s);
    if (victoria.isEmpty())
        std::printf("VictoriaMetrics is not installed (package victoria-metrics)\n");
    else
        report("VictoriaMetrics, over HTTP", count, askVictoriaMetrics(victoria, count, whole),
               ours);
    const QString python = qEnvironmentVariable("TIDEMARK_BENCH_PYTHON");
    const auto duck = python.isEmpty() ? std::nullopt : askDuckDb(python, count, whole);
    if (duck)
        report("DuckDB, one thread, from arrays of numpy", count, *duck, ours);
    else
        std::printf("DuckDB: TIDEMARK_BENCH_PYTHON names no Python with duckdb and numpy\n");
    return 0;
}
