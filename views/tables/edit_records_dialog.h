// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/data_ports.h"
#include "model/ports/record_store.h"

#include <QDialog>

#include <vector>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace tidemark {

class Formatter;

/// Changes one or more properties of all given records at once (E13). Only ticked lines change.
/// Time, tags and note of records in a shared session belong to the session; while such a record is
/// among them, those lines are off and say why. GUI thread.
class EditRecordsDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `ports` and `formatter` are loans that outlive the dialog.
    EditRecordsDialog(std::vector<Record> records, const DataPorts &ports,
                      const Formatter &formatter, QWidget *parent = nullptr);

    /// One edit per record; empty when nothing is ticked or the form is not in order.
    [[nodiscard]] std::vector<RecordEdit> edits() const;

private:
    QCheckBox *addLine(QFormLayout *form, const QString &text, QWidget *field);
    void loadChoices(const DataPorts &ports);
    void validate();
    [[nodiscard]] Result<std::vector<RecordEdit>> makeEdits() const;
    [[nodiscard]] Result<void> applyTo(RecordEdit &edit, const Record &record) const;

    std::vector<Record> m_records;
    const Formatter &m_formatter;
    QLineEdit *m_tags;
    QComboBox *m_session;
    QComboBox *m_device;
    QLineEdit *m_note;
    QLineEdit *m_shift;
    QLineEdit *m_factor;
    QCheckBox *m_changesTags;
    QCheckBox *m_changesSession;
    QCheckBox *m_changesDevice;
    QCheckBox *m_changesNote;
    QCheckBox *m_changesTime;
    QCheckBox *m_changesValue;
    QLabel *m_problem;
    QPushButton *m_save = nullptr;
};

} // namespace tidemark
