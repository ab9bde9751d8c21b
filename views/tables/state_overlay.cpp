// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/state_overlay.h"

#include "views/dashboards/loading_veil.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {

StateOverlay::StateOverlay(QWidget *content, const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_stack(new QStackedWidget(this))
    , m_message(new StateView(theme, m_stack))
    , m_strip(new QWidget(this))
    , m_stripText(new QLabel(m_strip))
    , m_stripLayout(new QHBoxLayout(m_strip))
{
    m_stack->addWidget(content);
    m_stack->addWidget(m_message);
    m_veil = new LoadingVeil(m_stack);
    m_stripText->setProperty("tone", u"muted"_s);
    m_stripLayout->setContentsMargins(8, 2, 8, 2);
    m_stripLayout->addWidget(m_stripText);
    m_stripLayout->addStretch(1);
    m_strip->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_strip);
    setFocusProxy(content);
    connect(m_veil, &LoadingVeil::cancelled, this, &StateOverlay::cancelled);
}

void StateOverlay::showContent(bool hasStrip)
{
    m_veil->stop();
    m_strip->setVisible(hasStrip);
    m_stack->setCurrentIndex(0);
}

void StateOverlay::showData()
{
    m_state = State::Data;
    showContent(false);
}

void StateOverlay::showLoading(const QString &text)
{
    m_state = State::Loading;
    m_veil->start(text);
}

void StateOverlay::showPartial(const QString &text, QList<StateAction> actions)
{
    m_state = State::Partial;
    fillStrip(text, actions);
    showContent(true);
}

void StateOverlay::fillStrip(const QString &text, const QList<StateAction> &actions)
{
    m_stripText->setText(text);
    m_strip->setAccessibleName(text);
    while (m_stripLayout->count() > 2) {
        const std::unique_ptr<QLayoutItem> item(m_stripLayout->takeAt(1)); // ours once taken
        item->widget()->deleteLater();
    }
    int at = 1; // between the text and the stretch
    for (const StateAction &action : actions) {
        auto *button = new QPushButton(action.text, m_strip);
        button->setProperty("variant", u"link"_s);
        connect(button, &QPushButton::clicked, this, [run = action.run] { run(); });
        m_stripLayout->insertWidget(at++, button);
        button->show(); // at once, not with the next turn of the event loop
    }
}

void StateOverlay::showEmptyContent(const QString &text, QList<StateAction> actions)
{
    m_state = State::Empty;
    fillStrip(text, actions);
    showContent(true);
}

void StateOverlay::showEmpty(const QString &text, QList<StateAction> actions)
{
    m_state = State::Empty;
    m_veil->stop();
    m_strip->hide();
    m_message->showEmpty(text, std::move(actions));
    m_stack->setCurrentWidget(m_message);
}

void StateOverlay::showError(const Error &error, QList<StateAction> actions)
{
    m_state = State::Error;
    m_veil->stop();
    m_strip->hide();
    m_message->showError(error, std::move(actions));
    m_stack->setCurrentWidget(m_message);
}

QString StateOverlay::text() const
{
    switch (m_state) {
    case State::Partial:
        return m_stripText->text();
    case State::Empty:
        return m_stack->currentIndex() == 0 ? m_stripText->text() : m_message->text();
    case State::Error:
        return m_message->text();
    case State::Data:
    case State::Loading:
        break;
    }
    return {};
}

} // namespace tidemark
