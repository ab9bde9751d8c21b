// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/actions/action_registry.h"

#include <QStringBuilder>

#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QString withoutMnemonic(const QString &text)
{
    QString plain = text;
    plain.replace(u"&&"_s, QString(QChar(u'\x1')));
    plain.remove(u'&');
    plain.replace(QChar(u'\x1'), u'&');
    return plain;
}

QString toolTipOf(const QAction &action, const QString &help, const QString &blocked)
{
    QString tip = withoutMnemonic(action.text());
    if (!action.shortcut().isEmpty())
        tip += u" ("_s % action.shortcut().toString(QKeySequence::NativeText) % u')';
    if (!help.isEmpty())
        tip += u'\n' % help;
    if (!blocked.isEmpty())
        tip += u'\n' % blocked;
    return tip;
}

bool reachesWholeWindow(const QAction &action)
{
    return action.shortcutContext() == Qt::WindowShortcut ||
           action.shortcutContext() == Qt::ApplicationShortcut;
}

bool shareShortcut(const QAction &a, const QAction &b)
{
    const QList<QKeySequence> keys = b.shortcuts();
    for (const QKeySequence &key : a.shortcuts()) {
        if (!key.isEmpty() && keys.contains(key))
            return true;
    }
    return false;
}

} // namespace

ActionRegistry::ActionRegistry(QObject *parent)
    : QObject(parent)
{}

QAction *ActionRegistry::add(const CommandSpec &spec, std::function<void()> run)
{
    Q_ASSERT(!spec.id.isEmpty() && !m_byId.contains(spec.id));
    auto *action = new QAction(spec.text, this);
    action->setObjectName(spec.id);
    action->setShortcuts(spec.shortcuts);
    action->setShortcutContext(spec.context);
    action->setCheckable(spec.isCheckable);
    action->setStatusTip(spec.help);
    action->setProperty("iconName", spec.icon);
    action->setToolTip(toolTipOf(*action, spec.help, {}));
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    m_byId.insert(spec.id, action);
    m_areas.insert(action, spec.area);
    m_order.append(action);
    return action;
}

QAction *ActionRegistry::action(const QString &id) const
{
    QAction *found = find(id);
    Q_ASSERT_X(found != nullptr, "ActionRegistry", qPrintable(id));
    return found;
}

QAction *ActionRegistry::find(const QString &id) const
{
    return m_byId.value(id, nullptr);
}

QString ActionRegistry::area(const QAction *action) const
{
    return m_areas.value(action);
}

void ActionRegistry::setBlocked(const QString &id, const QString &reason)
{
    QAction *blocked = action(id);
    if (reason.isEmpty())
        m_blocked.remove(blocked);
    else
        m_blocked.insert(blocked, reason);
    blocked->setEnabled(reason.isEmpty());
    blocked->setToolTip(toolTipOf(*blocked, blocked->statusTip(), reason));
}

QString ActionRegistry::blockedReason(const QAction *action) const
{
    return m_blocked.value(action);
}

void ActionRegistry::addKey(const QString &area, const QString &keys, const QString &text)
{
    m_keys.append({area, keys, text});
}

QList<QPair<QString, QString>> ActionRegistry::clashes() const
{
    QList<QPair<QString, QString>> found;
    for (qsizetype i = 0; i < m_order.size(); ++i) {
        for (qsizetype j = i + 1; j < m_order.size(); ++j) {
            const QAction &a = *m_order[i];
            const QAction &b = *m_order[j];
            const bool meet =
                reachesWholeWindow(a) || reachesWholeWindow(b) || area(&a) == area(&b);
            if (meet && shareShortcut(a, b))
                found.append({a.objectName(), b.objectName()});
        }
    }
    return found;
}

} // namespace tidemark
