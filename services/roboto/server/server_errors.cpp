// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/server/server_errors.h"

namespace tidemark::roboto {
namespace {

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

QByteArray layerErrorBody(int status, const QString &message)
{
    return writeError(RobotoError{codeOfStatus(status), status, message});
}

} // namespace tidemark::roboto
