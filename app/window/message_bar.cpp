// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/message_bar.h"

#include "views/theme/theme.h"
#include "views/theme/theme_icon.h"

#include <QAccessible>
#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <chrono>

namespace tidemark {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kShownFor = 10s;
constexpr int kDetailLines = 4;

theme::StateColor colorOf(Message::Kind kind)
{
    switch (kind) {
    case Message::Kind::Good:
        return theme::StateColor::Good;
    case Message::Kind::Caution:
        return theme::StateColor::Caution;
    case Message::Kind::Bad:
        return theme::StateColor::Bad;
    case Message::Kind::Info:
        break;
    }
    return theme::StateColor::Info;
}

} // namespace

MessageBar::MessageBar(MessageCenter &messages, const theme::Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_messages(messages)
    , m_theme(theme)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_detailsButton(new QToolButton(this))
    , m_details(new QPlainTextEdit(this))
    , m_action(new QPushButton(this))
    , m_close(new QToolButton(this))
{
    setObjectName(u"messageBar"_s);
    setProperty("bar", true);
    setAccessibleName(tr("Message"));
    build();
    m_timer.setSingleShot(true);
    m_timer.setInterval(kShownFor);
    hide();
    connect(&m_timer, &QTimer::timeout, this, &QWidget::hide);
    connect(m_close, &QToolButton::clicked, this, &MessageBar::closeShown);
    connect(m_action, &QPushButton::clicked, this, &MessageBar::runAction);
    connect(m_detailsButton, &QToolButton::toggled, m_details, &QWidget::setVisible);
    connect(&m_messages, &MessageCenter::posted, this, &MessageBar::showNewest);
    connect(&m_messages, &MessageCenter::actionsChanged, this, &MessageBar::showAction);
    connect(&m_theme, &theme::Theme::changed, this, &MessageBar::drawIcon);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *before, QWidget *now) {
        if ((before && isAncestorOf(before)) || (now && isAncestorOf(now)))
            restartTimer();
    });
}

void MessageBar::build()
{
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_detailsButton->setText(tr("Details"));
    m_detailsButton->setAccessibleName(tr("Show technical details"));
    m_detailsButton->setCheckable(true);
    m_detailsButton->setFocusPolicy(Qt::StrongFocus);
    m_detailsButton->setProperty("variant", u"link"_s);
    m_details->setReadOnly(true);
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_details->setTabChangesFocus(true);
    m_details->setMaximumHeight(fontMetrics().lineSpacing() * kDetailLines);
    m_details->setAccessibleName(tr("Technical details"));
    m_details->hide();
    m_action->setProperty("variant", u"link"_s);
    m_close->setIcon(theme::themeIcon(m_theme, u"close"_s));
    m_close->setFocusPolicy(Qt::StrongFocus);
    m_close->setProperty("variant", u"flat"_s);
    m_close->setAccessibleName(tr("Close this message"));
    m_close->setToolTip(tr("Close this message"));
    auto *line = new QHBoxLayout;
    line->addWidget(m_icon);
    line->addWidget(m_text, 1);
    line->addWidget(m_action);
    line->addWidget(m_detailsButton);
    line->addWidget(m_close);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 3, 6, 3);
    layout->addLayout(line);
    layout->addWidget(m_details);
}

bool MessageBar::event(QEvent *event)
{
    if (event->type() == QEvent::Enter || event->type() == QEvent::Leave)
        restartTimer();
    return QFrame::event(event);
}

void MessageBar::showNewest()
{
    if (m_isQuiet)
        return;
    m_shown = m_messages.messages().first();
    drawIcon();
    m_text->setText(shownText(m_shown));
    setAccessibleDescription(m_text->text());
    m_details->setPlainText(m_shown.detail);
    m_detailsButton->setChecked(false);
    m_detailsButton->setVisible(!m_shown.detail.isEmpty());
    showAction();
    show();
    restartTimer();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void MessageBar::showAction()
{
    m_action->setText(m_shown.actionText);
    m_action->setVisible(!m_shown.actionText.isEmpty() && (!m_shown.canAct || m_shown.canAct()));
}

void MessageBar::drawIcon()
{
    m_icon->setPixmap(theme::stateIcon(m_theme, colorOf(m_shown.kind)).pixmap(16));
}

void MessageBar::runAction()
{
    hide();
    if (const auto action = m_shown.action)
        action();
}

void MessageBar::closeShown()
{
    hide();
    if (const auto onClosed = m_shown.onClosed)
        onClosed();
}

void MessageBar::focusFirst()
{
    QWidget *first = m_close;
    for (QWidget *candidate :
         {static_cast<QWidget *>(m_action), static_cast<QWidget *>(m_detailsButton)}) {
        if (first == m_close && candidate->isVisible())
            first = candidate;
    }
    first->setFocus(Qt::ShortcutFocusReason);
}

bool MessageBar::hasFocusWithin() const
{
    const QWidget *focused = QApplication::focusWidget();
    return focused && isAncestorOf(focused);
}

void MessageBar::restartTimer()
{
    if (!isVisible())
        return;
    if (underMouse() || hasFocusWithin())
        m_timer.stop();
    else
        m_timer.start();
}

} // namespace tidemark
