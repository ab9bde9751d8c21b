// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/server/caller_gate.h"

#include "model/core/when_finished.h"
#include "services/http/peer_address.h"
#include "services/roboto/server/access_log.h"
#include "services/roboto/server/server_errors.h"

#include <QCoreApplication>
#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

struct GateText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::CallerGate)
};

constexpr int kTooManyRequests = 429;
constexpr qsizetype kRightTokens = 4096; // the most that are remembered

tl::unexpected<GateRefusal> refuse(const QString &message)
{
    return tl::unexpected<GateRefusal>(
        GateRefusal{robotoError(RobotoErrorCode::Unauthorized, message)});
}

tl::unexpected<GateRefusal> refuseMissing()
{
    return refuse(GateText::tr("This server needs a token. Send it as Authorization: Bearer TOKEN; "
                               "\"tidemark token create\" makes one."));
}

QByteArray hashOf(const QString &token)
{
    return QCryptographicHash::hash(token.toLatin1(), QCryptographicHash::Sha256);
}

// The SDK repeats a 429, so an honest program gets through in the end.
tl::unexpected<GateRefusal> refuseForNow(std::chrono::seconds wait)
{
    const QString message =
        GateText::tr("Too many wrong tokens came from this address. Try again in %1 s.")
            .arg(wait.count());
    return tl::unexpected<GateRefusal>(
        GateRefusal{{RobotoErrorCode::Unauthorized, kTooManyRequests, message}, wait});
}

} // namespace

QString bearerToken(const http::HeaderList &headers)
{
    const QByteArrayList values = headers.values("Authorization");
    constexpr QByteArrayView kScheme = "Bearer ";
    if (values.size() != 1 || values.first().size() <= kScheme.size())
        return {};
    const QByteArrayView value = values.first();
    if (value.first(kScheme.size()).compare(kScheme, Qt::CaseInsensitive) != 0)
        return {};
    return QString::fromLatin1(value.sliced(kScheme.size()).trimmed());
}

CallerGate::CallerGate(AccessStore &access, http::LoginThrottle::Now now)
    : m_access(access)
    , m_throttle(now)
    , m_wrong(std::move(now))
{}

void CallerGate::identify(const http::HttpRequest &request, std::function<void(GateAnswer)> done)
{
    const QString token = bearerToken(request.headers);
    if (token.isEmpty())
        return done(refuseMissing());
    const Attempt attempt(http::peerAddressFrom(request.peerAddress).group, hashOf(token));
    if (auto refusal = begin(attempt))
        return done(tl::unexpected<GateRefusal>(*std::move(refusal)));
    whenFinished(m_access.authenticate(token),
                 [this, attempt, done = std::move(done)](const QFuture<Result<Principal>> &found) {
                     done(judged(*found.constBegin(), attempt));
                 });
}

void CallerGate::admit(const http::HttpRequest &head, bool isSmall,
                       std::function<void(std::optional<GateRefusal>)> done)
{
    const QString token = bearerToken(head.headers);
    if (token.isEmpty())
        return done(refuseMissing().value());
    if (isSmall || isRight(hashOf(token)))
        return done(std::nullopt);
    identify(head, [done = std::move(done)](const GateAnswer &answer) {
        done(answer ? std::nullopt : std::optional(answer.error()));
    });
}

bool CallerGate::isRight(const QByteArray &hash) const
{
    const std::lock_guard lock(m_mutex);
    return m_right.contains(hash);
}

std::optional<GateRefusal> CallerGate::begin(const Attempt &attempt)
{
    const std::lock_guard lock(m_mutex);
    if (m_right.contains(attempt.second))
        return std::nullopt;
    if (const auto message = m_wrong.refusalOf(attempt.second))
        return refuse(*message).value();
    if (m_wrong.contains(attempt.second))
        return std::nullopt; // looked at again
    if (const auto found = m_underWay.find(attempt); found != m_underWay.end()) {
        ++*found; // the same token once more is no other guess
        return std::nullopt;
    }
    const std::chrono::milliseconds wait = m_throttle.waitOf(attempt.first);
    if (wait > wait.zero())
        return refuseForNow(std::chrono::ceil<std::chrono::seconds>(wait)).value();
    m_throttle.begin(attempt.first);
    m_underWay.insert(attempt, 1);
    return std::nullopt;
}

void CallerGate::end(const Attempt &attempt)
{
    const auto found = m_underWay.find(attempt);
    if (found == m_underWay.end() || --*found > 0)
        return;
    m_underWay.erase(found);
    m_throttle.end(attempt.first);
}

GateAnswer CallerGate::judged(Result<Principal> found, const Attempt &attempt)
{
    const bool isWrong = !found && found.error().code == ErrorCode::PermissionDenied &&
                         found.error().subject == ErrorSubject::Token;
    const std::lock_guard lock(m_mutex);
    end(attempt);
    if (isWrong) {
        const bool wasRight = m_right.remove(attempt.second); // it has expired or was revoked
        if (!wasRight && !m_wrong.contains(attempt.second))
            m_throttle.failed(attempt.first);
        m_wrong.add(attempt.second, found.error().message);
        return refuse(found.error().message);
    }
    if (!found) {
        logFailure(found.error());
        return tl::unexpected<GateRefusal>(GateRefusal{serverError(found.error())});
    }
    m_wrong.remove(attempt.second);
    if (m_right.size() < kRightTokens)
        m_right.insert(attempt.second);
    return *std::move(found);
}

} // namespace tidemark::roboto
