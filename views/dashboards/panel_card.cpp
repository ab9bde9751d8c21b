// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/panel_card.h"

#include "model/items/mirror_ages.h"
#include "model/ports/store_events.h"
#include "views/dashboards/loading_veil.h"
#include "views/dashboards/metric_directory.h"
#include "views/dashboards/view_context.h"
#include "views/theme/theme.h"
#include "views/theme/theme_icon.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QStackedLayout>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

PanelCard::PanelCard(PanelSpec spec, const PanelServices &services, QWidget *parent)
    : QFrame(parent)
    , m_spec(std::move(spec))
    , m_services(services)
    , m_title(new QLabel(this))
    , m_subtitle(new QLabel(this))
    , m_menuButton(new QToolButton(this))
    , m_age(new QLabel(this))
    , m_note(new QLabel(this))
    , m_body(new QWidget(this))
    , m_stack(new QStackedLayout(m_body))
    , m_stateView(new StateView(*services.theme, m_body))
{
    setProperty("card", true);
    setFocusPolicy(Qt::StrongFocus);
    m_title->setProperty("tone", u"title"_s);
    m_title->setTextFormat(Qt::PlainText);
    m_subtitle->setProperty("tone", u"muted"_s);
    m_subtitle->setTextFormat(Qt::PlainText);
    m_subtitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_menuButton->setIcon(theme::themeIcon(*services.theme, u"more"_s));
    m_menuButton->setProperty("variant", u"flat"_s);
    m_menuButton->setAccessibleName(tr("Panel menu"));
    m_menuButton->setToolTip(tr("Panel menu (Shift+F10)"));
    m_age->setProperty("tone", u"caution"_s);
    m_age->setTextFormat(Qt::PlainText);
    m_age->hide();
    m_note->setProperty("tone", u"caution"_s);
    m_note->setWordWrap(true);
    m_note->hide();
    m_stack->addWidget(m_stateView);

    auto *header = new QHBoxLayout;
    header->setSpacing(6);
    header->addWidget(m_title);
    header->addWidget(m_subtitle, 1);
    header->addWidget(m_age);
    header->addWidget(m_menuButton);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(11, 5, 5, 7);
    layout->setSpacing(2);
    layout->addLayout(header);
    layout->addWidget(m_body, 1);
    layout->addWidget(m_note);

    connect(&m_pace, &RefreshPace::due, this, &PanelCard::refresh);
    connect(m_menuButton, &QToolButton::clicked, this,
            [this] { popUpMenu(m_menuButton->mapToGlobal(QPoint(0, m_menuButton->height()))); });
    connectContext();
}

PanelCard::~PanelCard()
{
    m_stop.request_stop();
}

void PanelCard::connectContext()
{
    const ViewContext *context = m_services.context;
    connect(context, &ViewContext::rangeChanged, this, &PanelCard::onRangeChanged);
    connect(context, &ViewContext::calendarChanged, this, &PanelCard::scheduleQuery);
    connect(context, &ViewContext::filterChanged, this, &PanelCard::scheduleQuery);
    connect(context, &ViewContext::periodChanged, this, &PanelCard::scheduleQuery);
    connect(context, &ViewContext::functionChanged, this, &PanelCard::scheduleQuery);
    connect(context, &ViewContext::userNamesChanged, this, &PanelCard::scheduleQuery);
    connect(context, &ViewContext::movedOn, this, [this] {
        if (m_isStale)
            onDataChanged();
    });
    connect(context, &ViewContext::selectedMetricsChanged, this, [this] {
        if (m_spec.followsSelection)
            scheduleQuery();
    });
    connect(m_services.metrics, &MetricDirectory::changed, this, &PanelCard::onDataChanged);
    if (m_services.ages)
        connect(m_services.ages, &MirrorAges::changed, this, &PanelCard::showAge);
    connect(m_services.ports.events, &StoreEvents::changed, this, &PanelCard::onStoreChanged);
}

void PanelCard::setSpec(const PanelSpec &spec)
{
    PanelSpec moved = m_spec;
    moved.place = spec.place;
    const bool onlyMoved = moved == spec;
    m_spec = spec;
    if (!onlyMoved)
        scheduleQuery();
}

QString PanelCard::stateText() const
{
    switch (m_state) {
    case State::Empty:
    case State::Error:
        return m_stateView->text();
    case State::Partial:
        return m_note->text();
    case State::Loading:
    case State::Data:
        break;
    }
    return {};
}

void PanelCard::setActive(bool active)
{
    if (property("current").toBool() == active)
        return;
    setProperty("current", active);
    style()->unpolish(this);
    style()->polish(this);
}

void PanelCard::setMaximised(bool maximised)
{
    m_isMaximised = maximised;
}

void PanelCard::setWheelZooms(bool) {}

void PanelCard::reload()
{
    scheduleQuery();
}

