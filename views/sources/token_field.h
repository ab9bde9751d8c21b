// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/secret.h"
#include "model/ports/secret_store.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;

namespace tidemark {

/// Takes a token and where it is to be kept (Q4). What is typed is never shown, copied, undone or
/// remembered; it leaves only as a Secret. GUI thread.
class TokenField final : public QWidget
{
    Q_OBJECT

public:
    explicit TokenField(QWidget *parent = nullptr);

    /// Where an earlier token is kept, if there is one: an empty field then leaves it alone.
    void setKept(std::optional<SecretPlace> place);
    /// The kept token was given for this address and is for no other; empty: it is for this one.
    void setGivenFor(const QString &address);
    /// Without a keyring there is no choice: a token is for this session only.
    void setHasKeyring(bool hasKeyring);

    /// In place of typing it.
    void setToken(const Secret &token);
    [[nodiscard]] Secret token() const;
    [[nodiscard]] SecretPlace place() const;
    /// Nothing is typed, and the kept token is wanted at another place than it is.
    [[nodiscard]] bool isMove() const;
    void clear();
    [[nodiscard]] QLineEdit *edit() const { return m_edit; }

Q_SIGNALS:
    void edited();
    void placeChosen();

private:
    void showNote();
    [[nodiscard]] QString noteOfKept() const;

    QLineEdit *m_edit;
    QComboBox *m_place;
    QLabel *m_note;
    std::optional<SecretPlace> m_kept;
    QString m_givenFor; ///< another address than the one at hand
    bool m_hasKeyring = true;
};

} // namespace tidemark
