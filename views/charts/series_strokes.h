// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/charts/plotted_series.h"

class QPainter;

namespace tidemark::charts {

/// The band of a series as the painter's own shapes, which stay shapes in a PDF, a picture or a
/// turned painting; SeriesInk draws the same for pixels.
void strokeBand(QPainter &painter, const PlottedSeries &plotted);
/// Its line or steps.
void strokeLine(QPainter &painter, const PlottedSeries &plotted);

} // namespace tidemark::charts
