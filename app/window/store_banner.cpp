// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/store_banner.h"

#include "views/theme/theme.h"
#include "views/theme/theme_icon.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace tidemark {

using namespace Qt::StringLiterals;

StoreBanner::StoreBanner(const theme::Theme &theme, QAction *restore, QAction *exportData,
                         QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
    , m_restore(new QPushButton(tr("Restore a backup…"), this))
    , m_export(new QPushButton(tr("Export what is readable…"), this))
{
    setObjectName(u"storeBanner"_s);
    setProperty("bar", true);
    setAccessibleName(tr("The store cannot be changed"));
    auto *icon = new QLabel(this);
    const auto drawIcon = [&theme, icon] {
        icon->setPixmap(theme::stateIcon(theme, theme::StateColor::Caution).pixmap(16));
    };
    drawIcon();
    connect(&theme, &theme::Theme::changed, icon, drawIcon);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 3, 6, 3);
    layout->addWidget(icon);
    layout->addWidget(m_text, 1);
    for (QPushButton *button : {m_restore, m_export}) {
        button->setProperty("variant", u"link"_s);
        layout->addWidget(button);
    }
    connect(m_restore, &QPushButton::clicked, restore, &QAction::trigger);
    connect(m_export, &QPushButton::clicked, exportData, &QAction::trigger);
    hide();
}

void StoreBanner::showReason(const QString &reason)
{
    m_text->setText(reason);
    setAccessibleDescription(reason);
    setVisible(!reason.isEmpty());
}

void StoreBanner::focusFirst()
{
    m_restore->setFocus(Qt::ShortcutFocusReason);
}

} // namespace tidemark
