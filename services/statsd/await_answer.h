// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/core/when_finished.h"
#include "services/exchange/await.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

namespace tidemark::statsd {

/// Waits for a store's answer, or until it is stopped: then Cancelled, and what was asked for may
/// still be done. For workers only.
template <class T>
[[nodiscard]] Result<T> awaitAnswer(QFuture<Result<T>> future, const std::stop_token &stop)
{
    struct Answer
    {
        std::mutex mutex;
        std::condition_variable_any isThere;
        std::optional<Result<T>> result;
    };
    const auto answer = std::make_shared<Answer>();
    whenAnswered(std::move(future), [answer](const Result<T> &result) {
        const std::lock_guard lock(answer->mutex);
        answer->result = result;
        answer->isThere.notify_all();
    });
    std::unique_lock lock(answer->mutex);
    if (!answer->isThere.wait(lock, stop, [&] { return answer->result.has_value(); }))
        return failure(exchange::cancelledError());
    return std::move(*answer->result);
}

} // namespace tidemark::statsd
