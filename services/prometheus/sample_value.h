// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <string_view>

namespace tidemark::prometheus {

/// A value as Prometheus writes it, in text and in JSON: a decimal number, `NaN`, `Inf`, `+Inf` or
/// `-Inf` in any case of letters. Any thread. Errors: those of parseNumber().
[[nodiscard]] Result<double> parseSampleValue(std::string_view text);

} // namespace tidemark::prometheus
