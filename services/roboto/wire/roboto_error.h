// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>
#include <string_view>

namespace tidemark::roboto {

/// The exceptions of the service, whose names are the `error_code` on the wire (roboto-api 1.6).
enum class RobotoErrorCode
{
    Unauthorized,
    AuthenticationFailure,
    NotFound,
    DeviceNotFound,
    DatasetNotFound,
    FeatureNotAvailable,
    NotReady,
    IllegalArgument,
    InvalidRequest,
    NoOrgProvided,
    Deprecated,
    InvalidStateTransition,
    ContextTooLong,
    Condition,
    Conflict,
    LayoutConflict,
    DashboardRevisionConflict,
    Expired,
    LimitExceeded,
    UnknownOperation,
    NotImplemented,
    Service,
    Internal,
    FailedToGenerate,
    ServiceUnavailable,
    ServiceTimeout,
    OperationTimeout,
    ResponseTooLarge
};

/// An error as it stands in an answer.
struct RobotoError
{
    std::optional<RobotoErrorCode> code; ///< absent only when read: neither code nor status tells
    int status = 0;                      ///< of HTTP
    QString message;                     ///< of the server, on one line; 500 characters are told

    friend bool operator==(const RobotoError &, const RobotoError &) = default;
};

/// The name on the wire, `RobotoNotFoundException`.
[[nodiscard]] std::string_view errorName(RobotoErrorCode code) noexcept;
[[nodiscard]] std::optional<RobotoErrorCode> errorFromName(std::string_view name) noexcept;
/// The status that belongs to it.
[[nodiscard]] int statusOf(RobotoErrorCode code) noexcept;

/// Server: an error with the status of its code.
[[nodiscard]] RobotoError robotoError(RobotoErrorCode code, QString message);
/// Server: what a failure of ours is to a client. What another attempt will not mend is never one
/// of 500, 429, 502, 503 and 504, which the SDK repeats for minutes: a full disk and a damaged file
/// are 507, a mistake of ours 501 (roboto-api 1.4).
[[nodiscard]] RobotoError robotoErrorOf(const Error &error);
/// Server: the envelope, with exactly `error_code` and `message`. An absent code is Internal.
[[nodiscard]] QByteArray writeError(const RobotoError &error);

/// Client: what the body of an answer that is not 2xx says; any bytes are taken. The code decides,
/// then the status, then the text, as in the SDK. Never fails.
[[nodiscard]] RobotoError readError(int status, QByteArrayView body);
/// Client: as an error of ours; the detail tells code and status.
[[nodiscard]] Error toError(const RobotoError &error);

} // namespace tidemark::roboto
