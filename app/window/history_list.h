// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QListWidget;

namespace tidemark {

class UndoHistory;

/// Every step that can be undone or redone, newest first; choosing one goes back or forth to it
/// (P3). Steps ahead are marked by a word, not by colour alone.
class HistoryList final : public QDialog
{
    Q_OBJECT

public:
    explicit HistoryList(UndoHistory &history, QWidget *parent = nullptr);

private:
    void refresh();

    UndoHistory &m_history;
    QListWidget *m_list;
};

} // namespace tidemark
