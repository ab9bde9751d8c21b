// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/sources_command.h"

#include "app/commands/hidden_line.h"
#include "app/commands/selection_options.h"
#include "app/commands/source_access.h"
#include "app/commands/source_changes.h"
#include "app/commands/source_comparison.h"
#include "app/commands/source_trial.h"
#include "app/commands/text.h"
#include "model/domain/endpoint_text.h"
#include "model/ports/outbox_store.h"
#include "model/ports/source_store.h"
#include "services/secrets/keychain_store.h"
#include "services/sources/source_tokens.h"

#include <array>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

ExitCode list(const Invocation &call, const DataPorts &ports)
{
    const auto sources = await(ports.sources->sources());
    if (!sources)
        return fail(call, sources.error());
    const auto writer = RowWriter::make(call.options.format,
                                        {u"name"_s, u"kind"_s, u"endpoint"_s, u"organisation"_s,
                                         u"level"_s, u"interval"_s, u"waiting"_s, u"attention"_s},
                                        call.console);
    for (const Source &source : *sources) {
        const auto counts = await(ports.outbox->counts(source.id));
        if (!counts)
            return fail(call, counts.error());
        writer->row({Cell::ofText(source.name), Cell::ofText(sourceKindKey(source.kind)),
                     Cell::ofText(source.endpoint), Cell::ofText(source.organisation),
                     Cell::ofText(publishLevelKey(source.level)),
                     Cell::ofText(source.interval.toString()), Cell::ofInteger(counts->waiting),
                     Cell::ofInteger(counts->attention)});
    }
    writer->finish();
    return ExitCode::Ok;
}

ExitCode add(const Invocation &call, const DataPorts &ports, const QString &name)
{
    auto wanted = readNewSource(call, name);
    if (!wanted)
        return fail(call, wanted.error());
    const bool isDryRun = call.options.isDryRun;
    const auto made = await(isDryRun ? ports.sources->foresee(*std::move(wanted))
                                     : ports.sources->create(*std::move(wanted)));
    if (!made)
        return fail(call, made.error());
    if (isDryRun)
        call.console.note(Text::tr("Would add %1 at %2.").arg(made->name, made->endpoint));
    else
        call.console.note(
            Text::tr("%1 is a source now, at %2. Give its token with tidemark sources "
                     "token \"%1\" and try it with tidemark sources test \"%1\".")
                .arg(made->name, made->endpoint));
    noteIfReadable(call, made->endpoint);
    return ExitCode::Ok;
}

/// What the options say about a change of place that the store refuses.
Error explained(Error error, const Source &source)
{
    if (error.detail == kUnsaidMove)
        error.message =
            Text::tr("Data went to %1 or came from it. Say what the change means: --same-service "
                     "when it is the same service at a new place, --other-service when it is "
                     "another one.")
                .arg(source.name);
    return error;
}

/// What a change of place leaves to the person.
void noteMove(const Invocation &call, const SourceChange &change, const Source &before,
              const Source &after)
{
    if (change.endpoint)
        noteIfReadable(call, after.endpoint);
    const bool isMoved =
        before.endpoint != after.endpoint || before.organisation != after.organisation;
    if (isMoved && change.move == SourceMove::OtherService)
        call.console.note(Text::tr("What was published to the old service is not sent to the new "
                                   "one by itself; publish it with: tidemark publish \"%1\" --all")
                              .arg(after.name));
}

/// Whatever comes of it, the token is not found for another origin any more.
ExitCode forgetOldToken(const Invocation &call, const Source &before)
{
    call.console.note(Text::tr("A token that is kept for %1 is not sent to another address. Give "
                               "the token of the new one with tidemark sources token \"%2\".")
                          .arg(addressOfOrigin(before.endpoint), before.name));
    KeychainStore keyring(u"tidemark"_s);
    const auto gone = awaitInLoop(keyring.remove(tokenKey(before)), call.stop);
    if (!gone && gone.error().code == ErrorCode::Cancelled)
        return fail(call, gone.error());
    if (!gone && gone.error().code != ErrorCode::Unsupported)
        call.console.error(gone.error());
    return ExitCode::Ok;
}

ExitCode set(const Invocation &call, const DataPorts &ports, const Source &source)
{
    const auto change = readSourceChange(call);
    if (!change)
        return fail(call, change.error());
    const bool isDryRun = call.options.isDryRun;
    const auto changed = await(isDryRun ? ports.sources->foresee(source.id, *change)
                                        : ports.sources->update(source.id, *change));
    if (!changed)
        return fail(call, explained(changed.error(), source));
    if (isDryRun)
        call.console.note(Text::tr("Would change %1.").arg(source.name));
    noteMove(call, *change, source, *changed);
    if (isDryRun)
        return ExitCode::Ok;
    return tokenKey(*changed) == tokenKey(source) ? ExitCode::Ok : forgetOldToken(call, source);
}

