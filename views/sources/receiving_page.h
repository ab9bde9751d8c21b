// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/receiver_links.h"
#include "views/sources/source_parts.h"

#include <QTimer>
#include <QWidget>

class QHBoxLayout;
class QPushButton;

namespace tidemark {

class DataTable;
class FactList;
class MessageStrip;
class ReceiverTableModel;
class SenderLine;
class StateOverlay;

/// What other programs send into the store or are asked for while it is open, with what goes on
/// with each and what can be done about it. GUI thread.
class ReceivingPage final : public QWidget
{
    Q_OBJECT

public:
    /// `parts` have receivers.
    explicit ReceivingPage(const SourceParts &parts, QWidget *parent = nullptr);

    void addReceiver();
    void setReadOnly(const QString &reason);
    [[nodiscard]] DataTable *table() const { return m_table; }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void buildView();
    QPushButton *addButton(QHBoxLayout *line, const QString &text, const QString &help,
                           void (ReceivingPage::*run)());
    [[nodiscard]] const ReceiverLink *current() const;
    void onRowsChanged();
    void showCurrent();
    void showFacts(const ReceiverLink &link);
    void edit();
    void openForm(const ReceiverPlan *edited);
    void startOrStop();
    void remove();
    void select(const QString &uid);

    SourceParts m_parts;
    ReceiverTableModel *m_model;
    DataTable *m_table;
    StateOverlay *m_overlay;
    MessageStrip *m_strip; ///< why nothing is received
    MessageStrip *m_error; ///< of the selected receiver
    FactList *m_facts;
    SenderLine *m_sender;
    QPushButton *m_add = nullptr;
    QPushButton *m_edit = nullptr;
    QPushButton *m_startOrStop = nullptr;
    QPushButton *m_remove = nullptr;
    QString m_readOnlyReason;
    QTimer m_ageTimer; ///< while the page is seen
};

} // namespace tidemark
