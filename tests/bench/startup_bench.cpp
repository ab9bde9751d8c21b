// SPDX-License-Identifier: GPL-3.0-or-later
// How long a start takes, from the call of the program to the first paint of its window and to its
// drawn panels, under an X server without acceleration (Xvfb), for an empty store and for one of
// 100,000 records. Prints min, median and max; the first start of each store, with a cold cache, is
// told apart. Usage: tidemark_bench_startup [ROUNDS]
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <vector>

using namespace Qt::StringLiterals;

namespace {

/// An X server on a free display that ends with this object.
class XServer
{
public:
    XServer()
    {
        m_process.setProcessChannelMode(QProcess::SeparateChannels);
        m_process.start(u"Xvfb"_s, {u"-displayfd"_s, u"1"_s, u"-screen"_s, u"0"_s, u"1440x900x24"_s,
                                    u"-nolisten"_s, u"tcp"_s});
        if (m_process.waitForStarted() && m_process.waitForReadyRead(10'000))
            m_display = u':' + QString::fromLatin1(m_process.readAllStandardOutput()).trimmed();
    }
    ~XServer()
    {
        m_process.terminate();
        m_process.waitForFinished(5000);
    }
    [[nodiscard]] const QString &display() const { return m_display; }

private:
    QProcess m_process;
    QString m_display;
};

struct Start
{
    double painted_ms = 0;
    double drawn_ms = 0;
};

QProcessEnvironment surroundings(const QString &display, const QString &home)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(u"WAYLAND_DISPLAY"_s);
    environment.insert(u"DISPLAY"_s, display);
    environment.insert(u"QT_QPA_PLATFORM"_s, u"xcb"_s);
    environment.insert(u"QT_LOGGING_RULES"_s, u"tidemark.startup.debug=true"_s);
    for (const char16_t *name : {u"XDG_CONFIG_HOME", u"XDG_DATA_HOME", u"XDG_STATE_HOME"})
        environment.insert(QString::fromUtf16(name), home);
    environment.remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
    return environment;
}

/// One start; nothing when the program did not come to its drawn panels within 20 s.
std::optional<Start> measure(const QProcessEnvironment &environment, const QString &store)
{
    QProcess program;
    program.setProcessEnvironment(environment);
    program.setProcessChannelMode(QProcess::MergedChannels);
    QElapsedTimer sinceStart;
    sinceStart.start();
    program.start(QStringLiteral(TIDEMARK_PROGRAM), {u"--store"_s, store});
    Start start;
    QByteArray said;
    constexpr qint64 kTimeout_ms = 20'000;
    while (start.drawn_ms == 0 && sinceStart.elapsed() < kTimeout_ms) {
        if (!program.waitForReadyRead(static_cast<int>(kTimeout_ms)))
            break;
        const double now_ms = static_cast<double>(sinceStart.nsecsElapsed()) / 1e6;
        said += program.readAll();
        if (start.painted_ms == 0 && said.contains("window painted"))
            start.painted_ms = now_ms;
        if (said.contains("panels drawn"))
            start.drawn_ms = now_ms;
    }
    program.terminate();
    if (!program.waitForFinished(5000))
        program.kill();
    program.waitForFinished(5000);
    if (start.painted_ms == 0 || start.drawn_ms == 0) {
        std::fprintf(stderr, "%s\n", said.constData());
        return std::nullopt;
    }
    return start;
}

void report(const char *what, std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    std::printf("  %-16s min %6.0f  median %6.0f  max %6.0f ms\n", what, values.front(),
                values[values.size() / 2], values.back());
}

bool run(const char *title, const QProcessEnvironment &environment, const QString &store,
         int rounds)
{
    std::vector<double> painted;
    std::vector<double> drawn;
    for (int i = 0; i <= rounds; ++i) {
        const auto start = measure(environment, store);
        if (!start)
            return false;
        if (i == 0) {
            std::printf("%s\n  first start      window %.0f ms, panels %.0f ms\n", title,
                        start->painted_ms, start->drawn_ms);
            continue;
        }
        painted.push_back(start->painted_ms);
        drawn.push_back(start->drawn_ms);
    }
    report("window painted", std::move(painted));
    report("panels drawn", std::move(drawn));
    return true;
}

/// Four metrics with 25,000 hourly values each, by the program's own import.
bool fill(const QString &store, const QString &csv)
{
    QFile file(csv);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    file.write("time,metric,value\n");
    constexpr qint64 kFirst_s = 1'700'000'000;
    for (int i = 0; i < 25'000; ++i) {
        for (const char *metric : {"a.one", "a.two", "b.one", "b.two"})
            file.write(QByteArray::number(kFirst_s + i * 3600) + ',' + metric + ',' +
                       QByteArray::number(i * 37 % 1000) + '\n');
    }
    file.close();
    return QProcess::execute(QStringLiteral(TIDEMARK_PROGRAM),
                             {u"import"_s, csv, u"--store"_s, store, u"--quiet"_s}) == 0;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const int rounds = argc > 1 ? QByteArray(argv[1]).toInt() : 11;
    const XServer server;
    const QTemporaryDir folder;
    if (server.display().isEmpty() || !folder.isValid() || rounds < 1) {
        std::fprintf(stderr, "Needs Xvfb, a temporary folder and at least one round.\n");
        return 1;
    }
    const auto environment = surroundings(server.display(), folder.path());
    const QString full = folder.filePath(u"full.tidemark"_s);
    const bool done =
        run("empty store", environment, folder.filePath(u"empty.tidemark"_s), rounds) &&
        fill(full, folder.filePath(u"rows.csv"_s)) &&
        run("100,000 records", environment, full, rounds);
    return done ? 0 : 1;
}
