// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>
#include <QString>
#include <QStringBuilder>
#include <QStringList>
#include <QWidget>

namespace tidemark::test {

/// Focusable widgets below `root` of which a screen reader could not say what they are.
inline QStringList nameless(const QWidget *root)
{
    QStringList found;
    for (QWidget *widget : root->findChildren<QWidget *>()) {
        if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus || !widget->isEnabled() ||
            widget->focusProxy())
            continue;
        QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
        if (!interface || interface->role() == QAccessible::NoRole ||
            interface->text(QAccessible::Name).trimmed().isEmpty())
            found.append(QString::fromLatin1(widget->metaObject()->className()) %
                         QStringLiteral(" \"") % widget->objectName() % QStringLiteral("\" in ") %
                         QString::fromLatin1(widget->parentWidget()->metaObject()->className()));
    }
    found.removeDuplicates();
    return found;
}

} // namespace tidemark::test
