// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pages/export_scope.h"

#include <vector>

namespace tidemark {

class MainWindow;
struct ExportOrder;

/// What of the window can be exported, the shown table first (X1, X2).
[[nodiscard]] std::vector<ExportScope> exportScopes(MainWindow &window);

/// Opens the export dialog over the window.
void showExport(MainWindow &window);

/// Writes the file in the background, shown in the status bar with Cancel, and says how it ended in
/// a message (P1, S5).
void startExport(MainWindow &window, const ExportOrder &order);

} // namespace tidemark
