// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/await_answer.h"
#include "model/core/result.h"

#include <QCoreApplication>
#include <QFuture>

#include <stop_token>
#include <utility>

namespace tidemark::exchange {

/// What a stopped task answers.
[[nodiscard]] inline Error cancelledError()
{
    return Error{ErrorCode::Cancelled,
                 QCoreApplication::translate("tidemark::exchange", "Stopped. Nothing was changed."),
                 {}};
}

/// Waits for a store's answer. For workers only, never on the GUI thread.
template <class T>
[[nodiscard]] Result<T> await(QFuture<Result<T>> future)
{
    future.waitForFinished();
    if (future.resultCount() == 0)
        return failure(cancelledError());
    return future.takeResult();
}

/// The same, or until it is stopped: then Cancelled, and what was asked for may still be done.
template <class T>
[[nodiscard]] Result<T> awaitAnswer(QFuture<Result<T>> future, const std::stop_token &stop)
{
    auto answer = awaitUntil(std::move(future), stop);
    if (!answer)
        return failure(cancelledError());
    return *std::move(answer);
}

} // namespace tidemark::exchange
