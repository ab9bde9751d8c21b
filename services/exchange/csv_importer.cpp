// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/csv_importer.h"

#include "model/ports/metric_catalog.h"
#include "services/exchange/await.h"
#include "services/exchange/import_inspection.h"
#include "services/exchange/import_preview.h"
#include "services/exchange/import_run.h"
#include "services/exchange/import_survey.h"
#include "services/exchange/linked_stop.h"

#include <utility>

namespace tidemark::exchange {
namespace {

constexpr int kThreads = 2; ///< a preview answers while an import runs

// Runs `work(context)` with both stop tokens linked.
template <class Work>
auto stoppable(std::stop_token stop, std::stop_token own, TableFiles *tables, Work work)
{
    return [stop = std::move(stop), own = std::move(own), tables, work = std::move(work)]() {
        const LinkedStop linked(stop, own);
        return work(PassContext{linked.token(), tables});
    };
}

} // namespace

CsvImporter::CsvImporter(DataPorts ports, std::unique_ptr<TableFiles> tables)
    : m_ports(ports)
    , m_tables(std::move(tables))
    , m_tasks(kThreads)
{}

CsvImporter::~CsvImporter()
{
    m_stop.request_stop();
}

QFuture<Result<ImportInspection>>
CsvImporter::inspect(ImportInput input, std::vector<ImportPlan> recipes, std::stop_token stop)
{
    return m_tasks.run(stoppable(
        std::move(stop), m_stop.get_token(), m_tables.get(),
        [input = std::move(input), recipes = std::move(recipes)](const PassContext &context) {
            return inspectImport(input, recipes, context);
        }));
}

QFuture<Result<ImportInspection>> CsvImporter::inspectAs(ImportInput input, ImportPlan plan,
                                                         std::stop_token stop)
{
    return m_tasks.run(
        stoppable(std::move(stop), m_stop.get_token(), m_tables.get(),
                  [input = std::move(input), plan = std::move(plan)](const PassContext &context) {
                      return inspectImportAs(input, plan, context);
                  }));
}

QFuture<Result<ImportPreview>> CsvImporter::preview(ImportInput input, ImportPlan plan,
                                                    std::stop_token stop)
{
    return m_tasks.run(
        stoppable(std::move(stop), m_stop.get_token(), m_tables.get(),
                  [input = std::move(input), plan = std::move(plan)](const PassContext &context) {
                      return previewImport(input, plan, context);
                  }));
}

QFuture<Result<ImportSurvey>> CsvImporter::survey(ImportInput input, ImportPlan plan,
                                                  std::stop_token stop, ProgressCallback progress)
{
    return m_tasks.run(stoppable(
        std::move(stop), m_stop.get_token(), m_tables.get(),
        [ports = m_ports, input = std::move(input), plan = std::move(plan),
         progress = std::move(progress)](const PassContext &context) -> Result<ImportSurvey> {
            auto definitions = await(ports.catalog->definitions());
            if (!definitions)
                return failure(definitions.error());
            return surveyImport(input, plan, *definitions, context, progress);
        }));
}

QFuture<Result<ImportReport>> CsvImporter::run(ImportInput input, ImportRun run,
                                               std::stop_token stop, ProgressCallback progress)
{
    return m_tasks.run(stoppable(std::move(stop), m_stop.get_token(), m_tables.get(),
                                 [ports = m_ports, input = std::move(input), run = std::move(run),
                                  progress = std::move(progress)](const PassContext &context) {
                                     return runImport(ports, input, run, context, progress);
                                 }));
}

} // namespace tidemark::exchange
