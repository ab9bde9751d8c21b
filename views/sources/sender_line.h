// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/receiver.h"

#include <QWidget>

class QLabel;
class QLineEdit;

namespace tidemark {

/// What a program that sends has to be given, ready to be copied. Hidden where nothing is to be
/// set. GUI thread.
class SenderLine final : public QWidget
{
    Q_OBJECT

public:
    explicit SenderLine(QWidget *parent = nullptr);

    /// `address` as the receiver has it; empty: none is known yet.
    void setReceiver(ReceiverKind kind, const QString &address);
    /// Nothing to set.
    void clear();
    [[nodiscard]] QString text() const;

private:
    QLineEdit *m_line;
    QLabel *m_help;
};

} // namespace tidemark
