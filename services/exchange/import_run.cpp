// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/import_run.h"

#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "services/exchange/await.h"
#include "services/exchange/csv_row_source.h"
#include "services/exchange/import_survey.h"
#include "services/exchange/text_input.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct RunText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::RunText)
};

// Values in one unit are not put under a metric of another.
Result<void> checkUnits(const ImportSurvey &survey)
{
    const auto clash = std::find_if(survey.metrics.begin(), survey.metrics.end(), hasUnitClash);
    if (clash == survey.metrics.end())
        return {};
    const QString has =
        clash->existingUnit.isEmpty() ? RunText::tr("no unit") : clash->existingUnit;
    return failure(ErrorCode::InvalidArgument,
                   RunText::tr("The metric \"%1\" is stored with %2, the file has %3. Import it "
                               "under another name, or correct the unit.")
                       .arg(clash->target, has, clash->unit),
                   u"import.unit"_s);
}

std::vector<NewDefinition> newDefinitions(const ImportSurvey &survey)
{
    std::vector<NewDefinition> definitions;
    for (const ImportMetric &metric : survey.metrics) {
        const bool isListed =
            std::any_of(definitions.begin(), definitions.end(),
                        [&metric](const NewDefinition &d) { return d.name == metric.target; });
        if (metric.exists || metric.isSkipped || metric.rows == 0 || isListed)
            continue;
        NewDefinition definition;
        definition.name = metric.target;
        definition.unit = metric.unit;
        definition.kind = metric.kind.value_or(MetricKind::Gauge);
        definitions.push_back(std::move(definition));
    }
    return definitions;
}

// What the caller found out already, unless the file or the plan has changed since.
Result<ImportSurvey> surveyFor(const ImportInput &input, const ImportRun &run,
                               const std::vector<Definition> &definitions,
                               const PassContext &context)
{
    if (!run.survey || run.survey->plan != run.plan || run.survey->stamp != stampOf(input))
        return surveyImport(input, run.plan, definitions, context, {});
    ImportSurvey survey = *run.survey;
    lookUpMetrics(survey.metrics, definitions); // others may have made some meanwhile
    return survey;
}

Result<ImportSummary> store(const DataPorts &ports, const ImportInput &input, const ImportRun &run,
                            const ImportSurvey &survey, const PassContext &context,
                            const ProgressCallback &progress)
{
    auto pass = ImportPass::open(input, run.plan, context);
    if (!pass)
        return failure(pass.error());
    ImportOptions options;
    options.label =
        run.label.isEmpty() ? RunText::tr("import %1").arg(inputName(input)) : run.label;
    options.conflicts = run.conflicts;
    options.stopOnError = !run.skipBadRows;
    options.definitions = newDefinitions(survey);
    auto source =
        std::make_shared<CsvRowSource>(std::move(*pass), run.plan, run.skipBadRows, context.stop);
    const ProgressCallback counted =
        progress ? ProgressCallback([progress, total = survey.rowsReady](TaskProgress done) {
            progress({done.done, total});
        })
                 : ProgressCallback();
    if (run.plan.target == ImportTarget::Samples)
        return await(
            ports.series->importRows(std::move(source), std::move(options), context.stop, counted));
    return await(
        ports.records->importRows(std::move(source), std::move(options), context.stop, counted));
}

// The survey's rejected rows before or among those of the store, by line.
void addRejected(ImportReport &report, const ImportSurvey &survey)
{
    auto &all = report.summary.rejected;
    all.insert(all.end(), survey.rejected.begin(), survey.rejected.end());
    std::stable_sort(all.begin(), all.end(),
                     [](const RejectedRow &a, const RejectedRow &b) { return a.line < b.line; });
    if (all.size() > kMaxListedRows)
        all.resize(kMaxListedRows);
    report.summary.rejectedCount += survey.rejectedCount;
    report.rowsMissing = survey.rowsMissing;
    report.unknown = survey.unknown;
}

Result<void> saveRejected(ImportReport &report, const ImportInput &input, const ImportRun &run,
                          const std::vector<RejectedRow> &byStore, const PassContext &context)
{
    if (run.rejectedPath.isEmpty() || report.summary.rejectedCount == 0)
        return {};
    auto saved = writeRejectedRows(run.rejectedPath, input, run.plan, byStore, context);
    if (saved)
        report.rejectedPath = run.rejectedPath;
    return saved;
}

} // namespace

Result<ImportReport> runImport(const DataPorts &ports, const ImportInput &input,
                               const ImportRun &run, const PassContext &context,
                               const ProgressCallback &progress)
{
    auto definitions = await(ports.catalog->definitions());
    if (!definitions)
        return failure(definitions.error());
    auto survey = surveyFor(input, run, *definitions, context);
    if (!survey)
        return failure(survey.error());
    if (auto units = checkUnits(*survey); !units)
        return failure(units.error());

    ImportReport report;
    if (survey->rejectedCount > 0 && !run.skipBadRows) {
        addRejected(report, *survey);
        if (auto saved = saveRejected(report, input, run, {}, context); !saved)
            return failure(saved.error());
        return report;
    }
    auto summary = store(ports, input, run, *survey, context, progress);
    if (!summary)
        return failure(summary.error());
    report.isCommitted = true;
    report.summary = std::move(*summary);
    const std::vector<RejectedRow> byStore = report.summary.rejected;
    addRejected(report, *survey);
    // The values are stored: a list that cannot be written must not look like a failed import.
    if (auto saved = saveRejected(report, input, run, byStore, {{}, context.tables}); !saved)
        report.rejectedProblem = saved.error();
    return report;
}

} // namespace tidemark::exchange
