// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/import_pass.h"

#include "model/core/utf8_text.h"

#include <utility>

namespace tidemark::exchange {

CsvReadOptions readOptions(const ImportPlan &plan)
{
    return {plan.dialect, plan.encoding, plan.skippedLines, plan.trimsCells};
}

ImportPass::ImportPass(TextInput input, const ImportPlan &plan)
    : m_input(std::move(input))
    , m_reader(m_input.device(), readOptions(plan))
{}

Result<std::unique_ptr<ImportPass>> ImportPass::open(const ImportInput &input,
                                                     const ImportPlan &plan)
{
    auto text = TextInput::open(input);
    if (!text)
        return failure(text.error());
    std::unique_ptr<ImportPass> pass(new ImportPass(std::move(*text), plan));
    if (plan.dialect.hasHeader) {
        CsvRow row;
        auto read = pass->m_reader.next(row);
        if (!read)
            return failure(read.error());
        for (const CsvCell &cell : row.cells)
            pass->m_header.append(utf8Text(cell.text));
    }
    return pass;
}

TaskProgress ImportPass::progress() const
{
    return {m_input.position_bytes(), m_input.size_bytes()};
}

} // namespace tidemark::exchange
