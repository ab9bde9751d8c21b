// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace tidemark {

namespace theme {
class Theme;
}

/// Draws the browser's rows: name, sparkline, last value and unit in one line while only the name
/// column is shown, else each in its column. GUI thread.
class MetricDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit MetricDelegate(const theme::Theme &theme, QObject *parent = nullptr);

    /// True: the whole metric is drawn in the name column.
    void setCompact(bool compact) { m_isCompact = compact; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

private:
    void paintCompact(QPainter *painter, const QStyleOptionViewItem &option,
                      const QModelIndex &index) const;
    /// Draws value and unit at the right end; returns the width they took.
    int paintValue(QPainter *painter, const QStyleOptionViewItem &option, const QRect &rect,
                   const QModelIndex &index) const;
    void paintSparkline(QPainter *painter, const QRect &rect, const QModelIndex &index) const;

    const theme::Theme &m_theme;
    bool m_isCompact = true;
};

/// Draws the points (a gap is NaN) as a polyline over the whole rectangle; a lone point as a dot.
void drawSparkline(QPainter *painter, const QRectF &rect, const QList<double> &points,
                   const QColor &color);

} // namespace tidemark
