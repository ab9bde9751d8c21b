// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/session.h"
#include "model/time/zone.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace tidemark {

class Clock;
class Formatter;

/// The form of a new session. Nothing is required: times may be unknown yet. GUI thread.
class SessionDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `formatter` and `clock` are loans that outlive the dialog; times are read in `zone`.
    SessionDialog(const Formatter &formatter, const Clock &clock, Zone zone,
                  QWidget *parent = nullptr);

    /// Errors: InvalidArgument, naming the field.
    [[nodiscard]] Result<NewSession> session() const;

private:
    void validate();
    [[nodiscard]] Result<std::optional<Timestamp>> time(const QLineEdit *edit) const;

    const Formatter &m_formatter;
    const Clock &m_clock;
    Zone m_zone;
    QLineEdit *m_name;
    QLineEdit *m_start;
    QLineEdit *m_end;
    QLineEdit *m_devices;
    QLineEdit *m_tags;
    QLineEdit *m_note;
    QLabel *m_message;
    QPushButton *m_create;
};

} // namespace tidemark
