// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/metric_types.h"

#include <QString>

#include <string_view>

namespace tidemark::otlp {

/// The symbol of the model's unit for a UCUM code, as OTLP has it: `By` is B, `MiBy/s` MiB/s,
/// `Cel` °C; an annotation alone (`{request}`) is a count, `1` no unit. What is not known stays as
/// it came, as free text; a code that no unit can be written as gives none. Any thread.
[[nodiscard]] QString unitOfUcum(std::string_view code);
/// The UCUM code of a unit in which a program records: `ms`, `kBy`, `1` for counts.
[[nodiscard]] std::string_view ucumOf(metrics::MetricUnit unit) noexcept;

} // namespace tidemark::otlp
