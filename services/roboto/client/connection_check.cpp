// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/client/connection_check.h"

#include "model/core/when_finished.h"
#include "services/net/http_fault.h"
#include "services/roboto/client/identity_lookup.h"
#include "services/roboto/client/remote_faults.h"
#include "services/roboto/client/roboto_caller.h"
#include "services/roboto/client/roboto_connection.h"
#include "services/roboto/wire/roboto_error.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QPromise>

#include <memory>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

struct CheckText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::ConnectionCheck)
};

std::optional<ConnectionStep> stepOf(net::HttpFault fault, bool isConnected)
{
    using Fault = net::HttpFault;
    switch (fault) {
    case Fault::HostNotFound:
        return ConnectionStep::HostName;
    case Fault::Refused:
    case Fault::Unreachable:
    case Fault::Proxy:
        return ConnectionStep::Connection;
    case Fault::TlsSelfSigned:
    case Fault::TlsUntrusted:
    case Fault::TlsExpired:
    case Fault::TlsHostName:
    case Fault::TlsPin:
    case Fault::TlsHandshake:
    case Fault::TrustFile:
        return ConnectionStep::Trust;
    case Fault::InvalidToken:
        return ConnectionStep::Token;
    case Fault::InvalidRequest:
        return ConnectionStep::Address;
    case Fault::RedirectRefused:
    case Fault::RedirectLoop:
    case Fault::TooBig:
        return ConnectionStep::Service;
    case Fault::Cancelled:
        return std::nullopt;
    default:
        return isConnected ? ConnectionStep::Answer : ConnectionStep::Connection;
    }
}

ConnectionStep stepOfAnswer(const RemoteError &error)
{
    switch (error.fault) {
    case RemoteFault::Unauthorized:
        return error.error.subject == ErrorSubject::Organisation ? ConnectionStep::Organisation
                                                                 : ConnectionStep::Token;
    case RemoteFault::Busy:
    case RemoteFault::Lost:
        return ConnectionStep::Answer;
    case RemoteFault::Refused:
        return error.status == 403 ? ConnectionStep::Organisation : ConnectionStep::Service;
    case RemoteFault::Server: // its own failure; a success that does not read is not the service
        return error.status >= 500 && error.status != 501 ? ConnectionStep::Answer
                                                          : ConnectionStep::Service;
    default:
        return ConnectionStep::Service;
    }
}

/// One trial, from the address to the organisation. It holds itself until it is done; its steps run
/// on the network thread.
class ConnectionTrial final : public std::enable_shared_from_this<ConnectionTrial>
{
public:
    ConnectionTrial(ConnectionDraft draft, std::stop_token stop)
        : m_draft(std::move(draft))
        , m_stop(std::move(stop))
    {
        m_promise.start();
        m_since.start();
    }

    [[nodiscard]] QFuture<ConnectionReport> begin(net::NetworkThread &network,
                                                  const net::HttpLimits &limits)
    {
        auto connection = robotoConnection(m_draft);
        if (!connection) {
            finish(ConnectionStep::Address, connection.error());
            return m_promise.future();
        }
        m_place = net::placeOf(connection->endpoint.base);
        m_report.isExposed = connection->endpoint.sendsInTheClear;
        if (connection->endpoint.base.scheme() == "http"_L1)
            m_report.protocol = u"HTTP"_s;
        RobotoRemoteOptions options;
        options.organisation = m_draft.organisation;
        options.limits = limits;
        options.retry.attempts = 1;
        options.probesProtocol = true;
        options.peerSeen = [weak = weak_from_this()](const net::PeerSeen &peer) {
            if (const auto self = weak.lock())
                self->onPeer(peer);
        };
        m_caller = std::make_shared<RobotoCaller>(network, *std::move(connection), options);
        askIdentity();
        return m_promise.future();
    }

private:
    void askIdentity()
    {
        whenAnswered(lookUpIdentity(m_caller, m_stop),
                     [self = shared_from_this()](const RemoteResult<RemoteIdentity> &identity) {
                         if (identity)
                             self->onIdentity(*identity);
                         else
                             self->fail(identity.error());
                     });
    }

    void onIdentity(const RemoteIdentity &identity)
    {
        m_report.identity = identity;
        const QStringList &seen = identity.organisations;
        if (m_draft.organisation.isEmpty() && seen.size() > 1)
            finish(ConnectionStep::Organisation, noneNamed(seen));
        else if (!m_draft.organisation.isEmpty() && !seen.isEmpty() &&
                 !seen.contains(m_draft.organisation))
            finish(ConnectionStep::Organisation, notSeen(seen));
        else
            askListing();
    }

    void askListing()
    {
        whenAnswered(tryListing(*m_caller, m_stop),
                     [self = shared_from_this()](const RemoteResult<void> &listed) {
                         if (listed)
                             self->finish({}, {});
                         else
                             self->fail(listed.error());
                     });
    }

