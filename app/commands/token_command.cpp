// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/token_command.h"

#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "model/ports/access_store.h"
#include "model/ports/clock.h"
#include "model/time/time_entry.h"
#include "model/time/time_format.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

QStringList columns()
{
    return {u"id"_s,      u"name"_s,      u"user"_s,    u"organisations"_s,
            u"created"_s, u"last_used"_s, u"expires"_s, u"revoked"_s};
}

Cell timeCell(const std::optional<Timestamp> &time, const Zone &zone)
{
    return time ? Cell::ofText(isoTime(*time, zone)) : Cell::missing();
}

std::vector<Cell> cellsOf(const Token &token, const Zone &zone)
{
    return {Cell::ofInteger(token.id.value()), Cell::ofText(token.name),
            Cell::ofText(token.user),          Cell::ofText(token.organisations.join(u' ')),
            timeCell(token.created, zone),     timeCell(token.lastUsed, zone),
            timeCell(token.expires, zone),     timeCell(token.revoked, zone)};
}

ExitCode list(const Invocation &call)
{
    const auto store = openStore(call, StoreUse::Read);
    if (!store)
        return fail(call, store.error());
    const auto tokens = await((*store)->access().tokens());
    if (!tokens)
        return fail(call, tokens.error());
    const auto writer = RowWriter::make(call.options.format, columns(), call.console);
    for (const Token &token : *tokens)
        writer->row(cellsOf(token, call.options.calendar.zone));
    writer->finish();
    return ExitCode::Ok;
}

/// The uids of organisations that are given by uid or by name.
Result<QStringList> organisationsOf(AccessStore &access, const QStringList &wanted)
{
    const auto all = await(access.organisations());
    if (!all)
        return failure(all.error());
    QStringList uids;
    for (const QString &text : wanted) {
        const auto found = std::find_if(all->begin(), all->end(), [&](const Organisation &one) {
            return one.uid == text || one.name == text;
        });
        if (found == all->end())
            return failure(ErrorCode::NotFound,
                           Text::tr("There is no organisation \"%1\" in this store. Make it with "
                                    "--new-org NAME.")
                               .arg(text));
        uids.append(found->uid);
    }
    return uids;
}

Result<std::optional<Timestamp>> readExpiry(const Invocation &call)
{
    if (!call.parser.isSet(u"expires"_s))
        return std::optional<Timestamp>();
    return parseTimeEntry(call.parser.value(u"expires"_s), call.clock.now(),
                          call.options.calendar.zone, call.options.locale)
        .and_then([](const TimeEntry &entry) { return entry.instant(); })
        .transform([](Timestamp at) { return std::optional<Timestamp>(at); });
}

/// What `create` was told, its organisations looked up.
Result<NewToken> readToken(const Invocation &call, AccessStore &access,
                           std::optional<Timestamp> expires)
{
    QStringList wanted = call.parser.values(u"org"_s);
    if (wanted.isEmpty() && !call.parser.isSet(u"new-org"_s))
        wanted.append(QString::fromLatin1(kLocalOrgUid));
    auto organisations = organisationsOf(access, wanted);
    if (!organisations)
        return failure(organisations.error());
    NewToken token;
    token.name = call.parser.value(u"name"_s);
    token.user = call.parser.isSet(u"user"_s) ? call.parser.value(u"user"_s) : author();
    token.organisations = *std::move(organisations);
    token.expires = expires;
    if (call.parser.isSet(u"new-org"_s))
        token.newOrganisation = call.parser.value(u"new-org"_s);
    return token;
}

/// The secret alone, for `TOKEN=$(tidemark token create …)`, unless a format was asked for.
void print(const Invocation &call, const IssuedToken &issued)
{
    const Zone &zone = call.options.calendar.zone;
    if (call.parser.isSet(u"format"_s)) {
        const auto writer = RowWriter::make(call.options.format,
                                            columns() + QStringList{u"secret"_s}, call.console);
        std::vector<Cell> cells = cellsOf(issued.token, zone);
        cells.push_back(Cell::ofText(issued.secret));
        writer->row(cells);
        writer->finish();
    } else {
        call.console.writeLine(issued.secret);
    }
    call.console.note(
        Text::tr("Token %1 for %2 in %3. It is not shown again; keep it in a safe place.")
            .arg(QString::number(issued.token.id.value()), issued.token.user,
                 issued.token.organisations.join(u", "_s)));
}

