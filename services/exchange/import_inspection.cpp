// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/import_inspection.h"

#include "services/exchange/await.h"
#include "services/exchange/column_detection.h"
#include "services/exchange/import_pass.h"
#include "services/exchange/import_preview.h"

#include <QCoreApplication>
#include <QIODevice>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct InspectionText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::InspectionText)
};

using Subject = ImportFinding::Subject;

constexpr qint64 kSampleBytes = qint64{512} * 1024;
constexpr std::int64_t kRowsPerLook = 1'000;

Result<Sample> readSample(const ImportInput &input)
{
    auto text = TextInput::open(input);
    if (!text)
        return failure(text.error());
    Sample sample;
    while (sample.bytes.size() < kSampleBytes) {
        const QByteArray piece = text->device().read(kSampleBytes - sample.bytes.size());
        if (piece.isEmpty())
            break;
        sample.bytes += piece;
    }
    char next = 0;
    sample.isWhole = sample.bytes.size() < kSampleBytes || text->device().read(&next, 1) != 1;
    return sample;
}

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

void addRow(const CsvRow &row, const ImportPlan &plan, DecimalEvidence &decimals,
            OrderEvidence &order)
{
    for (std::size_t i = 0; i < row.cells.size() && i < plan.columns.size(); ++i) {
        const std::string_view text = row.cells[i].text;
        switch (plan.columns[i].role) {
        case ColumnRole::Value:
        case ColumnRole::Series:
            if (shapeOf(text) == CellShape::Number)
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
Result<void> decideByAllRows(const ImportInput &input, ImportPlan &plan,
                             const std::stop_token &stop)
{
    const OpenQuestions open = openQuestions(plan);
    if (!open.any())
        return {};
    auto pass = ImportPass::open(input, plan);
    if (!pass)
        return failure(pass.error());
    const char delimiter = plan.dialect.delimiter;
    DecimalEvidence decimals;
    OrderEvidence order;
    CsvRow row;
    for (std::int64_t count = 0;; ++count) {
        if (count % kRowsPerLook == 0) {
            if (stop.stop_requested())
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
    else
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

// Takes a recipe as it is; false when none fits.
bool takeRecipe(const std::vector<ImportPlan> &recipes, const DialectGuess &guess,
                ImportInspection &inspection)
{
    const auto recipe =
        std::find_if(recipes.begin(), recipes.end(), [&guess](const ImportPlan &plan) {
            return matchesHeader(plan, guess.header);
        });
    if (recipe == recipes.end())
        return false;
    inspection.plan = *recipe;
    inspection.recipe = static_cast<std::size_t>(recipe - recipes.begin());
    inspection.findings.push_back(
        {Subject::Source, InspectionText::tr("The columns are those of a recipe."), 1, false});
    return true;
}

// Gives the columns whose names stay the roles they had. False when no name stays.
bool keepRoles(const std::vector<ImportColumn> &before, ImportPlan &plan)
{
    std::vector<bool> isKept(plan.columns.size());
    std::vector<bool> isUsed(before.size());
    // Numbered columns are the same ones only where there are as many.
    if (!plan.dialect.hasHeader && before.size() != plan.columns.size())
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

} // namespace

Result<ImportInspection> inspectImportAs(const ImportInput &input, const ImportPlan &plan,
                                         const std::stop_token &stop)
{
    auto sample = readSample(input);
    if (!sample)
        return failure(sample.error());
    const DialectGuess guess = readDialect(*sample, readOptions(plan));
    ImportInspection inspection;
    ImportPlan found;
    found.dialect = plan.dialect;
    guessColumns(guess, inputName(input), found, inspection.findings);
    if (keepRoles(plan.columns, found)) {
        inspection.plan = withColumns(plan, found);
    } else {
        inspection.plan = withNotations(plan, found);
        if (auto decided = decideByAllRows(input, inspection.plan, stop); !decided)
            return failure(decided.error());
    }
    tellNotations(inspection.plan, inspection.findings);
    tellGroups(inspection.plan, inspection.findings);
    tellUnits(inspection.plan, inspection.findings);
    auto preview = previewImport(input, inspection.plan, stop);
    if (!preview)
        return failure(preview.error());
    inspection.preview = std::move(*preview);
    return inspection;
}

Result<ImportInspection> inspectImport(const ImportInput &input,
                                       const std::vector<ImportPlan> &recipes,
                                       const std::stop_token &stop)
{
    auto sample = readSample(input);
    if (!sample)
        return failure(sample.error());
    auto guess = guessDialect(*sample);
    if (!guess)
        return failure(guess.error());

    ImportInspection inspection;
    ImportPlan &plan = inspection.plan;
    if (!takeRecipe(recipes, *guess, inspection)) {
        plan.dialect = guess->options.dialect;
        plan.encoding = guess->options.encoding;
        plan.skippedLines = guess->options.skippedLines;
        inspection.findings = guess->findings;
        inspection.isOwnExport = recogniseOwnExport(*guess, plan, inspection.findings);
        if (!inspection.isOwnExport)
            guessColumns(*guess, inputName(input), plan, inspection.findings);
        if (auto decided = decideByAllRows(input, plan, stop); !decided)
            return failure(decided.error());
        tellNotations(plan, inspection.findings);
        tellGroups(plan, inspection.findings);
        tellUnits(plan, inspection.findings);
    }
    auto preview = previewImport(input, plan, stop);
    if (!preview)
        return failure(preview.error());
    inspection.preview = std::move(*preview);
    return inspection;
}

} // namespace tidemark::exchange
