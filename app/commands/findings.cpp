// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/findings.h"

#include "app/commands/row_writer.h"
#include "app/commands/text.h"

using namespace Qt::StringLiterals;

namespace tidemark::commands {

bool takesStoreAlone(const Invocation &call, const QString &command)
{
    if (call.arguments().isEmpty())
        return true;
    call.console.error(
        Text::tr("%1 takes no argument; name the store with --store FILE.").arg(command));
    return false;
}

void printFindings(const Invocation &call, const std::vector<CheckFinding> &findings)
{
    const auto writer =
        RowWriter::make(call.options.format, {u"where"_s, u"problem"_s}, call.console);
    for (const CheckFinding &finding : findings)
        writer->row({Cell::ofText(finding.where), Cell::ofText(finding.problem)});
    writer->finish();
}

} // namespace tidemark::commands
