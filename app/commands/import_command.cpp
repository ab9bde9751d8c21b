// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/import_command.h"

#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "model/ports/importer.h"
#include "services/exchange/csv_importer.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

Result<ConflictPolicy> readConflicts(const QString &key)
{
    if (key == "fail"_L1)
        return ConflictPolicy::Fail;
    if (key == "skip"_L1)
        return ConflictPolicy::Skip;
    if (key == "replace"_L1)
        return ConflictPolicy::Replace;
    if (key == "keep-both"_L1)
        return ConflictPolicy::KeepBoth;
    return failure(
        ErrorCode::InvalidArgument,
        Text::tr("--conflicts takes fail, skip, replace or keep-both, not \"%1\".").arg(key));
}

Result<std::vector<ImportPlan>> readRecipes(const QCommandLineParser &parser)
{
    std::vector<ImportPlan> recipes;
    for (const QString &path : parser.values(u"recipe"_s)) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return failure(ErrorCode::NotFound, Text::tr("Could not read the recipe %1.").arg(path),
                           file.errorString());
        QJsonParseError problem;
        const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &problem);
        if (!document.isObject())
            return failure(ErrorCode::InvalidArgument,
                           Text::tr("%1 is not a recipe: it is not a JSON object.").arg(path),
                           problem.errorString());
        auto recipe = importPlanFromJson(document.object());
        if (!recipe)
            return failure(recipe.error());
        recipes.push_back(std::move(*recipe));
    }
    return recipes;
}

ImportInput inputOf(const Invocation &call, const QString &path)
{
    ImportInput input{path};
    if (path == "-"_L1) {
        input.content = call.console.input().readAll();
        input.name = Text::tr("standard input");
    }
    return input;
}

/// What the options say over what was detected.
Result<void> applyOptions(const Invocation &call, bool hasRecipe, ImportPlan &plan)
{
    const QCommandLineParser &parser = call.parser;
    if (!hasRecipe || parser.isSet(u"zone"_s))
        plan.zone = call.options.calendar.zone;
    if (parser.isSet(u"metric"_s))
        plan.metric = parser.value(u"metric"_s);
    if (parser.isSet(u"unit"_s))
        plan.unit = parser.value(u"unit"_s);
    if (parser.isSet(u"device"_s))
        plan.device = parser.value(u"device"_s);
    if (parser.isSet(u"session"_s))
        plan.session = parser.value(u"session"_s);
    if (parser.isSet(u"day-first"_s))
        plan.dateOrder = DateOrder::DayFirst;
    if (parser.isSet(u"month-first"_s))
        plan.dateOrder = DateOrder::MonthFirst;
    for (const QString &text : parser.values(u"column"_s)) {
        const QString header = text.section(u'=', 0, 0);
        const auto role = columnRoleFromKey(text.section(u'=', 1));
        const auto column =
            std::find_if(plan.columns.begin(), plan.columns.end(),
                         [&](const ImportColumn &one) { return one.header == header; });
        if (!role || column == plan.columns.end())
            return failure(
                ErrorCode::InvalidArgument,
                Text::tr("--column takes HEADER=ROLE with a header of the file and a role such "
                         "as time, metric, value or ignore; not \"%1\".")
                    .arg(text));
        column->role = *role;
    }
    return validate(plan);
}

void printFindings(const Invocation &call, const ImportInspection &inspection)
{
    for (const ImportFinding &finding : inspection.findings) {
        call.console.note(Text::tr("%1 (confidence %2 %)")
                              .arg(finding.text)
                              .arg(qRound(finding.confidence * 100)));
    }
}

void printRejected(const Invocation &call, const std::vector<RejectedRow> &rejected)
{
    constexpr std::size_t kShown = 20;
    for (std::size_t i = 0; i < rejected.size() && i < kShown; ++i) {
        const RejectedRow &row = rejected[i];
        call.console.error(Text::tr("line %1, %2: %3 (\"%4\")")
                               .arg(row.line)
                               .arg(row.column, row.reason, row.text));
    }
    if (rejected.size() > kShown)
        call.console.error(Text::tr("… and %1 more.").arg(rejected.size() - kShown));
}

