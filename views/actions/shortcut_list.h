// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QList>
#include <QString>

class QLabel;
class QLineEdit;
class QTreeWidget;

namespace tidemark {

class ActionRegistry;

/// One line of the shortcut list.
struct ShortcutLine
{
    QString area;
    QString keys; ///< native text
    QString text;

    friend bool operator==(const ShortcutLine &, const ShortcutLine &) = default;
};

/// Every shortcut of the registry by area, in the order in which areas were first used.
[[nodiscard]] QList<ShortcutLine> shortcutLines(const ActionRegistry &actions);

/// Lists all keys grouped by area, made from the real actions, with a search field (W8). GUI
/// thread.
class ShortcutList final : public QDialog
{
    Q_OBJECT

public:
    explicit ShortcutList(const ActionRegistry &actions, QWidget *parent = nullptr);

    /// The lines that the search lets through.
    [[nodiscard]] QList<ShortcutLine> shownLines() const;

private:
    void search(const QString &text);

    QList<ShortcutLine> m_lines;
    QLineEdit *m_search;
    QTreeWidget *m_tree;
    QLabel *m_nothing;
};

} // namespace tidemark
