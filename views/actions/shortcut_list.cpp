// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/actions/shortcut_list.h"

#include "model/core/text.h"
#include "views/actions/action_registry.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QString joined(const QList<QKeySequence> &shortcuts)
{
    QStringList texts;
    for (const QKeySequence &key : shortcuts) {
        if (!key.isEmpty())
            texts.append(key.toString(QKeySequence::NativeText));
    }
    return texts.join(u"  ·  "_s);
}

QTreeWidgetItem *headingOf(QTreeWidget *tree, const QString &area)
{
    for (int i = 0; i < tree->topLevelItemCount(); ++i) {
        if (tree->topLevelItem(i)->text(0) == area)
            return tree->topLevelItem(i);
    }
    auto *heading = new QTreeWidgetItem(tree, {area});
    QFont bold = tree->font();
    bold.setBold(true);
    heading->setFont(0, bold);
    heading->setFirstColumnSpanned(true);
    heading->setExpanded(true);
    return heading;
}

} // namespace

QList<ShortcutLine> shortcutLines(const ActionRegistry &actions)
{
    QList<ShortcutLine> lines;
    for (const QAction *action : actions.actions()) {
        const QString keys = joined(action->shortcuts());
        if (keys.isEmpty())
            continue;
        QString text = action->text();
        text.remove(u'&').remove(u'…');
        lines.append({actions.area(action), keys, text});
    }
    for (const ActionRegistry::KeyHelp &key : actions.keys())
        lines.append({key.area, key.keys, key.text});
    return lines;
}

ShortcutList::ShortcutList(const ActionRegistry &actions, QWidget *parent)
    : QDialog(parent)
    , m_lines(shortcutLines(actions))
    , m_search(new QLineEdit(this))
    , m_tree(new QTreeWidget(this))
    , m_nothing(new QLabel(this))
{
    setWindowTitle(tr("Keyboard shortcuts"));
    setObjectName(u"shortcutList"_s);
    m_search->setPlaceholderText(tr("Search by key or by what it does"));
    m_search->setAccessibleName(tr("Search shortcuts"));
    m_search->setClearButtonEnabled(true);
    m_tree->setColumnCount(2);
    m_tree->setHeaderLabels({tr("What it does"), tr("Keys")});
    m_tree->setAccessibleName(tr("Shortcuts by area"));
    m_tree->setRootIsDecorated(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_tree->header()->setStretchLastSection(false);
    m_nothing->setAlignment(Qt::AlignCenter);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_search);
    layout->addWidget(m_tree, 1);
    layout->addWidget(m_nothing);
    layout->addWidget(buttons);
    resize(620, 560);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_search, &QLineEdit::textChanged, this, &ShortcutList::search);
    search({});
    m_search->setFocus();
}

QList<ShortcutLine> ShortcutList::shownLines() const
{
    QList<ShortcutLine> shown;
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        const QTreeWidgetItem *heading = m_tree->topLevelItem(i);
        for (int j = 0; j < heading->childCount(); ++j)
            shown.append(
                {heading->text(0), heading->child(j)->text(1), heading->child(j)->text(0)});
    }
    return shown;
}

void ShortcutList::search(const QString &text)
{
    const QString wanted = searchFolded(text.trimmed());
    m_tree->clear();
    for (const ShortcutLine &line : m_lines) {
        const QString all = searchFolded(QString(line.area + u' ' + line.text + u' ' + line.keys));
        if (all.contains(wanted))
            new QTreeWidgetItem(headingOf(m_tree, line.area), {line.text, line.keys});
    }
    const bool empty = m_tree->topLevelItemCount() == 0;
    m_tree->setVisible(!empty);
    m_nothing->setVisible(empty);
    m_nothing->setText(tr("No match for \"%1\".").arg(text.trimmed()));
}

} // namespace tidemark
