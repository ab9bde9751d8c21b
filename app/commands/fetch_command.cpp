// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/fetch_command.h"

#include "app/commands/selection_options.h"
#include "app/commands/source_access.h"
#include "app/commands/text.h"
#include "model/domain/access.h"
#include "services/mirror/source_fetch.h"

#include <QElapsedTimer>

#include <algorithm>
#include <optional>

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

/// Tells how much came while a fetch pages (R3). On the fetch's thread.
class ProgressLine final
{
public:
    explicit ProgressLine(Console &console)
        : m_console(console)
    {}

    void show(const FetchProgress &progress)
    {
        constexpr qint64 kBetween_ms = 100;
        const bool isDue = m_shown != progress.phase || m_since.hasExpired(kBetween_ms);
        if (!isDue)
            return;
        m_shown = progress.phase;
        m_since.start();
        m_console.progress(text(progress));
    }

private:
    [[nodiscard]] static QString text(const FetchProgress &progress)
    {
        switch (progress.phase) {
        case FetchPhase::Token: // is known before
        case FetchPhase::Definitions:
            return Text::tr("Definitions: %1").arg(progress.read);
        case FetchPhase::Sessions:
            return Text::tr("Sessions: %1").arg(progress.read);
        case FetchPhase::Records:
            break;
        }
        return Text::tr("Records: %1 (metric %2 of %3, %4)")
            .arg(QString::number(progress.read),
                 QString::number(std::min(progress.metricsRead + 1, progress.metricsTotal)),
                 QString::number(progress.metricsTotal), progress.metric);
    }

    Console &m_console;
    std::optional<FetchPhase> m_shown;
    QElapsedTimer m_since;
};

/// How much came of a fetch that ended early.
void noteWhatCame(const Invocation &call, const FetchSummary &summary)
{
    const auto came = [](const FetchCounts &counts) {
        return QString::number(counts.added + counts.changed + counts.same);
    };
    call.console.note(
        Text::tr("What came is in the store: definitions %1, sessions %2, records %3.")
            .arg(came(summary.definitions), came(summary.sessions), came(summary.records)));
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
        noteWhatCame(call, summary);
        return failOfSource(call, *summary.error);
    }
    if (!summary.isComplete) {
        call.console.note(Text::tr("Stopped."));
        noteWhatCame(call, summary);
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
    const auto store = openStore(call, StoreUse::Mend);
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
    ProgressLine line(call.console);
    const auto summary = await(fetch.run(
        *std::move(request), [&line](const FetchProgress &progress) { line.show(progress); },
        call.stop));
    call.console.endProgress();
    return summary ? report(call, *summary) : fail(call, summary.error());
}

} // namespace tidemark::commands
