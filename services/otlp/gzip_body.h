// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QByteArray>
#include <QByteArrayView>

namespace tidemark::otlp {

/// What a gzip body holds, if that is at most `max_bytes`. It is measured first, so that a body
/// that packs a thousand to one costs time but no memory. Any thread.
/// Errors: Overflow (longer), InvalidArgument (damaged, cut off, or with something behind it).
[[nodiscard]] Result<QByteArray> unpackGzip(QByteArrayView packed, qsizetype max_bytes);

} // namespace tidemark::otlp
