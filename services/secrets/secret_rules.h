// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/core/secret.h"

#include <QFuture>
#include <QPromise>
#include <QString>

#include <utility>

namespace tidemark {

/// What every place refuses: no key, no secret. Errors: InvalidArgument.
[[nodiscard]] Result<void> checkSecret(const QString &sourceKey, const Secret &secret);
/// No key. Errors: InvalidArgument.
[[nodiscard]] Result<void> checkSourceKey(const QString &sourceKey);

/// A future that has its result.
template <class T>
[[nodiscard]] QFuture<T> readyFuture(T value)
{
    QPromise<T> promise;
    promise.start();
    promise.addResult(std::move(value));
    promise.finish();
    return promise.future();
}

} // namespace tidemark
