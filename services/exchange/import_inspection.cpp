// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/import_inspection.h"

#include "services/exchange/await.h"
#include "services/exchange/column_detection.h"
#include "services/exchange/import_pass.h"
#include "services/exchange/import_preview.h"
#include "services/exchange/table_look.h"

#include <QCoreApplication>

#include <algorithm>
#include <tuple>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct InspectionText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::InspectionText)
};

using Subject = ImportFinding::Subject;

constexpr std::int64_t kRowsPerLook = 1'000;

// What the sample leaves open and rows further down may decide.
struct OpenQuestions
{
    bool decimal = false;
    bool order = false;

    [[nodiscard]] bool any() const { return decimal || order; }
};

OpenQuestions openQuestions(const ImportPlan &plan)
{
    return {plan.decimal == DecimalSign::Undecided,
            plan.notation == TimeNotation::Calendar && plan.dateOrder == DateOrder::Undecided};
}

void addRow(const TableRow &row, const ImportPlan &plan, DecimalEvidence &decimals,
            OrderEvidence &order)
{
    for (std::size_t i = 0; i < row.cells.size() && i < plan.columns.size(); ++i) {
        const std::string_view text = row.cells[i].text;
        const bool isWritten = plan.format == ImportFormat::Csv || row.cells[i].isQuoted;
        switch (plan.columns[i].role) {
        case ColumnRole::Value:
        case ColumnRole::Series:
            if (isWritten && shapeOf(text) == CellShape::Number)
                decimals.add(text);
            break;
        case ColumnRole::Time:
        case ColumnRole::Date:
        case ColumnRole::Start:
        case ColumnRole::End:
            order.add(text);
            break;
        default:
            break;
        }
    }
}

// Reads on until every question is answered or contradicted, or the file ends.
Result<void> decideByAllRows(const ImportInput &input, ImportPlan &plan, const PassContext &context)
{
    const OpenQuestions open = openQuestions(plan);
    if (!open.any())
        return {};
    auto pass = ImportPass::open(input, plan, context);
    if (!pass)
        return failure(pass.error());
    const char delimiter = delimiterOf(plan.format, plan.dialect);
    DecimalEvidence decimals;
    OrderEvidence order;
    TableRow row;
    for (std::int64_t count = 0;; ++count) {
        if (count % kRowsPerLook == 0) {
            if (context.stop.stop_requested())
                return failure(cancelledError());
            const bool isDecimalDone = !open.decimal || decimals.isContradictory() ||
                                       (count > 0 && !decimals.isOpen(delimiter));
            const bool isOrderDone = !open.order || order.isContradictory() ||
                                     (count > 0 && order.order() != DateOrder::Undecided);
            if (count > 0 && isDecimalDone && isOrderDone)
                break;
        }
        auto read = (*pass)->next(row);
        if (!read || !*read) // what cannot be read is told by the preview
            break;
        addRow(row, plan, decimals, order);
    }
    if (open.decimal) {
        plan.decimal = decimals.sign(delimiter);
        plan.groupSign = decimals.groupSign(plan.decimal);
    }
    if (open.order)
        plan.dateOrder = order.order();
    return {};
}

void tellNotations(const ImportPlan &plan, std::vector<ImportFinding> &findings)
{
    const OpenQuestions open = openQuestions(plan);
    if (open.decimal)
        findings.push_back({Subject::Decimal,
                            InspectionText::tr("Numbers such as 1.234 can be read in two ways. "
                                               "Choose the decimal sign."),
                            0, true});
    else if (plan.format == ImportFormat::Csv)
        findings.push_back({Subject::Decimal,
                            plan.decimal == DecimalSign::Comma
                                ? InspectionText::tr("The decimal sign is a comma.")
                                : InspectionText::tr("The decimal sign is a point."),
                            0.95, false});
    if (open.order)
        findings.push_back({Subject::DateOrder,
                            InspectionText::tr("No row decides whether the day or the month comes "
                                               "first. Choose the order."),
                            0, true});
    else if (plan.notation == TimeNotation::Calendar)
        findings.push_back({Subject::DateOrder,
                            plan.dateOrder == DateOrder::DayFirst
                                ? InspectionText::tr("The day comes before the month.")
                                : InspectionText::tr("The month comes before the day."),
                            1, false});
}

