// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exchange/dialect_detection.h"

namespace tidemark::exchange {

/// The first rows of a text of Prometheus, into a guess that knows format and encoding. True when
/// some of them say no time.
[[nodiscard]] bool lookAtPrometheus(const FileStart &sample, DialectGuess &guess);

/// Columns, notation of times and target of the guess. Rows become samples.
void planPrometheus(const DialectGuess &guess, ImportPlan &plan,
                    std::vector<ImportFinding> &findings);

} // namespace tidemark::exchange
