// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes through detection, preview and parser, as the import page does with a file.
#include "services/exchange/import_inspection.h"
#include "services/exchange/import_survey.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace tidemark;
using namespace tidemark::exchange;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const ImportInput input{{}, bytes, QStringLiteral("file")};
    auto inspection = inspectImport(input, {}, {});
    if (!inspection)
        return 0;
    ImportPlan plan = inspection->plan;
    if (plan.decimal == DecimalSign::Undecided)
        plan.decimal = DecimalSign::Point;
    if (plan.dateOrder == DateOrder::Undecided)
        plan.dateOrder = DateOrder::DayFirst;
    const auto recipe = importPlanFromJson(toJson(plan));
    if (!recipe || !(*recipe == plan))
        std::abort(); // a plan can be kept
    const auto survey = surveyImport(input, plan, {}, {}, {});
    if (survey && survey->rejectedCount < static_cast<std::int64_t>(survey->rejected.size()))
        std::abort();
    return 0;
}
