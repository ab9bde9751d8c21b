// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/legend_entry.h"

#include "views/charts/series_painter.h"
#include "views/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPixmap>

#include <algorithm>

namespace tidemark::charts {

namespace {

constexpr int kGap = 6;
constexpr QSize kKey(20, 14);
constexpr int kMinimumHeight = 24; ///< of a target (H8)
constexpr int kLongestName = 260;

} // namespace

LegendEntry::LegendEntry(const ChartSeries &series, bool isShown, const theme::Theme &theme,
                         QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    m_series.identity = series.identity;
    m_series.name = series.name;
    setLook(series);
    setCheckable(true);
    setChecked(isShown);
    setText(m_series.name);
    setAccessibleName(tr("Series %1").arg(m_series.name));
    setToolTip(tr("%1. Click to show or hide, double-click to show it alone.").arg(m_series.name));
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
}

void LegendEntry::setLook(const ChartSeries &series)
{
    if (m_series.style == series.style && m_series.shape == series.shape)
        return;
    m_series.style = series.style;
    m_series.shape = series.shape;
    update();
}

QIcon LegendEntry::keyIcon() const
{
    QPixmap picture(kKey * devicePixelRatioF());
    picture.setDevicePixelRatio(devicePixelRatioF());
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    paintSeriesKey(painter, QRectF(QPointF(), QSizeF(kKey)), m_series, m_theme.palette());
    painter.end();
    return picture;
}

int LegendEntry::heightIn(const QFontMetrics &font)
{
    return std::max(kMinimumHeight, font.height() + 6);
}

QSize LegendEntry::sizeHint() const
{
    const int name = std::min(fontMetrics().horizontalAdvance(text()), kLongestName);
    return {kKey.width() + 3 * kGap + name + 2, heightIn(fontMetrics())};
}

void LegendEntry::paintEvent(QPaintEvent * /*event*/)
{
    const theme::Palette &palette = m_theme.palette();
    QPainter painter(this);
    if (!isChecked())
        painter.setOpacity(0.45);
    paintSeriesKey(painter, QRectF(QPointF(kGap, (height() - kKey.height()) / 2.0), QSizeF(kKey)),
                   m_series, palette);
    painter.setOpacity(1);
    QFont font = painter.font();
    font.setStrikeOut(!isChecked()); // not by colour alone
    painter.setFont(font);
    painter.setPen(isChecked() ? palette.text : palette.mutedText);
    const QRect area = rect().adjusted(kKey.width() + 2 * kGap, 0, -kGap, 0);
    painter.drawText(area, Qt::AlignVCenter,
                     fontMetrics().elidedText(text(), Qt::ElideMiddle, area.width()));
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(palette.focusRing, 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
}

void LegendEntry::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && event->modifiers() == Qt::ControlModifier) {
        Q_EMIT soloRequested();
        event->accept();
        return;
    }
    QAbstractButton::mousePressEvent(event);
}

void LegendEntry::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    click(); // takes back what the first click of the two did
    Q_EMIT soloRequested();
}

void LegendEntry::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        Q_EMIT soloRequested();
    else
        QAbstractButton::keyPressEvent(event);
}

} // namespace tidemark::charts
