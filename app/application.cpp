// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"

#include "app/commands/command.h"
#include "app/commands/exit_code.h"
#include "app/end_signals.h"
#include "app/headless_render.h"
#include "app/launch.h"
#include "app/own_metrics/own_metric_names.h"
#include "app/own_metrics/own_metrics.h"
#include "app/paths.h"
#include "app/quick_entry.h"
#include "app/settings_keeper.h"
#include "app/startup_trace.h"
#include "app/store_location.h"
#include "app/store_network.h"
#include "app/translation.h"
#include "app/window/main_window.h"
#include "views/theme/system_appearance.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QFile>
#include <QThreadPool>

#include <cstdio>
#include <memory>
#include <optional>

namespace tidemark {

using namespace Qt::StringLiterals;
using commands::ExitCode;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::Application)
};

void print(std::FILE *stream, const QString &text)
{
    std::fputs(qUtf8Printable(text), stream);
    std::fputc('\n', stream);
}

void nameProgram()
{
    QCoreApplication::setApplicationName(u"tidemark"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(TIDEMARK_VERSION));
    QGuiApplication::setApplicationDisplayName(u"Tidemark"_s);
    QGuiApplication::setDesktopFileName(u"tidemark"_s);
}

int exitCode(ExitCode code)
{
    return static_cast<int>(code);
}

QString storeToOpen(const Launch &launch, const Settings &settings)
{
    if (!launch.storePath.isEmpty())
        return launch.storePath;
    if (!settings.lastStore.isEmpty() && QFile::exists(settings.lastStore))
        return settings.lastStore;
    return defaultStorePath();
}

/// What the window and its headless twin are made of, in order of need.
class Program
{
public:
    explicit Program(QApplication &application, bool isHeadless)
        : m_settings(settingsFile(), isHeadless ? SettingsKeeper::Access::ReadOnly
                                                : SettingsKeeper::Access::ReadWrite)
        , m_theme(isHeadless ? nullptr : std::make_unique<theme::PortalAppearance>())
    {
        m_theme.setMode(m_settings.settings().themeMode);
        m_theme.applyTo(application);
    }

    int showWindow(const Launch &launch)
    {
        m_ownMetrics.emplace(own::kWindow);
        StoreNetwork network = storeNetwork();
        MainWindow window({&m_clock, &m_theme, &m_settings, WindowUse::Interactive, launch.isSafe,
                           std::move(network.makeLinks), std::move(network.makeReceivers),
                           &*m_ownMetrics});
        StartupTrace::watch(window);
        QObject::connect(&window, &MainWindow::storeOpening, &window, &QWidget::show);
        QObject::connect(&window, &MainWindow::storeFailed, &window, [&](const Error &error) {
            // A second start has done its work when the first window is in front (P7).
            if (error.code == ErrorCode::Locked && !window.isVisible())
                QCoreApplication::exit();
            else
                window.show();
        });
        // Nobody answers at a logout: the session keeps what is not saved.
        const EndSignals ending;
        QObject::connect(&ending, &EndSignals::received, &window, [&window] {
            window.close();
            QCoreApplication::exit();
        });
        window.openStore(storeToOpen(launch, m_settings.settings()));
        return QApplication::exec();
    }

    int quickEntry(const Launch &launch)
    {
        QuickEntry entry(m_clock, m_theme, m_settings.settings());
        QObject::connect(&entry, &QuickEntry::failed, &entry, [](const Error &error) {
            print(stderr, error.message);
            QCoreApplication::exit(exitCode(ExitCode::Failure));
        });
        entry.open(storeToOpen(launch, m_settings.settings()));
        return QApplication::exec();
    }

    int render(const Launch &launch)
    {
        m_theme.setMode(launch.isDark ? theme::Mode::Dark : theme::Mode::Light);
        Launch complete = launch;
        complete.storePath = storeToOpen(launch, m_settings.settings());
        if (launch.isFallback && !QFile::exists(complete.storePath)) {
            complete.usesSample = true;
            print(stdout, Text::tr("There is no store yet, so it shows the sample data."));
        }
        MainWindow window({&m_clock, &m_theme, &m_settings, WindowUse::Render});
        m_theme.setMode(launch.isDark ? theme::Mode::Dark : theme::Mode::Light);
        HeadlessRender work(window, complete);
        int code = exitCode(ExitCode::Failure);
        QObject::connect(&work, &HeadlessRender::finished, &window,
                         [&code](bool ok, const QString &message) {
                             print(ok ? stdout : stderr, message);
                             code = exitCode(ok ? ExitCode::Ok : ExitCode::Failure);
                             QCoreApplication::exit();
                         });
        QMetaObject::invokeMethod(&work, &HeadlessRender::start, Qt::QueuedConnection);
        QApplication::exec();
        return code;
    }

    /// Waits for what goes on behind a window that is gone: its session file, and stores that are
    /// being opened or written, which have a loan of all this.
    void finish()
    {
        m_ownMetrics.reset();
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }

private:
    SystemClock m_clock;
    SettingsKeeper m_settings;
    theme::Theme m_theme;
    std::optional<own::OwnMetrics> m_ownMetrics; ///< of a window
};

/// A picture is the same on every screen: no display, and one pixel is one pixel.
void preparePicture()
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_ENABLE_HIGHDPI_SCALING", "0");
    for (const char *scale : {"QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS"})
        qunsetenv(scale);
}

int runWindowed(int argc, char **argv, Launch launch)
{
    if (launch.kind == Launch::Kind::Window && !hasDisplay()) {
        launch.kind = Launch::Kind::Render;
        launch.isFallback = true;
        launch.outFolder = u"tidemark-dashboard"_s;
        print(stdout, Text::tr("There is no display, so the dashboard is written to files."));
    }
    const bool renders = launch.kind == Launch::Kind::Render;
    if (renders)
        preparePicture();
    ensureRuntimeFolder();
    QApplication application(argc, argv);
    nameProgram();
    installTranslation(application);
    int code = 0;
    {
        Program program(application, renders);
        if (renders)
            code = program.render(launch);
        else if (launch.kind == Launch::Kind::QuickEntry)
            code = program.quickEntry(launch);
        else
            code = program.showWindow(launch);
        program.finish();
    }
    return code;
}

} // namespace

int runProgram(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    const bool opensEntry = isQuickEntry(arguments) && hasDisplay();
    if (!opensEntry && commands::isCommand(arguments.value(1))) {
        QCoreApplication application(argc, argv);
        nameProgram();
        installTranslation(application);
        return commands::runCommand(arguments);
    }
    const Launch launch = parseLaunch(arguments);
    if (launch.kind == Launch::Kind::Help) {
        print(stdout, launchHelp());
        return exitCode(ExitCode::Ok);
    }
    if (launch.kind == Launch::Kind::Usage) {
        print(stderr, launch.problem % u'\n' % launchHelp());
        return exitCode(ExitCode::Usage);
    }
    return runWindowed(argc, argv, launch);
}

} // namespace tidemark
