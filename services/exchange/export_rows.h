// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/exporter.h"

#include <memory>
#include <stop_token>

namespace tidemark {
struct DataPorts;
}

namespace tidemark::exchange {

class CsvWriter;

/// The rows of one export, asked from the store piece by piece while they are written. Lives on the
/// worker's thread; waits there for the store.
class ExportRows
{
public:
    ExportRows() = default;
    ExportRows(const ExportRows &) = delete;
    ExportRows &operator=(const ExportRows &) = delete;
    virtual ~ExportRows() = default;

    /// How many rows there will be, without the header. Asked for before writeNext().
    [[nodiscard]] virtual Result<std::int64_t> total() = 0;
    /// False when total() was judged from a part.
    [[nodiscard]] virtual bool isTotalExact() const { return true; }
    /// What a damaged store did not give so far; only rows opened with skipDamaged step over it.
    [[nodiscard]] virtual std::int64_t leftOut() const { return 0; }
    virtual void writeHeader(CsvWriter &out) const = 0;
    /// Writes the next rows, at most kMaxPageRows, and adds their number to `rows`. False when
    /// there are none left.
    [[nodiscard]] virtual Result<bool> writeNext(CsvWriter &out, std::int64_t &rows) = 0;
};

/// Prepares the rows of a request. Errors: InvalidArgument, and those of the store.
[[nodiscard]] Result<std::unique_ptr<ExportRows>> openExportRows(const DataPorts &ports,
                                                                 const ExportRequest &request,
                                                                 const ExportOptions &options,
                                                                 const std::stop_token &stop);

/// One row per record. Column names: kRecordColumns.
[[nodiscard]] Result<std::unique_ptr<ExportRows>>
openRecordRows(const DataPorts &ports, const ExportRequest &request, const std::stop_token &stop);
/// `metric unit period_start period_end zone count` and a column per function; in the wide layout
/// `period_start period_end zone` and a column per metric, or per metric and function.
[[nodiscard]] Result<std::unique_ptr<ExportRows>> openAggregateRows(const DataPorts &ports,
                                                                    const ExportRequest &request,
                                                                    const ExportOptions &options,
                                                                    const std::stop_token &stop);
/// `session name start end devices tags note entry records created created_by modified
/// modified_by`.
[[nodiscard]] Result<std::unique_ptr<ExportRows>>
openSessionRows(const DataPorts &ports, const ExportRequest &request, const std::stop_token &stop);
/// `metric unit kind description tags settings archived uid created created_by modified
/// modified_by`.
[[nodiscard]] Result<std::unique_ptr<ExportRows>> openDefinitionRows(const DataPorts &ports,
                                                                     const ExportRequest &request);
/// One row per sample, series by series. Column names: kSampleColumns.
[[nodiscard]] Result<std::unique_ptr<ExportRows>>
openSampleRows(const DataPorts &ports, const ExportRequest &request, const std::stop_token &stop);

} // namespace tidemark::exchange
