// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/token_field.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

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

void TokenField::showNote()
{
    m_edit->setPlaceholderText(m_kept ? tr("unchanged") : tr("paste it here"));
    QString note;
    if (!m_hasKeyring)
        note = tr("There is no keyring on this desktop, so the token is kept for this session "
                  "only: you are asked for it again next time.");
    else if (m_kept && *m_kept == SecretPlace::Keyring)
        note = tr("A token is in the keyring. Leave the field empty to keep it.");
    else if (m_kept)
        note = tr("A token is kept for this session. Leave the field empty to keep it.");
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

Secret TokenField::token() const
{
    return Secret::fromText(m_edit->text());
}

SecretPlace TokenField::place() const
{
    return static_cast<SecretPlace>(m_place->currentData().toInt());
}

void TokenField::clear()
{
    m_edit->clear();
}

} // namespace tidemark
