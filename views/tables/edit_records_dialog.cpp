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

Timestamp timeOf(const Record &record)
{
    return record.sessionEnd.value_or(Timestamp());
}

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
    findExtremes();
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

void EditRecordsDialog::findExtremes()
{
    bool isFirst = true;
    for (const Record &record : m_records) {
        const Timestamp at = timeOf(record);
        m_earliest = isFirst ? at : std::min(m_earliest, at);
        m_latest = isFirst ? at : std::max(m_latest, at);
        m_largest = std::max(m_largest, std::abs(record.value));
        isFirst = false;
    }
}

Result<EditRecordsDialog::Wanted> EditRecordsDialog::wanted() const
{
    Wanted change;
    if (m_changesTags->isChecked()) {
        auto tags = tagsFromText(m_tags->text());
        if (!tags)
            return failure(tags.error());
        change.same.tags = *std::move(tags);
    }
    if (m_changesSession->isChecked()) {
        if (m_session->currentIndex() < 0)
            return failure(ErrorCode::InvalidArgument, tr("There is no session to move to."));
        change.same.moveToSession = m_session->currentData().toString();
    }
    if (m_changesDevice->isChecked()) {
        const QString device = m_device->currentText().trimmed();
        change.same.device = device.isEmpty() ? std::optional<QString>() : device;
    }
    if (m_changesNote->isChecked())
        change.same.note = m_note->text();
    if (m_changesTime->isChecked()) {
        const auto shift = Timedelta::fromString(m_shift->text());
        if (!shift)
            return failure(shift.error());
        change.shift = *shift;
    }
    if (m_changesValue->isChecked()) {
        const auto factor = parseValue(m_factor->text(), Unit(), m_formatter.numbers().locale());
        if (!factor)
            return failure(factor.error());
        change.factor = factor->value;
    }
    return change;
}

Result<void> EditRecordsDialog::check(const Wanted &change) const
{
    if (change.shift) {
        for (const Timestamp at : {m_earliest, m_latest})
            if (const auto shifted = checkedAdd(at, *change.shift); !shifted)
                return failure(shifted.error());
    }
    if (change.factor && !std::isfinite(m_largest * *change.factor))
        return failure(ErrorCode::Overflow,
                       tr("The factor makes a value too large. Use a smaller one."));
    return {};
}

std::vector<RecordEdit> EditRecordsDialog::edits() const
{
    std::vector<RecordEdit> edits;
    const auto change = wanted();
    if (!change || !check(*change))
        return edits;
    edits.reserve(m_records.size());
    for (const Record &record : m_records) {
        RecordEdit &edit = edits.emplace_back(change->same);
        edit.key = record.key;
        if (change->shift)
            edit.at = timeOf(record) + *change->shift;
        if (change->factor)
            edit.value = record.value * *change->factor;
    }
    return edits;
}

void EditRecordsDialog::validate()
{
    if (m_save == nullptr)
        return;
    bool changesAny = false;
    for (const QCheckBox *box : {m_changesTags, m_changesSession, m_changesDevice, m_changesNote,
                                 m_changesTime, m_changesValue})
        changesAny = changesAny || box->isChecked();
    const auto checked = wanted().and_then([this](const Wanted &all) { return check(all); });
    m_problem->setText(checked || !changesAny ? QString() : checked.error().message);
    m_problem->setVisible(!m_problem->text().isEmpty());
    m_save->setEnabled(changesAny && checked.has_value());
}

} // namespace tidemark
