// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/edit_records_dialog.h"

#include "model/core/continue_on.h"
#include "model/core/value_parser.h"
#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/ports/session_store.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int kSessionChoices = 500;

} // namespace

EditRecordsDialog::EditRecordsDialog(std::vector<Record> records, const DataPorts &ports,
                                     const Formatter &formatter, QWidget *parent)
    : QDialog(parent)
    , m_records(std::move(records))
    , m_formatter(formatter)
    , m_tags(new QLineEdit(this))
    , m_session(new QComboBox(this))
    , m_device(new QComboBox(this))
    , m_note(new QLineEdit(this))
    , m_shift(new QLineEdit(this))
    , m_factor(new QLineEdit(this))
    , m_problem(new QLabel(this))
{
    const int count = static_cast<int>(m_records.size());
    setWindowTitle(tr("Edit %n record(s)", nullptr, count));
    auto *form = new QFormLayout;
    m_changesTags = addLine(form, tr("Set tags"), m_tags);
    m_changesSession = addLine(form, tr("Move to session"), m_session);
    m_changesDevice = addLine(form, tr("Set device"), m_device);
    m_changesNote = addLine(form, tr("Set note"), m_note);
    m_changesTime = addLine(form, tr("Shift time by"), m_shift);
    m_changesValue = addLine(form, tr("Multiply value by"), m_factor);
    m_tags->setPlaceholderText(tr("for example env=prod"));
    m_shift->setPlaceholderText(tr("for example -2h or 30min"));
    m_factor->setPlaceholderText(tr("for example 1000"));
    m_device->setEditable(true);
    m_device->lineEdit()->setPlaceholderText(tr("no device"));

    const bool hasShared = std::any_of(m_records.begin(), m_records.end(),
                                       [](const Record &record) { return !record.isEntry; });
    for (QCheckBox *box : {m_changesTags, m_changesNote, m_changesTime}) {
        box->setEnabled(!hasShared);
        if (hasShared)
            box->setToolTip(tr("Some records share a session; change it in the Sessions table."));
    }
    m_problem->setProperty("tone", u"error"_s);
    m_problem->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(this);
    buttons->addButton(QDialogButtonBox::Cancel);
    m_save = new QPushButton(tr("Change %n record(s)", nullptr, count), this);
    m_save->setProperty("variant", u"primary"_s);
    buttons->addButton(m_save, QDialogButtonBox::AcceptRole);
    m_save->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_problem);
    layout->addStretch(1);
    layout->addWidget(buttons);
    loadChoices(ports);
    validate();
}

QCheckBox *EditRecordsDialog::addLine(QFormLayout *form, const QString &text, QWidget *field)
{
    auto *box = new QCheckBox(text, this);
    field->setAccessibleName(text);
    field->setEnabled(false);
    form->addRow(box, field);
    connect(box, &QCheckBox::toggled, this, [this, field](bool isOn) {
        field->setEnabled(isOn);
        if (isOn)
            field->setFocus(Qt::OtherFocusReason);
        validate();
    });
    if (auto *edit = qobject_cast<QLineEdit *>(field))
        connect(edit, &QLineEdit::textChanged, this, &EditRecordsDialog::validate);
    if (auto *combo = qobject_cast<QComboBox *>(field))
        connect(combo, &QComboBox::currentTextChanged, this, &EditRecordsDialog::validate);
    return box;
}

void EditRecordsDialog::loadChoices(const DataPorts &ports)
{
    continueOn(this, ports.sessions->devices(), [this](const Result<QStringList> &names) {
        if (names)
            m_device->addItems(*names);
        m_device->setCurrentText({});
    });
    continueOn(this, ports.sessions->sessions({}, {}, kSessionChoices),
               [this](const Result<SessionPage> &page) {
                   if (!page)
                       return;
                   for (const SessionSummary &row : page->sessions)
                       m_session->addItem(row.session.name.value_or(row.session.uid),
                                          row.session.uid);
                   validate();
               });
}

Result<void> EditRecordsDialog::applyTo(RecordEdit &edit, const Record &record) const
{
    if (m_changesTags->isChecked()) {
        auto tags = tagsFromText(m_tags->text());
        if (!tags)
            return failure(tags.error());
        edit.tags = *std::move(tags);
    }
    if (m_changesSession->isChecked()) {
        if (m_session->currentIndex() < 0)
            return failure(ErrorCode::InvalidArgument, tr("There is no session to move to."));
        edit.moveToSession = m_session->currentData().toString();
    }
    if (m_changesDevice->isChecked()) {
        const QString device = m_device->currentText().trimmed();
        edit.device = device.isEmpty() ? std::optional<QString>() : device;
    }
    if (m_changesNote->isChecked())
        edit.note = m_note->text();
    if (m_changesTime->isChecked()) {
        const auto shift = Timedelta::fromString(m_shift->text());
        if (!shift)
            return failure(shift.error());
        const auto at = checkedAdd(record.sessionEnd.value_or(Timestamp()), *shift);
        if (!at)
            return failure(at.error());
        edit.at = *at;
    }
    if (m_changesValue->isChecked()) {
        const auto factor = parseValue(m_factor->text(), Unit(), m_formatter.numbers().locale());
        if (!factor)
            return failure(factor.error());
        const double value = record.value * factor->value;
        if (!std::isfinite(value))
            return failure(ErrorCode::Overflow,
                           tr("The factor makes a value too large. Use a smaller one."));
        edit.value = value;
    }
    return {};
}

Result<std::vector<RecordEdit>> EditRecordsDialog::makeEdits() const
{
    std::vector<RecordEdit> edits;
    for (const Record &record : m_records) {
        RecordEdit edit;
        edit.key = record.key;
        if (const auto applied = applyTo(edit, record); !applied)
            return failure(applied.error());
        edits.push_back(std::move(edit));
    }
    return edits;
}

std::vector<RecordEdit> EditRecordsDialog::edits() const
{
    return makeEdits().value_or(std::vector<RecordEdit>());
}

void EditRecordsDialog::validate()
{
    if (m_save == nullptr)
        return;
    bool changesAny = false;
    for (const QCheckBox *box : {m_changesTags, m_changesSession, m_changesDevice, m_changesNote,
                                 m_changesTime, m_changesValue})
        changesAny = changesAny || box->isChecked();
    const auto edits = makeEdits();
    m_problem->setText(edits || !changesAny ? QString() : edits.error().message);
    m_problem->setVisible(!m_problem->text().isEmpty());
    m_save->setEnabled(changesAny && edits.has_value());
}

} // namespace tidemark
