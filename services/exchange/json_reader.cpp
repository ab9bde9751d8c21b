// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/json_reader.h"

#include "model/core/utf8_text.h"
#include "services/exchange/tag_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct JsonReaderText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::JsonReaderText)
};

} // namespace

std::optional<std::string> tagTextOf(std::span<const JsonField> fields, std::size_t index)
{
    const std::size_t prefix = fields[index].path.size() + 1;
    TagMap tags;
    for (std::size_t i = index + 1; i <= index + fields[index].inner; ++i) {
        const JsonField &field = fields[i];
        if (field.form == CellForm::List)
            return std::nullopt;
        if (field.form == CellForm::Text && !field.isNull)
            tags.insert(utf8Text(std::string_view(field.path).substr(prefix)),
                        utf8Text(field.text));
    }
    return tagText(tags).toStdString();
}

JsonReader::JsonReader(std::unique_ptr<JsonTexts> texts, const QStringList &columns)
    : m_texts(std::move(texts))
{
    for (qsizetype i = 0; i < columns.size(); ++i)
        m_columns.emplace(columns.at(i).toStdString(), static_cast<std::size_t>(i));
    m_tagTexts.resize(static_cast<std::size_t>(columns.size()));
}

Result<bool> JsonReader::next(TableRow &row)
{
    JsonRowText text;
    auto read = m_texts->next(text);
    if (!read || !*read)
        return read;
    row.line = text.number;
    row.fault = RowFault::None;
    row.problem.clear();
    row.cells.assign(m_tagTexts.size(), TableCell{});
    if (auto filled = fill(text.text, row); !filled) {
        row.fault = RowFault::Unreadable;
        row.problem = filled.error().message;
        row.cells.assign(1, TableCell{text.text});
    }
    return true;
}

Result<void> JsonReader::fill(std::string_view text, TableRow &row)
{
    auto read = m_flattener.read(text);
    if (!read)
        return failure(read.error());
    const std::span<const JsonField> fields = *read;
    m_isFilled.assign(row.cells.size(), false);
    std::size_t coveredEnd = 0; // members up to here are part of an object that has a column
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const JsonField &field = fields[i];
        const auto column = m_columns.find(field.path);
        if (column == m_columns.end()) {
            const bool isFrame = field.form == CellForm::Object && field.inner > 0;
            if (i >= coveredEnd && !isFrame)
                m_unknown.add(field.path);
            continue;
        }
        if (field.form == CellForm::Object)
            coveredEnd = std::max(coveredEnd, i + 1 + field.inner);
        if (auto filled = fillCell(fields, i, column->second, row); !filled)
            return filled;
    }
    return {};
}

Result<void> JsonReader::fillCell(std::span<const JsonField> fields, std::size_t index,
                                  std::size_t column, TableRow &row)
{
    const JsonField &field = fields[index];
    if (m_isFilled[column])
        return failure(
            ErrorCode::InvalidArgument,
            JsonReaderText::tr("The member \"%1\" is given twice.").arg(utf8Text(field.path)),
            u"json.twice"_s);
    m_isFilled[column] = true;
    TableCell &cell = row.cells[column];
    cell = {field.text, field.isQuoted, field.form};
    if (field.form != CellForm::Object)
        return {};
    if (auto tags = tagTextOf(fields, index)) {
        m_tagTexts[column] = std::move(*tags);
        cell.text = m_tagTexts[column];
    } else {
        cell.text = "{…}";
        cell.form = CellForm::List;
    }
    return {};
}

} // namespace tidemark::exchange
