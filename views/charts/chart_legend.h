// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/charts/chart_series.h"

#include <QWidget>

#include <set>

class QToolButton;

namespace tidemark::theme {
class Theme;
}

namespace tidemark::charts {

class LegendEntry;

/// The series of a chart by key and name, as buttons: a click or Space toggles one, a double-click,
/// Ctrl+click or Enter shows it alone, again all. Hidden below two series. Above 12 series it
/// suggests to show only the largest ones, and then gathers the others in one button (L5). GUI
/// thread.
class ChartLegend final : public QWidget
{
    Q_OBJECT

public:
    /// `theme` outlives the legend.
    explicit ChartLegend(const theme::Theme &theme, QWidget *parent = nullptr);

    void setSeries(const std::vector<ChartSeries> &series, const std::set<QString> &hidden);

    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void toggled(const QString &series);
    void soloed(const QString &series);
    void largestRequested(int count);
    void allRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    int placeEntries(int width, bool apply) const;
    void onMoreClicked();
    void showMore();
    [[nodiscard]] bool isListed(const LegendEntry *entry) const;

    const theme::Theme &m_theme;
    std::vector<LegendEntry *> m_entries;
    QToolButton *m_more = nullptr; ///< made when there are many series
    bool m_isGathered = false;     ///< hidden series are those behind the button
};

} // namespace tidemark::charts
