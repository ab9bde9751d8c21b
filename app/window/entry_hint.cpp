// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/entry_hint.h"

#include "views/theme/theme.h"
#include "views/theme/theme_icon.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace tidemark {

using namespace Qt::StringLiterals;

EntryHint::EntryHint(const theme::Theme &theme, QWidget *parent)
    : QFrame(parent)
{
    setObjectName(u"entryHint"_s);
    setProperty("bar", true);
    setAccessibleName(tr("Hint"));
    auto *icon = new QLabel(this);
    const auto drawIcon = [&theme, icon] {
        icon->setPixmap(theme::stateIcon(theme, theme::StateColor::Info).pixmap(16));
    };
    drawIcon();
    connect(&theme, &theme::Theme::changed, icon, drawIcon);
    auto *text = new QLabel(
        tr("The next value: type its digits, press Enter. Ctrl+N comes back here."), this);
    text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // one line, also if narrow
    text->setToolTip(text->text());
    setAccessibleDescription(text->text());
    auto *dismiss = new QPushButton(tr("Do not show again"), this);
    dismiss->setProperty("variant", u"link"_s);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 3, 6, 3);
    layout->addWidget(icon);
    layout->addWidget(text, 1);
    layout->addWidget(dismiss);
    connect(dismiss, &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT dismissedForGood();
    });
    hide();
}

} // namespace tidemark
