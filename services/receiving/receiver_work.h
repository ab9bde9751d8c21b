// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/receiver.h"
#include "model/ports/data_ports.h"

#include <functional>
#include <stop_token>

namespace tidemark {
class Clock;
class SourceTokens;
} // namespace tidemark

namespace tidemark::net {
class NetworkThread;
}

namespace tidemark::receiving {

class ReceiverNotes;

/// What receivers work with; loans that outlive them.
struct ReceivingParts
{
    DataPorts ports;
    const Clock *clock = nullptr;
    net::NetworkThread *network = nullptr; ///< that asks
    SourceTokens *tokens = nullptr;        ///< of plans that have one; nothing: none is found
};

/// Receives on the caller's thread, which may wait, until it is stopped, and notes how it goes.
/// Errors: what keeps it from going on; it may be called again.
using ReceiverWork = std::function<Result<void>(ReceiverNotes &, const std::stop_token &)>;

// Of plans without faults.
[[nodiscard]] ReceiverWork otlpWork(const ReceivingParts &parts, const ReceiverPlan &plan);
[[nodiscard]] ReceiverWork statsdWork(const ReceivingParts &parts, const ReceiverPlan &plan);
[[nodiscard]] ReceiverWork scrapeWork(const ReceivingParts &parts, const ReceiverPlan &plan);
[[nodiscard]] ReceiverWork usersWork(const ReceivingParts &parts, const ReceiverPlan &plan);

/// By the kind of the plan.
[[nodiscard]] ReceiverWork workOf(const ReceivingParts &parts, const ReceiverPlan &plan);

/// How often the counts of what listens are read; nobody is told more often than that.
inline constexpr std::chrono::milliseconds kCountPause{250};

} // namespace tidemark::receiving
