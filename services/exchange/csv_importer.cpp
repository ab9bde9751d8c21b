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

// Runs `work(stop)` with both stop tokens linked.
template <class Work>
auto stoppable(std::stop_token stop, std::stop_token own, Work work)
{
    return [stop = std::move(stop), own = std::move(own), work = std::move(work)]() {
        const LinkedStop linked(stop, own);
        return work(linked.token());
    };
}

} // namespace

CsvImporter::CsvImporter(DataPorts ports)
    : m_ports(ports)
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
        std::move(stop), m_stop.get_token(),
        [input = std::move(input), recipes = std::move(recipes)](const std::stop_token &token) {
            return inspectImport(input, recipes, token);
        }));
}

QFuture<Result<ImportInspection>> CsvImporter::inspectAs(ImportInput input, ImportPlan plan,
                                                         std::stop_token stop)
{
    return m_tasks.run(
        stoppable(std::move(stop), m_stop.get_token(),
                  [input = std::move(input), plan = std::move(plan)](const std::stop_token &token) {
                      return inspectImportAs(input, plan, token);
                  }));
}

QFuture<Result<ImportPreview>> CsvImporter::preview(ImportInput input, ImportPlan plan,
                                                    std::stop_token stop)
{
    return m_tasks.run(
        stoppable(std::move(stop), m_stop.get_token(),
                  [input = std::move(input), plan = std::move(plan)](const std::stop_token &token) {
                      return previewImport(input, plan, token);
                  }));
}

QFuture<Result<ImportSurvey>> CsvImporter::survey(ImportInput input, ImportPlan plan,
                                                  std::stop_token stop, ProgressCallback progress)
{
    return m_tasks.run(stoppable(
        std::move(stop), m_stop.get_token(),
        [ports = m_ports, input = std::move(input), plan = std::move(plan),
         progress = std::move(progress)](const std::stop_token &token) -> Result<ImportSurvey> {
            auto definitions = await(ports.catalog->definitions());
            if (!definitions)
                return failure(definitions.error());
            return surveyImport(input, plan, *definitions, token, progress);
        }));
}

QFuture<Result<ImportReport>> CsvImporter::run(ImportInput input, ImportRun run,
                                               std::stop_token stop, ProgressCallback progress)
{
    return m_tasks.run(stoppable(std::move(stop), m_stop.get_token(),
                                 [ports = m_ports, input = std::move(input), run = std::move(run),
                                  progress = std::move(progress)](const std::stop_token &token) {
                                     return runImport(ports, input, run, token, progress);
                                 }));
}

} // namespace tidemark::exchange
