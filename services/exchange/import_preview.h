// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exchange/import_pass.h"

namespace tidemark::exchange {

inline constexpr std::size_t kPreviewHead = 100;
inline constexpr std::size_t kPreviewTail = 20;

/// The first and last rows under a plan, raw and parsed (I2). Of files over 8 MiB only the two ends
/// are read, so the last rows then have no line numbers; those of a large gzip file, JSON text
/// or table are found by the survey (ImportSurvey::tail). An incomplete plan is shown as far as it
/// goes, with what it lacks in ImportPreview::problem. Errors: those of opening, Cancelled.
[[nodiscard]] Result<ImportPreview> previewImport(const ImportInput &input, const ImportPlan &plan,
                                                  const PassContext &context);

} // namespace tidemark::exchange
