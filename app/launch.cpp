// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/launch.h"

#include "app/paths.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::Launch)
};

constexpr int kMostSide = 8000;

bool readSize(const QString &text, Launch &launch)
{
    const QStringList sides = text.split(u'x');
    if (sides.size() != 2)
        return false;
    launch.width = sides[0].toInt();
    launch.height = sides[1].toInt();
    return launch.width >= kLeastWidth && launch.width <= kMostSide &&
           launch.height >= kLeastHeight && launch.height <= kMostSide;
}

Launch usage(const QString &problem)
{
    Launch launch;
    launch.kind = Launch::Kind::Usage;
    launch.problem = problem;
    return launch;
}

} // namespace

Launch parseLaunch(const QStringList &arguments)
{
    Launch launch;
    const bool renders = arguments.value(1) == "render"_L1;
    const bool adds = isQuickEntry(arguments);
    if (renders)
        launch.kind = Launch::Kind::Render;
    else if (adds)
        launch.kind = Launch::Kind::QuickEntry;
    for (qsizetype i = renders || adds ? 2 : 1; i < arguments.size(); ++i) {
        const QString &option = arguments[i];
        const auto value = [&]() -> QString { return arguments.value(++i); };
        if (option == "--store"_L1)
            launch.storePath = value();
        else if (option == "--help"_L1 || option == "-h"_L1)
            launch.kind = Launch::Kind::Help;
        else if (!renders && !adds && option == "--safe-mode"_L1)
            launch.isSafe = true;
        else if (renders && option == "--out"_L1)
            launch.outFolder = value();
        else if (renders && option == "--dark"_L1)
            launch.isDark = true;
        else if (renders && option == "--sample"_L1)
            launch.usesSample = true;
        else if (renders && option == "--size"_L1) {
            if (!readSize(value(), launch))
                return usage(Text::tr("--size takes a size such as 1440x900, from %1x%2 to %3x%3.")
                                 .arg(kLeastWidth)
                                 .arg(kLeastHeight)
                                 .arg(kMostSide));
        } else if (option.startsWith(u'-'))
            return usage(Text::tr("There is no option \"%1\".").arg(option));
        else
            launch.storePath = option;
    }
    if (renders && launch.kind == Launch::Kind::Render && launch.outFolder.isEmpty())
        return usage(Text::tr("render needs --out and a folder."));
    return launch;
}

bool isQuickEntry(const QStringList &arguments)
{
    if (arguments.value(1) != "add"_L1)
        return false;
    const bool namesStore = arguments.size() == 4 && arguments[2] == "--store"_L1;
    return arguments.size() == 2 || namesStore;
}

QString launchHelp()
{
    return Text::tr("tidemark [--store FILE] [--safe-mode] [FILE]\n"
                    "    Opens the window on a store; --safe-mode without the last session.\n"
                    "tidemark add [--store FILE]\n"
                    "    Opens a small window that records values.\n"
                    "tidemark render --out DIR [--store FILE] [--size WxH] [--dark] [--sample]\n"
                    "    Writes the dashboard as dashboard.png and its values as dashboard.csv, "
                    "without a display.\n"
                    "    --size WxH  size of the picture in pixels, 1440x900 unless given, "
                    "720x480 at least\n"
                    "    --dark      in the dark theme\n"
                    "    --sample    of generated sample data instead of a store\n");
}

void ensureRuntimeFolder()
{
    if (!qEnvironmentVariableIsEmpty("XDG_RUNTIME_DIR"))
        return;
    const QString folder = stateFolder() % u"/runtime"_s;
    QDir().mkpath(folder);
    // Others may neither look at nor answer on the sockets in it.
    QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(folder));
}

bool hasDisplay()
{
    return qEnvironmentVariableIsSet("QT_QPA_PLATFORM") ||
           !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") ||
           !qEnvironmentVariableIsEmpty("DISPLAY");
}

} // namespace tidemark
