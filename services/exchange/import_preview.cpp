// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/import_preview.h"

#include "model/core/number_text.h"
#include "model/time/time_format.h"
#include "services/exchange/await.h"
#include "services/exchange/import_pass.h"
#include "services/exchange/import_row_parser.h"

#include <QIODevice>

#include <algorithm>
#include <deque>

namespace tidemark::exchange {
namespace {

constexpr std::int64_t kWholeBytes = std::int64_t{8} * 1024 * 1024; // files up to here: whole
constexpr std::int64_t kTailBytes = std::int64_t{256} * 1024;
constexpr std::int64_t kRowsPerLook = 1'000;

// Shows rows under the plan.
class RowPreviewer
{
public:
    explicit RowPreviewer(const ImportPlan &plan)
        : m_plan(plan)
        , m_isValid(validate(plan).has_value())
        , m_parser(plan)
        , m_times(plan)
        , m_numbers{plan.decimal == DecimalSign::Comma ? ',' : '.', plan.groupSign}
    {}

    [[nodiscard]] PreviewRow show(const CsvRow &row)
    {
        PreviewRow shown;
        shown.line = row.line;
        shown.problem = faultText(row.fault);
        for (std::size_t i = 0; i < row.cells.size(); ++i)
            shown.cells.push_back(showCell(row, i));
        if (m_isValid && row.fault == RowFault::None)
            addRowProblems(row, shown);
        return shown;
    }

private:
    [[nodiscard]] PreviewCell showCell(const CsvRow &row, std::size_t index) const
    {
        const std::string_view text = row.cells[index].text;
        PreviewCell cell;
        cell.raw = shownText(text);
        if (index >= m_plan.columns.size() || text.empty() || row.fault != RowFault::None)
            return cell;
        switch (m_plan.columns[index].role) {
        case ColumnRole::Ignore:
        case ColumnRole::TimeOfDay:
            break;
        case ColumnRole::Value:
        case ColumnRole::Series:
            if (!m_parser.isMissing(text))
                showNumber(cell, text);
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

    [[nodiscard]] std::string_view timeOfDay(const CsvRow &row) const
    {
        const int at = columnOf(m_plan, ColumnRole::TimeOfDay);
        return at < 0 || static_cast<std::size_t>(at) >= row.cells.size()
                   ? std::string_view()
                   : row.cells[static_cast<std::size_t>(at)].text;
    }

    void showNumber(PreviewCell &cell, std::string_view text) const
    {
        if (auto value = parseNumberCell(text, m_numbers))
            cell.parsed = numberText(*value);
        else
            cell.problem = value.error().message;
    }

    void show(PreviewCell &cell, const Result<Timestamp> &time) const
    {
        if (time)
            cell.parsed = isoTime(*time, m_plan.zone);
        else
            cell.problem = time.error().message;
    }

    void addRowProblems(const CsvRow &row, PreviewRow &shown)
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

    const ImportPlan &m_plan;
    bool m_isValid;
    ImportRowParser m_parser;
    TimeCellParser m_times;
    NumberNotation m_numbers;
};

// The last rows read, kept as they are: only those that remain are shown.
class LastRows
{
public:
    void add(const CsvRow &row)
    {
        Kept kept;
        kept.row.line = row.line;
        kept.row.fault = row.fault;
        for (const CsvCell &cell : row.cells) {
            kept.row.cells.push_back({{}, cell.isQuoted});
            kept.texts.emplace_back(cell.text);
        }
        m_rows.push_back(std::move(kept));
        if (m_rows.size() > kPreviewTail)
            m_rows.pop_front();
    }

    [[nodiscard]] std::vector<PreviewRow> show(RowPreviewer &previewer)
    {
        std::vector<PreviewRow> shown;
        for (Kept &kept : m_rows) {
            for (std::size_t i = 0; i < kept.texts.size(); ++i)
                kept.row.cells[i].text = kept.texts[i];
            shown.push_back(previewer.show(kept.row));
        }
        return shown;
    }

private:
    struct Kept
    {
        CsvRow row; ///< whose cells look into `texts`
        std::vector<std::string> texts;
    };
    std::deque<Kept> m_rows;
};

// The last rows of a large file, found from its end.
LastRows readTail(const ImportInput &input, const ImportPlan &plan)
{
    LastRows tail;
    auto text = TextInput::open(input);
    if (!text || !text->isSeekable())
        return tail;
    const std::int64_t start = (text->size_bytes() - kTailBytes) & ~std::int64_t{1};
    if (!text->device().seek(start))
        return tail;
    CsvReadOptions options = readOptions(plan);
    options.skippedLines = 1; // most likely cut off at its start
    CsvReader reader(text->device(), options);
    CsvRow row;
    for (auto read = reader.next(row); read && *read; read = reader.next(row)) {
        row.line = 0;
        tail.add(row);
    }
    return tail;
}

// Reads the first rows, and of a small file all; keeps the last ones in `tail`.
Result<bool> readHead(ImportPass &pass, RowPreviewer &previewer, const std::stop_token &stop,
                      std::int64_t limit_bytes, ImportPreview &preview, LastRows &tail)
{
    CsvRow row;
    for (std::int64_t count = 0;; ++count) {
        if (count % kRowsPerLook == 0 && stop.stop_requested())
            return failure(cancelledError());
        const bool isFull = preview.head.size() == kPreviewHead;
        if (isFull && pass.bytesRead() > limit_bytes)
            return false;
        auto read = pass.next(row);
        if (!read) {
            preview.problem = read.error();
            return true;
        }
        if (!*read)
            return true;
        if (!isFull) {
            preview.head.push_back(previewer.show(row));
            continue;
        }
        tail.add(row);
        preview.isComplete = count < static_cast<std::int64_t>(kPreviewHead + kPreviewTail);
    }
}

} // namespace

Result<ImportPreview> previewImport(const ImportInput &input, const ImportPlan &plan,
                                    const std::stop_token &stop)
{
    ImportPreview preview;
    preview.isComplete = true;
    auto text = TextInput::open(input);
    if (!text)
        return failure(text.error());
    const bool isLarge = text->size_bytes() > kWholeBytes;
    auto pass = ImportPass::open(input, plan);
    if (!pass) {
        preview.problem = pass.error();
        return preview;
    }
    RowPreviewer previewer(plan);
    LastRows tail;
    auto reachedEnd = readHead(**pass, previewer, stop, isLarge ? 0 : kWholeBytes, preview, tail);
    if (!reachedEnd)
        return failure(reachedEnd.error());
    if (!*reachedEnd) {
        preview.isComplete = false;
        tail = readTail(input, plan);
    }
    preview.tail = tail.show(previewer);
    if (auto valid = validate(plan); !valid && !preview.problem)
        preview.problem = valid.error();
    return preview;
}

} // namespace tidemark::exchange
