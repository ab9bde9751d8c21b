// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/aggregate_function.h"

#include <QWidget>

#include <cstdint>
#include <vector>

class QHBoxLayout;
class QMenu;
class QToolButton;

namespace tidemark {

class ActionRegistry;
class Formatter;
class ViewContext;
enum class LiveState;

namespace theme {
class SegmentedButtons;
class Theme;
} // namespace theme

/// The content of the tool bar, in the order of W2: store, step back, range, step forward, zoom
/// out, zone, period, function, filter, live; at the right end Find and Record value. When the
/// window is narrow, the segments become menu buttons and what is still too much goes into an
/// overflow menu, so that nothing is clipped. GUI thread.
class ToolRow final : public QWidget
{
    Q_OBJECT

public:
    /// All are loans that outlive the row. The commands must exist in the registry.
    ToolRow(const ActionRegistry &actions, ViewContext &context, const theme::Theme &theme,
            const Formatter &formatter, QWidget *parent = nullptr);

    void setStoreName(const QString &name);
    /// What the selected metric is reduced to while no function is chosen (D5).
    void setKindFunction(AggregateFunction function);
    /// Whether the range follows the clock; `newValues` came while it is paused (V2).
    void showLive(LiveState state, std::int64_t newValues);
    [[nodiscard]] QMenu *storeMenu() const;
    [[nodiscard]] QToolButton *rangeButton() const { return m_range; }
    [[nodiscard]] QToolButton *filterButton() const { return m_filter; }
    [[nodiscard]] QSize minimumSizeHint() const override;
    void focusFirst();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QToolButton *commandButton(const QString &id, bool showsText);
    /// A button for a command that shows a text of its own.
    QToolButton *ownTextButton(const QString &id);
    QToolButton *menuButton(const QString &name);
    void buildLive();
    void buildPeriods();
    void buildFunctions();
    void showContext();
    void showFilter();
    void fit();
    [[nodiscard]] int neededWidth() const;

    const ActionRegistry &m_actions;
    ViewContext &m_context;
    const theme::Theme &m_theme;
    const Formatter &m_formatter;
    QHBoxLayout *m_layout;
    QToolButton *m_store;
    QToolButton *m_range;
    QToolButton *m_zone;
    QToolButton *m_live;
    QToolButton *m_resume; ///< while it is paused
    QToolButton *m_filter;
    QToolButton *m_more;
    theme::SegmentedButtons *m_periods;
    theme::SegmentedButtons *m_functions;
    QToolButton *m_periodMenu;
    QToolButton *m_functionMenu;
    QToolButton *m_zoomOut;
    QToolButton *m_find;
    AggregateFunction m_kindFunction = AggregateFunction::Mean;
};

} // namespace tidemark
