// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exchange/import_pass.h"

namespace tidemark::exchange {

/// Looks at an input and proposes a plan (I3): its format, dialect, header, columns and notations,
/// judged by the first 512 KiB; the order of day and month and the decimal sign, when those leave
/// them open, by all rows (I4). A recipe whose header matches is taken instead. Errors: those of
/// opening; Unsupported for a file that is no text; Cancelled.
[[nodiscard]] Result<ImportInspection> inspectImport(const ImportInput &input,
                                                     const std::vector<ImportPlan> &recipes,
                                                     const PassContext &context);

/// Detects the columns again under a plan's format, table, dialect, encoding and skipped lines, as
/// Importer::inspectAs says. Errors: those of opening; Cancelled.
[[nodiscard]] Result<ImportInspection>
inspectImportAs(const ImportInput &input, const ImportPlan &plan, const PassContext &context);

} // namespace tidemark::exchange