    void onPeer(const net::PeerSeen &peer)
    {
        m_isConnected = m_isConnected || peer.isConnected;
        if (!peer.protocol.isEmpty())
            m_report.protocol = peer.protocol;
        if (peer.certificateSha256.isEmpty())
            return;
        m_report.certificate = QString::fromLatin1(peer.certificateSha256.toHex());
        m_report.certificateOwner = CheckText::tr("%1, signed by %2", "certificate")
                                        .arg(peer.certificateOwner, peer.certificateIssuer);
    }

    void fail(const RemoteError &error)
    {
        const auto fault = net::faultOf(error.error);
        if (error.fault == RemoteFault::Stopped) {
            finish(m_isConnected ? ConnectionStep::Answer : ConnectionStep::Connection,
                   error.error);
        } else if (fault && error.status == 0) {
            finish(stepOf(*fault, m_isConnected).value_or(ConnectionStep::Answer), error.error);
        } else {
            const ConnectionStep step = stepOfAnswer(error);
            finish(step, step == ConnectionStep::Service ? serviceError(error) : error.error);
        }
    }

    /// What another service, or another version of it, answers with, and what to do each time.
    [[nodiscard]] Error serviceError(const RemoteError &error) const
    {
        return {ErrorCode::Unsupported, serviceText(error),
                u"roboto.service %1: "_s.arg(error.status) + error.error.detail};
    }

    [[nodiscard]] QString serviceText(const RemoteError &error) const
    {
        const QString status = QString::number(error.status);
        const bool isMissing = error.fault == RemoteFault::NotFound;
        const bool knowsUs = !m_report.identity.user.isEmpty();
        if (isAnotherVersion(error) || (isMissing && knowsUs))
            return CheckText::tr("%1 answers in another way than version 1 of the Roboto API, "
                                 "which Tidemark speaks. Check the path of the address. If it is "
                                 "right, ask the owner of the server for its version: it or "
                                 "Tidemark needs an update.")
                .arg(m_place);
        if (isMissing)
            return CheckText::tr("%1 has no Roboto API at this address (%2). Check the address, "
                                 "and whether its path misses a part or has one too many.")
                .arg(m_place, status);
        if (isRefusal(error))
            return CheckText::tr("%1 refuses what a client of Roboto asks (%2). Check the address "
                                 "and the organisation, or ask the owner of the server. %3")
                .arg(m_place, status, error.error.message);
        return CheckText::tr("%1 answers, but not as a Roboto service. Check the address, and "
                             "whether a part of its path is missing.")
            .arg(m_place);
    }

    /// JSON that lacks what version 1 has in it, or a call that it says it does not have.
    [[nodiscard]] static bool isAnotherVersion(const RemoteError &error)
    {
        const bool isSuccess = error.status >= 200 && error.status < 300;
        const QString &detail = error.error.detail;
        const auto names = [&detail](RobotoErrorCode code) {
            return detail.contains(QLatin1StringView(errorName(code)));
        };
        return (isSuccess && detail.contains("wire."_L1)) ||
               names(RobotoErrorCode::UnknownOperation) || names(RobotoErrorCode::Deprecated) ||
               names(RobotoErrorCode::NotImplemented);
    }

    [[nodiscard]] static bool isRefusal(const RemoteError &error)
    {
        constexpr int kWrongMethod = 405; // what a page at this place answers
        return error.status >= 400 && error.status < 500 && error.status != kWrongMethod;
    }

    [[nodiscard]] static Error noneNamed(const QStringList &seen)
    {
        return {ErrorCode::InvalidArgument,
                CheckText::tr("This token sees several organisations: %1. Choose one of them.")
                    .arg(seen.join(u", "_s)),
                u"roboto.organisation.several"_s, ErrorSubject::Organisation};
    }

    [[nodiscard]] Error notSeen(const QStringList &seen) const
    {
        return {ErrorCode::NotFound,
                CheckText::tr("This token does not see the organisation \"%1\", only %2. Choose "
                              "another organisation or another token.")
                    .arg(m_draft.organisation, seen.join(u", "_s)),
                u"roboto.organisation.unseen"_s, ErrorSubject::Organisation};
    }

    void finish(std::optional<ConnectionStep> failedAt, const Error &error)
    {
        m_report.failedAt = failedAt;
        m_report.error = error;
        m_report.error.message = m_draft.token.removedFrom(m_report.error.message);
        m_report.error.detail = m_draft.token.removedFrom(m_report.error.detail);
        m_report.took = std::chrono::milliseconds(m_since.elapsed());
        m_promise.addResult(m_report);
        m_promise.finish();
    }

    ConnectionDraft m_draft;
    std::stop_token m_stop;
    QString m_place;
    QElapsedTimer m_since;
    bool m_isConnected = false; ///< on the network thread, like the report
    ConnectionReport m_report;
    std::shared_ptr<RobotoCaller> m_caller;
    QPromise<ConnectionReport> m_promise;
};

} // namespace

QFuture<ConnectionReport> checkConnection(net::NetworkThread &network, ConnectionDraft draft,
                                          std::stop_token stop,
                                          std::optional<std::chrono::milliseconds> timeout)
{
    return std::make_shared<ConnectionTrial>(std::move(draft), std::move(stop))
        ->begin(network, robotoLimits(timeout));
}

} // namespace tidemark::roboto
