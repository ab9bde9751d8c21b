// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/receiver.h"

#include <vector>

namespace tidemark::receiving {

/// What is wrong with the plan by itself; empty for a good one. Any thread.
[[nodiscard]] std::vector<ReceiverFault> faultsOf(const ReceiverPlan &plan);

/// What the plan's token is kept under: the receiver, and the origin of its address, so that it is
/// never found for another scheme, host or port.
[[nodiscard]] QString tokenKeyOf(const ReceiverPlan &plan);

/// Whether both, of which none has faults, would listen on the same port of the same address, or
/// write the same series.
[[nodiscard]] bool areInEachOthersWay(const ReceiverPlan &a, const ReceiverPlan &b);

/// Listens for a moment where the plan says so. For workers: it waits. Errors: as listenError()
/// says them, else those of HttpServer::start() and StatsdSocket::bind().
[[nodiscard]] Result<void> tryListening(const ReceiverPlan &plan);

/// The error of who could not listen on the plan's address, said of that address.
[[nodiscard]] Error listenError(const ReceiverPlan &plan, const Error &error);

} // namespace tidemark::receiving
