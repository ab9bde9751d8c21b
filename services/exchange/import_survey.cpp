// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/import_survey.h"

#include "model/core/utf8_text.h"
#include "services/exchange/await.h"
#include "services/exchange/csv_writer.h"
#include "services/exchange/import_pass.h"
#include "services/exchange/import_row_parser.h"
#include "services/exchange/row_previewer.h"
#include "services/exchange/safe_file.h"

#include <algorithm>
#include <iterator>
#include <map>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

constexpr std::int64_t kRowsPerLook = 1'000;      ///< between looks at the stop token
constexpr std::int64_t kRowsPerProgress = 50'000; ///< between progress reports
constexpr qsizetype kWriteBytes = qsizetype{256} * 1024;

// Calls `take(row, rejected)` for each row; `take` returns Result<void>.
template <class Take>
Result<void> forEachRow(ImportPass &pass, const std::stop_token &stop,
                        const ProgressCallback &progress, Take take)
{
    TableRow row;
    for (std::int64_t count = 0;; ++count) {
        if (count % kRowsPerLook == 0 && stop.stop_requested())
            return failure(cancelledError());
        if (progress && count % kRowsPerProgress == 0)
            progress(pass.progress());
        auto read = pass.next(row);
        if (!read)
            return failure(read.error());
        if (!*read)
            return {};
        if (Result<void> taken = take(row); !taken)
            return taken;
    }
}

std::vector<ImportMetric> metricsOf(const ImportRowParser &parser)
{
    std::vector<ImportMetric> metrics;
    for (const NamedMetric &named : parser.metrics()) {
        ImportMetric metric;
        metric.source = named.source;
        metric.target = named.target;
        metric.unit = named.unit;
        metric.kind = named.kind;
        metric.rows = named.rows;
        metric.isSkipped = named.isSkipped;
        metrics.push_back(std::move(metric));
    }
    return metrics;
}

// What one line was rejected for; a wide row may be rejected in several cells.
RejectedRow merged(const std::vector<RejectedRow> &rejected)
{
    RejectedRow all = rejected.front();
    for (std::size_t i = 1; i < rejected.size(); ++i) {
        all.column += u", "_s + rejected[i].column;
        if (rejected[i].reason != rejected[i - 1].reason)
            all.reason += u' ' + rejected[i].reason;
    }
    return all;
}

void writeHeader(CsvWriter &out, const ImportPass &pass)
{
    for (const QString &name : pass.header())
        out.headerText(name);
    for (const QStringView name : {u"rejected_line", u"rejected_column", u"rejected_reason"})
        out.headerText(name);
    out.endHeader();
}

void writeRow(CsvWriter &out, const TableRow &row, std::size_t columns, const RejectedRow &rejected)
{
    for (const TableCell &cell : row.cells) {
        if (cell.text.empty() && !cell.isQuoted)
            out.text(std::optional<QString>());
        else
            out.text(QStringView(utf8Text(cell.text)));
    }
    for (std::size_t i = row.cells.size(); i < columns; ++i)
        out.text(std::optional<QString>());
    out.integer(rejected.line);
    out.text(QStringView(rejected.column));
    out.text(QStringView(rejected.reason));
    out.endRow();
}

} // namespace

void lookUpMetrics(std::vector<ImportMetric> &metrics, const std::vector<Definition> &definitions)
{
    for (ImportMetric &metric : metrics) {
        const auto existing =
            std::find_if(definitions.begin(), definitions.end(),
                         [&metric](const Definition &d) { return d.name == metric.target; });
        metric.exists = existing != definitions.end();
        metric.existingUnit = metric.exists ? existing->unit : QString();
    }
}

Result<ImportSurvey> surveyImport(const ImportInput &input, const ImportPlan &plan,
                                  const std::vector<Definition> &definitions,
                                  const PassContext &context, const ProgressCallback &progress)
{
    if (auto valid = validate(plan); !valid)
        return failure(valid.error());
    const InputStamp stamp = stampOf(input);
    auto pass = ImportPass::open(input, plan, context);
    if (!pass)
        return failure(pass.error());
    ImportRowParser parser(plan);
    ImportSurvey survey;
    survey.stamp = stamp;
    survey.plan = plan;
    const bool keepsLast = !(*pass)->isSeekable();
    LastRows last;
    std::vector<ImportRow> rows;
    std::vector<RejectedRow> rejected;
    auto read =
        forEachRow(**pass, context.stop, progress, [&](const TableRow &row) -> Result<void> {
            rows.clear();
            rejected.clear();
            parser.parse(row, rows, rejected);
            if (keepsLast)
                last.add(row);
            survey.rowsReady += static_cast<std::int64_t>(rows.size());
            survey.rejectedCount += static_cast<std::int64_t>(rejected.size());
            const std::size_t room = kMaxListedRows - survey.rejected.size();
            const auto listed = static_cast<std::ptrdiff_t>(std::min(room, rejected.size()));
            std::move(rejected.begin(), rejected.begin() + listed,
                      std::back_inserter(survey.rejected));
            return {};
        });
    if (!read)
        return failure(read.error());
    survey.rowsMissing = parser.missing();
    survey.unknown = (*pass)->unknownFields();
    survey.metrics = metricsOf(parser);
    lookUpMetrics(survey.metrics, definitions);
    RowPreviewer previewer(plan);
    survey.tail = last.show(previewer);
    return survey;
}

Result<void> writeRejectedRows(const QString &path, const ImportInput &input,
                               const ImportPlan &plan, const std::vector<RejectedRow> &byStore,
                               const PassContext &context)
{
    auto pass = ImportPass::open(input, plan, context);
    if (!pass)
        return failure(pass.error());
    SafeFile file(path);
    if (auto opened = file.open(true); !opened)
        return failure(opened.error());
    std::multimap<std::int64_t, RejectedRow> refused;
    for (const RejectedRow &row : byStore)
        refused.emplace(row.line, row);

    ExportOptions options;
    options.dialect.hasHeader = plan.dialect.hasHeader;
    options.dialect.delimiter =
        isWritableDelimiter(plan.dialect.delimiter) ? plan.dialect.delimiter : ',';
    options.formulaGuard = false; // the cells are to come back as they were
    CsvWriter out(options);
    writeHeader(out, **pass);
    ImportRowParser parser(plan);
    std::vector<ImportRow> rows;
    std::vector<RejectedRow> rejected;
    auto read = forEachRow(**pass, context.stop, {}, [&](const TableRow &row) -> Result<void> {
        rows.clear();
        rejected.clear();
        parser.parse(row, rows, rejected);
        const auto [first, last] = refused.equal_range(row.line);
        std::transform(first, last, std::back_inserter(rejected),
                       [](const auto &entry) { return entry.second; });
        if (rejected.empty())
            return {};
        writeRow(out, row, plan.columns.size(), merged(rejected));
        if (out.buffer().size() < kWriteBytes)
            return {};
        auto written = file.write(out.buffer());
        out.buffer().resize(0);
        return written;
    });
    if (!read)
        return read;
    if (auto written = file.write(out.buffer()); !written)
        return written;
    return file.commit();
}

} // namespace tidemark::exchange
