// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/prometheus_look.h"

#include "model/core/number_text.h"
#include "services/exchange/cell_shape.h"
#include "services/exchange/prometheus_reader.h"

#include <QBuffer>
#include <QCoreApplication>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct PrometheusLookText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::PrometheusLookText)
};

using Subject = ImportFinding::Subject;

constexpr std::array kRoles{ColumnRole::Metric, ColumnRole::Kind, ColumnRole::Unit,
                            ColumnRole::Value,  ColumnRole::Time, ColumnRole::Tags};
static_assert(kRoles.size() == static_cast<std::size_t>(PrometheusColumn::Count));

const std::string &timeOf(const SampleRow &row)
{
    return row.cells[static_cast<std::size_t>(PrometheusColumn::Time)].text;
}

} // namespace

bool lookAtPrometheus(const FileStart &sample, DialectGuess &guess)
{
    QBuffer buffer;
    buffer.setData(sample.bytes);
    buffer.open(QIODevice::ReadOnly);
    PrometheusReader reader(buffer, guess.options.encoding);
    guess.rows = sampleRows(reader, sample.isWhole);
    for (const ColumnRole role : kRoles)
        guess.header.append(columnRoleKey(role));
    std::erase_if(guess.rows, [](const SampleRow &row) {
        return row.cells.size() != kRoles.size(); // bytes that are no text
    });
    return std::any_of(guess.rows.begin(), guess.rows.end(),
                       [](const SampleRow &row) { return timeOf(row).empty(); });
}

void planPrometheus(const DialectGuess &guess, ImportPlan &plan,
                    std::vector<ImportFinding> &findings)
{
    plan.columns.clear();
    for (const ColumnRole role : kRoles)
        plan.columns.push_back({columnRoleKey(role), role});
    plan.target = ImportTarget::Samples;
    findings.push_back(
        {Subject::Layout,
         PrometheusLookText::tr("Long: each line is a sample of the series that its metric and "
                                "labels name."),
         1, false});
    double largest = 0;
    bool hasTimes = false;
    for (const SampleRow &row : guess.rows) {
        const auto time = parseNumber(timeOf(row));
        hasTimes = hasTimes || time.has_value();
        largest = std::max(largest, std::abs(time.value_or(0)));
    }
    // The two forms of the format differ in this alone that a line does not tell of.
    const bool areSeconds = hasTimes && epochNotation(largest) == TimeNotation::EpochSeconds;
    plan.notation = areSeconds ? TimeNotation::EpochSeconds : TimeNotation::EpochMilliseconds;
    if (hasTimes)
        findings.push_back({Subject::Time,
                            areSeconds
                                ? PrometheusLookText::tr("Times are seconds since 1970, as in "
                                                         "OpenMetrics.")
                                : PrometheusLookText::tr("Times are milliseconds since 1970."),
                            0.9, false});
}

} // namespace tidemark::exchange
