// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/import_pass.h"

#include "model/core/utf8_text.h"
#include "services/exchange/json_reader.h"
#include "services/exchange/json_splitter.h"
#include "services/exchange/prometheus_reader.h"
#include "services/exchange/table_reader.h"

#include <utility>

namespace tidemark::exchange {
namespace {

QStringList headersOf(const ImportPlan &plan)
{
    QStringList headers;
    for (const ImportColumn &column : plan.columns)
        headers.append(column.header);
    return headers;
}

// The first row of a CSV file, where it names the columns.
Result<QStringList> takeHeader(RowReader &reader)
{
    QStringList header;
    TableRow row;
    auto read = reader.next(row);
    if (!read)
        return failure(read.error());
    for (const TableCell &cell : row.cells)
        header.append(utf8Text(cell.text));
    return header;
}

} // namespace

CsvReadOptions readOptions(const ImportPlan &plan)
{
    return {plan.dialect, plan.encoding, plan.skippedLines, plan.trimsCells};
}

std::unique_ptr<RowReader> makeTextReader(QIODevice &device, const ImportPlan &plan,
                                          const std::stop_token &stop, bool isTail)
{
    if (plan.format == ImportFormat::JsonLines)
        return std::make_unique<JsonReader>(
            std::make_unique<JsonLineTexts>(device, plan.encoding, isTail, stop), headersOf(plan));
    if (plan.format == ImportFormat::Json)
        return std::make_unique<JsonReader>(
            std::make_unique<JsonSplitter>(device, plan.encoding, stop), headersOf(plan));
    if (plan.format == ImportFormat::Prometheus)
        return std::make_unique<PrometheusReader>(device, plan.encoding, isTail, stop);
    CsvReadOptions options = readOptions(plan);
    if (isTail)
        options.skippedLines = 1; // most likely cut off at its start
    return std::make_unique<CsvReader>(device, options);
}

Result<std::unique_ptr<ImportPass>>
ImportPass::open(const ImportInput &input, const ImportPlan &plan, const PassContext &context)
{
    std::unique_ptr<ImportPass> pass(new ImportPass);
    if (plan.format == ImportFormat::Sqlite && context.tables && !input.content) {
        pass->m_header = headersOf(plan);
        pass->m_reader = std::make_unique<TableReader>(*context.tables, input.path, plan.table,
                                                       pass->m_header, context.stop);
        return pass;
    }
    auto text = TextInput::open(input);
    if (!text)
        return failure(text.error());
    pass->m_input = std::move(*text);
    pass->m_isSeekable = pass->m_input->isSeekable() && hasLines(plan.format);
    pass->m_reader = makeTextReader(pass->m_input->device(), plan, context.stop, false);
    if (plan.format != ImportFormat::Csv) {
        pass->m_header = headersOf(plan);
    } else if (plan.dialect.hasHeader) {
        auto header = takeHeader(*pass->m_reader);
        if (!header)
            return failure(header.error());
        pass->m_header = std::move(*header);
    }
    return pass;
}

TaskProgress ImportPass::progress() const
{
    return m_input ? TaskProgress{m_input->position_bytes(), m_input->size_bytes()}
                   : m_reader->progress();
}

std::int64_t ImportPass::size_bytes() const
{
    return m_input ? m_input->size_bytes() : 0;
}

} // namespace tidemark::exchange