ExitCode remove(const Invocation &call, const DataPorts &ports, const Source &source)
{
    if (call.options.isDryRun) {
        call.console.note(Text::tr("Would remove %1.").arg(source.name));
        return ExitCode::Ok;
    }
    const auto gone = await(ports.sources->remove(source.id, call.parser.isSet(u"with-queue"_s)));
    if (!gone)
        return fail(call, gone.error());
    KeychainStore keyring(u"tidemark"_s);
    const auto forgotten = awaitInLoop(keyring.remove(tokenKey(source)), call.stop);
    if (!forgotten && forgotten.error().code != ErrorCode::Unsupported) {
        call.console.error(Text::tr("The source is gone, but its token is still in the keyring."));
        call.console.error(forgotten.error());
        return ExitCode::Partial;
    }
    return ExitCode::Ok;
}

ExitCode keepToken(const Invocation &call, const DataPorts & /*ports*/, const Source &source)
{
    if (call.options.isDryRun) {
        call.console.note(Text::tr("Would change the token of %1.").arg(source.name));
        return ExitCode::Ok;
    }
    KeychainStore keyring(u"tidemark"_s);
    if (call.parser.isSet(u"forget"_s)) {
        const auto gone = awaitInLoop(keyring.remove(tokenKey(source)), call.stop);
        return gone ? ExitCode::Ok : fail(call, gone.error());
    }
    call.console.note(Text::tr("The token of %1, then Enter:").arg(source.name));
    auto token = readHiddenLine(call.stop);
    if (!token)
        return fail(call, token.error());
    const auto kept = awaitInLoop(keyring.set(tokenKey(source), *std::move(token)), call.stop);
    if (!kept)
        return fail(call, kept.error());
    call.console.note(Text::tr("The token of %1 is in the keyring.").arg(source.name));
    return ExitCode::Ok;
}

ExitCode test(const Invocation &call, const DataPorts & /*ports*/, const Source &source)
{
    return trySource(call, source);
}

/// What can be done with one source.
struct Action
{
    const char *name;
    StoreUse use;
    ExitCode (*run)(const Invocation &, const DataPorts &, const Source &);
};
constexpr std::array kActions{
    Action{"set", StoreUse::Mend, set},
    Action{"remove", StoreUse::Mend, remove},
    Action{"token", StoreUse::Read, keepToken},
    Action{"test", StoreUse::Read, test},
};

ExitCode compare(const Invocation &call, const QString &name, const QString &metric)
{
    const auto store = openStore(call, StoreUse::Read);
    if (!store)
        return fail(call, store.error());
    const DataPorts ports = (*store)->ports();
    const auto source = findSource(ports, name);
    return source ? compareWithSource(call, ports, *source, metric) : fail(call, source.error());
}

ExitCode runAction(const Invocation &call, const Action &action, const QString &name)
{
    const auto store = openStore(call, action.use);
    if (!store)
        return fail(call, store.error());
    const DataPorts ports = (*store)->ports();
    const auto source = findSource(ports, name);
    return source ? action.run(call, ports, *source) : fail(call, source.error());
}

} // namespace

QString SourcesCommand::name() const
{
    return u"sources"_s;
}

QString SourcesCommand::summary() const
{
    return Text::tr("List, add, change, test and remove the servers that data comes from.");
}

QString SourcesCommand::syntax() const
{
    return u"[list | add NAME | set NAME | test NAME | token NAME | compare NAME METRIC | "
           "remove NAME]"_s;
}

void SourcesCommand::addOptions(QCommandLineParser &parser) const
{
    addSourceOptions(parser);
    addRangeOptions(parser);
    parser.addOptions({
        {u"with-queue"_s, Text::tr("Also when something waits to be sent, which is forgotten "
                                   "(remove).")},
        {u"forget"_s, Text::tr("Takes the token out of the keyring (token).")},
    });
    addProfileOption(parser);
}

ExitCode SourcesCommand::run(const Invocation &call) const
{
    const QStringList arguments = call.arguments();
    const QString action = arguments.value(0, u"list"_s);
    const QString name = arguments.value(1);
    if (action == "list"_L1 && arguments.size() <= 1) {
        const auto store = openStore(call, StoreUse::Read);
        return store ? list(call, (*store)->ports()) : fail(call, store.error());
    }
    if (arguments.size() == 2 && action == "add"_L1) {
        const auto store = openStore(call, StoreUse::Write);
        return store ? add(call, (*store)->ports(), name) : fail(call, store.error());
    }
    if (arguments.size() == 3 && action == "compare"_L1)
        return compare(call, name, arguments.at(2));
    for (const Action &one : kActions) {
        if (arguments.size() == 2 && action == QLatin1StringView(one.name))
            return runAction(call, one, name);
    }
    call.console.error(Text::tr("Write tidemark sources %1.").arg(syntax()));
    return ExitCode::Usage;
}

} // namespace tidemark::commands