/// `--dry-run`: what was understood and what would happen.
ExitCode survey(const Invocation &call, Importer &importer, const ImportInput &input,
                const ImportInspection &inspection)
{
    printFindings(call, inspection);
    const auto survey = await(importer.survey(input, inspection.plan, call.stop));
    if (!survey)
        return fail(call, survey.error());
    const auto writer = RowWriter::make(
        call.options.format, {u"metric"_s, u"unit"_s, u"rows"_s, u"exists"_s}, call.console);
    for (const ImportMetric &metric : survey->metrics)
        writer->row({Cell::ofText(metric.target), Cell::ofText(metric.unit),
                     Cell::ofInteger(metric.rows), Cell::ofBool(metric.exists)});
    writer->finish();
    printRejected(call, survey->rejected);
    call.console.note(
        Text::tr("%1 rows ready, %2 with errors, %3 without a value. Nothing was stored.")
            .arg(survey->rowsReady)
            .arg(survey->rejectedCount)
            .arg(survey->rowsMissing));
    return survey->rejectedCount > 0 ? ExitCode::Partial : ExitCode::Ok;
}

ExitCode store(const Invocation &call, Importer &importer, const ImportInput &input, ImportRun run)
{
    run.skipBadRows = call.parser.isSet(u"skip-bad-rows"_s);
    run.rejectedPath = call.parser.value(u"rejected"_s);
    const auto report = await(importer.run(input, std::move(run), call.stop));
    if (!report)
        return fail(call, report.error());
    const ImportSummary &summary = report->summary;
    printRejected(call, summary.rejected);
    if (!report->rejectedPath.isEmpty())
        call.console.note(
            Text::tr("The rows left out were saved to %1.").arg(report->rejectedPath));
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
    return summary.rejectedCount > 0 ? ExitCode::Partial : ExitCode::Ok;
}

} // namespace

QString ImportCommand::name() const
{
    return u"import"_s;
}

QString ImportCommand::summary() const
{
    return Text::tr("Bring in values from CSV and TSV files.");
}

QString ImportCommand::syntax() const
{
    return u"FILE"_s;
}

void ImportCommand::addOptions(QCommandLineParser &parser) const
{
    parser.addOptions({
        {u"metric"_s, Text::tr("Metric of a file that names none; the file's name unless given."),
         u"NAME"_s},
        {u"unit"_s, Text::tr("Unit of new metrics for which the file names none."), u"UNIT"_s},
        {u"device"_s, Text::tr("Device of values for which the file names none."), u"NAME"_s},
        {u"session"_s, Text::tr("Put all values into this session; each is its own unless given."),
         u"ID"_s},
        {u"column"_s, Text::tr("What a column means, such as Temp=value; may be repeated."),
         u"HEADER=ROLE"_s},
        {u"day-first"_s, Text::tr("Dates such as 3/4/2026 have the day first.")},
        {u"month-first"_s, Text::tr("Dates such as 3/4/2026 have the month first.")},
        {u"recipe"_s, Text::tr("Use this recipe where its header matches; may be repeated."),
         u"FILE"_s},
        {u"conflicts"_s, Text::tr("When a value exists: fail, skip, replace or keep-both."),
         u"POLICY"_s, u"fail"_s},
        {u"skip-bad-rows"_s, Text::tr("Leave out rows with errors instead of storing nothing.")},
        {u"rejected"_s, Text::tr("Save the rows left out to this file."), u"FILE"_s},
    });
}

ExitCode ImportCommand::run(const Invocation &call) const
{
    if (call.arguments().size() != 1) {
        call.console.error(Text::tr("Name one file: tidemark import FILE; - is standard input."));
        return ExitCode::Usage;
    }
    const auto conflicts = readConflicts(call.parser.value(u"conflicts"_s));
    if (!conflicts)
        return fail(call, conflicts.error());
    const auto recipes = readRecipes(call.parser);
    if (!recipes)
        return fail(call, recipes.error());
    const auto opened = openStore(call, StoreUse::Write);
    if (!opened)
        return fail(call, opened.error());
    exchange::CsvImporter csv((*opened)->ports());
    Importer &importer = csv;
    const ImportInput input = inputOf(call, call.arguments().constFirst());
    auto inspection = await(importer.inspect(input, *recipes, call.stop));
    if (!inspection)
        return fail(call, inspection.error());
    if (const auto plan = applyOptions(call, !recipes->empty(), inspection->plan); !plan)
        return fail(call, plan.error());
    if (call.options.isDryRun)
        return survey(call, importer, input, *inspection);
    return store(call, importer, input, {inspection->plan, *conflicts});
}

} // namespace tidemark::commands
