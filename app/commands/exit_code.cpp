// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/exit_code.h"

namespace tidemark::commands {

ExitCode exitCodeFor(ErrorCode code) noexcept
{
    switch (code) {
    case ErrorCode::NotFound:
        return ExitCode::NotFound;
    case ErrorCode::Network:
    case ErrorCode::Timeout:
        return ExitCode::Network;
    case ErrorCode::Locked:
        return ExitCode::Locked;
    case ErrorCode::Cancelled:
        return ExitCode::Interrupted;
    case ErrorCode::InvalidArgument:
        return ExitCode::Usage;
    case ErrorCode::AlreadyExists:
    case ErrorCode::Conflict:
    case ErrorCode::Overflow:
    case ErrorCode::Unsupported:
    case ErrorCode::PermissionDenied:
    case ErrorCode::ReadOnly:
    case ErrorCode::Damaged:
    case ErrorCode::NewerSchema:
    case ErrorCode::DiskFull:
    case ErrorCode::Io:
    case ErrorCode::Internal:
        break;
    }
    return ExitCode::Failure;
}

} // namespace tidemark::commands
