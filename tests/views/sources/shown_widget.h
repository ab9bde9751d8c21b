// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QApplication>
#include <QWidget>

namespace tidemark::test {

/// The visible field, button or other control of that accessible name or text (mnemonics left out).
template <class T>
[[nodiscard]] T *shown(const QWidget &root, const QString &name)
{
    for (T *widget : root.findChildren<T *>()) {
        if (!widget->isVisible())
            continue;
        QString text = widget->accessibleName();
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget);
            button && text != name)
            text = button->text().remove(QLatin1Char('&'));
        if (text == name)
            return widget;
    }
    return nullptr;
}

/// A dialog is open and has the focus, so that keys reach it.
[[nodiscard]] inline bool isDialogReady()
{
    const QWidget *dialog = QApplication::activeModalWidget();
    return dialog && QApplication::focusWidget() &&
           dialog->isAncestorOf(QApplication::focusWidget());
}

} // namespace tidemark::test
