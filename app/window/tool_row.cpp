// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/tool_row.h"

#include "model/domain/formatter.h"
#include "views/actions/action_registry.h"
#include "views/dashboards/view_context.h"
#include "views/range/filter_popup.h"
#include "views/range/range_text.h"
#include "views/theme/segmented_buttons.h"
#include "views/theme/theme.h"
#include "views/theme/theme_icon.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QString plainText(const QAction *action)
{
    return action->text().remove(u'&').remove(u'…');
}

/// Makes room: hides `first` and shows `second` in its place, which may be nothing.
struct Swap
{
    QWidget *first;
    QWidget *second;
};

} // namespace

ToolRow::ToolRow(const ActionRegistry &actions, ViewContext &context, const theme::Theme &theme,
                 const Formatter &formatter, QWidget *parent)
    : QWidget(parent)
    , m_actions(actions)
    , m_context(context)
    , m_theme(theme)
    , m_formatter(formatter)
    , m_layout(new QHBoxLayout(this))
    , m_store(menuButton(tr("Store")))
    , m_range(nullptr)
    , m_zone(menuButton(tr("Time zone")))
    , m_live(nullptr)
    , m_resume(new QToolButton(this))
    , m_filter(nullptr)
    , m_more(menuButton(tr("More commands")))
    , m_periods(new theme::SegmentedButtons(tr("Period"), this))
    , m_functions(new theme::SegmentedButtons(tr("Function"), this))
    , m_periodMenu(menuButton(tr("Period")))
    , m_functionMenu(menuButton(tr("Function")))
    , m_zoomOut(nullptr)
    , m_find(nullptr)
{
    m_layout->setContentsMargins(2, 0, 2, 0);
    m_layout->setSpacing(7);
    m_layout->addWidget(m_store);
    m_store->setText(tr("No store"));
    m_layout->addWidget(commandButton(u"range.back"_s, false));
    m_range = ownTextButton(u"range.choose"_s);
    QFont bold = m_range->font();
    bold.setBold(true);
    m_range->setFont(bold);
    m_layout->addWidget(m_range);
    m_layout->addWidget(commandButton(u"range.forward"_s, false));
    m_zoomOut = commandButton(u"range.zoom_out"_s, false);
    m_layout->addWidget(m_zoomOut);
    m_layout->addWidget(m_zone);
    buildPeriods();
    buildFunctions();
    for (QWidget *widget :
         {static_cast<QWidget *>(m_periods), static_cast<QWidget *>(m_periodMenu),
          static_cast<QWidget *>(m_functions), static_cast<QWidget *>(m_functionMenu)})
        m_layout->addWidget(widget);
    m_filter = ownTextButton(u"range.filter"_s);
    m_layout->addWidget(m_filter);
    buildLive();
    m_layout->addStretch(1);
    m_layout->addWidget(m_more);
    m_find = commandButton(u"help.palette"_s, true);
    m_layout->addWidget(m_find);
    QToolButton *record = commandButton(u"entry.record"_s, true);
    record->setProperty("variant", u"primary"_s);
    m_layout->addWidget(record);
    m_more->setIcon(theme::themeIcon(theme, u"more"_s));
    m_more->setToolButtonStyle(Qt::ToolButtonIconOnly);
    m_zone->menu()->addAction(actions.action(u"range.utc"_s));
    m_zone->menu()->addAction(actions.action(u"range.choose"_s));

    connect(&context, &ViewContext::rangeChanged, this, &ToolRow::showContext);
    connect(&context, &ViewContext::calendarChanged, this, &ToolRow::showContext);
    connect(&context, &ViewContext::periodChanged, this, &ToolRow::showContext);
    connect(&context, &ViewContext::functionChanged, this, &ToolRow::showContext);
    connect(&context, &ViewContext::liveChanged, this, &ToolRow::showContext);
    connect(&context, &ViewContext::filterChanged, this, &ToolRow::showFilter);
    showContext();
    showFilter();
}

