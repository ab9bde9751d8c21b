// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/console.h"
#include "app/commands/row_writer.h"
#include "model/time/calendar.h"

#include <QCommandLineParser>
#include <QLocale>

#include <memory>
#include <stop_token>
#include <vector>

namespace tidemark {
class Clock;
}

namespace tidemark::commands {

class InterruptWatch;

/// What every command understands (Z4).
struct CommonOptions
{
    QString storePath;
    Calendar calendar;             ///< `--zone`, `--week-start`
    QLocale locale = QLocale::c(); ///< `--locale`: how typed numbers and dates are read
    OutputFormat format = OutputFormat::Table;
    bool isDryRun = false;
};

/// One call of a command.
struct Invocation
{
    const QCommandLineParser &parser;
    const CommonOptions &options;
    Console &console;
    const Clock &clock;
    std::stop_token stop;                      ///< fires on SIGINT and SIGTERM
    const InterruptWatch *interrupt = nullptr; ///< which of them it was

    /// Arguments without the verb.
    [[nodiscard]] QStringList arguments() const { return parser.positionalArguments().mid(1); }
};

/// A verb of `tidemark`. Runs on the main thread without a display and may wait for the store.
class Command
{
public:
    virtual ~Command() = default;
    Command() = default;
    Command(const Command &) = delete;
    Command &operator=(const Command &) = delete;

    [[nodiscard]] virtual QString name() const = 0;
    [[nodiscard]] virtual QString summary() const = 0; ///< one line for `tidemark --help`
    /// The arguments after the verb, as in `METRIC VALUE`.
    [[nodiscard]] virtual QString syntax() const = 0;
    virtual void addOptions(QCommandLineParser &parser) const = 0;
    [[nodiscard]] virtual ExitCode run(const Invocation &call) const = 0;
};

/// Every command, in the order of `tidemark --help`.
[[nodiscard]] const std::vector<std::unique_ptr<Command>> &allCommands();

/// True when the first argument names a command or asks for help or the version, so that no window
/// is wanted.
[[nodiscard]] bool isCommand(const QString &name);

/// What `tidemark --help` prints.
[[nodiscard]] QString programHelp();

/// Runs the command that `arguments` (with the program's name first) ask for. Needs a
/// QCoreApplication. Writes errors to standard error and returns the exit code.
[[nodiscard]] int runCommand(const QStringList &arguments);

} // namespace tidemark::commands
