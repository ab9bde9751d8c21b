// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QFuture>
#include <QPromise>
#include <QThreadPool>

#include <memory>
#include <utility>

namespace tidemark::exchange {

/// Runs long tasks on threads of its own, so that neither the GUI thread nor the store's lanes ever
/// wait for a file. The destructor waits for running tasks; stop them first. Any thread.
class TaskPool
{
public:
    explicit TaskPool(int threads) { m_pool.setMaxThreadCount(threads); }

    /// `task` returns Result<T>.
    template <class Task>
    [[nodiscard]] auto run(Task task) -> QFuture<decltype(task())>
    {
        using Answer = decltype(task());
        auto promise = std::make_shared<QPromise<Answer>>();
        QFuture<Answer> future = promise->future();
        promise->start();
        m_pool.start([promise = std::move(promise), task = std::move(task)]() mutable {
            promise->addResult(task());
            promise->finish();
        });
        return future;
    }

private:
    QThreadPool m_pool;
};

} // namespace tidemark::exchange
