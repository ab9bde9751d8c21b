// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/wire/roboto_error.h"

#include "services/json/json_writer.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

using Code = RobotoErrorCode;

struct Row
{
    Code code;
    std::string_view name;
    int status;
};

constexpr std::array kRows{
    Row{Code::Unauthorized, "RobotoUnauthorizedException", 401},
    Row{Code::AuthenticationFailure, "RobotoAuthenticationFailureException", 401},
    Row{Code::NotFound, "RobotoNotFoundException", 404},
    Row{Code::DeviceNotFound, "RobotoDeviceNotFoundException", 404},
    Row{Code::DatasetNotFound, "RobotoDatasetNotFoundException", 404},
    Row{Code::FeatureNotAvailable, "RobotoFeatureNotAvailableException", 403},
    Row{Code::NotReady, "RobotoNotReadyException", 404},
    Row{Code::IllegalArgument, "RobotoIllegalArgumentException", 400},
    Row{Code::InvalidRequest, "RobotoInvalidRequestException", 400},
    Row{Code::NoOrgProvided, "RobotoNoOrgProvidedException", 400},
    Row{Code::Deprecated, "RobotoDeprecatedException", 400},
    Row{Code::InvalidStateTransition, "RobotoInvalidStateTransitionException", 400},
    Row{Code::ContextTooLong, "RobotoContextTooLongException", 400},
    Row{Code::Condition, "RobotoConditionException", 409},
    Row{Code::Conflict, "RobotoConflictException", 409},
    Row{Code::LayoutConflict, "RobotoLayoutConflictException", 409},
    Row{Code::DashboardRevisionConflict, "RobotoDashboardRevisionConflictException", 409},
    Row{Code::Expired, "RobotoExpiredException", 410},
    Row{Code::LimitExceeded, "RobotoLimitExceededException", 403},
    Row{Code::UnknownOperation, "RobotoUnknownOperationException", 404},
    Row{Code::NotImplemented, "RobotoNotImplementedException", 501},
    Row{Code::Service, "RobotoServiceException", 500},
    Row{Code::Internal, "RobotoInternalException", 500},
    Row{Code::FailedToGenerate, "RobotoFailedToGenerateException", 500},
    Row{Code::ServiceUnavailable, "RobotoServiceUnavailableException", 503},
    Row{Code::ServiceTimeout, "RobotoServiceTimeoutException", 504},
    Row{Code::OperationTimeout, "RobotoOperationTimeoutException", 504},
    Row{Code::ResponseTooLarge, "RobotoResponseTooLargeException", 507},
};

constexpr bool isInOrder()
{
    for (std::size_t i = 0; i < kRows.size(); ++i) {
        if (static_cast<std::size_t>(kRows[i].code) != i)
            return false;
    }
    return kRows.size() == static_cast<std::size_t>(Code::ResponseTooLarge) + 1;
}
static_assert(isInOrder());

const Row &rowOf(Code code)
{
    return kRows[static_cast<std::size_t>(code)];
}

constexpr int kInsufficientStorage = 507; // the SDK does not repeat it
constexpr int kNotImplemented = 501;      // nor this

} // namespace

std::string_view errorName(RobotoErrorCode code) noexcept
{
    return rowOf(code).name;
}

std::optional<RobotoErrorCode> errorFromName(std::string_view name) noexcept
{
    const auto row = std::find_if(kRows.begin(), kRows.end(),
                                  [name](const Row &candidate) { return candidate.name == name; });
    return row != kRows.end() ? std::optional(row->code) : std::nullopt;
}

int statusOf(RobotoErrorCode code) noexcept
{
    return rowOf(code).status;
}

RobotoError robotoError(RobotoErrorCode code, QString message)
{
    return RobotoError{code, statusOf(code), std::move(message)};
}

RobotoError robotoErrorOf(const Error &error)
{
    switch (error.code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::Overflow:
        return robotoError(Code::InvalidRequest, error.message);
    case ErrorCode::NotFound:
        return robotoError(Code::NotFound, error.message);
    case ErrorCode::AlreadyExists:
    case ErrorCode::Conflict:
        return robotoError(Code::Conflict, error.message);
    case ErrorCode::Unsupported:
        return robotoError(Code::NotImplemented, error.message);
    case ErrorCode::PermissionDenied:
    case ErrorCode::ReadOnly:
        return RobotoError{Code::Unauthorized, 403, error.message};
    case ErrorCode::DiskFull:
    case ErrorCode::Damaged:
    case ErrorCode::NewerSchema:
    case ErrorCode::Io:
        return RobotoError{Code::Service, kInsufficientStorage, error.message};
    case ErrorCode::Locked:
    case ErrorCode::Network:
    case ErrorCode::Cancelled: // the server is closing; another one may answer
        return robotoError(Code::ServiceUnavailable, error.message);
    case ErrorCode::Timeout:
        return robotoError(Code::ServiceTimeout, error.message);
    case ErrorCode::Internal:
        break;
    }
    return RobotoError{Code::Internal, kNotImplemented, error.message};
}

QByteArray writeError(const RobotoError &error)
{
    const std::string_view name = errorName(error.code.value_or(Code::Internal));
    JsonWriter out;
    out.beginObject();
    out.name("error");
    out.beginObject();
    out.text("error_code", QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size())));
    out.text("message", error.message);
    out.endObject();
    out.endObject();
    return out.take();
}

} // namespace tidemark::roboto
