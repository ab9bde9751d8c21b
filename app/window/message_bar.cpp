// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/message_bar.h"

#include "views/theme/theme.h"
#include "views/theme/theme_icon.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include <chrono>

namespace tidemark {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kShownFor = 10s;

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
    , m_action(new QPushButton(this))
    , m_close(new QToolButton(this))
{
    setObjectName(u"messageBar"_s);
    setProperty("bar", true);
    setAccessibleName(tr("Message"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_action->setProperty("variant", u"link"_s);
    m_close->setIcon(theme::themeIcon(theme, u"close"_s));
    m_close->setProperty("variant", u"flat"_s);
    m_close->setAccessibleName(tr("Close this message"));
    m_close->setToolTip(tr("Close this message"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 3, 6, 3);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action);
    layout->addWidget(m_close);
    m_timer.setSingleShot(true);
    m_timer.setInterval(kShownFor);
    hide();
    connect(&m_timer, &QTimer::timeout, this, &QWidget::hide);
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_action, &QPushButton::clicked, this, &MessageBar::runAction);
    connect(&m_messages, &MessageCenter::posted, this, &MessageBar::showNewest);
    connect(&m_messages, &MessageCenter::actionsChanged, this, &MessageBar::showAction);
}

bool MessageBar::event(QEvent *event)
{
    switch (event->type()) {
    case QEvent::Enter:
        m_timer.stop();
        break;
    case QEvent::Leave:
        restartTimer();
        break;
    default:
        break;
    }
    return QFrame::event(event);
}

void MessageBar::showNewest()
{
    const Message &message = m_messages.messages().first();
    m_icon->setPixmap(theme::stateIcon(m_theme, colorOf(message.kind)).pixmap(16));
    m_text->setText(shownText(message));
    m_text->setToolTip(message.detail);
    setAccessibleDescription(m_text->text());
    showAction();
    show();
    restartTimer();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void MessageBar::showAction()
{
    if (m_messages.messages().isEmpty())
        return;
    const Message &message = m_messages.messages().first();
    m_action->setText(message.actionText);
    m_action->setVisible(!message.actionText.isEmpty() && (!message.canAct || message.canAct()));
}

void MessageBar::runAction()
{
    hide();
    if (const auto action = m_messages.messages().first().action)
        action();
}

void MessageBar::restartTimer()
{
    if (isVisible() && !underMouse())
        m_timer.start();
}

} // namespace tidemark
