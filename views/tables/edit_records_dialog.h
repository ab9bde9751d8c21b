// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/data_ports.h"
#include "model/ports/record_store.h"

#include <QDialog>

#include <optional>
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
    /// What the ticked lines ask for, read from their texts.
    struct Wanted
    {
        RecordEdit same; ///< what is the same for all records; its key means nothing
        std::optional<Timedelta> shift;
        std::optional<double> factor;
    };

    void findExtremes();
    void validate();
    [[nodiscard]] Result<Wanted> wanted() const;
    /// Whether every record can take it, told by the extremes alone: a keystroke costs the same
    /// however many records there are (P1).
    [[nodiscard]] Result<void> check(const Wanted &change) const;

    std::vector<Record> m_records;
    Timestamp m_earliest; ///< of all records
    Timestamp m_latest;
    double m_largest = 0; ///< magnitude of all values
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
