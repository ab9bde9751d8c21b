// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QString>
#include <QToolButton>
#include <QWidget>

namespace tidemark::test {

/// Names the first control below `root` that a person sees only in part: a button narrower than its
/// text, a wrapped text that is cut, or a control that reaches out of what holds it. What lies in a scroll area may reach out.
/// Empty when there is none.
inline QString clippedControl(const QWidget &root)
{
    const auto scrolls = [&root](const QWidget *widget) {
        for (const QWidget *at = widget->parentWidget(); at && at != &root; at = at->parentWidget())
            if (qobject_cast<const QAbstractScrollArea *>(at))
                return true;
        return false;
    };
    for (const QLabel *label : root.findChildren<QLabel *>()) {
        if (label->isVisible() && label->wordWrap() && !scrolls(label) &&
            label->height() < label->heightForWidth(label->width()))
            return QStringLiteral("\"%1\" is lower than its text").arg(label->text());
    }
    for (const QWidget *control : root.findChildren<QWidget *>()) {
        const auto *button = qobject_cast<const QAbstractButton *>(control);
        const bool isField =
            qobject_cast<const QLineEdit *>(control) || qobject_cast<const QComboBox *>(control);
        if (!control->isVisible() || (!button && !isField) || scrolls(control))
            continue;
        const QString name = QStringLiteral("%1 \"%2\"")
                                 .arg(QString::fromLatin1(control->metaObject()->className()),
                                      button ? button->text() : control->accessibleName());
        const QRect visible = control->visibleRegion().boundingRect();
        if (visible.size() != control->size())
            return name + QStringLiteral(" is covered or cut");
        const auto *tool = qobject_cast<const QToolButton *>(control);
        const bool isIcon =
            tool && tool->toolButtonStyle() == Qt::ToolButtonIconOnly && !tool->icon().isNull();
        if (button && !isIcon && !button->text().isEmpty() &&
            button->fontMetrics().size(Qt::TextShowMnemonic, button->text()).width() >
                button->width())
            return name + QStringLiteral(" is narrower than its text");
    }
    return {};
}

} // namespace tidemark::test
