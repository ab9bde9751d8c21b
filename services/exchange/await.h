// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QCoreApplication>
#include <QFuture>

#include <stop_token>

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

} // namespace tidemark::exchange
