// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/sample_value.h"

#include "model/core/number_text.h"

#include <algorithm>
#include <limits>

namespace tidemark::prometheus {

namespace {

bool isSame(std::string_view text, std::string_view lower)
{
    return std::equal(text.begin(), text.end(), lower.begin(), lower.end(), [](char a, char b) {
        return a == b || (a >= 'A' && a <= 'Z' && a - 'A' + 'a' == b);
    });
}

} // namespace

Result<double> parseSampleValue(std::string_view text)
{
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const bool isSigned = !text.empty() && (text.front() == '+' || text.front() == '-');
    const std::string_view bare = isSigned ? text.substr(1) : text;
    if (isSame(text, "nan"))
        return std::numeric_limits<double>::quiet_NaN();
    if (isSame(bare, "inf") || isSame(bare, "infinity"))
        return text.front() == '-' ? -kInfinity : kInfinity;
    return parseNumber(text);
}

} // namespace tidemark::prometheus
