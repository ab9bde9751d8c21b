// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QFuture>
#include <QPromise>

#include <utility>

namespace tidemark::test {

/// An answer that is there at once.
template <class T>
[[nodiscard]] QFuture<Result<T>> ready(Result<T> answer)
{
    QPromise<Result<T>> promise;
    promise.start();
    promise.addResult(std::move(answer));
    promise.finish();
    return promise.future();
}

/// The answer to what exports and imports never ask.
template <class T>
[[nodiscard]] QFuture<Result<T>> unsupported()
{
    return ready<T>(
        failure(ErrorCode::Unsupported, QStringLiteral("not asked by exports and imports")));
}

} // namespace tidemark::test
