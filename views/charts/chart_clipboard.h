// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/charts/chart_content.h"

#include <QString>

namespace tidemark::charts {

/// Visible series and window as a table, for the clipboard. Numbers and times are written for
/// machines (C locale, ISO 8601 with offset), missing values are empty cells.
struct ClipboardText
{
    QString tabSeparated;
    QString html;
};

/// One row per bucket that any visible series has in the window, in time order. Linear.
[[nodiscard]] ClipboardText clipboardText(const ChartContent &content);

} // namespace tidemark::charts
