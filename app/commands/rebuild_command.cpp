// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/rebuild_command.h"

#include "app/commands/findings.h"
#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "model/ports/store_admin.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

QString RebuildCommand::name() const
{
    return u"rebuild"_s;
}

QString RebuildCommand::summary() const
{
    return Text::tr("Compute the stored aggregates of series anew from their samples.");
}

QString RebuildCommand::syntax() const
{
    return {};
}

void RebuildCommand::addOptions(QCommandLineParser &) const {}

ExitCode RebuildCommand::run(const Invocation &call) const
{
    if (!takesStoreAlone(call, name()))
        return ExitCode::Usage;
    const auto store = openStore(call, StoreUse::Mend);
    if (!store)
        return fail(call, store.error());
    const auto report = await((*store)->ports().admin->rebuild(call.stop));
    if (!report)
        return fail(call, report.error());
    printFindings(call, report->findings);
    call.console.note(Text::tr("Aggregates of %Ln series were computed anew. Samples: %1.", nullptr,
                               static_cast<int>(report->series))
                          .arg(report->samples));
    if (report->findings.empty())
        return ExitCode::Ok;
    call.console.error(
        Text::tr("%Ln problem(s) of \"%1\" stay: what cannot be read was kept as it is. Restore a "
                 "backup to have it back.",
                 nullptr, static_cast<int>(report->findings.size()))
            .arg(QDir::toNativeSeparators((*store)->path())));
    return ExitCode::Partial;
}

} // namespace tidemark::commands
