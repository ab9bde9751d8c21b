// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/command.h"

#include "app/commands/add_command.h"
#include "app/commands/aggregate_command.h"
#include "app/commands/backup_command.h"
#include "app/commands/check_command.h"
#include "app/commands/collect_command.h"
#include "app/commands/common_options.h"
#include "app/commands/definitions_command.h"
#include "app/commands/export_command.h"
#include "app/commands/fetch_command.h"
#include "app/commands/import_command.h"
#include "app/commands/interrupt.h"
#include "app/commands/publish_command.h"
#include "app/commands/query_command.h"
#include "app/commands/rebuild_command.h"
#include "app/commands/receive_command.h"
#include "app/commands/remove_command.h"
#include "app/commands/serve_command.h"
#include "app/commands/sources_command.h"
#include "app/commands/text.h"
#include "app/commands/token_command.h"
#include "model/ports/clock.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

bool isHelp(const QString &argument)
{
    return argument == "--help"_L1 || argument == "-h"_L1 || argument == "help"_L1;
}

bool isVersion(const QString &argument)
{
    return argument == "--version"_L1 || argument == "-v"_L1;
}

const Command *findCommand(const QString &name)
{
    const auto &commands = allCommands();
    const auto found = std::find_if(commands.begin(), commands.end(),
                                    [&](const auto &command) { return command->name() == name; });
    return found == commands.end() ? nullptr : found->get();
}

QByteArray versionLine()
{
    return "tidemark " + QCoreApplication::applicationVersion().toUtf8() + '\n';
}

ExitCode runWith(const Command &command, QCommandLineParser &parser, const QStringList &arguments,
                 Console &console)
{
    if (!parser.parse(arguments)) {
        console.error(parser.errorText());
        console.error(Text::tr("See tidemark %1 --help.").arg(command.name()));
        return ExitCode::Usage;
    }
    if (parser.isSet(u"help"_s)) {
        console.write(parser.helpText().toUtf8());
        return ExitCode::Ok;
    }
    if (parser.isSet(u"version"_s)) {
        console.write(versionLine());
        return ExitCode::Ok;
    }
    const Result<CommonOptions> options = readCommonOptions(parser);
    if (!options) {
        console.error(options.error());
        return ExitCode::Usage;
    }
    console.setQuiet(parser.isSet(u"quiet"_s));
    const InterruptWatch interrupt;
    const SystemClock clock;
    const ExitCode code =
        command.run({parser, *options, console, clock, interrupt.token(), &interrupt});
    return interrupt.wasInterrupted() && code != ExitCode::Ok ? ExitCode::Interrupted : code;
}

} // namespace

const std::vector<std::unique_ptr<Command>> &allCommands()
{
    static const auto commands = [] {
        std::vector<std::unique_ptr<Command>> made;
        made.push_back(std::make_unique<AddCommand>());
        made.push_back(std::make_unique<ImportCommand>());
        made.push_back(std::make_unique<QueryCommand>());
        made.push_back(std::make_unique<AggregateCommand>());
        made.push_back(std::make_unique<ExportCommand>());
        made.push_back(std::make_unique<RemoveCommand>());
        made.push_back(std::make_unique<DefinitionsCommand>());
        made.push_back(std::make_unique<SourcesCommand>());
        made.push_back(std::make_unique<PublishCommand>());
        made.push_back(std::make_unique<FetchCommand>());
        made.push_back(std::make_unique<ServeCommand>());
        made.push_back(std::make_unique<TokenCommand>());
        made.push_back(std::make_unique<CheckCommand>());
        made.push_back(std::make_unique<CollectCommand>());
        made.push_back(std::make_unique<ReceiveCommand>());
        made.push_back(std::make_unique<RebuildCommand>());
        made.push_back(std::make_unique<BackupCommand>());
        return made;
    }();
    return commands;
}

bool isCommand(const QString &name)
{
    return isHelp(name) || isVersion(name) || findCommand(name) != nullptr;
}

QString programHelp()
{
    QString text =
        Text::tr("Usage: tidemark [STORE]            open the window\n"
                 "       tidemark render --out DIR write the dashboard as a picture and a table\n"
                 "       tidemark COMMAND [...]    do one thing without a window\n\n"
                 "Commands:\n");
    for (const auto &command : allCommands())
        text += u"  "_s + command->name().leftJustified(14) + command->summary() + u'\n';
    text += Text::tr(
        "\nEach command explains itself with --help. Exit codes: 0 done, 1 failed, 2 wrong "
        "usage,\n3 done in part, 4 not found, 5 network, 6 store in use, 130 interrupted.\n");
    return text;
}

int runCommand(const QStringList &arguments)
{
    Console console;
    if (isHelp(arguments.value(1)) || isVersion(arguments.value(1))) {
        console.write(isHelp(arguments.value(1)) ? programHelp().toUtf8() : versionLine());
        return static_cast<int>(console.finish(ExitCode::Ok));
    }
    const Command *command = findCommand(arguments.value(1));
    if (command == nullptr) {
        console.error(
            Text::tr("There is no command \"%1\". See tidemark --help.").arg(arguments.value(1)));
        return static_cast<int>(console.finish(ExitCode::Usage));
    }
    QCommandLineParser parser;
    parser.setApplicationDescription(command->summary());
    parser.addPositionalArgument(command->name(), {}, command->name() + u' ' + command->syntax());
    addCommonOptions(parser);
    command->addOptions(parser);
    return static_cast<int>(console.finish(runWith(*command, parser, arguments, console)));
}

} // namespace tidemark::commands
