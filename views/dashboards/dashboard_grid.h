// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/dashboards/dashboard.h"

#include <QHash>
#include <QWidget>

namespace tidemark {

/// Lays cards out on 12 columns by their places. Rows are as high as the text asks for, and grow to
/// fill a viewport that is higher than all of them; a lower one scrolls. One card may fill the
/// whole viewport instead. GUI thread.
class DashboardGrid final : public QWidget
{
    Q_OBJECT

public:
    explicit DashboardGrid(QWidget *parent = nullptr);

    /// Shows `card` at `place`; the grid becomes its parent.
    void setCard(const QString &id, QWidget *card, const PanelPlace &place);
    void removeCard(const QString &id);
    /// The card that fills the viewport; an empty id shows all again.
    void setMaximised(const QString &id);
    [[nodiscard]] const QString &maximised() const { return m_maximised; }
    /// The size that there is to fill.
    void setViewport(QSize size);
    /// True when the cards need more height than the viewport has.
    [[nodiscard]] bool isScrolling() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Cell
    {
        QWidget *card = nullptr;
        PanelPlace place;
    };

    void arrange();
    [[nodiscard]] int rowHeight() const;
    [[nodiscard]] int heightOf(int rows, int rowHeight) const;
    [[nodiscard]] int rowCount() const;
    [[nodiscard]] QRect cellRect(const PanelPlace &place, int rowHeight) const;

    QHash<QString, Cell> m_cells;
    QString m_maximised;
    QSize m_viewport;
};

} // namespace tidemark
