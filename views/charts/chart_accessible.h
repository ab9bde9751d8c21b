// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/charts/chart_content.h"

#include <QString>

namespace tidemark::charts {

/// Makes ChartCanvas an accessible object with role chart, the title as its name, a description
/// made from the data and the readout as its value. Safe to call more than once. GUI thread.
void installChartAccessibility();

/// The description, one sentence per visible series: "Latency, ms, 1 Mar 2026 – 8 Mar 2026,
/// 4,032 records, lowest 12, highest 340 on 5 Mar 2026, rising." Linear.
[[nodiscard]] QString chartDescription(const ChartContent &content);

} // namespace tidemark::charts
