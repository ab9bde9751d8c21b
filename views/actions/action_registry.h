// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>

#include <functional>

namespace tidemark {

/// What a command is, before it is an action.
struct CommandSpec
{
    QString id;   ///< stable, dotted: `file.import`
    QString area; ///< heading in the shortcut list, translated: `File`, `Chart`
    QString text; ///< menu text with mnemonic, translated
    QList<QKeySequence> shortcuts = {};
    QString icon = {}; ///< name in resources/icons, may be empty
    QString help = {}; ///< one sentence, shown as tool tip and in help
    Qt::ShortcutContext context = Qt::WindowShortcut;
    bool isCheckable = false;
};

/// Every command of a window by id: menus, tool bar, palette and the shortcut list are made from it
/// (W7, W8). Keys that widgets handle themselves (chart keys, table keys) are listed with `addKey`.
/// GUI thread.
class ActionRegistry final : public QObject
{
    Q_OBJECT

public:
    /// A key that a widget handles itself, for the shortcut list.
    struct KeyHelp
    {
        QString area;
        QString keys; ///< native text, `Shift+Arrow left`
        QString text;
    };

    explicit ActionRegistry(QObject *parent = nullptr);

    /// Makes the action; the id must be new. `run` is called on trigger.
    QAction *add(const CommandSpec &spec, std::function<void()> run);
    /// The action of that id; asserts that it exists.
    [[nodiscard]] QAction *action(const QString &id) const;
    [[nodiscard]] QAction *find(const QString &id) const; ///< nullptr when unknown
    [[nodiscard]] QString area(const QAction *action) const;
    [[nodiscard]] const QList<QAction *> &actions() const
    {
        return m_order;
    } ///< in order of adding

    /// Disables the command and says why; the palette shows the reason. An empty reason enables it.
    void setBlocked(const QString &id, const QString &reason);
    [[nodiscard]] QString blockedReason(const QAction *action) const;

    void addKey(const QString &area, const QString &keys, const QString &text);
    [[nodiscard]] const QList<KeyHelp> &keys() const { return m_keys; }

    /// Pairs of command ids whose shortcuts clash within one context; empty in a sound window.
    [[nodiscard]] QList<QPair<QString, QString>> clashes() const;

private:
    QHash<QString, QAction *> m_byId;
    QHash<const QAction *, QString> m_areas;
    QHash<const QAction *, QString> m_blocked;
    QList<QAction *> m_order;
    QList<KeyHelp> m_keys;
};

} // namespace tidemark
