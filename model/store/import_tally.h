// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/import_rows.h"
#include "model/ports/record_store.h"
#include "model/store/import_checks.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

namespace tidemark::store {

class CatalogWriter;
class ChangeScope;

/// At most this many refused rows are listed; all are counted.
inline constexpr std::size_t kMaxRejectedRows = 10'000;

/// What an import does with its rows.
struct RowSteps
{
    std::function<Taken(const ImportRow &row)> take;
    std::function<Result<void>()> settle = {}; ///< after some thousand rows
};

/// What every import does, whatever it stores: makes the definitions, reads its source to the end,
/// and says what became of the rows. On the writer's thread.
class ImportTally
{
public:
    /// A loan.
    explicit ImportTally(const ImportOptions &options)
        : m_options(options)
    {}

    /// Those of the options that are not there yet.
    [[nodiscard]] Result<void> createDefinitions(ChangeScope &scope, CatalogWriter &catalog);
    /// Hands all rows on. Errors: Cancelled, those of the source and of `settle`, and with
    /// stopOnError the first row that was refused, named by its line. The change must then not be
    /// committed.
    [[nodiscard]] Result<void> read(RowSource &source, const RowSteps &steps,
                                    const std::stop_token &stop, const ProgressCallback &progress);
    /// Counts the row at `line`, or stops the import for it.
    [[nodiscard]] Result<void> report(std::int64_t line, const Refusal &refusal);

    [[nodiscard]] ImportSummary &summary() noexcept { return m_summary; }

private:
    [[nodiscard]] Result<void> takeBatch(const std::vector<ImportRow> &rows, const RowSteps &steps,
                                         const std::stop_token &stop);

    const ImportOptions &m_options;
    ImportSummary m_summary;
    std::int64_t m_rowsSeen = 0;
};

} // namespace tidemark::store
