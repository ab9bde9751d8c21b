// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/token_dialog.h"

#include "model/core/continue_on.h"
#include "model/domain/endpoint_text.h"
#include "model/ports/source_links.h"
#include "views/sources/token_field.h"
#include "views/tables/message_strip.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int kWidth = 520;

} // namespace

TokenDialog::TokenDialog(SourceLinks &links, const SourceLink &link, const theme::Theme &theme,
                         QWidget *parent)
    : QDialog(parent)
    , m_links(links)
    , m_source(link.source.id)
    , m_token(new TokenField(this))
    , m_strip(new MessageStrip(theme, this))
    , m_keep(new QPushButton(tr("Keep this token"), this))
    , m_remove(new QPushButton(tr("&Remove the token"), this))
{
    setWindowTitle(tr("Token of %1").arg(link.source.name));
    auto *text = new QLabel(tr("&Token that %1 gave you. It is sent to that address only.")
                                .arg(placeOfEndpoint(link.source.endpoint)),
                            this);
    text->setWordWrap(true);
    text->setBuddy(m_token->edit());
    m_token->setKept(link.tokenPlace);
    m_keep->setProperty("variant", u"primary"_s);
    m_keep->setDefault(true);
    m_remove->setProperty("variant", u"danger"_s);
    m_remove->setAutoDefault(false);
    m_remove->setVisible(link.tokenPlace.has_value());
    auto *buttons = new QDialogButtonBox(this);
    buttons->addButton(QDialogButtonBox::Cancel);
    buttons->addButton(m_remove, QDialogButtonBox::ResetRole);
    buttons->addButton(m_keep, QDialogButtonBox::AcceptRole);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(text);
    layout->addWidget(m_token);
    layout->addWidget(m_strip);
    layout->addStretch(1);
    layout->addWidget(buttons);
    resize(kWidth, sizeHint().height());
    connect(buttons, &QDialogButtonBox::accepted, this, &TokenDialog::keep);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_remove, &QPushButton::clicked, this, &TokenDialog::remove);
    connect(m_token, &TokenField::edited, this, [this] { setBusy(false); });
    connect(m_token, &TokenField::placeChosen, this, [this] { setBusy(m_isBusy); });
    continueOn(this, links.hasKeyring(), [this](bool hasKeyring) {
        m_token->setHasKeyring(hasKeyring);
        setBusy(m_isBusy);
    });
    setBusy(false);
    m_token->setFocus(Qt::OtherFocusReason);
}

void TokenDialog::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    m_keep->setText(m_token->isMove() ? tr("Move this token") : tr("Keep this token"));
    m_keep->setEnabled(!isBusy && (m_token->isMove() || !m_token->token().isEmpty()));
    m_remove->setEnabled(!isBusy);
}

void TokenDialog::keep()
{
    const bool isMove = m_token->isMove();
    if (m_isBusy || (!isMove && m_token->token().isEmpty()))
        return;
    setBusy(true);
    m_strip->clear();
    continueOn(this,
               isMove ? m_links.moveToken(m_source, m_token->place())
                      : m_links.setToken(m_source, m_token->token(), m_token->place()),
               [this](const Result<void> &kept) {
                   setBusy(false);
                   if (!kept) {
                       m_strip->showError(kept.error());
                       return;
                   }
                   m_token->clear();
                   accept();
               });
}

void TokenDialog::remove()
{
    setBusy(true);
    m_strip->clear();
    continueOn(this, m_links.removeToken(m_source), [this](const Result<void> &removed) {
        setBusy(false);
        if (removed)
            accept();
        else
            m_strip->showError(removed.error());
    });
}

} // namespace tidemark
