// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/outbox.h"
#include "model/domain/source.h"

#include <QDialog>
#include <QFuture>

class QLabel;
class QLineEdit;
class QPushButton;

namespace tidemark {

class Formatter;
class OutboxStore;

/// Corrects the value of a record, or the name of a metric or session, that a source refused. The
/// correction is one undo step, and the item waits again. GUI thread.
class OutboxEditDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `outbox` and `formatter` are loans that outlive the dialog.
    OutboxEditDialog(OutboxStore &outbox, SourceId source, const OutboxItem &item,
                     const Formatter &formatter, QWidget *parent = nullptr);

private:
    void validate();
    void save();
    [[nodiscard]] bool isValue() const { return m_item.key.kind == OutboxKind::Record; }
    [[nodiscard]] Result<double> value() const;

    OutboxStore &m_outbox;
    SourceId m_source;
    OutboxItem m_item;
    const Formatter &m_formatter;
    QLineEdit *m_edit;
    QLabel *m_problem;
    QPushButton *m_save;
};

} // namespace tidemark
