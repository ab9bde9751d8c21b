// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/import_command.h"

#include "app/commands/import_options.h"
#include "app/commands/standard_input.h"
#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "app/recipe_store.h"
#include "model/ports/importer.h"
#include "model/store/foreign_tables.h"
#include "services/exchange/csv_importer.h"

#include <QFile>
#include <QTemporaryFile>

#include <memory>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

/// What is imported, and where it lies meanwhile.
struct Source
{
    ImportInput input;
    std::unique_ptr<QTemporaryFile> spooled; ///< of standard input
};

Result<Source> sourceOf(const Invocation &call, const QString &path)
{
    if (path != "-"_L1)
        return Source{ImportInput{path}, nullptr};
    auto spooled = StandardInput(call.stop).spool();
    if (!spooled)
        return failure(spooled.error());
    ImportInput input{(*spooled)->fileName(), {}, Text::tr("standard input"), true};
    return Source{std::move(input), std::move(*spooled)};
}

/// The plan with what the options say; columns are detected again where they ask for it.
Result<ImportInspection> inspect(const Invocation &call, Importer &importer,
                                 const ImportInput &input, const std::vector<ImportPlan> &recipes)
{
    auto inspection = await(importer.inspect(input, recipes, call.stop));
    if (!inspection)
        return inspection;
    if (!recipes.empty() && !inspection->recipe)
        call.console.note(Text::tr("No recipe has this file's header; the columns were detected."));
    ImportPlan plan = inspection->plan;
    if (auto applied = applyDialect(call.parser, plan); !applied)
        return failure(applied.error());
    if (plan == inspection->plan)
        return inspection;
    auto again = await(importer.inspectAs(input, plan, call.stop));
    if (again)
        again->recipe = inspection->recipe;
    return again;
}

void printFindings(const Invocation &call, const ImportInspection &inspection)
{
    for (const ImportFinding &finding : inspection.findings) {
        call.console.note(Text::tr("%1 (confidence %2 %)")
                              .arg(finding.text)
                              .arg(qRound(finding.confidence * 100)));
    }
}

void printUnknown(const Invocation &call, const std::vector<UnknownField> &unknown)
{
    for (const UnknownField &field : unknown)
        call.console.note(Text::tr("No column has \"%1\", which %2 rows hold: it is left out.")
                              .arg(field.name)
                              .arg(field.rows));
}

void printRejected(const Invocation &call, ImportFormat format,
                   const std::vector<RejectedRow> &rejected)
{
    constexpr std::size_t kShown = 20;
    for (std::size_t i = 0; i < rejected.size() && i < kShown; ++i) {
        const RejectedRow &row = rejected[i];
        const QString place = hasLines(format) ? Text::tr("line %1, %2: %3 (\"%4\")")
                                               : Text::tr("row %1, %2: %3 (\"%4\")");
        call.console.error(place.arg(row.line).arg(row.column, row.reason, row.text));
    }
    if (rejected.size() > kShown)
        call.console.error(Text::tr("… and %1 more.").arg(rejected.size() - kShown));
}

/// The file of `--save-recipe` must be free before anything is done.
Result<void> checkKept(const QString &path)
{
    if (path.isEmpty() || !QFile::exists(path))
        return {};
    return failure(
        ErrorCode::AlreadyExists,
        Text::tr("\"%1\" exists already. Choose another name for --save-recipe.").arg(path));
}

/// Keeps the recipe of an import that is done or was tried; another `code` when it cannot be kept.
ExitCode keepRecipe(const Invocation &call, const ImportPlan &plan, ExitCode code)
{
    const QString path = call.parser.value(u"save-recipe"_s);
    if (path.isEmpty())
        return code;
    const auto saved = writeRecipe(path, plan, false);
    if (saved)
        return code;
    const ExitCode failed = fail(call, saved.error());
    return call.options.isDryRun ? failed : ExitCode::Partial; // the values are stored
}

/// `--dry-run`: what was understood and what would happen.
ExitCode survey(const Invocation &call, Importer &importer, const ImportInput &input,
                const ImportInspection &inspection)
{
    const auto survey = await(importer.survey(input, inspection.plan, call.stop));
    if (!survey)
        return fail(call, survey.error());
    const auto writer = RowWriter::make(
        call.options.format, {u"metric"_s, u"unit"_s, u"rows"_s, u"exists"_s}, call.console);
    for (const ImportMetric &metric : survey->metrics) {
        if (!metric.isSkipped)
            writer->row({Cell::ofText(metric.target), Cell::ofText(metric.unit),
                         Cell::ofInteger(metric.rows), Cell::ofBool(metric.exists)});
    }
    writer->finish();
    if (auto mapped = checkMappings(call.parser, survey->metrics); !mapped)
        return fail(call, mapped.error());
    printRejected(call, inspection.plan.format, survey->rejected);
    printUnknown(call, survey->unknown);
    call.console.note(
        Text::tr("%1 rows ready, %2 with errors, %3 without a value. Nothing was stored.")
            .arg(survey->rowsReady)
            .arg(survey->rejectedCount)
            .arg(survey->rowsMissing));
    return keepRecipe(call, inspection.plan,
                      survey->rejectedCount > 0 ? ExitCode::Partial : ExitCode::Ok);
}

