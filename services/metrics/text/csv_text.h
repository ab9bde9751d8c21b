// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/metrics_snapshot.h"

#include <string>

namespace tidemark::metrics {

/// The snapshot as RFC 4180 has it, UTF-8: a line of names, then one for each series, in the unit
/// that it was recorded in. An empty field is no value; the decimal point is always ".".
struct CsvText
{
    bool endsLinesWithCrLf = false;
    /// For people who open it in a spreadsheet: texts that it would take for a formula get a "'".
    bool guardsFormulas = false;

    [[nodiscard]] std::string write(const MetricsSnapshot &snapshot) const;
};

} // namespace tidemark::metrics
