// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <array>
#include <optional>

namespace tidemark {

/// What a bucket's records are reduced to. Mean is the mean of the values (sum by count), never the
/// time-weighted one.
enum class AggregateFunction { Sum, Mean, Min, Max, Count };

inline constexpr std::array kAggregateFunctions{AggregateFunction::Sum, AggregateFunction::Mean,
                                                AggregateFunction::Min, AggregateFunction::Max,
                                                AggregateFunction::Count};

/// The name in files, on the command line and in requests: `sum mean min max count`.
[[nodiscard]] QString functionKey(AggregateFunction function);
/// The function of that name; nothing for another text. Case matters.
[[nodiscard]] std::optional<AggregateFunction> functionFromKey(QStringView key);
/// The word on a button, translated: `Sum`, `Mean`, …
[[nodiscard]] QString functionLabel(AggregateFunction function);

} // namespace tidemark
