// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/charts/chart_cursor.h"
#include "views/charts/chart_frame.h"
#include "views/theme/palette.h"

#include <optional>

class QPainter;

namespace tidemark::charts {

/// What lies over the series: crosshair, readout, selection, the rubber band of a drag.
struct OverlayState
{
    CursorState cursor;
    std::optional<TimeWindow> span;
    QRectF rubberBand;      ///< logical pixels; null when nothing is dragged
    bool hasReadout = true; ///< false while the pointer is on another chart: only the line
    bool hasFocus = false;
};

void paintOverlay(QPainter &painter, const ChartContent &content, const ChartFrame &frame,
                  const OverlayState &overlay, const QFont &font, const theme::Palette &palette);

/// Half the width in which a selection's edge can be taken hold of.
inline constexpr double kHandleReach_px = 6;

} // namespace tidemark::charts
