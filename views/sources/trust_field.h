// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace tidemark {

/// Which certificates a source's server is believed: the system's, those of a file, or exactly one
/// by its fingerprint. GUI thread.
class TrustField final : public QWidget
{
    Q_OBJECT

public:
    explicit TrustField(QWidget *parent = nullptr);

    void setCaFile(const QString &path);
    /// 64 hex digits; empty: none.
    void setPin(const QString &pin);
    /// Empty unless a file is to be chosen. Errors: InvalidArgument while it is missing.
    [[nodiscard]] Result<QString> caFile() const;
    /// Empty unless one certificate is chosen. Errors: those of storablePin(), and InvalidArgument
    /// while it is missing.
    [[nodiscard]] Result<QString> pin() const;
    [[nodiscard]] QWidget *firstField() const;

Q_SIGNALS:
    void edited();

private:
    enum class Choice
    {
        System,
        File,
        One
    };
    void choose(Choice choice);
    [[nodiscard]] Choice choice() const;
    void showChoice();
    void browse();

    QComboBox *m_choice;
    QLineEdit *m_file;
    QPushButton *m_browse;
    QLineEdit *m_pin;
    QLabel *m_problem;
};

/// `ab:cd:…` of 64 hex digits, as people compare it; anything else as it is.
[[nodiscard]] QString fingerprintText(const QString &pin);

} // namespace tidemark
