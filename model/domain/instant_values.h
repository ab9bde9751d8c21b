// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"

#include <QString>

namespace tidemark {

/// Whether the values of a metric of that name are seconds since 1970: those whose name ends with
/// `_timestamp_seconds`, as Prometheus has it.
[[nodiscard]] bool isInstant(const QString &metric);
/// As a value of such a metric says; exact to a microsecond in our time.
[[nodiscard]] Timestamp instantOf(double seconds);

} // namespace tidemark
