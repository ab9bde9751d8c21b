// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QString>

class QCheckBox;
class QLabel;
class QPushButton;

namespace tidemark {

/// Shows the certificate of a server that is not trusted, and lets a person trust exactly this one:
/// in two deliberate steps, never by one click (R1). GUI thread.
class CertificateBox final : public QFrame
{
    Q_OBJECT

public:
    explicit CertificateBox(QWidget *parent = nullptr);

    /// `fingerprint` is its SHA-256, 64 hex digits; `owner` says whose it is and who signed it.
    void showCertificate(const QString &fingerprint, const QString &owner);

Q_SIGNALS:
    void trusted(const QString &fingerprint);

private:
    QString m_shown;
    QLabel *m_owner;
    QLabel *m_fingerprint;
    QCheckBox *m_compared;
    QPushButton *m_trust;
};

} // namespace tidemark
