// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/number_scanner.h"
#include "model/core/result.h"

#include <QStringView>

namespace tidemark {

/// What a calculation gave.
struct CalculatedValue
{
    double value = 0;       ///< finite; never -0
    bool ambiguous = false; ///< one of its numbers was
};

/// Deepest nesting of parentheses and signs.
inline constexpr int kArithmeticMaxDepth = 64;

/// Calculates `expression`: numbers by `scanner`, + - × ÷ (also * and /), signs and parentheses,
/// multiplication before addition, from left to right. With `allowSuffix` numbers may end in an SI
/// suffix. Done in extended precision and rounded once, so that 0.1+0.2 is 0.3.
///
/// Errors: InvalidArgument with the place and the cause, Overflow. Places count from 1 plus
/// `offset`. Any thread; linear time.
[[nodiscard]] Result<CalculatedValue> calculate(QStringView expression,
                                                const NumberScanner &scanner, bool allowSuffix,
                                                qsizetype offset = 0);

/// The power of ten of an SI suffix (k: 3), nothing when `suffix` is none.
[[nodiscard]] std::optional<int> suffixExponent10(QStringView suffix);

} // namespace tidemark
