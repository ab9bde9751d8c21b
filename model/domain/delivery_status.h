// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/domain/outbox.h"

#include <chrono>
#include <optional>

namespace tidemark {

enum class DeliveryState
{
    Off,       ///< publishing is off: no work, no connection, no timer
    Idle,      ///< nothing waits
    Waiting,   ///< until the next sending
    Sending,   ///< on its way
    Retrying,  ///< the remote could not be reached or failed; tried again later
    Paused,    ///< needs a person: a token, a trusted certificate, a store that can be written
    Elsewhere, ///< another program sends for this source
};

/// How far the sending to one source is.
struct DeliveryStatus
{
    DeliveryState state = DeliveryState::Off;
    OutboxCounts counts;
    std::optional<std::chrono::milliseconds> nextIn =
        {};                          ///< until the next sending, when it is set
    std::optional<Error> error = {}; ///< of Retrying and Paused

    friend bool operator==(const DeliveryStatus &, const DeliveryStatus &) = default;
};

} // namespace tidemark
