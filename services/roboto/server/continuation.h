// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/roboto/server/call.h"

#include <QFuture>
#include <QThreadPool>

#include <utility>

namespace tidemark::roboto {

namespace detail {

// The result is read where it lies: QFuture::takeResult() in a continuation makes Qt 6.4 run the
// continuation again when the promise goes, and result() would copy it.
template <class T, class Next>
void settle(const CallPointer &call, const QFuture<Result<T>> &done, const Next &next)
{
    if (done.resultCount() == 0)
        return; // the call answers for itself
    const Result<T> &result = *done.constBegin();
    if (result)
        next(*result);
    else
        call->fail(result.error());
}

} // namespace detail

/// Goes on with the value when it is there, on the store's thread; a failure is answered. `next`
/// must be short: the store waits for it.
template <class T, class Next>
void whenDone(const CallPointer &call, QFuture<Result<T>> future, Next next)
{
    (void)future.then([call, next = std::move(next)](const QFuture<Result<T>> &done) {
        detail::settle<T>(call, done, next);
    });
}

/// The same on a worker's thread, for answers that take long to write.
template <class T, class Next>
void whenDoneByWorker(const CallPointer &call, QFuture<Result<T>> future, Next next)
{
    (void)future.then(&call->workers(),
                      [call, next = std::move(next)](const QFuture<Result<T>> &done) {
                          detail::settle<T>(call, done, next);
                      });
}

} // namespace tidemark::roboto
