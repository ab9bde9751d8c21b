// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/continue_on.h"
#include "model/core/result.h"

#include <QFuture>
#include <QPromise>

#include <memory>
#include <utility>

namespace tidemark {

/// An answer that is known to be this error.
template <class T>
[[nodiscard]] QFuture<Result<T>> answeredBy(Error error)
{
    return QtFuture::makeReadyFuture(Result<T>(tl::unexpected(std::move(error))));
}

/// Passes an answer on, on the thread of `context` and while that is there.
template <class T>
void forward(QObject *context, const QFuture<T> &from, std::shared_ptr<QPromise<T>> to)
{
    continueOn(context, from, [to = std::move(to)](T value) {
        to->addResult(std::move(value));
        to->finish();
    });
}

} // namespace tidemark