ExitCode store(const Invocation &call, Importer &importer, const ImportInput &input, ImportRun run)
{
    run.skipBadRows = call.parser.isSet(u"skip-bad-rows"_s);
    run.rejectedPath = call.parser.value(u"rejected"_s);
    if (call.parser.isSet(u"map"_s)) { // a misspelt one must not store under the file's names
        auto found = await(importer.survey(input, run.plan, call.stop));
        if (!found)
            return fail(call, found.error());
        if (auto mapped = checkMappings(call.parser, found->metrics); !mapped)
            return fail(call, mapped.error());
        run.survey = std::move(*found);
    }
    const ImportPlan plan = run.plan;
    const auto report = await(importer.run(input, std::move(run), call.stop));
    if (!report)
        return fail(call, report.error());
    const ImportSummary &summary = report->summary;
    printRejected(call, plan.format, summary.rejected);
    printUnknown(call, report->unknown);
    if (!report->rejectedPath.isEmpty())
        call.console.note(
            Text::tr("The rows left out were saved to %1.").arg(report->rejectedPath));
    if (report->rejectedProblem) {
        call.console.error(Text::tr("The rows left out could not be saved."));
        call.console.error(*report->rejectedProblem);
    }
    if (!report->isCommitted) {
        call.console.error(Text::tr("%1 rows have errors, so nothing was stored. Mend them, or add "
                                    "--skip-bad-rows to store the others.")
                               .arg(summary.rejectedCount));
        return ExitCode::Failure;
    }
    call.console.note(Text::tr("%1 added, %2 replaced, %3 skipped, %4 left out; %5 new metrics.")
                          .arg(summary.added)
                          .arg(summary.replaced)
                          .arg(summary.skipped)
                          .arg(summary.rejectedCount)
                          .arg(summary.createdDefinitions));
    return keepRecipe(call, plan, summary.rejectedCount > 0 ? ExitCode::Partial : ExitCode::Ok);
}

} // namespace

QString ImportCommand::name() const
{
    return u"import"_s;
}

QString ImportCommand::summary() const
{
    return Text::tr("Bring in values from CSV, JSON, JSON Lines, SQLite and Prometheus files.");
}

QString ImportCommand::syntax() const
{
    return u"FILE"_s;
}

void ImportCommand::addOptions(QCommandLineParser &parser) const
{
    addImportOptions(parser);
}

ExitCode ImportCommand::run(const Invocation &call) const
{
    const QString path = call.arguments().value(0);
    if (call.arguments().size() != 1) {
        call.console.error(Text::tr("Name one file: tidemark import FILE; - is standard input."));
        return ExitCode::Usage;
    }
    if (path == "-"_L1 && call.parser.values(u"recipe"_s).contains(path)) {
        call.console.error(Text::tr("Standard input can be the file or the recipe, not both."));
        return ExitCode::Usage;
    }
    const auto conflicts = readConflicts(call.parser);
    if (!conflicts)
        return fail(call, conflicts.error());
    const auto recipes = readRecipes(call);
    if (!recipes)
        return fail(call, recipes.error());
    if (auto isFree = checkKept(call.parser.value(u"save-recipe"_s)); !isFree)
        return fail(call, isFree.error());
    const auto opened = openStore(call, StoreUse::Write);
    if (!opened)
        return fail(call, opened.error());
    exchange::CsvImporter files((*opened)->ports(), std::make_unique<store::ForeignTables>());
    Importer &importer = files;
    const auto source = sourceOf(call, path);
    if (!source)
        return fail(call, source.error());
    auto inspection = inspect(call, importer, source->input, *recipes);
    if (!inspection)
        return fail(call, inspection.error());
    if (call.options.isDryRun)
        printFindings(call, *inspection);
    ImportPlan &plan = inspection->plan;
    if (auto applied = applyOptions(call, inspection->recipe.has_value(), plan); !applied)
        return fail(call, applied.error());
    if (plan.format == ImportFormat::Sqlite && plan.table.isEmpty()) {
        call.console.error(Text::tr("The database has several tables. Choose one with --table: %1.")
                               .arg(inspection->tables.join(u", "_s)));
        return ExitCode::Usage;
    }
    if (auto valid = validate(plan); !valid)
        return fail(call, valid.error());
    if (call.options.isDryRun)
        return survey(call, importer, source->input, *inspection);
    return store(call, importer, source->input, {plan, *conflicts});
}

} // namespace tidemark::commands
