// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/views/browser/panel_bench.h"
#include "views/browser/metric_browser.h"
#include "views/tables/state_overlay.h"

#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QTreeView>

namespace tidemark::test {

template <class T>
T *named(const QWidget &parent, const QString &accessibleName)
{
    for (T *child : parent.findChildren<T *>())
        if (child->accessibleName() == accessibleName)
            return child;
    return nullptr;
}

inline QPushButton *button(const QWidget &parent, const QString &text)
{
    for (auto *child : parent.findChildren<QPushButton *>())
        if (child->text().remove(QLatin1Char('&')).startsWith(text) && child->isVisible())
            return child;
    return nullptr;
}

// A button made just now is shown by the next turn of the event loop.
inline void click(const QWidget &parent, const QString &text)
{
    QTRY_VERIFY2(button(parent, text) != nullptr, qPrintable(text));
    QTest::mouseClick(button(parent, text), Qt::LeftButton);
}

inline int visibleLeaves(const QAbstractItemModel &model, const QModelIndex &parent = {})
{
    int count = 0;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        count += model.rowCount(index) == 0 ? 1 : visibleLeaves(model, index);
    }
    return count;
}

struct Browser
{
    explicit Browser(PanelBench &bench)
        : widget(bench.ports, &bench.context, bench.formatter, bench.theme)
        , tree(widget.findChild<QTreeView *>())
        , filter(named<QLineEdit>(widget, QStringLiteral("Filter metrics")))
        , overlay(widget.findChild<StateOverlay *>())
    {
        showWindow(widget, {270, 600});
    }
    [[nodiscard]] bool isReady() const { return overlay->state() != StateOverlay::State::Loading; }

    MetricBrowser widget;
    QTreeView *tree;
    QLineEdit *filter;
    StateOverlay *overlay;
};

inline void fillMetrics(PanelBench &bench)
{
    bench.addMetric(QStringLiteral("drive.distance"), QStringLiteral("km"));
    bench.addMetric(QStringLiteral("drive.brakes"));
    bench.addMetric(QStringLiteral("api.latency"), QStringLiteral("ms"));
    bench.addValue(QStringLiteral("drive.distance"), QStringLiteral("2026-11-18T08:00:00Z"), 31.8);
    bench.addValue(QStringLiteral("drive.distance"), QStringLiteral("2026-11-19T08:00:00Z"), 30.2);
}

} // namespace tidemark::test