void PanelCard::setContent(QWidget *content)
{
    m_content = content;
    m_stack->addWidget(content);
    m_stack->setCurrentWidget(content);
    m_veil = new LoadingVeil(m_body);
    connect(m_veil, &LoadingVeil::cancelled, this, &PanelCard::cancel);
}

void PanelCard::setTitle(const QString &title, const QString &subtitle)
{
    m_title->setText(title);
    m_subtitle->setText(subtitle);
    m_subtitle->setToolTip(subtitle);
    setAccessibleName(subtitle.isEmpty() ? title : QString(title % u", "_s % subtitle));
}

void PanelCard::hideHeader()
{
    auto *box = qobject_cast<QVBoxLayout *>(layout());
    box->addWidget(m_age); // below the content, which has a heading of its own
    m_age->setContentsMargins(11, 0, 11, 7);
    m_title->hide();
    m_subtitle->hide();
    m_menuButton->hide();
    layout()->setContentsMargins(1, 1, 1, 1); // the content has margins of its own
}

Period PanelCard::period() const
{
    return m_spec.period.value_or(m_services.context->period());
}

AggregateFunction PanelCard::function(const Definition &metric) const
{
    return m_spec.function.value_or(m_services.context->functionFor(metric));
}

QString PanelCard::periodText() const
{
    return periodName(period());
}

QString PanelCard::functionText() const
{
    QStringList labels;
    for (const Definition &metric : m_metrics)
        labels.append(functionLabel(function(metric)));
    labels.removeDuplicates();
    return labels.join(u", "_s);
}

PanelSummary PanelCard::summary() const
{
    PanelSummary summary;
    summary.title = m_title->text();
    if (!needsMetric())
        return summary;
    for (const Definition &metric : m_metrics)
        summary.metrics.append(metric.name);
    summary.period = periodText();
    summary.function = functionText();
    return summary;
}

void PanelCard::showProgress(const QString &text)
{
    if (m_veil)
        m_veil->start(text);
}

std::uint64_t PanelCard::beginRequest()
{
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_elapsed.start();
    m_pace.begin();
    if (m_veil)
        m_veil->start(tr("Reading values…"));
    if (m_state != State::Data && m_state != State::Partial)
        m_state = State::Loading;
    return ++m_generation;
}

bool PanelCard::isCurrent(std::uint64_t generation) const
{
    return generation == m_generation;
}

void PanelCard::showData(const QString &partialNote)
{
    m_stack->setCurrentWidget(m_content);
    m_note->setText(partialNote);
    m_note->setVisible(!partialNote.isEmpty());
    finishRequest(partialNote.isEmpty() ? State::Data : State::Partial);
    if (m_elapsed.isValid())
        Q_EMIT answered(m_elapsed.elapsed());
}

void PanelCard::showEmpty(const QString &text, QList<StateAction> actions)
{
    m_stateView->showEmpty(text, std::move(actions));
    m_stack->setCurrentWidget(m_stateView);
    m_note->hide();
    finishRequest(State::Empty);
}

void PanelCard::showError(const Error &error)
{
    m_stateView->showError(error, {{tr("Try again"), [this] { reload(); }}});
    m_stack->setCurrentWidget(m_stateView);
    m_note->hide();
    finishRequest(State::Error);
}

void PanelCard::finishRequest(State state)
{
    if (m_veil)
        m_veil->stop();
    m_pace.end();
    m_state = state;
    showAge();
    Q_EMIT stateChanged();
}

void PanelCard::cancel()
{
    m_stop.request_stop();
    ++m_generation;
    showEmpty(tr("Stopped before the values were read."),
              {{tr("Read them"), [this] { reload(); }}});
}

void PanelCard::scheduleQuery()
{
    m_isStale = true;
    if (isVisible())
        m_pace.onQuestionChanged();
}

void PanelCard::onDataChanged()
{
    m_isStale = true;
    if (isVisible())
        m_pace.onDataChanged();
}

/// It may move on faster than the store answers.
void PanelCard::onRangeChanged()
{
    if (m_services.context->isMovingOn())
        onDataChanged();
    else
        scheduleQuery();
}

void PanelCard::showEvent(QShowEvent *event)
{
    QFrame::showEvent(event);
    if (m_isStale)
        m_pace.onQuestionChanged();
}

void PanelCard::keyPressEvent(QKeyEvent *event)
{
    const bool isToggle = event->key() == Qt::Key_V && event->modifiers() == Qt::NoModifier;
    const bool isWayBack = event->key() == Qt::Key_Escape && m_isMaximised;
    if (isToggle || isWayBack)
        Q_EMIT maximiseRequested();
    else
        QFrame::keyPressEvent(event);
}

void PanelCard::mousePressEvent(QMouseEvent *event)
{
    Q_EMIT activated();
    QFrame::mousePressEvent(event);
}

} // namespace tidemark
