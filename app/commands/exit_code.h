// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"

namespace tidemark::commands {

/// What a command tells its caller (Z5). The numbers are documented and never change.
enum class ExitCode
{
    Ok = 0,
    Failure = 1,
    Usage = 2,
    Partial = 3, ///< some items failed, the others are stored
    NotFound = 4,
    Network = 5,
    Locked = 6, ///< another program holds the store
    Interrupted = 130,
};

[[nodiscard]] ExitCode exitCodeFor(ErrorCode code) noexcept;

} // namespace tidemark::commands
