// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/charts/chart_series.h"

#include <QAbstractButton>
#include <QIcon>

namespace tidemark::theme {
class Theme;
}

namespace tidemark::charts {

/// One series of a legend: its key and its name, checked while it is shown. GUI thread.
class LegendEntry final : public QAbstractButton
{
    Q_OBJECT

public:
    /// `theme` outlives it.
    LegendEntry(const ChartSeries &series, bool isShown, const theme::Theme &theme,
                QWidget *parent);

    /// What the key is drawn with; it follows the panel from lines to bars.
    void setLook(const ChartSeries &series);
    [[nodiscard]] const QString &identity() const { return m_series.identity; }
    /// Its key, for a menu.
    [[nodiscard]] QIcon keyIcon() const;
    [[nodiscard]] QSize sizeHint() const override;
    /// Of each entry in this font.
    [[nodiscard]] static int heightIn(const QFontMetrics &font);

Q_SIGNALS:
    void soloRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    const theme::Theme &m_theme;
    ChartSeries m_series; ///< without points
};

} // namespace tidemark::charts
