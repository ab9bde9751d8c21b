// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/row_previewer.h"

#include "model/core/number_text.h"
#include "model/time/time_format.h"
#include "services/exchange/import_preview.h"
#include "services/exchange/row_words.h"

#include <algorithm>

namespace tidemark::exchange {

RowPreviewer::RowPreviewer(const ImportPlan &plan)
    : m_plan(plan)
    , m_isValid(validate(plan).has_value())
    , m_parser(plan)
    , m_times(plan)
{}

PreviewRow RowPreviewer::show(const TableRow &row)
{
    PreviewRow shown;
    shown.line = row.line;
    shown.problem = faultText(row);
    for (std::size_t i = 0; i < row.cells.size(); ++i)
        shown.cells.push_back(showCell(row, i));
    if (m_isValid && row.fault == RowFault::None)
        addRowProblems(row, shown);
    return shown;
}

PreviewCell RowPreviewer::showCell(const TableRow &row, std::size_t index) const
{
    const std::string_view text = row.cells[index].text;
    PreviewCell cell;
    cell.raw = shownText(text);
    const bool isText = row.cells[index].form == CellForm::Text;
    if (index >= m_plan.columns.size() || text.empty() || row.fault != RowFault::None || !isText)
        return cell;
    switch (m_plan.columns[index].role) {
    case ColumnRole::Ignore:
    case ColumnRole::TimeOfDay:
        break;
    case ColumnRole::Value:
    case ColumnRole::Series:
        if (!m_parser.isMissing(text))
            showNumber(cell, row.cells[index]);
        break;
    case ColumnRole::Date:
        show(cell, m_times.parse(text, timeOfDay(row)));
        break;
    case ColumnRole::Time:
    case ColumnRole::Start:
    case ColumnRole::End:
        if (!m_parser.isMissing(text))
            show(cell, m_times.parse(text));
        break;
    default:
        cell.parsed = shownText(m_parser.plain(text));
    }
    return cell;
}

std::string_view RowPreviewer::timeOfDay(const TableRow &row) const
{
    const int at = columnOf(m_plan, ColumnRole::TimeOfDay);
    return at < 0 || static_cast<std::size_t>(at) >= row.cells.size()
               ? std::string_view()
               : row.cells[static_cast<std::size_t>(at)].text;
}

void RowPreviewer::showNumber(PreviewCell &cell, const TableCell &number) const
{
    if (auto value = parseNumberCell(number.text, m_parser.notationOf(number)))
        cell.parsed = numberText(*value);
    else
        cell.problem = value.error().message;
}

void RowPreviewer::show(PreviewCell &cell, const Result<Timestamp> &time) const
{
    if (time)
        cell.parsed = isoTime(*time, m_plan.zone);
    else
        cell.problem = time.error().message;
}

void RowPreviewer::addRowProblems(const TableRow &row, PreviewRow &shown)
{
    std::vector<ImportRow> rows;
    std::vector<RejectedRow> rejected;
    m_parser.parse(row, rows, rejected);
    for (const RejectedRow &bad : rejected) {
        const auto column =
            std::find_if(m_plan.columns.begin(), m_plan.columns.end(),
                         [&bad](const ImportColumn &c) { return c.header == bad.column; });
        const auto at = static_cast<std::size_t>(column - m_plan.columns.begin());
        if (bad.column.isEmpty() || at >= shown.cells.size())
            shown.problem = bad.reason;
        else if (shown.cells[at].problem.isEmpty())
            shown.cells[at].problem = bad.reason;
    }
}

void LastRows::add(const TableRow &row)
{
    const bool isFull = m_rows.size() == kPreviewTail;
    Kept &kept = isFull ? m_rows[m_oldest] : m_rows.emplace_back();
    if (isFull)
        m_oldest = (m_oldest + 1) % kPreviewTail;
    kept.row.line = row.line;
    kept.row.fault = row.fault;
    kept.row.problem = row.problem;
    kept.row.cells.resize(row.cells.size());
    kept.texts.resize(row.cells.size());
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        kept.row.cells[i].isQuoted = row.cells[i].isQuoted;
        kept.row.cells[i].form = row.cells[i].form;
        kept.texts[i].assign(row.cells[i].text);
    }
}

std::vector<PreviewRow> LastRows::show(RowPreviewer &previewer)
{
    std::vector<PreviewRow> shown;
    for (std::size_t n = 0; n < m_rows.size(); ++n) {
        Kept &kept = m_rows[(m_oldest + n) % m_rows.size()];
        for (std::size_t i = 0; i < kept.texts.size(); ++i)
            kept.row.cells[i].text = kept.texts[i];
        shown.push_back(previewer.show(kept.row));
    }
    return shown;
}

} // namespace tidemark::exchange
