// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QPromise>
#include <QThreadPool>

#include <memory>
#include <type_traits>
#include <utility>

namespace tidemark {

/// Runs `work` on the global thread pool and returns its answer, for file work that must not hold
/// up the GUI thread. `work` takes no argument, must not throw, and is copied. Any thread.
template <class Work>
[[nodiscard]] auto runInBackground(Work work) -> QFuture<std::invoke_result_t<Work>>
{
    using Answer = std::invoke_result_t<Work>;
    const auto promise = std::make_shared<QPromise<Answer>>();
    promise->start();
    QThreadPool::globalInstance()->start([promise, work = std::move(work)]() mutable {
        promise->addResult(work());
        promise->finish();
    });
    return promise->future();
}

/// Runs `wait`, which does nothing but wait for another thread, on the global thread pool. Others
/// can use its place in the pool meanwhile. Any thread.
template <class Wait>
void waitInBackground(Wait wait)
{
    QThreadPool::globalInstance()->start([wait = std::move(wait)]() mutable {
        QThreadPool::globalInstance()->releaseThread();
        wait();
        QThreadPool::globalInstance()->reserveThread();
    });
}

} // namespace tidemark
