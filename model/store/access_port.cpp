// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/access_port.h"

#include "model/store/access_rows.h"
#include "model/store/token_secret.h"

namespace tidemark::store {
namespace {

constexpr Timedelta kUseStep(std::int64_t{60} * 1'000'000'000);

// The minute that holds the time.
Timestamp minuteOf(Timestamp at)
{
    const std::int64_t rest = at.posixNs() % kUseStep.ns();
    return Timestamp(at.posixNs() - rest);
}

} // namespace

QFuture<Result<Organisation>> AccessPort::createOrganisation(NewOrganisation organisation)
{
    return m_desk.store<Organisation>(
        [this, organisation = std::move(organisation)](Connection &connection) {
            return insertOrganisation(connection, organisation, m_desk.now(), m_uids);
        });
}

QFuture<Result<std::vector<Organisation>>> AccessPort::organisations()
{
    return m_lanes.read<std::vector<Organisation>>(readOrganisations);
}

QFuture<Result<IssuedToken>> AccessPort::createToken(NewToken token)
{
    return m_desk.store<IssuedToken>([this, token = std::move(token)](Connection &connection) {
        const QString secret = newTokenSecret();
        return insertToken(connection, token, tokenHash(secret), m_desk.now(), m_uids)
            .transform([&secret](Token made) {
                return IssuedToken{std::move(made), secret};
            });
    });
}

QFuture<Result<void>> AccessPort::tryToken(NewToken token)
{
    return m_desk.store<void>([this, token = std::move(token)](Connection &connection) {
        return store::tryToken(connection, token, tokenHash(newTokenSecret()), m_desk.now(),
                               m_uids);
    });
}

QFuture<Result<std::vector<Token>>> AccessPort::tokens()
{
    return m_lanes.read<std::vector<Token>>(readTokens);
}

QFuture<Result<Token>> AccessPort::revokeToken(TokenId token)
{
    return m_desk.store<Token>([this, token](Connection &connection) {
        return markRevoked(connection, token, m_desk.now());
    });
}

QFuture<Result<Principal>> AccessPort::authenticate(QString secret)
{
    return m_admissions.ask(std::move(secret));
}

// The first use in a minute is written, after the answer and by the way.
void AccessPort::noteUse(TokenId token, Timestamp now, std::optional<Timestamp> noted)
{
    const Timestamp minute = minuteOf(now);
    if ((noted && *noted >= minute) || !m_desk.readOnlyReason().isEmpty())
        return;
    {
        const std::lock_guard lock(m_mutex);
        Timestamp &last = m_noted.try_emplace(token, Timestamp::min()).first->second;
        if (last >= minute)
            return;
        last = minute;
    }
    (void)m_desk.store<void>(
        [token, minute](Connection &connection) { return markUsed(connection, token, minute); });
}

} // namespace tidemark::store
