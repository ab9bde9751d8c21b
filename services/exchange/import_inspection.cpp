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
    inspection.findings.push_back(
        {Subject::Source, InspectionText::tr("The columns are those of a recipe."), 1, false});
    return true;
}

} // namespace

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
    }
    auto preview = previewImport(input, plan, stop);
    if (!preview)
        return failure(preview.error());
    inspection.preview = std::move(*preview);
    return inspection;
}

} // namespace tidemark::exchange
