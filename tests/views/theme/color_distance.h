// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

#include <array>

namespace tidemark::test {

/// How a person sees colours.
enum class Sight
{
    Normal,
    Protanopia,
    Deuteranopia,
    Tritanopia,
};

inline constexpr std::array kAllSights{Sight::Normal, Sight::Protanopia, Sight::Deuteranopia,
                                       Sight::Tritanopia};

/// The colour as this sight sees it, in linear sRGB. Machado, Oliveira and Fernandes, "A
/// Physiologically-based Model for Simulation of Color Vision Deficiency", 2009, severity 1.0.
[[nodiscard]] std::array<double, 3> seenLinear(const QColor &color, Sight sight);

/// CIEDE2000 of two linear sRGB colours under D65. Sharma, Wu and Dalal, "The CIEDE2000
/// Color-Difference Formula", 2005.
[[nodiscard]] double ciede2000(const std::array<double, 3> &a, const std::array<double, 3> &b);

/// The same of two CIE L*a*b* colours; the paper's test data are in this form.
[[nodiscard]] double ciede2000Lab(const std::array<double, 3> &a, const std::array<double, 3> &b);

} // namespace tidemark::test
