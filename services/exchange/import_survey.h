// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exchange/import_pass.h"

namespace tidemark::exchange {

/// Most rejected rows that are listed; more are counted.
inline constexpr std::size_t kMaxListedRows = 10'000;

/// Reads the whole input and tells what an import would do. `definitions` is the catalogue.
/// Errors: those of reading, InvalidArgument (plan), Cancelled.
[[nodiscard]] Result<ImportSurvey> surveyImport(const ImportInput &input, const ImportPlan &plan,
                                                const std::vector<Definition> &definitions,
                                                const PassContext &context,
                                                const ProgressCallback &progress);

/// Tells of each metric whether `definitions` has it by now.
void lookUpMetrics(std::vector<ImportMetric> &metrics, const std::vector<Definition> &definitions);

/// Writes the rows left out as CSV, whatever the file's format: its own columns, then
/// `rejected_line`, `rejected_column`, `rejected_reason`, so that the mended file can be imported
/// with the same columns. Rows that the parser rejects are found by reading again; `byStore` are
/// those that the store refused. An existing file is replaced. Errors: those of reading and
/// writing, Cancelled.
[[nodiscard]] Result<void> writeRejectedRows(const QString &path, const ImportInput &input,
                                             const ImportPlan &plan,
                                             const std::vector<RejectedRow> &byStore,
                                             const PassContext &context);

} // namespace tidemark::exchange
