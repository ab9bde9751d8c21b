// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/check_command.h"

#include "app/commands/findings.h"
#include "app/commands/keeping_option.h"
#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "model/ports/store_admin.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

QString CheckCommand::name() const
{
    return u"check"_s;
}

QString CheckCommand::summary() const
{
    return Text::tr("Verify the store and say what is damaged.");
}

QString CheckCommand::syntax() const
{
    return {};
}

void CheckCommand::addOptions(QCommandLineParser &) const {}

ExitCode CheckCommand::run(const Invocation &call) const
{
    if (!takesStoreAlone(call, name()))
        return ExitCode::Usage;
    const auto store = openStore(call, StoreUse::Read);
    if (!store)
        return fail(call, store.error());
    const auto report = await((*store)->ports().admin->check(call.stop));
    if (!report)
        return fail(call, report.error());
    printFindings(call, report->findings);
    if (!report->isSound()) {
        call.console.error(
            Text::tr("%Ln problem(s) found in \"%1\". Keep the file as it is and restore a "
                     "backup, or export what is readable.",
                     nullptr, static_cast<int>(report->findings.size()))
                .arg(QDir::toNativeSeparators((*store)->path())));
        return ExitCode::Failure;
    }
    if (auto told = tellRetention(call, (*store)->ports()); !told)
        return fail(call, told.error());
    call.console.note(Text::tr("The store is sound. Rows checked: %1.").arg(report->rowsChecked));
    return ExitCode::Ok;
}

} // namespace tidemark::commands
