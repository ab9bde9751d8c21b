// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/server/server_errors.h"

namespace tidemark::roboto {
namespace {

constexpr int kUnauthorized = 401;
constexpr int kForbidden = 403;

RobotoErrorCode codeOfStatus(int status)
{
    switch (status) {
    case 401:
    case 403:
        return RobotoErrorCode::Unauthorized;
    case 404:
        return RobotoErrorCode::NotFound;
    case 500:
        return RobotoErrorCode::Internal;
    case 501:
        return RobotoErrorCode::NotImplemented;
    case 503:
        return RobotoErrorCode::ServiceUnavailable;
    default:
        return RobotoErrorCode::InvalidRequest;
    }
}

} // namespace

RobotoError serverError(const Error &error)
{
    if (error.code == ErrorCode::NotFound && error.subject == ErrorSubject::Device)
        return robotoError(RobotoErrorCode::DeviceNotFound, error.message);
    if (error.code == ErrorCode::NotFound && error.subject == ErrorSubject::Organisation)
        return RobotoError{RobotoErrorCode::Unauthorized, kForbidden, error.message};
    return robotoErrorOf(error);
}

http::HttpResponse errorAnswer(const RobotoError &error, std::chrono::seconds retryAfter)
{
    http::HttpResponse response;
    response.status = error.status;
    response.body = writeError(error);
    if (error.status == kUnauthorized)
        response.headers.add("WWW-Authenticate", "Bearer");
    if (retryAfter > std::chrono::seconds::zero())
        response.headers.add("Retry-After", QByteArray::number(qint64{retryAfter.count()}));
    return response;
}

QByteArray layerErrorBody(int status, const QString &message)
{
    return writeError(RobotoError{codeOfStatus(status), status, message});
}

} // namespace tidemark::roboto
