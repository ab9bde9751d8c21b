// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/record_table_model.h"
#include "tests/views/browser/panel_bench.h"
#include "views/tables/aggregates_page.h"
#include "views/tables/data_table.h"
#include "views/tables/records_page.h"
#include "views/tables/table_dock.h"

#include <QPushButton>
#include <QTest>

namespace tidemark::test {

inline QPushButton *button(const QWidget &parent, const QString &text)
{
    for (auto *child : parent.findChildren<QPushButton *>())
        if (child->text().remove(u'&').startsWith(text) && child->isVisible())
            return child;
    return nullptr;
}

/// A button made just now is shown by the next turn of the event loop.
inline void click(const QWidget &parent, const QString &text)
{
    QTRY_VERIFY2(button(parent, text) != nullptr, qPrintable(text));
    QTest::mouseClick(button(parent, text), Qt::LeftButton);
}

struct Dock
{
    explicit Dock(PanelBench &bench, TableTab tab = TableTab::Aggregates)
        : widget(bench.ports, &bench.context, bench.formatter, bench.theme)
    {
        showWindow(widget, {900, 400});
        widget.setCurrentTab(tab);
    }
    [[nodiscard]] DataTable *aggregates() const { return widget.aggregates()->table(); }
    [[nodiscard]] DataTable *records() const { return widget.records()->table(); }
    [[nodiscard]] QModelIndex record(int row, RecordTableModel::Column column) const
    {
        return records()->model()->index(row, static_cast<int>(column));
    }

    // Not QTableView::setCurrentIndex(), which heeds the modifiers of the last key.
    void goTo(int row, RecordTableModel::Column column) const
    {
        records()->selectionModel()->setCurrentIndex(record(row, column),
                                                     QItemSelectionModel::ClearAndSelect);
    }

    TableDock widget;
};

/// Four days with one value each; the metric is selected and November shown.
inline Definition fill(PanelBench &bench)
{
    const Definition metric = bench.addMetric(QStringLiteral("m"), QStringLiteral("km"));
    bench.addDays(QStringLiteral("m"), {15, 16, 17, 18});
    bench.context.setWindow(
        {at(QStringLiteral("2026-11-14T00:00:00Z")), at(QStringLiteral("2026-11-19T00:00:00Z"))});
    bench.context.setSelectedMetrics({metric.id});
    return metric;
}

} // namespace tidemark::test
