// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/access_rows.h"

#include "model/core/text.h"
#include "model/store/connection.h"
#include "model/store/org_scope.h"
#include "model/store/token_secret.h"
#include "model/store/transaction.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct AccessText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::Access)
};

constexpr QLatin1StringView kOrgColumns("o.uid, o.name, o.status, o.created_ns");
constexpr QLatin1StringView kTokenColumns(
    "t.id, t.name, t.user_name, t.created_ns, t.last_used_ns, t.expires_ns, t.revoked_ns");
constexpr int kTokenColumnCount = 7;

constexpr Sql kTakenOrg{"taken_org"_L1, "SELECT uid FROM org WHERE uid = ? OR name = ?"_L1};
constexpr Sql kInsertOrg{"insert_org"_L1, "INSERT INTO org (id, uid, name, status, created_ns) "
                                          "SELECT max(id) + 1, ?, ?, ?, ? FROM org"_L1};
constexpr Sql kInsertToken{"insert_token"_L1,
                           "INSERT INTO token (id, name, user_name, hash, created_ns, expires_ns) "
                           "SELECT coalesce(max(id), 0) + 1, ?, ?, ?, ?, ? FROM token"_L1};
constexpr Sql kInsertTokenOrg{"insert_token_org"_L1,
                              "INSERT OR IGNORE INTO token_org (token_id, org_id) "
                              "SELECT t.id, ? FROM token t WHERE t.hash = ?"_L1};
constexpr Sql kRevokeToken{
    "revoke_token"_L1, "UPDATE token SET revoked_ns = ? WHERE id = ? AND revoked_ns IS NULL"_L1};
constexpr Sql kUseToken{"use_token"_L1, "UPDATE token SET last_used_ns = ? WHERE id = ? "
                                        "AND (last_used_ns IS NULL OR last_used_ns < ?)"_L1};

Organisation readOrganisation(const Statement &row)
{
    Organisation organisation;
    organisation.uid = row.text(0);
    organisation.name = row.text(1);
    organisation.status =
        organisationStatusFromKey(row.text(2)).value_or(OrganisationStatus::Provisioning);
    organisation.created = row.timestamp(3);
    return organisation;
}

Token readToken(const Statement &row)
{
    Token token;
    token.id = row.id<TokenId>(0);
    token.name = row.text(1);
    token.user = row.text(2);
    token.created = row.timestamp(3);
    token.lastUsed = row.optionalTimestamp(4);
    token.expires = row.optionalTimestamp(5);
    token.revoked = row.optionalTimestamp(6);
    return token;
}

// `readRow` makes a T of the current row.
template <class T, class ReadRow>
Result<std::vector<T>> readAll(Statement &statement, ReadRow readRow)
{
    std::vector<T> rows;
    while (true) {
        const auto row = statement.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return rows;
        rows.push_back(readRow(statement));
    }
}

Result<std::vector<Organisation>> organisationsOf(Connection &connection, TokenId token)
{
    Statement select = connection.prepare("orgs_of_token"_L1,
                                          "SELECT "_L1 % kOrgColumns %
                                              " FROM token_org m JOIN org o ON o.id = m.org_id "
                                              "WHERE m.token_id = ? ORDER BY o.uid"_L1);
    if (auto done = select.run(token); !done)
        return failure(done.error());
    return readAll<Organisation>(select, readOrganisation);
}

Result<std::vector<Token>> selectTokens(Connection &connection, QLatin1StringView where,
                                        const QVariant &key)
{
    std::vector<Token> tokens;
    {
        Statement select = connection.prepare("select_tokens"_L1, "SELECT "_L1 % kTokenColumns %
                                                                      " FROM token t "_L1 % where);
        auto done = key.isNull() ? select.run() : select.run(key.toString());
        if (!done)
            return failure(done.error());
        auto rows = readAll<Token>(select, readToken);
        if (!rows)
            return rows;
        tokens = std::move(*rows);
    }
    for (Token &token : tokens) {
        const auto organisations = organisationsOf(connection, token.id);
        if (!organisations)
            return failure(organisations.error());
        for (const Organisation &organisation : *organisations)
            token.organisations.append(organisation.uid);
    }
    return tokens;
}

Result<Token> onlyToken(Result<std::vector<Token>> tokens)
{
    if (!tokens)
        return failure(tokens.error());
    if (tokens->empty())
        return failure(Error{ErrorCode::NotFound,
                             AccessText::tr("There is no such token in this store."),
                             {},
                             ErrorSubject::Token});
    return std::move(tokens->front());
}

Result<NewToken> storable(const NewToken &wanted, Timestamp now)
{
    NewToken token = wanted;
    auto name = normalisedName(wanted.name);
    if (!name)
        return failure(name.error());
    auto user = normalisedName(wanted.user);
    if (!user)
        return failure(user.error());
    token.name = std::move(*name);
    token.user = std::move(*user);
    if (token.organisations.isEmpty() && !token.newOrganisation)
        return failure(ErrorCode::InvalidArgument,
                       AccessText::tr("A token needs an organisation. Name one."));
    if (token.expires && *token.expires <= now)
        return failure(ErrorCode::InvalidArgument,
                       AccessText::tr("The token would end before it begins. Choose a later end."));
    return token;
}

Error notAdmitted(const QString &why)
{
    return {ErrorCode::PermissionDenied,
            AccessText::tr("The token is not valid here. Use another one or make a new one."), why,
            ErrorSubject::Token};
}

