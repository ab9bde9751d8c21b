// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QMutexLocker>
#include <QPromise>

#include <memory>
#include <type_traits>
#include <utility>

namespace tidemark {

/// Calls `callback(const QFuture<T> &)` once when `future` has its result: on the thread that
/// finishes it, or here and at once when it is finished already. A cancelled future is not told of;
/// the callback is destroyed then. The callback must not take the result out of the future: read it
/// where it lies (QFuture::takeResult() resets the future, and Qt runs the callback again). Any
/// thread.
///
/// Use this instead of QFuture::then(), which in Qt 6.4 may run a continuation twice when the
/// future finishes while it is added, and then crashes: QFutureInterfaceBase::setContinuation()
/// runs it and keeps it, and the finishing thread finds it kept. Here the future cannot finish in
/// between.
template <class T, class Callback>
void whenFinished(QFuture<T> future, Callback callback)
{
    const QFutureInterfaceBase shared = QFutureInterfaceBase::get(future);
    QMutexLocker lock(&shared.mutex());
    if (!future.isFinished()) {
        (void)future.then(
            [callback = std::move(callback)](const QFuture<T> &done) mutable { callback(done); });
        return;
    }
    lock.unlock();
    if (!future.isCanceled())
        callback(std::as_const(future));
}

/// The same with the result alone: `callback(const T &)`.
template <class T, class Callback>
void whenAnswered(QFuture<T> future, Callback callback)
{
    whenFinished(std::move(future),
                 [callback = std::move(callback)](const QFuture<T> &done) mutable {
                     if (done.resultCount() > 0)
                         callback(*done.constBegin());
                 });
}

/// A future of what `make(const T &)` makes of the result of `future`, as soon as it is there and
/// where it is finished; cancelled when that one is.
template <class T, class Make>
[[nodiscard]] auto mapAnswer(QFuture<T> future, Make make)
{
    using Made = std::invoke_result_t<Make &, const T &>;
    auto promise = std::make_shared<QPromise<Made>>();
    promise->start();
    auto made = promise->future();
    whenAnswered(std::move(future), [promise, make = std::move(make)](const T &result) mutable {
        promise->addResult(make(result));
        promise->finish();
    });
    return made;
}

} // namespace tidemark