QToolButton *ToolRow::commandButton(const QString &id, bool showsText)
{
    QAction *action = m_actions.action(id);
    auto *button = new QToolButton(this);
    button->setDefaultAction(action);
    button->setToolButtonStyle(showsText ? Qt::ToolButtonTextOnly : Qt::ToolButtonIconOnly);
    button->setAccessibleName(plainText(action));
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

QToolButton *ToolRow::ownTextButton(const QString &id)
{
    // A default action would put its own text back whenever it changes.
    QAction *action = m_actions.action(id);
    auto *button = new QToolButton(this);
    const auto follow = [action, button] {
        button->setEnabled(action->isEnabled());
        button->setToolTip(action->toolTip());
    };
    connect(action, &QAction::changed, button, follow);
    connect(button, &QToolButton::clicked, action, &QAction::trigger);
    follow();
    button->setProperty("command", id);
    button->setAccessibleName(plainText(action));
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

void ToolRow::buildLive()
{
    m_live = ownTextButton(u"range.live"_s);
    m_live->setProperty("option", true);
    m_live->setCheckable(true);
    m_layout->addWidget(m_live);
    m_resume->setText(tr("Resume"));
    m_resume->setToolTip(tr("Lets the range follow now again (L in a chart)."));
    m_resume->setAccessibleName(m_resume->text());
    m_resume->setFocusPolicy(Qt::StrongFocus);
    m_resume->hide();
    m_layout->addWidget(m_resume);
    connect(m_resume, &QToolButton::clicked, m_actions.action(u"range.live"_s), &QAction::trigger);
    m_live->setText(tr("Live"));
}

void ToolRow::showLive(LiveState state, std::int64_t newValues)
{
    m_live->setChecked(state == LiveState::Following);
    m_live->setText(
        state == LiveState::Paused
            ? tr("Paused · %1 new", "a number of values").arg(locale().toString(newValues))
            : tr("Live"));
    m_live->setAccessibleName(m_live->text());
    m_resume->setVisible(state == LiveState::Paused);
    fit();
}

QToolButton *ToolRow::menuButton(const QString &name)
{
    auto *button = new QToolButton(this);
    button->setMenu(new QMenu(button));
    button->setPopupMode(QToolButton::InstantPopup);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setAccessibleName(name);
    button->setToolTip(name);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

void ToolRow::buildPeriods()
{
    for (const Period period : kAllPeriods) {
        QAction *action = m_actions.action(u"period."_s % periodId(period));
        QToolButton *segment =
            m_periods->addSegment(static_cast<int>(period), periodUnitName(period));
        segment->setToolTip(action->toolTip());
        m_periodMenu->menu()->addAction(action);
    }
    connect(m_periods, &theme::SegmentedButtons::idClicked, this,
            [this](int id) { m_context.setPeriod(static_cast<Period>(id)); });
}

void ToolRow::buildFunctions()
{
    m_functionMenu->menu()->addAction(m_actions.action(u"function.kind"_s));
    for (const AggregateFunction function : kAggregateFunctions) {
        QAction *action = m_actions.action(u"function."_s % functionKey(function));
        QToolButton *segment =
            m_functions->addSegment(static_cast<int>(function), functionLabel(function));
        segment->setToolTip(action->toolTip());
        m_functionMenu->menu()->addAction(action);
    }
    connect(m_functions, &theme::SegmentedButtons::idClicked, this,
            [this](int id) { m_context.setFunction(static_cast<AggregateFunction>(id)); });
}

void ToolRow::setKindFunction(AggregateFunction function)
{
    if (m_kindFunction == function)
        return;
    m_kindFunction = function;
    showContext();
}

QMenu *ToolRow::storeMenu() const
{
    return m_store->menu();
}

void ToolRow::setStoreName(const QString &name)
{
    m_store->setText(name);
    fit();
}

void ToolRow::focusFirst()
{
    m_range->setFocus(Qt::ShortcutFocusReason);
}

void ToolRow::showContext()
{
    const Zone &zone = m_context.calendar().zone;
    const FormatChoices &choices = m_formatter.choices();
    m_range->setText(rangeButtonText(m_context, choices.locale, choices.timeStyle));
    m_zone->setText(zone.id());
    m_periods->setCurrentId(static_cast<int>(m_context.period()));
    const AggregateFunction used = m_context.function().value_or(m_kindFunction);
    m_functions->setCurrentId(static_cast<int>(used));
    m_periodMenu->setText(periodUnitName(m_context.period()));
    m_functionMenu->setText(functionLabel(used));
    const QString tip =
        m_context.function()
            ? tr("Function")
            : tr("Function: %1, as the kind of the metric says").arg(functionLabel(used));
    m_functions->setToolTip(tip);
    m_functionMenu->setToolTip(tip);
    fit();
}

void ToolRow::showFilter()
{
    const QString narrowed = filterText(m_context.filter());
    m_filter->setText(narrowed.isEmpty() ? tr("Filter") : tr("Filter: %1").arg(narrowed));
    m_filter->setProperty("option", !narrowed.isEmpty());
    m_filter->setCheckable(!narrowed.isEmpty());
    m_filter->setChecked(!narrowed.isEmpty());
    fit();
}

QSize ToolRow::minimumSizeHint() const
{
    // The row shrinks by moving things into menus, so that it never forces the window's width.
    return {320, QWidget::minimumSizeHint().height()};
}

void ToolRow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void ToolRow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fit();
    QWidget::changeEvent(event);
}

int ToolRow::neededWidth() const
{
    int width = 0;
    int shown = 0;
    for (int i = 0; i < m_layout->count(); ++i) {
        const QWidget *widget = m_layout->itemAt(i)->widget();
        if (!widget || widget->isHidden())
            continue;
        width += widget->sizeHint().width();
        ++shown;
    }
    const QMargins margins = m_layout->contentsMargins();
    return width + shown * m_layout->spacing() + margins.left() + margins.right();
}

void ToolRow::fit()
{
    if (!m_find)
        return; // still being built
    const std::vector<Swap> swaps{{m_zoomOut, nullptr},      {m_functions, m_functionMenu},
                                  {m_periods, m_periodMenu}, {m_zone, nullptr},
                                  {m_find, nullptr},         {m_filter, nullptr},
                                  {m_store, nullptr}};
    for (const Swap &swap : swaps) {
        swap.first->show();
        if (swap.second)
            swap.second->hide();
    }
    m_more->hide();
    m_more->menu()->clear();
    for (const Swap &swap : swaps) {
        if (neededWidth() <= width())
            break;
        swap.first->hide();
        if (swap.second) {
            swap.second->show();
            continue;
        }
        m_more->show();
        const auto *button = qobject_cast<QToolButton *>(swap.first);
        if (QMenu *menu = button->menu()) {
            menu->setTitle(button->text());
            m_more->menu()->addMenu(menu);
        } else {
            const QString id = button->property("command").toString();
            m_more->menu()->addAction(id.isEmpty() ? button->defaultAction()
                                                   : m_actions.action(id));
        }
    }
}

} // namespace tidemark
