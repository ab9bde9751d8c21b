// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/backup_command.h"

#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "model/ports/store_admin.h"

using namespace Qt::StringLiterals;

namespace tidemark::commands {

QString BackupCommand::name() const
{
    return u"backup"_s;
}

QString BackupCommand::summary() const
{
    return Text::tr("Copy the store to a file, consistently.");
}

QString BackupCommand::syntax() const
{
    return u"FILE"_s;
}

void BackupCommand::addOptions(QCommandLineParser &parser) const
{
    parser.addOption({u"overwrite"_s, Text::tr("Replace the file if it exists.")});
}

ExitCode BackupCommand::run(const Invocation &call) const
{
    if (call.arguments().size() != 1) {
        call.console.error(Text::tr("Name one file: tidemark backup FILE."));
        return ExitCode::Usage;
    }
    const auto store = openStore(call, StoreUse::Read);
    if (!store)
        return fail(call, store.error());
    const QString path = call.arguments().constFirst();
    if (call.options.isDryRun) {
        call.console.note(Text::tr("Would copy %1 to %2.").arg(call.options.storePath, path));
        return ExitCode::Ok;
    }
    const auto written = await(
        (*store)->ports().admin->backupTo(path, call.parser.isSet(u"overwrite"_s), call.stop));
    if (!written)
        return fail(call, written.error());
    call.console.writeLine(*written);
    return ExitCode::Ok;
}

} // namespace tidemark::commands
