// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exchange/cell_shape.h"
#include "services/exchange/dialect_detection.h"

namespace tidemark::exchange {

/// Gives each column its role by its name and its cells, and tells how numbers and times are
/// written. `name` is the metric of a file that names none.
void guessColumns(const DialectGuess &guess, const QString &name, ImportPlan &plan,
                  std::vector<ImportFinding> &findings);

/// True for our own records export: the plan then takes every column as it was written.
[[nodiscard]] bool recogniseOwnExport(const DialectGuess &guess, ImportPlan &plan,
                                      std::vector<ImportFinding> &findings);

} // namespace tidemark::exchange
