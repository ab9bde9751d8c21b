// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/receiver_links.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace tidemark {

class SenderLine;
class TokenField;
class TrustField;

/// The fields of a receiver, with what is wrong beside the field. GUI thread.
class ReceiverForm final : public QWidget
{
    Q_OBJECT

public:
    /// `links` is a loan.
    explicit ReceiverForm(const ReceiverLinks &links, QWidget *parent = nullptr);

    /// Of one that is edited: its kind stays.
    void fill(const ReceiverPlan &plan);
    [[nodiscard]] ReceiverPlan plan() const;
    [[nodiscard]] bool isComplete() const;
    [[nodiscard]] TokenField &token() const { return *m_token; }
    /// Says it under the address until that is changed, and puts the focus there.
    void showAddressProblem(const QString &text);

Q_SIGNALS:
    void edited();

private:
    [[nodiscard]] ReceiverKind kind() const;
    QLabel *addRow(const QString &label, QWidget *field);
    void buildLayout();
    void onKindChosen();
    void showKind();
    void onAddressEdited();
    void validate();
    void showAccess();
    /// The token that is kept was given for this address.
    [[nodiscard]] bool isKeptTokenForIt() const;

    const ReceiverLinks &m_links;
    ReceiverPlan m_before; ///< what the form was filled with
    QFormLayout *m_layout;
    QComboBox *m_kind;
    QLabel *m_kindHelp;
    QLineEdit *m_name;
    QLabel *m_nameProblem;
    QLineEdit *m_address;
    QLabel *m_addressLabel = nullptr;
    QLabel *m_addressProblem;
    QCheckBox *m_open;
    QLabel *m_openProblem;
    QDoubleSpinBox *m_interval;
    QLineEdit *m_offset;
    QLabel *m_offsetProblem;
    QCheckBox *m_withToken;
    TokenField *m_token;
    QLabel *m_tokenProblem;
    TrustField *m_trust;
    SenderLine *m_sender;
    QString m_foundOut;        ///< of the address, by trying it
    bool m_isFinished = false; ///< the address was left since it was changed last
};

} // namespace tidemark
