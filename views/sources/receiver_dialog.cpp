// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/receiver_dialog.h"

#include "model/core/continue_on.h"
#include "model/items/receiver_words.h"
#include "views/sources/receiver_form.h"
#include "views/sources/token_field.h"
#include "views/tables/message_strip.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int kWidth_characters = 84;
constexpr int kHeight_lines = 28;

} // namespace

ReceiverDialog::ReceiverDialog(const SourceParts &parts, const ReceiverPlan *edited,
                               QWidget *parent)
    : QDialog(parent)
    , m_links(*parts.receivers)
    , m_form(new ReceiverForm(m_links, this))
    , m_strip(new MessageStrip(*parts.theme, this))
    , m_save(new QPushButton(edited ? tr("Save changes") : tr("Add receiver"), this))
{
    setObjectName(u"receiverDialog"_s);
    setWindowTitle(edited ? tr("Edit the receiver %1").arg(receiverName(*edited))
                          : tr("Add a receiver"));
    if (edited)
        m_form->fill(*edited);
    m_save->setProperty("variant", u"primary"_s);
    m_save->setDefault(true);
    auto *buttons = new QDialogButtonBox(this);
    buttons->addButton(QDialogButtonBox::Cancel);
    buttons->addButton(m_save, QDialogButtonBox::AcceptRole);
    auto *area = new QScrollArea(this); // with all its notes it may be too high for a small screen
    area->setWidget(m_form);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(area, 1);
    layout->addWidget(m_strip);
    layout->addWidget(buttons);
    connect(m_form, &ReceiverForm::edited, this, [this] {
        m_strip->clear();
        updateButtons();
    });
    continueOn(this, m_links.hasKeyring(),
               [this](bool hasKeyring) { m_form->token().setHasKeyring(hasKeyring); });
    if (edited && edited->hasToken)
        continueOn(this, m_links.tokenPlace(*edited),
                   [this](std::optional<SecretPlace> place) { m_form->token().setKept(place); });
    connect(buttons, &QDialogButtonBox::accepted, this, &ReceiverDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    updateButtons();
    resize(fontMetrics().averageCharWidth() * kWidth_characters,
           fontMetrics().height() * kHeight_lines);
    m_form->setFocus(Qt::OtherFocusReason);
}

void ReceiverDialog::updateButtons()
{
    m_save->setEnabled(!m_isTrying && m_form->isComplete());
}

void ReceiverDialog::save()
{
    if (m_isTrying || !m_form->isComplete())
        return;
    m_isTrying = true;
    updateButtons();
    const ReceiverPlan plan = m_form->plan();
    continueOn(this, m_links.tryOut(plan),
               [this, plan](const Result<void> &tried) { onTried(plan, tried); });
}

void ReceiverDialog::onTried(const ReceiverPlan &plan, const Result<void> &tried)
{
    m_isTrying = false;
    updateButtons();
    if (!tried) {
        m_form->showAddressProblem(tried.error().message);
        return;
    }
    if (m_form->plan() != plan)
        return; // it was changed meanwhile
    if (plan.hasToken)
        keepWithToken(plan);
    else
        finish(m_links.put(plan));
}

void ReceiverDialog::keepWithToken(const ReceiverPlan &plan)
{
    m_isTrying = true;
    updateButtons();
    const TokenField &field = m_form->token();
    continueOn(this, m_links.putWithToken(plan, field.token(), field.place()),
               [this](const Result<QString> &uid) {
                   m_isTrying = false;
                   updateButtons();
                   if (uid)
                       finish(*uid);
                   else
                       m_strip->showError(uid.error());
               });
}

void ReceiverDialog::finish(const QString &uid)
{
    m_form->token().clear();
    accept();
    Q_EMIT saved(uid);
}

} // namespace tidemark
