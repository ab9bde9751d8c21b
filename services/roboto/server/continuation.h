// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/core/when_finished.h"
#include "services/roboto/server/call.h"

#include <QFuture>
#include <QThreadPool>

#include <utility>

namespace tidemark::roboto {

namespace detail {

template <class T, class Next>
void settle(const CallPointer &call, const QFuture<Result<T>> &done, const Next &next)
{
    const Result<T> &result = *done.constBegin();
    if (result)
        next(*result);
    else
        call->fail(result.error());
}

} // namespace detail

/// Goes on with the value when it is there, on the store's thread; a failure is answered, and so is
/// a question that the store dropped (by ~Call). `next` must be short: the store waits for it.
template <class T, class Next>
void whenDone(const CallPointer &call, QFuture<Result<T>> future, Next next)
{
    whenFinished(std::move(future), [call, next = std::move(next)](const QFuture<Result<T>> &done) {
        detail::settle<T>(call, done, next);
    });
}

/// The same on a worker's thread, for answers that take long to write.
template <class T, class Next>
void whenDoneByWorker(const CallPointer &call, QFuture<Result<T>> future, Next next)
{
    whenFinished(std::move(future), [call = CallPointer(call), next = std::move(next)](
                                        const QFuture<Result<T>> &done) mutable {
        QThreadPool &workers = call->workers();
        workers.start([call = std::move(call), next = std::move(next), done] {
            detail::settle<T>(call, done, next);
        });
    });
}

} // namespace tidemark::roboto
