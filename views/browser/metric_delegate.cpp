// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/browser/metric_delegate.h"

#include "model/items/item_roles.h"
#include "model/items/metric_tree_model.h"
#include "views/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tidemark {

namespace {

constexpr int kMargin = 6;
constexpr int kSparklineWidth = 58;
constexpr int kMinNameWidth = 60;
constexpr auto kWidestUsual = "88.88 km"; // room for value and unit, so that sparklines align
constexpr double kLineWidth = 1.25;

QFont smaller(QFont font)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * 0.88);
    else
        font.setPixelSize(std::max(1, font.pixelSize() * 88 / 100));
    return font;
}

} // namespace

void drawSparkline(QPainter *painter, const QRectF &rect, const QList<double> &points,
                   const QColor &color)
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const double point : points) {
        if (std::isnan(point))
            continue;
        low = std::min(low, point);
        high = std::max(high, point);
    }
    if (low > high)
        return;
    const double step = rect.width() / std::max<double>(1, static_cast<double>(points.size() - 1));
    const double half = high / 2 - low / 2; // halves, so that the widest span does not overflow
    const auto place = [&](qsizetype i) {
        const double ratio = half > 0 ? (points[i] / 2 - low / 2) / half : 0.5;
        return QPointF(rect.left() + step * static_cast<double>(i),
                       rect.bottom() - ratio * rect.height());
    };
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(color, kLineWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    QPolygonF run;
    const auto flush = [&] {
        if (run.size() > 1)
            painter->drawPolyline(run);
        else if (run.size() == 1)
            painter->drawEllipse(run.first(), kLineWidth / 2, kLineWidth / 2);
        run.clear();
    };
    for (qsizetype i = 0; i < points.size(); ++i) {
        if (std::isnan(points[i]))
            flush();
        else
            run << place(i);
    }
    flush();
    painter->restore();
}

MetricDelegate::MetricDelegate(const theme::Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

void MetricDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const bool isBranch = index.siblingAtColumn(0).data(roleOf(ItemRole::IsBranch)).toBool();
    const auto column = static_cast<MetricTreeModel::Column>(index.column());
    if (m_isCompact && column == MetricTreeModel::Column::Name && !isBranch) {
        paintCompact(painter, option, index);
        return;
    }
    QStyleOptionViewItem shown = option;
    if (isBranch)
        shown.palette.setColor(QPalette::Text, m_theme.palette().mutedText);
    QStyledItemDelegate::paint(painter, shown, index);
    if (column == MetricTreeModel::Column::Sparkline && !isBranch)
        paintSparkline(painter, option.rect.adjusted(kMargin, 0, -kMargin, 0), index);
}

void MetricDelegate::paintCompact(QPainter *painter, const QStyleOptionViewItem &option,
                                  const QModelIndex &index) const
{
    QStyleOptionViewItem background = option;
    initStyleOption(&background, index);
    background.text.clear();
    const QStyle *style = option.widget->style();
    style->drawControl(QStyle::CE_ItemViewItem, &background, painter, option.widget);

    painter->save();
    QRect rest = option.rect.adjusted(kMargin, 0, -kMargin, 0);
    const int valueWidth = paintValue(painter, option, rest, index);
    rest.setRight(rest.right() - valueWidth);
    if (rest.width() - kSparklineWidth - kMargin >= kMinNameWidth) {
        paintSparkline(painter,
                       QRect(rest.right() - kSparklineWidth - kMargin, rest.top(), kSparklineWidth,
                             rest.height()),
                       index);
        rest.setRight(rest.right() - kSparklineWidth - 2 * kMargin);
    }
    painter->setPen(m_theme.palette().text);
    painter->setFont(option.font);
    painter->drawText(
        rest, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter),
        option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, rest.width()));
    painter->restore();
}

int MetricDelegate::paintValue(QPainter *painter, const QStyleOptionViewItem &option,
                               const QRect &rect, const QModelIndex &index) const
{
    const QStringList shown = index.data(roleOf(ItemRole::ShownValue)).toStringList();
    const QString value = shown.value(0);
    const QString unit = shown.value(1);
    const QFont unitFont = smaller(option.font);
    const QFontMetrics unitMetrics(unitFont);
    const int gap = unit.isEmpty() ? 0 : unitMetrics.horizontalAdvance(u' ');
    const int unitWidth = std::min(unitMetrics.horizontalAdvance(unit) + 1, rect.width() / 4);
    const int valueWidth = option.fontMetrics.horizontalAdvance(value);
    const int flags = static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);

    painter->setFont(unitFont);
    painter->setPen(m_theme.palette().mutedText);
    painter->drawText(rect, flags, unitMetrics.elidedText(unit, Qt::ElideRight, unitWidth));
    painter->setFont(option.font);
    painter->setPen(m_theme.palette().text);
    painter->drawText(rect.adjusted(0, 0, -unitWidth - gap, 0), flags, value);
    const int usual = option.fontMetrics.horizontalAdvance(QLatin1StringView(kWidestUsual));
    return std::max(usual, valueWidth + gap + unitWidth) + kMargin;
}

void MetricDelegate::paintSparkline(QPainter *painter, const QRect &rect,
                                    const QModelIndex &index) const
{
    const auto points = index.data(roleOf(ItemRole::Sparkline)).value<QList<double>>();
    const int height = std::min(rect.height() - 8, 18);
    const QRectF area(rect.left(), rect.center().y() - height / 2.0, rect.width(), height);
    drawSparkline(painter, area, points, m_theme.palette().series.front());
}

QSize MetricDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(std::max(size.height(), option.fontMetrics.height() + 12));
    return size;
}

} // namespace tidemark
