// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/dashboard_grid.h"

#include <QEvent>

#include <algorithm>

namespace tidemark {

namespace {

constexpr int kGap = 9;
constexpr int kMargin = 10;
/// A row is this many lines of text high, at least: the large chart keeps 200 pixels (W6).
constexpr double kLinesPerRow = 1.95;
/// Rows grow by this factor at most to fill a high viewport.
constexpr double kMaxGrowth = 1.7;

} // namespace

DashboardGrid::DashboardGrid(QWidget *parent)
    : QWidget(parent)
{}

void DashboardGrid::setCard(const QString &id, QWidget *card, const PanelPlace &place)
{
    card->setParent(this);
    m_cells.insert(id, {card, place});
    card->setVisible(m_maximised.isEmpty() || m_maximised == id);
    arrange();
}

void DashboardGrid::removeCard(const QString &id)
{
    const Cell cell = m_cells.take(id);
    if (cell.card)
        cell.card->deleteLater();
    if (m_maximised == id)
        setMaximised({});
    arrange();
}

void DashboardGrid::setMaximised(const QString &id)
{
    m_maximised = m_cells.contains(id) ? id : QString();
    for (auto cell = m_cells.cbegin(); cell != m_cells.cend(); ++cell)
        cell->card->setVisible(m_maximised.isEmpty() || cell.key() == m_maximised);
    arrange();
}

void DashboardGrid::setViewport(QSize size)
{
    m_viewport = size;
    arrange();
}

bool DashboardGrid::isScrolling() const
{
    return m_maximised.isEmpty() && height() > m_viewport.height();
}

void DashboardGrid::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange)
        arrange();
    QWidget::changeEvent(event);
}

int DashboardGrid::rowCount() const
{
    int rows = 0;
    for (const Cell &cell : m_cells)
        rows = std::max(rows, cell.place.row + cell.place.rows);
    return rows;
}

int DashboardGrid::rowHeight() const
{
    const int rows = std::max(1, rowCount());
    const int least = static_cast<int>(fontMetrics().height() * kLinesPerRow);
    const int most = static_cast<int>(least * kMaxGrowth);
    const int filling = (m_viewport.height() - 2 * kMargin - (rows - 1) * kGap) / rows;
    return std::clamp(filling, least, most);
}

int DashboardGrid::heightOf(int rows, int rowHeight) const
{
    return rows * rowHeight + (rows - 1) * kGap;
}

QRect DashboardGrid::cellRect(const PanelPlace &place, int rowHeight) const
{
    // Edges come from the exact fractions, so that equal columns line up to the pixel.
    const double step = double(m_viewport.width() - 2 * kMargin + kGap) / kGridColumns;
    const int left = kMargin + static_cast<int>(step * place.column);
    const int right = kMargin + static_cast<int>(step * (place.column + place.columns)) - kGap;
    const int top = kMargin + place.row * (rowHeight + kGap);
    return {left, top, right - left, heightOf(place.rows, rowHeight)};
}

void DashboardGrid::arrange()
{
    if (m_viewport.isEmpty())
        return;
    if (!m_maximised.isEmpty()) {
        resize(m_viewport);
        m_cells.value(m_maximised)
            .card->setGeometry(rect().adjusted(kMargin, kMargin, -kMargin, -kMargin));
        return;
    }
    const int row = rowHeight();
    const int rows = rowCount();
    const int needed = rows == 0 ? 0 : 2 * kMargin + heightOf(rows, row);
    resize(m_viewport.width(), std::max(needed, m_viewport.height()));
    for (const Cell &cell : m_cells)
        cell.card->setGeometry(cellRect(cell.place, row));
}

} // namespace tidemark
