// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/state_view.h"

#include "views/theme/theme.h"
#include "views/theme/theme_icon.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int kIconSize = 28;
constexpr int kTextWidth = 420;

} // namespace

StateView::StateView(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_detailsButton(new QToolButton(this))
    , m_details(new QPlainTextEdit(this))
    , m_buttons(new QHBoxLayout)
{
    m_icon->setAlignment(Qt::AlignCenter);
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setWordWrap(true);
    m_text->setMaximumWidth(kTextWidth);
    m_text->setTextFormat(Qt::PlainText);
    m_detailsButton->setText(tr("Details"));
    m_detailsButton->setAccessibleName(tr("Show technical details"));
    m_detailsButton->setCheckable(true);
    m_detailsButton->setProperty("variant", u"link"_s);
    m_details->setReadOnly(true);
    m_details->setMaximumHeight(72);
    m_details->setMaximumWidth(kTextWidth);
    m_details->setAccessibleName(tr("Technical details"));
    m_details->hide();
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(6);
    layout->addStretch(1);
    layout->addWidget(m_icon);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(m_text, 8);
    row->addStretch(1);
    layout->addLayout(row);
    auto *buttonRow = new QHBoxLayout;
    buttonRow->addStretch(1);
    buttonRow->addLayout(m_buttons);
    buttonRow->addStretch(1);
    layout->addLayout(buttonRow);
    layout->addWidget(m_details, 0, Qt::AlignHCenter);
    layout->addStretch(1);
    connect(m_detailsButton, &QToolButton::toggled, m_details, &QWidget::setVisible);
    connect(&m_theme, &theme::Theme::changed, this,
            [this] { m_icon->setPixmap(theme::themeIcon(m_theme, m_iconName).pixmap(kIconSize)); });
}

void StateView::showEmpty(const QString &text, QList<StateAction> actions)
{
    m_detailsButton->hide();
    m_details->hide();
    present(u"empty"_s, text, std::move(actions));
}

void StateView::showError(const Error &error, QList<StateAction> actions)
{
    m_details->setPlainText(error.detail);
    m_detailsButton->setVisible(!error.detail.isEmpty());
    m_detailsButton->setChecked(false);
    present(u"bad"_s, error.message, std::move(actions));
}

QString StateView::text() const
{
    return m_text->text();
}

void StateView::present(const QString &icon, const QString &text, QList<StateAction> actions)
{
    m_iconName = icon;
    m_icon->setPixmap(theme::themeIcon(m_theme, icon).pixmap(kIconSize));
    m_text->setText(text);
    setAccessibleName(text);
    while (m_buttons->count() > 0) {
        const std::unique_ptr<QLayoutItem> item(m_buttons->takeAt(0)); // layouts give items away
        if (item->widget() && item->widget() != m_detailsButton)
            item->widget()->deleteLater();
    }
    for (const StateAction &action : actions) {
        auto *button = new QPushButton(action.text, this);
        connect(button, &QPushButton::clicked, this, [run = action.run] { run(); });
        m_buttons->addWidget(button);
    }
    m_buttons->addWidget(m_detailsButton);
    arrangeButtons();
}

void StateView::arrangeButtons()
{
    int wanted = 0;
    for (int i = 0; i < m_buttons->count(); ++i)
        wanted += m_buttons->itemAt(i)->sizeHint().width() + m_buttons->spacing();
    const QMargins margins = layout()->contentsMargins();
    const bool fits = wanted <= width() - margins.left() - margins.right();
    m_buttons->setDirection(fits ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

void StateView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrangeButtons();
    const QMargins margins = layout()->contentsMargins();
    const int room = height() - margins.top() - margins.bottom() - 2 * layout()->spacing();
    const int text = m_text->heightForWidth(std::min(width(), kTextWidth));
    m_icon->setVisible(kIconSize + text + m_buttons->sizeHint().height() <= room);
}

} // namespace tidemark
