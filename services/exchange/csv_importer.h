// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/data_ports.h"
#include "model/ports/importer.h"
#include "model/ports/table_files.h"
#include "services/exchange/task_pool.h"

#include <memory>

namespace tidemark::exchange {

/// Imports files of every ImportFormat into a store through its ports. The destructor stops what
/// runs and waits for it.
class CsvImporter final : public Importer
{
public:
    /// The ports outlive the importer. Without `tables` databases are refused.
    explicit CsvImporter(DataPorts ports, std::unique_ptr<TableFiles> tables = nullptr);
    ~CsvImporter() override; // stops the tasks
    CsvImporter(const CsvImporter &) = delete;
    CsvImporter &operator=(const CsvImporter &) = delete;

    [[nodiscard]] QFuture<Result<ImportInspection>>
    inspect(ImportInput input, std::vector<ImportPlan> recipes, std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<ImportInspection>> inspectAs(ImportInput input, ImportPlan plan,
                                                              std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<ImportPreview>> preview(ImportInput input, ImportPlan plan,
                                                         std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<ImportSurvey>> survey(ImportInput input, ImportPlan plan,
                                                       std::stop_token stop,
                                                       ProgressCallback progress) override;
    [[nodiscard]] QFuture<Result<ImportReport>>
    run(ImportInput input, ImportRun run, std::stop_token stop, ProgressCallback progress) override;

private:
    DataPorts m_ports;
    std::unique_ptr<TableFiles> m_tables;
    std::stop_source m_stop; ///< of the importer itself
    TaskPool m_tasks;
};

} // namespace tidemark::exchange
