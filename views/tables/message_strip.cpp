// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/message_strip.h"

#include "views/theme/theme.h"
#include "views/theme/theme_icon.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int kIconSize = 16;

QString toneOf(theme::StateColor color)
{
    switch (color) {
    case theme::StateColor::Good:
        return u"good"_s;
    case theme::StateColor::Caution:
        return u"caution"_s;
    case theme::StateColor::Bad:
        return u"bad"_s;
    case theme::StateColor::Info:
        break;
    }
    return u"info"_s;
}

} // namespace

MessageStrip::MessageStrip(const theme::Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_details(new QToolButton(this))
    , m_layout(new QHBoxLayout(this))
{
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setWordWrap(true);
    m_layout->setContentsMargins(8, 2, 8, 2);
    m_layout->addWidget(m_icon);
    m_layout->addWidget(m_text, 1);
    m_details->setProperty("variant", u"flat"_s);
    m_details->hide();
    m_layout->addWidget(m_details);
    connect(m_details, &QToolButton::clicked, this, [this] {
        if (m_isOpen)
            QGuiApplication::clipboard()->setText(m_text->text());
        else
            openDetails();
    });
    hide();
    connect(&m_theme, &theme::Theme::changed, this, &MessageStrip::showIcon);
}

void MessageStrip::showMessage(theme::StateColor color, const QString &text,
                               QList<StateAction> actions)
{
    clear();
    m_color = color;
    m_message = text;
    m_text->setText(text);
    m_text->setProperty("tone", toneOf(color));
    m_text->style()->unpolish(m_text);
    m_text->style()->polish(m_text);
    setAccessibleName(text);
    showIcon();
    for (const StateAction &action : actions) {
        auto *button = new QPushButton(action.text, this);
        button->setAutoDefault(true);
        connect(button, &QPushButton::clicked, this, [run = action.run] { run(); });
        m_layout->addWidget(button);
        m_answers << button;
    }
    show();
}

void MessageStrip::showError(const Error &error, QList<StateAction> actions)
{
    showMessage(theme::StateColor::Bad, error.message, std::move(actions));
    offerDetails(error.detail);
}

void MessageStrip::showState(theme::StateColor color, const QString &text, const QString &detail)
{
    const bool isSame = !isHidden() && m_detail == detail;
    if (isSame && m_color == color && m_message == text)
        return;
    const bool staysOpen = isSame && m_isOpen;
    const bool hasFocus = m_details->hasFocus();
    showMessage(color, text);
    offerDetails(detail);
    if (staysOpen)
        openDetails();
    if (hasFocus && !m_details->isHidden())
        m_details->setFocus(Qt::OtherFocusReason);
}

void MessageStrip::offerDetails(const QString &detail)
{
    m_detail = detail;
    m_details->setText(tr("Details"));
    m_details->setAccessibleName(tr("Show technical details"));
    m_details->setToolTip(tr("Show the technical text of this message"));
    m_details->setVisible(!detail.isEmpty());
}

void MessageStrip::openDetails()
{
    m_isOpen = true;
    m_text->setText(m_message % u'\n' % m_detail);
    setAccessibleDescription(m_detail);
    m_details->setText(tr("Copy"));
    m_details->setAccessibleName(tr("Copy the message and its technical details"));
    m_details->setToolTip(tr("Copy this message and its technical text"));
}

void MessageStrip::clear()
{
    m_details->hide();
    m_detail.clear();
    m_message.clear();
    m_isOpen = false;
    setAccessibleDescription({});
    for (QPushButton *button : std::as_const(m_answers)) {
        button->hide();
        button->deleteLater();
    }
    m_answers.clear();
    m_text->clear();
    setAccessibleName({});
    hide();
}

QString MessageStrip::text() const
{
    return m_text->text();
}

void MessageStrip::focusAnswer(Answer answer)
{
    if (m_answers.isEmpty())
        return;
    QPushButton *button = answer == Answer::First ? m_answers.first() : m_answers.last();
    button->setFocus(Qt::OtherFocusReason);
}

void MessageStrip::showIcon()
{
    m_icon->setPixmap(theme::stateIcon(m_theme, m_color).pixmap(kIconSize));
}

void MessageStrip::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && isAsking())
        m_answers.last()->click();
    else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && isAsking()) {
        for (QPushButton *button : std::as_const(m_answers))
            if (button->hasFocus())
                return button->click();
    } else
        QFrame::keyPressEvent(event);
}

} // namespace tidemark