QString groupName(char16_t sign)
{
    switch (sign) {
    case u'.':
        return InspectionText::tr("a point");
    case u',':
        return InspectionText::tr("a comma");
    case u'\'':
    case u'’':
        return InspectionText::tr("an apostrophe");
    default:
        return InspectionText::tr("a space");
    }
}

void tellGroups(const ImportPlan &plan, std::vector<ImportFinding> &findings)
{
    if (plan.groupSign)
        findings.push_back({Subject::Group,
                            InspectionText::tr("Groups of three digits are set apart by %1.")
                                .arg(groupName(*plan.groupSign)),
                            0.9, false});
}

void tellUnits(const ImportPlan &plan, std::vector<ImportFinding> &findings)
{
    const bool isInHeaders =
        std::any_of(plan.metrics.begin(), plan.metrics.end(),
                    [](const MetricMapping &mapping) { return !mapping.unit.isEmpty(); });
    if (columnOf(plan, ColumnRole::Unit) >= 0)
        findings.push_back({Subject::Unit,
                            InspectionText::tr("Units stand in a column of their own."), 0.9,
                            false});
    else if (!plan.unit.isEmpty())
        findings.push_back(
            {Subject::Unit,
             InspectionText::tr("The unit is %1, by the column's name.").arg(plan.unit), 0.8,
             false});
    else if (isInHeaders)
        findings.push_back(
            {Subject::Unit, InspectionText::tr("Units stand in the columns' names."), 0.8, false});
}

// The recipe whose header the input has. That of a database is the header of the recipe's table.
Result<std::optional<std::size_t>> fittingRecipe(const std::vector<ImportPlan> &recipes,
                                                 const ImportInput &input, const TableLook &look,
                                                 const PassContext &context)
{
    for (std::size_t i = 0; i < recipes.size(); ++i) {
        const ImportPlan &recipe = recipes[i];
        const bool isOfTable = look.guess.format == ImportFormat::Sqlite &&
                               recipe.format == ImportFormat::Sqlite &&
                               look.tables.contains(recipe.table);
        if (!isOfTable) {
            if (look.guess.format != ImportFormat::Sqlite &&
                matchesHeader(recipe, look.guess.format, look.guess.header))
                return std::optional(i);
            continue;
        }
        auto table = lookAtAs(input, recipe, context);
        if (!table)
            return failure(table.error());
        if (matchesHeader(recipe, ImportFormat::Sqlite, table->guess.header))
            return std::optional(i);
    }
    return std::optional<std::size_t>();
}

// The recipe's plan as it is, but for the time of rows that say none: that is each file's own.
void takeRecipe(const ImportPlan &recipe, std::size_t place, const TableLook &look,
                ImportInspection &inspection)
{
    inspection.plan = recipe;
    inspection.recipe = place;
    inspection.findings.push_back(
        {Subject::Source, InspectionText::tr("The columns are those of a recipe."), 1, false});
    if (!look.rowTime && !look.lacksTime)
        return;
    ImportPlan found;
    std::vector<ImportFinding> findings;
    std::ignore = planColumns(look, {}, found, findings);
    inspection.plan.rowTime = look.rowTime;
    inspection.findings.push_back(findings.back());
}

// Gives the columns whose names stay the roles they had. False when no name stays.
bool keepRoles(const std::vector<ImportColumn> &before, ImportPlan &plan)
{
    std::vector<bool> isKept(plan.columns.size());
    std::vector<bool> isUsed(before.size());
    // Numbered columns are the same ones only where there are as many.
    if (plan.format == ImportFormat::Csv && !plan.dialect.hasHeader &&
        before.size() != plan.columns.size())
        return false;
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
        for (std::size_t j = 0; j < before.size() && !isKept[i]; ++j) {
            if (isUsed[j] || before[j].header != plan.columns[i].header)
                continue;
            plan.columns[i] = before[j];
            isUsed[j] = true;
            isKept[i] = true;
        }
    }
    const auto isTaken = [&](ColumnRole role) {
        for (std::size_t i = 0; i < plan.columns.size(); ++i) {
            if (isKept[i] && plan.columns[i].role == role)
                return true;
        }
        return false;
    };
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
        ColumnRole &role = plan.columns[i].role;
        const bool isShared = role == ColumnRole::Series;
        if (!isKept[i] && (isShared ? isTaken(ColumnRole::Value) : isTaken(role)))
            role = ColumnRole::Ignore;
    }
    return std::find(isKept.begin(), isKept.end(), true) != isKept.end();
}

