// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/receiver_links.h"
#include "views/sources/source_parts.h"

#include <QDialog>

class QPushButton;

namespace tidemark {

class MessageStrip;
class ReceiverForm;

/// Adds or edits a receiver. It tries the address before anything is kept, and says beside it when
/// another program has it. GUI thread.
class ReceiverDialog final : public QDialog
{
    Q_OBJECT

public:
    /// Without `edited` it adds one. `parts` have receivers.
    ReceiverDialog(const SourceParts &parts, const ReceiverPlan *edited, QWidget *parent = nullptr);

Q_SIGNALS:
    void saved(const QString &uid);

private:
    void updateButtons();
    void save();
    void onTried(const ReceiverPlan &plan, const Result<void> &tried);
    void keepWithToken(const ReceiverPlan &plan);
    void finish(const QString &uid);

    ReceiverLinks &m_links;
    ReceiverForm *m_form;
    MessageStrip *m_strip;
    QPushButton *m_save;
    bool m_isTrying = false;
};

} // namespace tidemark
