// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/history_list.h"

#include "app/window/undo_history.h"

#include <QDialogButtonBox>
#include <QListWidget>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int kIndexRole = Qt::UserRole;

} // namespace

HistoryList::HistoryList(UndoHistory &history, QWidget *parent)
    : QDialog(parent)
    , m_history(history)
    , m_list(new QListWidget(this))
{
    setWindowTitle(tr("History"));
    setObjectName(u"historyList"_s);
    m_list->setAccessibleName(tr("Steps, newest first"));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_list, 1);
    layout->addWidget(buttons);
    resize(420, 440);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &QListWidget::itemActivated, this, [this](const QListWidgetItem *item) {
        m_history.goTo(item->data(kIndexRole).toInt());
    });
    connect(&m_history, &UndoHistory::changed, this, &HistoryList::refresh);
    refresh();
    m_list->setFocus();
}

void HistoryList::refresh()
{
    m_list->clear();
    const QUndoStack &stack = m_history.stack();
    const auto add = [this, &stack](int index, const QString &text) {
        QString shown = text;
        if (index == stack.index())
            shown = tr("%1 (now)").arg(text);
        else if (index > stack.index())
            shown = tr("%1 (undone)").arg(text);
        auto *item = new QListWidgetItem(shown, m_list);
        item->setData(kIndexRole, index);
        if (index == stack.index())
            m_list->setCurrentItem(item);
    };
    for (int index = stack.count(); index > 0; --index)
        add(index, stack.text(index - 1));
    add(0, tr("As the store was opened"));
    m_list->setEnabled(!m_history.isBusy());
}

} // namespace tidemark
