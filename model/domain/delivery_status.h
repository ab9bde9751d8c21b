// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/domain/outbox.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace tidemark {

enum class DeliveryState
{
    Off,       ///< publishing is off: no work, no connection, no timer
    Idle,      ///< nothing waits
    Waiting,   ///< until the next sending
    Sending,   ///< on its way
    Retrying,  ///< tried again later, see DeliveryTrouble
    Paused,    ///< needs a person: a token, a trusted certificate, a store that can be written
    Elsewhere, ///< another program sends for this source
};

/// What keeps a sending from going on by itself.
enum class DeliveryTrouble
{
    Unreachable, ///< no network, no answer
    Busy,        ///< the remote answers that it cannot now
    Store,       ///< the store of this program cannot be read or written
};

/// How far the sending to one source is.
struct DeliveryStatus
{
    DeliveryState state = DeliveryState::Off;
    OutboxCounts counts;
    std::optional<std::chrono::milliseconds> nextIn =
        {};                          ///< until the next sending, when it is set
    std::optional<Error> error = {}; ///< of Retrying and Paused
    /// As far as the network of the machine and the last attempt tell.
    bool isReachable = true;
    /// Why it is Retrying.
    DeliveryTrouble trouble = DeliveryTrouble::Unreachable;
    /// What the source took and did not take since the program looks after it, by the sendings'
    /// own count; they only grow.
    std::int64_t sent = 0;
    std::int64_t refused = 0;

    friend bool operator==(const DeliveryStatus &, const DeliveryStatus &) = default;
};

} // namespace tidemark
