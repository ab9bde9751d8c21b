// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/aggregate_reader.h"
#include "tests/support/store_bench.h"
#include "views/dashboards/view_context.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QWidget>

namespace tidemark::test {

/// A real store with what a view of the window is given.
struct PanelBench : StoreBench
{
    PanelBench()
    {
        theme.setMode(theme::Mode::Light);
        theme.applyTo(*qApp);
    }

    /// Shows the last days of November 2026, one bucket a day.
    void showNovember()
    {
        context.setWindow({at(QStringLiteral("2026-11-01T00:00:00Z")),
                           at(QStringLiteral("2026-11-21T00:00:00Z"))});
    }

    theme::Theme theme;
    ViewContext context{clock};
};

/// Shows the widget as a window of that size, active, so that keys reach it.
inline void showWindow(QWidget &widget, QSize size)
{
    widget.resize(size);
    widget.show();
    widget.activateWindow();
    QApplication::setActiveWindow(&widget);
}

/// Saves a picture where TIDEMARK_PICTURES says, if anywhere.
inline void savePicture(QWidget &widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("TIDEMARK_PICTURES");
    if (!folder.isEmpty())
        widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

} // namespace tidemark::test
