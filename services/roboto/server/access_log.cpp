// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/server/access_log.h"

namespace tidemark::roboto {

Q_LOGGING_CATEGORY(lcRoboto, "tidemark.services.roboto", QtInfoMsg)

namespace {

bool isCallersMistake(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::NotFound:
    case ErrorCode::AlreadyExists:
    case ErrorCode::Conflict:
    case ErrorCode::Overflow:
    case ErrorCode::Unsupported:
    case ErrorCode::PermissionDenied:
    case ErrorCode::ReadOnly: // known since the opening
    case ErrorCode::Cancelled:
        return true;
    default:
        return false;
    }
}

} // namespace

void logAnswer(http::Method method, std::string_view pattern, int status,
               std::chrono::nanoseconds time)
{
    const double time_ms = std::chrono::duration<double, std::milli>(time).count();
    qCInfo(lcRoboto, "%s %.*s %d %.1f ms", http::nameOf(method).constData(),
           static_cast<int>(pattern.size()), pattern.data(), status, time_ms);
}

void logFailure(const Error &error)
{
    if (!isCallersMistake(error.code))
        qCWarning(lcRoboto, "%s (%s)", qUtf8Printable(error.message), qUtf8Printable(error.detail));
}

} // namespace tidemark::roboto
