// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/entry/quick_entry_window.h"

#include "views/entry/entry_bar.h"

#include <QCloseEvent>
#include <QVBoxLayout>

namespace tidemark {

QuickEntryWindow::QuickEntryWindow(const DataPorts &ports, ViewContext *context,
                                   const Formatter &formatter, const theme::Theme &theme,
                                   QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_bar(new EntryBar(ports, context, formatter, theme, this))
{
    setWindowTitle(tr("Record a value — Tidemark"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_bar);
    layout->addStretch(1);
    resize(760, 170);
    connect(m_bar, &EntryBar::closeRequested, this, &QWidget::close);
    m_bar->start();
}

void QuickEntryWindow::closeEvent(QCloseEvent *event)
{
    if (!m_bar->hasOpenEntries()) {
        event->accept();
        return;
    }
    m_bar->closeWhenSaved();
    event->ignore();
}

} // namespace tidemark
