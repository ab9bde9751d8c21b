// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exchange/csv_reader.h"
#include "services/exchange/row_reader.h"
#include "services/exchange/text_input.h"

#include <memory>
#include <optional>
#include <stop_token>

namespace tidemark {
class TableFiles;
}

namespace tidemark::exchange {

/// What a reading needs besides the input.
struct PassContext
{
    std::stop_token stop = {};
    TableFiles *tables = nullptr; ///< reads databases; without it they are refused
};

/// One reading of an input from its first row of values to its end, whatever its format. One thread
/// at a time.
class ImportPass
{
public:
    /// Errors: those of TextInput::open and of the format's reader.
    [[nodiscard]] static Result<std::unique_ptr<ImportPass>>
    open(const ImportInput &input, const ImportPlan &plan, const PassContext &context = {});

    /// The next row of values; the header row is behind.
    [[nodiscard]] Result<bool> next(TableRow &row) { return m_reader->next(row); }
    /// The names of the columns; empty where a file has no header row.
    [[nodiscard]] const QStringList &header() const noexcept { return m_header; }
    [[nodiscard]] TaskProgress progress() const;
    /// The last rows can be found without reading all.
    [[nodiscard]] bool isSeekable() const noexcept { return m_isSeekable; }
    /// Of what lies on the disk; 0 when not known.
    [[nodiscard]] std::int64_t size_bytes() const;
    /// Of text, unpacked.
    [[nodiscard]] std::int64_t bytesRead() const noexcept { return m_reader->bytesRead(); }
    /// What no column took, so far.
    [[nodiscard]] std::vector<UnknownField> unknownFields() const
    {
        return m_reader->unknownFields();
    }

private:
    ImportPass() = default;

    std::optional<TextInput> m_input; ///< of text; the reader reads it
    std::unique_ptr<RowReader> m_reader;
    QStringList m_header;
    bool m_isSeekable = false;
};

[[nodiscard]] CsvReadOptions readOptions(const ImportPlan &plan);

/// The reader of a text's rows under a plan. `isTail`: reading begins somewhere in a row, so the
/// first line is dropped; of formats with lines only. `device` outlives the reader.
[[nodiscard]] std::unique_ptr<RowReader> makeTextReader(QIODevice &device, const ImportPlan &plan,
                                                        const std::stop_token &stop, bool isTail);

} // namespace tidemark::exchange
