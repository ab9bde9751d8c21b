// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/reply_error.h"

namespace tidemark::net {

bool isAnswer(QNetworkReply::NetworkError error, int status)
{
    if (status < 100)
        return false;
    switch (error) {
    case QNetworkReply::NoError:
    case QNetworkReply::ContentAccessDenied:
    case QNetworkReply::ContentOperationNotPermittedError:
    case QNetworkReply::ContentNotFoundError:
    case QNetworkReply::AuthenticationRequiredError:
    case QNetworkReply::ContentConflictError:
    case QNetworkReply::ContentGoneError:
    case QNetworkReply::UnknownContentError:
    case QNetworkReply::ProtocolInvalidOperationError: // Qt's word for 400
    case QNetworkReply::InternalServerError:
    case QNetworkReply::OperationNotImplementedError:
    case QNetworkReply::ServiceUnavailableError:
    case QNetworkReply::UnknownServerError:
        return true;
    case QNetworkReply::ContentReSendError: // a redirected write whose body Qt would rewind
        return status >= 300 && status < 400;
    default:
        return false;
    }
}

HttpFault faultOfReply(QNetworkReply::NetworkError error, int status)
{
    switch (error) {
    case QNetworkReply::ConnectionRefusedError:
        return HttpFault::Refused;
    case QNetworkReply::HostNotFoundError:
        return HttpFault::HostNotFound;
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ContentReSendError: // closed before the answer; see OneShotBody
        return status > 0 ? HttpFault::CutOff : HttpFault::Closed;
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError:
        return HttpFault::Silence;
    case QNetworkReply::SslHandshakeFailedError:
        return HttpFault::TlsHandshake;
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::NetworkSessionFailedError:
    case QNetworkReply::UnknownNetworkError:
        return status > 0 ? HttpFault::CutOff : HttpFault::Unreachable;
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
    case QNetworkReply::UnknownProxyError:
        return HttpFault::Proxy;
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolUnknownError:
        return HttpFault::Malformed;
    default:
        return HttpFault::Other;
    }
}

} // namespace tidemark::net