Result<Organisation> putOrganisation(Connection &connection, const NewOrganisation &wanted,
                                     Timestamp now, UidSource &uids)
{
    const auto name = normalisedName(wanted.name);
    if (!name)
        return failure(name.error());
    const auto uid =
        wanted.uid.isEmpty() ? Result<QString>(uids.next("og_"_L1)) : normalisedName(wanted.uid);
    if (!uid)
        return failure(uid.error());
    {
        Statement taken = connection.prepare(kTakenOrg);
        const auto row = taken.run(*uid, *name).and_then([&] { return taken.next(); });
        if (!row)
            return failure(row.error());
        if (*row)
            return failure(
                Error{ErrorCode::AlreadyExists,
                      AccessText::tr("An organisation \"%1\" exists already. Choose another name.")
                          .arg(*name),
                      {},
                      ErrorSubject::Organisation});
    }
    Organisation organisation{*uid, *name, OrganisationStatus::Active, now};
    return connection.prepare(kInsertOrg)
        .run(*uid, *name, organisationStatusKey(organisation.status), now)
        .transform([&] { return std::move(organisation); });
}

Result<Token> putToken(Connection &connection, const NewToken &wanted, const QString &hash,
                       Timestamp now, UidSource &uids)
{
    auto token = storable(wanted, now);
    if (!token)
        return failure(token.error());
    if (token->newOrganisation) {
        const auto made = putOrganisation(connection, {*token->newOrganisation}, now, uids);
        if (!made)
            return failure(made.error());
        token->organisations.append(made->uid);
    }
    auto inserted =
        connection.prepare(kInsertToken).run(token->name, token->user, hash, now, token->expires);
    if (!inserted)
        return failure(inserted.error());
    for (const QString &uid : token->organisations) {
        auto member = OrgScope(uid, {}).org(connection).and_then([&](OrgId org) {
            return connection.prepare(kInsertTokenOrg).run(org, hash);
        });
        if (!member)
            return failure(member.error());
    }
    return onlyToken(selectTokens(connection, "WHERE t.hash = ?"_L1, hash));
}

} // namespace

Result<Organisation> insertOrganisation(Connection &connection, const NewOrganisation &wanted,
                                        Timestamp now, UidSource &uids)
{
    auto transaction = Transaction::begin(connection);
    if (!transaction)
        return failure(transaction.error());
    auto made = putOrganisation(connection, wanted, now, uids);
    if (!made)
        return made;
    return transaction->commit().transform([&made] { return std::move(*made); });
}

Result<std::vector<Organisation>> readOrganisations(Connection &connection)
{
    Statement select = connection.prepare("select_orgs"_L1, "SELECT "_L1 % kOrgColumns %
                                                                " FROM org o ORDER BY o.uid"_L1);
    if (auto done = select.run(); !done)
        return failure(done.error());
    return readAll<Organisation>(select, readOrganisation);
}

Result<Token> insertToken(Connection &connection, const NewToken &wanted, const QString &hash,
                          Timestamp now, UidSource &uids)
{
    auto transaction = Transaction::begin(connection);
    if (!transaction)
        return failure(transaction.error());
    auto made = putToken(connection, wanted, hash, now, uids);
    if (!made)
        return made;
    return transaction->commit().transform([&made] { return std::move(*made); });
}

Result<void> tryToken(Connection &connection, const NewToken &wanted, const QString &hash,
                      Timestamp now, UidSource &uids)
{
    const auto transaction = Transaction::begin(connection); // and never committed
    if (!transaction)
        return failure(transaction.error());
    const auto made = putToken(connection, wanted, hash, now, uids);
    return made ? Result<void>() : Result<void>(failure(made.error()));
}

Result<std::vector<Token>> readTokens(Connection &connection)
{
    const auto snapshot = Transaction::beginRead(connection);
    if (!snapshot)
        return failure(snapshot.error());
    return selectTokens(connection, "ORDER BY t.id"_L1, {});
}

Result<Token> markRevoked(Connection &connection, TokenId token, Timestamp now)
{
    auto transaction = Transaction::begin(connection);
    if (!transaction)
        return failure(transaction.error());
    if (auto done = connection.prepare(kRevokeToken).run(now, token); !done)
        return failure(done.error());
    auto revoked = onlyToken(selectTokens(connection, "WHERE t.id = CAST(? AS INTEGER)"_L1,
                                          QString::number(token.value())));
    if (!revoked)
        return revoked;
    return transaction->commit().transform([&revoked] { return std::move(*revoked); });
}

Result<void> markUsed(Connection &connection, TokenId token, Timestamp at)
{
    return connection.prepare(kUseToken).run(at, token, at);
}

Result<Admission> admit(Connection &connection, const QString &secret, Timestamp now)
{
    if (!isTokenSecret(secret))
        return failure(notAdmitted(u"not a token of ours"_s));
    const QString hash = tokenHash(secret);
    const auto snapshot = Transaction::beginRead(connection);
    if (!snapshot)
        return failure(snapshot.error());
    std::optional<Token> token;
    {
        Statement select =
            connection.prepare("find_token"_L1, "SELECT "_L1 % kTokenColumns %
                                                    ", t.hash FROM token t WHERE t.hash = ?"_L1);
        const auto row = select.run(hash).and_then([&] { return select.next(); });
        if (!row)
            return failure(row.error());
        if (*row &&
            isEqualInConstantTime(select.text(kTokenColumnCount).toLatin1(), hash.toLatin1()))
            token = readToken(select);
    }
    if (!token)
        return failure(notAdmitted(u"unknown token"_s));
    if (token->revoked)
        return failure(notAdmitted(u"token %1 is revoked"_s.arg(token->id.value())));
    if (token->expires && *token->expires <= now)
        return failure(notAdmitted(u"token %1 has expired"_s.arg(token->id.value())));
    auto organisations = organisationsOf(connection, token->id);
    if (!organisations)
        return failure(organisations.error());
    return Admission{{token->id, token->user, std::move(*organisations)}, token->lastUsed};
}

} // namespace tidemark::store
