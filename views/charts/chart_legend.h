// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/charts/chart_series.h"

#include <QRect>
#include <QWidget>

#include <set>
#include <vector>

class QToolButton;

namespace tidemark::theme {
class Theme;
}

namespace tidemark::charts {

class LegendEntry;

/// The series of a chart by key and name, as buttons: a click or Space toggles one, a double-click,
/// Ctrl+click or Enter shows it alone, again all. Hidden below two series. Above 12 series it
/// suggests to show only the largest ones, and then gathers the others in one button (L5). What
/// does not fit into its rows is in the menu of a button at its end. GUI thread.
class ChartLegend final : public QWidget
{
    Q_OBJECT

public:
    /// `theme` outlives the legend.
    explicit ChartLegend(const theme::Theme &theme, QWidget *parent = nullptr);

    void setSeries(const std::vector<ChartSeries> &series, const std::set<QString> &hidden);

    /// So many rows at most, at least 1; a small chart has few, so that the plot keeps its room.
    void setMostRows(int rows);
    [[nodiscard]] int rowHeight() const;

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
    /// Places for what is listed, in as many rows as there may be.
    struct Places
    {
        std::vector<QRect> entries; ///< of the first ones; the others are in the menu
        QRect rest;                 ///< of its button; empty when all fit
        QRect more;                 ///< empty while it is not shown
        int height = 0;
    };
    [[nodiscard]] Places placesIn(int width) const;
    [[nodiscard]] std::vector<LegendEntry *> listed() const;
    void place();
    [[nodiscard]] static QString restText(std::size_t count);
    void makeRest();
    void fillRest();
    void onMoreClicked();
    void showMore();
    [[nodiscard]] bool isListed(const LegendEntry *entry) const;

    const theme::Theme &m_theme;
    std::vector<LegendEntry *> m_entries;
    QToolButton *m_more = nullptr; ///< made when there are many series
    bool m_isGathered = false;     ///< hidden series are those behind the button
    QToolButton *m_rest = nullptr; ///< made when not all fit; its menu has those that do not
    int m_mostRows = 3;
};

} // namespace tidemark::charts
