// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exchange/json_flattener.h"
#include "services/exchange/json_texts.h"
#include "services/exchange/row_reader.h"
#include "services/exchange/unknown_fields.h"

#include <QStringList>

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

namespace tidemark::exchange {

/// Reads JSON objects as rows of given columns. A column is a member's name; `a.b` is the member
/// `b` of the object `a`, and `a` itself is that object as tags. Absent and null are empty cells
/// that are not quoted, texts are quoted, numbers keep their digits. What no column takes is
/// counted. An object that cannot be read is a row with RowFault::Unreadable. One thread.
class JsonReader final : public RowReader
{
public:
    JsonReader(std::unique_ptr<JsonTexts> texts, const QStringList &columns);

    /// Errors: those of the texts.
    [[nodiscard]] Result<bool> next(TableRow &row) override;
    [[nodiscard]] std::int64_t bytesRead() const noexcept override { return m_texts->bytesRead(); }
    [[nodiscard]] std::vector<UnknownField> unknownFields() const override
    {
        return m_unknown.list();
    }

private:
    [[nodiscard]] Result<void> fill(std::string_view text, TableRow &row);
    [[nodiscard]] Result<void> fillCell(std::span<const JsonField> fields, std::size_t index,
                                        std::size_t column, TableRow &row);

    std::unique_ptr<JsonTexts> m_texts;
    JsonFlattener m_flattener;
    std::unordered_map<std::string, std::size_t> m_columns;
    std::vector<std::string> m_tagTexts; ///< of the row's objects, by column
    std::vector<bool> m_isFilled;        ///< by column
    UnknownFields m_unknown;
};

/// An object's members as the text of tags; their names are joined below `fields[index]`. Absent
/// and null members are no tags. Nothing when a member is a list.
[[nodiscard]] std::optional<std::string> tagTextOf(std::span<const JsonField> fields,
                                                   std::size_t index);

} // namespace tidemark::exchange
