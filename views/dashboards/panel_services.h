// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/data_ports.h"

#include <QList>

class QAction;

namespace tidemark {

class ActivityMeter;
class Formatter;
class MetricDirectory;
class MirrorAges;
class ViewContext;

namespace theme {
class SeriesStyleRegistry;
class Theme;
} // namespace theme

/// What a panel works with: loans that outlive every panel of the window. All are set but the last
/// four.
struct PanelServices
{
    DataPorts ports;
    ViewContext *context = nullptr;
    MetricDirectory *metrics = nullptr;
    const theme::Theme *theme = nullptr;
    theme::SeriesStyleRegistry *styles = nullptr;
    const Formatter *formatter = nullptr;
    const MirrorAges *ages = nullptr;    ///< none in a window without connections
    QList<QAction *> chartCommands = {}; ///< of the window, that the menu of each chart offers
    ActivityMeter *meter = nullptr;      ///< told of each frame of a chart
    QList<QAction *> userCommands = {};  ///< that the menu of each table of users offers
};

} // namespace tidemark
