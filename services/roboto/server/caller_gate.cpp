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
    , m_throttle(std::move(now))
{}

void CallerGate::identify(const http::HttpRequest &request, std::function<void(GateAnswer)> done)
{
    const QString token = bearerToken(request.headers);
    if (token.isEmpty())
        return done(refuse(GateText::tr("This server needs a token. Send it as Authorization: "
                                        "Bearer TOKEN; \"tidemark token create\" makes one.")));
    const QString group = http::peerAddressFrom(request.peerAddress).group;
    const QByteArray hash = QCryptographicHash::hash(token.toLatin1(), QCryptographicHash::Sha256);
    if (const std::chrono::seconds wait = waitOf(group, hash); wait > wait.zero())
        return done(refuseForNow(wait));
    whenFinished(m_access.authenticate(token), [this, group, hash, done = std::move(done)](
                                                   const QFuture<Result<Principal>> &found) {
        done(judged(*found.constBegin(), group, hash));
    });
}

std::chrono::seconds CallerGate::waitOf(const QString &group, const QByteArray &hash) const
{
    const std::lock_guard lock(m_mutex);
    const std::chrono::milliseconds wait = m_throttle.waitOf(group);
    if (wait == wait.zero() || m_right.contains(hash))
        return {};
    return std::chrono::ceil<std::chrono::seconds>(wait);
}

GateAnswer CallerGate::judged(Result<Principal> found, const QString &group, const QByteArray &hash)
{
    if (!found && found.error().code != ErrorCode::PermissionDenied) {
        logFailure(found.error());
        return tl::unexpected<GateRefusal>(GateRefusal{serverError(found.error())});
    }
    const std::lock_guard lock(m_mutex);
    if (!found) {
        m_throttle.failed(group);
        m_right.remove(hash); // it has expired or was revoked
        return refuse(found.error().message);
    }
    if (m_right.size() < kRightTokens)
        m_right.insert(hash);
    return *std::move(found);
}

} // namespace tidemark::roboto
