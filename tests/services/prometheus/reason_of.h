// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QByteArray>

namespace tidemark::test {

/// What to print when a result should have been good; empty when it is.
template <class T>
[[nodiscard]] QByteArray reasonOf(const Result<T> &result)
{
    return result ? QByteArray()
                  : QString(result.error().message % u' ' % result.error().detail).toUtf8();
}

} // namespace tidemark::test
