// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/client/remote_faults.h"

#include "services/net/http_fault.h"
#include "services/roboto/wire/roboto_error.h"

#include <QCoreApplication>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

struct RemoteText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::Remote)
};

/// What a failure means, whatever the call was.
struct Meaning
{
    RemoteFault fault;
    bool mayBeDone = false; ///< if the call was a write
    bool mayRetry = false;
};

Meaning meaningOf(net::HttpFault fault)
{
    using Fault = net::HttpFault;
    switch (fault) {
    case Fault::HostNotFound:
    case Fault::Refused:
    case Fault::Unreachable:
        return {RemoteFault::Offline, false, true};
    case Fault::Proxy: // may have passed it on before it failed
        return {RemoteFault::Offline, true, true};
    case Fault::TlsSelfSigned:
    case Fault::TlsUntrusted:
    case Fault::TlsExpired:
    case Fault::TlsHostName:
    case Fault::TlsPin:
    case Fault::TlsHandshake:
    case Fault::TrustFile:
        return {RemoteFault::Insecure};
    case Fault::InvalidToken:
        return {RemoteFault::Unauthorized};
    case Fault::InvalidRequest:
        return {RemoteFault::Refused};
    case Fault::Cancelled:
        return {RemoteFault::Stopped, true, true};
    case Fault::NotHttp:
    case Fault::Malformed:
        return {RemoteFault::Server, true, true};
    case Fault::TooBig:
    case Fault::RedirectRefused:
    case Fault::RedirectLoop:
        return {RemoteFault::Server, true, false};
    case Fault::Closed:
    case Fault::Deadline:
    case Fault::Silence:
    case Fault::CutOff:
    case Fault::Other:
        break;
    }
    return {RemoteFault::Lost, true, true};
}

Meaning meaningOfStatus(int status)
{
    switch (status) {
    case 401:
        return {RemoteFault::Unauthorized};
    case 404:
    case 410:
        return {RemoteFault::NotFound};
    case 408: // the server gave up waiting for the request
    case 425:
        return {RemoteFault::Lost, true, true};
    case 409:
        return {RemoteFault::Exists};
    case 413:
        return {RemoteFault::TooLarge};
    case 429:
        return {RemoteFault::Busy, false, true};
    case 503: // may come from a proxy that has lost the server behind it
        return {RemoteFault::Busy, true, true};
    default:
        break;
    }
    if (status >= 400 && status < 500)
        return {RemoteFault::Refused};
    constexpr int kNotImplemented = 501;
    constexpr int kFull = 507;
    const bool isForGood = status < 500 || status == kNotImplemented || status == kFull;
    return {RemoteFault::Server, true, !isForGood};
}

// The code decides where it says more than a status of its kind would.
Meaning meaningOf(const RobotoError &said)
{
    using Code = RobotoErrorCode;
    if (!said.code)
        return meaningOfStatus(said.status);
    switch (*said.code) {
    case Code::Unauthorized: // 403: the token is known, but this is not allowed to it
        return said.status == 403 ? Meaning{RemoteFault::Refused}
                                  : Meaning{RemoteFault::Unauthorized};
    case Code::AuthenticationFailure:
    case Code::NoOrgProvided: // of every request alike, until the source names one
        return {RemoteFault::Unauthorized};
    case Code::NotFound:
    case Code::DeviceNotFound:
    case Code::DatasetNotFound:
    case Code::NotReady:
    case Code::Expired:
        return {RemoteFault::NotFound};
    case Code::Conflict:
        return {RemoteFault::Exists};
    case Code::ServiceUnavailable:
        return {RemoteFault::Busy, true, true};
    case Code::ServiceTimeout:
    case Code::OperationTimeout:
        return {RemoteFault::Server, true, true};
    case Code::Service:
    case Code::Internal:
    case Code::FailedToGenerate:
    case Code::NotImplemented:
    case Code::ResponseTooLarge:
        return meaningOfStatus(said.status);
    default: // bad parameters, quotas, states: it will not be taken as it is
        break;
    }
    return meaningOfStatus(said.status == 413 || said.status == 429 ? said.status : 400);
}

ErrorSubject subjectOf(const RobotoError &said)
{
    if (said.code == RobotoErrorCode::DeviceNotFound)
        return ErrorSubject::Device;
    return said.code == RobotoErrorCode::NoOrgProvided ? ErrorSubject::Organisation
                                                       : ErrorSubject::None;
}

} // namespace

RemoteError remoteErrorOf(const Error &error, const CallNature &nature)
{
    const auto fault = net::faultOf(error);
    const Meaning meaning = fault ? meaningOf(*fault) : Meaning{RemoteFault::Refused};
    RemoteError result;
    result.fault = meaning.fault;
    result.error = error;
    result.mayBeDone = nature.isWrite && (meaning.mayBeDone || nature.isRepeated);
    result.mayRetry = meaning.mayRetry;
    return result;
}

RemoteError remoteErrorOf(const net::HttpAnswer &answer, const CallNature &nature,
                          const Secret &token)
{
    RobotoError said = readError(answer.status, answer.body);
    said.message = token.removedFrom(said.message);
    const Meaning meaning = meaningOf(said);
    RemoteError result;
    result.fault = meaning.fault;
    result.error = toError(said);
    if (said.message.isEmpty())
        result.error.message = token.removedFrom(net::statusError(answer).message);
    result.error.subject = subjectOf(said);
    if (result.error.subject == ErrorSubject::Organisation)
        result.error.message =
            RemoteText::tr("The token of this source sees several "
                           "organisations. Name the organisation in the source.");
    result.status = answer.status;
    result.mayBeDone = nature.isWrite && (meaning.mayBeDone || answer.attempts > 1);
    result.mayRetry = meaning.mayRetry;
    result.retryAfter = answer.retryAfter;
    return result;
}

RemoteError unreadableError(const Error &error, const RobotoReply &reply)
{
    // Without a proven end a text that does not parse is one that was cut off, unless it is a page.
    const QByteArray body = reply.body.trimmed();
    const bool isCutOff = !reply.endIsProven && error.detail.contains("json."_L1) &&
                          (body.isEmpty() || body.startsWith('{'));
    RemoteError result;
    result.fault = isCutOff ? RemoteFault::Lost : RemoteFault::Server;
    result.error =
        isCutOff ? net::faultError({net::HttpFault::CutOff, error.detail}, reply.place) : error;
    result.error.code = ErrorCode::Network; // nobody here can write it otherwise
    result.status = reply.status;
    result.mayBeDone = reply.isWrite;
    result.mayRetry = true;
    return result;
}

RemoteError stoppedError()
{
    RemoteError result;
    result.fault = RemoteFault::Stopped;
    result.error = {ErrorCode::Cancelled, RemoteText::tr("Stopped."), u"roboto.stopped"_s};
    result.mayRetry = true;
    return result;
}

} // namespace tidemark::roboto
