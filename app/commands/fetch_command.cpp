// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/fetch_command.h"

#include "app/commands/selection_options.h"
#include "app/commands/source_access.h"
#include "app/commands/text.h"
#include "model/domain/access.h"
#include "services/mirror/source_fetch.h"

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

Result<FetchRequest> readRequest(const Invocation &call, SourceId source)
{
    const auto range = readRange(call);
    if (!range)
        return failure(range.error());
    FetchRequest request;
    request.source = source;
    request.metrics = call.arguments().mid(1);
    request.begin = range->begin;
    request.end = range->end;
    request.isFull = call.parser.isSet(u"full"_s);
    return request;
}

void printCounts(const Invocation &call, const FetchSummary &summary)
{
    const auto writer = RowWriter::make(
        call.options.format, {u"what"_s, u"added"_s, u"changed"_s, u"removed"_s, u"same"_s},
        call.console);
    const auto row = [&](const QString &what, const FetchCounts &counts) {
        writer->row({Cell::ofText(what), Cell::ofInteger(counts.added),
                     Cell::ofInteger(counts.changed), Cell::ofInteger(counts.removed),
                     Cell::ofInteger(counts.same)});
    };
    row(u"definitions"_s, summary.definitions);
    row(u"sessions"_s, summary.sessions);
    row(u"records"_s, summary.records);
    writer->finish();
}

ExitCode report(const Invocation &call, const FetchSummary &summary)
{
    printCounts(call, summary);
    for (const Error &refused : summary.refused)
        call.console.error(refused);
    if (summary.conflicts > 0)
        call.console.error(
            Text::tr("Changed here and there, so both versions wait for you: %1. See "
                     "the outbox of the source in the window.")
                .arg(summary.conflicts));
    if (summary.error) {
        call.console.note(Text::tr("What came before the error is in the store."));
        return fail(call, *summary.error);
    }
    if (!summary.isComplete) {
        call.console.note(Text::tr("Stopped. What came is in the store."));
        return ExitCode::Interrupted;
    }
    return summary.refusedCount > 0 || summary.conflicts > 0 ? ExitCode::Partial : ExitCode::Ok;
}

} // namespace

QString FetchCommand::name() const
{
    return u"fetch"_s;
}

QString FetchCommand::summary() const
{
    return Text::tr("Bring what a source has into the store.");
}

QString FetchCommand::syntax() const
{
    return u"SOURCE [METRIC...]"_s;
}

void FetchCommand::addOptions(QCommandLineParser &parser) const
{
    addRangeOptions(parser);
    parser.addOption({u"full"_s, Text::tr("Read everything again, not only what is new.")});
    addProfileOption(parser);
}

ExitCode FetchCommand::run(const Invocation &call) const
{
    if (call.arguments().isEmpty()) {
        call.console.error(Text::tr("Name a source: tidemark fetch SOURCE. tidemark sources lists "
                                    "them."));
        return ExitCode::Usage;
    }
    const auto store = openStore(call, StoreUse::Write);
    if (!store)
        return fail(call, store.error());
    const auto source = findSource((*store)->ports(), call.arguments().front());
    if (!source)
        return fail(call, source.error());
    auto request = readRequest(call, source->id);
    if (!request)
        return fail(call, request.error());
    if (call.options.isDryRun) {
        call.console.note(Text::tr("Would fetch from %1.").arg(source->endpoint));
        return ExitCode::Ok;
    }
    const auto connection = connectToSource(call, *source, RemoteUse::Fetching);
    if (!connection)
        return fail(call, connection.error());
    mirror::SourceFetch fetch(**store, *connection->api,
                              {QString::fromLatin1(kLocalOrgUid), author()});
    const auto summary = await(fetch.run(*std::move(request), {}, call.stop));
    return summary ? report(call, *summary) : fail(call, summary.error());
}

} // namespace tidemark::commands
