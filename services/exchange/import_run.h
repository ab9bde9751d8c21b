// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/data_ports.h"
#include "services/exchange/import_pass.h"

namespace tidemark::exchange {

/// Imports on the calling worker's thread: surveys the input unless `run` brings a survey of the
/// file as it is, stops there when bad rows are not to be skipped, else hands the rows to the store
/// in one transaction. The rejected rows are found by reading once more. Errors: those of
/// Importer::run.
[[nodiscard]] Result<ImportReport> runImport(const DataPorts &ports, const ImportInput &input,
                                             const ImportRun &run, const PassContext &context,
                                             const ProgressCallback &progress);

} // namespace tidemark::exchange
