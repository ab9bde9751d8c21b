// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/source_trial.h"

#include "app/commands/source_access.h"
#include "app/commands/text.h"
#include "app/paths.h"

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

constexpr std::array kSteps{
    std::pair{ConnectionStep::Address, "address"},
    std::pair{ConnectionStep::HostName, "host name"},
    std::pair{ConnectionStep::Connection, "connection"},
    std::pair{ConnectionStep::Trust, "certificate"},
    std::pair{ConnectionStep::Answer, "answer"},
    std::pair{ConnectionStep::Service, "service"},
    std::pair{ConnectionStep::Token, "token"},
    std::pair{ConnectionStep::Organisation, "organisation"},
};

void printSteps(const Invocation &call, const ConnectionReport &report)
{
    const auto writer =
        RowWriter::make(call.options.format, {u"step"_s, u"result"_s}, call.console);
    for (const auto &[step, word] : kSteps) {
        const bool isReached = !report.failedAt || step <= *report.failedAt;
        const bool isFailed = report.failedAt == step;
        writer->row({Cell::ofText(QString::fromLatin1(word)), Cell::ofText(isFailed    ? u"failed"_s
                                                                           : isReached ? u"ok"_s
                                                                                       : u"-"_s)});
    }
    writer->finish();
}

ExitCode codeFor(const ConnectionReport &report)
{
    if (!report.failedAt)
        return ExitCode::Ok;
    if (*report.failedAt >= ConnectionStep::HostName && *report.failedAt <= ConnectionStep::Answer)
        return ExitCode::Network;
    return exitCodeFor(report.error.code);
}

} // namespace

ExitCode trySource(const Invocation &call, const Source &source)
{
    const auto access = findSourceAccess(call, source);
    if (!access)
        return fail(call, access.error());
    noteIfReadable(call, source.endpoint);
    RobotoRemotes remotes(contactsFile(), access->timeout);
    const ConnectionReport report =
        awaitInLoop(remotes.check({source.endpoint, source.organisation, source.caFile,
                                   source.pinnedCertificate, access->token},
                                  call.stop));
    printSteps(call, report);
    if (!report.certificate.isEmpty() && report.failedAt == ConnectionStep::Trust)
        call.console.note(Text::tr("The server's certificate is %1, SHA-256 %2.")
                              .arg(report.certificateOwner, report.certificate));
    if (report.failedAt)
        call.console.error(report.error);
    else
        call.console.note(
            Text::tr("All is well: %1 as %2.").arg(report.protocol, report.identity.user));
    return codeFor(report);
}

} // namespace tidemark::commands
