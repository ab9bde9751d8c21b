// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/outbox_edit_dialog.h"

#include "model/core/continue_on.h"
#include "model/core/value_parser.h"
#include "model/domain/formatter.h"
#include "model/ports/outbox_store.h"
#include "views/sources/state_look.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int kWidth = 440;

} // namespace

OutboxEditDialog::OutboxEditDialog(OutboxStore &outbox, SourceId source, const OutboxItem &item,
                                   const Formatter &formatter, QWidget *parent)
    : QDialog(parent)
    , m_outbox(outbox)
    , m_source(source)
    , m_item(item)
    , m_formatter(formatter)
    , m_edit(new QLineEdit(this))
    , m_problem(new QLabel(this))
    , m_save(new QPushButton(tr("Save and send again"), this))
{
    setWindowTitle(isValue() ? tr("Value of %1").arg(item.name) : tr("Name of %1").arg(item.name));
    auto *reason = new QLabel(item.error.message, this);
    reason->setWordWrap(true);
    reason->setTextFormat(Qt::PlainText);
    reason->setVisible(!item.error.message.isEmpty());
    m_edit->setAccessibleName(isValue() ? tr("Value") : tr("Name"));
    m_edit->setText(isValue() && item.value ? editText(*item.value, formatter.numbers().locale())
                                            : item.name);
    m_edit->selectAll();
    m_problem->setWordWrap(true);
    m_save->setProperty("variant", u"primary"_s);
    m_save->setDefault(true);
    auto *buttons = new QDialogButtonBox(this);
    buttons->addButton(QDialogButtonBox::Cancel);
    buttons->addButton(m_save, QDialogButtonBox::AcceptRole);
    auto *form = new QFormLayout;
    auto *label = new QLabel(isValue() ? tr("&Value") : tr("&Name"), this);
    label->setBuddy(m_edit);
    form->addRow(label, m_edit);
    form->addRow(QString(), m_problem);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(reason);
    layout->addLayout(form);
    layout->addStretch(1);
    layout->addWidget(buttons);
    connect(m_edit, &QLineEdit::textChanged, this, &OutboxEditDialog::validate);
    connect(buttons, &QDialogButtonBox::accepted, this, &OutboxEditDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    validate();
    resize(kWidth, sizeHint().height());
    m_edit->setFocus(Qt::OtherFocusReason);
}

Result<double> OutboxEditDialog::value() const
{
    return parseValue(m_edit->text(), Unit(), m_formatter.numbers().locale())
        .transform([](const ParsedValue &parsed) { return parsed.value; });
}

void OutboxEditDialog::validate()
{
    QString problem;
    if (isValue() && !m_edit->text().trimmed().isEmpty()) {
        if (const auto typed = value(); !typed)
            problem = typed.error().message;
    }
    showToned(m_problem, problem, u"error"_s);
    m_save->setEnabled(problem.isEmpty() && !m_edit->text().trimmed().isEmpty());
}

void OutboxEditDialog::save()
{
    const auto typed = isValue() ? value() : Result<double>(0.0);
    if (!typed)
        return;
    m_save->setEnabled(false);
    const auto saving = isValue()
                            ? m_outbox.editValue(m_source, m_item.id, *typed)
                            : m_outbox.editName(m_source, m_item.id, m_edit->text().trimmed());
    continueOn(this, saving, [this](const Result<ChangeId> &saved) {
        m_save->setEnabled(true);
        if (saved)
            accept();
        else
            showToned(m_problem, saved.error().message, u"error"_s);
    });
}

} // namespace tidemark