// The plan with the columns found again; what a person fills in by hand stays.
ImportPlan withColumns(ImportPlan plan, const ImportPlan &found)
{
    plan.table = found.table;
    plan.columns = found.columns;
    for (const MetricMapping &mapping : found.metrics) {
        const bool isKnown =
            std::any_of(plan.metrics.begin(), plan.metrics.end(),
                        [&mapping](const MetricMapping &m) { return m.source == mapping.source; });
        if (!isKnown)
            plan.metrics.push_back(mapping);
    }
    return plan;
}

ImportPlan withNotations(ImportPlan plan, const ImportPlan &found)
{
    plan.table = found.table;
    if (found.target == ImportTarget::Samples)
        plan.target = found.target;
    plan.rowTime = found.rowTime;
    plan.columns = found.columns;
    plan.metrics = found.metrics;
    plan.decimal = found.decimal;
    plan.groupSign = found.groupSign;
    plan.missing = found.missing;
    plan.notation = found.notation;
    plan.dateOrder = found.dateOrder;
    plan.metric = found.metric;
    plan.unit = found.unit;
    return plan;
}

Result<ImportInspection> withPreview(ImportInspection inspection, const ImportInput &input,
                                     const PassContext &context)
{
    auto preview = previewImport(input, inspection.plan, context);
    if (!preview)
        return failure(preview.error());
    inspection.preview = std::move(*preview);
    return inspection;
}

// With what the plan says by now.
Result<ImportInspection> completed(ImportInspection inspection, const ImportInput &input,
                                   const PassContext &context)
{
    tellNotations(inspection.plan, inspection.findings);
    tellGroups(inspection.plan, inspection.findings);
    tellUnits(inspection.plan, inspection.findings);
    return withPreview(std::move(inspection), input, context);
}

} // namespace

Result<ImportInspection> inspectImportAs(const ImportInput &input, const ImportPlan &plan,
                                         const PassContext &context)
{
    auto look = lookAtAs(input, plan, context);
    if (!look)
        return failure(look.error());
    ImportInspection inspection;
    inspection.tables = look->tables;
    inspection.findings = look->guess.findings;
    ImportPlan found;
    found.dialect = plan.dialect;
    inspection.isOwnExport = planColumns(*look, inputName(input), found, inspection.findings);
    if (keepRoles(plan.columns, found)) {
        inspection.plan = withColumns(plan, found);
    } else {
        inspection.plan = withNotations(plan, found);
        if (auto decided = decideByAllRows(input, inspection.plan, context); !decided)
            return failure(decided.error());
    }
    return completed(std::move(inspection), input, context);
}

Result<ImportInspection> inspectImport(const ImportInput &input,
                                       const std::vector<ImportPlan> &recipes,
                                       const PassContext &context)
{
    auto look = lookAt(input, context);
    if (!look)
        return failure(look.error());
    ImportInspection inspection;
    inspection.tables = look->tables;
    auto recipe = fittingRecipe(recipes, input, *look, context);
    if (!recipe)
        return failure(recipe.error());
    if (*recipe) {
        takeRecipe(recipes[**recipe], **recipe, *look, inspection);
        return withPreview(std::move(inspection), input, context);
    }
    ImportPlan &plan = inspection.plan;
    plan.dialect = look->guess.options.dialect;
    plan.encoding = look->guess.options.encoding;
    plan.skippedLines = look->guess.options.skippedLines;
    inspection.findings = look->guess.findings;
    inspection.isOwnExport = planColumns(*look, inputName(input), plan, inspection.findings);
    if (auto decided = decideByAllRows(input, plan, context); !decided)
        return failure(decided.error());
    return completed(std::move(inspection), input, context);
}

} // namespace tidemark::exchange
