// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/token_field.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {

TokenField::TokenField(QWidget *parent)
    : QWidget(parent)
    , m_edit(new QLineEdit(this))
    , m_place(new QComboBox(this))
    , m_note(new QLabel(this))
{
    m_edit->setEchoMode(QLineEdit::Password); // neither copy, cut nor undo in this mode
    m_edit->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhHiddenText | Qt::ImhNoPredictiveText |
                                Qt::ImhNoAutoUppercase);
    m_edit->setDragEnabled(false);
    m_edit->setAccessibleName(tr("Token"));
    m_place->addItem(tr("Keep in the keyring"), static_cast<int>(SecretPlace::Keyring));
    m_place->addItem(tr("For this session only"), static_cast<int>(SecretPlace::Session));
    m_place->setAccessibleName(tr("Where the token is kept"));
    m_note->setWordWrap(true);
    m_note->setProperty("tone", u"muted"_s);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_edit, 1);
    line->addWidget(m_place);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    layout->addLayout(line);
    layout->addWidget(m_note);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textEdited, this, &TokenField::edited);
    connect(m_edit, &QLineEdit::textChanged, this, &TokenField::showNote);
    connect(m_place, &QComboBox::currentIndexChanged, this, &TokenField::showNote);
    connect(m_place, &QComboBox::activated, this, &TokenField::placeChosen);
    showNote();
}

void TokenField::setKept(std::optional<SecretPlace> place)
{
    m_kept = place;
    if (place && m_hasKeyring)
        m_place->setCurrentIndex(m_place->findData(static_cast<int>(*place)));
    showNote();
}

void TokenField::setHasKeyring(bool hasKeyring)
{
    m_hasKeyring = hasKeyring;
    if (!hasKeyring)
        m_place->setCurrentIndex(m_place->findData(static_cast<int>(SecretPlace::Session)));
    m_place->setVisible(hasKeyring);
    showNote();
}

void TokenField::setGivenFor(const QString &address)
{
    if (std::exchange(m_givenFor, address) != address)
        showNote();
}

void TokenField::showNote()
{
    const bool isKept = m_kept && m_givenFor.isEmpty();
    m_edit->setPlaceholderText(isKept ? tr("unchanged") : tr("paste it here"));
    QString note;
    if (m_kept && (m_hasKeyring || !m_givenFor.isEmpty()))
        note = noteOfKept();
    else if (!m_hasKeyring)
        note = tr("There is no keyring on this desktop, so the token is kept for this session "
                  "only: you are asked for it again next time.");
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

QString TokenField::noteOfKept() const
{
    if (!m_givenFor.isEmpty())
        return tr("The token that is kept was given for %1 and is sent nowhere else. Type the "
                  "token of the new address; the old one is forgotten when you save.")
            .arg(m_givenFor);
    if (isMove())
        return *m_kept == SecretPlace::Keyring
                   ? tr("The token is taken out of the keyring and kept for this session only: you "
                        "are asked for it again next time.")
                   : tr("The token that is kept for this session is put into the keyring.");
    if (*m_kept == SecretPlace::Keyring)
        return tr("A token is in the keyring. Leave the field empty to keep it.");
    return tr("A token is kept for this session. Leave the field empty to keep it.");
}

void TokenField::setToken(const Secret &token)
{
    m_edit->setText(QString::fromUtf8(token.reveal()));
    Q_EMIT edited();
}

Secret TokenField::token() const
{
    return Secret::fromText(m_edit->text());
}

SecretPlace TokenField::place() const
{
    return static_cast<SecretPlace>(m_place->currentData().toInt());
}

bool TokenField::isMove() const
{
    return m_kept && m_hasKeyring && m_givenFor.isEmpty() && m_edit->text().isEmpty() &&
           place() != *m_kept;
}

void TokenField::clear()
{
    m_edit->clear();
}

} // namespace tidemark
