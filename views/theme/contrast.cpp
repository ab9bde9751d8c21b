// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/contrast.h"

#include <algorithm>
#include <cmath>

namespace tidemark::theme {

namespace {

double linearized(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

} // namespace

double relativeLuminance(const QColor &color)
{
    return 0.2126 * linearized(color.redF()) + 0.7152 * linearized(color.greenF()) +
           0.0722 * linearized(color.blueF());
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const auto [low, high] = std::minmax({relativeLuminance(a), relativeLuminance(b)});
    return (high + 0.05) / (low + 0.05);
}

QColor blended(const QColor &over, const QColor &under, double alpha)
{
    const auto mix = [alpha](int top, int bottom) {
        return static_cast<int>(std::lround(top * alpha + bottom * (1.0 - alpha)));
    };
    return {mix(over.red(), under.red()), mix(over.green(), under.green()),
            mix(over.blue(), under.blue())};
}

} // namespace tidemark::theme
