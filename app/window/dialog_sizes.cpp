// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/dialog_sizes.h"

#include "app/settings_keeper.h"

#include <QApplication>
#include <QDialog>
#include <QEvent>
#include <QScreen>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// Empty for a dialog whose size is not ours to keep.
QString nameOf(const QDialog &dialog)
{
    const QLatin1StringView type(dialog.metaObject()->className());
    if (!type.startsWith("tidemark::"_L1))
        return {};
    return dialog.objectName().isEmpty() ? QString(type) : dialog.objectName();
}

} // namespace

DialogSizes::DialogSizes(SettingsKeeper &settings)
    : m_settings(settings)
{
    // The dialogs are made in many places, also below other dialogs.
    qApp->installEventFilter(this);
}

bool DialogSizes::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::Show && event->type() != QEvent::Hide)
        return false;
    auto *dialog = qobject_cast<QDialog *>(watched);
    if (!dialog || event->spontaneous())
        return false;
    if (event->type() == QEvent::Show)
        restore(*dialog);
    else
        keep(*dialog);
    return false;
}

void DialogSizes::restore(QDialog &dialog) const
{
    const QSize size = m_settings.settings().dialogSizes.value(nameOf(dialog));
    if (size.isEmpty())
        return;
    // The screen may be a smaller one than last time, the text a larger one.
    const QSize room = dialog.screen()->availableSize();
    dialog.resize(size.boundedTo(room).expandedTo(dialog.minimumSizeHint()));
}

void DialogSizes::keep(const QDialog &dialog)
{
    const QString name = nameOf(dialog);
    if (!name.isEmpty())
        m_settings.change([&](Settings &s) { s.dialogSizes.insert(name, dialog.size()); });
}

} // namespace tidemark
