// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/http_message.h"

#include "services/net/url_rules.h"

#include <QCoreApplication>
#include <QDebug>

using namespace Qt::StringLiterals;

namespace tidemark::net {
namespace {

struct StatusText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::net::StatusText)
};

struct StatusMeaning
{
    ErrorCode code = ErrorCode::Network;
    QString message; ///< with %1 for the place
};

StatusMeaning refusalOf(int status)
{
    switch (status) {
    case 401:
        return {ErrorCode::PermissionDenied,
                StatusText::tr("%1 does not accept the token. Check the token of this source.")};
    case 403:
        return {ErrorCode::PermissionDenied,
                StatusText::tr("%1 does not allow this with the present token. Ask its owner for "
                               "the permission.")};
    case 404:
    case 410:
        return {ErrorCode::NotFound,
                StatusText::tr("%1 has nothing at this address. Check the address of the source, "
                               "and whether the thing asked for still exists.")};
    case 408:
        return {ErrorCode::Timeout,
                StatusText::tr("%1 waited too long for the request. Try again.")};
    case 409:
    case 412:
        return {ErrorCode::Conflict,
                StatusText::tr("%1 has changed meanwhile. Reload, then try again.")};
    case 413:
        return {ErrorCode::Unsupported,
                StatusText::tr("%1 takes no request of this size. Send less at a time.")};
    case 429:
        return {ErrorCode::Network,
                StatusText::tr("%1 takes no more requests for now. Try again later.")};
    default:
        return {ErrorCode::InvalidArgument,
                StatusText::tr("%1 does not understand the request (status %2). Check the address "
                               "of the source, and whether the server is of a fitting version.")};
    }
}

StatusMeaning meaningOf(int status)
{
    if (status >= 400 && status < 500)
        return refusalOf(status);
    if (status == 503)
        return {ErrorCode::Network, StatusText::tr("%1 is busy or being serviced. Try again "
                                                   "later.")};
    if (status == 504)
        return {ErrorCode::Timeout, StatusText::tr("%1 waited too long for another server. Try "
                                                   "again later.")};
    if (status >= 500)
        return {ErrorCode::Network, StatusText::tr("%1 has an error of its own (status %2). Try "
                                                   "again later, or tell its owner.")};
    return {ErrorCode::Network, StatusText::tr("%1 gave an unexpected answer (status %2). Check "
                                               "the address of the source.")};
}

} // namespace

QByteArray verbOf(HttpMethod method)
{
    switch (method) {
    case HttpMethod::Post:
        return "POST"_ba;
    case HttpMethod::Put:
        return "PUT"_ba;
    case HttpMethod::Patch:
        return "PATCH"_ba;
    case HttpMethod::Delete:
        return "DELETE"_ba;
    default:
        return "GET"_ba;
    }
}

QByteArray HttpAnswer::header(QByteArrayView name) const
{
    for (const HttpHeader &header : headers) {
        if (QByteArrayView(header.name).compare(name, Qt::CaseInsensitive) == 0)
            return header.value;
    }
    return {};
}

Error statusError(const HttpAnswer &answer)
{
    StatusMeaning meaning = meaningOf(answer.status);
    const QString number = QString::number(answer.status);
    meaning.message.replace(u"%2"_s, number).replace(u"%1"_s, placeOf(answer.url));
    return {meaning.code, meaning.message, u"http.status."_s + number};
}

QDebug operator<<(QDebug debug, const HttpRequest &request)
{
    const QDebugStateSaver saver(debug);
    debug.nospace().noquote() << "HttpRequest(" << verbOf(request.method) << ' ' << request.path
                              << ", " << request.body.size() << " bytes)";
    return debug;
}

QDebug operator<<(QDebug debug, const HttpAnswer &answer)
{
    const QDebugStateSaver saver(debug);
    debug.nospace().noquote() << "HttpAnswer(" << answer.status << ", " << answer.body.size()
                              << " bytes from " << placeOf(answer.url) << ", attempt "
                              << answer.attempts << ')';
    return debug;
}

} // namespace tidemark::net