ExitCode create(const Invocation &call)
{
    const auto expires = readExpiry(call);
    if (!expires)
        return fail(call, expires.error());
    const auto store = openStore(call, StoreUse::Write);
    if (!store)
        return fail(call, store.error());
    AccessStore &access = (*store)->access();
    const auto token = readToken(call, access, *expires);
    if (!token)
        return fail(call, token.error());
    if (call.options.isDryRun) {
        if (const auto tried = await(access.tryToken(*token)); !tried)
            return fail(call, tried.error());
        call.console.note(Text::tr("Would make a token for %1.").arg(token->user));
        return ExitCode::Ok;
    }
    const auto issued = await(access.createToken(*token));
    if (!issued)
        return fail(call, issued.error());
    print(call, *issued);
    return ExitCode::Ok;
}

Result<Token> findToken(AccessStore &access, TokenId id)
{
    const auto all = await(access.tokens());
    if (!all)
        return failure(all.error());
    const auto found =
        std::find_if(all->begin(), all->end(), [id](const Token &one) { return one.id == id; });
    if (found == all->end())
        return failure(ErrorCode::NotFound,
                       Text::tr("There is no such token in this store. See tidemark token list."));
    return *found;
}

ExitCode revoke(const Invocation &call, const QString &id)
{
    bool isNumber = false;
    const TokenId token(id.toLongLong(&isNumber));
    if (!isNumber || !token.isValid()) {
        call.console.error(
            Text::tr("\"%1\" is no token's number. See tidemark token list.").arg(id));
        return ExitCode::Usage;
    }
    const auto store = openStore(call, StoreUse::Mend);
    if (!store)
        return fail(call, store.error());
    AccessStore &access = (*store)->access();
    if (call.options.isDryRun) {
        const auto found = findToken(access, token);
        if (!found)
            return fail(call, found.error());
        call.console.note(Text::tr("Would revoke the token %1 (%2).").arg(id, found->name));
        return ExitCode::Ok;
    }
    const auto revoked = await(access.revokeToken(token));
    if (!revoked)
        return fail(call, revoked.error());
    call.console.note(
        Text::tr("The token %1 (%2) lets nobody in any more.").arg(id, revoked->name));
    return ExitCode::Ok;
}

} // namespace

QString TokenCommand::name() const
{
    return u"token"_s;
}

QString TokenCommand::summary() const
{
    return Text::tr("Make, list and revoke the tokens that let programs in.");
}

QString TokenCommand::syntax() const
{
    return u"[list | create --name NAME | revoke ID]"_s;
}

void TokenCommand::addOptions(QCommandLineParser &parser) const
{
    parser.addOptions({
        {u"name"_s, Text::tr("What the token is for (create)."), u"NAME"_s},
        {u"user"_s, Text::tr("Who signs what is done with it; you, if left out (create)."),
         u"USER"_s},
        {u"org"_s,
         Text::tr("An organisation it gives access to, by id or name; og_local if left out. May "
                  "be repeated (create)."),
         u"ORG"_s},
        {u"new-org"_s, Text::tr("Makes an organisation and gives access to it (create)."),
         u"NAME"_s},
        {u"expires"_s,
         Text::tr("When it ends, as in 2027-01-31 or +90d; never if left out (create)."),
         u"TIME"_s},
    });
}

ExitCode TokenCommand::run(const Invocation &call) const
{
    const QStringList arguments = call.arguments();
    const QString action = arguments.value(0, u"list"_s);
    if (action == "list"_L1 && arguments.size() <= 1)
        return list(call);
    if (action == "create"_L1 && arguments.size() == 1 && !call.parser.value(u"name"_s).isEmpty())
        return create(call);
    if (action == "revoke"_L1 && arguments.size() == 2)
        return revoke(call, arguments.at(1));
    call.console.error(Text::tr("Write tidemark token %1.").arg(syntax()));
    return ExitCode::Usage;
}

} // namespace tidemark::commands
