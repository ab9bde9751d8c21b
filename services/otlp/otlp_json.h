// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/otlp/otlp_metrics.h"

#include <QByteArray>
#include <QByteArrayView>

namespace tidemark::otlp {

/// Longest JSON text that is read in bytes, included.
inline constexpr qsizetype kJsonMax_bytes = qsizetype{64} * 1024 * 1024;

/// Metrics in OTLP's own JSON: keys in lowerCamelCase, enums as integers, 64-bit integers as texts,
/// `"NaN"`, `"Infinity"` and `"-Infinity"`; what is zero is left out. Any thread.
[[nodiscard]] QByteArray toJson(const OtlpMetrics &metrics);
/// 64-bit integers may be texts or numbers; members that are not known are passed over. Errors:
/// those of JsonDocument::parse(), Overflow for more than OtlpSize allows, and InvalidArgument for
/// a member of another type, which the message names.
[[nodiscard]] Result<OtlpMetrics> fromJson(QByteArrayView text);

} // namespace tidemark::otlp
