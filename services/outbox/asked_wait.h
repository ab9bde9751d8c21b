// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"

#include <chrono>
#include <optional>

namespace tidemark::outbox {

/// How long a remote asked to be left alone (Retry-After). It outlives a delivery: neither a new
/// token nor a network that is back makes the remote ready earlier.
struct AskedWait
{
    std::chrono::nanoseconds until = std::chrono::nanoseconds::min(); ///< by the delivery's clock
    std::optional<Error> error = {};                                  ///< what it said
};

} // namespace tidemark::outbox
