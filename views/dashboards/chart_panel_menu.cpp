// SPDX-License-Identifier: GPL-3.0-or-later
// What the menu of a ChartPanel changes: style, band, gaps and value range.
#include "views/dashboards/chart_panel.h"

#include "model/domain/formatter.h"
#include "views/charts/chart_widget.h"
#include "views/dashboards/value_range_dialog.h"

#include <QActionGroup>
#include <QInputDialog>
#include <QMenu>

#include <algorithm>
#include <array>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSecondsPerDay = 86'400;
constexpr int kMaxGapDays = 20 * 366;

} // namespace

void ChartPanel::edit(const std::function<void(PanelSpec &)> &change)
{
    PanelSpec changed = spec();
    change(changed);
    if (changed != spec())
        Q_EMIT specEdited(changed);
}

void ChartPanel::fillMenu(QMenu *menu)
{
    auto *styles = new QActionGroup(menu);
    const auto addStyle = [&](const QString &text, ChartStyle style) {
        QAction *action = menu->addAction(text, this, [this, style] {
            edit([style](PanelSpec &panel) {
                panel.style = style;
                panel.other.remove("style"_L1); // one of a newer version gives way
            });
        });
        action->setCheckable(true);
        action->setChecked(spec().style == style);
        styles->addAction(action);
    };
    addStyle(tr("Line"), ChartStyle::Line);
    addStyle(tr("Bars"), ChartStyle::Bars);
    QAction *band = menu->addAction(tr("Band from minimum to maximum"), this, [this] {
        edit([](PanelSpec &panel) { panel.showsBand = !panel.showsBand; });
    });
    band->setCheckable(true);
    band->setChecked(spec().showsBand);
    addDetailMenu(menu->addMenu(tr("Detail")));
    addGapMenu(menu->addMenu(tr("Lines over gaps")));
    menu->addAction(tr("Value range…"), this, &ChartPanel::editValueRange);
    PanelCard::fillMenu(menu);
    menu->addMenu(tr("Chart"))->addActions(m_chart->chartActions());
}

void ChartPanel::addDetailMenu(QMenu *menu)
{
    auto *group = new QActionGroup(menu);
    const std::array details{
        std::pair{PanelDetail::Automatic, tr("Automatic: values where the range has few periods")},
        std::pair{PanelDetail::Periods, tr("By period")},
        std::pair{PanelDetail::Values, tr("Values, as fine as the width allows")}};
    for (const auto &[detail, text] : details) {
        QAction *action = menu->addAction(text, this, [this, detail = detail] {
            edit([detail](PanelSpec &panel) {
                panel.detail = detail;
                panel.other.remove("detail"_L1);
            });
        });
        action->setCheckable(true);
        action->setChecked(spec().detail == detail);
        group->addAction(action);
    }
    menu->setEnabled(spec().style == ChartStyle::Line);
}

void ChartPanel::addGapMenu(QMenu *menu)
{
    auto *group = new QActionGroup(menu);
    const auto add = [&](const QString &text, GapMode mode, auto run) {
        QAction *action = menu->addAction(text, this, run);
        action->setCheckable(true);
        action->setChecked(spec().gap.mode == mode);
        group->addAction(action);
    };
    const auto choose = [this](const PanelGap &gap) {
        edit([&gap](PanelSpec &panel) {
            panel.gap = gap;
            panel.other.remove("gap"_L1);
        });
    };
    const std::array modes{
        std::pair{GapMode::Automatic, tr("Automatic: up to 3 times the usual distance")},
        std::pair{GapMode::Never, tr("Never")}, std::pair{GapMode::Always, tr("Always")}};
    for (const auto &[mode, text] : modes)
        add(text, mode, [choose, mode = mode] { choose({mode, 0}); });
    add(tr("Up to a number of days…"), GapMode::UpTo, [this, choose] {
        bool accepted = false;
        const int days = QInputDialog::getInt(
            this, tr("Lines over gaps"), tr("Longest gap that a line crosses, in days"),
            std::max(spec().gap.longest_s / kSecondsPerDay, 1), 1, kMaxGapDays, 1, &accepted);
        if (accepted)
            choose({GapMode::UpTo, days * kSecondsPerDay});
    });
}

void ChartPanel::editValueRange()
{
    const Unit unit = m_drawn.empty() ? Unit() : Unit::of(m_drawn.front().unit);
    auto *dialog =
        new ValueRangeDialog(spec().values, unit, services().formatter->numbers().locale(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { edit([&](PanelSpec &panel) { panel.values = dialog->range(); }); });
    dialog->open();
}

} // namespace tidemark
