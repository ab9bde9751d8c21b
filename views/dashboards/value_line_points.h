// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/user_names.h"
#include "model/domain/value_lines.h"
#include "views/charts/chart_series.h"

#include <vector>

namespace tidemark {

/// What a column of several values is drawn at: a line at any zoom shows where the values lie, so
/// what adds up (Sum, Count), and would follow the width of the column, becomes the mean.
[[nodiscard]] AggregateFunction lineFunction(AggregateFunction chosen);

/// The points of a line: of raw values each at its time, of columns each over its width with the
/// band of what lies in it. Explicit gaps stay. Linear; any thread.
[[nodiscard]] std::vector<charts::ChartPoint> pointsOf(const ValueLine &line,
                                                       AggregateFunction function);

/// What parts the line unless the panel says otherwise: of raw values 3 times their usual distance,
/// of columns, which hold several values each, one without any.
[[nodiscard]] charts::GapRule gapRuleOf(const ValueLine &line);

/// `host=a, core=3`; empty without tags.
[[nodiscard]] QString lineLabel(const TagMap &tags);
/// The same for people who see the lines side by side: the values alone where all lines that have
/// tags have the same keys, without tags that all lines have alike, and users by their names.
[[nodiscard]] QStringList lineLabels(const std::vector<ValueLine> &lines, const UserNames &names);

} // namespace tidemark
