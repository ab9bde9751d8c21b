// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/data_ports.h"
#include "model/ports/exporter.h"
#include "services/exchange/task_pool.h"

namespace tidemark {
class Clock;
}

namespace tidemark::exchange {

/// Exports CSV from a store's ports. The destructor stops what runs and waits for it.
class CsvExporter final : public Exporter
{
public:
    /// The ports and the clock outlive the exporter.
    CsvExporter(DataPorts ports, const Clock &clock);
    ~CsvExporter() override; // stops the tasks
    CsvExporter(const CsvExporter &) = delete;
    CsvExporter &operator=(const CsvExporter &) = delete;

    [[nodiscard]] QFuture<Result<ExportEstimate>>
    estimate(ExportRequest request, ExportOptions options, std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<ExportSummary>>
    writeFile(QString path, bool overwrite, ExportRequest request, ExportOptions options,
              std::stop_token stop, ProgressCallback progress) override;
    [[nodiscard]] QFuture<Result<ExportSummary>> writeTo(QIODevice *device, ExportRequest request,
                                                         ExportOptions options,
                                                         std::stop_token stop,
                                                         ProgressCallback progress) override;

private:
    DataPorts m_ports;
    const Clock &m_clock;
    std::stop_source m_stop; ///< of the exporter itself
    TaskPool m_tasks;
};

} // namespace tidemark::exchange
