// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exchange/csv_reader.h"
#include "services/exchange/text_input.h"

#include <memory>

namespace tidemark::exchange {

/// One reading of an input from its first row of values to its end. One thread at a time.
class ImportPass
{
public:
    /// Errors: those of TextInput::open and CsvReader::next.
    [[nodiscard]] static Result<std::unique_ptr<ImportPass>> open(const ImportInput &input,
                                                                  const ImportPlan &plan);

    /// The next row of values; the header row is behind.
    [[nodiscard]] Result<bool> next(CsvRow &row) { return m_reader.next(row); }
    /// The header row's names; empty without one.
    [[nodiscard]] const QStringList &header() const noexcept { return m_header; }
    [[nodiscard]] TaskProgress progress() const;
    /// The last rows can be found without reading all.
    [[nodiscard]] bool isSeekable() const { return m_input.isSeekable(); }
    /// Of text, unpacked.
    [[nodiscard]] std::int64_t bytesRead() const noexcept { return m_reader.bytesRead(); }

private:
    ImportPass(TextInput input, const ImportPlan &plan);

    TextInput m_input;
    CsvReader m_reader;
    QStringList m_header;
};

[[nodiscard]] CsvReadOptions readOptions(const ImportPlan &plan);

} // namespace tidemark::exchange
