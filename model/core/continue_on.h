// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>

#include <utility>

namespace tidemark {

/// Calls `callback(value)` on `context`'s thread when `future` has its result; nothing happens when
/// the context is destroyed first or the future was cancelled without a result.
///
/// Use this instead of QFuture::then(context, ...), which in Qt 6.4 asserts when the context dies
/// before the future is done. Call on the context's thread.
template <class T, class Callback>
void continueOn(QObject *context, const QFuture<T> &future, Callback callback)
{
    auto *watcher = new QFutureWatcher<T>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, callback = std::move(callback)]() mutable {
                         watcher->deleteLater();
                         if (watcher->future().resultCount() > 0)
                             callback(watcher->future().takeResult());
                     });
    watcher->setFuture(future);
}

} // namespace tidemark
