// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QRectF>

#include <optional>
#include <span>

class QPainter;

namespace tidemark::charts {

/// Draws values of equal steps as a small line that fills `area`; a missing value is a gap, a lone
/// one a dot, equal values a level line in the middle. More values than pixels keep their extremes.
/// Linear in the values.
void paintSparkline(QPainter &painter, const QRectF &area,
                    std::span<const std::optional<double>> values, const QColor &color);

} // namespace tidemark::charts
