// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/await_answer.h"
#include "model/core/result.h"
#include "services/exchange/await.h"

#include <stop_token>

namespace tidemark::statsd {

/// Waits for a store's answer, or until it is stopped: then Cancelled, and what was asked for may
/// still be done. For workers only.
template <class T>
[[nodiscard]] Result<T> awaitAnswer(QFuture<Result<T>> future, const std::stop_token &stop)
{
    auto answer = awaitUntil(std::move(future), stop);
    if (!answer)
        return failure(exchange::cancelledError());
    return *std::move(answer);
}

} // namespace tidemark::statsd
